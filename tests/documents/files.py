"""Files as people and attackers hand them in, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import xlsxwriter
import xlwt
from PIL import Image

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(512)
ELF = b"\x7fELF\x02\x01\x01" + bytes(512)
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + bytes(64)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def picture(kind="JPEG", size=(40, 30), mode="RGB", *, orientation=1, place=True):
    """A photograph: red on its left half, green on its right, taken somewhere."""
    image = Image.new(mode, size, "red" if mode in {"RGB", "RGBA"} else 0)
    if mode in {"RGB", "RGBA"}:
        image.paste("green", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if place:
        exif[0x010F] = "Make of the camera"
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (46.0, 35.0, 0.0)
    out = io.BytesIO()
    options = {} if kind == "PNG" and mode == "P" else {"exif": exif}
    image.save(out, kind, **options)
    return out.getvalue()


def png_bomb(side=30_000):
    """A header that promises 900 million points over a few bytes of data."""

    def chunk(name, data):
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def pdf(extra=b"", *, objects=b"", end=b"%%EOF\n"):
    return (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b">>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        + objects
        + b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n"
        + end
    )


def pdf_that_says(words: bytes):
    """A page with a line of text on it, as a browser's viewer shows it."""
    drawn = b"BT /F1 24 Tf 20 100 Td (" + words + b") Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
        b"4 0 obj\n<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream\n"
        b"endobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\n"
        b"endobj\ntrailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n"
    )


def pdf_with_packed(inside: bytes):
    packed = zlib.compress(inside)
    return pdf(
        objects=b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode "
        b"/Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream\nendobj\n"
    )


def xlsx(rows=(("姓名", "单位"),)):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("名册")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def xls():
    out = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("名册").write(0, 0, "姓名")
    book.save(out)
    return out.getvalue()


def zipped(entries: dict[str, bytes]):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_with(entries: dict[str, bytes]):
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()
