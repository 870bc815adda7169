"""What people type about gatherings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, MomentField, PhoneField, RevisedForm, RowsField
from jiafeng.common.text import tidy
from jiafeng.events.models import Channel, Event, EventKind
from jiafeng.events.queries import reaches_units
from jiafeng.events.stages import EventStage
from jiafeng.people.models import Person
from jiafeng.plans.models import PlanLine
from jiafeng.plans.queries import lines_on_offer
from jiafeng.units.models import Organisation, Region


def hosts_for(user: Any, county: Region) -> Any:
    """The organisations for which the user may prepare a gathering."""
    open_units = Organisation.objects.filter(county=county, closed_on=None)
    units = reaches_units(user)
    return open_units.filter(pk__in=units) if units else open_units


class EventForm(forms.Form):
    """A gathering; `user` and `county` narrow what is on offer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices)
    title = forms.CharField(label=_("Title"), max_length=80)
    organisation = forms.ModelChoiceField(label=_("Host"), queryset=Organisation.objects.none(), empty_label=_("please choose"))
    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=80)
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=100_000, help_text=_("Leave empty where seats are not limited.")
    )
    plan_line = forms.ModelChoiceField(
        label=_("Plan line"),
        queryset=PlanLine.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The measure of the yearly plan that it carries out."),
    )

    def __init__(self, *args: Any, user: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = hosts_for(user, county)  # type: ignore[attr-defined]
        lines = PlanLine.objects.visible_to(user).filter(county=county)
        self.fields["plan_line"].queryset = lines_on_offer(lines, self.initial.get("plan_line"))  # type: ignore[attr-defined]


class EditEventForm(RevisedForm, EventForm):
    @staticmethod
    def initial_of(event: Event) -> dict[str, Any]:
        names = ("revision", "kind", "title", "organisation", "starts_at", "ends_at", "place", "capacity", "plan_line")
        return {name: getattr(event, name) for name in names}


class ProgrammeForm(RevisedForm):
    items = forms.CharField(
        label=_("Programme"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One item on a line, in order; after a vertical bar, by whom: Opening words | the Federation's chair"),
    )

    def clean_items(self) -> list[tuple[str, str]]:
        rows = (line.replace("｜", "|").partition("|") for line in self.cleaned_data["items"].splitlines() if line.strip())
        return [(tidy(title), tidy(performer)) for title, _bar, performer in rows]

    @staticmethod
    def initial_of(event: Event) -> dict[str, Any]:
        lines = (f"{item.title} | {item.performer}" if item.performer else item.title for item in event.items.all())
        return {"revision": event.revision, "items": "\n".join(lines)}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class HeldForm(forms.Form):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences."),
    )


class MinutesForm(RevisedForm):
    text = forms.CharField(label=_("Minutes"), max_length=20000, widget=forms.Textarea(attrs={"rows": 14}))
    decisions = forms.CharField(
        label=_("Decisions"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One on a line.")
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False)
    publishable = forms.BooleanField(label=_("The people on it agreed to its publication"), required=False)


class WalkInForm(KeyedForm):
    """Somebody who came without an invitation."""

    name = forms.CharField(label=_("Name"), max_length=40)
    organisation = forms.ModelChoiceField(
        label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("none of these")
    )
    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("Tells apart people of the same name."))

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])


class PaperForm(WalkInForm):
    """One row of the paper sign-in sheet."""

    sheet = forms.CharField(label=_("Sheet and row"), max_length=20, required=False, help_text=_("For example 1-12: sheet 1, row 12."))
    photo = forms.FileField(label=_("Photo or scan of the sheet"), required=False)
    same_as = forms.ModelChoiceField(
        label=_("Is this one of the people on the list?"), queryset=Person.objects.none(), required=False, widget=forms.RadioSelect
    )
    looked = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, county=county, **kwargs)
        self.fields["same_as"].queryset = Person.objects.filter(county=county)  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code or number"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class NameSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or pinyin"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class InviteSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or pinyin"), required=False, max_length=40)
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=Organisation.objects.none(), empty_label=_("All"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    people = RowsField(label=_("People"), queryset=Person.objects.none(), error_messages={"required": _("Choose at least one person.")})

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class EventFilterForm(forms.Form):
    q = forms.CharField(label=_("Title or place"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *EventKind.choices])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All")), *EventStage.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)


class AttendanceFilterForm(forms.Form):
    q = forms.CharField(label=_("Name"), required=False, max_length=40)
    channel = forms.ChoiceField(label=_("Way of signing in"), required=False, choices=[("", _("All")), *Channel.choices])


class ReportForm(KeyedForm):
    """A unit's own activity, on a phone, in under two minutes."""

    field_order = ["organisation", "title", "kind", "day", "place", "attendance", "photo", "summary", "plan_line"]

    organisation = forms.ModelChoiceField(label=_("Unit"), queryset=Organisation.objects.none(), empty_label=None)
    title = forms.CharField(label=_("What it was"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices, initial=EventKind.OTHER)
    day = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=80)
    attendance = forms.IntegerField(
        label=_("How many people came"), min_value=0, max_value=100_000, help_text=_("Your own count; it is shown as reported by the unit.")
    )
    photo = forms.FileField(label=_("One photo"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    summary = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences."),
    )
    plan_line = forms.ModelChoiceField(label=_("Plan line"), queryset=PlanLine.objects.none(), required=False, empty_label=_("none"))

    def __init__(self, *args: Any, user: Any, county: Region, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["organisation"].queryset = hosts_for(user, county)  # type: ignore[attr-defined]
        lines = PlanLine.objects.visible_to(user).filter(county=county)
        self.fields["plan_line"].queryset = lines_on_offer(lines, self.initial.get("plan_line"))  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("An activity is reported after it took place. Check the date."))
        return day

    def facts(self, now: datetime) -> dict[str, Any]:
        """The fields as the action takes them. The day alone is asked: the whole day is its time, today as far as it has passed."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("day", "photo")}
        starts = timezone.make_aware(datetime.combine(self.cleaned_data["day"], datetime.min.time()))
        return {**given, "starts_at": starts, "ends_at": max(min(starts + timedelta(days=1), now), starts + timedelta(minutes=1))}
