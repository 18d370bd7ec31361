"""Public notice: what is shown, how long, and whom an objection stops."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import Error, transaction
from django.urls import reverse

from apps.applications import services
from apps.applications.models import (
    Application,
    NoticeEntry,
    Objection,
    PublicNotice,
    Step,
)
from apps.applications.services.notices import (
    Leak,
    NotLonger,
    check_leaks,
    digest_of,
    masked_name,
    waiting,
)
from apps.applications.services.objections import NoticeOver
from apps.applications.states import Status
from apps.applications.track import track
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.applications.factories import SHANGHAI
from tests.applications.route import AFTER, MONDAY, a_full_city, end, in_notice, publish

pytestmark = pytest.mark.django_db
LAST = date(2026, 10, 26)


@pytest.fixture
def city():
    return a_full_city()


def draft(city, *walks, at=MONDAY, **fields) -> PublicNotice:
    return services.draft_notice(
        by=city.city,
        at=at,
        title=fields.pop("title", "购房补贴公示"),
        application_ids=[walk.pk for walk in walks],
        **fields,
    )


def object_to(walk, at=MONDAY + timedelta(days=1), **words) -> Objection:
    entry = NoticeEntry.objects.get(application=walk.pk, is_live=True)
    fields = {"name": "李四", "phone": "13900000000", "text": "名下另有住房"}
    return services.take_objection(entry_id=entry.pk, at=at, **{**fields, **words})


def settle(objection, city, *, upheld, at=MONDAY + timedelta(days=2), finding="核实"):
    return services.settle_objection(
        objection_id=objection.pk, by=city.city, at=at, upheld=upheld, finding=finding
    )


def status(walk) -> str:
    return walk.application.status


class TestWhatIsShown:
    def test_masked_and_white_listed(self, city):
        walk = in_notice(city)
        entry = draft(city, walk).entries.get()
        assert entry.shown == {
            "name": "王*明",
            "document": "",
            "employer": "",
            "policy": "购房补贴（联审）",
            "amount": "¥111,760.28",
        }

    @pytest.mark.parametrize(
        ("name", "shown"),
        [("王明", "王*"), ("王小明", "王*明"), ("欧阳小明", "欧**明"), ("李", "李*")],
    )
    def test_a_name_keeps_its_ends(self, name, shown):
        assert masked_name(name) == shown

    @pytest.mark.parametrize(
        "text",
        [
            "230602199001019968",
            "身份证23060219900101996X号",
            "２３０６０２１９９００１０１９９６８",
            "2306 0219 9001 0199 68",
            "13900000000",
            "联系139-0000-0000",
            "6222021234567890123",
            "someone@example.org",
            "萨尔图区东风路3号楼2单元",
        ],
    )
    def test_anything_shaped_like_a_secret_is_refused(self, text):
        with pytest.raises(Leak) as error:
            check_leaks([text])
        assert text not in error.value.message

    @pytest.mark.parametrize(
        "text",
        ["****9968", "王*明", "¥1,000,000.00", "庆人才〔2026〕12号", "2026-10-19"],
    )
    def test_what_is_masked_passes(self, text):
        check_leaks([text])

    def test_a_title_that_leaks_makes_no_notice(self, city):
        walk = in_notice(city)
        with pytest.raises(Leak):
            draft(city, walk, title="联系人13900000000")
        assert not PublicNotice.objects.exists()

    def test_a_leak_after_drafting_is_caught_at_publishing(self, city):
        walk = in_notice(city)
        notice = draft(city, walk)
        entry = notice.entries.get()
        NoticeEntry.objects.filter(pk=entry.pk).update(
            shown={**entry.shown, "employer": "张三13900000000"}
        )
        with pytest.raises(Leak):
            services.publish_notice(notice_id=notice.pk, by=city.city, at=MONDAY)
        notice.refresh_from_db()
        assert notice.state == "draft"


class TestTheWindow:
    def test_five_working_days_after_the_day_of_publishing(self, city):
        notice = publish(city, in_notice(city))
        assert (notice.from_date, notice.until_date) == (date(2026, 10, 19), LAST)

    def test_the_step_of_each_application_ends_with_it(self, city):
        walk = in_notice(city)
        publish(city, walk)
        step = Step.objects.get(application=walk.pk, code="publicity")
        assert (step.due_date, walk.application.due_date) == (LAST, LAST)

    def test_never_fewer_days_than_the_version_says(self, city):
        assert draft(city, in_notice(city), days=2).days == 5

    def test_it_is_lengthened_never_shortened(self, city):
        walk = in_notice(city)
        notice = publish(city, walk)
        for days in (4, 5):
            with pytest.raises(NotLonger):
                services.lengthen_notice(
                    notice_id=notice.pk, by=city.city, at=MONDAY, days=days
                )
        services.lengthen_notice(notice_id=notice.pk, by=city.city, at=MONDAY, days=7)
        notice.refresh_from_db()
        assert (notice.days, notice.until_date) == (7, date(2026, 10, 28))
        assert walk.application.due_date == date(2026, 10, 28)

    @pytest.mark.parametrize("change", [{"days": 3}, {"title": "x"}, {"digest": "0"}])
    def test_the_database_holds_it_too(self, city, change):
        notice = publish(city, in_notice(city))
        with pytest.raises(Error), transaction.atomic():
            PublicNotice.objects.filter(pk=notice.pk).update(**change)
        with pytest.raises(Error), transaction.atomic():
            NoticeEntry.objects.filter(notice=notice).update(shown={})
        with pytest.raises(Error), transaction.atomic():
            NoticeEntry.objects.filter(notice=notice).delete()

    @pytest.mark.parametrize(
        ("on", "is_shown"),
        [
            (date(2026, 10, 18), False),
            (date(2026, 10, 19), True),
            (LAST, True),
            (AFTER, False),
        ],
    )
    def test_it_is_shown_to_its_last_day_whoever_forgets_it(self, city, on, is_shown):
        publish(city, in_notice(city))
        assert PublicNotice.objects.shown(on).exists() is is_shown

    def test_a_year_not_announced_is_not_guessed(self, city):
        walk = in_notice(city)
        late = datetime(2026, 12, 29, 9, 0, tzinfo=SHANGHAI)
        notice = draft(city, walk, at=late)
        with pytest.raises(DomainError, match="2027"):
            services.publish_notice(notice_id=notice.pk, by=city.city, at=late)
        notice.refresh_from_db()
        assert notice.state == "draft"


class TestTheEnd:
    def test_not_before_the_last_day_is_over(self, city):
        walk = in_notice(city)
        publish(city, walk)
        assert end(LAST) == 0
        assert status(walk) == Status.PUBLICITY
        assert end(AFTER) == 1
        assert status(walk) == Status.APPROVAL
        assert end(AFTER) == 0

    def test_days_without_a_scheduler_move_no_date(self, city):
        walk = in_notice(city)
        publish(city, walk)
        end(date(2026, 11, 2))
        step = Step.objects.get(application=walk.pk, code="approval")
        assert step.start_date == LAST
        assert step.due_date == date(2026, 11, 2)

    def test_the_result_is_kept_with_the_digest_of_what_was_shown(self, city):
        walk = in_notice(city)
        notice = publish(city, walk)
        end()
        notice.refresh_from_db()
        assert notice.result == {
            "passed": [walk.application.number],
            "held": [],
            "objections": 0,
            "digest": digest_of([entry.shown for entry in notice.entries.all()]),
        }

    def test_an_application_stands_in_one_notice_at_a_time(self, city):
        walk = in_notice(city)
        notice = draft(city, walk)
        with pytest.raises(DomainError):
            draft(city, walk)
        services.discard_notice(notice_id=notice.pk, by=city.city, at=MONDAY)
        assert draft(city, walk).entries.count() == 1


class TestObjections:
    def test_one_stops_the_person_concerned_and_nobody_else(self, city):
        one, other = in_notice(city, number=1), in_notice(city, number=2)
        publish(city, one, other)
        object_to(one)
        assert (status(one), status(other)) == (
            Status.OBJECTION_HOLD,
            Status.PUBLICITY,
        )
        end()
        assert (status(one), status(other)) == (
            Status.OBJECTION_HOLD,
            Status.APPROVAL,
        )

    def test_nobody_approves_while_one_is_open(self, city):
        walk = in_notice(city)
        publish(city, walk)
        object_to(walk)
        end()
        with pytest.raises(NotAllowed):
            walk.decide(city.approver)
        assert status(walk) == Status.OBJECTION_HOLD

    def test_the_clock_stands_still(self, city):
        walk = in_notice(city)
        publish(city, walk)
        object_to(walk)
        step = Step.objects.get(application=walk.pk, code="publicity")
        assert step.is_stopped
        assert walk.application.due_date is None

    def test_the_applicant_is_promised_no_date_meanwhile(self, city):
        walk = in_notice(city)
        publish(city, walk)
        object_to(walk)
        seen = track(walk.application, walk.applicant, on=date(2026, 10, 21))
        assert seen.promised_words == "the clock stands still"
        assert "objection" in seen.current.detail

    def test_not_upheld_within_the_window_it_goes_back(self, city):
        walk = in_notice(city)
        publish(city, walk)
        settle(object_to(walk), city, upheld=False)
        assert status(walk) == Status.PUBLICITY
        end()
        # One working day of standing still: the step, not the window, is longer.
        assert status(walk) == Status.APPROVAL

    def test_not_upheld_after_the_window_it_goes_on(self, city):
        walk = in_notice(city)
        publish(city, walk)
        objection = object_to(walk)
        end()
        settle(
            objection,
            city,
            upheld=False,
            at=datetime(2026, 10, 29, 9, 0, tzinfo=SHANGHAI),
        )
        assert status(walk) == Status.APPROVAL
        # The approver's days begin when it comes to the approver, not in the past.
        step = Step.objects.get(application=walk.pk, code="approval")
        assert step.start_date == date(2026, 10, 29)

    def test_lengthening_leaves_the_clock_of_a_held_one_stopped(self, city):
        walk = in_notice(city)
        notice = publish(city, walk)
        object_to(walk)
        at = MONDAY + timedelta(days=1)
        services.lengthen_notice(notice_id=notice.pk, by=city.city, at=at, days=8)
        step = Step.objects.get(application=walk.pk, code="publicity")
        assert (step.is_stopped, step.due_date) == (True, None)

    def test_upheld_it_is_reviewed_once_more_by_people(self, city):
        walk = in_notice(city)
        publish(city, walk)
        settle(object_to(walk), city, upheld=True)
        assert status(walk) == Status.SECOND_REVIEW
        walk.at = MONDAY + timedelta(days=3)
        walk.decide(city.city, "reject", reason="untrue", note="异议成立。")
        assert status(walk) == Status.REJECTED

    def test_of_two_objections_both_must_be_settled(self, city):
        walk = in_notice(city)
        publish(city, walk)
        first, second = object_to(walk), object_to(walk, name="王五")
        settle(first, city, upheld=False)
        assert status(walk) == Status.OBJECTION_HOLD
        settle(second, city, upheld=False)
        assert status(walk) == Status.PUBLICITY

    @pytest.mark.parametrize("missing", ["name", "phone", "text"])
    def test_nothing_anonymous_is_taken(self, city, missing):
        walk = in_notice(city)
        publish(city, walk)
        with pytest.raises(DomainError):
            object_to(walk, **{missing: " "})
        assert not Objection.objects.exists()
        assert status(walk) == Status.PUBLICITY

    @pytest.mark.parametrize(("day", "is_taken"), [(LAST, True), (AFTER, False)])
    def test_to_the_end_of_the_last_day(self, city, day, is_taken):
        walk = in_notice(city)
        publish(city, walk)
        at = datetime(day.year, day.month, day.day, 0, 1, tzinfo=SHANGHAI)
        if is_taken:
            object_to(walk, at=at.replace(hour=23, minute=59))
        else:
            with pytest.raises(NoticeOver):
                object_to(walk, at=at)
        assert Objection.objects.exists() is is_taken

    def test_what_was_found_is_said_and_kept(self, city):
        walk = in_notice(city)
        publish(city, walk)
        objection = object_to(walk)
        with pytest.raises(DomainError):
            settle(objection, city, upheld=False, finding=" ")
        settle(objection, city, upheld=False)
        with pytest.raises(NotAllowed):
            settle(objection, city, upheld=True)
        with pytest.raises(Error), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(text="另一回事")
        assert status(walk) == Status.PUBLICITY

    def test_a_name_is_kept_encrypted(self, city):
        walk = in_notice(city)
        publish(city, walk)
        objection = object_to(walk)
        raw = (
            Objection.objects.filter(pk=objection.pk)
            .extra(select={"raw": "name"})
            .values_list("raw", flat=True)[0]
        )
        assert "李四" not in raw


class TestAnotherDistrict:
    """A city reviewer whose office reaches one district makes no notice of another's."""

    @pytest.fixture
    def elsewhere(self):
        return UserFactory(role=Role.CITY_REVIEWER, region="230604")

    def test_what_waits_there_is_not_seen_and_not_taken(self, city, elsewhere):
        walk = in_notice(city)
        assert walk.application in waiting(city.city)
        assert walk.application not in waiting(elsewhere)
        with pytest.raises(DomainError):
            services.draft_notice(
                by=elsewhere, at=MONDAY, title="x", application_ids=[walk.pk]
            )
        assert not PublicNotice.objects.exists()

    def test_its_notices_and_who_objected_are_not_seen(self, city, elsewhere, client):
        walk = in_notice(city)
        notice = publish(city, walk)
        object_to(walk)
        assert list(PublicNotice.objects.visible_to(city.city)) == [notice]
        assert list(PublicNotice.objects.visible_to(elsewhere)) == []
        client.force_login(elsewhere)
        url = reverse("applications:notice", args=[notice.number])
        assert client.get(url).status_code == 404

    def test_its_notices_are_not_acted_on(self, city, elsewhere):
        notice = draft(city, in_notice(city))
        for act in (services.publish_notice, services.discard_notice):
            with pytest.raises(NotAllowed):
                act(notice_id=notice.pk, by=elsewhere, at=MONDAY)
        notice.refresh_from_db()
        assert notice.state == "draft"


def test_the_public_door_closes_after_many_objections_from_one_place(city, client):
    """One stranger may not hold up a whole batch."""
    with time_machine.travel(MONDAY):
        walk = in_notice(city)
        notice = publish(city, walk)
        url = reverse("public:objection", args=[notice.address])
        for _try in range(10):
            assert client.post(url, {}).status_code == 422
        assert client.post(url, {}).status_code == 429
        elsewhere = client.post(url, {}, REMOTE_ADDR="192.0.2.7")
        assert elsewhere.status_code == 422


def test_only_the_citys_reviewers_make_notices(city):
    walk = in_notice(city)
    for user in (city.district, city.approver, walk.applicant):
        with pytest.raises(NotAllowed):
            services.draft_notice(
                by=user, at=MONDAY, title="x", application_ids=[walk.pk]
            )
    assert Application.objects.filter(status=Status.PUBLICITY).count() == 1
    assert not PublicNotice.objects.exists()
