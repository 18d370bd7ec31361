"""The vocabularies of policies.  Codes are stable; labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyKind(TextChoices):
    """What is given; an app above owns what is special about each kind."""

    HOME_PURCHASE = "home_purchase", _("Home-purchase subsidy")
    LIVING = "living", _("Living allowance")
    SETTLING_IN = "settling_in", _("Settling-in grant")
    RENT = "rent", _("Rent subsidy")
    SPECIAL_CASE = "special_case", _("Case-by-case support")


class DecidedBy(TextChoices):
    """The date that decides which version of a policy holds for a person."""

    SUBMIT = "submit", _("the day of applying")
    CONTRACT_FILED = "contract_filed", _("the day the contract was filed")
    DEED = "deed", _("the day of the deed")
    HIRE_DATE = "hire_date", _("the day of employment")


class VersionStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")


class Operator(TextChoices):
    EQ = "eq", _("is")
    NE = "ne", _("is not")
    IN = "in", _("is one of")
    NOT_IN = "not_in", _("is none of")
    GE = "ge", _("is at least")
    GT = "gt", _("is more than")
    LE = "le", _("is at most")
    LT = "lt", _("is less than")
    WITHIN_YEARS = "within_years", _("lies back at most (years)")
    AT_LEAST_YEARS = "at_least_years", _("lies back at least (years)")


class NodeKind(TextChoices):
    TEST = "test", _("test")
    ALL = "all", _("all of these")
    ANY = "any", _("any of these")
    NOT = "not", _("none of these")


class AmountKind(TextChoices):
    FIXED = "fixed", _("fixed amount")
    PERCENT = "percent", _("share of an amount")


class StepCode(TextChoices):
    """The steps that have a time limit.  Which role holds one: ``applications.states``."""

    ACCEPTANCE = "acceptance", _("Acceptance")
    CORRECTION = "correction", _("Correction by the applicant")
    PRELIM_REVIEW = "prelim_review", _("District review")
    SECOND_REVIEW = "second_review", _("City review")
    JOINT_CHECK = "joint_check", _("Joint check by departments")
    PUBLICITY = "publicity", _("Public notice")
    APPROVAL = "approval", _("Approval")
    SECOND_APPROVAL = "second_approval", _("Second signature")


class CoupleRule(TextChoices):
    """What two spouses get together (domain facts, section 1.4)."""

    EACH = "each", _("each for himself or herself")
    HIGHER_ONE = "higher_one", _("one of them, the higher amount")
    BOTH_CAPPED = "both_capped", _("both, together at most the ceiling")
    HIGHER_PLUS_HALF_LOWER = (
        "higher_plus_half",
        _("the higher and half of the lower, together at most the ceiling"),
    )


class ExclusionMode(TextChoices):
    """What an earlier benefit means for this one."""

    BLOCK = "block", _("excludes this one")
    DEDUCT = "deduct", _("is deducted, and its rest stops")
    REPLACE = "replace", _("is replaced: its rest stops")


class DueFrom(TextChoices):
    """From when the months to an instalment are counted."""

    APPROVAL = "approval", _("the approval")
    FIRST_PAYMENT = "first_payment", _("the first payment")
    DEED = "deed", _("the deed")
    HIRE_DATE = "hire_date", _("the employment")


class GateFails(TextChoices):
    """What becomes of an instalment whose conditions are no longer met."""

    PAUSE = "pause", _("it waits until they are met again")
    STOP = "stop", _("it and the rest are not paid")
    RECOVER = "recover", _("the rest stops and what was paid comes back")


class LockBreach(TextChoices):
    """What selling within the lock means."""

    FULL_REFUND = "full_refund", _("everything paid comes back")
    STOP = "stop", _("the rest is not paid")


class Standing(TextChoices):
    """How a policy stands to a person before anything is applied for."""

    FITS = "fits", _("Fits, as far as the register knows")
    OPEN = "open", _("Something is not known yet")
    NOT = "not", _("One condition does not seem to be met")


class MaterialForm(TextChoices):
    ORIGINAL = "original", _("Original")
    COPY = "copy", _("Copy")


class MaterialSource(TextChoices):
    """Who brings a paper.  What is shared may not be demanded from the person."""

    APPLICANT = "applicant", _("from the applicant")
    SHARED = "shared", _("shared by a department")
    EMPLOYER = "employer", _("from the employer")
