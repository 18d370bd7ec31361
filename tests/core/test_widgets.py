"""Filters drawn quickly say what Django's own widgets say."""

import pytest
from django import forms
from django.test.html import parse_html

from apps.core import widgets
from apps.core.forms import FilterForm

CHOICES = [
    ("", "any"),
    ("a", "A & <b>"),
    ('"q"', "quoted"),
    ("Group <1>", [(1, "one"), (2, "two")]),
    ("z", "Z"),
]


@pytest.mark.parametrize("value", ["", None, "a", '"q"', 1, "2", "<nonsense>"])
def test_a_choice_says_the_same(value):
    attrs = {"class": "form-select", "data-x": "<1>", "required": False}
    own = forms.Select(attrs=attrs, choices=CHOICES)
    quick = widgets.drawn_quickly(own)
    drawn = [w.render("f", value, {"id": "id_f"}) for w in (own, quick)]
    assert parse_html(drawn[0]) == parse_html(drawn[1])


@pytest.mark.parametrize("value", ["", None, 'a"b', "<script>", 7])
def test_a_text_field_says_the_same(value):
    own = forms.TextInput(attrs={"class": "form-control", "maxlength": 5})
    quick = widgets.drawn_quickly(own)
    drawn = [w.render("f", value, {"id": "id_f"}) for w in (own, quick)]
    assert parse_html(drawn[0]) == parse_html(drawn[1])


def test_a_search_field_stays_one():
    quick = widgets.drawn_quickly(forms.TextInput(attrs={"type": "search"}))
    assert 'type="search"' in quick.render("q", "")
    assert quick.render("q", "").count("type=") == 1


def test_other_widgets_are_left_alone():
    area = forms.Textarea()
    assert widgets.drawn_quickly(area) is area


def test_filters_of_a_list_are_drawn_quickly_and_known_by_their_type():
    class Filters(FilterForm):
        q = forms.CharField()
        kind = forms.ChoiceField(choices=[("", "any"), ("a", "A")])

    form = Filters({"kind": "a"})
    assert form["q"].widget_type == "text"
    assert form["kind"].widget_type == "select"
    assert '<option value="a" selected>A</option>' in str(form["kind"])
