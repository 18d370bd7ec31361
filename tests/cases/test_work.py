import pytest

from apps.audit.models import AuditEvent
from apps.cases import services
from apps.cases.models import CaseEvent, EventKind
from apps.cases.states import CaseStatus, IllegalTransition, TaskStatus
from apps.core.errors import DomainError, NotAllowed
from apps.notifications.models import Message

ACTS = {
    "start": lambda case, by, at: services.start_work(case_id=case.pk, by=by, at=at),
    "note": lambda case, by, at: services.add_note(
        case_id=case.pk, text="记一笔", by=by, at=at
    ),
    "ask": lambda case, by, at: services.ask_talent(
        case_id=case.pk, question="？", by=by, at=at
    ),
    "answer": lambda case, by, at: services.answer(
        case_id=case.pk, result="solved", text="好", by=by, at=at
    ),
    "extend": lambda case, by, at: services.ask_extension(
        case_id=case.pk, reason="要", by=by, at=at
    ),
    "supervise": lambda case, by, at: services.supervise(
        case_id=case.pk, reason="督", by=by, at=at
    ),
    "reply": lambda case, by, at: services.reply(
        case_id=case.pk, text="补充", by=by, at=at
    ),
}
ALLOWED = {
    "start": {"commissioner"},
    "note": {"commissioner", "head", "city"},
    "ask": {"commissioner"},
    "answer": {"commissioner"},
    "extend": {"commissioner"},
    "supervise": {"head", "city"},
    "reply": {"asker"},
}


@pytest.mark.parametrize(
    "who", ["commissioner", "other", "head", "city", "handler", "asker"]
)
@pytest.mark.parametrize("act", ACTS)
def test_who_may_do_what_and_a_refusal_changes_nothing(town, act, who):
    case = town.claimed()
    by = {"commissioner": town.user, "other": town.other.user}.get(who) or getattr(
        town, who
    )
    events, trail, told = (
        model.objects.count() for model in (CaseEvent, AuditEvent, Message)
    )
    version = case.version
    if who in ALLOWED[act]:
        ACTS[act](case, by, town.at)
        assert case.events.count() > events
        return
    with pytest.raises(NotAllowed):
        ACTS[act](case, by, town.at)
    case.refresh_from_db()
    assert (case.status, case.version) == (CaseStatus.CLAIMED, version)
    assert [model.objects.count() for model in (CaseEvent, AuditEvent, Message)] == [
        events,
        trail,
        told,
    ]


def test_every_act_leaves_a_trace(town):
    case = town.claimed()
    for act in ("start", "note", "ask"):
        ACTS[act](case, town.user, town.at)
    services.reply(case_id=case.pk, text="好", by=town.asker, at=town.at)
    ACTS["answer"](case, town.user, town.at)
    kinds = [event.kind for event in case.events.all()]
    assert kinds == [
        "opened", "claimed", "started", "note", "asked", "replied", "answered",
    ]  # fmt: skip
    trail = AuditEvent.objects.about(f"cases.case:{case.pk}").order_by("pk")
    assert [event.action.rpartition(".")[2] for event in trail] == kinds


class TestNotes:
    def test_an_internal_one_is_hidden_from_the_talent(self, town):
        case = town.claimed()
        services.add_note(case_id=case.pk, text="内部", by=town.user, at=town.at)
        event = case.events.last()
        assert not event.visible_to_talent
        assert not Message.objects.filter(key=f"case-event:{event.pk}").exists()

    def test_an_open_one_is_told(self, town):
        case = town.claimed()
        services.add_note(
            case_id=case.pk,
            text="快了",
            by=town.user,
            at=town.at,
            visible_to_talent=True,
        )
        event = case.events.last()
        told = Message.objects.get(key=f"case-event:{event.pk}")
        assert told.recipient == town.asker

    def test_an_empty_one_is_refused(self, town):
        case = town.claimed()
        with pytest.raises(DomainError):
            services.add_note(case_id=case.pk, text=" ", by=town.user, at=town.at)


class TestReply:
    def test_without_a_question_only_adds(self, town):
        case = town.claimed()
        services.reply(case_id=case.pk, text="补充材料", by=town.asker, at=town.at)
        case.refresh_from_db()
        assert case.status == CaseStatus.CLAIMED
        assert case.events.last().kind == EventKind.REPLIED

    def test_to_an_answered_case_is_refused(self, town):
        case = town.answered()
        with pytest.raises(DomainError):
            services.reply(case_id=case.pk, text="还有", by=town.asker, at=town.at)


class TestResume:
    def test_the_commissioner_notes_what_was_said_on_the_phone(self, town):
        case = town.claimed()
        services.ask_talent(case_id=case.pk, question="？", by=town.user, at=town.at)
        services.resume(
            case_id=case.pk, note="电话答复", by=town.user, at=town.later(days=3)
        )
        case.refresh_from_db()
        assert case.status == CaseStatus.IN_PROGRESS
        assert not case.pauses.filter(until_at__isnull=True).exists()

    def test_is_refused_where_nothing_was_asked(self, town):
        case = town.claimed()
        with pytest.raises(DomainError) as refusal:
            services.resume(case_id=case.pk, note="x", by=town.user, at=town.at)
        assert refusal.value.code == "not_waiting"


class TestWithdraw:
    def test_calls_departments_off_and_stops_for_good(self, town):
        task = town.sent()
        services.withdraw(
            case_id=task.case_id, reason="已解决", by=town.asker, at=town.at
        )
        task.refresh_from_db()
        task.case.refresh_from_db()
        assert task.status == TaskStatus.CANCELLED
        assert task.case.status == CaseStatus.WITHDRAWN
        assert Message.objects.filter(recipient=town.handler).count() == 2

    def test_is_not_for_an_answered_case(self, town):
        case = town.answered()
        with pytest.raises(IllegalTransition):
            services.withdraw(case_id=case.pk, reason="x", by=town.asker, at=town.at)
