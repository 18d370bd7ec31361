"""Send a document to somebody who may see it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.core.access import signed_in
from apps.documents import owners, services

# Whatever a file holds, it runs nothing, loads nothing and belongs to no origin.  The
# browsers' own PDF viewers open in it (tests/browser/test_plumbing.py).
_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)


@signed_in
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file: shown when it is a picture or a harmless PDF, else as a download.

    404 for what the owner's rule does not show; reading is recorded where it is sensitive.
    """
    document = owners.get_visible_or_404(request.user, pk)
    if document.is_locked:
        return render(
            request, "documents/locked.html", {"document": document}, status=423
        )
    content = services.read_by(document, by=request.user, at=timezone.now())
    as_download = not document.can_be_shown or "download" in request.GET
    response = FileResponse(
        content,
        as_attachment=as_download,
        filename=document.name,
        content_type=document.content_type,
    )
    response["Content-Length"] = document.size
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
