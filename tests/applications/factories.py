"""Applications made as people make them: through the services, at chosen moments.

``a_city()`` gives the policy and the people of the office; ``Walk`` takes one
application as far as a test needs it.
"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from PIL import Image

from apps.applications import services
from apps.applications.models import Application
from apps.applications.services.intake import Listed
from apps.core.roles import Role
from apps.policies.seed import load_policies
from apps.talents.choices import TitleLevel
from tests.accounts.factories import UserFactory
from tests.talents.factories import EducationFactory, TalentFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Friday; 19 to 23 October 2026 are working days, 1 to 8 October were holidays.
AT = datetime(2026, 10, 16, 10, 0, tzinfo=SHANGHAI)
SARTU = "230602"
REQUIRED = ("contract", "invoice", "tax-receipt", "diploma", "pledge")
CLAIM = {
    "contract_number": "DQ2026-009876",
    "contract_date": "2026-09-01",
    "district": SARTU,
    "address": "示范小区1号楼2单元301室",
    "is_new_commercial": True,
    "in_urban_area": True,
    "area": "140.01",
    "price": "980000.00",
    "deed_tax": "14700.35",
    "co_buyers": [],
}


def a_picture(color: str = "white", size: int = 24) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), color).save(out, "PNG")
    return out.getvalue()


def a_city(at: datetime = AT) -> SimpleNamespace:
    """The policy, and one person for every desk that an application crosses."""
    return SimpleNamespace(
        policy=load_policies(at=at),
        district=UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU),
        city=UserFactory(role=Role.CITY_REVIEWER),
        approver=UserFactory(role=Role.APPROVER),
    )


def a_doctor(**fields):
    """A talent of Sartu with an account, a doctorate and no professional title."""
    fields.setdefault("user", UserFactory(role=Role.TALENT))
    talent = TalentFactory(title=TitleLevel.INTERMEDIATE, education="doctor", **fields)
    EducationFactory(talent=talent, level="doctor", graduated_on=date(2018, 7, 1))
    return talent


class Walk:
    """One application on its way.  ``at`` moves on by an hour with every act."""

    def __init__(self, city: SimpleNamespace, talent=None, at: datetime = AT) -> None:
        self.city = city
        self.talent = talent or a_doctor()
        self.at = at
        self.pk: int | None = None

    @property
    def application(self) -> Application:
        """Read again each time."""
        return Application.objects.select_related("talent", "policy").get(pk=self.pk)

    @property
    def version(self) -> int:
        return Application.objects.values_list("version", flat=True).get(pk=self.pk)

    @property
    def applicant(self):
        return self.talent.user

    def _tick(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at

    def start(self) -> Walk:
        self.pk = services.start_draft(
            talent=self.talent,
            policy=self.city.policy,
            by=self.applicant,
            at=self._tick(),
        ).pk
        return self

    def fill(self, papers=REQUIRED, promises=("deed",), **claim) -> Walk:
        services.save_draft(
            application_id=self.pk,
            by=self.applicant,
            at=self._tick(),
            claim={**CLAIM, **claim},
            promises=dict.fromkeys(promises, True),
            declared=True,
        )
        for code in papers:
            self.attach(code)
        return self

    def attach(self, code: str, by=None):
        return services.attach(
            application_id=self.pk,
            material=code,
            file=a_picture(),
            name=f"{code}.png",
            by=by or self.applicant,
            at=self._tick(),
        )

    def submit(self) -> Walk:
        services.submit(application_id=self.pk, by=self.applicant, at=self._tick())
        return self

    def submitted(self, **claim) -> Walk:
        return self.start().fill(**claim).submit()

    def accept(self) -> Walk:
        services.accept(
            application_id=self.pk,
            by=self.city.district,
            at=self._tick(),
            version=self.version,
        )
        return self

    def ask_correction(self, *items: Listed) -> Walk:
        services.request_correction(
            application_id=self.pk,
            by=self.city.district,
            at=self._tick(),
            version=self.version,
            items=items or [Listed("看不清", material="invoice")],
        )
        return self

    def resubmit(self, note: str = "") -> Walk:
        services.resubmit_correction(
            application_id=self.pk, by=self.applicant, at=self._tick(), note=note
        )
        return self

    def decide(self, by, outcome: str = "pass", **words) -> Walk:
        services.decide(
            application_id=self.pk,
            by=by,
            at=self._tick(),
            version=self.version,
            outcome=outcome,
            **words,
        )
        return self

    def in_prelim(self, **claim) -> Walk:
        return self.submitted(**claim).accept()

    def in_second(self, **claim) -> Walk:
        return self.in_prelim(**claim).decide(self.city.district)

    def in_approval(self, **claim) -> Walk:
        """With the promised paper handed in, so that it can be approved."""
        self.in_second(**claim).attach("deed")
        return self.decide(self.city.city)

    def approved(self, **claim) -> Walk:
        return self.in_approval(**claim).decide(self.city.approver)
