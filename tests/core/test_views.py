"""First page, health, and what is said when something is missing or broken."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import Client, RequestFactory
from redis.exceptions import ConnectionError as NoBroker

from apps.core import nav, views
from apps.core.middleware import ClosedByDefaultMiddleware
from apps.core.roles import Role
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_health_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readiness_names_what_does_not_answer(client, monkeypatch):
    assert client.get("/readyz").json() == {"database": True, "broker": True}

    def broken(*_args, **_more):
        raise NoBroker

    monkeypatch.setattr(views.Redis, "ping", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "broker": False}

    class NoDatabase:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(views, "connection", NoDatabase())
    assert client.get("/readyz").json()["database"] is False


class TestHome:
    def test_leads_to_where_the_work_begins(self, client, monkeypatch):
        monkeypatch.setattr(nav, "_homes", {Role.AUDITOR: (1, "audit:list")})
        client.force_login(UserFactory(role=Role.AUDITOR))
        assert client.get("/")["Location"] == "/audit/"

    def test_without_a_duty_says_who_gives_one(self, client):
        client.force_login(UserFactory())
        page = client.get("/")
        assert page.status_code == 200
        assert "security administrator" in page.content.decode()

    def test_nobody_is_sent_to_sign_in_and_back(self, client):
        assert (
            client.get("/audit/?who=x")["Location"] == "/login/?next=/audit/%3Fwho%3Dx"
        )


class TestRefusals:
    def test_403_names_who_helps(self, client):
        client.force_login(UserFactory(role=Role.LEADER))
        page = client.get("/audit/")
        assert page.status_code == 403
        assert "security administrator of your office" in page.content.decode()

    @pytest.mark.parametrize("is_in", [True, False])
    def test_404_says_it_may_only_not_be_shared(self, client, is_in):
        if is_in:
            client.force_login(UserFactory(role=Role.LEADER))
        page = client.get("/no/such/page/")
        assert page.status_code == 404
        text = page.content.decode()
        assert "not shared with you" in text or "没有与您共享" in text

    def test_a_broken_page_needs_no_database(
        self, monkeypatch, django_assert_num_queries
    ):
        request = RequestFactory().get("/")
        with django_assert_num_queries(0):
            response = views.server_error(request)
        assert response.status_code == 500

    def test_a_stale_form_is_told_so(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(UserFactory(role=Role.LEADER))
        page = client.post("/account/", {"language": "en"})
        assert page.status_code == 403
        assert "open for too long" in page.content.decode()


class TestClosedByDefault:
    def test_a_view_that_says_nothing_is_closed_to_everybody(self, rf):
        middleware = ClosedByDefaultMiddleware(lambda request: None)
        request = rf.get("/")
        for role in Role.values:
            request.user = UserFactory(role=role)
            with pytest.raises(PermissionDenied):
                middleware.process_view(request, lambda request: None, (), {})

    def test_a_fragment_without_session_moves_the_whole_page_to_sign_in(self, client):
        response = client.get(
            "/audit/",
            headers={
                "HX-Request": "true",
                "HX-Current-URL": "http://testserver/audit/?who=x",
            },
        )
        assert response["HX-Redirect"] == "/login/?next=/audit/"


def test_the_content_policy_allows_only_ourselves(client):
    policy = client.get("/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
