"""What columns and codes of the register are called on screen."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.talents import models

# Whose field names appear in the trail of a person, the person first.
_MODELS: tuple[type[Model], ...] = (
    models.Talent,
    models.IdentityDocument,
    models.Employment,
    models.Education,
    models.Introduction,
    models.GradeAward,
    models.ProgrammeTitle,
    models.Membership,
    models.BankAccount,
    models.Consent,
)
_MORE = {
    "field": _("Field of work"),
    "precision": _("Precision"),
    "people": _("People"),
    "member": _("Member"),
    "account": _("Account"),
    "merged_into": _("Merged into"),
    "number": _("Number"),
    "document": _("Document"),
    "education": _("Education"),
    "introduction": _("Introduction"),
    "grade": _("Grade"),
}


def field_label(name: str) -> str:
    if name in _MORE:
        return str(_MORE[name])
    for model in _MODELS:
        for field in model._meta.get_fields():
            if field.name == name and hasattr(field, "verbose_name"):
                label = str(field.verbose_name)
                return label[:1].upper() + label[1:]
    return name


def value_text(name: str, value) -> str:
    """A stored value as people read it: choices by label, regions by name."""
    if value is None or value == "":
        return ""
    if name == "region":
        region = Region.objects.filter(pk=value).first()
        return str(region) if region else str(value)
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    for model in _MODELS:
        for field in model._meta.get_fields():
            if field.name == name and getattr(field, "choices", None):
                labels = dict(field.flatchoices)
                if value in labels:
                    return str(labels[value])
    return str(value)
