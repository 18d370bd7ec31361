"""Applications in every state for the demonstration city, made through the services.

Each is acted at moments in the past, so deadlines, corrections and overdue things are
what they would be; nothing is written around the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.policies.seed import load_policies
from apps.subsidies import demo_settling
from apps.subsidies.demo_story import Desk, Story, give_account, moment
from apps.talents.choices import EducationLevel, TalentStatus, TitleLevel
from apps.talents.models import Education, Talent

SARTU, RANGHULU = "230602", "230604"


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
    policy = load_policies(at=moment(at, 70), by=users["city"])
    offices = {
        SARTU: Desk(users["district"], users["city"], users["approver"]),
        RANGHULU: Desk(users["district2"], users["city"], users["approver"]),
    }
    candidates = _candidates(at)
    serial = 0

    def story(talent: Talent, back: int) -> Story:
        nonlocal serial
        serial += 1
        region = RANGHULU if serial % 3 == 0 else SARTU
        begins = moment(at, back)
        return Story(talent, offices[region], region, policy, begins, rng, serial)

    own = [_own_talent(users[name], candidates) for name in ("talent", "talent2")]
    for back, tell in STORIES:
        talent = next(candidates, None)
        if talent is None:
            break
        give_account(talent, f"applicant{serial + 1:02d}", at)
        tell(story(talent, back))
    if own[0] is not None:
        story(own[0], 1).start().fill(papers=False).attach("contract")
    if own[1] is not None:
        story(own[1], 4).submit().wait(1).ask_correction()
    demo_settling.build(at=at, users=users, rng=rng)
    return {"applications": Application.objects.count()}


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
