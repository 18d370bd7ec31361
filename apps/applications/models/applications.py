"""One application of one person for one benefit."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.applications.states import DECIDED, FINAL, LIVE, STEP_OF, Status
from apps.core.crypto import EncryptedTextField
from apps.core.roles import Role
from apps.policies.models import Policy, PolicyVersion
from apps.talents.models import Talent

# Who reads every application in reach.  Commissioners see how far it has come.
READING_ROLES = (
    Role.DISTRICT_REVIEWER,
    Role.CITY_REVIEWER,
    Role.APPROVER,
    Role.AUDITOR,
)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user) -> ApplicationQuerySet:
        """One's own; what one helps with; what lies in reach, once it was submitted.

        A commissioner sees those of his or her talents.  Drafts are nobody else's.
        """
        if not user.is_authenticated:
            return self.none()
        seen = Q(talent__user_id=user.pk) | Q(helper_id=user.pk)
        handed_in = Q(submitted_at__isnull=False)
        reach = user.reach(*READING_ROLES)
        if reach:
            seen |= handed_in & reach.filter("region")
        if user.has_role(Role.COMMISSIONER):
            mine = Talent.objects.visible_to(user)
            seen |= handed_in & Q(talent_id__in=mine.values("pk"))
        return self.filter(seen)

    def readable_by(self, user) -> ApplicationQuerySet:
        """Those whose papers, facts and opinions the user may read, not only the state.

        The applicant and the helper read their own papers but no internal opinion.
        """
        if not user.is_authenticated:
            return self.none()
        seen = Q(talent__user_id=user.pk) | Q(helper_id=user.pk)
        reach = user.reach(*READING_ROLES)
        if reach:
            seen |= Q(submitted_at__isnull=False) & reach.filter("region")
        return self.filter(seen)

    def live(self) -> ApplicationQuerySet:
        return self.filter(status__in=LIVE)

    def handed_in(self) -> ApplicationQuerySet:
        return self.filter(submitted_at__isnull=False)


class Application(models.Model):
    """From draft to decision.  Moved only by ``applications.services``."""

    # A draft has none, and NULLs are not equal.
    number = models.CharField(  # noqa: DJ001
        _("receipt number"), max_length=20, null=True, unique=True, editable=False
    )
    talent = models.ForeignKey(
        Talent,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="applications", verbose_name=_("policy")
    )
    version_used = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="applications", editable=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    status = models.CharField(
        _("status"),
        max_length=24,
        choices=Status.choices,
        default=Status.DRAFT,
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # Who filled it in: the applicant, or a helper with the applicant's consent (帮办).
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    helper_consent = models.CharField(max_length=200, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), editable=False)
    saved_at = models.DateTimeField(_("saved"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    # The local day on which the rules are asked: that of the first submission, or what
    # the version says decides.
    reference_date = models.DateField(null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    is_deemed_accepted = models.BooleanField(default=False, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    # What is typed, as JSON text; it holds addresses and numbers of documents.
    draft_text = EncryptedTextField(default="{}", editable=False)
    # Answers, amounts and their trace as they stood when it was decided.
    facts = models.JSONField(null=True, editable=False)
    # The end of the step under way, for queues; computed from the step's events.
    # ``due_sort`` is never empty: the earliest possible end, far away once closed.
    due_date = models.DateField(_("due"), null=True, editable=False)
    due_unknown_year = models.PositiveSmallIntegerField(null=True, editable=False)
    due_sort = models.DateField(default="9999-12-31", editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_status_known",
                condition=Q(status__in=Status.values),
            ),
            models.UniqueConstraint(
                fields=["talent", "policy"],
                condition=Q(status__in=sorted(LIVE)),
                name="applications_one_live_a_policy",
                violation_error_message=_(
                    "There is an application for this benefit already."
                ),
            ),
            models.CheckConstraint(
                name="applications_number_iff_submitted",
                condition=Q(
                    number__isnull=False,
                    submitted_at__isnull=False,
                    reference_date__isnull=False,
                )
                | Q(
                    number__isnull=True,
                    submitted_at__isnull=True,
                    reference_date__isnull=True,
                    status__in=[Status.DRAFT, Status.WITHDRAWN],
                ),
            ),
            models.CheckConstraint(
                name="applications_draft_has_no_number",
                condition=~Q(status=Status.DRAFT) | Q(number__isnull=True),
            ),
            models.CheckConstraint(
                name="applications_accepted_at_once_in_review",
                condition=~Q(
                    status__in=[
                        Status.ACCEPTED,
                        Status.PRELIM_REVIEW,
                        Status.SECOND_REVIEW,
                        Status.APPROVAL,
                        Status.APPROVED,
                        Status.REJECTED,
                    ]
                )
                | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="applications_decided_at_iff_decided",
                condition=Q(status__in=sorted(DECIDED), decided_at__isnull=False)
                | (~Q(status__in=sorted(DECIDED)) & Q(decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_closed_at_iff_closed",
                condition=Q(status__in=sorted(FINAL), closed_at__isnull=False)
                | (~Q(status__in=sorted(FINAL)) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_facts_frozen_when_approved",
                condition=~Q(status=Status.APPROVED) | Q(facts__isnull=False),
            ),
            models.CheckConstraint(
                name="applications_helper_has_consent",
                condition=Q(helper__isnull=True) | ~Q(helper_consent=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "due_sort", "id"], name="applications_queue"
            ),
            models.Index(
                fields=["region", "status", "due_sort", "id"],
                name="applications_queue_in_region",
            ),
            models.Index(fields=["-submitted_at", "-id"], name="applications_newest"),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    @property
    def draft(self) -> dict[str, Any]:
        """What was typed: ``claim``, ``stated``, ``promises``, ``declared``."""
        return json.loads(self.draft_text or "{}")

    @draft.setter
    def draft(self, data: dict[str, Any]) -> None:
        self.draft_text = json.dumps(data, ensure_ascii=False)

    @property
    def step(self) -> str:
        """The step under way, or an empty string."""
        return STEP_OF.get(self.status, "")

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_refused(self) -> bool:
        return self.status in {Status.REJECTED, Status.NOT_ACCEPTED}

    @property
    def is_editable(self) -> bool:
        """Whether the applicant may change what was entered."""
        return self.status in {Status.DRAFT, Status.RETURNED}
