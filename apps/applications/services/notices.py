"""Public notices: batch, check, publish, lengthen, end (公示)."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import clock
from apps.applications.assessment import assess
from apps.applications.models import (
    Application,
    NoticeEntry,
    Objection,
    PublicNotice,
)
from apps.applications.services.moves import advance, lock, open_step_of
from apps.applications.states import IN_NOTICE, Status
from apps.audit.numbers import next_number
from apps.audit.services import record
from apps.core.days import day_of
from apps.core.errors import DomainError, NotAllowed
from apps.core.money import format_yuan
from apps.core.roles import Role
from apps.policies.choices import StepCode
from apps.talents.models import IdentityDocument
from apps.workdays.services import due

logger = logging.getLogger(__name__)

# The only columns that a notice may show, in their order.
COLUMNS = ("name", "document", "employer", "policy", "amount")
# Shaped like a resident ID, a mobile number, a bank card, an e-mail address or a home.
LEAKS = (
    re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"),
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    re.compile(r"(?<!\d)\d{15,19}(?!\d)"),
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    re.compile(r"\d+\s*(号楼|单元|栋|室)"),
)
NOTICES = "PN"


class Leak(DomainError):
    """Something shaped like an ID, a phone, a card or an address would be shown."""

    code = "leak"


class NotLonger(DomainError):
    code = "not_longer"


def _may(user: User) -> None:
    if not user.has_role(Role.CITY_REVIEWER):
        raise NotAllowed(_("Public notices are made by the city's reviewers."))


def _lock_for(notice_id: int, by: User) -> PublicNotice:
    """The notice, locked, for somebody who reaches everybody in it."""
    _may(by)
    notice = PublicNotice.objects.select_for_update().get(pk=notice_id)
    if not PublicNotice.objects.visible_to(by).filter(pk=notice_id).exists():
        raise NotAllowed(_("People out of your reach stand in this notice."))
    return notice


def waiting(user: User) -> QuerySet[Application]:
    """Applications in reach that stand in no notice yet, the most urgent first."""
    return (
        Application.objects.filter(
            user.reach(Role.CITY_REVIEWER).filter("region"), status=Status.PUBLICITY
        )
        .exclude(notice_entries__is_live=True)
        .select_related("talent__employer", "policy", "version_used")
        .order_by("due_sort", "pk")
    )


def shown_of(application: Application, *, on: date) -> dict[str, str]:
    """What the public sees of one application: white-listed and masked."""
    talent = application.talent
    amount = assess(application, on=on).worked.amount
    return {
        "name": masked_name(talent.name),
        "document": _tail_of(talent.pk),
        "employer": str(talent.employer or ""),
        "policy": application.policy.name,
        "amount": format_yuan(amount) if amount is not None else "",
    }


def masked_name(name: str) -> str:
    """王*明, 王*: the first character, and the last of three or more."""
    if len(name) <= 2:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def _tail_of(talent_id: int) -> str:
    document = (
        IdentityDocument.objects.filter(talent=talent_id).order_by("-is_main", "pk")
    ).first()
    return f"****{document.number[-4:]}" if document else ""


def check_leaks(texts: Iterable[str]) -> None:
    """Raise ``Leak`` for anything shaped like what may never be published."""
    for text in texts:
        for pattern in LEAKS:
            found = pattern.search(_plain(text))
            if found:
                raise Leak(
                    _(
                        "“{text}” looks like a document, phone or card number or an "
                        "address. Nothing was published."
                    ).format(text=_hidden(found.group()))
                )


def _plain(text: str) -> str:
    """Full-width digits as digits, and no spaces or dashes between digits."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"(?<=\d)[ \-](?=\d)", "", text)


def _hidden(text: str) -> str:
    return f"{text[:2]}…{text[-2:]}"


@transaction.atomic
def draft_notice(
    *,
    by: User,
    at: datetime,
    title: str,
    application_ids: Iterable[int],
    days: int | None = None,
) -> PublicNotice:
    """Freeze what would be shown of each application.  Nothing is public yet.

    ``days``: working days; never fewer than the longest limit among the versions.
    Raises ``NotAllowed``, ``Leak``, ``DomainError`` for an empty batch.
    """
    _may(by)
    ids = sorted(set(application_ids))
    applications = list(waiting(by).filter(pk__in=ids).select_for_update(of=("self",)))
    if not applications or len(applications) != len(ids):
        raise DomainError(
            _("Some of these applications do not wait for a notice any more."),
            code="not_waiting",
        )
    least = max(_least_days(each) for each in applications)
    on = day_of(at)
    rows = [shown_of(each, on=on) for each in applications]
    check_leaks([title, *(text for row in rows for text in row.values())])
    notice = PublicNotice.objects.create(
        number=next_number(NOTICES, on=on),
        title=title.strip()[:150],
        address=secrets.token_hex(12),
        days=max(days or least, least),
        created_by=by,
        created_at=at,
        digest=digest_of(rows),
    )
    NoticeEntry.objects.bulk_create(
        NoticeEntry(notice=notice, application=each, order=order, shown=row)
        for order, (each, row) in enumerate(zip(applications, rows, strict=True), 1)
    )
    record(
        "applications.notice.drafted",
        target=notice,
        by=by,
        at=at,
        new={"applications": [each.number for each in applications]},
    )
    return notice


def _least_days(application: Application) -> int:
    limits = application.version_used.limits.all()
    return next(limit.days for limit in limits if limit.step == StepCode.PUBLICITY)


def digest_of(rows: list[dict]) -> str:
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def discard_notice(*, notice_id: int, by: User, at: datetime) -> None:
    """Let a draft go; its applications wait again."""
    notice = _lock_for(notice_id, by)
    if notice.published_at is not None:
        raise NotAllowed(_("What was published stays."))
    record("applications.notice.discarded", target=notice, by=by, at=at)
    notice.delete()


@transaction.atomic
def publish_notice(*, notice_id: int, by: User, at: datetime) -> PublicNotice:
    """Show it to the world from now to the end of the window.

    The day of publishing does not count.  Refused where the calendar cannot tell the
    last day, and where a row leaks.  Publishing again changes nothing.
    """
    notice = _lock_for(notice_id, by)
    if notice.published_at is not None:
        return notice
    entries = list(notice.entries.select_related("application").order_by("order"))
    check_leaks(
        [notice.title, *(text for entry in entries for text in entry.shown.values())]
    )
    for entry in entries:
        application = lock(entry.application_id)
        if application.status != Status.PUBLICITY:
            raise DomainError(
                _("{number} does not wait for a notice any more.").format(
                    number=application.number
                ),
                code="not_waiting",
            )
    on = day_of(at)
    notice.from_date, notice.until_date = on, _last_day(on, notice.days)
    notice.published_by, notice.published_at = by, at
    notice.save()
    _show_end(notice)
    record(
        "applications.notice.published",
        target=notice,
        by=by,
        at=at,
        new={"until": notice.until_date, "digest": notice.digest},
    )
    return notice


def _last_day(first: date, days: int) -> date:
    """The last of so many working days after the first; unknown is refused."""
    end = due(first, days)
    if end.date is None:
        raise DomainError(
            _(
                "The working days of {year} are not announced: the end is unknown."
            ).format(year=end.unknown_year),
            code="unknown_year",
        )
    return end.date


def _show_end(notice: PublicNotice) -> None:
    """The step of each application ends with the window; a stopped clock stays so."""
    for entry in notice.entries.filter(is_live=True).order_by("application_id"):
        application = lock(entry.application_id)
        if application.status not in IN_NOTICE:
            continue
        step = open_step_of(application, StepCode.PUBLICITY)
        step.start_date, step.days = notice.from_date, notice.days
        clock.set_due(step)
        step.save()
        clock.copy_due(application, step)
        application.save(update_fields=clock.DUE_FIELDS)


@transaction.atomic
def lengthen_notice(
    *, notice_id: int, by: User, at: datetime, days: int
) -> PublicNotice:
    """More working days, never fewer.  Raises ``NotLonger``; nothing once it is over."""
    notice = _lock_for(notice_id, by)
    if notice.state != "running" or notice.until_date < day_of(at):
        raise NotAllowed(_("This notice does not run."))
    if days <= notice.days:
        raise NotLonger(
            _(
                "A notice is lengthened, never shortened: it has {days} working days."
            ).format(days=notice.days)
        )
    old = notice.until_date
    notice.days, notice.until_date = days, _last_day(notice.from_date, days)
    notice.save(update_fields=["days", "until_date"])
    _show_end(notice)
    record(
        "applications.notice.lengthened",
        target=notice,
        by=by,
        at=at,
        old={"until": old},
        new={"until": notice.until_date},
    )
    return notice


def end_due(*, on: date, at: datetime) -> int:
    """End every notice whose window is over; return how many.

    Days without a scheduler change nothing: what is shown ends by its date, and the
    next step is counted from the end of the window, whenever this runs.
    """
    ended = 0
    over = PublicNotice.objects.filter(ended_at=None, until_date__lt=on)
    for notice_id in over.order_by("until_date", "pk").values_list("pk", flat=True):
        try:
            ended += end_notice(notice_id=notice_id, on=on, at=at)
        except Exception:
            logger.exception("notice %s could not be ended", notice_id)
    return ended


@transaction.atomic
def end_notice(*, notice_id: int, on: date, at: datetime) -> bool:
    """Whoever met no objection goes on; the others wait for what is found."""
    notice = PublicNotice.objects.select_for_update().get(pk=notice_id)
    if notice.ended_at is not None or not (
        notice.until_date and notice.until_date < on
    ):
        return False
    went_on, held = [], []
    for entry in notice.entries.filter(is_live=True).order_by("application_id"):
        application = lock(entry.application_id)
        if application.status == Status.PUBLICITY:
            pass_notice(application, notice, at=at, start=notice.until_date)
            went_on.append(application.number)
        elif application.status == Status.OBJECTION_HOLD:
            held.append(application.number)
    notice.ended_at = at
    notice.result = {
        "passed": went_on,
        "held": held,
        "objections": Objection.objects.filter(entry__notice=notice).count(),
        "digest": notice.digest,
    }
    notice.save(update_fields=["ended_at", "result"])
    record(
        "applications.notice.ended", target=notice, by=None, at=at, new=notice.result
    )
    return True


def pass_notice(
    application: Application, notice: PublicNotice, *, at: datetime, start: date
) -> None:
    """On to the next step, whose days are counted after ``start``."""
    NoticeEntry.objects.filter(notice=notice, application=application).update(
        is_live=False
    )
    step = open_step_of(application, StepCode.PUBLICITY)
    amount = assess(application, on=day_of(at)).worked.amount
    advance(application, step, by=None, at=at, amount=amount, start=start)
