"""Which people are to be asked again, and when: the acts around ``engine.sweeping``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from apps.audit.services import record
from apps.notifications.services import NewMessage, post_messages
from apps.policies.definitions import read_definitions
from apps.policies.engine.question import Question
from apps.policies.engine.sweeping import (
    FRESH_DAYS,
    Gain,
    Swept,
    sweep_people,
    sweep_range,
)
from apps.policies.links import apply_page
from apps.policies.models import (
    Match,
    OptOut,
    PolicyVersion,
    VersionSweep,
)
from apps.policies.rules import for_person
from apps.policies.taken import not_taken
from apps.talents.models import Talent

CHUNK = 25_000  # keys in one transaction
AT_ONCE = 5_000  # changed people in one transaction
NEVER = date.min  # begun, and not asked of everybody yet
Progress = Callable[[int, int], None]


def question_of(versions: list[PolicyVersion]) -> Question:
    definitions = read_definitions(versions)
    return Question(
        {pk: for_person(each.conditions) for pk, each in definitions.items()}
    )


def sweep(*, on: date, at: datetime, progress: Progress = lambda done, total: None):
    """Everything that is due on a day: versions not swept lately, people who changed,
    matches that turned.  Asking again on the same day writes nothing.

    Commits in chunks; killed in between, the next one takes up what is left.
    """
    swept = Swept()
    _forget_what_ended(on)
    versions = list(PolicyVersion.objects.in_force(on).order_by("pk"))
    due = versions_due(on)
    if due:
        swept += _sweep_everybody(due, on=on, at=at, progress=progress)
    known = [version for version in versions if version not in due]
    swept += _sweep_stale(versions, known, on=on, at=at)
    return swept


def versions_due(on: date) -> list[PolicyVersion]:
    """In force, and not asked of everybody in the last ``FRESH_DAYS``."""
    fresh = VersionSweep.objects.filter(
        on__gt=on - timedelta(days=FRESH_DAYS), on__lte=on
    )
    return list(
        PolicyVersion.objects.in_force(on)
        .exclude(pk__in=fresh.values("version_id"))
        .order_by("pk")
    )


def ask_everybody_again() -> None:
    """Let the next sweep ask all versions of everybody.

    The rows stay: while one is there the triggers mark who changes meanwhile.
    """
    VersionSweep.objects.update(on=NEVER)


def swept_on() -> date | None:
    """The day up to which every version in force has been asked of everybody."""
    first = VersionSweep.objects.order_by("on").values_list("on", flat=True).first()
    return None if first == NEVER else first


def sweep_changed(*, on: date, at: datetime) -> Swept:
    """Only the people whose entry changed since the last sweep; quick."""
    swept_once = VersionSweep.objects.values("version_id")
    versions = list(
        PolicyVersion.objects.in_force(on).filter(pk__in=swept_once).order_by("pk")
    )
    return _sweep_stale(versions, [], on=on, at=at)


def _sweep_everybody(versions, *, on: date, at: datetime, progress: Progress) -> Swept:
    question = question_of(versions)
    ends = Talent.objects.aggregate(first=Min("pk"), last=Max("pk"))
    swept = Swept()
    # Before the first chunk: from now on the triggers mark who changes meanwhile.
    for version in versions:
        VersionSweep.objects.get_or_create(
            version=version, defaults={"on": NEVER, "people": 0}
        )
    if ends["first"] is not None:
        total = ends["last"] + 1 - ends["first"]
        for first in range(ends["first"], ends["last"] + 1, CHUNK):
            with transaction.atomic():
                done, gains = sweep_range(
                    question, first=first, last=first + CHUNK, on=on
                )
                invite(gains, at=at)
            swept += done
            progress(min(first + CHUNK - ends["first"], total), total)
    with transaction.atomic():
        for version in versions:
            VersionSweep.objects.filter(version=version).update(
                on=on, people=swept.people
            )
        record(
            "policies.registry.swept",
            target=versions[0],
            by=None,
            at=at,
            new={
                "versions": [str(version) for version in versions],
                "on": on,
                "people": swept.people,
                "fits": swept.fits,
            },
        )
    return swept


def _sweep_stale(versions, turning, *, on: date, at: datetime) -> Swept:
    """Marked people, all versions; and those of ``turning`` whose day has come."""
    swept = Swept()
    question = question_of(versions)
    while True:
        with transaction.atomic():
            ids = _take_marks()
            if not ids:
                break
            done, gains = sweep_people(question, ids, on=on)
            invite(gains, at=at)
        swept += done
    while True:
        due = Match.objects.filter(turns_on__lte=on, version__in=turning)
        ids = list(due.values_list("talent_id", flat=True).distinct()[:AT_ONCE])
        if not ids:
            return swept
        with transaction.atomic():
            done, gains = sweep_people(question, ids, on=on)
            invite(gains, at=at)
        swept += done


def _take_marks() -> set[int]:
    """Marks committed by now; what comes later is for the next time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM policies_stalemark WHERE id IN (
                SELECT id FROM policies_stalemark ORDER BY id LIMIT %s
                FOR UPDATE SKIP LOCKED) RETURNING talent_id""",
            [AT_ONCE],
        )
        return {row[0] for row in cursor.fetchall()}


def _forget_what_ended(on: date) -> None:
    in_force = PolicyVersion.objects.in_force(on).values("pk")
    Match.objects.exclude(version__in=in_force).delete()
    VersionSweep.objects.exclude(version__in=in_force).delete()


def invite(gains: list[Gain], *, at: datetime) -> int:
    """Tell people with an account, once a version, unless they asked not to be told.

    Who has applied already is not invited.  Nothing is asked of anybody here.
    """
    if not gains:
        return 0
    people = {gain.talent_id for gain in gains}
    refused = set(
        OptOut.objects.filter(talent_id__in=people).values_list(
            "talent_id", "policy_id"
        )
    )
    matches = not_taken(
        Match.objects.filter(
            talent_id__in=people, version_id__in={gain.version_id for gain in gains}
        ).select_related("talent__user", "version__policy")
    )
    newly = set(gains)
    messages = [
        _invitation(match)
        for match in matches
        if Gain(match.talent_id, match.version_id) in newly
        and not refused
        & {(match.talent_id, None), (match.talent_id, match.version.policy_id)}
    ]
    return post_messages(messages, at=at)


def _invitation(match: Match) -> NewMessage:
    policy = match.version.policy
    return NewMessage(
        key=f"policy-fits:{match.version_id}",
        recipient_id=match.talent.user_id,
        subject=lambda: _("You may claim: {policy}").format(policy=policy),
        body=lambda: _(
            "By what the register knows you fit. The page shows why, what is still "
            "asked, and how to apply. You need not hand in what we know already."
        ),
        url=apply_page(policy, match.talent.user),
    )
