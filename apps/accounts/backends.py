from django.contrib.auth.backends import BaseBackend
from django.db.models import Q

from apps.accounts.models import User
from apps.core.crypto import blind_index
from apps.core.phones import read_phone


class UsernameOrPhoneBackend(BaseBackend):
    """Sign in with the user name or the mobile number, and the password."""

    def authenticate(self, request, username=None, password=None, **_others):
        if not username or not password:
            return None
        typed = username.strip()
        wanted = Q(username=typed.lower())
        phone = read_phone(typed)
        if phone:
            wanted |= Q(phone_index=blind_index("phone", phone))
        user = User.objects.filter(wanted).first()
        if user is None:
            # The same work for an unknown name: the answer's time tells nothing.
            User().set_password(password)
            return None
        if user.check_password(password) and user.is_active:
            return user
        return None

    def get_user(self, user_id):
        return User.objects.filter(pk=user_id, is_active=True).first()
