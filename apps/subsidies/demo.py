"""Applications in every state for the demonstration city, made through the services.

Each is acted at moments in the past, so deadlines, corrections and overdue things are
what they would be; nothing is written around the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import grant_role
from apps.applications import services
from apps.applications.models import Application
from apps.applications.services.intake import Listed
from apps.core.roles import Role
from apps.policies.models import Policy
from apps.policies.seed import load_policies
from apps.subsidies import demo_papers
from apps.talents.choices import EducationLevel, TalentStatus, TitleLevel
from apps.talents.models import Education, Talent
from apps.workdays.services import is_workday

SARTU, RANGHULU = "230602", "230604"
ESTATES = ("示范花园", "湖滨雅苑", "学府名邸", "油城新居", "龙南华庭", "创业家园")
PAPERS = {
    "contract": "PURCHASE CONTRACT",
    "invoice": "INVOICE",
    "tax-receipt": "DEED TAX RECEIPT",
    "diploma": "DIPLOMA",
    "pledge": "PLEDGE",
}
SINCE = date(2026, 1, 1)


@dataclass
class Office:
    """Who works on applications of a district."""

    district: User
    city: User
    approver: User


@dataclass
class Story:
    """One application being told.  ``back`` is how many working days ago it began."""

    talent: Talent
    office: Office
    region: str
    policy: Policy
    begins: datetime
    rng: Random
    serial: int
    now: datetime = field(init=False)
    pk: int = 0

    def __post_init__(self) -> None:
        self.now = self.begins

    @property
    def version(self) -> int:
        return Application.objects.values_list("version", flat=True).get(pk=self.pk)

    def wait(self, workdays: int) -> Story:
        """Let working days pass."""
        day = self.now
        while workdays:
            day += timedelta(days=1)
            workdays -= is_workday(timezone.localtime(day).date())
        self.now = day
        return self

    def tick(self) -> datetime:
        self.now += timedelta(minutes=7)
        return self.now

    def start(self) -> Story:
        self.pk = services.start_draft(
            talent=self.talent, policy=self.policy, by=self.talent.user, at=self.tick()
        ).pk
        return self

    def fill(self, *, papers: bool = True, **claim) -> Story:
        services.save_draft(
            application_id=self.pk,
            by=self.talent.user,
            at=self.tick(),
            claim={**self._claim(), **claim},
            stated={} if self.talent.title else {"person.title": "none"},
            promises={"deed": True},
            declared=True,
        )
        if papers:
            for code in PAPERS:
                self.attach(code)
        return self

    def _claim(self) -> dict:
        area = self.rng.choice(
            ["89.40", "118.26", "139.98", "140.00", "142.75", "168.30"]
        )
        price = round(float(area)) * self.rng.randrange(6200, 8800, 50)
        tax = price // 100 if float(area) <= 140 else price * 3 // 200
        filed = timezone.localtime(self.begins).date() - timedelta(days=40)
        return {
            "contract_number": f"DQ{filed:%Y%m}-{self.serial:06d}",
            "contract_date": filed.isoformat(),
            "district": self.region,
            "address": f"{self.rng.choice(ESTATES)}{self.serial % 18 + 1}号楼"
            f"{self.serial % 4 + 1}单元{self.serial % 20 + 2}02室",
            "is_new_commercial": True,
            "in_urban_area": True,
            "area": area,
            "price": f"{price}.00",
            "deed_tax": f"{tax}.00",
            "co_buyers": [],
        }

    def attach(self, code: str) -> Story:
        title = PAPERS.get(code, code.upper())
        is_pdf = code == "contract"
        services.attach(
            application_id=self.pk,
            material=code,
            file=demo_papers.pdf(title) if is_pdf else demo_papers.picture(title),
            name=f"{code}.pdf" if is_pdf else f"{code}.png",
            by=self.talent.user,
            at=self.tick(),
        )
        return self

    def submit(self, **claim) -> Story:
        self.start().fill(**claim)
        services.submit(application_id=self.pk, by=self.talent.user, at=self.tick())
        return self

    def _act(self, act: Callable, by: User, **words) -> Story:
        act(
            application_id=self.pk,
            by=by,
            at=self.tick(),
            version=self.version,
            **words,
        )
        return self

    def accept(self) -> Story:
        return self._act(services.accept, self.office.district)

    def ask_correction(self) -> Story:
        return self._act(
            services.request_correction,
            self.office.district,
            items=[
                Listed("发票照片模糊，请重新拍照上传", material="invoice"),
                Listed("契税金额与完税证明不一致，请核对", field="claim.deed_tax"),
            ],
            note="请在期限内一次补齐。",
        )

    def correct(self) -> Story:
        self.attach("invoice")
        services.resubmit_correction(
            application_id=self.pk,
            by=self.talent.user,
            at=self.tick(),
            note="契税金额已核对无误，以完税证明为准。",
        )
        return self

    def agree(self, by: User, opinion: str = "") -> Story:
        return self._act(
            services.decide,
            by,
            outcome="pass",
            reason="conditions_met",
            opinion=opinion or "材料齐全，与登记信息一致。",
        )

    def refuse(self, by: User, reason: str, note: str) -> Story:
        return self._act(
            services.decide,
            by,
            outcome="reject",
            reason=reason,
            note=note,
            opinion="经核对不符合条件。",
        )

    def settle(self) -> Story:
        """What the clock would have done by now."""
        services.settle(
            application_id=self.pk,
            on=timezone.localtime(self.now).date(),
            at=self.tick(),
        )
        return self

    def to_prelim(self, **claim) -> Story:
        return self.submit(**claim).wait(1).accept()

    def to_second(self, **claim) -> Story:
        return self.to_prelim(**claim).wait(2).agree(self.office.district)

    def to_approval(self, *, with_deed: bool = True, **claim) -> Story:
        self.to_second(**claim).wait(1)
        if with_deed:
            self.attach("deed")
        return self.wait(1).agree(self.office.city)

    def approve(self, **claim) -> Story:
        self.to_approval(**claim).wait(1)
        return self.agree(self.office.approver, "同意。")


# What is told, and how many working days ago it began.  The order is that of numbers.
STORIES: list[tuple[int, Callable[[Story], object]]] = [
    (60, lambda s: s.approve(area="168.30", price="1296000.00", deed_tax="19440.00")),
    (58, lambda s: s.approve(area="140.00", price="910000.00", deed_tax="9100.00")),
    (56, lambda s: s.submit().wait(2).ask_correction().wait(3).correct().wait(1)
        .accept().wait(2).agree(s.office.district).wait(2).attach("deed")
        .agree(s.office.city).wait(1).agree(s.office.approver)),
    (50, lambda s: s.approve()),
    (48, lambda s: s.to_second().wait(2).refuse(
        s.office.city, "not_the_home", "经核实，所购住房不属于新建商品住房。")),
    (45, lambda s: s.to_prelim().wait(3).refuse(
        s.office.district, "untrue", "所提交的合同与备案信息不符。")),
    (44, lambda s: s._act(services.refuse_acceptance, s.submit().wait(2).office.district,
        reason="no_policy", note="所申请事项不在本政策范围内。")),
    (40, lambda s: s.submit().wait(2).ask_correction().wait(12).settle()),
    (38, lambda s: services.withdraw(
        application_id=s.to_prelim().pk, by=s.talent.user, at=s.tick(),
        note="资料准备好后重新申请。")),
    (24, lambda s: s.to_approval()),                      # overdue with the approver
    (22, lambda s: s.to_second()),                        # overdue in the city
    (14, lambda s: s.to_prelim()),                        # overdue in the district
    (12, lambda s: s.submit().wait(7).settle()),          # deemed accepted
    (10, lambda s: s.submit().wait(2).ask_correction()),  # window ends soon
    (9, lambda s: s.to_approval(with_deed=False)),        # a promised paper is missing
    (8, lambda s: s.to_approval()),
    (8, lambda s: s.to_approval()),
    (7, lambda s: s.to_second()),
    (6, lambda s: s.to_second()),
    (6, lambda s: s.to_prelim()),
    (5, lambda s: s.submit()),                            # due today
    (4, lambda s: s.to_prelim()),
    (3, lambda s: s.to_prelim(contract_number="DQ202610-777001")),
    (2, lambda s: s.submit(contract_number="DQ202610-777001")),  # the same contract
    (1, lambda s: s.submit()),
    (0, lambda s: s.submit()),
]  # fmt: skip


@transaction.atomic
def build(*, at: datetime, users: Mapping[str, User], rng: Random) -> dict[str, int]:
    """Tell the stories, as many as the register has people for; count what was made.

    ``users`` are those of ``apps.accounts.demo``.  The account ``talent`` gets a draft
    to go on with, ``talent2`` an application to correct.
    """
    policy = load_policies(at=_moment(at, 70), by=users["city"])
    offices = {
        SARTU: Office(users["district"], users["city"], users["approver"]),
        RANGHULU: Office(users["district2"], users["city"], users["approver"]),
    }
    candidates = _candidates(at)
    serial = 0

    def story(talent: Talent, back: int) -> Story:
        nonlocal serial
        serial += 1
        region = RANGHULU if serial % 3 == 0 else SARTU
        begins = _moment(at, back)
        return Story(talent, offices[region], region, policy, begins, rng, serial)

    own = [_own_talent(users[name], candidates) for name in ("talent", "talent2")]
    for back, tell in STORIES:
        talent = next(candidates, None)
        if talent is None:
            break
        _give_account(talent, serial + 1, at)
        tell(story(talent, back))
    if own[0] is not None:
        story(own[0], 1).start().fill(papers=False).attach("contract")
    if own[1] is not None:
        story(own[1], 4).submit().wait(1).ask_correction()
    return {"applications": Application.objects.count()}


def _moment(at: datetime, workdays_back: int) -> datetime:
    """Half past nine, so many working days before."""
    day = timezone.localtime(at).date()
    while workdays_back:
        day -= timedelta(days=1)
        workdays_back -= is_workday(day)
    zone = timezone.get_current_timezone()
    return min(at, datetime.combine(day, time(9, 30), tzinfo=zone))


def _candidates(at: datetime) -> Iterator[Talent]:
    """People of the classes of the policy, doctors, masters and bachelors in turn.

    Those of them whose answers are all on the register, but for the title.
    """
    on = timezone.localtime(at).date()
    recent = on.replace(year=on.year - 4, day=1)
    wanted = [
        (EducationLevel.DOCTOR, None),
        (EducationLevel.MASTER, recent),
        (EducationLevel.BACHELOR, recent),
    ]
    queues = []
    for level, since in wanted:
        degrees = Education.objects.filter(
            talent=OuterRef("pk"), level=level, mode=Education.Mode.FULL_TIME
        )
        if since:
            degrees = degrees.filter(graduated_on__gte=since)
        queues.append(
            Talent.objects.filter(
                Exists(degrees),
                status=TalentStatus.ACTIVE,
                is_verified=True,
                user=None,
                education=level,
                nationality="CN",
            )
            .exclude(title=TitleLevel.SENIOR)
            .order_by("pk")[:40]
            .iterator()
        )
    while queues:
        for queue in list(queues):
            talent = next(queue, None)
            if talent is None:
                queues.remove(queue)
            else:
                yield talent


def _own_talent(user: User, candidates: Iterator[Talent]) -> Talent | None:
    """The entry of a demonstration account, given one where it has none."""
    found = Talent.objects.filter(user=user).first()
    if found is not None:
        return found
    talent = next(candidates, None)
    if talent is not None:
        talent.user = user
        talent.save(update_fields=["user"])
    return talent


def _give_account(talent: Talent, serial: int, at: datetime) -> None:
    """An account without a password: nobody signs in with it."""
    if talent.user_id:
        return
    user = User(username=f"applicant{serial:02d}", name=talent.name)
    user.set_unusable_password()
    user.save()
    grant_role(
        user_id=user.pk,
        role=Role.TALENT,
        office_id=None,
        from_date=SINCE,
        by=None,
        at=at,
    )
    talent.user = user
    talent.save(update_fields=["user"])
