"""Several at once: what is unlike the rest is seen first, each is decided by itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.applications import bulk, services
from apps.applications.models import Decision
from apps.applications.states import Status
from tests.applications.factories import AT, Walk, a_city, a_doctor
from tests.applications.route import a_full_city, in_joint_check

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 20)


@pytest.fixture
def city():
    return a_city()


def in_second(city, number, **claim) -> Walk:
    return Walk(city).in_second(contract_number=f"DQ2026-95{number:04d}", **claim)


def preview(city, *walks):
    applications = [walk.application for walk in walks]
    return {
        row.application.pk: row
        for row in bulk.preview(applications, by=city.city, on=ON)
    }


def test_what_differs_from_the_majority_is_said(city):
    alike = [in_second(city, n) for n in range(3)]
    small = in_second(city, 9, area="90.00")
    rows = preview(city, *alike, small)
    assert all(rows[walk.pk].is_plain for walk in alike)
    differs = rows[small.pk].differs
    assert "Tier A-2, T; most: Tier A-1, T" in differs
    assert "Amount ¥61,760.28; most: Amount ¥111,760.28" in differs
    assert next(iter(rows)) == small.pk


def test_the_sum_is_of_those_that_may_be_agreed_to(city):
    rows = preview(city, in_second(city, 1), in_second(city, 2))
    assert bulk.total(rows.values()) == Decimal("223520.56")


def test_the_same_contract_is_a_warning_not_a_majority(city):
    one, other = (
        in_second(city, 1),
        Walk(city).in_second(contract_number="DQ2026-950001"),
    )
    rows = preview(city, one, other)
    for walk in (one, other):
        assert rows[walk.pk].warnings
        assert not rows[walk.pk].is_plain


def test_an_unknown_answer_is_not_agreed_to(city):
    walk = in_second(city, 1)
    walk.talent.title = ""
    walk.talent.birth_date = None
    walk.talent.save()
    walk.talent.educations.all().delete()
    walk.talent.education = ""
    walk.talent.save()
    row = preview(city, walk)[walk.pk]
    assert row.why_not
    assert row.amount is None


def test_a_joint_check_is_decided_one_by_one():
    city = a_full_city()
    walk = in_joint_check(city)
    assert preview(city, walk)[walk.pk].why_not


class TestPages:
    def url(self, *walks) -> str:
        numbers = "&".join(f"number={walk.application.number}" for walk in walks)
        return f"{reverse('applications:bulk')}?{numbers}"

    def agree(self, client, *walks, versions=None):
        ticked = [
            f"{walk.application.number}@{(versions or {}).get(walk.pk, walk.version)}"
            for walk in walks
        ]
        return client.post(
            reverse("applications:bulk_agree"), {"agree": ticked, "opinion": "同意"}
        )

    def test_from_the_desk_to_the_decision(self, city, client):
        walks = [in_second(city, n) for n in range(2)]
        client.force_login(city.city)
        desk = client.get(reverse("applications:desk")).content.decode()
        assert walks[0].application.number in desk
        assert 'form="bulk"' in desk
        page = client.get(self.url(*walks))
        assert len(page.context["rows"]) == 2
        done = self.agree(client, *walks)
        assert done.context["agreed"] == 2
        assert {walk.application.status for walk in walks} == {Status.APPROVAL}
        assert Decision.objects.filter(by=city.city, opinion="同意").count() == 2

    def test_one_that_changed_meanwhile_is_left_and_the_others_are_decided(
        self, city, client
    ):
        changed, other = in_second(city, 1), in_second(city, 2)
        shown = {changed.pk: changed.version}
        services.check_fact(
            application_id=changed.pk,
            by=city.city,
            at=AT,
            version=changed.version,
            fact="person.title",
            value="none",
            note="证书",
        )
        client.force_login(city.city)
        done = self.agree(client, changed, other, versions=shown)
        assert (done.context["agreed"], done.context["refused"]) == (1, 1)
        assert changed.application.status == Status.SECOND_REVIEW
        assert other.application.status == Status.APPROVAL

    def test_what_is_not_on_my_desk_is_left_out(self, city, client):
        mine, others = (
            in_second(city, 1),
            Walk(city).submitted(contract_number="DQ2026-950777"),
        )
        own = Walk(city, a_doctor(user=city.city)).submitted(
            contract_number="DQ2026-950778"
        )
        client.force_login(city.city)
        page = client.get(self.url(mine, others, own))
        assert [row.application.pk for row in page.context["rows"]] == [mine.pk]
        assert page.context["left_out"] == 2
        done = self.agree(client, others, own)
        assert done.context["agreed"] == 0
        assert others.application.status == Status.SUBMITTED

    def test_nothing_chosen_leads_back_to_the_desk(self, city, client):
        client.force_login(city.city)
        response = client.get(reverse("applications:bulk"))
        assert response.url == reverse("applications:desk")
