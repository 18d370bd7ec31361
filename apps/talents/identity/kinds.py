"""The kinds of identity documents that the registry knows."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    HMT_RESIDENCE = "hmt_residence", _("Residence permit for Hong Kong, Macau, Taiwan")
    FOREIGN_PERMANENT = (
        "foreign_permanent",
        _("Foreigner's permanent residence card"),
    )
    PASSPORT = "passport", _("Passport")
    HK_MACAU_PERMIT = "hk_macau_permit", _("Hong Kong/Macau travel permit")
    TAIWAN_PERMIT = "taiwan_permit", _("Taiwan travel permit")


class Gender(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class BadDocument(TextChoices):
    """Why a number is refused; the code is stable, the sentence is for people."""

    MISSING = "no_document", _("There is no document number.")
    LOST_DIGITS = (
        "id_digits_lost_as_number",
        _("The number was kept as a figure, so its last digits are lost."),
    )
    LENGTH = "id_length", _("A resident ID number has 18 characters.")
    CHARACTER = (
        "id_bad_character",
        _("A resident ID number has 17 digits and a digit or X."),
    )
    CHECKSUM = "id_checksum", _("The check digit of the ID number is wrong.")
    BIRTH_DATE = "id_birth_date", _("The ID number holds no possible birth date.")
    SHAPE = "document_invalid", _("No document of this kind has such a number.")
    KIND = "unknown_document_type", _("This kind of document is not known.")
