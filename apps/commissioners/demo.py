"""Commissioners with caseloads and contacts for the demonstration city.

Written as rows, in the past; nobody in it exists and the same random source gives the
same city.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.utils import timezone

from apps.accounts.models import Office, RoleGrant, User
from apps.audit.services import record
from apps.commissioners.models import (
    Assignment,
    Channel,
    Commissioner,
    ContactLog,
    HandOver,
    HandOverItem,
    Outcome,
    ServiceStandard,
)
from apps.commissioners.services.contacts import day_in
from apps.core.roles import Role
from apps.talents.demo import words
from apps.talents.demo.employers import REGIONS
from apps.talents.models import GradeAward, GradeLevel, ProgrammeTitle, Talent
from apps.workdays.services import UnknownYear, is_workday

COMMISSIONERS = 60
CAPACITY = 80
SINCE = date(2026, 1, 1)
# The demonstration accounts: how many talents each serves.
OWN = {"commissioner": 75, "commissioner2": 68}
NOTES = (
    "", "", "", "已告知公寓续租时间", "提醒职称申报截止日期", "孩子入学一切顺利",
    "询问购房补贴进度，已答复", "邀请参加专家座谈", "近期出差，下月再联系",
    "单位项目推进正常", "已发政策清单", "希望了解贷款贴息",
)  # fmt: skip
OUTCOMES = (Outcome.WELL,) * 5 + (
    Outcome.ANSWERED,
    Outcome.ANSWERED,
    Outcome.INFORMED,
    Outcome.INFORMED,
    Outcome.REQUEST,
    Outcome.NOT_REACHED,
)
CHANNELS = (
    (Channel.PHONE,) * 5
    + (Channel.WECHAT,) * 4
    + (
        Channel.VISIT,
        Channel.VISIT,
        Channel.MEETING,
        Channel.EMAIL,
    )
)


@dataclass
class Caseloads:
    """What was made: commissioners by user name, their talents' ids by commissioner."""

    commissioners: dict[str, Commissioner] = field(default_factory=dict)
    talents: dict[int, list[int]] = field(default_factory=dict)
    contacts: int = 0


@transaction.atomic
def build(
    *,
    rng: Random,
    at: datetime,
    users: Mapping[str, User],
    offices: Mapping[str, Office],
) -> Caseloads:
    """About sixty commissioners; everybody with an account has one, most graded too."""
    on = timezone.localtime(at).date()
    made = Caseloads()
    people = _commissioners(rng, at, users, offices)
    made.commissioners = {person.user.username: person for person in people}
    assignments = _assignments(people, rng, on, by=users["city"])
    for assignment in assignments:
        made.talents.setdefault(assignment.commissioner_id, []).append(
            assignment.talent_id
        )
    made.contacts = _contacts(assignments, rng, at)
    _standards()
    _pending_hand_over(made, at)
    record(
        "commissioners.register.demonstrated",
        target="commissioners.register:demonstration",
        by=users["city"],
        at=at,
        data={"commissioners": len(people), "assignments": len(assignments)},
    )
    return made


def _commissioners(
    rng: Random, at: datetime, users: Mapping[str, User], offices: Mapping[str, Office]
) -> list[Commissioner]:
    """Spread over the regions as the people are; two known accounts among them."""
    whole = sum(share for _label, share in REGIONS.values())
    places: list[str] = []
    for region, (_label, share) in REGIONS.items():
        places += [region] * max(round(COMMISSIONERS * share / whole), 1)
    places = places[:COMMISSIONERS]
    fresh = []
    home = {"commissioner": "230602", "commissioner2": "230604"}
    for region in home.values():
        places.remove(region)
    for serial, region in enumerate(places, 3):
        fresh.append(
            User(
                username=f"commissioner{serial:02d}",
                name=_made_up_name(rng),
                office=offices[f"talent-{region}"],
                password=make_password(None),
            )
        )
    User.objects.bulk_create(fresh)
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user=user,
            role=Role.COMMISSIONER,
            office_id=user.office_id,
            from_date=SINCE,
            granted_by=users.get("secadmin"),
            granted_at=at,
        )
        for user in fresh
    )
    everybody = [*(users[name] for name in home), *fresh]
    rows = []
    for serial, user in enumerate(everybody):
        languages = ["zh"]
        if serial % 4 == 0:
            languages.append("en")
        if serial % 11 == 0:
            languages.append("ru")
        if serial % 23 == 0:
            languages += ["ja", "ko"]
        rows.append(
            Commissioner(
                user=user,
                office_id=user.office_id or offices[f"talent-{home[user.username]}"].pk,
                capacity=CAPACITY if serial % 7 else 90,
                languages=languages,
                fields=sorted(rng.sample(words.FIELDS, 2)),
                is_on_leave=serial in {17, 41},
            )
        )
    made = Commissioner.objects.bulk_create(rows)
    by_id = Office.objects.select_related("region").in_bulk(
        {row.office_id for row in made}
    )
    for row in made:
        row.office = by_id[row.office_id]
    return made


def _made_up_name(rng: Random) -> str:
    surname = rng.choices(list(words.SURNAMES), list(words.SURNAMES.values()))[0]
    given = rng.choice((words.GIVEN_MALE, words.GIVEN_FEMALE))
    return surname + "".join(rng.sample(given, rng.choice((1, 2, 2))))


def _assignments(
    people: list[Commissioner], rng: Random, on: date, *, by: User
) -> list[Assignment]:
    """Accounts and grades first; one graded talent in twenty is left for a proposal."""
    waiting: dict[str, list[int]] = defaultdict(list)
    grades = GradeAward.objects.valid(on).filter(talent=OuterRef("pk")).order_by()
    rows = (
        Talent.objects.active()
        .annotate(
            best=Subquery(
                grades.values("talent").annotate(n=Min("level__rank")).values("n")
            ),
            is_titled=Exists(ProgrammeTitle.objects.filter(talent=OuterRef("pk"))),
        )
        .order_by(F("user_id").asc(nulls_last=True), F("best").asc(nulls_last=True),
                  "-is_titled", "pk")
    )  # fmt: skip
    # No more than three in five, however small the city: some are to be left.
    wanted = min(3 * CAPACITY * len(people), rows.count() * 3 // 5)
    found = rows.values_list("pk", "region_id", "user_id", "best", "is_titled")
    for pk, region, user_id, best, is_titled in found[:wanted]:
        if user_id is None and (best or is_titled) and rng.random() < 0.05:
            continue
        waiting[region].append(pk)
    made = []
    colleagues = Counter(person.office.region_id for person in people)
    for person in people:
        region = person.office.region_id
        queue = waiting[region]
        fair = len(queue) // colleagues[region]
        colleagues[region] -= 1
        count = min(rng.randint(58, person.capacity), fair)
        count = OWN.get(person.user.username, count)
        if person.is_on_leave:
            count //= 2
        # The first of an office gets those with accounts; the others a fair share.
        chosen, waiting[region] = queue[:count], queue[count:]
        for talent_id in chosen:
            since = SINCE + timedelta(days=rng.randrange(0, 300))
            made.append(
                Assignment(
                    talent_id=talent_id,
                    commissioner=person,
                    from_date=min(since, on - timedelta(days=1)),
                    reason="年初集中分配" if since.month < 4 else "新增人才",
                    by=by,
                )
            )
    return Assignment.objects.bulk_create(made, batch_size=2000)


def _contacts(assignments: list[Assignment], rng: Random, at: datetime) -> int:
    """One in twenty never, one in eight not for a long time, the rest lately."""
    on = timezone.localtime(at).date()
    rows = []
    for assignment in assignments:
        fate = rng.random()
        if fate < 0.05:
            continue
        silent = rng.randrange(92, 160) if fate < 0.17 else rng.randrange(1, 80)
        day = on - timedelta(days=silent)
        for back in range(rng.randrange(1, 4)):
            if day < assignment.from_date:
                day = assignment.from_date
            rows.append(_contact(assignment, day, rng, is_last=back == 0, on=on))
            day -= timedelta(days=rng.randrange(25, 70))
            if day < assignment.from_date:
                break
    ContactLog.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _contact(
    assignment: Assignment, day: date, rng: Random, *, is_last: bool, on: date
) -> ContactLog:
    happened = timezone.make_aware(
        datetime.combine(_workday(day), time(rng.randrange(9, 17), rng.randrange(60)))  # noqa: DTZ001
    )
    planned = None
    if is_last and rng.random() < 0.06:
        planned = day_in(rng.choice((3, 7, 30)), on=max(day, on - timedelta(days=9)))
    outcome = rng.choice(OUTCOMES)
    return ContactLog(
        talent_id=assignment.talent_id,
        by_id=assignment.commissioner.user_id,
        channel=rng.choice(CHANNELS),
        outcome=outcome,
        note="" if outcome == Outcome.NOT_REACHED else rng.choice(NOTES),
        at=happened,
        logged_at=happened + timedelta(minutes=2),
        next_date=planned,
    )


def _workday(day: date) -> date:
    try:
        while not is_workday(day):
            day -= timedelta(days=1)
    except UnknownYear:
        pass
    return day


def _standards() -> None:
    """The two highest levels of the scheme in force are called more often."""
    for level in GradeLevel.objects.filter(
        scheme__until_date__isnull=True, rank__lte=2
    ):
        ServiceStandard.objects.get_or_create(
            office=None,
            level=level,
            defaults={
                "contact_every": 20 * level.rank,
                "source": "示范标准（假设，待核定）",
            },
        )


def _pending_hand_over(made: Caseloads, at: datetime) -> None:
    """A colleague of the demonstration account asks to pass three people on."""
    target = made.commissioners.get("commissioner")
    if target is None:
        return
    source = next(
        (
            person
            for person in made.commissioners.values()
            if person.office_id == target.office_id
            and person.pk != target.pk
            and made.talents.get(person.pk)
        ),
        None,
    )
    if source is None:
        return
    handover = HandOver.objects.create(
        from_commissioner=source,
        to_commissioner=target,
        reason="下月起借调，请接手三位专家",
        requested_by=source.user,
        requested_at=at - timedelta(hours=20),
    )
    HandOverItem.objects.bulk_create(
        HandOverItem(handover=handover, assignment=assignment)
        for assignment in Assignment.objects.open()
        .filter(commissioner=source)
        .order_by("pk")[:3]
    )
