"""What a draft would change, counted over the whole register before it is published."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.days import day_of
from apps.jobs.models import Job
from apps.jobs.services import JobContext, start
from apps.policies.definitions import read_definitions
from apps.policies.drafting import digest_of
from apps.policies.engine.question import Question, everybody
from apps.policies.models import PolicyVersion, VersionEffect
from apps.policies.rules import for_person

KIND = "policies.effect"
COUNTS = {
    "gained": _("People who would become eligible"),
    "lost": _("People who would lose it"),
    "fits": _("People who would fit altogether"),
}


def count_effect(version: PolicyVersion, *, on: date) -> VersionEffect:
    """Ask draft and version in force of everybody, in one statement, and keep it."""
    # Before anything is read: an edit meanwhile makes the count old, not right.
    digest = digest_of(version)
    current = (
        PolicyVersion.objects.in_force(on).filter(policy=version.policy_id).first()
    )
    asked = [version, *([current] if current else [])]
    definitions = read_definitions(asked)
    question = Question(
        {each.pk: for_person(definitions[each.pk].conditions) for each in asked}
    )
    before = "r1" if current else "false"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(
            f"""SELECT count(*) FILTER (WHERE r0), count(*) FILTER (WHERE r0 IS NULL),
                count(*) FILTER (WHERE r0 AND {before} IS NOT TRUE),
                count(*) FILTER (WHERE {before} AND r0 IS NOT TRUE)
            FROM ({question.answers(everybody(on), few=False)}) answered"""  # noqa: S608
        )
        fits, is_open, gained, lost = cursor.fetchone()
    effect, _created = VersionEffect.objects.update_or_create(
        version=version,
        defaults={
            "on": on,
            "digest": digest,
            "fits": fits,
            "open": is_open,
            "gained": gained,
            "lost": lost,
        },
    )
    return effect


def start_counting(version: PolicyVersion, *, by: User, at: datetime) -> Job:
    return start(
        KIND, by=by, at=at, payload={"version": version.pk}, label=str(version)
    )


def run(ctx: JobContext) -> None:
    version = PolicyVersion.objects.select_related("policy").get(
        pk=ctx.payload["version"]
    )
    on = max(day_of(ctx.at), version.from_date)
    effect = count_effect(version, on=on)
    ctx.finish(
        {"gained": effect.gained, "lost": effect.lost, "fits": effect.fits},
        url=reverse("policies:draft", args=[version.policy.code, version.number]),
    )
