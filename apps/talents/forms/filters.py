"""Filters of the register's lists; the address holds their state."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.core.forms import FilterForm
from apps.talents.choices import Category, EducationLevel, TalentStatus
from apps.talents.models import Employer, GradeAward, GradeLevel

ANY = ("", _("any"))
EMPLOYERS_AT_MOST = 300


def region_choices() -> list[tuple[str, str]]:
    """Districts, counties and zones of the city, as the reader's language has them."""
    regions = Region.objects.exclude(code__endswith="00")
    return [ANY, *((region.code, str(region)) for region in regions)]


def level_choices() -> list[tuple]:
    """Levels in force or once in force, under the names of their schemes."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for level in GradeLevel.objects.select_related("scheme"):
        grouped.setdefault(str(level.scheme), []).append((str(level.pk), str(level)))
    return [ANY, *grouped.items()]


class TalentFilterForm(FilterForm):
    """What the register is narrowed by.

    ``searches``: the list asks for ``q`` by itself (``views.register``), in parts.
    """

    q = forms.CharField(
        label=_("Name, pinyin, number, employer"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(label=_("Region"))
    category = forms.ChoiceField(
        label=_("Category"), choices=lambda: [ANY, *Category.choices]
    )
    education = forms.ChoiceField(
        label=_("Education"), choices=lambda: [ANY, *EducationLevel.choices]
    )
    level = forms.ChoiceField(label=_("Grade"))
    employer = forms.CharField(label=_("Employer"), max_length=100)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=lambda: [
            ANY,
            *(pair for pair in TalentStatus.choices if pair[0] != TalentStatus.MERGED),
        ],
    )
    verified = forms.ChoiceField(
        label=_("Identity"),
        choices=[ANY, ("yes", _("verified")), ("no", _("not verified"))],
    )
    foreign = forms.BooleanField(label=_("Foreign talents"))

    # The kept tally counts by these; any other filter needs counting.
    TALLIED = frozenset({"region", "category", "status", "education", "verified"})

    def __init__(self, *args, on: date, searches: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.searches = searches
        # Once: a callable is asked again wherever the choices are looked at.
        self.fields["region"].choices = region_choices()
        self.fields["level"].choices = level_choices()

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset if self.searches else queryset.matching(value)

    def narrow_level(self, queryset: QuerySet, value: str) -> QuerySet:
        holders = GradeAward.objects.valid(self.on).filter(level=value)
        return queryset.filter(pk__in=holders.values("talent_id"))

    def narrow_employer(self, queryset: QuerySet, value: str) -> QuerySet:
        exact = Employer.objects.filter(name=value).values_list("pk", flat=True)[:1]
        found = list(exact) or list(
            Employer.objects.matching(value)
            .order_by()
            .values_list("pk", flat=True)[: EMPLOYERS_AT_MOST + 1]
        )
        if len(found) > EMPLOYERS_AT_MOST:
            return queryset.filter(employer__in=Employer.objects.matching(value))
        return queryset.filter(employer__in=found)

    def narrow_verified(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(is_verified=value == "yes")

    def narrow_foreign(self, queryset: QuerySet, value: bool) -> QuerySet:
        return queryset.exclude(nationality="CN")

    def tallied(self) -> dict[str, object] | None:
        """The filters in use, if the tally knows them all."""
        used = {name for name, _label, _value in self.active()}
        if not used <= self.TALLIED:
            return None
        found = {name: self.cleaned_data[name] for name in used}
        if "verified" in found:
            found["is_verified"] = found.pop("verified") == "yes"
        return found
