"""Views of lists that a person keeps: only the own ones, only of our lists."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts.models import SavedView
from apps.accounts.services import plain_query
from apps.accounts.services.saved import MOST
from apps.core.roles import Role
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = reverse("accounts:views")
LIST = reverse("accounts:users")


@pytest.fixture
def user(client):
    user = UserFactory(role=Role.AUDITOR)
    client.force_login(user)
    return user


def keep(client, **change):
    facts = {"path": LIST, "query": "role=leader&sort=-name", "name": "领导"}
    return client.post(URL, facts | change)


def test_keeps_filters_and_order_and_leads_back(client, user):
    assert keep(client)["Location"] == f"{LIST}?role=leader&sort=-name"
    view = SavedView.objects.get()
    assert (view.user, view.name) == (user, "领导")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("role=leader&after=xyz&q=", "role=leader"),
        ("before=xyz", ""),
        ("a=1&a=2", "a=1&a=2"),
        ("", ""),
    ],
)
def test_the_place_in_the_list_is_no_part_of_it(query, kept):
    assert plain_query(query) == kept


def test_the_same_name_is_replaced(client, user):
    keep(client)
    keep(client, query="role=approver")
    assert SavedView.objects.get().query == "role=approver"


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "   "},
        {"path": "/no/such/list/"},
        {"path": "https://evil.example/", "name": ""},
    ],
)
def test_says_what_is_wrong_and_keeps_nothing(client, user, change):
    response = keep(client, **change)
    assert response.status_code == 422
    assert response.context["problem"]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/"])
def test_never_leads_to_another_site(client, user, path):
    assert "evil" not in (keep(client, path=path).get("Location") or "")
    assert not SavedView.objects.filter(path__contains="evil").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=user, path=path, name="x")


def test_there_are_not_more_than_fit_beside_a_list(client, user):
    for n in range(MOST):
        keep(client, name=f"v{n}")
    assert keep(client, name="one more").status_code == 422
    assert keep(client, name="v0", query="q=x").status_code == 302
    assert SavedView.objects.count() == MOST


def test_shows_and_deletes_only_the_own_ones(client, user):
    other = UserFactory()
    theirs = SavedView.objects.create(user=other, path=LIST, name="theirs")
    mine = SavedView.objects.create(user=user, path=LIST, name="mine", query="q=a")
    page = client.get(URL, {"path": LIST, "query": "q=a&after=x"})
    assert list(page.context["views"]) == [mine]
    assert page.context["query"] == mine.query
    url = reverse("accounts:view_delete", args=[theirs.pk])
    assert client.post(url).status_code == 404
    url = reverse("accounts:view_delete", args=[mine.pk])
    assert client.post(url)["Location"] == LIST
    assert list(SavedView.objects.all()) == [theirs]


def test_the_list_fetches_its_row_of_chips(client, user):
    keep(client)
    page = client.get(f"{LIST}?role=leader&sort=-name").content.decode()
    assert (
        f'hx-get="{URL}?path=%2Fusers%2F&amp;query=role%3Dleader%26sort%3D-name"'
        in page
    )
    fragment = client.get(
        URL,
        {"path": LIST, "query": "role=leader&sort=-name"},
        headers={"HX-Request": "true"},
    )
    assert "<html" not in fragment.content.decode()
    assert 'aria-current="true"' in fragment.content.decode()
