"""What is taken, what is refused and why; names and extensions count for nothing."""

import io

import pytest
from django.utils import translation
from PIL import Image

from apps.documents import content as module
from apps.documents.content import (
    CSV,
    JPEG,
    MEGABYTE,
    PAPERS,
    PDF,
    PNG,
    ROSTERS,
    SIZE_LIMIT,
    XLS,
    XLSX,
    FileRefused,
    check,
)
from tests.documents import files


def taken(content, allowed=PAPERS | ROSTERS, limit=SIZE_LIMIT):
    return check(content, allowed=allowed, limit=limit)


def refusal(content, allowed=PAPERS | ROSTERS, limit=SIZE_LIMIT):
    with translation.override("en"), pytest.raises(FileRefused) as refused:
        check(content, allowed=allowed, limit=limit)
    return refused.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.picture("JPEG"), JPEG),
        (files.picture("PNG"), PNG),
        (files.picture("PNG", mode="RGBA"), PNG),
        (files.picture("WEBP"), JPEG),  # kept as what every viewer opens
        (files.pdf(), PDF),
        (files.xlsx(), XLSX),
        (files.xls(), XLS),
        ("姓名,单位\n张三,大庆油田\n".encode(), CSV),
        ("\ufeff姓名,单位\n".encode(), CSV),
        ("姓名,单位\n張三,大慶\n".encode("gb18030"), CSV),
        ("姓名\t单位\n".encode("utf-16"), CSV),
    ],
)
def test_takes_what_offices_and_people_send(content, kind):
    assert taken(content).type == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (files.EXE, "wrong_type"),
        (files.ELF, "wrong_type"),
        (files.HTML, "wrong_type"),
        (b"\xef\xbb\xbf \n" + files.HTML, "wrong_type"),
        (files.SVG, "wrong_type"),
        (b"<?xml version='1.0'?>" + files.SVG, "wrong_type"),
        (files.GIF, "wrong_type"),
        (files.HEIC, "wrong_type"),
        (b"#!/bin/sh\nrm -rf /\n", "wrong_type"),
        (b"%!PS-Adobe-3.0\n", "wrong_type"),
        (b"{\\rtf1 text}", "wrong_type"),
        (bytes(1000), "wrong_type"),
        (files.zipped({"a.txt": b"x"}), "wrong_type"),
        (files.zipped({"word/document.xml": b"<x/>"}), "wrong_type"),
        (files.HTML + files.pdf(), "wrong_type"),  # a page that is also a PDF
        (b"\n" + files.pdf(), "wrong_type"),
        (files.pdf(end=b""), "broken"),
        (files.picture()[:100], "broken"),
        (b"\xff\xd8\xff\xe0" + files.HTML, "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "broken"),
        (files.xlsx()[:-200], "wrong_type"),
        (files.zipped({"xl/workbook.xml": b"<broken"}), "broken"),
        (files.xlsx_with({"xl/vbaProject.bin": b"x"}), "macros"),
        (files.xlsx_with({"../../etc/cron.d/x": b"x"}), "broken"),
        (files.xlsx_with({"/etc/x": b"x"}), "broken"),
        (files.png_bomb(), "too_many_pixels"),
    ],
)
def test_refuses_with_a_sentence(content, code):
    refused = refusal(content)

    assert refused.code == code
    assert refused.message.endswith(".")


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(module, "UNPACKED_LIMIT", 5 * MEGABYTE)
    bomb = files.xlsx_with({"xl/worksheets/sheet2.xml": bytes(6 * MEGABYTE)})

    assert len(bomb) < MEGABYTE / 10
    assert refusal(bomb).code == "bomb"


@pytest.mark.parametrize(("over", "is_taken"), [(0, True), (1, False)])
def test_the_size_limit_is_exact_and_says_both_figures(over, is_taken):
    content = b"a,b\n" * (MEGABYTE // 4) + b"x" * over
    if is_taken:
        assert taken(content, limit=MEGABYTE).type == CSV
    else:
        assert "1 MB" in refusal(content, limit=MEGABYTE).message


def test_says_what_it_is_and_what_is_taken():
    refused = refusal(files.xlsx(), allowed=PAPERS)

    assert "this is Excel (.xlsx)" in refused.message
    assert "JPEG, PNG, WebP, PDF" in refused.message
    assert "most compatible" in refusal(files.HEIC, allowed=PAPERS).message


class TestPhotographs:
    def opened(self, **how):
        return Image.open(io.BytesIO(taken(files.picture(**how)).content))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_lose_place_camera_and_everything_else_that_is_no_picture(self, kind):
        before = Image.open(io.BytesIO(files.picture(kind)))
        assert before.getexif().get_ifd(0x8825), "the test picture has no place"

        after = self.opened(kind=kind)

        assert dict(after.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(after.info)

    def test_lose_what_was_hidden_behind_them(self):
        checked = taken(files.picture() + files.HTML)

        assert b"script" not in checked.content

    def test_are_turned_upright(self):
        after = self.opened(size=(400, 300), orientation=6)  # lies on its side

        assert after.size == (300, 400)
        assert after.getpixel((150, 20))[0] > 200  # red has come on top

    def test_are_made_no_larger_than_a_page_needs(self):
        assert self.opened(size=(6000, 1500)).size == (3000, 750)
        assert self.opened(size=(40, 30)).size == (40, 30)

    def test_the_same_picture_gives_the_same_bytes(self):
        assert taken(files.picture()).content == taken(files.picture()).content

    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA"])
    def test_every_way_of_colour_can_be_kept(self, mode):
        assert self.opened(kind="PNG", mode=mode, place=False).size == (40, 30)

    def test_print_colours_become_screen_colours(self):
        assert self.opened(kind="JPEG", mode="CMYK", place=False).mode == "RGB"


class TestPdf:
    @pytest.mark.parametrize(
        "content",
        [
            files.pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> "),
            files.pdf(b"/AA << /O 5 0 R >> "),
            files.pdf(b"/Op#65nAction 5 0 R "),
            files.pdf(b"/#4A#53 (app.alert(1)) "),
            files.pdf(b"/Names << /EmbeddedFiles 5 0 R >> "),
            files.pdf(b"/AcroForm << /XFA 5 0 R >> "),
            files.pdf(objects=b"4 0 obj << /S /Launch /F (cmd.exe) >> endobj\n"),
            files.pdf(b"/Encrypt 9 0 R "),
            files.pdf_with_packed(b"<< /S /JavaScript /JS (x) >>"),
        ],
    )
    def test_what_may_run_something_is_only_offered_as_a_download(self, content):
        assert taken(content).is_active

    @pytest.mark.parametrize(
        "content",
        [
            files.pdf(),
            files.pdf_with_packed(b"<< /Type /Font >>"),
            files.pdf(b"/Title (Launch of JavaScript) "),
            files.pdf(
                objects=b"4 0 obj\n<< >>\nstream\n/JS /Launch\nendstream\nendobj\n"
            ),
        ],
    )
    def test_what_only_shows_is_shown(self, content):
        assert not taken(content).is_active
