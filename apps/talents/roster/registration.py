"""What the import tells the apps below it, once, when everything is loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.documents.services import register_owner
from apps.jobs import services as jobs
from apps.talents import merging
from apps.talents.models import RosterRow, Talent, UnverifiedKey
from apps.talents.roster import permissions, work


def register_all() -> None:
    merging.register("talents.rosterrow", _move_rows)
    merging.register("talents.unverifiedkey", _move_key)
    register_owner("talents.rosterimport", permissions.can_see_file)
    jobs.register(work.CHECK, work.check, _("Check of a roster"))
    jobs.register(work.IMPORT, work.import_rows, _("Import of a roster"))
    jobs.register(work.UNDO, work.undo, _("Undoing an import"))


def _move_rows(old: Talent, kept: Talent) -> int:
    return RosterRow.objects.filter(talent=old).update(talent=kept)


def _move_key(old: Talent, kept: Talent) -> int:
    """A second key stays where it is: it is followed to the kept entry."""
    if UnverifiedKey.objects.filter(talent=kept).exists():
        return 0
    return UnverifiedKey.objects.filter(talent=old).update(talent=kept)
