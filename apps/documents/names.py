"""File names as they may be shown and sent."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 120


def clean_name(name: str, extension: str) -> str:
    """The name without folders and tricks, ending in what the file really is.

    ``../../exe‮fdp.exe`` of a PDF becomes ``exefdp.pdf``; nothing becomes ``file.pdf``.
    """
    name = unicodedata.normalize("NFC", name or "")
    name = re.split(r"[/\\]", name)[-1]
    # Controls and direction marks: they can make "fdp.exe" look like "exe.pdf".
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", name)
    stem = re.sub(r'[<>:"|?*]+', "_", stem).strip(" .")
    return f"{stem[: MAX_LENGTH - len(extension)].strip() or 'file'}{extension}"
