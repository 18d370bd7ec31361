"""Forms as every page shows them: one column, labels above, errors beside the field."""

from __future__ import annotations

import unicodedata
from datetime import date

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

from apps.core import widgets


class PlainHelper(FormHelper):
    """Fields only: the page owns the <form> tag, the CSRF token and its buttons."""

    form_tag = False
    disable_csrf = True
    form_show_errors = True


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for ``Form(posted(request))``: sent empty is not the same as not sent."""
    return request.POST if request.method == "POST" else None


def fingerprint(form: forms.Form) -> str:
    """Of what was typed, for acts whose effects are shown first.

    The page carries it as ``confirmed``: changed after the effects were shown, they are
    shown again.
    """
    return salted_hmac(
        type(form).__qualname__, repr(sorted(form.cleaned_data.items()))
    ).hexdigest()


class DateField(forms.DateField):
    """A day.  Reads 2026-11-22, 2026/11/22, 2026.11.22, 20261122 and 2026年11月22日.

    Digits may be full-width, and there may be blanks.
    """

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: object) -> date | None:
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split())
        return super().to_python(value)


class FilterForm(forms.Form):
    """Filters of a list: everything optional, the address holds the state.

    ``narrow_<field>(queryset, value)`` where a filter is more than equality.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs.setdefault("class", _css_of(field.widget))
            field.widget = widgets.drawn_quickly(field.widget)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        """Apply what is filled in and valid; a wrong value narrows nothing."""
        self.is_valid()
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if value in (None, "", []) or value is False:
                continue
            how = getattr(self, f"narrow_{name}", None)
            if how is not None:
                queryset = how(queryset, value)
            elif isinstance(value, list):
                queryset = queryset.filter(**{f"{name}__in": value})
            else:
                queryset = queryset.filter(**{name: value})
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


def _css_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select form-select-sm"
    return "form-control form-control-sm"


def _shown(field: forms.Field, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(field, each) for each in value)
    choices = getattr(field, "choices", None)
    if choices is not None and not hasattr(value, "pk"):
        return str(dict(choices).get(value, value))
    return "✓" if value is True else str(value)
