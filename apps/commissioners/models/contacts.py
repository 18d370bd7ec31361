"""That a talent was contacted, how, and what comes next.  Never what was written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.talents.models import GradeLevel, Talent


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    WECHAT = "wechat", _("WeChat")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    EMAIL = "email", _("E-mail")
    OTHER = "other", _("Other")


class Outcome(models.TextChoices):
    WELL = "well", _("All is well")
    ANSWERED = "answered", _("Question answered on the spot")
    INFORMED = "informed", _("Told about a policy or date")
    REQUEST = "request", _("Has a request")
    NOT_REACHED = "not_reached", _("Not reached")


class NextStep(models.TextChoices):
    NONE = "none", _("Nothing planned")
    DAYS_3 = "3", _("In 3 days")
    DAYS_7 = "7", _("In 7 days")
    DAYS_30 = "30", _("In 30 days")

    @property
    def days(self) -> int | None:
        return None if self == NextStep.NONE else int(self.value)


class ContactLogQuerySet(models.QuerySet["ContactLog"]):
    def visible_to(self, user) -> ContactLogQuerySet:
        """Who may see the talent may see that he or she was contacted; talents not."""
        if not user.is_staff_member:
            return self.none()
        return self.filter(talent__in=Talent.objects.visible_to(user))

    def standing(self) -> ContactLogQuerySet:
        """Not taken back."""
        return self.filter(undone_at__isnull=True)

    def reached(self) -> ContactLogQuerySet:
        """Those that end a silence: a call nobody answered does not."""
        return self.standing().exclude(outcome=Outcome.NOT_REACHED)


class ContactLog(models.Model):
    """One contact of a commissioner with a talent."""

    talent = models.ForeignKey(Talent, models.PROTECT, related_name="contacts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("in a few words"), max_length=200, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_date = models.DateField(_("next contact"), null=True, blank=True)
    # "cases.case:17": the case it was about, where there is one.
    about = models.CharField(max_length=100, blank=True, editable=False)
    logged_at = models.DateTimeField(editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    objects = ContactLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="commissioners_contact_channel_known",
                condition=Q(channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="commissioners_contact_outcome_known",
                condition=Q(outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="commissioners_contact_not_in_the_future",
                condition=Q(at__lte=F("logged_at")),
                violation_error_message=_(
                    "A contact has happened before it is logged."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["talent", "-at"],
                name="commissioners_last_contact",
                condition=Q(undone_at__isnull=True),
            ),
            models.Index(fields=["-at", "-id"], name="commissioners_contacts_newest"),
            models.Index(fields=["by", "-at"], name="commissioners_contacts_by"),
            models.Index(
                fields=["about"],
                name="commissioners_contacts_about",
                condition=~Q(about=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.get_outcome_display()}"


class ServiceStandard(models.Model):
    """How often somebody has to be contacted; the most particular row counts.

    A grade goes before an office, a higher grade before a lower one, and the row with
    neither is the rule for everybody.  No published rule for commissioners was found:
    the numbers are the office's to set (domain facts, section 3).
    """

    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+"
    )
    level = models.ForeignKey(
        GradeLevel, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact_every = models.PositiveSmallIntegerField(
        _("contact every … working days"), default=60
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "level"],
                nulls_distinct=False,
                name="commissioners_one_standard_a_kind",
            ),
            models.CheckConstraint(
                name="commissioners_standard_sensible",
                condition=Q(contact_every__gte=1, contact_every__lte=250),
                violation_error_message=_("Between 1 and 250 working days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office or ''} {self.level or ''} {self.contact_every}".strip()
