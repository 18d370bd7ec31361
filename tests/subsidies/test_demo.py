"""The demonstration has applications in every state and breaks no rule making them."""

from collections import Counter
from datetime import date, datetime
from random import Random

import pytest

from apps.accounts import demo as accounts
from apps.applications.models import Application
from apps.applications.states import Status
from apps.subsidies import demo
from apps.talents import demo as talents
from tests.applications.factories import SHANGHAI

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 20, 0, tzinfo=SHANGHAI)


def test_tells_every_state_with_overdue_ones_among_them():
    city = accounts.build()
    talents.build(size=2500, rng=Random("x:talents"), at=AT, by=city.users["city"])
    demo.build(at=AT, users=city.users, rng=Random("x:subsidies"))

    found = Counter(Application.objects.values_list("status", flat=True))
    assert set(found) == set(Status) - {Status.ACCEPTED}
    overdue = Application.objects.live().filter(due_date__lt=date(2026, 11, 22))
    assert overdue.count() >= 3
    assert Application.objects.filter(is_deemed_accepted=True).exists()
    own = Application.objects.filter(talent__user=city.users["talent2"]).get()
    assert own.status == Status.RETURNED
