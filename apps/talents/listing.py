"""The register as a list: rows ready to print, a count that costs no more than they."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lists import Column, ListPage
from apps.talents import panels
from apps.talents.choices import Category, EducationLevel, TalentStatus
from apps.talents.finding import Found, find_people
from apps.talents.forms.filters import TalentFilterForm
from apps.talents.identity.kinds import Gender
from apps.talents.models import GradeAward, RegistryTally, Talent
from apps.talents.visibility import REGISTRY_ROLES, sees_whole_regions

# A search is counted to here, a filter to there; beyond, the list says "more than".
SEARCH_COUNTED_TO = 1_000
COUNTED_TO = 20_000
ROW = (
    "pk", "number", "name", "name_en", "gender", "birth_date", "nationality",
    "employer__name", "employer__name_en", "region__name", "region__name_en",
    "category", "education", "status", "is_verified", "sort_key",
)  # fmt: skip


class RegisterPage(ListPage):
    """A page of the register.  A search is read in parts (``talents.finding``)."""

    def __init__(self, request: HttpRequest, *, user, on: date) -> None:
        self.user, self.on = user, on
        self.found: Found | None = find_people(request.GET.get("q", "")[:60])
        form = TalentFilterForm(request.GET, on=on, searches=True)
        extra = [Column(column.label) for column in panels.list_columns()]
        super().__init__(
            request,
            Talent.objects.visible_to(user).listed().values(*ROW),
            columns=[
                Column(_lazy("Name"), sort="sort_key"),
                Column(_lazy("Number"), sort="number"),
                Column(_lazy("Gender, age")),
                Column(_lazy("Employer")),
                Column(_lazy("Region")),
                Column(_lazy("Category")),
                Column(_lazy("Education")),
                Column(_lazy("Grade")),
                *extra,
            ],
            order="sort_key",
            form=form,
        )

    def fetch(self, queryset: QuerySet, ordering: list[str], limit: int) -> list:
        if self.found is None:
            return super().fetch(queryset, ordering, limit)
        if ordering[0].lstrip("-") != "sort_key":
            narrowed = queryset.filter(self.found.condition)
            return super().fetch(narrowed, ordering, limit)
        return self.found.first(queryset, limit, tuple(ordering))

    @cached_property
    def _tally(self) -> int | None:
        """The kept count, where it says exactly what the list shows."""
        filters = self.form.tallied()
        if filters is None or self.found or not sees_whole_regions(self.user):
            return None
        reach = self.user.reach(*REGISTRY_ROLES)
        tally = RegistryTally.objects.filter(reach.filter("region"), **filters)
        tally = tally.exclude(status=TalentStatus.MERGED)
        return tally.aggregate(total=Sum("count", default=0))["total"]

    @cached_property
    def _counted(self) -> tuple[int, bool]:
        """How many, and whether that is all of them."""
        if self._tally is not None:
            return self._tally, True
        if self.params.get("count") == "all":
            everything = self._filtered
            if self.found:
                everything = everything.filter(self.found.condition)
            return everything.order_by().count(), True
        limit = SEARCH_COUNTED_TO if self.found else COUNTED_TO
        if self.found:
            count = self.found.count(self._filtered, limit + 1)
        else:
            count = self._filtered.order_by().values("pk")[: limit + 1].count()
        return min(count, limit), count <= limit

    @property
    def count(self) -> int:
        return self._counted[0]

    @property
    def count_text(self) -> str:
        count, is_all = self._counted
        return (
            f"{count:,}"
            if is_all
            else _("more than {count}").format(count=f"{count:,}")
        )

    @property
    def count_all_url(self) -> str:
        """Where the exact count is had, if it is not shown."""
        return "" if self._counted[1] else self.url(count="all")

    @cached_property
    def shown(self) -> list[dict]:
        return list_rows(self.rows, self.user, self.on)


def list_rows(rows: list[dict], user, on: date) -> list[dict]:
    """Strings for the template: no lookups, dates or addresses are left to it."""
    ids = [row["pk"] for row in rows]
    grades = grades_of(ids, on)
    columns = panels.list_columns()
    texts = [column.texts(ids, user) for column in columns]
    base = reverse("talents:list")
    words = _Words()
    return [
        {
            **row,
            "url": f"{base}{row['number']}/",
            "who": words.who(row, on),
            "employer": words.local(row, "employer"),
            "region": words.local(row, "region"),
            "category_text": words.category[row["category"]],
            "education_text": words.education.get(row["education"], ""),
            "grades": grades.get(row["pk"], ""),
            "state": words.status[row["status"]]
            if row["status"] != TalentStatus.ACTIVE
            else "",
            "extra": [
                (column.label, text.get(row["pk"], ""))
                for column, text in zip(columns, texts, strict=True)
            ],
        }
        for row in rows
    ]


def grades_of(ids: list[int], on: date) -> dict[int, str]:
    """Names of the grades in force, the highest first, by person."""
    awards = (
        GradeAward.objects.valid(on)
        .filter(talent__in=ids)
        .select_related("level")
        .order_by("level__rank", "pk")
    )
    found: dict[int, list[str]] = {}
    for award in awards:
        found.setdefault(award.talent_id, []).append(str(award.level))
    return {pk: " · ".join(names) for pk, names in found.items()}


class _Words:
    """Labels in the reader's language, looked up once for the page."""

    def __init__(self) -> None:
        self.is_english = (get_language() or "").startswith("en")
        self.category = {str(key): str(label) for key, label in Category.choices}
        self.education = {str(key): str(label) for key, label in EducationLevel.choices}
        self.status = {str(key): str(label) for key, label in TalentStatus.choices}
        self._gender = {str(key): str(label) for key, label in Gender.choices}

    def local(self, row: dict, relation: str) -> str:
        english = row[f"{relation}__name_en"] if self.is_english else ""
        return english or row[f"{relation}__name"] or ""

    def who(self, row: dict, on: date) -> str:
        gender = self._gender.get(row["gender"], "")
        born = row["birth_date"]
        if born is None:
            return gender
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return f"{gender} {age}".strip()
