"""The virus scan: a scanner named in the settings, or none.

``TALENT_FILE_SCANNER`` is a dotted path to ``scan(content: bytes) -> bool`` (True: clean);
it raises ``OSError`` while it cannot answer.  ``apps.documents.clamav.scan`` is one.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from apps.documents.models import ScanState

logger = logging.getLogger(__name__)


def scan(content: bytes) -> ScanState:
    if not settings.TALENT_FILE_SCANNER:
        return ScanState.NOT_SCANNED
    try:
        is_clean = import_string(settings.TALENT_FILE_SCANNER)(content)
    except OSError as error:
        logger.warning("the virus scanner does not answer: %s", error)
        return ScanState.PENDING
    return ScanState.CLEAN if is_clean else ScanState.INFECTED
