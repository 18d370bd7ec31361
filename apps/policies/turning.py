"""How a standing looks, and what is said of the day on which it turns."""

from __future__ import annotations

from datetime import date, timedelta

from apps.policies.choices import Standing

KINDS = {Standing.FITS: "ok", Standing.OPEN: "due", Standing.NOT: "muted"}


class Turning:
    """For whatever has a ``standing`` and a day, or none, on which it becomes another."""

    standing: str
    turns_on: date | None
    turns_to: str | None

    @property
    def kind(self) -> str:
        return KINDS[Standing(self.standing)]

    @property
    def is_ending(self) -> bool:
        return self.turns_on is not None and self.standing == Standing.FITS

    @property
    def is_coming(self) -> bool:
        return self.turns_to == Standing.FITS

    @property
    def last_day(self) -> date | None:
        return self.turns_on and self.turns_on - timedelta(days=1)
