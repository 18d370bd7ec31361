"""The demonstration city is there whole, or not at all."""

import pytest
from django.core.management import call_command

from apps.accounts.models import Office, User
from apps.portal.management.commands import demo_city
from apps.talents.models import Talent


@pytest.mark.django_db
def test_a_city_whose_making_breaks_off_leaves_the_database_empty(monkeypatch):
    def break_off(**_parts):
        assert User.objects.exists()
        assert Talent.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_city.cases, "build", break_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo_city", "--if-empty", scale=200, verbosity=0)
    assert not User.objects.exists()
    assert not Talent.objects.exists()
    assert not Office.objects.exists()
