import pytest
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.core.roles import Role
from apps.documents.models import Document, ScanState
from tests.accounts.factories import UserFactory
from tests.documents import files
from tests.documents.conftest import OWNER

pytestmark = pytest.mark.django_db


def get(client, document, user, query=""):
    client.force_login(user)
    return client.get(reverse("documents:file", args=[document.pk]) + query)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reviewer", 200),
        ("uploader", 404),  # handed in: only the owner's rule counts from then on
        ("administrator", 404),
        ("auditor", 404),
        ("other talent", 404),
    ],
)
def test_only_whom_the_owner_shows_it_gets_it(client, store, who_sees, who, status):
    people = {
        "reviewer": UserFactory(role=Role.DISTRICT_REVIEWER),
        "uploader": UserFactory(role=Role.TALENT),
        "administrator": UserFactory(role=Role.SYSTEM_ADMIN),
        "auditor": UserFactory(role=Role.AUDITOR),
        "other talent": UserFactory(role=Role.TALENT),
    }
    who_sees[12] = {people["reviewer"]}
    document = store(by=people["uploader"], owner=f"{OWNER}:12")

    assert get(client, document, people[who]).status_code == status


def test_a_draft_is_its_uploaders_alone(client, store):
    document = store(by=UserFactory(role=Role.TALENT))

    assert get(client, document, document.uploaded_by).status_code == 200
    assert (
        get(client, document, UserFactory(role=Role.CITY_REVIEWER)).status_code == 404
    )


def test_an_owner_nobody_registered_shows_nothing(client, store, who_sees):
    document = store(owner="tests.unknown:1")

    assert get(client, document, document.uploaded_by).status_code == 404


def test_what_was_removed_is_gone_for_everybody(client, store, at):
    document = store()
    Document.objects.update(removed_at=at)

    assert get(client, document, document.uploaded_by).status_code == 404


def test_nobody_gets_it_without_signing_in(client, store):
    answer = client.get(reverse("documents:file", args=[store().pk]))
    assert answer.status_code == 302


class TestAnswer:
    @pytest.mark.parametrize(
        ("content", "disposition"),
        [
            (files.picture(), "inline"),
            (files.pdf(), "inline"),
            (files.pdf(b"/OpenAction 5 0 R "), "attachment"),
            (files.xlsx(), "attachment"),
            (b"a,b\n=cmd|x,2\n", "attachment"),
        ],
    )
    def test_only_what_is_harmless_is_shown_in_the_page(
        self, client, store, content, disposition
    ):
        document = store(content)
        answer = get(client, document, document.uploaded_by)

        assert answer["Content-Disposition"].startswith(disposition)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert policy.endswith("sandbox")
        assert int(answer["Content-Length"]) == document.size
        assert len(b"".join(answer.streaming_content)) == document.size

    def test_everything_can_be_downloaded(self, client, store):
        document = store()
        answer = get(client, document, document.uploaded_by, "?download")

        assert answer["Content-Disposition"].startswith("attachment")

    def test_a_name_breaks_no_header(self, client, store):
        document = store(name='a"; filename="b.exe\r\nX: y.jpg')
        answer = get(client, document, document.uploaded_by)

        assert "X" not in answer.headers
        assert ".exe" not in answer["Content-Disposition"].split("filename=")[0]

    def test_what_the_scanner_locked_is_not_sent(self, client, store):
        document = store()
        Document.objects.update(scan_state=ScanState.INFECTED)

        answer = get(client, document, document.uploaded_by)

        assert answer.status_code == 423
        assert not answer.streaming


@pytest.mark.parametrize(("is_sensitive", "queries"), [(False, 2), (True, 5)])
def test_a_file_costs_a_lookup_and_its_trace(
    client, store, django_assert_num_queries, is_sensitive, queries
):
    document = store(is_sensitive=is_sensitive)
    client.force_login(document.uploaded_by)

    with django_assert_num_queries(
        queries
    ):  # user, document; savepoint, event, release
        client.get(reverse("documents:file", args=[document.pk]))


class TestTrace:
    def test_reading_a_sensitive_file_is_written_down(self, client, store):
        document = store()
        get(client, document, document.uploaded_by)

        event = AuditEvent.objects.get(action="documents.document.read")
        assert event.actor == document.uploaded_by
        assert event.is_read

    def test_reading_another_one_is_not(self, client, store):
        document = store(is_sensitive=False)
        get(client, document, document.uploaded_by)

        assert not AuditEvent.objects.filter(is_read=True).exists()

    def test_a_refused_look_leaves_no_trace_of_a_read(self, client, store):
        get(client, store(), UserFactory(role=Role.AUDITOR))

        assert not AuditEvent.objects.filter(is_read=True).exists()
