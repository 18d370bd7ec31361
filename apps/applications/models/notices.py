"""What is shown to the public before money is granted (公示), and who objects."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.applications.models.applications import Application
from apps.core.crypto import EncryptedTextField, mask_phone
from apps.core.roles import Role

NOTICE_ROLES = (Role.CITY_REVIEWER, Role.APPROVER, Role.AUDITOR)


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def visible_to(self, user) -> PublicNoticeQuerySet:
        """Those whose every application lies in the person's reach."""
        if not user.is_authenticated:
            return self.none()
        reach = user.reach(*NOTICE_ROLES)
        if not reach:
            return self.none()
        if reach.is_everything:
            return self
        beyond = NoticeEntry.objects.filter(notice=OuterRef("pk")).exclude(
            reach.filter("application__region")
        )
        return self.exclude(Exists(beyond))

    def shown(self, on) -> PublicNoticeQuerySet:
        """What the world may read on a day: ends by itself, whoever forgets it."""
        return self.filter(
            published_at__isnull=False, from_date__lte=on, until_date__gte=on
        )


class PublicNotice(models.Model):
    """A batch of applications with the window in which anybody may object.

    The window is working days after the day of publishing; it may be lengthened, never
    shortened (trigger).
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    address = models.CharField(max_length=32, unique=True, editable=False)
    days = models.PositiveSmallIntegerField(_("working days"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    from_date = models.DateField(null=True)
    # The last day of it.
    until_date = models.DateField(_("until"), null=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    # Of what was shown, row by row; kept inside with the result.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    result = models.JSONField(null=True, editable=False)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="applications_notice_lasts", condition=Q(days__gte=1)
            ),
            models.CheckConstraint(
                name="applications_notice_published_whole",
                condition=Q(
                    published_at__isnull=True,
                    published_by__isnull=True,
                    from_date__isnull=True,
                    until_date__isnull=True,
                )
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    from_date__isnull=False,
                    until_date__gt=F("from_date"),
                ),
            ),
            models.CheckConstraint(
                name="applications_notice_ends_published",
                condition=Q(ended_at__isnull=True) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state(self) -> str:
        if self.ended_at:
            return "ended"
        return "running" if self.published_at else "draft"


class NoticeEntry(models.Model):
    """One application in a notice: just what is shown of it, and nothing else."""

    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="entries")
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="notice_entries"
    )
    order = models.PositiveSmallIntegerField()
    # White-listed: name, tail of the document, employer, policy, amount.
    shown = models.JSONField()
    is_live = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering = ["notice_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_live=True),
                name="applications_one_live_notice",
            ),
            models.UniqueConstraint(
                fields=["notice", "order"], name="applications_one_entry_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.order}"


class Objection(models.Model):
    """Somebody with a name says why a person should not get it."""

    class State(models.TextChoices):
        OPEN = "open", _("being looked into")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("not upheld")

    entry = models.ForeignKey(NoticeEntry, models.PROTECT, related_name="objections")
    name = EncryptedTextField(_("real name"))
    phone = EncryptedTextField(_("phone"))
    text = models.TextField(_("what is wrong, and how you know"))
    filed_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    finding = models.TextField(_("what was found"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="applications_objection_settled_whole",
                condition=Q(
                    state="open", settled_at__isnull=True, settled_by__isnull=True
                )
                | (
                    Q(state__in=["upheld", "dismissed"])
                    & Q(settled_at__isnull=False, settled_by__isnull=False)
                    & ~Q(finding="")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_state_display()}"

    @property
    def kind(self) -> str:
        return {"open": "due", "upheld": "no", "dismissed": "muted"}[self.state]

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)
