"""Signing in and out, written down: who, when, from where, with what result."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record

NOBODY = "accounts.user:unknown"


@transaction.atomic
def record_sign_in(*, user: User, at: datetime) -> None:
    record("accounts.session.began", target=user, by=user, at=at)


@transaction.atomic
def record_sign_out(*, user: User, at: datetime) -> None:
    record("accounts.session.ended", target=user, by=user, at=at)


@transaction.atomic
def record_refused_sign_in(*, user: User | None, at: datetime) -> None:
    """``user`` is the account that the typed name belongs to.

    What was typed is not kept: people type passwords into the wrong field.
    """
    record("accounts.session.refused", target=user or NOBODY, by=None, at=at)


@transaction.atomic
def record_lock_out(*, user: User | None, at: datetime) -> None:
    record("accounts.account.locked", target=user or NOBODY, by=None, at=at)
