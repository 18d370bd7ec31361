"""What other apps call to keep a file, move it and let it go."""

from apps.documents.content import (
    CSV,
    JPEG,
    PAPERS,
    PDF,
    PNG,
    ROSTERS,
    SIZE_LIMIT,
    WEBP,
    XLS,
    XLSX,
    FileRefused,
    FileType,
    accept_attribute,
    allowed_words,
)
from apps.documents.owners import get_visible_or_404, register_owner
from apps.documents.services.acts import (
    hand_in,
    open_content,
    read_by,
    remove,
    scan_pending,
    store,
)

__all__ = [
    "CSV",
    "JPEG",
    "PAPERS",
    "PDF",
    "PNG",
    "ROSTERS",
    "SIZE_LIMIT",
    "WEBP",
    "XLS",
    "XLSX",
    "FileRefused",
    "FileType",
    "accept_attribute",
    "allowed_words",
    "get_visible_or_404",
    "hand_in",
    "open_content",
    "read_by",
    "register_owner",
    "remove",
    "scan_pending",
    "store",
]
