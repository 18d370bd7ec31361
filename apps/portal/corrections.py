"""The one request to correct: what was listed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from apps.applications.clock import kept_due
from apps.applications.models import Application
from apps.applications.states import Status
from apps.policies.choices import StepCode
from apps.portal import drafting, words
from apps.workdays.services import workdays_left

CLAIM = "claim."


@dataclass
class Listed:
    """One field of what was entered, with what is wrong about it."""

    field: forms.BoundField
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class CorrectionPage:
    """What a correction asks for and until when.  ``is_over``: the time has passed."""

    note: str
    blocks: list[drafting.Block]
    fields: list[Listed]
    window: str
    is_over: bool
    is_urgent: bool
    asks_buyers: bool = False
    buyers: list[dict[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.blocks) + len(self.fields) + self.asks_buyers

    def typed(self, post) -> dict[str, Any]:
        """The listed fields as they were typed; anything else is not looked at."""
        claim: dict[str, Any] = {
            listed.field.name: post.get(listed.field.name, "")[: drafting.LONGEST]
            for listed in self.fields
        }
        if self.asks_buyers:
            rows = zip(
                post.getlist("co_name"), post.getlist("co_document"), strict=False
            )
            claim["co_buyers"] = [
                {"name": name.strip()[:100], "document": number.strip()[:40]}
                for name, number in rows
                if name.strip() or number.strip()
            ]
        return claim


def correction_of(
    application: Application,
    *,
    on: date,
    errors: Mapping[str, list[str]] | None = None,
) -> CorrectionPage | None:
    """What is listed, in the order of the list; ``None`` where nothing is asked."""
    if application.status != Status.RETURNED:
        return None
    correction = application.correction
    items = list(correction.items.all())
    errors = errors or {}
    blocks = {block.material.code: block for block in drafting.blocks_of(application)}
    asked_blocks: dict[str, drafting.Block] = {}
    asked_texts: dict[str, list[str]] = {}
    for item in items:
        if item.material:
            block = blocks.get(item.material)
            if block is None:
                continue
            asked_blocks[item.material] = block
            block.texts.append(item.text)
            block.is_corrected = any(
                paper.added_at >= correction.requested_at for paper in block.papers
            )
            block.error = " ".join(errors.get(f"material.{item.material}", []))
        else:
            name = item.field.removeprefix(CLAIM)
            asked_texts.setdefault(name, []).append(item.text)
    form = drafting.claim_form(application, on=on)
    listed = [
        Listed(form[name], texts, list(errors.get(f"{CLAIM}{name}", [])))
        for name, texts in asked_texts.items()
        if name in form.fields and name != "co_buyers"
    ]
    step = application.steps.get(code=StepCode.CORRECTION, closed_at=None)
    due = kept_due(step)
    left = workdays_left(due, on)
    asks_buyers = "co_buyers" in asked_texts
    return CorrectionPage(
        note=correction.note,
        blocks=list(asked_blocks.values()),
        fields=listed,
        window=words.window(due, on),
        is_over=left is not None and left < 0,
        is_urgent=left is not None and left <= 2,
        asks_buyers=asks_buyers,
        buyers=drafting.buyer_rows(application.draft.get("claim", {}))
        if asks_buyers
        else [],
    )
