"""Shape of input; services decide."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Office, Region, User
from apps.cases.clock import soon_until
from apps.cases.models import (
    Answer,
    Case,
    Extension,
    FollowUp,
    Priority,
    ServiceItem,
    Source,
)
from apps.cases.services.departments import TASK_WORKDAYS
from apps.cases.states import OPEN, RUNNING, CaseStatus, TaskStatus
from apps.commissioners.models import Assignment, Commissioner
from apps.core.forms import FilterForm
from apps.talents.models import Talent


class Lines(forms.Textarea):
    def __init__(self, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows})


class NewCaseForm(forms.Form):
    """A request that reached the commissioner by phone, WeChat, on a visit …"""

    talent = forms.ModelChoiceField(label=_("Talent"), queryset=None)
    item = forms.ModelChoiceField(label=_("Service item"), queryset=None)
    title = forms.CharField(label=_("In one line"), max_length=120)
    text = forms.CharField(
        label=_("What is asked for"), required=False, max_length=4000, widget=Lines(4)
    )
    source = forms.ChoiceField(
        label=_("Came by"),
        choices=[c for c in Source.choices if c[0] != Source.PORTAL],
        initial=Source.PHONE,
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL
    )

    def __init__(
        self, *args, user: User, on: date, talent: Talent | None, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = ServiceItem.objects.active()
        if talent is not None:
            # Only this one: the register is too long for a list of choices.
            self.fields["talent"].queryset = Talent.objects.filter(pk=talent.pk)
            self.fields["talent"].widget = forms.HiddenInput()
            self.fields["talent"].initial = talent.pk
        else:
            mine = Assignment.objects.active(on).filter(commissioner__user=user)
            self.fields["talent"].queryset = Talent.objects.filter(
                pk__in=mine.values("talent_id")
            ).order_by("sort_key", "pk")


class ActForm(forms.Form):
    """Base of the forms of one act on a case."""

    def __init__(self, *args, case: Case, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.user = user


class TextForm(ActForm):
    text = forms.CharField(label=_("Text"), max_length=2000, widget=Lines())


class NoteForm(TextForm):
    visible_to_talent = forms.BooleanField(
        label=_("The talent reads it too"), required=False
    )


class QuestionForm(ActForm):
    text = forms.CharField(
        label=_("Question to the talent"),
        max_length=2000,
        widget=Lines(),
        help_text=_("The clock stands still until the reply."),
    )


class ReasonForm(ActForm):
    text = forms.CharField(label=_("Reason"), max_length=300, widget=Lines(2))


class RepliedForm(ActForm):
    text = forms.CharField(
        label=_("What the talent replied"), max_length=2000, widget=Lines()
    )


class ConfirmedForm(ActForm):
    text = forms.CharField(
        label=_("How the talent confirmed it"),
        max_length=300,
        widget=Lines(2),
        help_text=_("For example: by phone today, the child has its school place."),
    )


class AnswerForm(ActForm):
    result = forms.ChoiceField(
        label=_("Result"),
        choices=Answer.Result.choices,
        widget=forms.RadioSelect,
        initial=Answer.Result.SOLVED,
    )
    text = forms.CharField(
        label=_("Answer to the talent"), max_length=4000, widget=Lines(5)
    )
    reason = forms.CharField(
        label=_("Why not"),
        required=False,
        max_length=1000,
        widget=Lines(2),
        help_text=_("Only where it cannot be solved now."),
    )
    plan = forms.CharField(
        label=_("What we will do"), required=False, max_length=1000, widget=Lines(2)
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("result") == Answer.Result.CANNOT:
            for name in ("reason", "plan"):
                if not data.get(name):
                    self.add_error(
                        name, _("What cannot be solved needs the reason and a plan.")
                    )
        return data


class SendForm(ActForm):
    """To one main department and any number of assisting ones."""

    main = forms.ModelChoiceField(label=_("Main department"), queryset=None)
    assisting = forms.ModelMultipleChoiceField(
        label=_("Assisting departments"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    question = forms.CharField(
        label=_("What they are to do"),
        max_length=2000,
        widget=Lines(4),
        help_text=_(
            "This is all they read, with the name and a masked number. "
            "No identity number, no telephone, nothing they do not need."
        ),
    )
    workdays = forms.IntegerField(
        label=_("Working days"), min_value=1, max_value=60, initial=TASK_WORKDAYS
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offices = departments_for(self.case.region_id)
        self.fields["main"].queryset = offices
        self.fields["assisting"].queryset = offices
        self.initial.setdefault("main", self.case.item.lead_department_id)
        self.initial.setdefault("question", self.case.text or self.case.title)


class NameMainForm(ActForm):
    main = forms.ModelChoiceField(label=_("Main department"), queryset=None)
    question = forms.CharField(
        label=_("What they are to do"), max_length=2000, widget=Lines(4)
    )
    reason = forms.CharField(label=_("Why it is their duty"), max_length=300)
    workdays = forms.IntegerField(
        label=_("Working days"), min_value=1, max_value=60, initial=TASK_WORKDAYS
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["main"].queryset = departments_for(self.case.region_id)
        self.initial.setdefault("question", self.case.text or self.case.title)


class SortForm(ActForm):
    item = forms.ModelChoiceField(label=_("Service item"), queryset=None)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = ServiceItem.objects.active()
        self.initial.setdefault("item", self.case.item_id)
        self.initial.setdefault("priority", self.case.priority)


class GiveForm(ActForm):
    to = forms.ModelChoiceField(label=_("Commissioner"), queryset=None)

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        region = self.case.region_id
        above = {region, region[:4] + "00", region[:2] + "0000"}
        serving = Commissioner.objects.serving(on).filter(
            office__region__in=above, is_on_leave=False
        )
        self.fields["to"].queryset = User.objects.filter(
            pk__in=serving.values("user_id")
        ).order_by("name", "pk")


class DecideForm(ActForm):
    is_approved = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Give more time")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, widget=Lines(2)
    )


class FollowUpForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=FollowUp.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=1000, widget=Lines(2)
    )


class TaskTextForm(forms.Form):
    text = forms.CharField(label=_("Text"), max_length=4000, widget=Lines(4))

    def __init__(self, *args, label: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


def departments_for(region_code: str) -> QuerySet[Office]:
    """Departments of the region and of those that contain it."""
    return Office.objects.filter(
        is_active=True,
        region__in={region_code, region_code[:4] + "00", region_code[:2] + "0000"},
    ).exclude(kind=Office.Kind.TALENT)


class CaseFilterForm(FilterForm):
    q = forms.CharField(label=_("Number, talent, subject"))
    state = forms.ChoiceField(
        label=_("Status"),
        choices=[
            ("", _("All")),
            ("open", _("Not answered")),
            ("overdue", _("Overdue")),
            ("soon", _("Due soon")),
            ("supervised", _("Supervised")),
            *CaseStatus.choices,
        ],
    )
    item = forms.ModelChoiceField(label=_("Service item"), queryset=None)
    region = forms.ModelChoiceField(label=_("Region"), queryset=None)
    mine = forms.BooleanField(label=_("Only mine"))

    def __init__(self, *args, user: User, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.on = on
        self.fields["item"].queryset = ServiceItem.objects.all()
        self.fields["region"].queryset = Region.objects.filter(code__startswith="2306")

    def narrow_q(self, queryset: QuerySet, value: str) -> QuerySet:
        value = value.strip()
        if value.upper().startswith("C-"):
            return queryset.filter(number__startswith=value.upper())
        found = Talent.objects.matching(value)
        return queryset.filter(
            Q(talent__in=found.values("pk")) | Q(title__icontains=value)
        )

    def narrow_state(self, queryset: QuerySet, value: str) -> QuerySet:
        if value == "open":
            return queryset.filter(status__in=OPEN)
        if value == "overdue":
            return queryset.overdue(self.on)
        if value == "soon":
            return queryset.running().filter(
                due_date__gte=self.on, due_date__lte=soon_until(self.on)
            )
        if value == "supervised":
            return queryset.filter(supervised_at__isnull=False)
        return queryset.filter(status=value)

    def narrow_region(self, queryset: QuerySet, value: Region) -> QuerySet:
        return queryset.filter(region__code__startswith=value.prefix)

    def narrow_mine(self, queryset: QuerySet, value: bool) -> QuerySet:
        return queryset.filter(commissioner_id=self.user.pk)


class DeskFilterForm(FilterForm):
    state = forms.ChoiceField(
        label=_("Status"),
        choices=[
            ("", _("All")),
            ("open", _("To do")),
            ("overdue", _("Overdue")),
            *TaskStatus.choices,
        ],
    )

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def narrow_state(self, queryset: QuerySet, value: str) -> QuerySet:
        if value == "open":
            return queryset.open()
        if value == "overdue":
            return queryset.open().filter(due_date__lt=self.on)
        return queryset.filter(status=value)


class SupervisionFilterForm(FilterForm):
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            ("", _("All")),
            ("overdue", _("Overdue")),
            ("supervised", _("Supervised")),
            ("low", _("Low rating")),
            ("call_back", _("Call-back due")),
            ("extension", _("Extension asked for")),
            ("unclaimed", _("Not claimed")),
        ],
    )
    item = forms.ModelChoiceField(label=_("Service item"), queryset=None)

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["item"].queryset = ServiceItem.objects.all()

    def narrow_why(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(needs_a_head(self.on)[value])


def needs_a_head(on: date) -> dict[str, Q]:
    """Why a case stands on the head's list, each a condition without a join to many."""
    waiting = Extension.objects.filter(is_approved__isnull=True)
    call_backs = FollowUp.objects.filter(done_at__isnull=True)
    return {
        "overdue": Q(status__in=RUNNING, due_date__lt=on),
        "supervised": Q(supervised_at__isnull=False),
        "low": Q(score__lte=2),
        "call_back": Q(pk__in=call_backs.values("case_id")),
        "extension": Q(pk__in=waiting.values("case_id")),
        "unclaimed": Q(status=CaseStatus.NEW),
    }
