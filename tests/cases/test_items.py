"""The list of service items, kept by the city."""

import pytest
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.cases.models import Case, ServiceItem
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db
LIST = reverse("cases:items")


@pytest.fixture
def keeper(client):
    person = UserFactory(role=Role.CITY_REVIEWER)
    client.force_login(person)
    return person


def typed(item: ServiceItem, **changes) -> dict:
    values = {
        "name": item.name,
        "name_en": item.name_en,
        "code": item.code,
        "order": item.order,
        "limit_workdays": item.limit_workdays,
        "extension_workdays": item.extension_workdays,
        "confirm_workdays": item.confirm_workdays,
        "lead_department": item.lead_department_id or "",
        "source": item.source,
        "is_active": "on" if item.is_active else "",
    } | changes
    return {name: value for name, value in values.items() if value != ""}


def item_of(town) -> ServiceItem:
    return town.claimed().item


def edit(item) -> str:
    return reverse("cases:item_edit", args=[item.pk])


def confirm(client, url: str, data: dict):
    """Send it, read the effects, send it again as the page offers."""
    shown = client.post(url, data)
    return client.post(url, data | {"confirmed": shown.context["confirmed"]})


def test_shows_the_effect_first_and_changes_nothing_yet(client, town, keeper):
    item = item_of(town)
    before = item.limit_workdays
    page = client.post(edit(item), typed(item, limit_workdays=before + 3))
    text = page.content.decode()
    assert f"from {before} to {before + 3} working days" in text
    assert "1 open case keeps the limit" in text
    item.refresh_from_db()
    assert item.limit_workdays == before
    assert not AuditEvent.objects.filter(action="cases.item.changed").exists()


def test_saves_what_was_confirmed_and_leaves_open_cases_alone(client, town, keeper):
    item = item_of(town)
    case = Case.objects.get()
    due, limit = case.due_date, case.limit_workdays
    answer = confirm(client, edit(item), typed(item, limit_workdays=limit + 3))
    assert answer.status_code == 302
    item.refresh_from_db()
    case.refresh_from_db()
    assert item.limit_workdays == limit + 3
    assert (case.due_date, case.limit_workdays) == (due, limit)
    event = AuditEvent.objects.get(action="cases.item.changed")
    assert event.data["old"] == {"limit_workdays": limit}
    assert event.data["new"] == {"limit_workdays": limit + 3}


def test_typed_anew_after_the_effects_were_shown_they_are_shown_again(
    client, town, keeper
):
    item = item_of(town)
    shown = client.post(edit(item), typed(item, limit_workdays=9))
    other = typed(item, limit_workdays=90)
    page = client.post(edit(item), other | {"confirmed": shown.context["confirmed"]})
    assert page.status_code == 200
    assert page.context["consequences"]
    item.refresh_from_db()
    assert item.limit_workdays not in {9, 90}


@pytest.mark.parametrize(
    ("field", "value"),
    [("limit_workdays", "251"), ("limit_workdays", "0"), ("confirm_workdays", "61")],
)
def test_a_limit_out_of_bounds_is_refused_and_nothing_changes(
    client, town, keeper, field, value
):
    item = item_of(town)
    before = getattr(item, field)
    assert confirm_or_422(client, edit(item), typed(item, **{field: value})) == 422
    item.refresh_from_db()
    assert getattr(item, field) == before


def confirm_or_422(client, url, data) -> int:
    shown = client.post(url, data)
    if shown.status_code == 422:
        return 422
    return client.post(
        url, data | {"confirmed": shown.context["confirmed"]}
    ).status_code


def test_a_code_that_is_taken_is_said_beside_its_field(client, town, keeper):
    item = item_of(town)
    other = ServiceItem.objects.exclude(pk=item.pk).first()
    data = typed(item, code=other.code)
    shown = client.post(edit(item), data)
    page = client.post(edit(item), data | {"confirmed": shown.context["confirmed"]})
    assert page.status_code == 422
    assert "code" in page.context["form"].errors
    item.refresh_from_db()
    assert item.code != other.code


def test_a_districts_administrator_reads_and_changes_nothing(client, town):
    item = item_of(town)
    client.force_login(UserFactory(role=Role.SYSTEM_ADMIN, region="230602"))
    assert client.get(LIST).status_code == 200
    assert client.get(edit(item)).status_code == 403
    assert client.post(edit(item), typed(item)).status_code == 403


def test_a_new_item_can_be_chosen_at_once(client, town, keeper):
    item = item_of(town)
    data = typed(item, code="pets", name="宠物迁入", name_en="Moving with pets")
    assert confirm(client, reverse("cases:item_new"), data).status_code == 302
    assert ServiceItem.objects.active().filter(code="pets").exists()


def test_the_list_asks_the_same_with_few_and_many_cases(client, town, keeper):
    few = queries_of(client, LIST)
    for _ in range(3):
        town.claimed()
    assert queries_of(client, LIST) == few
