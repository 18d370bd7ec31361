"""How single cases of the demonstration go, told act by act through the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from apps.accounts.models import Office, User
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
)
from apps.cases.models import (
    Case,
    ServiceItem,
    Source,
)
from apps.talents.models import Talent
from apps.workdays.services import UnknownYear, is_workday


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
            whole -= counts_as_workday(local_date(day))
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


def _handler(office: Office) -> User:
    return User.objects.get(grants__office=office, grants__role="department_handler")


def counts_as_workday(day: date) -> bool:
    try:
        return is_workday(day)
    except UnknownYear:
        return day.weekday() < 5
