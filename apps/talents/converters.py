from django.urls import register_converter


class RegisterNumber:
    """T-2026-000123, as the register writes it."""

    regex = r"[A-Za-z]{1,3}-\d{4}-\d{4,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(RegisterNumber, "register_number")
