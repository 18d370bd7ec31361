"""Forms of the roster import."""

from __future__ import annotations

import json
import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import DateField, FilterForm, PlainHelper
from apps.documents.services import ROSTERS, accept_attribute
from apps.talents.models import GradeScheme, RosterImport, RosterRow
from apps.talents.roster import limits
from apps.talents.roster.fields import Field
from apps.talents.roster.reasons import Reason
from apps.talents.roster.services import offices_of
from apps.talents.roster.states import Decision, ImportState, Outcome

_LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{4,}([\dXx]{2})(?![\dXx])")


class RosterUploadForm(forms.Form):
    """A file and the office it is for."""

    file = forms.FileField(
        label=gettext_lazy("Roster file"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xls) or CSV, at most {size} MB and {rows} people. Title rows, "
            "totals and signatures may stay as they are."
        ),
    )
    office = forms.ModelChoiceField(queryset=None, label=gettext_lazy("For the office"))

    def __init__(self, *args, by, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_of(by)
        self.fields["office"].queryset = offices
        self.fields["office"].empty_label = None
        file = self.fields["file"]
        file.widget.attrs["accept"] = accept_attribute(ROSTERS)
        file.help_text = str(file.help_text).format(
            size=limits.MAX_FILE_BYTES // 1024 // 1024, rows=f"{limits.MAX_ROWS:,}"
        )
        self.helper = PlainHelper()


class RosterColumnsForm(forms.Form):
    """What each column of the file means, and how the file is to be taken."""

    allow_undocumented = forms.BooleanField(
        required=False,
        label=gettext_lazy("Take people without a document number"),
        help_text=gettext_lazy(
            "As unverified profiles, told apart by name, birth month and employer. "
            "Nothing may be paid to them. Otherwise such rows are rejected."
        ),
    )
    grade_scheme = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=gettext_lazy("Grades in the file are levels of"),
        empty_label=gettext_lazy("Do not take grades"),
    )
    grades_on = DateField(
        required=False,
        label=gettext_lazy("Given on"),
        help_text=gettext_lazy("The day from which the grades count."),
    )

    def __init__(self, *args, roster: RosterImport, **kwargs) -> None:
        kwargs["initial"] = {
            "allow_undocumented": roster.allow_undocumented,
            "grade_scheme": roster.grade_scheme_id,
            "grades_on": roster.grades_on,
        }
        super().__init__(*args, **kwargs)
        self.roster = roster
        self.fields["grade_scheme"].queryset = GradeScheme.objects.order_by(
            "-from_date"
        )
        chosen = {column: field for field, column in roster.mapping.items()}
        sample = json.loads(roster.sample or "[]")
        choices = [("", _("Not taken")), *Field.choices]
        for column, header in enumerate(roster.header):
            field = forms.ChoiceField(
                choices=choices,
                required=False,
                label=header or _("Column {n}").format(n=column + 1),
                initial=chosen.get(column, ""),
            )
            field.widget.attrs["class"] = "form-select form-select-sm"
            field.values = [
                _LONG_NUMBER.sub(r"\1…\2", row[column])
                for row in sample
                if column < len(row) and row[column]
            ]
            self.fields[f"column_{column}"] = field
        self.helper = PlainHelper()

    @property
    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """(bound field, first values) of each column."""
        names = [f"column_{column}" for column in range(len(self.roster.header))]
        return [(self[name], self.fields[name].values[:3]) for name in names]

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[n] for n in ("allow_undocumented", "grade_scheme", "grades_on")]

    @property
    def mapping(self) -> dict[str, int]:
        return {
            self.cleaned_data[f"column_{column}"]: column
            for column in range(len(self.roster.header))
            if self.cleaned_data.get(f"column_{column}")
        }

    def clean(self) -> dict:
        seen: dict[str, str] = {}
        for column in range(len(self.roster.header)):
            name = f"column_{column}"
            field = self.cleaned_data.get(name)
            if field and field in seen:
                self.add_error(
                    name,
                    _("“{field}” is read from the column “{other}” already.").format(
                        field=Field(field).label, other=self.fields[seen[field]].label
                    ),
                )
            elif field:
                seen[field] = name
        if Field.NAME not in seen:
            self.add_error(None, _("Choose the column with the name."))
        if self.cleaned_data.get("grade_scheme") and not self.cleaned_data.get(
            "grades_on"
        ):
            self.add_error("grades_on", _("Say from which day the grades count."))
        return self.cleaned_data


class RosterFilterForm(FilterForm):
    """Imports by their state."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All")), *ImportState.choices],
    )


class RowFilterForm(FilterForm):
    """Rows of an import by outcome, reason and name."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("All")), *Outcome.choices],
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("All")), *Reason.choices],
    )
    name = forms.CharField(label=gettext_lazy("Name or row"), max_length=100)

    def narrow_reason(self, queryset, value):
        return queryset.filter(reasons__contains=[value])

    def narrow_name(self, queryset, value):
        value = value.strip()
        if value.isdecimal() and len(value) < 8:
            return queryset.filter(number=int(value))
        return queryset.filter(name__contains=value)


class DecisionForm(forms.Form):
    """Who a held row is."""

    answer = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("This is"))

    def __init__(self, *args, row: RosterRow, people, is_known: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                f"{Decision.MERGE}:{talent.pk}",
                _("the same person as {name}, {number}").format(
                    name=talent.name, number=talent.number
                ),
            )
            for talent in people
        ]
        if not is_known:
            choices.append((str(Decision.NEW), _("another person: a new entry")))
        choices.append((str(Decision.REJECT), _("wrong: reject the row")))
        self.fields["answer"].choices = choices
        self.helper = PlainHelper()

    @property
    def decision(self) -> tuple[Decision, int | None]:
        kind, _colon, talent = self.cleaned_data["answer"].partition(":")
        return Decision(kind), int(talent) if talent else None


class UndoForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why is the import undone?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()
