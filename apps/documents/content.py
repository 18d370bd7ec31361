"""What a file is, by its content: the name and the browser's word count for nothing."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError
from python_calamine import CalamineWorkbook

from apps.core.errors import DomainError

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 20 * MEGABYTE
MAX_PIXELS = 60_000_000  # a 48-megapixel telephone camera passes
MAX_SIDE = 3_000  # pixels; a page of A4 at 250 dpi
UNPACKED_LIMIT = 500 * MEGABYTE
MAX_ENTRIES = 5_000


class FileRefused(DomainError):
    """Not taken; ``code`` says which of the checks it failed."""

    code = "file_refused"


@dataclass(frozen=True)
class FileType:
    key: str
    content_type: str
    extension: str
    label: object


JPEG = FileType("jpg", "image/jpeg", ".jpg", "JPEG")
PNG = FileType("png", "image/png", ".png", "PNG")
WEBP = FileType("webp", "image/webp", ".webp", "WebP")
PDF = FileType("pdf", "application/pdf", ".pdf", "PDF")
XLSX = FileType(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsx",
    "Excel (.xlsx)",
)
XLS = FileType("xls", "application/vnd.ms-excel", ".xls", "Excel (.xls)")
CSV = FileType("csv", "text/csv", ".csv", "CSV")

PAPERS = frozenset({JPEG, PNG, WEBP, PDF})
ROSTERS = frozenset({XLSX, XLS, CSV})
_ORDER = [JPEG, PNG, WEBP, PDF, XLSX, XLS, CSV]
_IMAGES = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Checked:
    """A file that passed, as it is to be kept."""

    type: FileType
    content: bytes
    is_active: bool = False


def check(content: bytes, *, allowed: frozenset[FileType], limit: int) -> Checked:
    """Recognise, open and clean a file.  Raises ``FileRefused`` with a sentence."""
    if not content:
        raise FileRefused(_("The file is empty."), code="empty")
    if len(content) > limit:
        raise FileRefused(too_large_sentence(len(content), limit), code="too_large")
    found = recognise(content)
    if found is None or found not in allowed:
        raise FileRefused(
            _wrong_type_sentence(content, found, allowed), code="wrong_type"
        )
    if found in PAPERS - {PDF}:
        return _check_image(content, found)
    if found == PDF:
        return _check_pdf(content)
    if found == XLSX:
        _check_xlsx(content)
    if found in {XLSX, XLS}:
        _open_workbook(content)
    return Checked(found, content)


def recognise(content: bytes) -> FileType | None:
    """By the first bytes; a table in plain text is what is text and no markup."""
    guess = filetype.guess_mime(content[:8192])
    for each in (JPEG, PNG, WEBP):
        if guess == each.content_type:
            return each
    if content.startswith(b"%PDF-"):  # at the very start: anything before is a disguise
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return XLSX if _has_entry(content, "xl/workbook.xml") else None
    if content.startswith(_OLE):
        return XLS
    return CSV if guess is None and _is_plain_table(content) else None


def too_large_sentence(size: int, limit: int) -> str:
    return _("The file has {size} MB; at most {limit} MB are taken.").format(
        size=f"{size / MEGABYTE:.1f}", limit=f"{limit / MEGABYTE:.0f}"
    )


def allowed_words(allowed: frozenset[FileType]) -> str:
    return ", ".join(str(each.label) for each in _ORDER if each in allowed)


def accept_attribute(allowed: frozenset[FileType]) -> str:
    """For ``<input type=file accept=…>``: a telephone then offers its camera."""
    return ",".join(
        part
        for each in _ORDER
        if each in allowed
        for part in (each.content_type, each.extension)
    )


_GUESSES = {
    "image/heic": gettext_lazy(
        "an HEIC photograph: set the camera to “most compatible”"
    ),
    "image/gif": gettext_lazy("a GIF picture"),
    "application/zip": gettext_lazy("a ZIP archive"),
    "application/x-msdownload": gettext_lazy("a Windows program"),
    "application/x-executable": gettext_lazy("a program"),
    "application/x-rar-compressed": gettext_lazy("a RAR archive"),
    "application/msword": gettext_lazy("a Word document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        gettext_lazy("a Word document")
    ),
}


def _wrong_type_sentence(content, found, allowed) -> str:
    if found is not None:
        seen = str(found.label)
    elif re.match(rb"\s*(\xef\xbb\xbf)?\s*<", content[:200]):
        seen = _("a web page or a drawing in text form")
    else:
        guess = filetype.guess_mime(content[:8192])
        seen = str(_GUESSES.get(guess, guess or _("something unknown")))
    return _("By its content this is {seen}. What is taken here: {allowed}.").format(
        seen=seen, allowed=allowed_words(allowed)
    )


def _check_image(content: bytes, kind: FileType) -> Checked:
    """Write the picture anew: upright, at most 3,000 pixels, without place and camera.

    Photographs of papers carry where they were taken; and whatever was hidden behind
    the picture stays behind.
    """
    broken = FileRefused(
        _("The picture is damaged: it cannot be opened."), code="broken"
    )
    try:
        with Image.open(io.BytesIO(content)) as image:
            if _IMAGES.get(image.format) != kind:
                raise broken
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise FileRefused(
                    _(
                        "The picture has {width} × {height} points; that is too many."
                    ).format(width=width, height=height),
                    code="too_many_pixels",
                )
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
            return _written(upright, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise broken from error
    except Image.DecompressionBombError as error:
        raise FileRefused(
            _("The picture has far too many points."), code="too_many_pixels"
        ) from error


def _written(image: Image.Image, kind: FileType) -> Checked:
    out = io.BytesIO()
    if kind == PNG:
        if image.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"}:
            image = image.convert("RGB")
        image.info = {}
        image.save(out, "PNG", optimize=False)
        return Checked(PNG, out.getvalue())
    if image.mode in {"RGBA", "LA", "P"}:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("RGB")
    image.info = {}
    image.save(out, "JPEG", quality=88, optimize=True)
    return Checked(JPEG, out.getvalue())


_ACTIVE_NAMES = re.compile(
    rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFiles?|RichMedia|XFA|SubmitForm|"
    rb"ImportData|GoToE|Rendition|Movie|Sound|Encrypt)(?![A-Za-z])"
)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _check_pdf(content: bytes) -> Checked:
    if b"%%EOF" not in content[-2048:] or b"obj" not in content:
        raise FileRefused(
            _("The PDF is damaged: its end is missing. Please send it again."),
            code="broken",
        )
    return Checked(PDF, content, is_active=_is_active_pdf(content))


def _is_active_pdf(content: bytes) -> bool:
    """Whether it may run or open something, or hides from being looked at.

    Reads names outside of streams, with their ``#xx`` spelling undone, and inside packed
    object streams.  Errs towards "yes": such a file is only offered as a download.
    """
    if _ACTIVE_NAMES.search(_plain_names(_STREAM.sub(b"", content))):
        return True
    for match in _STREAM.finditer(content):
        head = content[max(0, match.start() - 512) : match.start()]
        if b"/ObjStm" not in _plain_names(head):
            continue
        try:
            packed = zlib.decompressobj().decompress(match.group(1), 8 * MEGABYTE)
        except zlib.error:
            return True
        if _ACTIVE_NAMES.search(_plain_names(packed)):
            return True
    return False


def _plain_names(text: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text)


def _has_entry(content: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return False


def _check_xlsx(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > UNPACKED_LIMIT:
        raise FileRefused(_("Unpacked, this file would be far too large."), code="bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(
            _("The file is protected by a password. Please remove it."),
            code="encrypted",
        )
    if any(n.startswith("/") or ".." in n.split("/") or "\\" in n for n in names):
        raise FileRefused(_("The file is damaged: it cannot be opened."), code="broken")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(
            _("The file contains macros. Please save it as .xlsx without them."),
            code="macros",
        )


def _open_workbook(content: bytes) -> None:
    try:
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    except Exception as error:  # the reader's errors have no common parent
        raise FileRefused(
            _("The Excel file is damaged or protected: it cannot be opened."),
            code="broken",
        ) from error
    if not sheets:
        raise FileRefused(_("The Excel file has no sheets."), code="broken")


def _is_plain_table(content: bytes) -> bool:
    """Readable text in the encodings that offices write, and no markup or script."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decoded(content, "utf-16")
    elif b"\0" in content:
        return False
    else:
        text = _decoded(content, "utf-8-sig") or _decoded(content, "gb18030")
    if text is None:
        return False
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<", "#!", "%!", "%pdf", "{\\rtf")):
        return False
    return not any(
        unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f\x1a"
        for letter in text[:100_000]
    )


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
