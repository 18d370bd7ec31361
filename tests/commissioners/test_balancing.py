"""A proposal is looked at, kept, and applied exactly as it was shown."""

import pytest

from apps.commissioners import services
from apps.commissioners.models import Assignment, BalanceProposal
from apps.commissioners.models.proposals import ProposalStatus
from apps.commissioners.services.balancing import Group, Scope, wanted_languages
from apps.core.errors import DomainError, NotAllowed
from apps.jobs.models import Job
from tests.commissioners.factories import AssignmentFactory, CommissionerFactory
from tests.talents.factories import (
    GradeAwardFactory,
    IntroductionFactory,
    ProgrammeTitleFactory,
    TalentFactory,
)


def propose(office, by=None, group=Group.EVERYBODY, region=""):
    return services.propose_balance(
        scope=Scope(group, region), by=by or office.head, at=office.at
    )


class TestPropose:
    def test_assigns_nobody(self, office):
        made = propose(office)
        assert [pair[0] for pair in made.pairs] == [office.talent.pk]
        assert not Assignment.objects.exists()

    def test_existing_pairs_stay_out_of_it(self, office):
        AssignmentFactory(talent=office.talent, commissioner=office.one)
        assert propose(office).pairs == []

    def test_reaches_as_far_as_the_head(self, office):
        TalentFactory(region_id="230604")
        assert len(propose(office).pairs) == 1
        assert len(propose(office, by=office.city).pairs) == 2
        assert len(propose(office, by=office.city, region="230604").pairs) == 1

    def test_leaves_out_who_is_on_leave(self, office):
        for person in (office.one, office.two):
            person.is_on_leave = True
            person.save()
        made = propose(office)
        assert made.pairs == []
        assert made.left_over == {"nobody_there": 1}

    def test_says_who_is_left_over_and_why(self, office):
        foreigner = TalentFactory(foreign=True)
        made = propose(office)
        assert made.left_over == {"no_language": 1}
        assert made.left_over_talents == [[foreigner.pk, "no_language"]]
        CommissionerFactory(languages=["zh", "de"])
        assert propose(office).left_over == {}

    @pytest.mark.parametrize(
        ("group", "factory"),
        [
            (Group.GRADED, GradeAwardFactory),
            (Group.GRADED, ProgrammeTitleFactory),
            (Group.INTRODUCED, IntroductionFactory),
        ],
    )
    def test_is_for_the_group_that_was_chosen(self, office, group, factory):
        chosen = factory().talent
        made = propose(office, group=group)
        assert [pair[0] for pair in made.pairs] == [chosen.pk]

    def test_is_the_heads(self, office):
        with pytest.raises(NotAllowed):
            propose(office, by=office.one.user)
        assert not BalanceProposal.objects.exists()


class TestApply:
    def test_by_a_job_and_running_it_again_does_nothing_twice(self, office):
        TalentFactory.create_batch(3)
        made = propose(office)
        services.start_applying(proposal_id=made.pk, by=office.head, at=office.at)
        assert Job.objects.get().payload == {"proposal": made.pk}
        facts = {"proposal_id": made.pk, "by": office.head, "at": office.at}
        assert services.apply_proposal(**facts) == {"assigned": 4}
        assert services.apply_proposal(**facts)["already"] == 4
        made.refresh_from_db()
        assert made.status == ProposalStatus.APPLIED

    def test_starting_twice_starts_one_job(self, office):
        made = propose(office)
        for _each in range(2):
            services.start_applying(proposal_id=made.pk, by=office.head, at=office.at)
        assert Job.objects.count() == 1

    def test_what_changed_meanwhile_is_left_out(self, office):
        made = propose(office)
        other = office.two if made.pairs[0][1] == office.one.pk else office.one
        AssignmentFactory(talent=office.talent, commissioner=other)
        outcome = services.apply_proposal(
            proposal_id=made.pk, by=office.head, at=office.at
        )
        assert outcome["already_assigned"] == 1
        assert Assignment.objects.count() == 1

    def test_is_not_anothers(self, office):
        made = propose(office)
        with pytest.raises(NotAllowed):
            services.start_applying(proposal_id=made.pk, by=office.city, at=office.at)
        assert not Job.objects.exists()

    def test_nobody_in_it_is_refused(self, office):
        AssignmentFactory(talent=office.talent, commissioner=office.one)
        made = propose(office)
        with pytest.raises(DomainError):
            services.start_applying(proposal_id=made.pk, by=office.head, at=office.at)


@pytest.mark.parametrize(
    ("nation", "languages"),
    [
        ("CN", set()),
        ("HK", set()),
        ("RU", {"ru", "en"}),
        ("DE", {"de", "en"}),
        ("US", {"en"}),
    ],
)
def test_a_foreigner_is_served_in_english_or_at_home(nation, languages):
    assert wanted_languages(nation) == languages
