"""The sweep as a job: somebody asked for it, sees how far it is, gets the result."""

from __future__ import annotations

from dataclasses import asdict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.core.days import day_of
from apps.jobs.services import JobContext
from apps.policies import sweeps

SWEEP = "policies.sweep"
COUNTS = {
    "people": _("People asked"),
    "fits": _("Fits, as far as the register knows"),
    "open": _("Nearly"),
    "gained": _("Newly fits"),
    "lost": _("No longer fits"),
}


def run(ctx: JobContext) -> None:
    """Everybody again, whatever was swept before.  What was committed before a crash
    is compared, not written, when it runs again."""
    if not ctx.state.get("begun"):
        sweeps.ask_everybody_again()
        ctx.checkpoint({"begun": True})
    swept = sweeps.sweep(on=day_of(ctx.at), at=ctx.at, progress=ctx.progress)
    ctx.finish(asdict(swept), url=reverse("policies:matches"))
