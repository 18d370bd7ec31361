"""The made-up register: the same twice, nobody real, and every rule of it kept."""

from collections import Counter
from random import Random

import pytest
from django.db import connection, transaction

from apps.audit.models import AuditEvent
from apps.talents.demo import build
from apps.talents.identity.employer_code import read_employer_code
from apps.talents.identity.kinds import DocumentKind
from apps.talents.identity.resident_id import read
from apps.talents.models import (
    Employer,
    Employment,
    GradeAward,
    IdentityDocument,
    Membership,
    RegistryTally,
    Talent,
)

pytestmark = pytest.mark.django_db
SIZE = 600


@pytest.fixture
def register(at):
    return build(size=SIZE, rng=Random(5), at=at)


def facts():
    return [
        (talent.name, talent.birth_date, talent.employer_id and talent.employer.name)
        for talent in Talent.objects.select_related("employer").order_by("number")
    ]


def test_makes_as_many_as_asked_with_numbers_in_a_row(register):
    numbers = Talent.objects.order_by("id").values_list("number", flat=True)
    assert len(numbers) == SIZE
    assert numbers[0].startswith("T-2026-")
    assert list(numbers) == sorted(numbers)


def test_the_same_source_of_chance_makes_the_same_people(at):
    made = []
    for _time in range(2):
        with transaction.atomic():
            build(size=SIZE, rng=Random(5), at=at)
            made.append(facts())
            transaction.set_rollback(True)
    assert made[0] == made[1]


def test_resident_numbers_are_right_and_belong_to_nobody(register, at):
    for document in IdentityDocument.objects.filter(kind=DocumentKind.RESIDENT_ID):
        facts = read(document.number, on=at.date())
        assert document.number[14:17] in {"996", "997", "998", "999"}
        assert document.number.startswith("2306")
        assert document.talent.birth_date == facts.birth_date
        assert document.talent.gender == facts.gender


def test_foreign_people_hold_passports(register):
    foreign = Talent.objects.exclude(nationality="CN")
    assert sorted(foreign.values_list("pk", flat=True)) == sorted(register.foreign)
    kinds = Counter(foreign.values_list("documents__kind", flat=True))
    assert kinds == {DocumentKind.PASSPORT: len(register.foreign)}


def test_credit_codes_pass_the_check(register):
    codes = Employer.objects.exclude(uscc=None).values_list("uscc", flat=True)
    assert all(read_employer_code(code) == code for code in codes)
    assert codes


def test_who_works_somewhere_shows_it(register):
    current = dict(
        Employment.objects.filter(until_date=None).values_list("talent", "employer")
    )
    assert current == dict(
        Talent.objects.exclude(employer=None).values_list("pk", "employer")
    )


def test_couples_live_in_one_household(register):
    assert register.couples
    for one, other in register.couples:
        homes = set(
            Membership.objects.filter(talent__in=[one, other]).values_list(
                "household", flat=True
            )
        )
        assert len(homes) == 1


def test_people_without_papers_are_not_verified(register):
    without = Talent.objects.filter(documents=None)
    assert set(without.values_list("is_verified", flat=True)) <= {False}
    assert not Talent.objects.filter(is_verified=False, documents__isnull=False)


def test_the_tally_is_kept_and_the_act_recorded(register):
    assert sum(RegistryTally.objects.values_list("count", flat=True)) == SIZE
    event = AuditEvent.objects.get(action="talents.register.demonstrated")
    assert event.data["people"] == SIZE


def test_grades_are_in_force_within_their_scheme(register):
    for award in GradeAward.objects.select_related("level__scheme"):
        assert award.issued_on >= award.level.scheme.from_date


def test_names_are_found_by_what_search_asks_for(register):
    talent = Talent.objects.filter(nationality="CN").order_by("pk").first()
    assert talent in Talent.objects.matching(talent.name)
    assert talent in Talent.objects.matching(talent.initials)
    assert talent in Talent.objects.matching(talent.number)


@pytest.mark.parametrize("size", [40, 2000])
def test_any_size_keeps_every_constraint(size, at):
    build(size=size, rng=Random(1), at=at)
    assert Talent.objects.count() == size


def test_building_indexes_at_the_end_leaves_none_out(at, monkeypatch):
    monkeypatch.setattr("apps.talents.demo.register.MANY", 10)
    before = index_names()
    build(size=50, rng=Random(1), at=at)
    assert index_names() == before


def index_names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename ~ 'talents_'")
        return sorted(cursor.fetchall())
