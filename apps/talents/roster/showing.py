"""What pages say about rows: words for codes, old and new values, masked numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.accounts.models import Region
from apps.core.crypto import mask_phone
from apps.talents.choices import (
    Category,
    EducationLevel,
    IntroductionMode,
    TitleLevel,
)
from apps.talents.identity.kinds import Gender
from apps.talents.models import Employer, RosterRow, RosterStage, Talent
from apps.talents.roster.fields import Field
from apps.talents.roster.reasons import Reason, Remark, UndoRefusal
from apps.talents.roster.states import ImportState, Outcome

STATE_KINDS = {
    ImportState.MAPPING: "due",
    ImportState.CHECKING: "info",
    ImportState.CHECKED: "due",
    ImportState.IMPORTING: "info",
    ImportState.DONE: "ok",
    ImportState.UNDOING: "info",
    ImportState.UNDONE: "muted",
    ImportState.DISCARDED: "muted",
}
OUTCOME_KINDS = {
    Outcome.CREATED: "ok",
    Outcome.UPDATED: "info",
    Outcome.UNCHANGED: "muted",
    Outcome.REJECTED: "no",
    Outcome.HELD: "due",
}


def reason_words(codes: Iterable[str]) -> list[str]:
    return [str(Reason(code).label) for code in codes if code in Reason.values]


def remark_words(codes: Iterable[str]) -> list[str]:
    return [str(Remark(code).label) for code in codes if code in Remark.values]


def refusal_words(code: str) -> str:
    return str(UndoRefusal(code).label) if code in UndoRefusal.values else ""


def fact_label(key: str) -> str:
    """How a changed fact is called."""
    labels = {
        "region_id": Field.REGION.label,
        "employer_id": Field.EMPLOYER_NAME.label,
        "is_verified": _("Identity"),
        "new_education": Field.EDUCATION.label,
        "new_introduction": Field.INTRODUCTION_MODE.label,
        "new_grade": Field.GRADE.label,
        "new_document": Field.DOCUMENT_NUMBER.label,
    }
    if key in labels:
        return str(labels[key])
    return str(Field(key).label) if key in Field.values else ""


def changed_facts(row: RosterRow) -> list[str]:
    """The names of what a row changes, for a list; ids for undoing are left out."""
    return list(dict.fromkeys(filter(None, (fact_label(key) for key in row.changes))))


def changes_of(row: RosterRow) -> list[tuple[str, str, str]]:
    """(fact, old, new) of a row in words."""
    shown = []
    for key, pair in row.changes.items():
        label = fact_label(key)
        if key == "phone":
            pair = (row.phone_before, row.phone_after)
            old, new = (mask_phone(phone.removeprefix("+86")) for phone in pair)
            shown.append((label, old, new))
        elif label and isinstance(pair, list):
            shown.append((label, _value(key, pair[0]), _value(key, pair[1])))
    return shown


def _value(key: str, value: object) -> str:
    if value in (None, ""):
        return ""
    if key == "employer_id":
        return _employer_name(value)
    if key == "region_id":
        return str(Region.objects.filter(pk=value).first() or value)
    if key == "is_verified":
        return _("verified") if value else _("not verified")
    if key == "new_document":
        return "*" * 8 + str(value)
    if key == "new_education":
        level, _blank, rest = str(value).partition(" ")
        return f"{_choice(EducationLevel, level)} {rest}".strip()
    choices = {
        "gender": Gender,
        "category": Category,
        "education": EducationLevel,
        "title": TitleLevel,
        "new_introduction": IntroductionMode,
    }
    return _choice(choices[key], value) if key in choices else str(value)


def _choice(choices, value: object) -> str:
    return str(choices(value).label) if value in choices.values else str(value)


def _employer_name(value: object) -> str:
    if isinstance(value, int):
        return str(Employer.objects.filter(pk=value).first() or value)
    return str(value)


def staged_facts(staged: RosterStage) -> list[tuple[str, str]]:
    """What a row that waits for a decision says; numbers masked."""
    facts = [
        (Field.NAME.label, staged.name),
        (Field.BIRTH_DATE.label, staged.birth_date or staged.birth_month),
        (Field.GENDER.label, _value("gender", staged.gender)),
        (
            Field.DOCUMENT_NUMBER.label,
            "*" * 8 + staged.document_tail if staged.document_tail else _("none"),
        ),
        (Field.EMPLOYER_NAME.label, staged.employer_name),
        (Field.REGION.label, _value("region_id", staged.region_id)),
        (Field.PHONE.label, "*" * 7 + staged.phone_tail if staged.phone_tail else ""),
        (Field.EDUCATION.label, _value("education", staged.education)),
        (Field.SCHOOL.label, staged.school),
        (Field.TITLE.label, _value("title", staged.title)),
    ]
    return [(str(label), str(value)) for label, value in facts if value]


def candidate_facts(talent: Talent) -> list[tuple[str, str]]:
    """The same facts of somebody on the register."""
    tails = ", ".join(document.masked for document in talent.documents.all())
    facts = [
        (_("Register number"), talent.number),
        (Field.BIRTH_DATE.label, talent.birth_date or ""),
        (Field.GENDER.label, talent.get_gender_display()),
        (Field.DOCUMENT_NUMBER.label, tails or _("none")),
        (Field.EMPLOYER_NAME.label, talent.employer or ""),
        (Field.REGION.label, talent.region),
        (Field.PHONE.label, talent.masked_phone),
        (Field.EDUCATION.label, talent.get_education_display()),
        (Field.TITLE.label, talent.get_title_display()),
    ]
    return [(str(label), str(value)) for label, value in facts if value]
