"""Those for whom talents work."""

from __future__ import annotations

import re
import unicodedata

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.accounts.models.places import LocalName
from apps.core.roles import STAFF_ROLES
from apps.talents import search
from apps.talents.choices import EmployerKind
from apps.talents.models.base import Sounding, Stamped, sound_indexes

_NOISE = re.compile(r"[\s()\[\]【】〔〕·.,，。、\-—_'\"“”]+")


def employer_key(name: str) -> str:
    """What two spellings of one employer have in common: no brackets, blanks, case.

    One employer in five comes with full-width brackets and a few with half-width ones.
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()[:200]


class EmployerQuerySet(models.QuerySet["Employer"]):
    def visible_to(self, user) -> EmployerQuerySet:
        """Employers are no secret among staff; a talent sees none of the list."""
        return self if user.has_role(*STAFF_ROLES) else self.none()

    def matching(self, query: str) -> EmployerQuerySet:
        """By part of the name, pinyin, initials or the credit code."""
        named = Q()
        for word in search.words_of(query):
            fits = search.word_filter(word)
            if letters := search.letters_of(word):
                # Inside the name too: nearly all begin with the city's.  There are
                # thousands of employers, not hundreds of thousands.
                fits |= Q(pinyin__contains=letters) | Q(initials__contains=letters)
            named &= fits
        return self.filter(Q(uscc=query.strip().upper()) | named) if named else self


class Employer(LocalName, Sounding, Stamped):
    """An enterprise, school, hospital or office by its unified credit code (GB 32100)."""

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        unique=True,
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=EmployerKind.choices,
        default=EmployerKind.OTHER,
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    contact = models.CharField(_("contact"), max_length=100, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talents_uscc_is_18_long",
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-Z]{18}$"),
            ),
            # Without a code the name is all there is to tell employers apart.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(uscc__isnull=True),
                name="talents_one_employer_a_name_without_code",
            ),
        ]
        indexes = [
            *sound_indexes("talents_emp"),
            models.Index(fields=["sort_key", "id"], name="talents_emp_order"),
        ]

    def save(self, *args, **kwargs) -> None:
        self.key = employer_key(self.name)
        self.uscc = self.uscc or None
        self.set_sound(self.name, search.name_terms(self.name))
        super().save(*args, **kwargs)
