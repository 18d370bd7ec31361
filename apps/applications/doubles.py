"""Other applications that a reviewer must see beside this one, whatever is claimed.

What is claimed twice (one home, one document) is for the matter to say.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.applications.circumstances import COUPLE
from apps.applications.matters import Duplicate
from apps.applications.models import Application
from apps.applications.states import LIVE, Status
from apps.policies.models import Exclusion
from apps.talents.models import BankAccount, Membership

COUNTS = [*LIVE, Status.APPROVED]
SPOUSE = _("spouse as applicant")
ACCOUNT = _("same bank account under another name")
OVERLAP = _("same applicant, under a policy that counts against this one")


def doubles_of(application: Application) -> list[Duplicate]:
    """Three queries; drafts count for nobody."""
    others = (
        Application.objects.filter(status__in=COUNTS)
        .exclude(pk=application.pk)
        .exclude(submitted_at=None)
        .select_related("talent", "policy")
        .order_by("submitted_at")
    )
    found = []
    for words, rows in (
        (SPOUSE, others.filter(_spouse(application), policy=application.policy_id)),
        (ACCOUNT, others.filter(_account(application))),
        (OVERLAP, others.filter(_overlap(application), talent=application.talent_id)),
    ):
        found += [Duplicate(other, words, is_granted=False) for other in rows]
    return found


def _spouse(application: Application) -> Q:
    on = application.reference_date
    current = Membership.objects.current(on).filter(relation__in=COUPLE)
    household = current.filter(talent=application.talent_id).values("household_id")
    spouses = current.filter(household__in=household).exclude(
        talent=application.talent_id
    )
    return Q(talent__in=spouses.values("talent_id"))


def _account(application: Application) -> Q:
    own = BankAccount.objects.filter(
        talent=application.talent_id, is_current=True
    ).values("number_index")
    twins = BankAccount.objects.filter(number_index__in=own, is_current=True).exclude(
        talent=application.talent_id
    )
    return Q(talent__in=twins.values("talent_id"))


def _overlap(application: Application) -> Q:
    excluded = Exclusion.objects.filter(version=application.version_used_id)
    excluding = Exclusion.objects.filter(other=application.policy_id)
    return Q(policy__in=excluded.values("other_id")) | Q(
        version_used__in=excluding.values("version_id")
    )
