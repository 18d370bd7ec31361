import pytest

from apps.audit.models import AuditEvent
from apps.cases import services
from apps.cases.models import Case, EventKind, ServiceItem
from apps.cases.states import CaseStatus, IllegalTransition
from apps.core.errors import DomainError, NotAllowed, StaleVersion
from apps.core.roles import Role
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.talents.factories import TalentFactory


def item(code: str) -> int:
    return ServiceItem.objects.get(code=code).pk


class TestOpenRequest:
    def test_makes_a_numbered_case_with_a_promised_day(self, town):
        case = town.request()
        assert case.number == "C-2026-000001"
        assert (case.status, case.commissioner) == (CaseStatus.NEW, None)
        assert str(case.due_date) == "2026-11-27"
        assert case.title == "想了解人才公寓。"

    def test_tells_the_talents_commissioner_and_nobody_else(self, town):
        town.request()
        assert [m.recipient for m in Message.objects.all()] == [town.user]

    def test_tells_the_head_of_the_district_where_nobody_serves(self, town, at):
        asker = UserFactory(role=Role.TALENT)
        alone = TalentFactory(user=asker)
        services.open_request(talent_id=alone.pk, by=asker, at=at, text="请帮忙")
        assert [m.recipient for m in Message.objects.all()] == [town.head]

    def test_without_an_item_it_is_other(self, town, at):
        case = services.open_request(
            talent_id=town.talent.pk, by=town.asker, at=at, text="心情不好"
        )
        assert case.item.code == "other"

    def test_refuses_anothers_and_changes_nothing(self, town, at):
        with pytest.raises(NotAllowed):
            services.open_request(
                talent_id=town.talent.pk, by=town.user, at=at, text="x"
            )
        assert not Case.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_refuses_an_empty_text(self, town, at):
        with pytest.raises(DomainError):
            services.open_request(
                talent_id=town.talent.pk, by=town.asker, at=at, text="  "
            )
        assert not Case.objects.exists()

    def test_refuses_an_item_out_of_use(self, town):
        ServiceItem.objects.filter(code="housing").update(is_active=False)
        with pytest.raises(DomainError) as refusal:
            town.request()
        assert refusal.value.code == "item_not_in_use"

    def test_a_limit_into_an_unannounced_year_has_no_date(self, town, at):
        case = town.request(at=at.replace(month=12, day=29))
        assert case.due_date is None
        assert str(case.due_earliest) >= "2027-01-02"


class TestOpenCase:
    def test_by_the_commissioner_is_claimed_at_once(self, town, at):
        case = services.open_case(
            talent_id=town.talent.pk,
            item_id=item("schooling"),
            title="孩子明年上小学",
            source="phone",
            by=town.user,
            at=at,
        )
        assert (case.status, case.commissioner) == (CaseStatus.CLAIMED, town.user)
        assert case.limit_workdays == 10
        assert [e.kind for e in case.events.all()] == ["opened", "claimed"]

    def test_by_the_head_waits_for_the_commissioner(self, town, at):
        case = services.open_case(
            talent_id=town.talent.pk,
            item_id=item("policy"),
            title="政策咨询",
            source="hotline",
            by=town.head,
            at=at,
        )
        assert case.status == CaseStatus.NEW
        assert Message.objects.filter(recipient=town.user).exists()

    @pytest.mark.parametrize("who", ["asker", "handler", "other"])
    def test_refuses_everybody_else_and_changes_nothing(self, town, at, who):
        by = getattr(town, who)
        with pytest.raises(NotAllowed):
            services.open_case(
                talent_id=town.talent.pk,
                item_id=item("policy"),
                title="x",
                source="phone",
                by=getattr(by, "user", by),
                at=at,
            )
        assert not Case.objects.exists()


class TestClaim:
    def test_takes_a_new_one_on_and_tells_the_talent(self, town):
        case = town.claimed()
        assert (case.status, case.commissioner) == (CaseStatus.CLAIMED, town.user)
        assert Message.objects.filter(recipient=town.asker).exists()

    def test_is_for_the_talents_own_commissioner(self, town):
        case = town.request()
        with pytest.raises(NotAllowed):
            services.claim(case_id=case.pk, by=town.other.user, at=town.at)
        case.refresh_from_db()
        assert case.commissioner is None

    def test_anybody_of_the_region_takes_one_of_somebody_unserved(self, town, at):
        asker = UserFactory(role=Role.TALENT)
        alone = TalentFactory(user=asker)
        case = services.open_request(talent_id=alone.pk, by=asker, at=at, text="请帮忙")
        services.claim(case_id=case.pk, by=town.other.user, at=at)
        far = UserFactory(role=Role.COMMISSIONER, region="230604")
        again = services.open_request(
            talent_id=alone.pk, by=asker, at=at, text="再帮忙"
        )
        with pytest.raises(NotAllowed):
            services.claim(case_id=again.pk, by=far, at=at)

    def test_twice_is_refused(self, town):
        case = town.claimed()
        with pytest.raises(NotAllowed):
            services.claim(case_id=case.pk, by=town.user, at=town.at)


class TestStaleVersion:
    def test_says_who_did_what_and_changes_nothing(self, town):
        case = town.claimed()
        seen = case.version
        services.start_work(case_id=case.pk, by=town.user, at=town.at)
        before = case.events.count()
        with pytest.raises(StaleVersion) as refusal:
            services.answer(
                case_id=case.pk,
                result="solved",
                text="已办好",
                by=town.user,
                at=town.at,
                version=seen,
            )
        assert town.user.name in refusal.value.message
        assert "10:00" in refusal.value.message
        case.refresh_from_db()
        assert case.status == CaseStatus.IN_PROGRESS
        assert case.events.count() == before


class TestSort:
    def test_the_limit_follows_the_item(self, town):
        case = town.claimed()
        services.sort(
            case_id=case.pk,
            item_id=item("schooling"),
            priority="urgent",
            by=town.user,
            at=town.at,
        )
        case.refresh_from_db()
        assert (case.limit_workdays, case.priority) == (10, "urgent")
        assert str(case.due_date) == "2026-12-04"
        assert case.events.last().kind == EventKind.SORTED


def test_a_withdrawn_case_stays_withdrawn(town):
    case = town.claimed()
    services.withdraw(case_id=case.pk, reason="已解决", by=town.asker, at=town.at)
    with pytest.raises(IllegalTransition):
        services.start_work(case_id=case.pk, by=town.user, at=town.at)
