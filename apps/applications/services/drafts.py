"""The applicant's side before sending: a draft that loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import matters, permissions
from apps.applications.assessment import Assessment, assess
from apps.applications.matters import matter_of
from apps.applications.models import Application, Paper, PromisedPaper, Transition
from apps.applications.services.moves import lock, refuse
from apps.applications.states import IN_REVIEW, LIVE, Status
from apps.audit.services import record, target_of
from apps.core.days import day_of
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.documents import services as documents
from apps.policies import facts
from apps.policies.choices import DecidedBy
from apps.policies.definitions import read_definition
from apps.policies.facts import Fact, FactValue, Subject
from apps.policies.models import Material, Policy, PolicyVersion
from apps.policies.services import version_for
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent

PARTS = ("claim", "stated", "promises")
PAPERS_OF_ONE_MATERIAL = 12


class NotOpen(DomainError):
    code = "not_open"


class AlreadyApplied(DomainError):
    """There is a live application, or the benefit was granted; ``application`` it is."""

    code = "already_applied"

    def __init__(self, message: str, application: Application) -> None:
        super().__init__(message)
        self.application = application


class NotAsked(DomainError):
    code = "not_asked"


@transaction.atomic
def start_draft(
    *, talent: Talent, policy: Policy, by: User, at: datetime, consent: str = ""
) -> Application:
    """Begin an application, or go on with the one begun: asking twice gives the first.

    ``by`` is the applicant, or a commissioner who may see the talent and says in
    ``consent`` how the talent agreed.  Raises ``AlreadyApplied``, ``NotOpen``,
    ``NotAllowed``.
    """
    is_helper = talent.user_id != by.pk
    if is_helper:
        _check_helper(talent, by, consent)
    if talent.status != TalentStatus.ACTIVE:
        raise NotOpen(_("This person is not on the register any more."))
    found = _live_or_granted(talent, policy)
    if found is None:
        version = version_for(policy, {DecidedBy.SUBMIT: day_of(at)})
        if version is None or not matters.is_registered(policy.kind):
            raise NotOpen(_("This benefit cannot be applied for at present."))
        try:
            with transaction.atomic():
                return _create(talent, policy, version, by, at, is_helper, consent)
        except IntegrityError:
            # Two windows at once: the other one was first.
            found = _live_or_granted(talent, policy)
    if found.status == Status.DRAFT and permissions.why_not_apply(by, found) is None:
        return found
    raise AlreadyApplied(_already(found), found)


def _check_helper(talent: Talent, by: User, consent: str) -> None:
    sees = Talent.objects.visible_to(by).filter(pk=talent.pk).exists()
    if not (by.has_role(Role.COMMISSIONER) and sees):
        raise NotAllowed(_("You may apply only for yourself."))
    if not consent.strip():
        raise NotAllowed(_("Say how the person agreed that you apply for him or her."))


def _create(talent, policy, version, by, at, is_helper, consent) -> Application:
    application = Application.objects.create(
        talent=talent,
        policy=policy,
        version_used=version,
        region_id=talent.region_id,
        prepared_by=by,
        helper=by if is_helper else None,
        helper_consent=consent.strip()[:200] if is_helper else "",
        started_at=at,
        saved_at=at,
    )
    Transition.objects.create(
        application=application, new=Status.DRAFT, at=at, by=by, version=1
    )
    record(
        "applications.draft.started",
        target=application,
        by=by,
        at=at,
        why=application.helper_consent,
        new={"talent": talent.pk, "policy": policy.code, "is_helped": is_helper},
    )
    return application


def _live_or_granted(talent: Talent, policy: Policy) -> Application | None:
    mine = Application.objects.filter(talent=talent, policy=policy)
    live = mine.filter(status__in=LIVE).first()
    if live is not None:
        return live
    return mine.filter(status=Status.APPROVED, version_used__is_once=True).first()


def _already(found: Application) -> str:
    if found.status == Status.APPROVED:
        return _("This benefit is given once, and {number} was approved.").format(
            number=found.number
        )
    return _("There is an application for this benefit already: {number}.").format(
        number=found.number or _("a draft")
    )


@transaction.atomic
def save_draft(
    *,
    application_id: int,
    by: User,
    at: datetime,
    claim: Mapping[str, Any] | None = None,
    stated: Mapping[str, Any] | None = None,
    promises: Mapping[str, bool] | None = None,
    declared: bool | None = None,
    version: int | None = None,
) -> Application:
    """Keep what was typed, right or wrong; fields that are not given stay as they are.

    Values must be JSON (text, bool, list, dict).  While correcting, only what the
    correction list names may change: raises ``NotAsked``.  With ``version`` a page that
    is out of date is refused (``StaleVersion``), without it the last writer of a field
    wins.
    """
    application = lock(application_id, version=version)
    refuse(permissions.why_not_apply(by, application))
    if not application.is_editable:
        raise NotAllowed(_("What was handed in cannot be changed any more."))
    given = {"claim": claim, "stated": stated, "promises": promises}
    draft = application.draft
    changed: list[str] = []
    for part in PARTS:
        kept = draft.setdefault(part, {})
        for name, value in (given[part] or {}).items():
            if kept.get(name) != value:
                kept[name] = value
                changed.append(f"{part}.{name}")
    if declared is not None and draft.get("declared") != declared:
        draft["declared"] = declared
        changed.append("declared")
    if not changed:
        return application
    if application.status == Status.RETURNED:
        _check_asked(application, changed)
    application.draft = draft
    application.saved_at = at
    application.version += 1
    application.save(update_fields=["draft_text", "saved_at", "version"])
    # The names of the fields, never what was typed.
    record(
        "applications.draft.saved",
        target=application,
        by=by,
        at=at,
        data={"fields": changed},
    )
    return application


def _check_asked(application: Application, changed: list[str]) -> None:
    items = application.correction.items.all()
    asked = {item.field for item in items if item.field}
    extra = [name for name in changed if name not in asked and name != "declared"]
    if extra:
        raise NotAsked(
            _("Only what the office listed can be changed now: {fields}.").format(
                fields="; ".join(item.text for item in items)
            )
        )


def attach(
    *,
    application_id: int,
    material: str,
    file: BinaryIO | bytes,
    name: str,
    by: User,
    at: datetime,
) -> Paper:
    """Add a file to one material: a draft's, a listed one's, or a promised one's.

    Raises ``FileRefused``, ``NotAllowed``, ``NotAsked``.  The file is read and checked
    before any lock is taken.
    """
    application = Application.objects.select_related("talent", "policy").get(
        pk=application_id
    )
    refuse(permissions.why_not_apply(by, application))
    _check_may_attach(application, material)
    document = documents.store(
        file=file, kind=f"applications.{material}", by=by, at=at, name=name
    )
    with transaction.atomic():
        application = lock(application_id)
        refuse(permissions.why_not_apply(by, application))
        _check_may_attach(application, material)
        documents.hand_in(
            document_ids=[document.pk], owner=target_of(application), by=by, at=at
        )
        paper = Paper.objects.create(
            application=application,
            material=material,
            document_id=document.pk,
            added_by=by,
            added_at=at,
        )
        PromisedPaper.objects.filter(
            application=application, material=material, handed_in_at=None
        ).update(handed_in_at=at)
        record(
            "applications.paper.added",
            target=application,
            by=by,
            at=at,
            data={"material": material, "document": document.pk},
        )
    return paper


def _check_may_attach(application: Application, code: str) -> None:
    material = Material.objects.filter(
        version=application.version_used_id, code=code
    ).first()
    if material is None or not material.is_asked:
        raise NotAsked(_("This paper is not asked for."))
    present = application.papers.filter(material=code, removed_at=None).count()
    if present >= PAPERS_OF_ONE_MATERIAL:
        raise NotAllowed(
            _("There are {count} files for this paper already.").format(count=present)
        )
    if application.status == Status.DRAFT:
        return
    if application.status == Status.RETURNED:
        if application.correction.items.filter(material=code).exists():
            return
        raise NotAsked(_("Only what the office listed can be changed now."))
    if application.status in IN_REVIEW | {Status.SUBMITTED}:
        promised = application.promised_papers.filter(material=code)
        if promised.exists():
            return
    raise NotAllowed(_("What was handed in cannot be changed any more."))


@transaction.atomic
def detach(*, paper_id: int, by: User, at: datetime) -> None:
    """Take a file back: out of a draft, or one that the correction list names."""
    paper = Paper.objects.select_related("application").get(pk=paper_id)
    application = lock(paper.application_id)
    refuse(permissions.why_not_apply(by, application))
    if not application.is_editable:
        raise NotAllowed(_("What was handed in cannot be changed any more."))
    _check_may_attach_or_full(application, paper.material)
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.removed_at is not None:
        return
    paper.removed_at = at
    paper.save(update_fields=["removed_at"])
    record(
        "applications.paper.removed",
        target=application,
        by=by,
        at=at,
        data={"material": paper.material, "document": paper.document_id},
    )


def _check_may_attach_or_full(application: Application, code: str) -> None:
    if (
        application.status == Status.RETURNED
        and not application.correction.items.filter(material=code).exists()
    ):
        raise NotAsked(_("Only what the office listed can be changed now."))


@dataclass(frozen=True)
class KnownFact:
    """One fact about the person that the rules ask for.

    Known ones are only confirmed; of the others only those are asked that
    ``may_be_stated``.  ``is_open``: with what is known so far it would decide.
    """

    fact: Fact
    found: FactValue
    is_open: bool

    @property
    def is_known(self) -> bool:
        return self.found.is_known

    @property
    def shown(self) -> str:
        return self.fact.show(self.found.value)

    @property
    def must_be_asked(self) -> bool:
        return self.is_open and not self.is_known and self.fact.may_be_stated


def known_facts(
    talent: Talent,
    version: PolicyVersion,
    *,
    on: date,
    assessment: Assessment | None = None,
) -> list[KnownFact]:
    """What the register knows for this version, in the order of its rules.

    With an ``assessment`` of the draft, answers given so far are taken into account and
    ``is_open`` tells which unknown ones still decide.
    """
    if assessment is None:
        definition = read_definition(version)
        subject = Subject(talent, on)
        open_names = set(definition.fact_names())
    else:
        definition, subject = assessment.definition, assessment.subject
        open_names = {each.node.fact for each in assessment.worked.unsettled()}
    found = []
    for name in definition.fact_names():
        fact = facts.get(name)
        if not fact.about_claim:
            found.append(KnownFact(fact, subject.value(name), name in open_names))
    return found


def preview(application: Application, *, on: date) -> Assessment:
    """What would come out with what is typed so far."""
    return assess(application, on=on)


def claim_of(application: Application, *, on: date) -> dict[str, Any]:
    """The checked claim of a draft.  Raises ``Incomplete``."""
    return matter_of(application).clean(application.draft.get("claim", {}), on)
