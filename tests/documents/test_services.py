import hashlib
import io
import os
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from apps.audit.models import AuditEvent
from apps.core.errors import NotAllowed
from apps.documents import scanning, services
from apps.documents.models import Document, ScanState
from apps.documents.services import FileRefused
from tests.accounts.factories import UserFactory
from tests.documents import files
from tests.documents.conftest import OWNER
from tests.documents.factories import DocumentFactory

pytestmark = pytest.mark.django_db


def scanner(monkeypatch, settings, answer):
    settings.TALENT_FILE_SCANNER = "tests.scanner"

    def scan(content):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(scanning, "import_string", lambda _path: scan)


class TestStore:
    def test_keeps_the_file_under_the_hash_of_its_content(self, store, private_folder):
        document = store(files.pdf(), name="合同.pdf")

        content = services.open_content(document).read()
        assert content == files.pdf()
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert document.size == len(content)
        assert document.path == (
            f"documents/{document.sha256[:2]}/{document.sha256[2:4]}/{document.sha256}.pdf"
        )
        assert (private_folder / document.path).is_file()

    def test_nobody_else_on_the_machine_reads_it(self, store, private_folder):
        document = store(files.pdf())

        mode = (private_folder / document.path).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
        folder = os.stat((private_folder / document.path).parent)
        assert stat.S_IMODE(folder.st_mode) == 0o700

    def test_the_same_file_twice_is_two_documents_over_one_content(
        self, store, private_folder
    ):
        first, second = store(files.pdf()), store(files.pdf())

        assert first.pk != second.pk
        assert first.path == second.path
        assert sum(path.is_file() for path in private_folder.rglob("*")) == 1

    def test_a_half_written_file_of_an_earlier_crash_is_not_taken_for_it(
        self, store, private_folder
    ):
        document = store(files.pdf())
        (private_folder / document.path).write_bytes(b"half")

        again = store(files.pdf())

        assert services.open_content(again).read() == files.pdf()

    def test_is_written_down_without_the_name(self, store):
        document = store(name="张三 身份证.jpg")

        event = AuditEvent.objects.get(action="documents.document.stored")
        assert event.target == f"documents.document:{document.pk}"
        assert "张三" not in str(event.data)

    def test_reads_what_a_browser_uploads(self, store):
        upload = SimpleUploadedFile("a.exe", files.picture(), "application/x-exe")

        document = store(upload, name=upload.name)

        assert (document.name, document.content_type) == ("a.jpg", "image/jpeg")

    @pytest.mark.parametrize("content", [files.EXE, files.SVG, b"", files.HTML])
    def test_a_refusal_keeps_nothing(self, store, private_folder, content):
        with pytest.raises(FileRefused):
            store(content, name="harmless.jpg")

        assert not Document.objects.exists()
        assert not AuditEvent.objects.exists()
        assert not private_folder.exists()

    def test_an_upload_without_end_fills_no_memory(self, store):
        class Endless(io.RawIOBase):
            given = 0

            def seek(self, *_where):
                return 0

            def read(self, size=-1):
                assert size == 1_000_001
                self.given += size
                return b"x" * size

        with pytest.raises(FileRefused) as refused:
            store(Endless(), limit=1_000_000)
        assert refused.value.code == "too_large"

    def test_the_database_refuses_an_owner_that_is_no_reference(self):
        with pytest.raises(IntegrityError):
            DocumentFactory(owner="somebody")


class TestScan:
    def test_without_a_scanner_the_row_says_so(self, store):
        assert store().scan_state == ScanState.NOT_SCANNED

    def test_what_is_infected_is_not_taken(self, store, monkeypatch, settings):
        scanner(monkeypatch, settings, False)
        with pytest.raises(FileRefused) as refused:
            store()
        assert refused.value.code == "infected"
        assert not Document.objects.exists()

    def test_what_is_clean_says_so(self, store, monkeypatch, settings):
        scanner(monkeypatch, settings, True)
        assert store().scan_state == ScanState.CLEAN

    def test_a_scanner_that_is_away_stops_nobody_and_is_asked_later(
        self, store, monkeypatch, settings
    ):
        scanner(monkeypatch, settings, ConnectionRefusedError())
        document = store()
        assert document.scan_state == ScanState.PENDING
        assert services.scan_pending() == 0

        scanner(monkeypatch, settings, False)
        assert services.scan_pending() == 1
        document.refresh_from_db()
        assert document.is_locked


class TestHandIn:
    def test_a_draft_becomes_its_owners(self, store, who_sees, at):
        by, reviewer = UserFactory(), UserFactory()
        document = store(by=by)
        who_sees[12] = {reviewer}
        assert services.get_visible_or_404(by, document.pk)

        services.hand_in(document_ids=[document.pk], owner=f"{OWNER}:12", by=by, at=at)

        assert services.get_visible_or_404(reviewer, document.pk)

    def test_refuses_another_persons_draft_and_moves_none(self, store, at):
        by = UserFactory()
        mine, other = store(by=by), store()

        with pytest.raises(NotAllowed):
            services.hand_in(
                document_ids=[mine.pk, other.pk], owner=f"{OWNER}:12", by=by, at=at
            )

        assert not Document.objects.exclude(owner="").exists()

    def test_refuses_what_was_handed_in_already(self, store, at):
        by = UserFactory()
        document = store(by=by, owner=f"{OWNER}:11")

        with pytest.raises(NotAllowed):
            services.hand_in(
                document_ids=[document.pk], owner=f"{OWNER}:12", by=by, at=at
            )


class TestRemove:
    def test_ones_own_draft(self, store, at):
        document = store()

        services.remove(document_id=document.pk, by=document.uploaded_by, at=at)

        assert not Document.objects.present().exists()

    def test_not_what_has_been_handed_in(self, store, who_sees, at):
        by = UserFactory()
        who_sees[12] = {by}
        document = store(by=by, owner=f"{OWNER}:12")

        with pytest.raises(NotAllowed):
            services.remove(document_id=document.pk, by=by, at=at)

        assert Document.objects.present().exists()

    def test_not_another_persons_draft(self, store, at):
        with pytest.raises(NotAllowed):
            services.remove(document_id=store().pk, by=UserFactory(), at=at)
