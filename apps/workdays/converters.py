from datetime import date

from django.urls.converters import StringConverter


class DayConverter:
    """A day in an address: 2026-11-22."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class HowConverter(StringConverter):
    """Which of the two forms days come from."""

    regex = "notice|days"
