"""Accounts opened, changed and closed; passwords; what a person sets alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import Office, User
from apps.accounts.services.refusals import NameTaken, NotYourself
from apps.audit.services import record
from apps.core.crypto import mask_phone
from apps.core.errors import DomainError, NotAllowed

# No 0/O, 1/l/I: it is read aloud or copied from paper.
READABLE = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4  # 32^16 passwords, about 80 bits


def temporary_password() -> str:
    """Random, easy to read aloud, and to be changed at the first sign-in."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _letter in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    name_en: str = "",
    phone: str = "",
    email: str = "",
    office_id: int | None,
    language: str = settings.LANGUAGE_CODE,
    by: User | None,
    at: datetime,
) -> tuple[User, str]:
    """Open an account without any duty; return it with its temporary password.

    The password is nowhere else: it is shown once and must be changed at the first
    sign-in.  ``phone`` in E.164.  Raises ``NameTaken``, ``NotAllowed``.
    """
    office = Office.objects.filter(pk=office_id).first() if office_id else None
    if by is not None:
        _refuse(permissions.why_not_keep_accounts(by, office))
    password = temporary_password()
    user = User(
        username=username,
        name=name,
        name_en=name_en,
        phone=phone,
        email=email,
        office=office,
        language=language,
        must_change_password=True,
    )
    user.set_password(password)
    _save_unique(user.save)
    record(
        "accounts.account.opened",
        target=user,
        by=by,
        at=at,
        new={
            "username": username,
            "name": name,
            "office": office.code if office else None,
            "phone": mask_phone(phone),
        },
    )
    return user, password


@transaction.atomic
def update_account(
    *,
    user_id: int,
    name: str,
    name_en: str,
    phone: str,
    email: str,
    office_id: int | None,
    by: User,
    at: datetime,
) -> User:
    """Change what the office knows of a person.  Raises ``NameTaken``, ``NotAllowed``."""
    user = _locked(user_id)
    _refuse(permissions.why_not_change_account(by, user, _day(at)))
    office = Office.objects.filter(pk=office_id).first() if office_id else None
    _refuse(permissions.why_not_keep_accounts(by, office))
    old = _shown(user)
    user.name, user.name_en, user.email = name, name_en, email
    user.phone, user.office = phone, office
    _save_unique(
        lambda: user.save(update_fields=["name", "name_en", "email", "phone", "office"])
    )
    _record_changes("accounts.account.changed", user, old, by=by, at=at)
    return user


@transaction.atomic
def set_active(
    *, user_id: int, is_active: bool, by: User, at: datetime, reason: str
) -> User:
    """Close an account, or open it again.  Closed, every session ends with the next click."""
    user = _locked(user_id)
    if by.pk == user.pk:
        raise NotYourself(_("Nobody closes his or her own account."))
    _refuse(permissions.why_not_change_account(by, user, _day(at)))
    if user.is_active == is_active:
        return user
    user.is_active = is_active
    user.session_generation += 1
    user.save(update_fields=["is_active", "session_generation"])
    record(
        "accounts.account.reopened" if is_active else "accounts.account.closed",
        target=user,
        by=by,
        at=at,
        why=reason,
    )
    return user


@transaction.atomic
def reset_password(*, user_id: int, by: User, at: datetime, reason: str) -> str:
    """Give a temporary password, returned once; the old one and all sessions end."""
    user = _locked(user_id)
    _refuse(permissions.why_not_reset_password(by, user, _day(at)))
    if not user.is_active:
        raise DomainError(_("The account is closed: open it first."))
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("accounts.password.reset", target=user, by=by, at=at, why=reason)
    return password


@transaction.atomic
def change_password(*, user: User, new: str, at: datetime) -> User:
    """A person's own new password, checked by the form; every other session ends."""
    locked = _locked(user.pk)
    if locked.check_password(new):
        raise DomainError(_("The new password is the old one."))
    locked.set_password(new)
    locked.must_change_password = False
    locked.save(update_fields=["password", "must_change_password"])
    record("accounts.password.changed", target=locked, by=locked, at=at)
    return locked


@transaction.atomic
def update_profile(
    *, user: User, name_en: str, email: str, language: str, at: datetime
) -> User:
    """What a person may set alone; name, phone and office are the administrator's."""
    locked = _locked(user.pk)
    old = _shown(locked)
    locked.name_en, locked.email, locked.language = name_en, email, language
    locked.save(update_fields=["name_en", "email", "language"])
    _record_changes("accounts.account.changed", locked, old, by=locked, at=at)
    return locked


@transaction.atomic
def end_other_sessions(*, user: User, at: datetime) -> User:
    """End every session of the person; the view renews the one it was asked in."""
    locked = _locked(user.pk)
    locked.session_generation += 1
    locked.save(update_fields=["session_generation"])
    record("accounts.session.others_ended", target=locked, by=locked, at=at)
    return locked


@transaction.atomic
def choose_language(*, user: User, language: str, at: datetime) -> None:
    """Remember a person's language; the next page is in it."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user_id)


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise NotAllowed(refusal)


def _day(at: datetime):
    return timezone.localtime(at).date()


def _save_unique(save: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if "phone_index" in str(error):
            raise NameTaken(
                _("Another account has this mobile number."), code="phone_taken"
            ) from error
        if "username" in str(error):
            raise NameTaken(_("This user name is taken.")) from error
        raise


def _shown(user: User) -> dict:
    """What the trace may keep: the number only masked."""
    return {
        "name": user.name,
        "name_en": user.name_en,
        "email": user.email,
        "phone": mask_phone(user.phone),
        "office": user.office.code if user.office else None,
        "language": user.language,
    }


def _record_changes(
    action: str, user: User, old: dict, *, by: User, at: datetime
) -> None:
    new = _shown(user)
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        record(
            action,
            target=user,
            by=by,
            at=at,
            old={name: old[name] for name in changed},
            new={name: new[name] for name in changed},
        )
