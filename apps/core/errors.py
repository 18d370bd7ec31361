"""What a rule says when it refuses.  Views turn it into a form error, tasks log it."""


class DomainError(Exception):
    """A refusal in a sentence the person at the screen can act on.

    ``code`` is stable and may be compared; the message is translated and may not.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class NotAllowed(DomainError):
    """The person may see the thing but may not do this to it."""

    code = "not_allowed"


class StaleVersion(DomainError):
    """Somebody else changed the row since the page was shown."""

    code = "stale_version"
