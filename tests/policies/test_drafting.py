"""Policies kept in forms: copied, edited, counted, proposed, consented to by another."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.jobs.models import Job
from apps.jobs.runner import run
from apps.policies import drafting, effects
from apps.policies.definitions import read_definition
from apps.policies.effects import count_effect
from apps.policies.models import Condition, Instalment, PolicyVersion
from apps.policies.paying import Verdict, retest
from apps.policies.rules import Given, Test
from apps.policies.seed_settling import load_settling
from apps.policies.services import BadVersion
from apps.policies.terms import read_terms
from tests.accounts.factories import UserFactory
from tests.policies.cities import City
from tests.talents.factories import EducationFactory, EmploymentFactory

pytestmark = pytest.mark.django_db
BEGINS = date(2027, 1, 1)


@pytest.fixture
def policy(at):
    return load_settling(at=at)


@pytest.fixture
def preparer() -> User:
    return UserFactory(role=Role.CITY_REVIEWER)


@pytest.fixture
def approver() -> User:
    return UserFactory(role=Role.APPROVER)


def begin(policy, by, at) -> PolicyVersion:
    return drafting.begin_version(policy_id=policy.pk, from_date=BEGINS, by=by, at=at)


def shape(node):
    """A rule without keys."""
    if isinstance(node, Test | Given):
        return (node.fact, str(node.operator), node.value, node.words, node.clause)
    return (type(node).__name__, [shape(part) for part in node.parts])


class TestBeginning:
    def test_it_says_all_that_the_latest_says(self, policy, preparer, at):
        old = policy.versions.get()
        new = begin(policy, preparer, at)
        before, after = read_definition(old), read_definition(new)
        assert shape(after.conditions) == shape(before.conditions)
        assert [(t.code, t.amount, shape(t.when)) for t in after.tiers] == [
            (t.code, t.amount, shape(t.when)) for t in before.tiers
        ]
        for name in ("materials", "limits", "funding", "departments", "exclusions"):
            assert getattr(new, name).count() == getattr(old, name).count()
        assert (new.number, new.from_date, new.status) == (2, BEGINS, "draft")

    def test_there_is_one_draft_at_a_time(self, policy, preparer, at):
        begin(policy, preparer, at)
        with pytest.raises(DomainError, match="draft already"):
            begin(policy, preparer, at)
        assert policy.versions.count() == 2

    @pytest.mark.parametrize("role", [Role.APPROVER, Role.DISTRICT_REVIEWER])
    def test_others_do_not_prepare(self, policy, role, at):
        with pytest.raises(NotAllowed):
            begin(policy, UserFactory(role=role), at)
        assert policy.versions.count() == 1


class TestTwoPeople:
    def test_another_person_consents_and_the_old_version_ends(
        self, policy, preparer, approver, at
    ):
        draft = begin(policy, preparer, at)
        drafting.propose(version_id=draft.pk, by=preparer, at=at)
        drafting.consent(version_id=draft.pk, by=approver, at=at)
        old, new = policy.versions.order_by("number")
        assert (old.until_date, new.status) == (BEGINS, "published")
        assert (new.proposed_by, new.published_by) == (preparer, approver)

    def test_whoever_proposed_it_does_not_consent(self, policy, preparer, at):
        draft = begin(policy, preparer, at)
        drafting.propose(version_id=draft.pk, by=preparer, at=at)
        with pytest.raises(drafting.SamePerson):
            drafting.consent(version_id=draft.pk, by=preparer, at=at)
        draft.refresh_from_db()
        assert draft.status == "draft"
        assert policy.versions.get(number=1).until_date is None
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersion.objects.filter(pk=draft.pk).update(
                status="published", published_at=at, published_by=preparer
            )

    def test_what_was_not_proposed_is_not_put_in_force(
        self, policy, preparer, approver, at
    ):
        draft = begin(policy, preparer, at)
        with pytest.raises(DomainError, match="not been proposed"):
            drafting.consent(version_id=draft.pk, by=approver, at=at)
        assert not PolicyVersion.objects.get(pk=draft.pk).is_published

    def test_a_faulty_draft_is_not_proposed(self, policy, preparer, at):
        draft = begin(policy, preparer, at)
        draft.tiers.all().delete()
        with pytest.raises(BadVersion):
            drafting.propose(version_id=draft.pk, by=preparer, at=at)
        draft.refresh_from_db()
        assert draft.proposed_at is None

    def test_a_published_one_is_not_edited(self, policy, preparer, at, client):
        client.force_login(preparer)
        url = reverse("policies:draft_edit", args=[policy.code, 1, "general"])
        assert client.get(url).status_code == 404


def test_the_effect_is_counted_over_the_register(policy, preparer, at):
    """A shorter contract is enough: two gain; a doctorate is asked: one loses."""
    for years, level in ((3, "doctor"), (3, "master"), (2, "doctor"), (1, "doctor")):
        talent = EducationFactory(level=level, mode="full_time").talent
        EmploymentFactory(
            talent=talent,
            from_date=date(2020, 1, 1),
            contract_years=years,
            insured_since=date(2020, 1, 1),
        )
    draft = begin(policy, preparer, at)
    Condition.objects.filter(
        version=draft, tier=None, fact="employment.contract_years"
    ).update(value="1")
    Condition.objects.filter(version=draft, tier=None, fact="education.master").delete()
    effect = count_effect(draft, on=date(2026, 11, 20))
    assert (effect.fits, effect.gained, effect.lost) == (3, 2, 1)
    assert effect.digest == drafting.digest_of(draft)
    Condition.objects.filter(
        version=draft, tier=None, fact="employment.contract_years"
    ).update(value="2")
    assert effect.digest != drafting.digest_of(draft)


def test_a_count_during_which_the_draft_was_edited_is_old(
    policy, preparer, at, monkeypatch
):
    draft = begin(policy, preparer, at)
    read = effects.read_definitions

    def read_and_edited(versions):
        definitions = read(versions)
        Condition.objects.filter(version=draft, parent=None).delete()
        return definitions

    monkeypatch.setattr(effects, "read_definitions", read_and_edited)
    effect = count_effect(draft, on=date(2026, 11, 20))
    assert effect.digest != drafting.digest_of(draft)


class Forms:
    """The pages as somebody who does not program uses them."""

    def __init__(self, client, version) -> None:
        self.client = client
        self.version = version

    def url(self, part, query="") -> str:
        code, number = self.version.policy.code, self.version.number
        return reverse("policies:draft_edit", args=[code, number, part]) + query

    def fields(self, part, query="") -> dict:
        """Everything that the page would send back unchanged."""
        page = self.client.get(self.url(part, query))
        assert page.status_code == 200
        form, formset = page.context["form"], page.context["formset"]
        if form is not None:
            return {
                name: "" if (value := form[name].value()) in (None, False) else value
                for name in form.fields
            }
        sent = {
            f"{formset.prefix}-{name}": value
            for name, value in formset.management_form.initial.items()
        }
        for each in formset.forms:
            for name in each.fields:
                value = each[name].value()
                if value is not None and value is not False:
                    sent[f"{each.prefix}-{name}"] = value
        return sent

    def post(self, part, changes, query="", status=302):
        sent = {**self.fields(part, query), **changes}
        page = self.client.post(self.url(part, query), sent)
        assert page.status_code == status, page.context["formset"].errors
        return page


def test_a_version_is_made_in_forms_and_put_in_force(
    client, policy, preparer, approver, at
):
    client.force_login(preparer)
    response = client.post(
        reverse("policies:begin", args=[policy.code]), {"from_date": "2027-01-01"}
    )
    draft = policy.versions.get(number=2)
    assert response.url == reverse("policies:draft", args=[policy.code, 2])
    forms = Forms(client, draft)
    count = Condition.objects.filter(version=draft, tier=None, parent=None).count()
    new = f"conditions-{Condition.objects.filter(version=draft, tier=None).count()}"
    forms.post(
        "conditions",
        {
            f"{new}-order": "9",
            f"{new}-kind": "test",
            f"{new}-fact": "person.age",
            f"{new}-operator": "le",
            f"{new}-value": "50",
            f"{new}-label": "年龄不超过50周岁",
        },
    )
    rules = read_definition(draft).conditions
    assert len(rules.parts) == count + 1
    assert shape(rules.parts[-1])[:3] == ("person.age", "le", 50)
    for number, weight in ((1, 60), (2, 40)):
        place = f"instalments-{number - 1}"
        forms.post(
            "instalments",
            {
                f"{place}-number": number,
                f"{place}-weight": weight,
                f"{place}-months": 12 * (number - 1),
                f"{place}-due_from": "approval",
                f"{place}-if_not_met": "stop",
            },
        )
    second = Instalment.objects.get(version=draft, number=2)
    forms.post(
        "conditions",
        {
            "conditions-0-order": "1",
            "conditions-0-kind": "test",
            "conditions-0-fact": "employment.in_city",
            "conditions-0-operator": "eq",
            "conditions-0-value": "是",
        },
        query=f"?instalment={second.pk}",
    )
    terms = read_terms(draft)
    assert [part.weight for part in terms.parts] == [60, 40]
    gone = City(draft).subject(knows={"employment.in_city": False})
    assert retest(terms.parts[1], gone)[0] is Verdict.STOP
    forms.post("general", {"couple_rule": "higher_one", "lifetime_cap": "150000"})
    client.post(reverse("policies:draft_effect", args=[policy.code, 2]))
    job = Job.objects.get(kind="policies.effect")
    assert run(job.pk, clock=lambda: at).state == "done"
    page = client.get(reverse("policies:draft", args=[policy.code, 2]))
    assert page.context["effect"].gained == 0
    client.post(reverse("policies:draft_propose", args=[policy.code, 2]))
    client.force_login(approver)
    client.post(reverse("policies:draft_consent", args=[policy.code, 2]))
    draft.refresh_from_db()
    assert draft.is_published
    assert (draft.couple_rule, str(draft.lifetime_cap)) == ("higher_one", "150000.00")


@pytest.mark.parametrize(
    ("fact", "operator", "value"),
    [
        ("person.age", "le", "fifty"),
        ("person.age", "within_years", "5"),
        ("education.doctor", "eq", "perhaps"),
        ("person.title", "eq", "king"),
        ("", "eq", "1"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    client, policy, preparer, at, fact, operator, value
):
    draft = begin(policy, preparer, at)
    client.force_login(preparer)
    before = list(Condition.objects.filter(version=draft).values())
    new = f"conditions-{Condition.objects.filter(version=draft, tier=None).count()}"
    page = Forms(client, draft).post(
        "conditions",
        {
            f"{new}-order": "9",
            f"{new}-kind": "test",
            f"{new}-fact": fact,
            f"{new}-operator": operator,
            f"{new}-value": value,
        },
        status=422,
    )
    assert any(page.context["formset"].errors)
    assert list(Condition.objects.filter(version=draft).values()) == before


def test_an_edit_ends_the_proposal(client, policy, preparer, at):
    draft = begin(policy, preparer, at)
    drafting.propose(version_id=draft.pk, by=preparer, at=at)
    client.force_login(preparer)
    Forms(client, draft).post("general", {"document_name": "新办法"})
    draft.refresh_from_db()
    assert (draft.document_name, draft.proposed_at) == ("新办法", None)


def test_a_group_does_not_stand_under_itself(client, policy, preparer, at):
    draft = begin(policy, preparer, at)
    client.force_login(preparer)
    forms = Forms(client, draft)
    rows = Condition.objects.filter(version=draft, tier=None).order_by("order", "pk")
    place = next(n for n, row in enumerate(rows) if row.kind == "any")
    forms.post("conditions", {f"conditions-{place}-parent": rows[place].pk}, status=422)
    assert Condition.objects.get(pk=rows[place].pk).parent is None


def test_a_draft_is_let_go(client, policy, preparer, at):
    begin(policy, preparer, at)
    client.force_login(preparer)
    client.post(reverse("policies:draft_discard", args=[policy.code, 2]))
    assert policy.versions.count() == 1
