from pathlib import Path
from typing import BinaryIO

LOG_BYTES = 5_000_000


def open_log(path: Path) -> BinaryIO:
    """For a child to write to; a long one is put aside first, one generation back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return path.open("ab")


def tail(path: Path, lines: int = 8) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])
