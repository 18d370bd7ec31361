"""Every pair of states is decided, and the database keeps what a state implies."""

import pytest
from django.db import IntegrityError, transaction

from apps.cases.models import Case, CaseEvent
from apps.cases.states import (
    EDGES,
    OPEN,
    TASK_EDGES,
    CaseStatus,
    IllegalTransition,
    TaskStatus,
    check_edge,
    check_task_edge,
)
from tests.cases.factories import CaseEventFactory, CaseFactory


@pytest.mark.parametrize("old", CaseStatus)
@pytest.mark.parametrize("new", CaseStatus)
def test_every_pair_of_states_is_decided(old, new):
    if new in EDGES[old]:
        check_edge(old, new)
    else:
        with pytest.raises(IllegalTransition):
            check_edge(old, new)


@pytest.mark.parametrize("old", TaskStatus)
@pytest.mark.parametrize("new", TaskStatus)
def test_every_pair_of_a_tasks_states_is_decided(old, new):
    if new in TASK_EDGES[old]:
        check_task_edge(old, new)
    else:
        with pytest.raises(IllegalTransition):
            check_task_edge(old, new)


def test_nothing_open_can_end_but_by_an_answer_or_by_being_withdrawn():
    for state in OPEN:
        ends = EDGES[state] - set(OPEN)
        assert ends <= {CaseStatus.ANSWERED, CaseStatus.WITHDRAWN}


def test_every_state_can_be_reached_from_new():
    seen, todo = set(), [CaseStatus.NEW]
    while todo:
        state = todo.pop()
        seen.add(state)
        todo.extend(EDGES[state] - seen)
    assert seen == set(CaseStatus)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "closed"},
        {"status": "answered"},
        {"status": "somewhere"},
        {"status": "waiting_talent"},  # with a due date
        {"status": "claimed", "commissioner": None},
        {"due_date": "2026-11-24"},  # other than the earliest
        {"score": 6},
        {"supervision_reason": "…"},  # without the moment
        {"closed_how": "confirmed"},
    ],
)
def test_the_database_refuses_what_a_state_forbids(wrong):
    case = CaseFactory(in_progress=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**wrong)


@pytest.mark.django_db
def test_an_event_is_written_once():
    event = CaseEventFactory()
    for change in (
        lambda: CaseEvent.objects.filter(pk=event.pk).update(text="anders"),
        lambda: CaseEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert CaseEvent.objects.get().text == ""
