"""Keep a file, give it to its owner, read it, let it go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import NotAllowed
from apps.documents import owners, scanning
from apps.documents.content import (
    PAPERS,
    SIZE_LIMIT,
    Checked,
    FileRefused,
    FileType,
    check,
    too_large_sentence,
)
from apps.documents.models import Document, ScanState
from apps.documents.names import clean_name


def store(
    *,
    file: BinaryIO | bytes,
    kind: str,
    by: User,
    at: datetime,
    name: str,
    owner: str = "",
    allowed: frozenset[FileType] = PAPERS,
    limit: int = SIZE_LIMIT,
    is_sensitive: bool = True,
) -> Document:
    """Check a file by its content and keep it; raises ``FileRefused`` with a sentence.

    Photographs are written anew (upright, at most 3,000 pixels, no place, no camera).
    ``owner`` is "app.model:pk", or empty until ``hand_in``.  The same file handed in
    twice is two documents over one content.  Do not hold a lock around it: it reads,
    opens and writes up to ``limit`` bytes before its own short transaction.
    """
    content = _read(file, limit)
    checked = check(content, allowed=allowed, limit=limit)
    scan_state = scanning.scan(checked.content)
    if scan_state == ScanState.INFECTED:
        raise FileRefused(
            _("The virus scanner found something in this file: it is not taken."),
            code="infected",
        )
    digest = hashlib.sha256(checked.content).hexdigest()
    path = _write(checked, digest)
    with transaction.atomic():
        document = Document.objects.create(
            kind=kind,
            owner=owner,
            name=clean_name(name, checked.type.extension),
            content_type=checked.type.content_type,
            size=len(checked.content),
            sha256=digest,
            path=path,
            is_active_content=checked.is_active,
            is_sensitive=is_sensitive,
            scan_state=scan_state,
            uploaded_by=by,
            created_at=at,
        )
        record(
            "documents.document.stored",
            target=document,
            by=by,
            at=at,
            data={"kind": kind, "owner": owner, "sha256": digest},
        )
    return document


@transaction.atomic
def hand_in(
    *, document_ids: Iterable[int], owner: str, by: User, at: datetime
) -> list[Document]:
    """Give one's own drafts to a row; from then on its owner rule decides who sees them.

    Raises ``NotAllowed`` when one of them is not the person's own draft.
    """
    wanted = set(document_ids)
    drafts = list(
        Document.objects.select_for_update()
        .present()
        .filter(pk__in=wanted, owner="", uploaded_by=by)
        .order_by("pk")
    )
    if len(drafts) != len(wanted):
        raise NotAllowed(_("One of these files is not yours to hand in."))
    for document in drafts:
        document.owner = owner
        document.save(update_fields=["owner"])
        record(
            "documents.document.handed_in",
            target=document,
            by=by,
            at=at,
            new={"owner": owner},
        )
    return drafts


@transaction.atomic
def remove(*, document_id: int, by: User, at: datetime) -> None:
    """Take a document out of sight; the content stays for the trace.

    One's own draft, or what its owner's rule lets the person change.
    """
    document = Document.objects.select_for_update().present().get(pk=document_id)
    if not owners.can_change(by, document):
        raise NotAllowed(_("This file cannot be removed any more."))
    document.removed_at = at
    document.save(update_fields=["removed_at"])
    record("documents.document.removed", target=document, by=by, at=at)


def read_by(document: Document, *, by: User, at: datetime, why: str = "") -> BinaryIO:
    """Open a document for somebody; reading a sensitive one is written to the trace."""
    if document.is_sensitive:
        with transaction.atomic():
            record(
                "documents.document.read",
                target=document,
                by=by,
                at=at,
                why=why,
                data={"kind": document.kind, "owner": document.owner},
                is_read=True,
            )
    return open_content(document)


def open_content(document: Document) -> BinaryIO:
    """The bytes, for work inside the service (an import); people go through ``read_by``."""
    return default_storage.open(document.path, "rb")


def scan_pending(*, limit: int = 200) -> int:
    """Scan what came in while the scanner did not answer; return how many are settled."""
    settled = 0
    for document in Document.objects.filter(scan_state=ScanState.PENDING)[:limit]:
        with open_content(document) as content:
            state = scanning.scan(content.read())
        if state == ScanState.PENDING:
            break
        settled += Document.objects.filter(
            pk=document.pk, scan_state=ScanState.PENDING
        ).update(scan_state=state)
    return settled


def _read(file: BinaryIO | bytes, limit: int) -> bytes:
    """At most one byte more than allowed: an endless upload fills no memory."""
    if isinstance(file, bytes):
        return file
    size = getattr(file, "size", None)
    if size is not None and size > limit:
        raise FileRefused(too_large_sentence(size, limit), code="too_large")
    file.seek(0)
    content = file.read(limit + 1)
    if len(content) > limit:
        raise FileRefused(too_large_sentence(len(content), limit), code="too_large")
    return content


def _write(checked: Checked, digest: str) -> str:
    """Under the hash of the content: written once, never overwritten."""
    path = f"documents/{digest[:2]}/{digest[2:4]}/{digest}{checked.type.extension}"
    if default_storage.exists(path) and default_storage.size(path) == len(
        checked.content
    ):
        return path
    return default_storage.save(path, ContentFile(checked.content))
