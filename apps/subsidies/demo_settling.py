"""Settling-in grants of the demonstration: with departments, notice and objection.

Whom they fit is asked of the register by the engine that sweeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from apps.accounts.models import Office, User
from apps.accounts.services import grant_role
from apps.applications import services
from apps.applications.models import Application, NoticeEntry
from apps.applications.states import Status
from apps.core.roles import Role
from apps.policies.engine.question import everybody
from apps.policies.models import Policy, PolicyVersion
from apps.policies.seed_settling import load_settling
from apps.policies.sweeps import question_of
from apps.subsidies import demo_papers
from apps.subsidies.demo_story import SINCE, Desk, Story, give_account, moment
from apps.talents.models import Talent

PAPERS = {"diploma": "DIPLOMA", "contract": "EMPLOYMENT CONTRACT", "pledge": "PLEDGE"}
HANDLERS = {"education": "handler", "hrss": "handler2"}


class SettlingStory(Story):
    """A grant that hangs on the person alone; the papers are few."""

    users: Mapping[str, User]

    def fill(self, *, papers: bool = True, **claim) -> Story:
        services.save_draft(
            application_id=self.pk,
            by=self.talent.user,
            at=self.tick(),
            claim=claim,
            stated={},
            declared=True,
        )
        for code in PAPERS if papers else ():
            services.attach(
                application_id=self.pk,
                material=code,
                file=demo_papers.picture(PAPERS[code]),
                name=f"{code}.png",
                by=self.talent.user,
                at=self.tick(),
            )
        return self

    def to_departments(self) -> SettlingStory:
        self.submit().wait(1).accept().wait(2).agree(self.office.district).wait(1)
        return self.agree(self.office.city)

    def answered(self, *codes: str, result: str = "clear", note: str = "无异常"):
        for code in codes:
            check = self.application.joint_checks.get(office__code=code)
            services.answer_check(
                check_id=check.pk,
                by=self.users[HANDLERS[code]],
                at=self.tick(),
                result=result,
                note=note,
            )
        return self

    def to_notice(self) -> SettlingStory:
        return self.to_departments().wait(2).answered("education", "hrss")


def _approved(story: SettlingStory, second: User) -> None:
    _noticed(story)
    story.agree(story.office.approver, "同意。").wait(1).agree(second, "同意发放。")


def _noticed(story: SettlingStory) -> None:
    """Through a notice of its own, to its end."""
    story.to_notice().wait(1)
    _publish([story], "安家补贴公示（往期）", story.tick())
    story.wait(6)
    on = timezone.localtime(story.now).date()
    services.end_due(on=on, at=story.tick())
    story.wait(1)


def _publish(stories: list[SettlingStory], title: str, at: datetime):
    city = stories[0].office.city
    notice = services.draft_notice(
        by=city, at=at, title=title, application_ids=[each.pk for each in stories]
    )
    return services.publish_notice(notice_id=notice.pk, by=city, at=at)


def build(*, at: datetime, users: Mapping[str, User], rng: Random) -> None:
    """Grants at every stop; ``approver2`` gives the second signature."""
    policy = load_settling(at=moment(at, 70), by=users["city"])
    # The second handler speaks for the social-insurance department as well.
    grant_role(
        user_id=users["handler2"].pk,
        role=Role.DEPARTMENT_HANDLER,
        office_id=Office.objects.get(code="hrss").pk,
        from_date=SINCE,
        by=None,
        at=at,
    )
    desk = Desk(users["district"], users["city"], users["approver"])
    people = _who_fits(policy, at)
    serial = 0

    def story(back: int) -> SettlingStory | None:
        nonlocal serial
        talent = next(people, None)
        if talent is None:
            return None
        serial += 1
        give_account(talent, f"settler{serial:02d}", at)
        told = SettlingStory(
            talent, desk, talent.region_id, policy, moment(at, back), rng, serial
        )
        told.users = users
        return told

    signer = grant_second_approver(users, at)
    tales: list[tuple[int, Callable[[SettlingStory], object]]] = [
        (40, lambda s: _approved(s, signer)),
        (25, lambda s: (_noticed(s), s.agree(s.office.approver, "同意。"))),
        (24, _noticed),
        (14, lambda s: s.to_departments().wait(2).answered("hrss")),
        (9, lambda s: s.to_departments().wait(1).answered(
            "education", result="problem", note="学位证书编号查询不到")),
        (6, lambda s: s.to_departments()),
        (9, lambda s: s.to_notice()),
        (8, lambda s: s.to_notice()),
    ]  # fmt: skip
    _revoke_one(signer, at)
    for back, tell in tales:
        told = story(back)
        if told is None:
            return
        tell(told)
    running = [told.to_notice() for told in (story(12), story(12), story(11)) if told]
    if running:
        _run_notice(running, moment(at, 2))


def _revoke_one(by: User, at: datetime) -> None:
    """An approval of long ago that turned out wrong, by somebody who did not sign it."""
    found = Application.objects.filter(status=Status.APPROVED).order_by("pk").last()
    if found is not None:
        services.revoke(
            application_id=found.pk,
            by=by,
            at=moment(at, 3),
            version=found.version,
            note="经核查，所购住房在享受补贴前已转让，予以撤销。",
        )


def _run_notice(stories: list[SettlingStory], at: datetime) -> None:
    """A notice that runs today, with an objection to its first."""
    notice = _publish(stories, "2026年安家补贴公示（示范）", at)
    entry = NoticeEntry.objects.filter(notice=notice).order_by("order").first()
    services.take_objection(
        entry_id=entry.pk,
        name="示范异议人",
        phone="15400000000",
        text="据了解，该同志今年已调离现单位，请核实是否仍在市内工作。",
        at=at + timedelta(hours=3),
    )


def grant_second_approver(users: Mapping[str, User], at: datetime) -> User:
    """Two people of the city sign above the threshold."""
    second = users["approver2"]
    grant_role(
        user_id=second.pk,
        role=Role.APPROVER,
        office_id=Office.objects.get(code="talent-230600").pk,
        from_date=SINCE,
        by=None,
        at=at,
    )
    second.forget_grants()
    users["handler2"].forget_grants()
    return second


def _who_fits(policy: Policy, at: datetime) -> Iterator[Talent]:
    """People of Sartu without an account whom the rules fit, doctors first."""
    version = PolicyVersion.objects.get(policy=policy)
    on = timezone.localtime(at).date() - timedelta(days=70)
    statement = question_of([version]).rows(everybody(on), few=False)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        fitting = [row[0] for row in cursor.fetchall() if row[3]]
    return (
        Talent.objects.filter(
            pk__in=fitting, user=None, region_id="230602", nationality="CN"
        )
        .order_by("education", "pk")[:20]
        .iterator()
    )
