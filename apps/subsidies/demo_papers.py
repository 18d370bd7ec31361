"""Small made-up papers: plain pictures that say SAMPLE, so nobody takes them for real."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (620, 877)  # A4 at 75 dots per inch
INK, PALE, SEAL = "#30404a", "#c9d2d6", "#c0392b"


@cache
def picture(title: str, *, seed: int = 0) -> bytes:
    """A PNG: a heading, grey lines where text would be, a seal."""
    return _save(_draw(title, seed), "PNG")


@cache
def pdf(title: str, *, pages: int = 2) -> bytes:
    first, *rest = [_draw(f"{title} {n + 1}/{pages}", n) for n in range(pages)]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=75)
    return out.getvalue()


def _draw(title: str, seed: int) -> Image.Image:
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((30, 30, SIZE[0] - 30, SIZE[1] - 30), outline=INK, width=2)
    pen.text((60, 60), title, fill=INK, font=ImageFont.load_default(26))
    pen.text((60, 100), "SAMPLE - NOT A REAL PAPER", fill=SEAL)
    for line in range(24):
        width = 300 + (line * 97 + seed * 61) % 190
        pen.rectangle((60, 150 + line * 24, 60 + width, 158 + line * 24), fill=PALE)
    pen.ellipse((400, 680, 540, 820), outline=SEAL, width=6)
    pen.text((438, 742), "SAMPLE", fill=SEAL, font=ImageFont.load_default(18))
    return page


def _save(page: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()
