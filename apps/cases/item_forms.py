"""The form of a service item."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office
from apps.cases.models import ServiceItem


class ServiceItemForm(forms.ModelForm):
    """One column; the limits say what they are counted in."""

    class Meta:
        model = ServiceItem
        fields = [
            "name",
            "name_en",
            "code",
            "order",
            "limit_workdays",
            "extension_workdays",
            "confirm_workdays",
            "lead_department",
            "source",
            "is_active",
        ]
        help_texts = {
            "code": _("Small letters, digits and dashes; seen in addresses only."),
            "order": _("Small numbers stand first."),
            "source": _("The document that sets the limit."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_department"].queryset = Office.objects.filter(
            is_active=True
        ).exclude(kind=Office.Kind.TALENT)

    def _post_clean(self) -> None:
        """The service writes and asks the constraints; here only the shape counts."""
