"""A sheet before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Cells = list  # of str, float, bool, date, datetime; "" where nothing stands


@dataclass(frozen=True)
class Grid:
    """One sheet (or a text file).  ``rows()`` starts again at each call.

    Rows come as (number as the spreadsheet shows it, cells).
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, Cells]]]
    height: Callable[[], int] = lambda: 0  # 0: not known before reading
