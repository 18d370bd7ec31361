"""Ways out of the house.  One more is a class here and a choice in ``Channel``."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from apps.notifications.models import Channel, Message


class Refused(Exception):
    """This address will never take it: trying again is pointless."""


class Email:
    """One connection for a batch of messages."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def open(self) -> None:
        """Raises ``OSError`` while the mail server cannot be reached."""
        self._connection.open()

    def close(self) -> None:
        self._connection.close()

    def send(self, message: Message) -> None:
        """Raises ``OSError`` (SMTP errors are) or ``Refused``."""
        address = message.recipient.email
        if not address or not message.recipient.is_active:
            raise Refused("no address any more")
        mail = EmailMessage(
            # A line break in a header would be a second header.
            subject=" ".join(message.subject.split()),
            body=_body(message),
            to=[address],
            connection=self._connection,
            headers={"X-Talentsvc-Message": str(message.pk)},
        )
        mail.send()


def _body(message: Message) -> str:
    link = f"{settings.TALENT_BASE_URL}{message.url}" if message.url else ""
    return "\n\n".join(part for part in (message.body, link) if part) + "\n"


WAYS = {Channel.EMAIL: Email}
