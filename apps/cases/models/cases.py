"""One request of one talent, from asking to the last word."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.cases.models.items import ServiceItem
from apps.cases.states import KINDS, OPEN, RUNNING, WITH_ANSWER, CaseStatus
from apps.commissioners.models import Assignment
from apps.commissioners.models.people import OVERSIGHT_ROLES
from apps.commissioners.visibility import served_by
from apps.core.roles import Role
from apps.talents.models import Talent
from apps.workdays.services import DueDate


class Source(models.TextChoices):
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    PORTAL = "portal", _("Talent's own page")
    LEADER = "leader_contact", _("Contact by a leading official")
    HOTLINE = "hotline", _("12345 hotline")


class Priority(models.TextChoices):
    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")


class ClosedHow(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed by the talent")
    SILENCE = "silence", _("Confirmed by silence")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user) -> CaseQuerySet:
        """Cases this person may see; departments see their tasks, never the case.

        A commissioner: those of everybody served today, new ones of the region that
        nobody serves, and open ones taken on for somebody whom nobody else serves.
        From the day a talent is handed over the old commissioner sees none of them.
        """
        reach = user.reach(*OVERSIGHT_ROLES)
        if reach and reach.is_everything:
            return self
        found = Q(talent__user_id=user.pk)
        if reach:
            found |= reach.filter("region")
        if user.has_role(Role.COMMISSIONER):
            of_the_talent = Assignment.objects.filter(talent=OuterRef("talent_id"))
            # Once served, never seen again without being served: not by having worked
            # on a case before the talent was taken away.
            somebodys = of_the_talent.filter(
                Q(until_date__isnull=True) | Q(commissioner__user_id=user.pk)
            )
            found |= Q(talent_id__in=served_by(user))
            unserved = Q(commissioner_id=user.pk) | Q(
                user.reach(Role.COMMISSIONER).filter("region"),
                commissioner__isnull=True,
            )
            found |= unserved & ~Exists(somebodys)
        return self.filter(found)

    def for_talent(self, user) -> CaseQuerySet:
        """A talent's own cases, whatever else the person may be."""
        return self.filter(talent__user_id=user.pk)

    def open(self) -> CaseQuerySet:
        return self.filter(status__in=OPEN)

    def running(self) -> CaseQuerySet:
        return self.filter(status__in=RUNNING)

    def overdue(self, on: date) -> CaseQuerySet:
        """The day it was promised for is over and there is no answer."""
        return self.running().filter(due_date__lt=on)


class Case(models.Model):
    """One request (诉求) and what became of it.

    ``due_date`` and ``due_earliest`` are kept for lists; they follow from
    ``clock_from``, the limits and the pauses, and are written with each event.  The
    date is empty while the clock is stopped or the year it falls into is not announced;
    ``due_earliest`` can be relied on either way.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="cases")
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, related_name="cases", verbose_name=_("item")
    )
    title = models.CharField(_("in one line"), max_length=120)
    text = models.TextField(_("request"), blank=True, max_length=4000)
    source = models.CharField(_("came by"), max_length=16, choices=Source.choices)
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority.choices, default=Priority.NORMAL
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    commissioner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commissioner"),
    )
    status = models.CharField(
        _("status"),
        max_length=16,
        choices=CaseStatus.choices,
        default=CaseStatus.NEW,
        editable=False,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    opened_at = models.DateTimeField(_("opened"), editable=False)
    # The clock: where it began (again after reopening) and how much it has.
    clock_from = models.DateField(editable=False)
    limit_workdays = models.PositiveSmallIntegerField(_("limit"), editable=False)
    extra_workdays = models.PositiveSmallIntegerField(default=0, editable=False)
    due_date = models.DateField(_("due"), null=True, editable=False)
    due_earliest = models.DateField(_("due"), editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    # The last day on which silence is not yet a confirmation; empty while unknown.
    confirm_until = models.DateField(null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_how = models.CharField(
        max_length=10, choices=ClosedHow.choices, blank=True, editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    supervised_at = models.DateTimeField(_("supervised"), null=True, editable=False)
    supervised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    supervision_reason = models.CharField(max_length=300, blank=True, editable=False)
    # How often it was reopened; each round has an answer of its own.
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    score = models.PositiveSmallIntegerField(_("rating"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="cases_status_known",
                condition=Q(status__in=CaseStatus.values),
            ),
            models.CheckConstraint(
                name="cases_source_known", condition=Q(source__in=Source.values)
            ),
            models.CheckConstraint(
                name="cases_priority_known", condition=Q(priority__in=Priority.values)
            ),
            models.CheckConstraint(
                name="cases_nothing_ends_without_an_answer",
                condition=~Q(status__in=WITH_ANSWER) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_unanswered_while_open",
                condition=~Q(status__in=OPEN) | Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="cases_closed_at_iff_closed",
                condition=Q(status=CaseStatus.CLOSED, closed_at__isnull=False)
                & ~Q(closed_how="")
                | ~Q(status=CaseStatus.CLOSED)
                & Q(closed_at__isnull=True, closed_how=""),
            ),
            models.CheckConstraint(
                name="cases_withdrawn_at_iff_withdrawn",
                condition=Q(status=CaseStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=CaseStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cases_somebody_works_on_it",
                condition=Q(status__in=[CaseStatus.NEW, CaseStatus.WITHDRAWN])
                | Q(commissioner__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_no_date_while_stopped",
                condition=~Q(status=CaseStatus.WAITING) | Q(due_date__isnull=True),
            ),
            models.CheckConstraint(
                name="cases_due_not_before_earliest",
                condition=Q(due_date__isnull=True) | Q(due_date=F("due_earliest")),
            ),
            models.CheckConstraint(
                name="cases_score_from_1_to_5",
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
            ),
            models.CheckConstraint(
                name="cases_supervision_has_a_reason",
                condition=Q(supervised_at__isnull=True, supervision_reason="")
                | (Q(supervised_at__isnull=False) & ~Q(supervision_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["talent", "-opened_at"], name="cases_of_a_talent"),
            models.Index(fields=["-opened_at", "-id"], name="cases_newest"),
            models.Index(fields=["due_earliest", "id"], name="cases_by_due"),
            models.Index(
                fields=["commissioner", "due_earliest", "id"], name="cases_mine"
            ),
            models.Index(
                fields=["region", "due_earliest", "id"], name="cases_in_region"
            ),
            models.Index(
                fields=["due_date"],
                name="cases_running",
                condition=Q(status__in=RUNNING),
            ),
            models.Index(
                fields=["confirm_until"],
                name="cases_unconfirmed",
                condition=Q(status__in=[CaseStatus.ANSWERED, CaseStatus.CONFIRMED]),
            ),
            models.Index(fields=["item"], name="cases_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def kind(self) -> str:
        """Shape and colour of the status."""
        return KINDS[CaseStatus(self.status)]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @property
    def is_supervised(self) -> bool:
        return self.supervised_at is not None

    @property
    def total_workdays(self) -> int:
        return self.limit_workdays + self.extra_workdays

    def is_overdue(self, on: date) -> bool:
        """With an answer: whether it came late."""
        if self.due_date is None:
            return False
        if self.answered_at is not None:
            return timezone.localtime(self.answered_at).date() > self.due_date
        return self.is_running and self.due_date < on

    def keep_due(self, due: DueDate) -> None:
        """Write what the clock says into the columns that lists read."""
        self.due_date = due.date
        self.due_earliest = due.earliest
