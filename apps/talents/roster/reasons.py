"""Why a row is refused, and what is remarked about a row that is taken.

The codes are stable: reports, the command and the file of rejected rows use them.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """A row with a reason is not imported; the first one counts, all are shown."""

    NO_DOCUMENT = "no_document", _("There is no document number.")
    LOST_DIGITS = (
        "id_digits_lost_as_number",
        _(
            "The ID number was kept as a figure and lost its last digits. "
            "Format the column as text and type the number again."
        ),
    )
    ID_LENGTH = "id_length", _("A resident ID number has 18 characters.")
    ID_CHARACTER = (
        "id_bad_character",
        _("A resident ID number is 17 digits and a digit or X."),
    )
    ID_CHECKSUM = (
        "id_checksum",
        _("The check digit of the ID number is wrong: a digit was mistyped."),
    )
    ID_BIRTH_DATE = "id_birth_date", _("The ID number holds no possible birth date.")
    DOCUMENT_SHAPE = (
        "document_invalid",
        _("No document of this kind has such a number."),
    )
    DOCUMENT_TYPE = "unknown_document_type", _("This kind of document is not known.")
    BIRTH_DATE_DIFFERS = (
        "birth_date_differs_from_id",
        _("The date of birth is not the one in the ID number."),
    )
    NO_NAME = "no_name", _("There is no name.")
    NAME_DIFFERS = (
        "name_differs_for_same_document",
        _("Another row of the file has this document under another name."),
    )
    TOO_LONG = "text_too_long", _("A text is too long.")
    UNKNOWN_REGION = "unknown_region", _("This district or county is not known.")
    ELSEWHERE = (
        "registered_elsewhere",
        _("This person is on the register of a district that you do not work for."),
    )
    OUT_OF_REACH = "out_of_reach", _("The district is not one that you work for.")
    UNDOCUMENTED = (
        "undocumented_incomplete",
        _(
            "Without a document number a name, a birth month and an employer are needed."
        ),
    )
    # Given by a person who looked at a possible duplicate.
    DECIDED = "rejected_by_hand", _("Rejected by the person who looked at it.")


class Remark(TextChoices):
    """Something that does not keep a row out but should be seen."""

    PHONE = "phone_unreadable", _("The phone number cannot be read and is left out.")
    EMAIL = "email_unreadable", _("The e-mail address cannot be read and is left out.")
    DATE = "date_unreadable", _("A date cannot be read and is left out.")
    EMPLOYER_CODE = (
        "employer_code_invalid",
        _("The credit code is wrong and is left out."),
    )
    EDUCATION = "education_unknown", _("The education is not a known word.")
    TITLE = "title_unknown", _("The professional title is not a known word.")
    MODE = "mode_unknown", _("The way of introduction is not a known word.")
    CATEGORY = "category_unknown", _("The category is not a known word.")
    GRADE = "grade_unknown", _("The grade is not a known level.")
    NATIONALITY = "nationality_unknown", _("The nationality is not a known country.")
    GENDER = "gender_differs_from_id", _("The gender is not the one in the ID number.")
    GENDER_UNKNOWN = "gender_unknown", _("The gender is not a known word.")
    NATIONALITY_ID = (
        "nationality_differs_from_id",
        _("A resident ID belongs to a Chinese citizen; China was kept."),
    )
    COUNTY = "county_unknown", _("The ID number begins with an unknown county.")
    PASSPORT = "passport_unusual", _("The passport number is unusual for its country.")
    KIND_GUESSED = (
        "document_type_from_number",
        _("The kind of document was taken from the number."),
    )
    REPEATED = "repeated_in_file", _("This person stands in the file more than once.")
    REPEAT_DIFFERS = (
        "repeat_differs",
        _("The first row of this person in the file says otherwise and was kept."),
    )
    UNVERIFIED = (
        "unverified",
        _("Without a document: an unverified profile, to whom nothing may be paid."),
    )
    KEPT = (
        "kept_on_register",
        _("The register says otherwise, from a checked source, and was kept."),
    )


class UndoRefusal(TextChoices):
    """Why a person is not taken back with the import."""

    CHANGED = "changed_later", _("The entry was changed after the import.")
    IN_USE = "in_use", _("Something was added to the person after the import.")
    GONE = "gone", _("The entry is not on the register any more.")
