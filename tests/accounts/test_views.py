"""Administration on screen: person × page, forms with what is wrong, query counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Office, RoleGrant, User
from apps.audit.models import AuditEvent
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
SARTU, RANGHULU = "230602", "230604"


def sign_in(client, role, region="230600") -> User:
    user = UserFactory(role=role, region=region)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        #            system  security  audit  auditor  reviewer
        ("user", (200, 200, 200, 200, 403)),
        ("user_edit", (200, 403, 403, 403, 403)),
        ("user_state", (200, 403, 403, 403, 403)),
        ("user_password", (200, 200, 403, 403, 403)),
        ("grant", (403, 200, 403, 403, 403)),
    ],
)
def test_who_opens_which_page_of_an_account(client, page, statuses):
    person = UserFactory(role=Role.COMMISSIONER)
    roles = (
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
        Role.AUDITOR,
        Role.CITY_REVIEWER,
    )
    for role, status in zip(roles, statuses, strict=True):
        sign_in(client, role)
        url = reverse(f"accounts:{page}", args=[person.pk])
        assert client.get(url).status_code == status, role


@pytest.mark.parametrize("page", ["user", "user_edit", "user_state", "user_password"])
def test_an_account_of_another_area_is_not_there(client, page):
    sign_in(client, Role.SYSTEM_ADMIN, SARTU)
    person = UserFactory(role=Role.COMMISSIONER, region=RANGHULU)
    url = reverse(f"accounts:{page}", args=[person.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "x"}).status_code in {404, 405}
    person.refresh_from_db()
    assert person.is_active


class TestOpening:
    URL = reverse("accounts:user_new")

    def test_shows_the_password_once_and_never_stores_the_page(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        office = OfficeFactory()
        response = client.post(
            self.URL,
            {"username": "Wang.XL", "name": "王晓岚", "office": office.pk,
             "phone": "139 0000 0001"},
        )  # fmt: skip
        assert response.status_code == 200
        person = User.objects.get(username="wang.xl")
        assert person.check_password(response.context["password"])
        assert person.phone == "+8613900000001"
        assert "no-store" in response["Cache-Control"]
        again = client.get(reverse("accounts:user", args=[person.pk]))
        assert response.context["password"] not in again.content.decode()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"username": "王晓岚"}, "username"),
            ({"username": "1wang"}, "username"),
            ({"username": "taken"}, "username"),
            ({"username": ""}, "username"),
            ({"name": ""}, "name"),
            ({"phone": "12345"}, "phone"),
            ({"phone": "0459-6123456"}, "phone"),
            ({"phone": "13900000002"}, "phone"),
            ({"email": "x@"}, "email"),
            ({"office": "999999"}, "office"),
        ],
    )
    def test_says_what_is_wrong_and_opens_nothing(self, client, change, field):
        sign_in(client, Role.SYSTEM_ADMIN)
        UserFactory(username="taken", phone="+8613900000002")
        before = User.objects.count()
        form = {"username": "wang.xl", "name": "王晓岚", "office": ""}
        response = client.post(self.URL, form | change)
        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert User.objects.count() == before

    def test_a_district_offers_only_its_own_offices(self, client):
        sign_in(client, Role.SYSTEM_ADMIN, SARTU)
        there = OfficeFactory(region_id=RANGHULU)
        form = {"username": "wang.xl", "name": "王", "office": there.pk}
        response = client.post(self.URL, form)
        assert "office" in response.context["form"].errors
        offered = response.context["form"].fields["office"].queryset
        assert {office.region_id for office in offered} == {SARTU}


class TestEditing:
    def test_an_empty_number_keeps_the_old_one_and_is_never_shown(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        person = UserFactory(office=OfficeFactory(), phone="+8613900000001")
        url = reverse("accounts:user_edit", args=[person.pk])
        assert "13900000001" not in client.get(url).content.decode()
        client.post(url, {"name": "改名", "office": person.office_id, "phone": ""})
        person.refresh_from_db()
        assert (person.name, person.phone) == ("改名", "+8613900000001")

    def test_closing_asks_for_a_reason_first(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        person = UserFactory(office=OfficeFactory())
        url = reverse("accounts:user_state", args=[person.pk])
        assert client.post(url, {}).status_code == 422
        person.refresh_from_db()
        assert person.is_active
        assert client.post(url, {"reason": "退休"}).status_code == 302
        person.refresh_from_db()
        assert not person.is_active

    def test_a_reset_that_is_refused_says_why_and_changes_nothing(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        person = UserFactory(role=Role.SECURITY_ADMIN)
        before = person.password
        url = reverse("accounts:user_password", args=[person.pk])
        response = client.post(url, {"reason": "x"})
        assert response.status_code == 422
        assert response.context["form"].non_field_errors()
        person.refresh_from_db()
        assert person.password == before


def confirm(client, url, facts):
    """Look at what will happen, then let it happen."""
    shown = client.post(url, facts).context["confirmed"]
    return client.post(url, facts | {"confirmed": shown})


class TestDuties:
    def facts(self, **more) -> dict:
        office = OfficeFactory()
        today = timezone.localdate()
        return {
            "role": Role.APPROVER,
            "office": office.pk,
            "from_date": today.isoformat(),
            "until_date": "",
            "reason": "任职文件",
        } | more

    def test_shows_what_it_will_mean_before_it_acts(self, client):
        sign_in(client, Role.SECURITY_ADMIN)
        person = UserFactory(name="郑立诚")
        url = reverse("accounts:grant", args=[person.pk])
        preview = client.post(url, self.facts())
        assert preview.status_code == 200
        assert not RoleGrant.objects.filter(user=person).exists()
        sentences = " ".join(preview.context["consequences"])
        assert "郑立诚 becomes: Approver" in sentences
        assert "Daqing and 11 regions in it" in sentences
        confirmed = preview.context["confirmed"]
        response = client.post(url, self.facts(confirmed=confirmed))
        assert response.status_code == 302
        assert RoleGrant.objects.get(user=person).role == Role.APPROVER

    def test_what_was_changed_after_looking_is_shown_again(self, client):
        sign_in(client, Role.SECURITY_ADMIN)
        person = UserFactory()
        url = reverse("accounts:grant", args=[person.pk])
        confirmed = client.post(url, self.facts()).context["confirmed"]
        changed = self.facts(role=Role.LEADER, confirmed=confirmed)
        again = client.post(url, changed)
        assert "Leading official" in again.context["consequences"][0]
        assert not person.grants.exists()

    def test_incompatible_duties_are_refused_in_a_sentence(self, client):
        sign_in(client, Role.SECURITY_ADMIN)
        person = UserFactory(role=Role.FINANCE_MAKER)
        url = reverse("accounts:grant", args=[person.pk])
        response = confirm(client, url, self.facts())
        assert response.status_code == 422
        assert "cannot be Approver as well" in response.content.decode()
        assert [grant.role for grant in person.grants.all()] == [Role.FINANCE_MAKER]
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"role": "king"}, "role"),
            ({"office": ""}, "office"),
            ({"role": Role.TALENT}, "office"),
            ({"from_date": "soon"}, "from_date"),
            ({"until_date": "2020-01-01"}, "until_date"),
            ({"reason": ""}, "reason"),
        ],
    )
    def test_says_what_is_wrong_and_gives_nothing(self, client, change, field):
        sign_in(client, Role.SECURITY_ADMIN)
        person = UserFactory()
        url = reverse("accounts:grant", args=[person.pk])
        response = client.post(url, self.facts(confirmed="1", **change))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert not person.grants.exists()

    def test_an_end_is_shown_first_and_takes_effect_at_once(self, client):
        sign_in(client, Role.SECURITY_ADMIN)
        grant = RoleGrantFactory()
        url = reverse("accounts:grant_end", args=[grant.pk])
        facts = {"on": timezone.localdate().isoformat(), "reason": "调离"}
        preview = client.post(url, facts)
        assert preview.context["consequences"]
        grant.refresh_from_db()
        assert grant.until_date is None
        assert confirm(client, url, facts).status_code == 302
        assert not User.objects.get(pk=grant.user_id).roles

    def test_a_grant_of_another_area_is_not_there(self, client):
        sign_in(client, Role.SECURITY_ADMIN, SARTU)
        grant = RoleGrantFactory(office=OfficeFactory(region_id=RANGHULU))
        url = reverse("accounts:grant_end", args=[grant.pk])
        assert client.get(url).status_code == 404

    def test_one_that_reaches_in_from_above_is_seen_but_cannot_be_ended(self, client):
        sign_in(client, Role.SECURITY_ADMIN, SARTU)
        person = UserFactory(office=OfficeFactory(region_id=SARTU))
        grant = RoleGrantFactory(user=person, office=OfficeFactory())
        page = client.get(reverse("accounts:user", args=[person.pk]))
        assert page.status_code == 200
        assert not page.context["grants"][0].may_end
        url = reverse("accounts:grant_end", args=[grant.pk])
        facts = {"on": timezone.localdate(), "reason": "x"}
        assert confirm(client, url, facts).status_code == 422
        grant.refresh_from_db()
        assert grant.until_date is None


class TestOffices:
    def test_sets_one_up(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        form = {"name": "新单位", "code": "new", "region": SARTU, "kind": "talent",
                "is_active": "on"}  # fmt: skip
        assert client.post(reverse("accounts:office_new"), form).status_code == 302
        assert Office.objects.get(code="new").region_id == SARTU

    def test_a_code_twice_is_said_at_the_code(self, client):
        sign_in(client, Role.SYSTEM_ADMIN)
        OfficeFactory(code="new")
        form = {"name": "x", "code": "new", "region": SARTU, "kind": "talent"}
        response = client.post(reverse("accounts:office_new"), form)
        assert response.status_code == 422
        assert "code" in response.context["form"].errors

    def test_a_district_may_not_change_another_district_office(self, client):
        sign_in(client, Role.SYSTEM_ADMIN, SARTU)
        office = OfficeFactory(region_id=RANGHULU, name="不变")
        form = {"name": "变", "code": office.code, "region": SARTU, "kind": "talent"}
        url = reverse("accounts:office_edit", args=[office.pk])
        assert client.post(url, form).status_code == 422
        office.refresh_from_db()
        assert office.name == "不变"

    def test_counts_people_with_a_duty_today_once(self, client):
        sign_in(client, Role.AUDITOR, RANGHULU)
        office = OfficeFactory(region_id=SARTU)
        person = UserFactory(roles=[Role.COMMISSIONER, Role.LEADER], region=SARTU)
        over = timezone.localdate() - timedelta(days=1)
        RoleGrantFactory(office=office, until_date=over)
        RoleGrantFactory(office=office, user=UserFactory(is_active=False))
        rows = client.get(reverse("accounts:offices")).context["page"].rows
        assert {row.pk: row.people for row in rows}[office.pk] == 1
        assert person.offices(Role.LEADER) == {office.pk}


class TestList:
    def names(self, client, query) -> list[str]:
        page = client.get(reverse("accounts:users") + f"?{query}").context["page"]
        return [row.username for row in page.rows]

    def test_finds_by_name_number_duty_office_and_state(self, client):
        sign_in(client, Role.AUDITOR)
        UserFactory(
            username="wang", name="王晓岚", name_en="Wang", phone="+8613900000001"
        )
        UserFactory(username="li", name="李思远", role=Role.HOUSING_MANAGER)
        UserFactory(username="zhao", is_active=False)
        office = OfficeFactory(region_id=SARTU)
        UserFactory(username="sun", office=office)
        assert self.names(client, "q=晓岚") == ["wang"]
        assert self.names(client, "q=WANG") == ["wang"]
        assert self.names(client, "q=13900000001") == ["wang"]
        assert self.names(client, "q=13900000002") == []
        assert self.names(client, "role=housing_manager") == ["li"]
        assert self.names(client, f"office={office.pk}") == ["sun"]
        assert self.names(client, "state=closed") == ["zhao"]
        assert self.names(client, "role=king&state=closed") == ["zhao"]

    @pytest.mark.parametrize("rows", [1, 60])
    @pytest.mark.parametrize(("page", "queries"), [("users", 6), ("offices", 5)])
    def test_costs_the_same_at_few_and_many_rows(
        self, client, rows, page, queries, django_assert_num_queries
    ):
        sign_in(client, Role.SYSTEM_ADMIN)
        for n in range(rows):
            office = OfficeFactory(code=f"o{n}", region_id=SARTU)
            RoleGrantFactory(user=UserFactory(office=office), office=office)
        # user, grants, rows (+ duties of the rows), count, inbox badge; offices: choices
        url = reverse(f"accounts:{page}")
        client.get(url)
        with django_assert_num_queries(queries + 1):
            client.get(f"{url}?size=100")

    @pytest.mark.parametrize("grants", [1, 12])
    def test_the_page_of_a_person_costs_the_same(
        self, client, grants, django_assert_num_queries
    ):
        sign_in(client, Role.SECURITY_ADMIN)
        person = UserFactory(office=OfficeFactory())
        for n in range(grants):
            RoleGrantFactory(
                user=person,
                office=OfficeFactory(code=f"o{n}"),
                until_date=timezone.localdate() - timedelta(days=1),
            )
        with django_assert_num_queries(6):
            client.get(reverse("accounts:user", args=[person.pk]))


class TestProfile:
    def test_changes_what_one_may_and_nothing_else(self, client):
        user = sign_in(client, Role.APPROVER)
        form = {
            "name_en": "Zheng",
            "email": "z@example.org",
            "language": "zh-hans",
            "name": "另一个人",
            "username": "root",
        }
        assert client.post(reverse("accounts:profile"), form).status_code == 302
        before = user.name, user.username
        user.refresh_from_db()
        assert (user.name_en, user.language) == ("Zheng", "zh-hans")
        assert (user.name, user.username) == before

    def test_shows_the_number_masked(self, client):
        user = UserFactory(phone="+8613900000001")
        client.force_login(user)
        page = client.get(reverse("accounts:profile")).content.decode()
        assert "139****0001" in page
        assert "13900000001" not in page


def test_regions_show_the_city_and_what_is_not_in_the_standard(client):
    sign_in(client, Role.AUDITOR)
    regions = client.get(reverse("accounts:regions")).context["regions"]
    by_code = {region.code: region for region in regions}
    assert [by_code[c].depth for c in ("230000", "230600", "230602")] == [0, 1, 2]
    assert {c for c, r in by_code.items() if r.is_local} == {"230671", "230672"}
