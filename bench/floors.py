"""What the product is held against: the same page with nothing in it but the page.

``plain_list`` is a bare view over the plain queryset with a plain template of the same
columns; the admin's change list shows the same rows the framework's own way.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from apps.core.access import open_page
from apps.talents.models import Talent
from talentsvc.urls import urlpatterns as product_urls

COLUMNS = ("number", "name", "employer", "region", "category", "education", "status")
_LIST = """<!doctype html><html lang="zh-hans"><head><meta charset="utf-8">
<title>Talents</title><link rel="stylesheet" href="/static/bootstrap5/css/bootstrap.min.css">
</head><body><h1>Talents</h1><table class="table"><thead><tr>
{% for column in columns %}<th scope="col">{{ column }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/talents/{{ row.number }}/">{{ row.number }}</a></td>
<td>{{ row.name }}</td><td>{{ row.employer.name|default:"" }}</td>
<td>{{ row.region.name }}</td><td>{{ row.get_category_display }}</td>
<td>{{ row.get_education_display }}</td><td>{{ row.get_status_display }}</td></tr>
{% endfor %}</tbody></table></body></html>"""
_PERSON = """<!doctype html><html lang="zh-hans"><head><meta charset="utf-8">
<title>{{ talent.name }}</title></head><body><h1>{{ talent.name }}</h1><dl>
{% for label, value in facts %}<dt>{{ label }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
{% for title, rows in sections %}<h2>{{ title }}</h2><ul>
{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>{% endfor %}</body></html>"""


def _template(text: str):
    return engines["django"].from_string(text)


@open_page
def plain_list(request: HttpRequest) -> HttpResponse:
    rows = Talent.objects.select_related("employer", "region").order_by(
        "sort_key", "pk"
    )[:25]
    return HttpResponse(
        _template(_LIST).render({"columns": COLUMNS, "rows": rows}, request)
    )


@open_page
def plain_person(request: HttpRequest, number: str) -> HttpResponse:
    talent = Talent.objects.select_related("employer", "region").get(number=number)
    facts = [(name, getattr(talent, name)) for name in COLUMNS]
    sections = [
        (name, getattr(talent, name).all()[:10])
        for name in (
            "documents",
            "employments",
            "educations",
            "introductions",
            "grades",
            "programme_titles",
            "memberships",
            "bank_accounts",
            "consents",
        )
    ]
    return HttpResponse(
        _template(_PERSON).render(
            {"talent": talent, "facts": facts, "sections": sections}, request
        )
    )


class _Everything(admin.AdminSite):
    """The admin with its door open: only the page is measured."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True

    def get_urls(self) -> list:
        urls = super().get_urls()
        for pattern in _leaves(urls):
            pattern.callback = _opened(pattern.callback)
        return urls


def _opened(view: Callable) -> Callable:
    """The admin's views are methods and take no marks, so one goes around each."""

    def call(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    return open_page(call)


def _leaves(patterns: list):
    for pattern in patterns:
        inner = getattr(pattern, "url_patterns", None)
        if inner is None:
            yield pattern
        else:
            yield from _leaves(inner)


class _TalentAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    list_select_related = ("employer", "region")
    list_filter = ("region", "category", "education", "status")
    search_fields = ("name", "pinyin", "initials", "employer__name")
    ordering = ("sort_key", "id")
    list_per_page = 25

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_module_permission(self, request) -> bool:
        return True

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    has_delete_permission = has_change_permission


site = _Everything(name="admin")
site.register(Talent, _TalentAdmin)

urlpatterns = [
    *product_urls,
    path("bench/list/", plain_list),
    path("bench/person/<str:number>/", plain_person),
    path("bench/admin/", site.urls),
]
