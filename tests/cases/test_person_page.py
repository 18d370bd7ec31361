"""On the talent's page, and when two entries are joined."""

from datetime import date

import pytest
from django.urls import reverse

from apps.cases import person_page, services
from apps.commissioners.models import Assignment
from apps.commissioners.person_page import move_assignments
from tests.cases.factories import CaseFactory
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory
from tests.talents.factories import TalentFactory


@pytest.mark.parametrize("tab", ["", "?tab=cases", "?tab=contacts"])
def test_the_commissioner_sees_the_talent_from_every_side(client, town, tab):
    case = town.answered()
    client.force_login(town.user)
    page = client.get(reverse("talents:detail", args=[town.talent.number]) + tab)
    text = page.content.decode()
    assert town.user.name in text
    if tab == "?tab=contacts":
        assert "No contact has been logged yet" in text
    else:
        assert case.title in text
    assert reverse("commissioners:contact", args=[town.talent.pk]) in text


def test_a_note_never_stands_on_the_time_line(town):
    case = town.claimed()
    services.add_note(case_id=case.pk, text="内部", by=town.user, at=town.at)
    told = person_page.timeline(town.talent, town.user, before=None, limit=10)
    assert "内部" not in " ".join(str(entry.text) for entry in told)


def test_an_auditor_is_offered_no_act(town):
    assert list(person_page.acts(town.talent, town.handler)) == []
    assert len(list(person_page.acts(town.talent, town.user))) == 1


class TestJoining:
    def test_the_kept_entrys_commissioner_stays_and_takes_the_cases(self, town):
        old = TalentFactory()
        AssignmentFactory(talent=old, commissioner=CommissionerFactory())
        case = CaseFactory(in_progress=True, talent=old)
        assert person_page.move_cases(old, town.talent) == 1
        move_assignments(old, town.talent)
        case.refresh_from_db()
        assert (case.talent, case.commissioner) == (town.talent, town.user)
        open_one = Assignment.objects.open().get()
        assert open_one.talent == town.talent

    def test_one_without_gets_the_others_commissioner_and_history(self, town):
        kept = TalentFactory()
        AssignmentFactory(
            talent=kept, from_date=date(2025, 1, 1), until_date=date(2025, 6, 1)
        )
        assert move_assignments(town.talent, kept) == 1
        assert Assignment.objects.open().get().talent == kept
        assert kept.assignments.count() == 2
