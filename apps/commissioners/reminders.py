"""Who has not been contacted for too long: one digest a week for each commissioner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from apps.commissioners.models import Assignment, Commissioner
from apps.commissioners.queries import silent_counts
from apps.core.reminders import Reminder


def contact_due(on: date) -> Iterator[Reminder]:
    """One message a week.  A week without the scheduler costs that week's only."""
    year, week, _day = on.isocalendar()
    people = dict(
        Commissioner.objects.serving(on)
        .filter(pk__in=Assignment.objects.open().values("commissioner_id"))
        .values_list("pk", "user_id")
    )
    for commissioner_id, count in sorted(silent_counts(list(people), on).items()):
        yield Reminder(
            key=f"contact-due:{commissioner_id}:{year}-W{week:02d}",
            recipient_id=people[commissioner_id],
            subject=_subject(count),
            url=reverse("commissioners:mine") + "?is_due=on",
        )


def _subject(count: int):
    return lambda: ngettext(
        "{count} talent is due for contact",
        "{count} talents are due for contact",
        count,
    ).format(count=count)
