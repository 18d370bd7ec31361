"""Before sending: nothing typed is lost, nobody else's is touched."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.applications import services
from apps.applications.models import Application, Paper
from apps.applications.services import AlreadyApplied, NotOpen, drafts
from apps.applications.services.drafts import NotAsked
from apps.applications.states import Status
from apps.audit.models import AuditEvent
from apps.core.errors import NotAllowed, StaleVersion
from apps.core.roles import Role
from apps.documents.models import Document
from apps.documents.owners import can_see
from apps.documents.services import FileRefused
from apps.policies.models import PolicyVersion
from apps.talents.choices import TalentStatus
from tests.accounts.factories import UserFactory
from tests.applications.factories import AT, SARTU, Walk, a_city, a_doctor, a_picture
from tests.policies.factories import PolicyFactory
from tests.talents.factories import TalentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return a_city()


@pytest.fixture
def walk(city):
    return Walk(city).start()


class TestStart:
    def test_asking_twice_goes_on_with_the_first(self, walk):
        first = walk.pk
        assert walk.start().pk == first
        assert Application.objects.count() == 1

    def test_somebody_else_may_not_apply_for_me(self, city):
        with pytest.raises(NotAllowed, match="for yourself"):
            services.start_draft(
                talent=a_doctor(), policy=city.policy, by=city.district, at=AT
            )
        assert not Application.objects.exists()

    def test_what_is_not_in_force_cannot_be_applied_for(self, city):
        PolicyVersion.objects.update(until_date="2026-10-16")
        with pytest.raises(NotOpen):
            Walk(city).start()

    def test_a_benefit_nobody_takes_care_of_cannot_be_applied_for(self, city):
        city.policy = PolicyFactory()
        with pytest.raises(NotOpen):
            Walk(city).start()

    @pytest.mark.parametrize("status", [TalentStatus.LEFT, TalentStatus.DECEASED])
    def test_who_left_the_register_cannot_apply(self, city, status):
        with pytest.raises(NotOpen):
            Walk(city, a_doctor(status=status)).start()

    def test_a_second_one_is_refused_while_the_first_is_under_way(self, walk):
        walk.fill().submit()
        with pytest.raises(AlreadyApplied, match=walk.application.number):
            walk.start()

    def test_after_withdrawal_it_can_be_made_again(self, walk):
        first = walk.pk
        services.withdraw(application_id=walk.pk, by=walk.applicant, at=walk.at)
        assert walk.start().pk != first

    def test_what_was_granted_once_is_not_granted_again(self, city):
        walk = Walk(city).approved()
        with pytest.raises(AlreadyApplied, match="once"):
            walk.start()

    def test_the_database_holds_one_live_application_a_benefit(self, walk):
        twin = walk.application
        twin.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


class TestHelper:
    """A commissioner applies for a talent who agreed (帮办)."""

    @pytest.fixture
    def helper(self):
        return UserFactory(
            roles=[Role.COMMISSIONER, Role.DISTRICT_REVIEWER], region=SARTU
        )

    def start(self, city, talent, by, consent="2026-10-16 当面同意"):
        return services.start_draft(
            talent=talent, policy=city.policy, by=by, at=AT, consent=consent
        )

    def test_applies_with_the_consent_recorded(self, city, helper):
        application = self.start(city, TalentFactory(), helper)
        assert application.helper == helper
        assert application.helper_consent == "2026-10-16 当面同意"
        event = AuditEvent.objects.get(action="applications.draft.started")
        assert event.why == "2026-10-16 当面同意"

    def test_not_without_consent(self, city, helper):
        with pytest.raises(NotAllowed, match="agreed"):
            self.start(city, TalentFactory(), helper, consent=" ")
        assert not Application.objects.exists()

    def test_not_for_somebody_whom_he_does_not_see(self, city, helper):
        with pytest.raises(NotAllowed):
            self.start(city, TalentFactory(region_id="230604"), helper)

    def test_decides_on_nothing_that_he_prepared(self, city, helper):
        talent = a_doctor()
        application = self.start(city, talent, helper)
        walk = Walk(city, talent)
        walk.pk = application.pk
        walk.fill().submit()
        with pytest.raises(NotAllowed, match="prepared"):
            services.accept(
                application_id=walk.pk, by=helper, at=walk.at, version=walk.version
            )


class TestSave:
    def test_keeps_what_is_wrong_and_what_was_there(self, walk):
        def save(**claim):
            services.save_draft(
                application_id=walk.pk, by=walk.applicant, at=walk.at, claim=claim
            )

        save(area="very large", address="示范小区")
        save(area="90")
        assert walk.application.draft["claim"] == {"area": "90", "address": "示范小区"}

    def test_the_same_again_changes_nothing(self, walk):
        for _time in range(2):
            services.save_draft(
                application_id=walk.pk,
                by=walk.applicant,
                at=walk.at,
                claim={"area": "90"},
            )
        assert walk.version == 2
        assert AuditEvent.objects.filter(action="applications.draft.saved").count() == 1

    def test_the_trace_has_the_names_of_the_fields_not_what_was_typed(self, walk):
        walk.fill(papers=())
        event = AuditEvent.objects.filter(action="applications.draft.saved").get()
        assert "claim.address" in event.data["fields"]
        assert "示范小区" not in str(event.data)

    def test_is_sealed_in_the_database(self, walk):
        walk.fill(papers=())
        with connection.cursor() as cursor:
            cursor.execute("SELECT draft_text FROM applications_application")
            assert "示范" not in cursor.fetchone()[0]

    def test_a_page_that_is_out_of_date_is_refused(self, walk):
        services.save_draft(
            application_id=walk.pk, by=walk.applicant, at=walk.at, claim={"area": "90"}
        )
        with pytest.raises(StaleVersion):
            services.save_draft(
                application_id=walk.pk,
                by=walk.applicant,
                at=walk.at,
                claim={"area": "91"},
                version=1,
            )
        assert walk.application.draft["claim"] == {"area": "90"}

    def test_nobody_else_writes_in_it(self, walk, city):
        with pytest.raises(NotAllowed):
            services.save_draft(
                application_id=walk.pk,
                by=city.district,
                at=walk.at,
                claim={"area": "1"},
            )
        assert walk.application.draft == {}

    def test_what_was_handed_in_stays(self, walk):
        walk.fill().submit()
        with pytest.raises(NotAllowed):
            services.save_draft(
                application_id=walk.pk,
                by=walk.applicant,
                at=walk.at,
                claim={"area": "9"},
            )


class TestPapers:
    def test_belong_to_the_application_and_to_those_who_may_see_it(self, walk, city):
        paper = walk.attach("invoice")
        stranger = UserFactory(role=Role.TALENT)
        assert can_see(walk.applicant, paper.document)
        assert not can_see(stranger, paper.document)
        assert not can_see(city.district, paper.document)  # still a draft
        walk.fill().submit()
        assert can_see(city.district, paper.document)
        commissioner = UserFactory(role=Role.COMMISSIONER, region=SARTU)
        assert not can_see(commissioner, paper.document)

    @pytest.mark.parametrize("code", ["insurance", "shopping-list"])
    def test_what_is_shared_or_not_asked_is_not_taken(self, walk, code):
        with pytest.raises(NotAsked):
            walk.attach(code)
        assert not Document.objects.exists()

    def test_a_file_that_is_none_is_refused_by_its_content(self, walk):
        with pytest.raises(FileRefused):
            services.attach(
                application_id=walk.pk,
                material="invoice",
                file=b"MZ not a picture",
                name="invoice.png",
                by=walk.applicant,
                at=walk.at,
            )
        assert not Paper.objects.exists()

    def test_can_be_taken_back_and_stay_out_of_the_way(self, walk):
        paper = walk.attach("invoice")
        services.detach(paper_id=paper.pk, by=walk.applicant, at=walk.at)
        paper.refresh_from_db()
        assert paper.removed_at is not None

    def test_nobody_else_adds_or_takes(self, walk, city):
        paper = walk.attach("invoice")
        with pytest.raises(NotAllowed):
            services.attach(
                application_id=walk.pk,
                material="invoice",
                file=a_picture(),
                name="x.png",
                by=city.district,
                at=walk.at,
            )
        with pytest.raises(NotAllowed):
            services.detach(paper_id=paper.pk, by=city.district, at=walk.at)
        assert Paper.objects.filter(removed_at=None).count() == 1

    def test_of_one_kind_are_not_endless(self, walk, monkeypatch):
        monkeypatch.setattr(drafts, "PAPERS_OF_ONE_MATERIAL", 2)
        walk.attach("invoice")
        walk.attach("invoice")
        with pytest.raises(NotAllowed, match="2 files"):
            walk.attach("invoice")


class TestKnownFacts:
    def test_what_the_register_knows_is_only_confirmed(self, walk):
        version = walk.application.version_used
        found = services.known_facts(walk.talent, version, on=AT.date())
        by_name = {each.fact.name: each for each in found}
        assert by_name["education.doctor"].is_known
        assert by_name["education.doctor"].shown == "yes"
        assert not any(name.startswith("home.") for name in by_name)

    def test_only_what_still_decides_is_asked(self, city):
        walk = Walk(city, a_doctor())
        walk.talent.title = ""
        walk.talent.save()
        walk.start().fill(papers=())
        seen = services.preview(walk.application, on=AT.date())
        found = services.known_facts(
            walk.talent, walk.application.version_used, on=AT.date(), assessment=seen
        )
        # A doctor is of class A whatever the title.
        assert [each.fact.name for each in found if each.must_be_asked] == []

    def test_an_answer_settles_the_question(self, city):
        talent = TalentFactory(
            user=UserFactory(role=Role.TALENT), title="", education="bachelor"
        )
        talent.educations.create(
            level="bachelor", mode="full_time", graduated_on="2024-07-01"
        )
        walk = Walk(city, talent).start().fill(papers=())

        def asked():
            seen = services.preview(walk.application, on=AT.date())
            known = services.known_facts(
                talent, walk.application.version_used, on=AT.date(), assessment=seen
            )
            return [e.fact.name for e in known if e.must_be_asked], seen.worked.amount

        assert asked() == (["person.title"], None)
        services.save_draft(
            application_id=walk.pk,
            by=walk.applicant,
            at=walk.at,
            stated={"person.title": "none"},
        )
        names, amount = asked()
        assert names == []
        assert str(amount) == "21760.28"


def test_a_draft_is_nobody_elses_business(city):
    walk = Walk(city).start()
    for user in (city.district, city.city, city.approver):
        assert not Application.objects.visible_to(user).exists()
    assert Application.objects.visible_to(walk.applicant).get().status == Status.DRAFT
