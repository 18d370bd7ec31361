"""Acts on a draft: copied from the version in force, edited, proposed, consented to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.policies.models import (
    Condition,
    Exclusion,
    FundingShare,
    Instalment,
    JointDepartment,
    Material,
    Policy,
    PolicyVersion,
    StepLimit,
    Tier,
)
from apps.policies.services import check_version, publish_version

PREPARING = (Role.CITY_REVIEWER, Role.SYSTEM_ADMIN)
CONSENTING = (Role.APPROVER, Role.CITY_REVIEWER)
# Rows without conditions of their own; the order is that of a page.
PLAIN = (Material, StepLimit, JointDepartment, Exclusion, FundingShare)


class NotDraft(DomainError):
    code = "not_draft"


class SamePerson(DomainError):
    code = "same_person"


def why_not_edit(user: User, version: PolicyVersion) -> str | None:
    if not user.has_role(*PREPARING):
        return _("Policies are prepared by the city's reviewers.")
    if version.is_published:
        return _("A published version stays as it is: begin a new one.")
    return None


def lock_draft(version_id: int, by: User) -> PolicyVersion:
    """The draft, locked.  Raises ``NotAllowed``, ``NotDraft``."""
    version = (
        PolicyVersion.objects.select_for_update(of=("self",))
        .select_related("policy")
        .get(pk=version_id)
    )
    if version.is_published:
        raise NotDraft(_("A published version stays as it is: begin a new one."))
    if reason := why_not_edit(by, version):
        raise NotAllowed(reason)
    return version


@transaction.atomic
def begin_version(
    *, policy_id: int, from_date: date, by: User, at: datetime
) -> PolicyVersion:
    """A draft with everything that the latest version says; nothing is in force yet."""
    if not by.has_role(*PREPARING):
        raise NotAllowed(_("Policies are prepared by the city's reviewers."))
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    latest = policy.versions.order_by("-number").first()
    if latest is not None and not latest.is_published:
        raise DomainError(
            _("There is a draft already: version {number}.").format(
                number=latest.number
            ),
            code="draft_exists",
        )
    values = _values(latest) if latest else {}
    for name in ("status", "published_at", "published_by_id"):
        values.pop(name, None)
    values |= {
        "number": (latest.number if latest else 0) + 1,
        "from_date": from_date,
        "until_date": None,
        "is_verified": False,
        "proposed_at": None,
        "proposed_by_id": None,
    }
    version = PolicyVersion.objects.create(
        policy=policy, **_without(values, "policy_id")
    )
    if latest is not None:
        _copy_rows(latest, version)
    record("policies.version.begun", target=version, by=by, at=at)
    return version


def _values(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}


def _copy_rows(old: PolicyVersion, new: PolicyVersion) -> None:
    for model in PLAIN:
        for row in model.objects.filter(version=old).order_by("pk"):
            values = _without(_values(row), "version_id")
            model.objects.create(version=new, **values)
    owners: dict[tuple[str, int], int] = {}
    for name, model in (("tier_id", Tier), ("instalment_id", Instalment)):
        for row in model.objects.filter(version=old).order_by("pk"):
            values = _without(_values(row), "version_id")
            owners[name, row.pk] = model.objects.create(version=new, **values).pk
    nodes: dict[int, int] = {}
    rows = list(Condition.objects.filter(version=old).order_by("pk"))
    while rows:
        later = []
        for row in rows:
            if row.parent_id and row.parent_id not in nodes:
                later.append(row)
                continue
            values = _without(_values(row), "version_id", "parent_id")
            for name in ("tier_id", "instalment_id"):
                if values[name]:
                    values[name] = owners[name, values[name]]
            parent = nodes.get(row.parent_id)
            made = Condition.objects.create(version=new, parent_id=parent, **values)
            nodes[row.pk] = made.pk
        rows = later


@transaction.atomic
def save_part(*, version_id: int, form: Any, part: str, by: User, at: datetime) -> None:
    """Write one part of a draft, as its form or formset has it.

    Whoever proposed it before has to look again: a proposal ends with any edit.
    """
    version = lock_draft(version_id, by)
    form.save()
    if version.proposed_at is not None:
        PolicyVersion.objects.filter(pk=version.pk).update(
            proposed_at=None, proposed_by=None
        )
    record("policies.version.edited", target=version, by=by, at=at, data={"part": part})


@transaction.atomic
def propose(*, version_id: int, by: User, at: datetime) -> PolicyVersion:
    """Say that a draft is ready.  Raises ``BadVersion`` with the first fault."""
    version = lock_draft(version_id, by)
    check_version(version)
    version.proposed_at, version.proposed_by = at, by
    version.save(update_fields=["proposed_at", "proposed_by"])
    record(
        "policies.version.proposed",
        target=version,
        by=by,
        at=at,
        new={"digest": digest_of(version)},
    )
    return version


@transaction.atomic
def consent(*, version_id: int, by: User, at: datetime) -> PolicyVersion:
    """Put a proposed draft in force; whoever proposed it cannot.

    The version before it, where it is open, ends on the day on which this one begins.
    Raises ``NotAllowed``, ``SamePerson``, ``BadVersion``, ``VersionsOverlap``.
    """
    version = (
        PolicyVersion.objects.select_for_update(of=("self",))
        .select_related("policy")
        .get(pk=version_id)
    )
    if not by.has_role(*CONSENTING):
        raise NotAllowed(_("An approver or another reviewer of the city consents."))
    if version.is_published:
        return version
    if version.proposed_at is None:
        raise DomainError(_("It has not been proposed yet."), code="not_proposed")
    if version.proposed_by_id == by.pk:
        raise SamePerson(_("Another person than the one who proposed it consents."))
    _end_the_one_before(version, by=by, at=at)
    return publish_version(version_id=version.pk, by=by, at=at)


def _end_the_one_before(version: PolicyVersion, *, by: User, at: datetime) -> None:
    before = (
        PolicyVersion.objects.select_for_update()
        .published()
        .filter(
            policy=version.policy_id,
            until_date__isnull=True,
            from_date__lt=version.from_date,
        )
        .first()
    )
    if before is None:
        return
    before.until_date = version.from_date
    before.save(update_fields=["until_date"])
    record(
        "policies.version.ended",
        target=before,
        by=by,
        at=at,
        new={"until": before.until_date},
    )


@transaction.atomic
def discard(*, version_id: int, by: User, at: datetime) -> None:
    """Throw a draft away."""
    version = lock_draft(version_id, by)
    record("policies.version.discarded", target=version, by=by, at=at)
    version.delete()


def digest_of(version: PolicyVersion) -> str:
    """Of everything that decides who fits: other words are no other rule."""
    rows = Condition.objects.filter(version=version, tier=None, instalment=None)
    said = [
        [row.pk, row.parent_id, row.kind, row.fact, row.operator, row.value]
        for row in rows.order_by("pk")
    ]
    return hashlib.sha256(
        json.dumps([said, version.from_date.isoformat()]).encode()
    ).hexdigest()
