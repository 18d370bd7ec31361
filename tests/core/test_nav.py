from __future__ import annotations

import pytest
from django.test import RequestFactory

from apps.core import context, nav
from apps.core.context import page_frame
from apps.core.roles import Role
from tests.accounts.factories import UserFactory


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(nav, "_items", {})
    monkeypatch.setattr(nav, "_homes", {})
    nav._items_for.cache_clear()
    yield
    nav._items_for.cache_clear()


def item(key: str, *roles: str, **more) -> None:
    more = {"group": "work", "order": 10, "url_name": "core:keyboard"} | more
    nav.register(
        nav.NavItem(
            key=key, label=key.title(), icon="house", roles=frozenset(roles), **more
        )
    )


def keys(*roles: str) -> list[str]:
    return [
        found.key
        for _label, items in nav.navigation_for(frozenset(roles))
        for found, _url in items
    ]


def test_shows_a_role_its_own_pages_by_group_and_order():
    item("second", Role.APPROVER, order=20)
    item("first", Role.APPROVER, order=10)
    item("settings", Role.APPROVER, group="settings", order=1)
    item("other", Role.LEADER)
    assert keys(Role.APPROVER) == ["first", "second", "settings"]
    assert keys(Role.APPROVER, Role.LEADER) == ["first", "other", "second", "settings"]
    assert keys() == []


def test_refuses_a_group_that_nobody_knows():
    with pytest.raises(ValueError, match="castle"):
        item("x", Role.LEADER, group="castle")


def test_refuses_a_second_page_of_the_same_name():
    """Else the later app takes the earlier one's place in the navigation, unseen."""
    item("desk", Role.LEADER)
    with pytest.raises(ValueError, match="desk"):
        item("desk", Role.APPROVER, url_name="core:home")
    assert keys(Role.LEADER) == ["desk"]


def test_refuses_a_letter_that_somebody_would_have_twice():
    item("first", Role.LEADER, Role.AUDITOR, shortcut="f")
    item("second", Role.TALENT, shortcut="f")
    with pytest.raises(ValueError, match="first"):
        item("third", Role.AUDITOR, shortcut="f")
    assert keys(Role.AUDITOR) == ["first"]


def test_the_home_of_the_most_pressing_role_wins():
    nav.register_home(Role.LEADER, "core:keyboard", order=50)
    nav.register_home(Role.COMMISSIONER, "core:home", order=10)
    assert nav.home_for(frozenset({Role.LEADER, Role.COMMISSIONER})) == "core:home"
    assert nav.home_for(frozenset({Role.LEADER})) == "core:keyboard"
    assert nav.home_for(frozenset({Role.TALENT})) is None


@pytest.mark.django_db
class TestFrame:
    def frame(self, user, path="/keys/"):
        request = RequestFactory().get(path)
        request.user = user
        return page_frame(request)["frame"]

    @pytest.mark.parametrize(
        ("pages", "places", "has_more"), [(1, 1, False), (5, 5, False), (6, 4, True)]
    )
    def test_the_bottom_bar_has_five_places_at_most(self, pages, places, has_more):
        for n in range(pages):
            item(f"page{n}", Role.LEADER)
        frame = self.frame(UserFactory(role=Role.LEADER))
        assert (len(frame["bar"]), frame["has_more"]) == (places, has_more)

    def test_pages_made_for_a_phone_come_into_the_bar_first(self):
        for n in range(6):
            item(f"page{n}", Role.LEADER, phone=n > 3, order=n)
        frame = self.frame(UserFactory(role=Role.LEADER))
        assert [found.key for found, _url in frame["bar"]] == ["page4", "page5"]

    def test_marks_the_page_one_is_on_or_below(self):
        item("keys", Role.LEADER)
        item("users", Role.LEADER, url_name="accounts:users")
        user = UserFactory(role=Role.LEADER)
        assert self.frame(user, "/keys/")["current"] == "keys"
        assert self.frame(user, "/users/3/edit/")["current"] == "users"
        assert self.frame(user, "/elsewhere/")["current"] == ""

    def test_counts_a_badge_only_when_a_page_shows_it(self, monkeypatch):
        asked = []
        monkeypatch.setattr(context, "_badges", {})
        context.register_badge("inbox", lambda user: asked.append(user) or 3)
        user = UserFactory(role=Role.LEADER)
        self.frame(user)["groups"]
        assert not asked
        assert context.badge("inbox", user) == 3
        assert context.badge("unheard of", user) == 0
