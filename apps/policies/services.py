"""Acts on policies: publishing a version, finding the one that holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError
from apps.policies.checks import faults
from apps.policies.choices import DecidedBy, NodeKind, StepCode, VersionStatus
from apps.policies.definitions import read_definition
from apps.policies.models import Condition, Policy, PolicyVersion, StepLimit, Tier

# What every route needs, whatever its other steps are.
NEEDED_STEPS = {StepCode.ACCEPTANCE, StepCode.CORRECTION, StepCode.APPROVAL}


class BadVersion(DomainError):
    """The version cannot be published; the sentence says what is wrong where."""

    code = "bad_version"


class VersionsOverlap(DomainError):
    code = "versions_overlap"


@transaction.atomic
def publish_version(*, version_id: int, by: User | None, at: datetime) -> PolicyVersion:
    """Put a version in force for its time.  From then on its rules are frozen.

    Publishing again changes nothing.  Raises ``BadVersion``, ``VersionsOverlap``.
    """
    version = PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if version.is_published:
        return version
    check_version(version)
    version.status = VersionStatus.PUBLISHED
    version.published_at = at
    version.published_by = by
    try:
        with transaction.atomic():
            version.save(update_fields=["status", "published_at", "published_by"])
    except IntegrityError as error:
        raise VersionsOverlap(
            _("Another published version of this policy covers some of that time.")
        ) from error
    record(
        "policies.version.published",
        target=version,
        by=by,
        at=at,
        new={"from": version.from_date, "until": version.until_date},
    )
    return version


def check_version(version: PolicyVersion) -> None:
    """Raise ``BadVersion`` for the first thing that would not work."""
    tiers = list(Tier.objects.filter(version=version))
    if not tiers:
        raise BadVersion(_("The version has no amounts."))
    for row in [*tiers, *Condition.objects.filter(version=version)]:
        try:
            row.clean()
        except ValidationError as error:
            raise BadVersion(f"{row}: {' '.join(error.messages)}") from error
    groups = Condition.objects.filter(version=version).exclude(kind=NodeKind.TEST)
    empty = groups.filter(parts__isnull=True).first()
    if empty is not None:
        raise BadVersion(_("The group “{group}” is empty.").format(group=empty))
    definition = read_definition(version)
    fault = next(faults(version, definition), None)
    if fault is not None:
        raise BadVersion(fault)
    have = set(StepLimit.objects.filter(version=version).values_list("step", flat=True))
    missing = sorted(NEEDED_STEPS - have)
    if missing:
        raise BadVersion(
            _("There is no time limit for: {steps}.").format(
                steps=", ".join(str(StepCode(step).label) for step in missing)
            )
        )


def version_for(
    policy: Policy, dates: Mapping[str, date | None]
) -> PolicyVersion | None:
    """The published version that holds, by the date that each version says decides.

    ``dates`` maps ``DecidedBy`` to a day; a version whose deciding day is not known yet
    is judged by the day of applying.
    """
    for version in policy.versions.published().order_by("-from_date"):
        day = dates.get(version.decided_by) or dates[DecidedBy.SUBMIT]
        if version.covers(day):
            return version
    return None
