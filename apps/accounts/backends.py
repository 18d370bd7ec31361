from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.models import User
from apps.core.crypto import blind_index
from apps.core.phones import read_phone


def find_user(typed: str) -> User | None:
    """The account that a typed user name or mobile number belongs to, closed or not."""
    typed = typed.strip().replace("\x00", "")
    wanted = Q(username=typed.lower())
    phone = read_phone(typed)
    if phone:
        wanted |= Q(phone_index=blind_index("phone", phone))
    return User.objects.filter(wanted).first()


def attempted_name(request: HttpRequest, credentials: dict | None = None) -> str:
    """Under which name wrong passwords are counted: one per account, however typed.

    A name that nobody has is counted by its fingerprint, so that no mistyped password
    or number is kept.
    """
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    known = request.__dict__.setdefault("_attempted_names", {})
    if typed not in known:
        user = find_user(typed)
        known[typed] = (
            user.username
            if user
            else "?" + blind_index("sign-in", typed.strip().lower())
        )
    return known[typed]


class UsernameOrPhoneBackend(BaseBackend):
    """Sign in with the user name or the mobile number, and the password."""

    def authenticate(self, request, username=None, password=None, **_others):
        if not username or not password:
            return None
        user = find_user(username)
        if user is None:
            # The same work for an unknown name: the answer's time tells nothing.
            User().set_password(password)
            return None
        if user.check_password(password) and user.is_active:
            return user
        return None

    def get_user(self, user_id):
        return User.objects.filter(pk=user_id, is_active=True).first()
