"""One application of the demonstration, told act by act through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import grant_role
from apps.applications import services
from apps.applications.models import Application
from apps.applications.services.intake import Listed
from apps.core.roles import Role
from apps.policies.models import Policy
from apps.subsidies import demo_papers
from apps.talents.models import Talent
from apps.workdays.services import is_workday

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
class Desk:
    """Who works on applications of a district."""

    district: User
    city: User
    approver: User


@dataclass
class Story:
    """One application being told.  ``back`` is how many working days ago it began."""

    talent: Talent
    office: Desk
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
    def application(self) -> Application:
        return Application.objects.get(pk=self.pk)

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


def moment(at: datetime, workdays_back: int) -> datetime:
    """Half past nine, so many working days before."""
    day = timezone.localtime(at).date()
    while workdays_back:
        day -= timedelta(days=1)
        workdays_back -= is_workday(day)
    zone = timezone.get_current_timezone()
    return min(at, datetime.combine(day, time(9, 30), tzinfo=zone))


def give_account(talent: Talent, username: str, at: datetime) -> None:
    """An account without a password: nobody signs in with it."""
    if talent.user_id:
        return
    user = User(username=username, name=talent.name)
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
