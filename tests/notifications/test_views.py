import pytest
from django.urls import reverse

from apps.core.roles import Role
from apps.notifications.models import DeliveryState, Message
from tests.accounts.factories import UserFactory
from tests.notifications.factories import AT, DeliveryFactory, MessageFactory

pytestmark = pytest.mark.django_db


def sign_in(client, **user):
    user = UserFactory(**user)
    client.force_login(user)
    return user


class TestInbox:
    @pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.TALENT])
    def test_shows_ones_own_messages_and_nobody_elses(self, client, role):
        user = sign_in(client, role=role)
        MessageFactory(recipient=user, subject="Mine")
        MessageFactory(subject="Somebody else's")

        page = client.get(reverse("notifications:inbox")).content.decode()

        assert "Mine" in page
        assert "Somebody else" not in page

    def test_the_badge_counts_what_is_unread(self, client):
        user = sign_in(client, role=Role.COMMISSIONER)
        MessageFactory(recipient=user)
        MessageFactory(recipient=user, read_at=AT)

        page = client.get(reverse("notifications:inbox")).content.decode()

        assert '<span class="badge-count">1<' in page

    def test_opening_marks_read_and_leads_on(self, client):
        user = sign_in(client, role=Role.COMMISSIONER)
        message = MessageFactory(recipient=user, url="/cases/17/")

        answer = client.get(reverse("notifications:open", args=[message.pk]))

        assert answer.headers["Location"] == "/cases/17/"
        message.refresh_from_db()
        assert message.read_at is not None

    def test_a_message_without_a_link_opens_its_text(self, client):
        user = sign_in(client, role=Role.COMMISSIONER)
        message = MessageFactory(recipient=user, body="The whole text.")

        page = client.get(
            reverse("notifications:open", args=[message.pk]), follow=True
        ).content.decode()

        assert "The whole text." in page

    @pytest.mark.parametrize("name", ["open", "detail"])
    def test_somebody_elses_message_is_not_there_and_stays_unread(self, client, name):
        sign_in(client, role=Role.SYSTEM_ADMIN)
        message = MessageFactory()

        answer = client.get(reverse(f"notifications:{name}", args=[message.pk]))

        assert answer.status_code == 404
        message.refresh_from_db()
        assert message.read_at is None

    def test_marks_all_that_the_page_showed_and_nothing_newer(self, client):
        user = sign_in(client, role=Role.COMMISSIONER)
        shown = MessageFactory(recipient=user)
        newer = MessageFactory(recipient=user)
        other = MessageFactory()

        client.post(reverse("notifications:mark_all_read"), {"up_to": shown.pk})

        unread = set(Message.objects.unread().values_list("pk", flat=True))
        assert unread == {newer.pk, other.pk}

    @pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
    def test_nonsense_marks_nothing(self, client, up_to):
        user = sign_in(client, role=Role.COMMISSIONER)
        MessageFactory(recipient=user)

        client.post(reverse("notifications:mark_all_read"), {"up_to": up_to})

        assert Message.objects.unread().count() == 1

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"new", "old", "law"}),
            ("?show=unread", {"new", "law"}),
            ("?show=official", {"law"}),
            ("?q=OLD", {"old"}),
        ],
    )
    def test_filters(self, client, query, expected):
        user = sign_in(client, role=Role.COMMISSIONER)
        MessageFactory(recipient=user, subject="new")
        MessageFactory(recipient=user, subject="old", read_at=AT)
        MessageFactory(recipient=user, subject="law", is_statutory=True)

        page = client.get(reverse("notifications:inbox") + query)

        assert {m.subject for m in page.context["page"].rows} == expected

    @pytest.mark.parametrize("rows", [2, 60])
    def test_costs_the_same_at_any_number_of_rows(
        self, client, rows, django_assert_num_queries
    ):
        user = sign_in(client, role=Role.COMMISSIONER)
        MessageFactory.create_batch(rows, recipient=user)

        with django_assert_num_queries(5):  # user, roles, rows, count, badge
            client.get(reverse("notifications:inbox"))

    def test_reading_one_costs_the_same_whatever_else_is_there(
        self, client, django_assert_num_queries
    ):
        user = sign_in(client, role=Role.COMMISSIONER)
        MessageFactory.create_batch(30, recipient=user)
        message = MessageFactory(recipient=user)

        with django_assert_num_queries(5):  # user, message, marked read, roles, badge
            client.get(reverse("notifications:detail", args=[message.pk]))


PEOPLE = [
    (Role.SYSTEM_ADMIN, 200),
    (Role.SECURITY_ADMIN, 403),
    (Role.COMMISSIONER, 403),
    (Role.AUDITOR, 403),
    (Role.TALENT, 403),
]


@pytest.mark.parametrize(("role", "status"), PEOPLE)
@pytest.mark.parametrize("name", ["deliveries", "rules"])
def test_who_sees_what_left_the_house(client, role, status, name):
    sign_in(client, role=role)
    DeliveryFactory()

    assert client.get(reverse(f"notifications:{name}")).status_code == status


def test_a_district_s_administrator_sees_none_of_the_city_s_mail(client):
    sign_in(client, role=Role.SYSTEM_ADMIN, region="230602")
    delivery = DeliveryFactory(state=DeliveryState.FAILED)

    page = client.get(reverse("notifications:deliveries"))
    again = client.post(reverse("notifications:delivery_retry", args=[delivery.pk]))

    assert page.context["page"].count == 0
    assert again.status_code == 404


class TestDeliveries:
    def test_a_failed_one_is_shown_with_its_reason_and_can_be_sent_again(self, client):
        sign_in(client, role=Role.SYSTEM_ADMIN)
        delivery = DeliveryFactory(
            state=DeliveryState.FAILED, tries=8, error="SMTP: mailbox full"
        )

        page = client.get(reverse("notifications:deliveries")).content.decode()
        assert "mailbox full" in page
        assert delivery.message.subject not in page

        client.post(reverse("notifications:delivery_retry", args=[delivery.pk]))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("pending", 0)

    def test_what_has_not_failed_is_left_alone(self, client):
        sign_in(client, role=Role.SYSTEM_ADMIN)
        delivery = DeliveryFactory(state=DeliveryState.SENT, sent_at=AT, tries=1)

        client.post(reverse("notifications:delivery_retry", args=[delivery.pk]))

        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("sent", 1)

    @pytest.mark.parametrize("rows", [2, 40])
    def test_costs_the_same_at_any_number_of_rows(
        self, client, rows, django_assert_num_queries
    ):
        sign_in(client, role=Role.SYSTEM_ADMIN)
        DeliveryFactory.create_batch(rows)

        with django_assert_num_queries(6):  # … and the tiles
            client.get(reverse("notifications:deliveries"))
