from apps.core.errors import DomainError


class IncompatibleDuties(DomainError):
    code = "incompatible_duties"


class RoleHeldAlready(DomainError):
    code = "role_held_already"


class NotYourself(DomainError):
    code = "not_yourself"


class NameTaken(DomainError):
    code = "name_taken"
