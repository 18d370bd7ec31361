"""Rows of a version from plain tuples, for policies that come with the demonstration."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from apps.accounts.models import Office
from apps.policies.choices import NodeKind, Operator
from apps.policies.models import Condition, Material, PolicyVersion, StepLimit

GROUPS = {"all": NodeKind.ALL, "any": NodeKind.ANY, "not": NodeKind.NOT}
LIMIT_NOTE = ("示范时限，待确认", "Sample limit, to be confirmed")


def add_materials(version: PolicyVersion, rows: Iterable[tuple]) -> None:
    """code, name, English name, form, source, required, may follow, hint, in English."""
    Material.objects.bulk_create(
        Material(
            version=version,
            order=order,
            code=code,
            name=name,
            name_en=name_en,
            form=form,
            source=source,
            is_required=required,
            may_follow=follows,
            hint=hint,
            hint_en=hint_en,
        )
        for order, (
            code,
            name,
            name_en,
            form,
            source,
            required,
            follows,
            hint,
            hint_en,
        ) in enumerate(rows, 1)
    )


def add_limits(version: PolicyVersion, rows: Iterable[tuple]) -> None:
    """step, place in the route, working days, and above which amount only."""
    StepLimit.objects.bulk_create(
        StepLimit(
            version=version,
            step=step,
            order=order,
            days=days,
            above=above[0] if above else None,
            note=LIMIT_NOTE[0],
            note_en=LIMIT_NOTE[1],
        )
        for step, order, days, *above in rows
    )


def add_nodes(version, nodes, *, tier=None, parent=None) -> None:
    """(label, English label, clause, fact, operator, value), or "all", "any", "not" and
    the nodes under it."""
    for order, (label, label_en, clause, what, *rest) in enumerate(nodes, 1):
        row = Condition(
            version=version,
            tier=tier,
            parent=parent,
            order=order,
            label=label,
            label_en=label_en,
            clause=clause,
        )
        if what in GROUPS:
            row.kind = GROUPS[what]
            row.save()
            add_nodes(version, rest[0], tier=tier, parent=row)
        else:
            row.fact = what
            row.operator = Operator(rest[0])
            row.value = rest[1]
            row.save()


def city_office() -> Office:
    """The city's talent office; on an empty database it is made."""
    found = (
        Office.objects.filter(
            region_id=settings.TALENT_CITY, kind=Office.Kind.TALENT, is_active=True
        )
        .order_by("pk")
        .first()
    )
    if found is not None:
        return found
    return Office.objects.create(
        code=f"talent-{settings.TALENT_CITY}",
        name="大庆市人才工作中心",
        name_en="Daqing Talent Office",
        region_id=settings.TALENT_CITY,
        kind=Office.Kind.TALENT,
    )
