"""What was handed in, promised, stated and checked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.applications.models.applications import Application
from apps.documents.models import Document


class Paper(models.Model):
    """One file for one material.  A replaced one stays, out of the way."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    material = models.CharField(_("material"), max_length=40)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("handed in"))
    removed_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["application", "material"],
                name="applications_present_papers",
                condition=Q(removed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.material}"


class PromisedPaper(models.Model):
    """A paper that may follow, on the applicant's promise (容缺受理)."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="promised_papers"
    )
    material = models.CharField(_("material"), max_length=40)
    promised_at = models.DateTimeField(_("promised"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "material"],
                name="applications_promised_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.material}"


class FactEntry(models.Model):
    """A fact that the applicant stated or a reviewer took from the papers.

    Append-only; of each fact and basis the latest counts.  What is checked goes before
    the register, what is stated only fills what the register does not know.
    """

    class Basis(models.TextChoices):
        STATED = "stated", _("stated by the applicant")
        CHECKED = "checked", _("checked against the papers")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="fact_entries"
    )
    fact = models.CharField(max_length=60)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    value = models.JSONField()
    # What the register said at that time; ``None`` where it knew nothing.
    register_value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(_("which paper shows it"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="applications_fact_basis_known",
                condition=Q(basis__in=["stated", "checked"]),
            ),
            models.CheckConstraint(
                name="applications_checked_fact_names_its_paper",
                condition=Q(basis="stated") | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.fact}"
