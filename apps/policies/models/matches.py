"""What the rules say of everybody on the register, kept until something changes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.policies.choices import Standing
from apps.policies.models.policies import Policy, PolicyVersion
from apps.policies.turning import Turning
from apps.talents.models import Talent


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user) -> MatchQuerySet:
        """Of people whom ``user`` may see."""
        if not user.is_authenticated:
            return self.none()
        seen = Talent.objects.visible_to(user).filter(pk=OuterRef("talent_id"))
        return self.filter(Exists(seen))


class Match(Turning, models.Model):
    """How one version of a policy stands to one person, as far as the register knows.

    Kept only where there is something to do: it fits, it is nearly known, or time alone
    will turn it.  No row means "not met, and no date in sight".  A proposal, never a
    decision: only a person refuses.
    """

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="matches")
    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="matches")
    standing = models.CharField(_("standing"), max_length=4, choices=Standing.choices)
    # Names of facts that would settle it, where it is open.
    missing = ArrayField(models.CharField(max_length=60), default=list)
    since = models.DateField(_("since"))
    turns_on = models.DateField(_("turns on"), null=True)
    turns_to = models.CharField(
        _("turns to"), max_length=4, choices=Standing.choices, blank=True
    )

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "version"], name="policies_one_match_a_version"
            ),
            models.CheckConstraint(
                name="policies_match_standing_known",
                condition=Q(standing__in=Standing.values),
            ),
            models.CheckConstraint(
                name="policies_match_turns_to_something_else",
                condition=Q(turns_on__isnull=True, turns_to="")
                | (
                    Q(turns_on__isnull=False, turns_to__in=Standing.values)
                    & ~Q(turns_to=models.F("standing"))
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["version", "standing", "talent"], name="policies_match_list"
            ),
            models.Index(fields=["-since", "-id"], name="policies_match_newest"),
            models.Index(
                fields=["turns_on"],
                condition=Q(turns_on__isnull=False),
                name="policies_match_turning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talent} – {self.version}"


class StaleMark(models.Model):
    """Something about this person changed; triggers write it, the sweep takes it away.

    Marks are only ever added and taken, never compared, so nobody waits for anybody.
    """

    talent_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.talent_id)


class VersionSweep(models.Model):
    """When a version was last asked of everybody, and what came of it."""

    version = models.OneToOneField(
        PolicyVersion, models.CASCADE, related_name="swept", primary_key=True
    )
    on = models.DateField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.version} {self.on}"


class OptOut(models.Model):
    """A person who does not want to be told of benefits that fit (免打扰).

    ``policy`` empty: of none at all.
    """

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    policy = models.ForeignKey(
        Policy, models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["talent", "policy"],
                name="policies_one_opt_out_a_policy",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.talent} – {self.policy or '*'}"


class VersionEffect(models.Model):
    """What putting a draft in force would change, counted over the whole register."""

    version = models.OneToOneField(
        PolicyVersion, models.CASCADE, related_name="effect", primary_key=True
    )
    on = models.DateField()
    # Of the rules that were counted: an edit afterwards makes it old.
    digest = models.CharField(max_length=64)
    fits = models.PositiveIntegerField()
    open = models.PositiveIntegerField()
    gained = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.version}: +{self.gained} -{self.lost}"
