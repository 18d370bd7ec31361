from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from apps.core.roles import Role
from apps.jobs import facts
from apps.jobs.models import Job, JobState
from tests.accounts.factories import UserFactory
from tests.jobs.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {
        "starter": UserFactory(role=Role.CITY_REVIEWER),
        "colleague": UserFactory(role=Role.CITY_REVIEWER),
        "administrator": UserFactory(role=Role.SYSTEM_ADMIN),
        "district administrator": UserFactory(role=Role.SYSTEM_ADMIN, region="230602"),
        "talent": UserFactory(role=Role.TALENT),
    }


@pytest.mark.parametrize(
    ("who", "seen", "cancelled"),
    [
        ("starter", 200, True),
        ("colleague", 404, False),
        ("administrator", 200, True),
        ("district administrator", 404, False),
        ("talent", 403, False),
    ],
)
def test_who_may_see_and_stop(client, people, who, seen, cancelled):
    job = JobFactory(by=people["starter"])
    client.force_login(people[who])

    page = client.get(reverse("jobs:detail", args=[job.pk]))
    client.post(reverse("jobs:cancel", args=[job.pk]))

    assert page.status_code == seen
    job.refresh_from_db()
    assert (job.state == "cancelled") == cancelled


def test_the_list_shows_ones_own(client, people):
    JobFactory(by=people["starter"], label="mine.xlsx")
    JobFactory(by=people["colleague"], label="other.xlsx")
    client.force_login(people["starter"])

    page = client.get(reverse("jobs:list")).content.decode()

    assert "mine.xlsx" in page
    assert "other.xlsx" not in page


class TestLivePart:
    def ask(self, client, job):
        client.force_login(job.by)
        return client.get(
            reverse("jobs:detail", args=[job.pk]), headers={"HX-Request": "true"}
        )

    def test_asks_again_while_it_runs(self, client, people):
        job = JobFactory(by=people["starter"], running=True, done=30, total=100)

        answer = self.ask(client, job)

        assert answer.status_code == 200
        text = answer.content.decode()
        assert 'hx-trigger="every 1s"' in text
        assert '<progress value="30" max="100"' in text
        assert "<html" not in text

    def test_stops_asking_when_it_is_over(self, client, people):
        job = JobFactory(by=people["starter"], over=True, result_url="/talents/")

        answer = self.ask(client, job)

        assert answer.status_code == 286
        assert "hx-trigger" not in answer.content.decode()
        assert 'href="/talents/"' in answer.content.decode()

    def test_without_scripts_the_page_offers_to_look_again(self, client, people):
        job = JobFactory(by=people["starter"], running=True)
        client.force_login(job.by)

        page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()

        assert "<noscript><a" in page

    def test_an_error_is_shown_as_text(self, client, people):
        job = JobFactory(by=people["starter"], failed=True)
        Job.objects.update(error="<script>alert(1)</script>")

        assert "<script>alert" not in self.ask(client, job).content.decode()


def test_goes_on_with_what_failed(client, people):
    job = JobFactory(by=people["starter"], failed=True)
    client.force_login(job.by)

    client.post(reverse("jobs:again", args=[job.pk]))

    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.parametrize("rows", [2, 60])
def test_the_list_costs_the_same_at_any_number_of_rows(
    client, people, rows, django_assert_num_queries
):
    JobFactory.create_batch(rows, by=people["starter"])
    client.force_login(people["starter"])

    with django_assert_num_queries(5):  # user, roles, rows, count, badge
        client.get(reverse("jobs:list"))


@pytest.mark.parametrize(
    ("headers", "queries"),
    [({}, 4), ({"HX-Request": "true"}, 3)],  # user, roles, job; badge on the page
)
def test_the_page_of_a_job_costs_little_and_its_live_part_less(
    client, people, headers, queries, django_assert_num_queries
):
    job = JobFactory(by=people["starter"], running=True, total=10)
    client.force_login(job.by)

    with django_assert_num_queries(queries):
        client.get(reverse("jobs:detail", args=[job.pk]), headers=headers)


class TestTimeLeft:
    def job(self, done, total=100, seconds=60):
        now = timezone.now()
        return (
            Job(
                state=JobState.RUNNING,
                done=done,
                total=total,
                started_at=now - timedelta(seconds=seconds),
            ),
            now,
        )

    @pytest.mark.parametrize(
        ("done", "words"),
        [(1, ""), (50, "60 seconds"), (25, "3 minutes"), (99, "a moment")],
    )
    def test_is_guessed_by_the_pace_so_far(self, done, words):
        with translation.override("en"):
            assert facts.words_for(facts.time_left(*self.job(done))) == words

    def test_says_nothing_before_there_is_a_pace(self):
        assert facts.time_left(*self.job(50, seconds=1)) is None
        assert facts.time_left(*self.job(0, total=0)) is None
