"""Cases in every state for the demonstration city.

Those that are open or were lately go through the services, each act at its moment in
the past, so clocks, pauses and late ones are what they would be.  The long tail of
closed ones is written as rows that look the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.accounts.models import Office, User
from apps.audit.numbers import numbers
from apps.cases import services
from apps.cases.clock import local_date
from apps.cases.demo_tales import AT_SCHOOL, RATED, TALES, City, Tale, counts_as_workday
from apps.cases.demo_words import (
    TOPICS,
)
from apps.cases.models import (
    Answer,
    Case,
    CaseEvent,
    EventKind,
    Rating,
    ServiceItem,
    Source,
)
from apps.cases.models.cases import ClosedHow
from apps.cases.states import CaseStatus
from apps.commissioners.models import Assignment, Commissioner
from apps.commissioners.services import hand_over_now
from apps.notifications.models import Delivery, Message
from apps.talents.models import Talent
from apps.workdays.services import due

HISTORY = 600  # closed cases of the past year
OTHERS = 8  # commissioners besides the two accounts whose cases are told in full


@transaction.atomic
def build(
    *,
    rng: Random,
    at: datetime,
    users: Mapping[str, User],
    offices: Mapping[str, Office],
) -> dict[str, int]:
    """After the commissioners.  Nothing of it leaves the house by mail."""
    city = City(rng, at, users, offices)
    _set_departments(offices)
    city.items = {item.code: item for item in ServiceItem.objects.all()}
    last_message = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    people = list(
        Commissioner.objects.serving(local_date(at))
        .filter(
            is_on_leave=False,
            pk__in=Assignment.objects.open().values("commissioner_id"),
        )
        .select_related("user", "office__region")
        .order_by("pk")
    )
    accounts = [
        p for p in people if p.user.username in {"commissioner", "commissioner2"}
    ]
    rest = [person for person in people if person not in accounts]
    for person in accounts:
        _tell(city, person, [*TALES, *RATED], [*AT_SCHOOL])
    for place, person in enumerate(rest[:OTHERS]):
        picked = [*TALES[place % 3 :: 3]]
        _tell(city, person, picked, [AT_SCHOOL[place % len(AT_SCHOOL)]])
    _pass_one_on(city, accounts, rest)
    services.close_silent(on=local_date(at), at=at)
    history = _history(city, people)
    new = Message.objects.filter(pk__gt=last_message)
    Delivery.objects.filter(message__in=new).delete()
    new.filter(created_at__lt=at - timedelta(days=3)).update(read_at=at)
    return {"cases": city.told + history}


def _set_departments(offices: Mapping[str, Office]) -> None:
    for code, _title, _text, _answer, office in TOPICS:
        ServiceItem.objects.filter(code=code, lead_department__isnull=True).update(
            lead_department=offices[office]
        )


def _tell(city: City, person: Commissioner, tales, at_school) -> None:
    talents = list(
        Talent.objects.filter(
            assignments__commissioner=person, assignments__until_date__isnull=True
        )
        .select_related("user")
        .order_by("pk")
    )
    with_account = [talent for talent in talents if talent.user_id]
    city.rng.shuffle(talents)
    schools = [topic for topic in TOPICS if topic[4] == "education"]
    begin = city.rng.randrange(len(TOPICS))
    for place, (back, story) in enumerate([*tales, *at_school]):
        is_school = place >= len(tales)
        needs_account = (back, story) in RATED
        if needs_account and not with_account:
            continue
        pool = with_account if needs_account else talents
        topic = (
            schools[place % len(schools)]
            if is_school
            else TOPICS[(begin + place * 5) % len(TOPICS)]
        )
        story(
            Tale(
                city=city,
                talent=pool[place % len(pool)],
                commissioner=person.user,
                head=_head(city, person.office.region_id),
                topic=topic,
                now=_back(city, back),
            )
        )
        city.told += 1


def _pass_one_on(city: City, accounts, rest) -> None:
    """One talent with an open case has changed hands, by order of the head."""
    for target in accounts:
        source = next((p for p in rest if p.office_id == target.office_id), None)
        if source is None:
            continue
        moving = (
            Case.objects.open()
            .filter(commissioner=source.user, talent__assignments__commissioner=source)
            .filter(talent__assignments__until_date__isnull=True)
            .order_by("pk")
            .first()
        )
        if moving is not None:
            hand_over_now(
                from_id=source.pk,
                to_id=target.pk,
                talent_ids=[moving.talent_id],
                by=_head(city, target.office.region_id),
                at=city.at - timedelta(hours=30),
                reason="专业领域更匹配",
            )


def _head(city: City, region: str) -> User:
    """The district's own head where the demonstration has one, else the city's."""
    for name in ("district", "district2"):
        user = city.users[name]
        if user.office and user.office.region_id == region:
            return user
    return city.users["city"]


def _back(city: City, workdays: int) -> datetime:
    """A morning so many working days ago; none means this very morning."""
    day = local_date(city.at)
    while workdays:
        day -= timedelta(days=1)
        workdays -= counts_as_workday(day)
    morning = timezone.make_aware(
        datetime.combine(day, time(8, city.rng.randrange(20, 59)))  # noqa: DTZ001
    )
    return min(morning, city.at - timedelta(minutes=30))


def _history(city: City, people: list[Commissioner]) -> int:
    """Closed cases of the past year, with what led there."""
    rng, on = city.rng, local_date(city.at)
    served = {
        person.pk: list(
            person.assignments.filter(until_date__isnull=True)
            .order_by("pk")
            .values_list("talent_id", "talent__region_id", "talent__user_id")
        )
        for person in people
    }
    given = numbers("C", HISTORY, on=on)
    begun = sorted(on - timedelta(days=rng.randrange(25, 300)) for _ in given)
    cases, rest = [], []
    for number, day in zip(given, begun, strict=True):
        person = rng.choice(people)
        talent_id, region, account = rng.choice(served[person.pk])
        topic = rng.choice(TOPICS)
        item = city.items[topic[0]]
        opened = timezone.make_aware(datetime.combine(day, time(9, rng.randrange(60))))  # noqa: DTZ001
        answered = opened + timedelta(
            days=rng.choice((1, 1, 2, 3, 4, 5, 6, 9)), hours=rng.randrange(1, 6)
        )
        closed = answered + timedelta(days=rng.randrange(1, 7))
        score = rng.choices((5, 4, 3, None), (50, 25, 5, 20))[0] if account else None
        limit = due(day, item.limit_workdays)
        cases.append(
            Case(
                number=number,
                talent_id=talent_id,
                item=item,
                title=topic[1],
                text=topic[2],
                source=rng.choice(Source.values),
                region_id=region,
                commissioner=person.user,
                status=CaseStatus.CLOSED,
                opened_by=person.user,
                opened_at=opened,
                clock_from=day,
                limit_workdays=item.limit_workdays,
                due_date=limit.date,
                due_earliest=limit.earliest,
                answered_at=answered,
                closed_at=closed,
                closed_how=ClosedHow.CONFIRMED if score else ClosedHow.SILENCE,
                score=score,
                version=5,
            )
        )
        rest.append((topic, account))
    Case.objects.bulk_create(cases)
    _history_rows(cases, rest)
    return len(cases)


def _history_rows(cases: list[Case], rest: list[tuple]) -> None:
    events, answers, ratings = [], [], []
    for case, (topic, account) in zip(cases, rest, strict=True):
        events += _events(case, topic)
        answers.append(
            Answer(
                case=case,
                round=1,
                result=Answer.Result.SOLVED,
                text=topic[3],
                by=case.commissioner,
                at=case.answered_at,
            )
        )
        if case.score:
            ratings.append(
                Rating(
                    case=case,
                    round=1,
                    score=case.score,
                    by_id=account,
                    at=case.closed_at,
                )
            )
    CaseEvent.objects.bulk_create(events, batch_size=2000)
    Answer.objects.bulk_create(answers)
    Rating.objects.bulk_create(ratings)


def _events(case: Case, topic: tuple) -> Iterator[CaseEvent]:
    by = case.commissioner
    steps = (
        (EventKind.OPENED, "", CaseStatus.NEW, case.opened_at, topic[2], {}),
        (EventKind.CLAIMED, CaseStatus.NEW, CaseStatus.CLAIMED,
         case.opened_at + timedelta(minutes=40), str(by), {}),
        (EventKind.ANSWERED, CaseStatus.CLAIMED, CaseStatus.ANSWERED,
         case.answered_at, topic[3], {"result": "solved"}),
        (EventKind.CLOSED, CaseStatus.ANSWERED, CaseStatus.CLOSED,
         case.closed_at, "", {"how": case.closed_how}),
    )  # fmt: skip
    for kind, old, new, at, text, data in steps:
        yield CaseEvent(
            case=case,
            kind=kind,
            old_status=old,
            new_status=new,
            by=None if kind == EventKind.CLOSED and not case.score else by,
            at=at,
            text=text,
            data=data,
            visible_to_talent=True,
        )
