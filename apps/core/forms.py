"""Forms as every page shows them: one column, labels above, errors beside the field."""

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet


class PlainHelper(FormHelper):
    """Fields only: the page owns the <form> tag, the CSRF token and its buttons."""

    form_tag = False
    disable_csrf = True
    form_show_errors = True


class DateField(forms.DateField):
    """A day.  Reads 2026-11-22, 2026/11/22, 20261122 and 2026年11月22日."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Filters of a list: everything optional, the address holds the state.

    ``narrow_<field>(queryset, value)`` where a filter is more than equality.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def narrow(self, queryset: QuerySet) -> QuerySet:
        """Apply what is filled in and valid; a wrong value narrows nothing."""
        self.is_valid()
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if value in (None, "", []) or value is False:
                continue
            how = getattr(self, f"narrow_{name}", None)
            queryset = how(queryset, value) if how else queryset.filter(**{name: value})
        return queryset

    def active(self) -> list[tuple[str, str, str]]:
        """(field name, label, shown value) of each filter in use."""
        self.is_valid()
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", []) or value is False:
                continue
            found.append((name, str(field.label), _shown(field, value)))
        return found


def _shown(field: forms.Field, value: object) -> str:
    choices = getattr(field, "choices", None)
    if choices is not None and not hasattr(value, "pk"):
        return str(dict(choices).get(value, value))
    return "✓" if value is True else str(value)
