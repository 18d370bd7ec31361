"""Papers and files that people hand in, kept private."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("Not scanned for viruses")
    PENDING = "pending", _("Waiting for the virus scan")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Virus found: locked")


class DocumentQuerySet(models.QuerySet["Document"]):
    def of(self, owner: str) -> DocumentQuerySet:
        """The documents of one row, named as text: ``applications.application:12``."""
        return self.filter(owner=owner, removed_at=None)

    def present(self) -> DocumentQuerySet:
        return self.filter(removed_at=None)


class Document(models.Model):
    """One file as it was handed in, at most normalised (photographs), never changed."""

    kind = models.CharField(_("kind"), max_length=60)
    # Text, because the owner stands in an app above this one.  Empty: not handed in yet,
    # only the uploader sees it.
    owner = models.CharField(_("belongs to"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, editable=False)
    is_active_content = models.BooleanField(
        _("can run something"),
        default=False,
        help_text=_("Only offered as a download, never shown inside a page."),
    )
    is_sensitive = models.BooleanField(_("reading it is recorded"), default=True)
    scan_state = models.CharField(
        _("virus scan"),
        max_length=12,
        choices=ScanState.choices,
        default=ScanState.NOT_SCANNED,
        editable=False,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("handed in by"),
    )
    created_at = models.DateTimeField(_("handed in"))
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="documents_sha256_is_hex",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="documents_scan_state_known",
                condition=Q(scan_state__in=ScanState.values),
            ),
            models.CheckConstraint(
                name="documents_not_empty", condition=Q(size__gt=0) & ~Q(name="")
            ),
            models.CheckConstraint(
                name="documents_owner_is_a_reference",
                condition=Q(owner="") | Q(owner__regex=r"^[a-z_]+\.[a-z_]+:[0-9]+$"),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "id"], name="documents_by_owner"),
            models.Index(fields=["sha256"], name="documents_by_content"),
            models.Index(
                fields=["id"],
                name="documents_to_scan",
                condition=Q(scan_state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"

    @property
    def can_be_shown(self) -> bool:
        """Whether a page may show it, instead of only offering it as a download."""
        return (self.is_image or self.is_pdf) and not self.is_active_content

    @property
    def is_locked(self) -> bool:
        return self.scan_state == ScanState.INFECTED
