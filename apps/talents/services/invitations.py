"""Invite a person to open an account, and open it with the code."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import grant_role
from apps.audit.services import record
from apps.core.crypto import blind_index
from apps.core.days import day_of
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents.choices import TalentStatus
from apps.talents.models import AccountInvitation, Talent

# No 0/O, 1/l/I: it is read aloud or copied from paper.
READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12  # 31^12, about 59 bits, and five tries
VALID_FOR = timedelta(days=14)
INVITING = (Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)


class BadCode(DomainError):
    """Code or document do not fit; which of them is not said."""

    code = "bad_code"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Code and document do not fit together, or the code is no longer valid. "
                "Ask your talent office for a new one."
            )
        )


def code_index(code: str) -> str:
    letters = "".join(code.upper().split()).replace("-", "")
    return blind_index("talents.invitation", letters)


def why_not_invite(user: User, talent: Talent) -> str | None:
    if not user.has_role(*INVITING):
        return _("Commissioners and reviewers invite people to open an account.")
    if not Talent.objects.visible_to(user).filter(pk=talent.pk).exists():
        return _("This person is not in your reach.")
    if talent.user_id is not None:
        return _("This person has an account already.")
    if talent.status != TalentStatus.ACTIVE:
        return _("Only people on the register are invited.")
    if not talent.documents.exists():
        return _("Without a document nobody can be told apart: enter it first.")
    return None


@transaction.atomic
def invite(*, talent_id: int, by: User, at: datetime) -> tuple[AccountInvitation, str]:
    """Make a code; an earlier one ends.  The code is shown once and kept nowhere.

    Locks the person.  Raises ``NotAllowed``.
    """
    talent = Talent.objects.select_for_update(of=("self",)).get(pk=talent_id)
    if reason := why_not_invite(by, talent):
        raise NotAllowed(reason)
    AccountInvitation.objects.filter(talent=talent, used_at=None, ended_at=None).update(
        ended_at=at
    )
    code = "".join(secrets.choice(READABLE) for _letter in range(LENGTH))
    invitation = AccountInvitation.objects.create(
        talent=talent,
        code_index=code_index(code),
        created_by=by,
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    record("talents.account.invited", target=talent, by=by, at=at)
    return invitation, "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))


def activate(
    *, code: str, tail: str, username: str, password: str, at: datetime
) -> User:
    """Open the account of whoever holds the code and knows the document's last four.

    A wrong document counts against the code, whatever else goes wrong; five and it is
    void.  Raises ``BadCode``, ``ValidationError`` for name or password.
    """
    found = AccountInvitation.objects.filter(code_index=code_index(code)).first()
    if found is None:
        raise BadCode
    user = _open(found.pk, tail, username, password, at)
    if user is None:
        raise BadCode
    return user


@transaction.atomic
def _open(
    invitation_id: int, tail: str, username: str, password: str, at: datetime
) -> User | None:
    """``None`` where code and document do not fit; the try is counted all the same."""
    talent_id = AccountInvitation.objects.values_list("talent_id", flat=True).get(
        pk=invitation_id
    )
    talent = Talent.objects.select_for_update(of=("self",)).get(pk=talent_id)
    invitation = AccountInvitation.objects.select_for_update().get(pk=invitation_id)
    if not invitation.is_open(at) or talent.user_id is not None:
        return None
    wanted = tail.strip().upper()
    tails = {document.number[-4:].upper() for document in talent.documents.all()}
    if len(wanted) != 4 or wanted not in tails:
        invitation.wrong_tries += 1
        invitation.save(update_fields=["wrong_tries"])
        return None
    user = User(username=username, name=talent.name, name_en=talent.name_en)
    user.full_clean(exclude=["password", "phone_index"])
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise ValidationError({"username": _("This name is taken.")}) from error
    grant_role(
        user_id=user.pk,
        role=Role.TALENT,
        office_id=None,
        from_date=day_of(at),
        by=None,
        at=at,
    )
    talent.user = user
    talent.save(update_fields=["user"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    record("talents.account.opened", target=talent, by=user, at=at)
    return user
