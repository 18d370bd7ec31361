"""The acts a case page offers: which form, to whom, and which service runs.

The services decide again under the lock; this only keeps people from buttons that
would refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases import forms, services
from apps.cases.messages import server_of
from apps.cases.models import Case
from apps.cases.permissions import is_head, why_not_city, why_not_claim, works_on
from apps.cases.states import TASK_OPEN, WITH_ANSWER, WORKING, CaseStatus, TaskStatus


class Standing:
    """What one person may do to one case; each question is asked once."""

    def __init__(self, user: User, case: Case, on: date) -> None:
        self.user = user
        self.case = case
        self.on = on

    @cached_property
    def works(self) -> bool:
        return works_on(self.user, self.case)

    @cached_property
    def leads(self) -> bool:
        return is_head(self.user, self.case)

    @cached_property
    def is_city(self) -> bool:
        return why_not_city(self.user, self.case) is None

    @cached_property
    def may_claim(self) -> bool:
        return why_not_claim(self.user, self.case) is None

    @cached_property
    def tasks(self) -> list:
        return list(self.case.tasks.select_related("office", "handler", "sent_by"))

    @cached_property
    def extensions(self) -> list:
        return list(self.case.extensions.select_related("asked_by", "decided_by"))

    @cached_property
    def follow_ups(self) -> list:
        return list(self.case.follow_ups.select_related("by"))

    @property
    def is_working(self) -> bool:
        return self.works and self.case.status in WORKING

    @property
    def has_main_task(self) -> bool:
        return any(t.status in TASK_OPEN and t.duty == "main" for t in self.tasks)

    @property
    def was_returned(self) -> bool:
        return any(task.status == TaskStatus.RETURNED for task in self.tasks)

    @property
    def this_round(self) -> list:
        return [e for e in self.extensions if e.round == self.case.round]

    @property
    def may_extend(self) -> bool:
        return (
            self.works
            and self.case.is_open
            and self.case.item.extension_workdays > 0
            and not self.case.is_overdue(self.on)
            and all(each.is_approved is False for each in self.this_round)
        )

    @property
    def may_decide(self) -> bool:
        return self.leads and any(
            each.is_approved is None and each.asked_by_id != self.user.pk
            for each in self.this_round
        )

    @property
    def has_call_back(self) -> bool:
        return any(each.done_at is None for each in self.follow_ups)


@dataclass(frozen=True)
class Act:
    """``form`` is ``None`` for what needs no word: the button itself does it."""

    key: str
    label: str | Promise
    icon: str
    form: type[forms.ActForm] | None
    allowed: Callable[[Standing], bool]
    run: Callable[..., object]
    is_main: bool = False
    is_danger: bool = False
    needs_version: bool = True

    @property
    def has_form(self) -> bool:
        """For templates, which would call the class."""
        return self.form is not None


def _run(service, **names: str):
    """Pass the form's fields to ``service`` under the names it knows them by."""

    def run(
        case: Case, data: dict, *, by: User, at: datetime, version: int | None
    ) -> None:
        values = {names.get(key, key): value for key, value in data.items()}
        if version is not None:
            values["version"] = version
        service(case_id=case.pk, by=by, at=at, **values)

    return run


def _send(case: Case, data: dict, *, by: User, at: datetime, version: int | None):
    services.send_to_departments(
        case_id=case.pk,
        main_id=data["main"].pk,
        assisting_ids=[office.pk for office in data["assisting"]],
        question=data["question"],
        workdays=data["workdays"],
        by=by,
        at=at,
        version=version,
    )


def _name_main(case: Case, data: dict, *, by: User, at: datetime, version: int | None):
    services.name_main(
        case_id=case.pk,
        office_id=data["main"].pk,
        question=data["question"],
        reason=data["reason"],
        workdays=data["workdays"],
        by=by,
        at=at,
        version=version,
    )


def _sort(case: Case, data: dict, *, by: User, at: datetime, version: int | None):
    services.sort(
        case_id=case.pk,
        item_id=data["item"].pk,
        priority=data["priority"],
        by=by,
        at=at,
        version=version,
    )


ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        Act("claim", _("Claim"), "person-check", None,
            lambda s: s.may_claim, _run(services.claim), is_main=True),
        Act("give", _("Give to a commissioner"), "person-plus", forms.GiveForm,
            lambda s: s.case.status == CaseStatus.NEW and s.leads
            and server_of(s.case.talent_id) is None, _run(services.give),
            is_main=True),
        Act("start", _("Begin"), "play-circle", None,
            lambda s: s.is_working and s.case.status
            in {CaseStatus.CLAIMED, CaseStatus.RETURNED, CaseStatus.REOPENED},
            _run(services.start_work)),
        Act("resume", _("The talent has replied"), "play-circle", forms.RepliedForm,
            lambda s: s.works and s.case.status == CaseStatus.WAITING,
            _run(services.resume, text="note"), is_main=True),
        Act("answer", _("Answer"), "chat-left-text", forms.AnswerForm,
            lambda s: s.is_working, _run(services.answer), is_main=True),
        Act("ask", _("Ask the talent"), "question-circle", forms.QuestionForm,
            lambda s: s.is_working, _run(services.ask_talent, text="question")),
        Act("send", _("Hand to departments"), "send", forms.SendForm,
            lambda s: s.is_working and not s.has_main_task, _send),
        Act("decide", _("Decide on more time"), "hourglass-split", forms.DecideForm,
            lambda s: s.may_decide, _run(services.decide_extension), is_main=True),
        Act("name", _("Name the main department"), "building-check",
            forms.NameMainForm,
            lambda s: s.is_city and s.was_returned and s.case.is_open
            and s.case.status not in {CaseStatus.NEW, CaseStatus.WAITING}, _name_main),
        Act("confirm", _("Confirmed by the talent"), "check-circle",
            forms.ConfirmedForm,
            lambda s: s.works and s.case.status == CaseStatus.ANSWERED,
            _run(services.confirm_for_talent, text="note"), is_main=True),
        Act("close", _("Close"), "check2-all", None,
            lambda s: s.works and s.case.status == CaseStatus.CONFIRMED,
            _run(services.close_case), is_main=True),
        Act("follow-up", _("Note a call-back"), "telephone", forms.FollowUpForm,
            lambda s: (s.works or s.leads)
            and (s.has_call_back or s.case.status in WITH_ANSWER),
            _run(services.record_follow_up), needs_version=False),
        Act("note", _("Note"), "pencil", forms.NoteForm,
            lambda s: s.works or s.leads, _run(services.add_note),
            needs_version=False),
        Act("sort", _("Item and priority"), "tag", forms.SortForm,
            lambda s: s.case.is_open and (s.works or s.leads), _sort),
        Act("extend", _("Ask for more time"), "hourglass-split", forms.ReasonForm,
            lambda s: s.may_extend, _run(services.ask_extension, text="reason")),
        Act("supervise", _("Supervise"), "eye", forms.ReasonForm,
            lambda s: s.leads and not s.case.is_supervised and s.case.status
            not in {CaseStatus.CLOSED, CaseStatus.WITHDRAWN},
            _run(services.supervise, text="reason")),
        Act("release", _("End supervision"), "eye-slash", forms.ReasonForm,
            lambda s: s.leads and s.case.is_supervised,
            _run(services.end_supervision, text="note")),
        Act("reopen", _("Reopen"), "arrow-counterclockwise", forms.ReasonForm,
            lambda s: s.leads and s.case.status in WITH_ANSWER,
            _run(services.reopen, text="reason"), is_danger=True),
        Act("withdraw", _("Withdraw"), "dash-circle", forms.ReasonForm,
            lambda s: s.works and s.case.is_open and s.case.status != CaseStatus.NEW,
            _run(services.withdraw, text="reason"), is_danger=True),
    )
}  # fmt: skip


def offered(standing: Standing) -> list[Act]:
    """Those that would not refuse, the usual ones first."""
    return [act for act in ACTS.values() if act.allowed(standing)]
