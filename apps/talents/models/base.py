from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.talents.pinyin import read_name


class Sounding(models.Model):
    """Columns that make a name sortable and findable; written by ``set_sound``.

    Collation C: the same order on every server, and prefixes can use the index.
    """

    pinyin = models.CharField(
        max_length=200, blank=True, editable=False, db_collation="C"
    )
    initials = models.CharField(
        max_length=60, blank=True, editable=False, db_collation="C"
    )
    sort_key = models.CharField(
        max_length=240, blank=True, editable=False, db_collation="C"
    )
    terms = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def set_sound(self, name: str, terms: list[str]) -> None:
        reading = read_name(name)
        self.pinyin = reading.full[:200]
        self.initials = reading.initials[:60]
        self.sort_key = reading.sort_key[:240]
        self.terms = terms

    SOUND_FIELDS = ("pinyin", "initials", "sort_key", "terms")


def sound_indexes(prefix: str) -> list[models.Index]:
    """The indexes that ``talents.search`` relies on."""
    return [
        GinIndex(fields=["terms"], name=f"{prefix}_terms"),
        models.Index(fields=["pinyin"], name=f"{prefix}_pinyin"),
        models.Index(fields=["initials"], name=f"{prefix}_initials"),
    ]


class Stamped(models.Model):
    """When a row was made and last written; for people reading the table, not rules."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
