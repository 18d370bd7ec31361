"""What people are told about who serves whom.  Rendered in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.commissioners.models import Assignment, HandOver
from apps.notifications.services import NewMessage, post_messages


def tell_assigned(assignments: list[Assignment], *, at: datetime) -> None:
    """One message for each commissioner, one for each talent who signs in."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        found[assignment.commissioner.user_id].append(assignment)
    notes = []
    for user_id, new in found.items():
        first = min(assignment.pk for assignment in new)
        notes.append(
            NewMessage(
                key=f"commissioner-assigned:{first}",
                recipient_id=user_id,
                subject=_count_assigned(len(new)),
                body="\n".join(sorted(a.talent.name for a in new)[:50]),
                url=reverse("commissioners:mine"),
            )
        )
    for assignment in assignments:
        if assignment.talent.user_id:
            notes.append(
                NewMessage(
                    key=f"my-commissioner:{assignment.pk}",
                    recipient_id=assignment.talent.user_id,
                    subject=format_lazy(
                        _("Your service commissioner is {name}"),
                        name=str(assignment.commissioner),
                    ),
                    body=_("Turn to him or her with every question and request."),
                )
            )
    post_messages(notes, at=at)


def _count_assigned(count: int):
    return lambda: ngettext(
        "{count} talent was assigned to you",
        "{count} talents were assigned to you",
        count,
    ).format(count=count)


def tell_hand_over(handover: HandOver, *, count: int, at: datetime) -> None:
    """A wish to the one who is to take them over; an order to both."""
    url = reverse("commissioners:handover", args=[handover.pk])
    if handover.is_immediate:
        people = [
            handover.from_commissioner.user_id,
            handover.to_commissioner.user_id,
        ]
        subject = format_lazy(
            _("{count} talents passed from {old} to {new}"),
            count=count,
            old=str(handover.from_commissioner),
            new=str(handover.to_commissioner),
        )
    else:
        people = [handover.to_commissioner.user_id]
        subject = format_lazy(
            _("{old} asks you to take over {count} talents"),
            old=str(handover.from_commissioner),
            count=count,
        )
    post_messages(
        [
            NewMessage(
                key=f"handover:{handover.pk}:asked",
                recipient_id=person,
                subject=subject,
                body=handover.reason,
                url=url,
            )
            for person in people
        ],
        at=at,
    )


def tell_answered(handover: HandOver, *, at: datetime) -> None:
    subject = (
        _("{name} has taken over your talents")
        if handover.status == "accepted"
        else _("{name} does not take over your talents")
    )
    post_messages(
        [
            NewMessage(
                key=f"handover:{handover.pk}:answered",
                recipient_id=person,
                subject=format_lazy(subject, name=str(handover.to_commissioner)),
                body=handover.note,
                url=reverse("commissioners:handover", args=[handover.pk]),
            )
            for person in {
                handover.from_commissioner.user_id,
                handover.requested_by_id,
            }
        ],
        at=at,
    )


def tell_new_commissioner(assignments: list[Assignment], *, at: datetime) -> None:
    """The talents who sign in, after a hand-over."""
    post_messages(
        [
            NewMessage(
                key=f"my-commissioner:{assignment.pk}",
                recipient_id=assignment.talent.user_id,
                subject=format_lazy(
                    _("Your service commissioner is {name}"),
                    name=str(assignment.commissioner),
                ),
                body=_("Turn to him or her with every question and request."),
            )
            for assignment in assignments
            if assignment.talent.user_id
        ],
        at=at,
    )
