"""Cases in every state for the demonstration city.

Those that are open or were lately go through the services, each act at its moment in
the past, so clocks, pauses and late ones are what they would be.  The long tail of
closed ones is written as rows that look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.accounts.models import Office, User
from apps.audit.numbers import numbers
from apps.cases import services
from apps.cases.clock import local_date
from apps.cases.demo_words import (
    CANNOT,
    COMPLAINTS,
    FINDINGS,
    PRAISE,
    QUESTIONS,
    REPLIES,
    RETURNS,
    SUPERVISIONS,
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
from apps.workdays.services import UnknownYear, due, is_workday

HISTORY = 600  # closed cases of the past year
OTHERS = 8  # commissioners besides the two accounts whose cases are told in full


@dataclass
class City:
    """Who acts, and what there is to act on."""

    rng: Random
    at: datetime
    users: Mapping[str, User]
    offices: Mapping[str, Office]
    items: dict[str, ServiceItem] = field(default_factory=dict)
    told: int = 0


@dataclass
class Tale:
    """One case being told; ``wait`` lets working days pass."""

    city: City
    talent: Talent
    commissioner: User
    head: User
    topic: tuple
    now: datetime
    case: Case | None = None

    def wait(self, workdays: float) -> Tale:
        whole = int(workdays)
        day = self.now
        while whole:
            day += timedelta(days=1)
            whole -= _is_workday(local_date(day))
        self.now = day + timedelta(hours=8 * (workdays % 1))
        return self

    def tick(self) -> datetime:
        """The moment of the next act: never after the present."""
        self.now += timedelta(minutes=11)
        return min(self.now, self.city.at)

    @property
    def item(self) -> ServiceItem:
        return self.city.items[self.topic[0]]

    @property
    def bureau(self) -> Office:
        return self.city.offices[self.topic[4]]

    def ask(self) -> Tale:
        """By the talent, where there is an account; else the head takes the call."""
        if self.talent.user_id:
            self.case = services.open_request(
                talent_id=self.talent.pk,
                by=self.talent.user,
                at=self.tick(),
                text=self.topic[2],
                title=self.topic[1],
                item_id=self.item.pk,
            )
        else:
            self.case = services.open_case(
                talent_id=self.talent.pk,
                item_id=self.item.pk,
                title=self.topic[1],
                text=self.topic[2],
                source=self.city.rng.choice([Source.HOTLINE, Source.LEADER]),
                by=self.head,
                at=self.tick(),
            )
        return self

    def note_down(self) -> Tale:
        """The commissioner opens it after a call: claimed at once."""
        self.case = services.open_case(
            talent_id=self.talent.pk,
            item_id=self.item.pk,
            title=self.topic[1],
            text=self.topic[2],
            source=self.city.rng.choice([Source.PHONE, Source.WECHAT, Source.VISIT]),
            by=self.commissioner,
            at=self.tick(),
        )
        return self

    def act(self, service: Callable, *, by: User | None = None, **facts) -> Tale:
        service(
            case_id=self.case.pk, by=by or self.commissioner, at=self.tick(), **facts
        )
        return self

    def claim(self) -> Tale:
        return self.act(services.claim)

    def start(self) -> Tale:
        return self.act(services.start_work)

    def pause(self) -> Tale:
        return self.act(services.ask_talent, question=self.city.rng.choice(QUESTIONS))

    def go_on(self) -> Tale:
        return self.act(services.resume, note=self.city.rng.choice(REPLIES))

    def send(self, *assisting: str) -> Tale:
        return self.act(
            services.send_to_departments,
            main_id=self.bureau.pk,
            assisting_ids=[self.city.offices[code].pk for code in assisting],
            question=self.topic[2],
        )

    def task(self, service: Callable, **facts) -> Tale:
        task = self.case.tasks.filter(duty="main").last()
        service(task_id=task.pk, by=_handler(task.office), at=self.tick(), **facts)
        return self

    def accept(self) -> Tale:
        return self.task(services.accept_task)

    def found(self) -> Tale:
        return self.task(services.answer_task, text=self.city.rng.choice(FINDINGS))

    def give_back(self) -> Tale:
        return self.task(services.return_task, reason=self.city.rng.choice(RETURNS))

    def answer(self) -> Tale:
        return self.act(services.answer, result="solved", text=self.topic[3])

    def cannot(self) -> Tale:
        return self.act(
            services.answer,
            result="cannot",
            text=CANNOT[0],
            reason=CANNOT[0],
            plan=CANNOT[1],
        )

    def confirm(self) -> Tale:
        return self.act(services.confirm_for_talent, note="电话确认已解决")

    def rate(self, score: int) -> Tale:
        words = COMPLAINTS if score <= 2 else PRAISE
        return self.act(
            services.rate,
            by=self.talent.user,
            score=score,
            words=self.city.rng.choice(words),
        )

    def more_time(self) -> Tale:
        return self.act(services.ask_extension, reason="需要外地单位出具证明")

    def supervise(self) -> Tale:
        return self.act(
            services.supervise,
            by=self.head,
            reason=self.city.rng.choice(SUPERVISIONS),
        )


# How many working days ago each began, and what happened then.  Topics that go to a
# department go to the education bureau, where the demonstration handlers sit.
TALES: tuple[tuple[int, Callable[[Tale], object]], ...] = (
    (0, lambda t: t.ask()),
    (1, lambda t: t.ask()),
    (4, lambda t: t.ask()),
    (1, lambda t: t.note_down()),
    (3, lambda t: t.ask().wait(1).claim().start()),
    (4, lambda t: t.note_down().start()),
    (7, lambda t: t.note_down().start()),
    (14, lambda t: t.ask().wait(1).claim().start().supervise()),
    (6, lambda t: t.note_down().wait(1).pause()),
    (9, lambda t: t.note_down().wait(2).pause().wait(3).go_on()),
    (12, lambda t: t.ask().claim().wait(1).pause()),
    (3, lambda t: t.note_down().start().more_time()),
    (8, lambda t: t.note_down().start().wait(2).more_time()
        .act(services.decide_extension, by=t.head, is_approved=True, note="同意")),
    (5, lambda t: t.note_down().start().more_time().wait(1)
        .act(services.decide_extension, by=t.head, is_approved=False, note="可以按期办结")),
    (5, lambda t: t.note_down().wait(1).answer()),
    (3, lambda t: t.ask().claim().answer()),
    (9, lambda t: t.ask().claim().wait(3).cannot()),
    (6, lambda t: t.note_down().wait(2).answer().wait(1).confirm()),
    (10, lambda t: t.note_down().wait(2).answer().wait(1).confirm()
        .act(services.close_case)),
    (8, lambda t: t.note_down().wait(1)
        .act(services.withdraw, reason="本人已自行办妥")),
)  # fmt: skip
AT_SCHOOL: tuple[tuple[int, Callable[[Tale], object]], ...] = (
    (1, lambda t: t.note_down().send()),
    (4, lambda t: t.note_down().wait(1).send("hrss").accept()),
    (8, lambda t: t.note_down().wait(1).send().wait(1).accept()),
    (2, lambda t: t.note_down().send().wait(0.5).give_back()),
    (6, lambda t: t.note_down().send().wait(0.5).give_back().wait(1)
        .act(services.name_main, by=t.city.users["city"], office_id=t.bureau.pk,
             question=t.topic[2], reason="按三定方案由教育局主办")),
    (9, lambda t: t.note_down().wait(1).send("public-security").accept().wait(2).found()),
    (11, lambda t: t.note_down().wait(1).send().accept().wait(3).found().wait(1)
        .answer()),
)  # fmt: skip
# By the talent's own hand: only for those with an account.
RATED: tuple[tuple[int, Callable[[Tale], object]], ...] = (
    (5, lambda t: t.ask().claim().wait(1).answer().wait(1).rate(5)),
    (9, lambda t: t.ask().claim().wait(2).answer().wait(2).rate(4)),
    (4, lambda t: t.ask().claim().wait(1).answer().wait(2).rate(1)),
    (9, lambda t: t.ask().claim().wait(2).answer().wait(2).rate(2).start()),
)


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


def _handler(office: Office) -> User:
    return User.objects.get(grants__office=office, grants__role="department_handler")


def _is_workday(day: date) -> bool:
    try:
        return is_workday(day)
    except UnknownYear:
        return day.weekday() < 5


def _back(city: City, workdays: int) -> datetime:
    """A morning so many working days ago; none means this very morning."""
    day = local_date(city.at)
    while workdays:
        day -= timedelta(days=1)
        workdays -= _is_workday(day)
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
