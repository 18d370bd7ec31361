"""Who may see a document: the app of the row it belongs to decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from apps.documents.models import Document

Rule = Callable[[object, int], bool]


@dataclass(frozen=True)
class Owner:
    can_see: Rule
    can_change: Rule | None


_owners: dict[str, Owner] = {}


def register_owner(label: str, can_see: Rule, can_change: Rule | None = None) -> None:
    """``can_see(user, pk)`` for documents of ``label`` ("applications.application").

    ``can_change`` allows removing them; without it nobody removes what was handed in.
    """
    _owners[label] = Owner(can_see, can_change)


def can_see(user, document: Document) -> bool:
    """What belongs to nothing yet is its uploader's; an unknown owner shows nothing."""
    if document.removed_at is not None:
        return False
    if not document.owner:
        return document.uploaded_by_id == user.pk
    label, pk = document.owner.split(":")
    owner = _owners.get(label)
    return owner is not None and bool(owner.can_see(user, int(pk)))


def can_change(user, document: Document) -> bool:
    if document.removed_at is not None:
        return False
    if not document.owner:
        return document.uploaded_by_id == user.pk
    label, pk = document.owner.split(":")
    owner = _owners.get(label)
    return bool(owner and owner.can_change and owner.can_change(user, int(pk)))


def get_visible_or_404(user, pk: int) -> Document:
    """The document, or 404: unseen and not there look the same."""
    document = Document.objects.present().filter(pk=pk).first()
    if document is None or not can_see(user, document):
        raise Http404
    return document
