"""What the register refuses."""

from __future__ import annotations

from apps.core.errors import DomainError


class AlreadyOnRegister(DomainError):
    """The document belongs to an entry that exists."""

    code = "already_on_register"


class PossibleDuplicate(DomainError):
    """People who may be the same; ``numbers`` of those the asker may see."""

    code = "possible_duplicate"

    def __init__(self, message: str, numbers: list[str]) -> None:
        super().__init__(message)
        self.numbers = numbers


class BadNumber(DomainError):
    """A document or account number that cannot be one."""

    code = "bad_number"


class CannotMerge(DomainError):
    code = "cannot_merge"
