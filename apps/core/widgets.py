"""Filters of lists drawn without templates: Django's own way takes most of a list's time."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_SELECTED = mark_safe(" selected")


class Select(forms.Select):
    """A choice, also in groups; the mark-up is Django's without its blanks."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = set(self.format_value(value))
        drawn = [
            format_html(
                '<optgroup label="{}">{}</optgroup>', group, _options(choices, chosen)
            )
            if group
            else _options(choices, chosen)
            for group, choices in self._grouped()
        ]
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            mark_safe("".join(drawn)),  # noqa: S308 - escaped piece by piece
        )

    def _grouped(self):
        """(group, choices), choices without a group under an empty name."""
        flat = (
            (str(key), list(label))
            if isinstance(label, list | tuple)
            else ("", [(key, label)])
            for key, label in self.choices
        )
        for group, parts in groupby(flat, key=lambda part: part[0]):
            yield group, [choice for _name, choices in parts for choice in choices]


def _options(choices: list, chosen: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (key, _SELECTED if key in chosen else "", label)
            for key, label in (
                ("" if key is None else str(key), label) for key, label in choices
            )
        ),
    )


class TextInput(forms.TextInput):
    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        found = {"type": self.input_type, "name": name}
        shown = self.format_value(value)
        if shown is not None:
            found["value"] = shown
        found |= self.build_attrs(self.attrs, attrs)
        return format_html("<input{}>", flatatt(found))


# Found by their names in templates ("field.widget_type"), so they keep them.
_QUICK = {forms.Select: Select, forms.TextInput: TextInput}


def drawn_quickly(widget: forms.Widget) -> forms.Widget:
    """The same widget with a quick way to draw it, where there is one."""
    quick = _QUICK.get(type(widget))
    if quick is None:
        return widget
    found = quick(attrs=widget.attrs)
    found.is_required = False
    if isinstance(widget, forms.Select):
        found.choices = widget.choices
    else:
        found.input_type = widget.input_type  # "search" is a text field as well
    return found
