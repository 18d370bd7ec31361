"""One way to page through rows: by key, so that page 9,000 costs what page 1 costs.

A view builds a ``ListPage`` from a scoped queryset and renders a template that extends
``layouts/list.html``; the address bar holds filters, order, size and place.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise, cached_property

from apps.core.forms import FilterForm

SIZES = (25, 50, 100)


@dataclass(frozen=True)
class Column:
    """A header.  ``sort`` is a field or annotation that is never NULL, or empty."""

    label: str | Promise
    sort: str = ""
    numeric: bool = False
    css: str = ""


@dataclass(frozen=True)
class Header:
    label: str | Promise
    css: str
    url: str
    direction: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    url: str


class ListPage:
    """Rows of one page with what its frame needs.

    ``count`` may be given as a callable where a kept total is cheaper than counting.
    One query for the rows and one for the count, whatever the number of rows.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        columns: Sequence[Column],
        order: str,
        form: FilterForm | None = None,
        count: Callable[[QuerySet], int] | None = None,
        size: int = SIZES[0],
    ) -> None:
        self.params: QueryDict = request.GET
        self.path = request.path
        self.form = form
        self.columns = columns
        queryset = form.narrow(queryset) if form else queryset
        self._filtered = queryset
        self._count = count
        wanted = self.params.get("sort", order)
        sortable = {column.sort for column in columns if column.sort} | {
            order.lstrip("-")
        }
        self.sort = wanted if wanted.removeprefix("-") in sortable else order
        try:
            asked = int(self.params.get("size", size))
        except ValueError:
            asked = size
        self.size = asked if asked in SIZES else size
        self._read_rows()

    @cached_property
    def count(self) -> int:
        if self._count is not None:
            return self._count(self._filtered)
        return self._filtered.order_by().count()

    @property
    def count_text(self) -> str:
        return f"{self.count:,}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.form and self.form.active())

    @property
    def view_query(self) -> str:
        """What a saved view of this page is: where, and with which parameters."""
        return urlencode({"path": self.path, "query": self.params.urlencode()})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form sends along: order and page size."""
        return [
            (name, self.params[name])
            for name in ("sort", "size")
            if name in self.params
        ]

    def fetch(self, queryset: QuerySet, ordering: list[str], limit: int) -> list:
        """The rows of the page and one more; a list of a special kind reads otherwise."""
        return list(queryset.order_by(*ordering)[:limit])

    def _read_rows(self) -> None:
        field, descending = self.sort.lstrip("-"), self.sort.startswith("-")
        cursor = _read_cursor(
            self.params.get("after") or self.params.get("before"),
            _output_field(self._filtered, field),
        )
        backwards = bool(self.params.get("before")) and cursor is not None
        queryset = self._filtered
        upwards = descending == backwards  # the direction the database walks in
        if cursor is not None:
            value, pk, start = cursor
            queryset = queryset.filter(_beyond(field, value, pk, upwards=upwards))
        sign = "" if upwards else "-"
        ordering = [f"{sign}pk"] if field == "pk" else [f"{sign}{field}", f"{sign}pk"]
        rows = self.fetch(queryset, ordering, self.size + 1)
        more = len(rows) > self.size
        rows = rows[: self.size]
        if backwards:
            rows.reverse()
            self.start = max(start - len(rows), 0)
            self.has_next, self.has_previous = True, more
        else:
            self.start = cursor[2] if cursor is not None else 0
            self.has_next, self.has_previous = more, cursor is not None
        self.rows = rows
        self._field = field

    @property
    def first(self) -> int:
        return self.start + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.start + len(self.rows)

    def url(self, **changes: str | None) -> str:
        """The same list with some parameters changed; ``None`` removes one."""
        params = self.params.copy()
        for name, value in changes.items():
            if value is None:
                params.pop(name, None)
            else:
                params[name] = value
        query = params.urlencode()
        return f"{self.path}?{query}" if query else self.path

    @property
    def next_url(self) -> str:
        if not self.has_next or not self.rows:
            return ""
        return self.url(after=self._cursor(self.rows[-1], self.last), before=None)

    @property
    def previous_url(self) -> str:
        if not self.has_previous or not self.rows:
            return ""
        return self.url(before=self._cursor(self.rows[0], self.start), after=None)

    @property
    def first_url(self) -> str:
        return self.url(after=None, before=None)

    def _cursor(self, row: Model | dict, start: int) -> str:
        get = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
        pk = row["pk"] if isinstance(row, dict) and "pk" in row else None
        if pk is None:
            pk = row["id"] if isinstance(row, dict) else row.pk
        value = pk if self._field == "pk" else _value_of(get, self._field, row)
        return _write_cursor(value, pk, start)

    @property
    def headers(self) -> list[Header]:
        headers = []
        for column in self.columns:
            css = f"{column.css} text-end" if column.numeric else column.css
            if not column.sort:
                headers.append(Header(column.label, css, "", ""))
                continue
            direction, target = "", column.sort
            if self.sort == column.sort:
                direction, target = "ascending", f"-{column.sort}"
            elif self.sort == f"-{column.sort}":
                direction = "descending"
            url = self.url(sort=target, after=None, before=None)
            headers.append(Header(column.label, css, url, direction))
        return headers

    @property
    def chips(self) -> list[Chip]:
        if self.form is None:
            return []
        return [
            Chip(label, value, self.url(**{name: None, "after": None, "before": None}))
            for name, label, value in self.form.active()
        ]

    @property
    def sizes(self) -> list[tuple[int, str]]:
        return [
            (size, self.url(size=str(size), after=None, before=None)) for size in SIZES
        ]


def _value_of(get, field: str, row):
    if "__" not in field or isinstance(row, dict):
        return get(field)
    for part in field.split("__"):
        row = getattr(row, part)
    return row


def _beyond(field: str, value, pk, *, upwards: bool) -> Q:
    """Rows after ``(value, pk)``; written so that an index on the field is used."""
    side = "gt" if upwards else "lt"
    if field == "pk":
        return Q(**{f"pk__{side}": pk})
    return Q(**{f"{field}__{side}e": value}) & (
        Q(**{f"{field}__{side}": value}) | Q(**{f"pk__{side}": pk})
    )


def _write_cursor(value, pk, start: int) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = str(value)
    raw = json.dumps([value, pk, start], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _output_field(queryset: QuerySet, name: str) -> Field | None:
    """The field that a sort order reads, through joins and annotations."""
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    model = queryset.model
    field = None
    for part in name.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


def _read_cursor(text: str | None, field: Field | None):
    """(value, pk, start); ``None`` for a missing or mangled one: the first page."""
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        value, pk, start = json.loads(base64.urlsafe_b64decode(padded))
        if not isinstance(value, str | int) or "\x00" in str(value):
            return None
        return field.to_python(value), int(pk), max(int(start), 0)
    except (ValueError, TypeError, ArithmeticError, binascii.Error, ValidationError):
        return None
