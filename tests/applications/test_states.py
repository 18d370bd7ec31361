"""Every pair of states is decided; the edges lead from draft to an end."""

import pytest

from apps.applications.states import (
    DECIDED,
    EDGES,
    FINAL,
    HOLDERS,
    KINDS,
    LIVE,
    REVIEWS,
    STEP_OF,
    IllegalTransition,
    Status,
    check_edge,
)
from apps.core.templatetags.ui import status as drawn


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_every_pair_of_states_is_decided(old, new):
    if new in EDGES[old]:
        check_edge(old, new)
    else:
        with pytest.raises(IllegalTransition):
            check_edge(old, new)


def test_what_is_over_stays_over():
    """But for what was approved, which may be revoked and nothing else."""
    ended = {state for state, after in EDGES.items() if not after}
    assert ended == FINAL - {Status.APPROVED}
    assert EDGES[Status.APPROVED] == {Status.REVOKED}
    assert set(LIVE) | FINAL == set(Status)
    assert DECIDED < FINAL


def test_every_state_is_reached_from_a_draft_and_reaches_an_end():
    reached, todo = {Status.DRAFT}, [Status.DRAFT]
    while todo:
        for after in EDGES[todo.pop()] - reached:
            reached.add(after)
            todo.append(after)
    assert reached == set(Status)


def test_each_step_under_way_has_a_holder_and_each_state_a_look():
    assert {STEP_OF[status] for status in REVIEWS.values()} <= set(HOLDERS)
    for status in Status:
        assert str(status.label) in drawn(KINDS[status], str(status.label))
