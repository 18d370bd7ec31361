"""What an applicant brings, and how long each step may take."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.accounts.models.places import LocalName
from apps.policies.choices import MaterialForm, MaterialSource, StepCode
from apps.policies.models.policies import PolicyVersion
from apps.policies.rules import Words


class Material(LocalName):
    """A paper that a version asks for."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="materials")
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    form = models.CharField(
        _("form"),
        max_length=8,
        choices=MaterialForm.choices,
        default=MaterialForm.COPY,
    )
    source = models.CharField(
        _("from whom"),
        max_length=10,
        choices=MaterialSource.choices,
        default=MaterialSource.APPLICANT,
    )
    is_required = models.BooleanField(_("required"), default=True)
    # 容缺受理: on the applicant's written promise.
    may_follow = models.BooleanField(_("may follow later on a promise"), default=False)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint in English"), max_length=300, blank=True)

    class Meta:
        ordering = ["version_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="policies_one_material_a_code"
            )
        ]

    @property
    def shown_hint(self) -> str:
        return str(Words(self.hint, self.hint_en))

    @property
    def is_asked(self) -> bool:
        """Whether the applicant uploads it; shared papers are fetched, not demanded."""
        return self.source != MaterialSource.SHARED


class StepLimit(models.Model):
    """How many working days a step may take; steps with an ``order`` are the route."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="limits")
    step = models.CharField(_("step"), max_length=16, choices=StepCode.choices)
    order = models.PositiveSmallIntegerField(
        _("place in the route"),
        null=True,
        blank=True,
        help_text=_("Empty for what is not a step of review."),
    )
    days = models.PositiveSmallIntegerField(_("working days"))
    # 审定 by amount: a further signature only where it is worth one.
    above = models.DecimalField(
        _("only above"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=100, blank=True)
    note_en = models.CharField(_("note in English"), max_length=150, blank=True)

    class Meta:
        ordering = ["version_id", "order", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "step"], name="policies_one_limit_a_step"
            ),
            models.UniqueConstraint(
                fields=["version", "order"], name="policies_one_step_a_place"
            ),
            models.CheckConstraint(
                name="policies_limit_is_a_working_day_or_more", condition=Q(days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.days}"

    @property
    def shown_note(self) -> str:
        return str(Words(self.note, self.note_en))


class JointDepartment(models.Model):
    """A department that checks at the same time as others (部门联审)."""

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="departments"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("department")
    )
    question = models.CharField(_("what it checks"), max_length=200)
    question_en = models.CharField(
        _("what it checks, in English"), max_length=300, blank=True
    )
    days = models.PositiveSmallIntegerField(_("working days"))

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "office"], name="policies_one_check_a_department"
            ),
            models.CheckConstraint(
                name="policies_check_takes_a_day_or_more", condition=Q(days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.question}"
