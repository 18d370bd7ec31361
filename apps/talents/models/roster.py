"""Imports of rosters: the file, its rows, and what they did to the register."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office, Region
from apps.core.crypto import EncryptedTextField
from apps.core.roles import Role
from apps.documents.models import Document
from apps.jobs.models import Job
from apps.talents.models.employers import Employer
from apps.talents.models.grades import GradeScheme
from apps.talents.models.people import Talent
from apps.talents.roster.states import COUNTED, Decision, ImportState, Outcome

# Who may bring in a roster, within the reach of the duty.
IMPORT_ROLES = (Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)
# Who sees what colleagues brought in.
OVERSEEING_ROLES = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.AUDITOR)


class BorrowedTextField(EncryptedTextField):
    """An encrypted value on its way to, or taken from, another column: it keeps that
    column's context, so the database can move it without anybody reading it."""

    def __init__(self, *args, of: str = "", **kwargs) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        return self.of

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}


class RosterMapping(models.Model):
    """The columns an office chose for files with these headers."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    signature = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "signature"], name="talents_one_mapping_a_header"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.signature[:8]}"


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user) -> RosterImportQuerySet:
        """One's own; reviewers and auditors see those of the offices they reach."""
        if not user.is_authenticated or not user.has_role(
            *IMPORT_ROLES, *OVERSEEING_ROLES
        ):
            return self.none()
        reach = user.reach(*OVERSEEING_ROLES)
        if reach and reach.is_everything:
            return self
        found = Q(by_id=user.pk)
        if reach:
            found |= reach.filter("office__region")
        return self.filter(found)


class RosterImport(models.Model):
    """One file of people on its way into the register."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("office")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("imported by"),
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=150)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    other_sheets = models.JSONField(default=list)
    header = models.JSONField(default=list)
    # The first rows, to show beside the columns: people's data, so encrypted.
    sample = EncryptedTextField(blank=True, default="")
    mapping = models.JSONField(default=dict)
    is_mapping_remembered = models.BooleanField(default=False)
    allow_undocumented = models.BooleanField(
        _("take people without a document"), default=False
    )
    grade_scheme = models.ForeignKey(
        GradeScheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("grades are levels of"),
    )
    grades_on = models.DateField(_("grades given on"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ImportState.choices,
        default=ImportState.MAPPING,
        editable=False,
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, related_name="+", editable=False
    )
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    created = models.PositiveIntegerField(_("new"), default=0, editable=False)
    updated = models.PositiveIntegerField(_("changed"), default=0, editable=False)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0, editable=False)
    rejected = models.PositiveIntegerField(_("rejected"), default=0, editable=False)
    held = models.PositiveIntegerField(_("to be decided"), default=0, editable=False)
    repeated = models.PositiveIntegerField(
        _("repeated in the file"), default=0, editable=False
    )
    skipped = models.JSONField(default=list, editable=False)
    new_employers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(_("uploaded"))
    checked_at = models.DateTimeField(null=True, editable=False)
    imported_at = models.DateTimeField(_("imported"), null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    undo_why = models.CharField(max_length=300, blank=True, editable=False)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="talents_import_state_known",
                condition=Q(state__in=ImportState.values),
            ),
            models.CheckConstraint(
                name="talents_import_rows_add_up",
                condition=~Q(state__in=COUNTED)
                | Q(
                    rows=F("created")
                    + F("updated")
                    + F("unchanged")
                    + F("rejected")
                    + F("held")
                ),
            ),
            models.CheckConstraint(
                name="talents_imported_at_iff_imported",
                condition=Q(
                    state__in=[
                        ImportState.DONE,
                        ImportState.UNDONE,
                    ],
                    imported_at__isnull=False,
                )
                | Q(state__in=[ImportState.IMPORTING, ImportState.UNDOING])
                | Q(
                    state__in=[
                        ImportState.MAPPING,
                        ImportState.CHECKING,
                        ImportState.CHECKED,
                        ImportState.DISCARDED,
                    ],
                    imported_at__isnull=True,
                ),
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="talents_imp_by_office")]

    def __str__(self) -> str:
        return f"{self.number} {self.file_name}"

    @property
    def source(self) -> str:
        """What rows of the register say about where they came from."""
        return f"roster:{self.pk}"

    @property
    def is_final(self) -> bool:
        """Whether the outcomes are what happened, not what is foreseen."""
        return self.state in {
            ImportState.DONE,
            ImportState.UNDOING,
            ImportState.UNDONE,
        }


class RosterRow(models.Model):
    """What became of one row of a file.  Holds no number and no telephone."""

    roster = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="roster_rows", db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    tail = models.CharField(_("number ends in"), max_length=4, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    remarks = ArrayField(models.CharField(max_length=40), default=list)
    repeats = models.PositiveIntegerField(
        _("the same person as row"), null=True, blank=True
    )
    # For a new person the id kept for him or her: nobody has it before the import.
    talent = models.ForeignKey(
        Talent,
        models.SET_NULL,
        null=True,
        related_name="roster_rows",
        db_constraint=False,
    )
    candidates = ArrayField(models.BigIntegerField(), default=list)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    # {fact: [old, new]}; of the telephone only that it changes.
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    phone_before = BorrowedTextField(of="talents.talent.phone", blank=True, default="")
    phone_after = BorrowedTextField(of="talents.talent.phone", blank=True, default="")
    # Of the entry, once the row has changed it; a new entry begins with 1.
    version_after = models.PositiveIntegerField(null=True)
    is_undone = models.BooleanField(default=False)
    undo_refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["roster_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"], name="talents_one_outcome_a_row"
            ),
            models.CheckConstraint(
                name="talents_row_outcome_known",
                condition=Q(outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="talents_row_rejected_has_a_reason",
                condition=~Q(outcome=Outcome.REJECTED) | ~Q(reasons=[]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["roster", "outcome", "number"], name="talents_row_by_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.number} {self.outcome}"


class RosterStage(models.Model):
    """The checked values of a row until they are on the register; deleted afterwards.

    Number and telephone are encrypted for the columns they will go to, so the database
    moves them without ever reading them.
    """

    roster = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    document_kind = models.CharField(max_length=20)
    document_number = BorrowedTextField(of="talents.identitydocument.number")
    document_index = models.CharField(max_length=32)
    document_tail = models.CharField(max_length=4)
    name = models.CharField(max_length=100)
    gender = models.CharField(max_length=6)
    birth_date = models.DateField(null=True)
    birth_month = models.CharField(max_length=7)
    nationality = models.CharField(max_length=2)
    region = models.ForeignKey(
        Region, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    is_region_stated = models.BooleanField()
    phone = BorrowedTextField(of="talents.talent.phone")
    phone_index = models.CharField(max_length=32)
    phone_tail = models.CharField(max_length=4)
    email = models.CharField(max_length=254)
    employer_name = models.CharField(max_length=200)
    employer_key = models.CharField(max_length=200)
    employer_code = models.CharField(max_length=18)
    position = models.CharField(max_length=100)
    education = models.CharField(max_length=10)
    school = models.CharField(max_length=150)
    major = models.CharField(max_length=100)
    graduated_on = models.DateField(null=True)
    graduated_precision = models.CharField(max_length=5)
    title = models.CharField(max_length=14)
    category = models.CharField(max_length=12)
    grade = models.CharField(max_length=20)
    introduction_mode = models.CharField(max_length=14)
    introduced_on = models.DateField(null=True)
    introduced_precision = models.CharField(max_length=5)
    remark = models.TextField()
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=240)
    terms = ArrayField(models.CharField(max_length=60))
    # Held back until somebody decides; every statement of the import passes it over.
    is_waiting = models.BooleanField(db_default=False)
    talent = models.ForeignKey(
        Talent,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # Kept for the person in case nobody is known: an id that is not used is lost.
    new_talent_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"], name="talents_one_stage_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.number}"


class RosterEmployer(models.Model):
    """An employer as a file names it, and which one of the register that is."""

    roster = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    code = models.CharField(max_length=18, blank=True)
    # The code, also where only another row of the file says it.
    known_code = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(
        Region, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    employer = models.ForeignKey(
        Employer, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "key", "code"], name="talents_one_employer_a_spelling"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnverifiedKey(models.Model):
    """What tells people without a document apart: name, birth month, employer.

    ``copy`` is 0 for the first; a higher one was declared another person by hand.
    """

    talent = models.OneToOneField(
        Talent, models.CASCADE, primary_key=True, related_name="unverified_key"
    )
    name = models.CharField(max_length=100)
    birth_month = models.CharField(max_length=7)
    employer_key = models.CharField(max_length=200)
    copy = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "birth_month", "employer_key", "copy"],
                name="talents_one_unverified_profile_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.birth_month}"
