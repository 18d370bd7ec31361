from datetime import date, timedelta

import pytest

from apps.commissioners import services
from apps.commissioners.models import Assignment, ContactLog
from apps.commissioners.queries import (
    due_for_contact,
    silence_of,
    silent_before,
    with_silence,
)
from apps.commissioners.reminders import contact_due
from apps.commissioners.services.contacts import day_in
from apps.core.errors import DomainError, NotAllowed
from tests.commissioners.factories import (
    AssignmentFactory,
    ContactLogFactory,
    ServiceStandardFactory,
)
from tests.talents.factories import GradeAwardFactory

ON = date(2026, 11, 20)


@pytest.fixture
def served(office):
    return AssignmentFactory(talent=office.talent, commissioner=office.one)


def log(office, **wishes):
    return services.log_contact(
        talent_id=office.talent.pk,
        channel="phone",
        outcome=wishes.pop("outcome", "well"),
        by=wishes.pop("by", office.one.user),
        at=office.at,
        **wishes,
    )


class TestLog:
    def test_is_now_unless_told_otherwise(self, office, served):
        assert log(office).at == office.at
        yesterday = office.at - timedelta(days=1)
        assert log(office, happened_at=yesterday).at == yesterday

    def test_refuses_the_future(self, office, served):
        with pytest.raises(DomainError) as refusal:
            log(office, happened_at=office.at + timedelta(minutes=1))
        assert refusal.value.code == "in_the_future"
        assert not ContactLog.objects.exists()

    @pytest.mark.parametrize(
        "note",
        ["身份证230602199005179975", "电话13800001234", "卡号6222021234567890123"],
    )
    def test_refuses_numbers_that_do_not_belong_there(self, office, served, note):
        with pytest.raises(DomainError) as refusal:
            log(office, note=note)
        assert refusal.value.code == "number_in_note"
        assert not ContactLog.objects.exists()

    def test_a_case_number_may_stand_there(self, office, served):
        assert log(office, note="谈了C-2026-000123，下周再约")

    @pytest.mark.parametrize("who", ["two", "far", "far_head"])
    def test_is_the_commissioners_or_the_heads(self, office, served, who):
        by = getattr(office, who)
        with pytest.raises(NotAllowed):
            log(office, by=getattr(by, "user", by))
        assert not ContactLog.objects.exists()
        assert log(office, by=office.head)

    def test_the_next_one_comes_after_this_one(self, office, served):
        with pytest.raises(DomainError):
            log(office, next_date=ON)


class TestUndo:
    def test_on_the_same_day_by_the_same_person(self, office, served):
        contact = log(office)
        for by, at in (
            (office.head, office.at),
            (office.one.user, office.at + timedelta(days=1)),
        ):
            with pytest.raises(NotAllowed):
                services.undo_contact(contact_id=contact.pk, by=by, at=at)
        services.undo_contact(contact_id=contact.pk, by=office.one.user, at=office.at)
        assert not ContactLog.objects.standing().exists()
        assert ContactLog.objects.count() == 1


@pytest.mark.django_db
class TestDayIn:
    def test_is_a_working_day(self):
        assert day_in(1, on=date(2026, 11, 20)) == date(2026, 11, 23)

    def test_is_the_plain_day_where_the_year_is_not_announced(self):
        assert day_in(30, on=date(2026, 12, 10)) == date(2027, 1, 9)


@pytest.mark.django_db
class TestSilence:
    def rows(self, office):
        mine = Assignment.objects.filter(commissioner=office.one)
        return list(due_for_contact(mine, ON))

    def at_silence(self, office, workdays: int):
        """The last contact was so many working days ago."""
        day = silent_before(workdays, ON)
        ContactLogFactory(
            talent=office.talent,
            at=office.at.replace(year=day.year, month=day.month, day=day.day),
        )

    @pytest.mark.parametrize(("workdays", "due"), [(59, False), (60, True), (61, True)])
    def test_is_due_after_sixty_working_days(self, office, served, workdays, due):
        self.at_silence(office, workdays)
        assert bool(self.rows(office)) == due
        row = with_silence(Assignment.objects.all(), ON).get()
        silence = silence_of(row, ON)
        assert (silence.workdays, silence.is_due) == (workdays, due)

    def test_never_contacted_counts_from_the_assignment(self, office):
        AssignmentFactory(
            talent=office.talent, commissioner=office.one, from_date=date(2026, 11, 1)
        )
        assert not self.rows(office)
        Assignment.objects.update(from_date=date(2026, 1, 5))
        assert self.rows(office)

    def test_a_call_nobody_answered_does_not_end_it(self, office, served):
        ContactLogFactory(talent=office.talent, outcome="not_reached")
        assert self.rows(office)

    def test_one_taken_back_does_not_end_it(self, office, served):
        ContactLogFactory(talent=office.talent, undone_at=office.at)
        assert self.rows(office)

    @pytest.mark.parametrize(("day", "due"), [(19, True), (20, True), (21, False)])
    def test_a_planned_day_makes_it_due(self, office, served, day, due):
        ContactLogFactory(
            talent=office.talent,
            at=office.at - timedelta(days=4),
            next_date=date(2026, 11, day),
        )
        assert bool(self.rows(office)) == due

    def test_the_highest_grade_decides_and_goes_before_the_office(self, office, served):
        self.at_silence(office, 25)
        assert not self.rows(office)
        ServiceStandardFactory(office=office.one.office, contact_every=25)
        assert self.rows(office)
        award = GradeAwardFactory(talent=office.talent)
        ServiceStandardFactory(office=None, level=award.level, contact_every=30)
        assert not self.rows(office)

    def test_the_longest_silence_comes_first(self, office, served):
        ContactLogFactory(talent=office.talent, at=office.at.replace(month=3))
        longest = AssignmentFactory(commissioner=office.one)
        assert [row.pk for row in self.rows(office)] == [longest.pk, served.pk]

    def test_a_limit_into_an_unannounced_year_is_unknown(self, office, served):
        ContactLogFactory(talent=office.talent)
        silence = silence_of(with_silence(Assignment.objects.all(), ON).get(), ON)
        assert silence.due.date is None
        assert silence.due.unknown_year == 2027


class TestDigest:
    def test_is_one_a_week_and_commissioner(self, office, served):
        AssignmentFactory(commissioner=office.one)
        monday = list(contact_due(date(2026, 11, 16)))
        assert [r.recipient_id for r in monday] == [office.one.user_id]
        assert "2" in monday[0].subject()
        assert list(contact_due(date(2026, 11, 20)))[0].key == monday[0].key
        assert list(contact_due(date(2026, 11, 23)))[0].key != monday[0].key
