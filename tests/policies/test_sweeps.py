"""What fits whom is kept in line with the register, and told once."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from apps.notifications.models import Message
from apps.policies import sweeps
from apps.policies.choices import Standing, VersionStatus
from apps.policies.engine import sweeping
from apps.policies.models import Match, PolicyVersion, StaleMark, VersionSweep
from apps.policies.sweeps import Gain
from apps.policies.telling import set_wish
from apps.talents.models import Education, Talent
from tests.accounts.factories import UserFactory
from tests.policies.factories import ConditionFactory, PolicyVersionFactory, TierFactory
from tests.talents.factories import (
    EducationFactory,
    EmployerFactory,
    EmploymentFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def published(*tests, since=date(2024, 1, 1), until=None) -> PolicyVersion:
    version = PolicyVersionFactory(from_date=since, until_date=until)
    TierFactory(version=version)
    for fact, operator, value in tests:
        ConditionFactory(
            version=version, fact=fact, operator=operator, value=value, label=""
        )
    PolicyVersion.objects.filter(pk=version.pk).update(
        status=VersionStatus.PUBLISHED, published_at="2024-01-01T00:00Z"
    )
    return version


def sweep(at, on=ON):
    return sweeps.sweep(on=on, at=at)


def standing(talent, version=None) -> str | None:
    found = Match.objects.filter(talent=talent)
    if version is not None:
        found = found.filter(version=version)
    return found.values_list("standing", flat=True).first()


class TestWhatIsKept:
    def test_fitting_open_and_not_fitting(self, at):
        published(("education.master", "eq", True))
        fits = EducationFactory(level="master").talent
        is_open = TalentFactory(education="")
        fails = TalentFactory(education="bachelor")
        swept = sweep(at)
        assert (swept.fits, swept.open, swept.people) == (1, 1, 3)
        assert standing(fits) == Standing.FITS
        assert standing(fails) is None
        row = Match.objects.get(talent=is_open)
        assert (row.standing, row.missing) == (Standing.OPEN, ["education.master"])

    def test_what_is_claimed_stands_in_nobodys_way(self, at):
        published(("education.master", "eq", True), ("home.area", "gt", "140"))
        fits = EducationFactory(level="master").talent
        sweep(at)
        assert standing(fits) == Standing.FITS

    def test_far_from_known_is_not_nearly(self, at):
        names = ("person.title", "in", ["senior"]), ("education.doctor", "eq", True)
        more = [
            ("employment.employed", "eq", True),
            ("education.bachelor", "eq", True),
        ]
        published(*names, *more)
        nobody_knows = TalentFactory(education="", title="")
        sweep(at)
        assert standing(nobody_knows) is None

    def test_only_people_on_the_register_are_asked(self, at):
        published(("person.verified", "eq", True))
        TalentFactory(left=True)
        assert sweep(at).people == 0
        assert not Match.objects.exists()

    def test_a_version_that_ended_is_forgotten(self, at):
        published(("person.verified", "eq", True), until=ON + timedelta(days=1))
        TalentFactory()
        sweep(at)
        assert Match.objects.exists()
        sweep(at, ON + timedelta(days=1))
        assert not Match.objects.exists()


class TestOnlyWhatChanged:
    def test_twice_on_one_day_writes_nothing(self, at):
        published(("person.verified", "eq", True))
        TalentFactory.create_batch(3)
        assert sweep(at).written == 3
        again = sweep(at)
        assert (again.people, again.written, again.removed) == (0, 0, 0)

    def test_a_changed_person_alone_is_asked_again(self, at):
        published(("education.master", "eq", True))
        changed, other = TalentFactory.create_batch(2, education="")
        sweep(at)
        EducationFactory(talent=changed, level="master")
        swept = sweeps.sweep_changed(on=ON, at=at)
        assert (swept.people, swept.gained) == (1, 1)
        assert standing(changed) == Standing.FITS
        assert standing(other) == Standing.OPEN
        assert not StaleMark.objects.exists()

    def test_who_loses_a_degree_loses_the_match(self, at):
        published(("education.master", "eq", True))
        talent = EducationFactory(level="master").talent
        sweep(at)
        Education.objects.filter(talent=talent).update(mode="part_time")
        swept = sweeps.sweep_changed(on=ON, at=at)
        assert (swept.lost, swept.removed) == (1, 1)
        assert standing(talent) is None

    def test_a_new_phone_number_marks_nobody_a_birth_date_does(self, at):
        published(("person.age", "le", "45"))
        talent = TalentFactory()
        sweep(at)
        Talent.objects.filter(pk=talent.pk).update(email="a@example.org", version=9)
        assert not StaleMark.objects.exists()
        Talent.objects.filter(pk=talent.pk).update(birth_date=date(1960, 1, 1))
        assert StaleMark.objects.get().talent_id == talent.pk

    def test_an_employer_that_moves_marks_its_people(self, at):
        published(("employment.in_city", "eq", True))
        employer = EmployerFactory(region_id="230602")
        talent = EmploymentFactory(employer=employer).talent
        TalentFactory()
        sweep(at)
        employer.name = "大庆改名公司"
        employer.save()
        assert not StaleMark.objects.exists()
        employer.region_id = "230623"
        employer.save()
        assert set(StaleMark.objects.values_list("talent_id", flat=True)) == {talent.pk}

    def test_before_the_first_sweep_nobody_is_marked(self):
        EducationFactory()
        assert not StaleMark.objects.exists()

    def test_a_new_version_is_asked_of_everybody(self, at):
        published(("person.verified", "eq", True))
        TalentFactory.create_batch(2)
        sweep(at)
        second = published(("person.age", "le", "45"))
        assert sweep(at).people == 2
        assert Match.objects.filter(version=second).count() == 2

    def test_everybody_is_asked_again_after_a_month(self, at):
        published(("person.verified", "eq", True))
        TalentFactory()
        sweep(at)
        assert sweep(at, ON + timedelta(days=sweeping.FRESH_DAYS - 1)).people == 0
        assert sweep(at, ON + timedelta(days=sweeping.FRESH_DAYS)).people == 1


class TestDates:
    def test_the_day_of_losing_is_foretold_and_kept(self, at):
        published(("education.master.graduated_on", "within_years", 5))
        talent = EducationFactory(
            level="master", graduated_on=date(2021, 12, 31), precision="day"
        ).talent
        sweep(at)
        row = Match.objects.get(talent=talent)
        assert (row.standing, row.turns_on, row.turns_to) == (
            Standing.FITS,
            date(2027, 1, 1),
            Standing.NOT,
        )
        sweep(at, date(2026, 12, 31))
        assert standing(talent) == Standing.FITS
        sweep(at, date(2027, 1, 1))
        assert standing(talent) is None

    def test_the_day_of_fitting_is_foretold_for_who_does_not_fit_yet(self, at):
        published(("employment.insured_since", "at_least_years", 1))
        talent = EmploymentFactory(insured_since=date(2026, 3, 1)).talent
        sweep(at)
        row = Match.objects.get(talent=talent)
        assert (row.standing, row.turns_on, row.turns_to) == (
            Standing.NOT,
            date(2027, 3, 1),
            Standing.FITS,
        )
        sweep(at, date(2027, 3, 4))  # three days without a scheduler
        row.refresh_from_db()
        assert (row.standing, row.turns_on) == (Standing.FITS, None)
        assert row.since == date(2027, 3, 4)

    def test_beyond_the_horizon_nothing_is_kept(self, at):
        published(("employment.insured_since", "at_least_years", 1))
        far = ON - timedelta(days=365 - sweeping.HORIZON - 2)
        EmploymentFactory(insured_since=far)
        sweep(at)
        assert not Match.objects.exists()

    def test_an_employment_that_ends_is_foretold(self, at):
        published(("employment.employed", "eq", True))
        talent = EmploymentFactory(until_date=ON + timedelta(days=9)).talent
        sweep(at)
        row = Match.objects.get(talent=talent)
        assert (row.turns_on, row.turns_to) == (
            ON + timedelta(days=9),
            Standing.OPEN,
        )


class TestTelling:
    def with_account(self) -> Talent:
        return TalentFactory(user=UserFactory())

    def test_a_person_is_told_once_a_version(self, at):
        published(("person.verified", "eq", True))
        talent = self.with_account()
        sweep(at)
        VersionSweep.objects.all().delete()
        Match.objects.all().delete()
        sweep(at)
        message = Message.objects.get(recipient=talent.user)
        assert message.key.startswith("policy-fits:")

    def test_who_does_not_fit_is_not_told(self, at):
        published(("person.verified", "eq", False))
        self.with_account()
        sweep(at)
        assert not Message.objects.exists()

    def test_who_wants_no_word_gets_none_and_keeps_the_match(self, at):
        published(("person.verified", "eq", True))
        talent = self.with_account()
        assert set_wish(talent=talent, wants=False, by=talent.user, at=at)
        assert not set_wish(talent=talent, wants=False, by=talent.user, at=at)
        sweep(at)
        assert not Message.objects.exists()
        assert standing(talent) == Standing.FITS


def test_killed_between_two_chunks_it_ends_the_same(at, monkeypatch):
    monkeypatch.setattr(sweeps, "CHUNK", 2)
    version = published(("person.verified", "eq", True))
    TalentFactory.create_batch(5)

    def die(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweeps.sweep(on=ON, at=at, progress=die)
    assert 0 < Match.objects.count() < 5
    assert VersionSweep.objects.get(version=version).on != ON
    swept = sweep(at)
    assert Match.objects.count() == 5
    assert swept.gained == 3


def test_while_everybody_is_asked_again_changes_are_still_noticed(at):
    """The triggers mark only where something was swept; asking anew forgets no sweep."""
    published(("education.master", "eq", True))
    talent = TalentFactory(education="")
    sweep(at)
    sweeps.ask_everybody_again()
    EducationFactory(talent=talent, level="master")
    assert StaleMark.objects.filter(talent_id=talent.pk).exists()
    assert sweep(at).people >= 1
    assert standing(talent) == Standing.FITS


def test_the_command_prints_one_object(at):
    published(("person.verified", "eq", True))
    TalentFactory()
    out = StringIO()
    call_command("sweep", "--json", "--on", "2026-11-20", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["on"], found["people"], found["gained"]) == ("2026-11-20", 1, 1)


def test_explain_says_why_and_until_when(at):
    version = published(
        ("education.master", "eq", True),
        ("education.master.graduated_on", "within_years", 5),
        ("home.area", "gt", "140"),
    )
    talent = EducationFactory(
        level="master", graduated_on=date(2022, 7, 1), precision="day"
    ).talent
    out = StringIO()
    call_command(
        "explain",
        talent.number,
        version.policy.code,
        "--json",
        "--on",
        "2026-11-20",
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert (told["standing"], told["answer"]) == ("fits", "met")
    assert (told["turns_on"], told["turns_to"]) == ("2027-07-02", "not")
    first = told["conditions"][0]
    assert (first["fact"], first["value"], first["answer"]) == (
        "education.master",
        True,
        "met",
    )


def test_marks_are_written_by_the_database_itself(at):
    """Whoever writes to the register, in whatever way, is noticed."""
    published(("education.master", "eq", True))
    talent = TalentFactory()
    sweep(at)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO talents_education (talent_id, level, mode, school,
                is_world_class, major, precision, source, created_at, updated_at)
            VALUES (%s, 'master', 'full_time', '', false, '', 'day', '', now(), now())""",
            [talent.pk],
        )
    assert sweeps.sweep_changed(on=ON, at=at).gained == 1


def test_only_what_is_new_is_told_though_others_fit_the_same_policy(at):
    """Two people and two policies of one chunk: a pair that stood before stays quiet."""
    first, second = (published(("person.verified", "eq", True)) for _ in range(2))
    talents = [TalentFactory(user=UserFactory()) for _ in range(2)]
    for talent in talents:
        for version in (first, second):
            Match.objects.create(
                talent=talent, version=version, standing=Standing.FITS, since=ON
            )
    gains = [Gain(talents[0].pk, first.pk), Gain(talents[1].pk, second.pk)]
    assert sweeps.invite(gains, at=at) == Message.objects.count() == 2
