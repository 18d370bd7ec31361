"""Calendar, inbox and long work as people see them, at a desk and on a phone."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from apps.core.roles import Role
from apps.documents import services as documents
from apps.jobs.models import Job, JobState
from tests.accounts.factories import UserFactory
from tests.documents import files
from tests.jobs.factories import JobFactory
from tests.notifications.factories import DeliveryFactory, MessageFactory
from tests.workdays.test_notice import NOTICE_2026

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = ["laptop", "phone"]


@pytest.fixture
def administrator():
    return UserFactory(role=Role.SYSTEM_ADMIN, language="zh-hans", name="系统管理员")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_calendar_is_read_pasted_and_previewed(open_window, administrator, width):
    window = open_window(width=width, user=administrator)
    page = window.open("/calendar/2026/")
    window.shot("calendar-2026")
    assert not window.scrolls_sideways()

    window.open("/calendar/2027/")
    window.shot("calendar-unknown")
    page.get_by_role("link", name="录入日期").click()
    text = NOTICE_2026.replace("2026", "2027").replace("2025", "2026")
    page.get_by_label("通知正文").fill(text)
    window.shot("calendar-edit")
    page.get_by_role("button", name="读取").click()
    page.get_by_role("heading", name="保存前确认").wait_for()
    window.shot("calendar-preview")
    assert not window.scrolls_sideways()

    page.get_by_role("button", name="确认录入").click()
    page.get_by_role("heading", name="标记2027年已公布").wait_for()
    window.shot("calendar-announce")
    page.get_by_role("button", name="标记为已公布").click()
    page.get_by_text("2027年已可计算").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_inbox_is_read_and_emptied(open_window, administrator, width):
    now = timezone.now()
    for number in range(8):
        MessageFactory(
            recipient=administrator,
            subject=f"事项 C-2026-00012{number} 还有2个工作日到期",
            body="大庆高新技术产业开发区 · 子女入学" if number % 2 else "",
            is_statutory=number == 3,
            created_at=now - timedelta(hours=number),
            read_at=now if number > 4 else None,
        )
    window = open_window(width=width, user=administrator)
    page = window.open("/inbox/")
    window.shot("inbox")
    assert not window.scrolls_sideways()

    page.get_by_role("button", name="全部标为已读").click()
    page.get_by_text("已将5条消息标为已读").wait_for()


def test_the_inbox_without_scripts_and_empty(open_window, administrator):
    window = open_window(width="phone", user=administrator, javascript=False)
    page = window.open("/inbox/")
    page.get_by_text("还没有消息").wait_for()
    window.shot("inbox-empty")


def test_deliveries_and_rules(open_window, administrator):
    DeliveryFactory(state="failed", tries=8, error="SMTPRecipientsRefused: 550")
    DeliveryFactory()
    window = open_window(width="laptop", user=administrator)
    window.open("/inbox/deliveries/")
    window.shot("deliveries")
    window.open("/inbox/rules/")
    window.shot("rules")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_job_moves_before_ones_eyes_and_stops_asking(
    open_window, administrator, width
):
    job = JobFactory(
        by=administrator,
        running=True,
        label="人才名册2026.xlsx",
        done=300,
        total=1_200,
        step="正在写入人才信息",
        started_at=timezone.now() - timedelta(seconds=20),
    )
    JobFactory(by=administrator, over=True)
    JobFactory(by=administrator, failed=True)
    window = open_window(width=width, user=administrator)
    page = window.open("/jobs/")
    window.shot("jobs")
    assert not window.scrolls_sideways()

    window.open(f"/jobs/{job.pk}/")
    window.shot("job-running")
    Job.objects.filter(pk=job.pk).update(done=900)
    page.get_by_text("900 / 1,200").wait_for()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE,
        done=1_200,
        finished_at=timezone.now(),
        result_url="/inbox/",
    )
    page.get_by_role("link", name="查看结果").wait_for()
    window.shot("job-done")

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2_500)
    assert asked == []


FRAME = """address => {
  const frame = document.createElement("iframe");
  Object.assign(frame, {src: address, width: 500, height: 400, id: "paper"});
  document.querySelector("#content").append(frame);
}"""


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (files.picture(size=(400, 300)), (254, 0, 0)),
        (files.pdf_that_says(b"Paper"), (40, 40, 40)),  # around the viewer's page
    ],
)
def test_papers_show_in_a_frame_of_a_page(
    open_window, administrator, settings, tmp_path, content, colour
):
    """Under their own strict policy, as the review desk shows them."""
    settings.MEDIA_ROOT = tmp_path
    document = documents.store(
        file=content,
        kind="id_card",
        by=administrator,
        at=timezone.now(),
        name="paper",
    )
    window = open_window(width="laptop", user=administrator)
    page = window.open("/keys/")

    page.evaluate(FRAME, f"/documents/{document.pk}/")

    shown = set()
    for _second in range(10):
        page.wait_for_timeout(500)
        shot = page.locator("#paper").screenshot()
        picture = Image.open(io.BytesIO(shot)).convert("RGB")
        shown = {each for count, each in picture.getcolors(500_000) if count > 5_000}
        if any(_near(colour, each) for each in shown):
            return
    raise AssertionError(f"the paper is not to be seen, only {shown}")


def _near(one, other):
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))
