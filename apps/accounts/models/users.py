"""People who sign in."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.places import Office, region_prefix
from apps.accounts.models.roles import RoleGrant
from apps.accounts.reach import Reach
from apps.core.crypto import EncryptedTextField, blind_index
from apps.core.roles import STAFF_ROLES, Role

ACCOUNT_READERS = (
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
    Role.AUDITOR,
)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Administrators and auditors see the accounts of their reach, all see their own.

        An account is where its office is, and wherever it has or had a duty.
        """
        reach = user.reach(*ACCOUNT_READERS)
        if not reach:
            return self.filter(pk=user.pk)
        if reach.is_everything:
            return self
        grants = RoleGrant.objects.filter(reach.filter("office__region"))
        return self.filter(
            Q(pk=user.pk)
            | Q(office__in=Office.objects.filter(reach.filter()))
            | Q(pk__in=grants.values("user_id"))
        )

    def holding(self, role: str, *, on, region_code: str | None = None) -> UserQuerySet:
        """Active people with ``role`` on a day, whose office reaches ``region_code``."""
        grants = RoleGrant.objects.active(on).filter(role=role)
        if region_code is not None:
            grants = grants.reaching(region_code)
        return self.filter(is_active=True, pk__in=grants.values("user_id"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, password: str | None = None, **fields) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account.  What it may do is in its role grants; there is no superuser."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9._-]+\Z",
                _("Small letters, digits, dot, dash and underscore; a letter first."),
            )
        ],
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    # E.164, as apps.core.phones writes it.
    phone = EncryptedTextField(_("mobile number"), blank=True, default="")
    # NULL for none: NULLs are not equal, so many people may have no number.
    phone_index = models.CharField(  # noqa: DJ001
        max_length=32,
        null=True,
        unique=True,
        editable=False,
    )
    email = models.EmailField(_("e-mail"), blank=True)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("office"),
        help_text=_("Where the person works; talents have none."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(
        _("must change the password"), default=False
    )
    # Counted up to end every session that began before (see get_session_auth_hash).
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="accounts_username_is_lower_case",
                condition=Q(username=models.functions.Lower("username")),
            )
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name or self.username

    def save(self, *args, **kwargs) -> None:
        # The index follows the number on every path; an empty number has none.
        self.phone_index = blind_index("phone", self.phone) or None
        if kwargs.get("update_fields") and "phone" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "phone_index"}
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """A session ends when this changes: with the password, or by the person's wish."""
        return f"{super().get_session_auth_hash()}:{self.session_generation}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for found in super().get_session_auth_fallback_hash():
            yield f"{found}:{self.session_generation}"

    # What the person may do today.  Read once per request or task.

    @cached_property
    def _grants(self) -> list[tuple[str, str, int | None]]:
        """(role, region code, office id) of each grant in force today, local date."""
        if not self.is_active:
            return []
        today = timezone.localdate()  # noqa: TID251 - "today" is what a session means
        return list(
            RoleGrant.objects.active(today)
            .filter(user_id=self.pk)
            .values_list("role", "office__region_id", "office_id")
        )

    def forget_grants(self) -> None:
        """Read the grants again next time: one was just changed."""
        self.__dict__.pop("_grants", None)
        self.__dict__.pop("roles", None)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _region, _office in self._grants)

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff_member(self) -> bool:
        return not self.roles.isdisjoint(STAFF_ROLES)

    def reach(self, *roles: str) -> Reach:
        """Where any of ``roles`` counts today; empty (falsy) where none does."""
        return Reach(
            region_prefix(region)
            for role, region, _office in self._grants
            if role in roles and region
        )

    def offices(self, *roles: str) -> frozenset[int]:
        """The offices for which the person holds any of ``roles`` today."""
        return frozenset(
            office
            for role, _region, office in self._grants
            if role in roles and office is not None
        )
