"""Sensitive fields: encrypted with a named key, found by a keyed blind index, masked.

AES-256-GCM with the column's name as associated data, so a value cannot be moved to
another column.  Stored as ``<key id>:<base64 of nonce and ciphertext>``.
"""

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12


@cache
def _keys(configured: tuple[str, ...]) -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for entry in configured:
        key_id, _, encoded = entry.partition(":")
        try:
            keys[key_id] = AESGCM(base64.b64decode(encoded, validate=True))
        except ValueError as error:
            raise ImproperlyConfigured(
                "TALENT_FIELD_KEYS: each entry is <id>:<base64 of 32 bytes>."
            ) from error
    if not keys:
        raise ImproperlyConfigured("TALENT_FIELD_KEYS is empty.")
    return keys


def _configured_keys() -> dict[str, AESGCM]:
    return _keys(tuple(settings.TALENT_FIELD_KEYS))


def current_key_id() -> str:
    return next(iter(_configured_keys()))


def encrypt(value: str, *, context: str) -> str:
    """Encrypt with the current key; the same text never gives the same result twice."""
    key_id = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _configured_keys()[key_id].encrypt(nonce, value.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, context: str) -> str:
    """Raise ``ValueError`` when the key is unknown or the text was tampered with."""
    key_id, _, encoded = stored.partition(":")
    try:
        key = _configured_keys()[key_id]
    except KeyError:
        raise ValueError(f"no key {key_id!r} in TALENT_FIELD_KEYS") from None
    raw = base64.b64decode(encoded)
    try:
        return key.decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()
        ).decode()
    except InvalidTag:
        raise ValueError(f"{context}: the stored value was altered") from None


def blind_index(kind: str, value: str) -> str:
    """A keyed fingerprint for exact search and uniqueness; ``value`` normalised.

    32 hexadecimal characters; empty for an empty value.
    """
    if not value:
        return ""
    digest = hmac.new(
        settings.TALENT_INDEX_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256
    )
    return digest.hexdigest()[:32]


class EncryptedTextField(models.TextField):
    """Text that the database never sees.  No lookup but "is empty" makes sense on it."""

    description = "Encrypted text"

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: str | None) -> str | None:
        value = super().get_prep_value(value)
        return encrypt(value, context=self.context) if value else value

    def from_db_value(self, value: str | None, expression, connection) -> str | None:
        return decrypt(value, context=self.context) if value else value

    def get_lookup(self, lookup_name: str):
        if lookup_name not in {"isnull"}:
            raise TypeError(
                f"{self.context} is encrypted: search by its blind index instead"
            )
        return super().get_lookup(lookup_name)


def mask(value: str, *, head: int, tail: int) -> str:
    """Keep ``head`` and ``tail`` characters; of a short value keep only its end."""
    if len(value) <= head + tail:
        return "*" * max(len(value) - 1, 1) + value[-1:] if value else ""
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def mask_document(number: str) -> str:
    """An ID or passport number: the last four stay."""
    return mask(number, head=0, tail=4)


def mask_phone(number: str) -> str:
    """138****5678 for a mainland mobile, else only the last four digits."""
    national = number.removeprefix("+86")
    if len(national) == 11 and national.startswith("1"):
        return mask(national, head=3, tail=4)
    return mask(number, head=0, tail=4)


def mask_account(number: str) -> str:
    return mask(number, head=0, tail=4)


def mask_name(name: str) -> str:
    """张三丰 → 张*丰, 张三 → 张*, as public notices do."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
