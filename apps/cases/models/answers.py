"""What a request ended in, what the talent thinks of it, and who asked afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models.cases import Case


class Answer(models.Model):
    """The answer of one round.  What cannot be solved needs a reason and a plan."""

    class Result(models.TextChoices):
        SOLVED = "solved", _("Solved")
        EXPLAINED = "explained", _("Explained")
        CANNOT = "cannot", _("Cannot be solved now")

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    text = models.TextField(_("answer to the talent"), max_length=4000)
    reason = models.TextField(_("why not"), blank=True, max_length=1000)
    plan = models.TextField(_("what we will do"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], name="cases_one_answer_a_round"
            ),
            models.CheckConstraint(
                name="cases_answer_says_something", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="cases_unsolved_has_reason_and_plan",
                condition=~Q(result="cannot") | (~Q(reason="") & ~Q(plan="")),
                violation_error_message=_(
                    "What cannot be solved needs the reason and a plan."
                ),
            ),
            models.CheckConstraint(
                name="cases_answer_result_known",
                condition=Q(result__in=["solved", "explained", "cannot"]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class Score(models.IntegerChoices):
    VERY_GOOD = 5, _("Very satisfied")
    GOOD = 4, _("Satisfied")
    FAIR = 3, _("Fairly satisfied")
    BAD = 2, _("Dissatisfied")
    VERY_BAD = 1, _("Very dissatisfied")


LOW = 2  # this and less reopens


class Rating(models.Model):
    """What the talent thinks of one round's answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(_("rating"), choices=Score.choices)
    words = models.TextField(_("in words"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], name="cases_one_rating_a_round"
            ),
            models.CheckConstraint(
                name="cases_rating_from_1_to_5",
                condition=Q(score__gte=1, score__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return self.get_score_display()

    @property
    def is_low(self) -> bool:
        return self.score <= LOW


class FollowUp(models.Model):
    """A call-back (回访): due by itself after a low rating, else made by choice."""

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        DISSATISFIED = "dissatisfied", _("Dissatisfied")
        NOT_REACHED = "not_reached", _("Not reached")

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    # Empty for one made by choice.
    why = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    due_date = models.DateField(null=True, editable=False)
    due_earliest = models.DateField(editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, blank=True
    )
    note = models.TextField(_("what was said"), blank=True, max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                name="cases_follow_up_done_whole",
                condition=Q(done_at__isnull=True, outcome="", by__isnull=True)
                | (Q(done_at__isnull=False, by__isnull=False) & ~Q(outcome="")),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_earliest"],
                name="cases_follow_ups_due",
                condition=Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.why or str(self.pk)
