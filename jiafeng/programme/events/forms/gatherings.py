"""What whoever keeps a gathering types about it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, MomentField, RevisedForm, RowsField
from jiafeng.common.text import tidy
from jiafeng.ground.accounts.models import User
from jiafeng.ground.people.models import Person, SavedList
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.programme.events.models import Access, Event, EventKind, Faces, QuestionKind
from jiafeng.programme.events.queries import reaches_units
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import lines_on_offer


def hosts_for(user: Any, county: Region) -> Any:
    """The organisations for which the user may prepare a gathering."""
    open_units = Organisation.objects.filter(county=county, closed_on=None)
    units = reaches_units(user)
    return open_units.filter(pk__in=units) if units else open_units


def joint_hosts_for(county: Region) -> Any:
    """The bodies that act for the county together with others: a school or a bureau hosts by itself."""
    return Organisation.objects.filter(county=county, kind__in=BODIES, closed_on=None)


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
    joint_hosts = RowsField(
        label=_("Held jointly with"), queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    companions_most = forms.IntegerField(
        label=_("Companions of a guest"), required=False, min_value=0, max_value=20, help_text=_("How many each guest may bring.")
    )
    remind_hours = forms.TypedChoiceField(
        label=_("Remind those who come"),
        choices=[("", _("nobody")), (3, _("3 hours before")), (24, _("a day before")), (48, _("two days before"))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("By text message, where the person agreed to be contacted; the others stand on a list to call."),
    )

    access = forms.ChoiceField(
        label=_("Who may come"),
        choices=Access.choices,
        initial=Access.INVITED,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("On the portal stand title, time, place, hosts and the items of the programme, never who is invited."),
    )
    about = forms.CharField(
        label=_("What it is about"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the portal: what awaits families, and whom it is for."),
    )
    sign_up_until = MomentField(label=_("Sign-up ends"), required=False, help_text=_("Leave empty: when the gathering begins."))

    def __init__(self, *args: Any, user: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = hosts_for(user, county)  # type: ignore[attr-defined]
        lines = PlanLine.objects.visible_to(user).filter(county=county)
        self.fields["plan_line"].queryset = lines_on_offer(lines, self.initial.get("plan_line"))  # type: ignore[attr-defined]
        self.fields["joint_hosts"].queryset = joint_hosts_for(county)  # type: ignore[attr-defined]

    def clean_companions_most(self) -> int:
        return self.cleaned_data["companions_most"] or 0

    def clean_access(self) -> str:
        return self.cleaned_data["access"] or Access.INVITED


class EditEventForm(RevisedForm, EventForm):
    @staticmethod
    def initial_of(event: Event) -> dict[str, Any]:
        names = ("revision", "kind", "title", "organisation", "starts_at", "ends_at", "place", "capacity", "plan_line")
        on_portal = ("companions_most", "remind_hours", "access", "about", "sign_up_until")
        own = {name: getattr(event, name) for name in (*names, *on_portal)}
        return {**own, "joint_hosts": [row.organisation_id for row in event.joint_rows.all()]}


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


class FacesForm(forms.Form):
    """Who can be recognised on a photo; `people` are offered from those who came and by the search above."""

    faces = forms.ChoiceField(
        label=_("Who can be recognised on this photo?"),
        choices=[*Faces.choices, ("", _("Not looked at yet: it stays internal"))],
        required=False,
        widget=forms.RadioSelect,
    )
    people = RowsField(label=_("People on the photo"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class SeatsForm(forms.Form):
    rows = forms.CharField(
        label=_("Seats of the hall"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One row of the hall on a line, in the order in which it fills: A1-20 stands for A1 to A20. Anything else is one seat."
        ),
    )


class SeatForm(forms.Form):
    number = forms.IntegerField(label=_("Number of the invitation"), min_value=1, max_value=999_999)
    seats = forms.CharField(
        label=_("Numbered seats"), required=False, max_length=200, help_text=_("Several with a comma; empty takes them back.")
    )

    def clean_seats(self) -> list[str]:
        return [tidy(label) for label in re.split(r"[,，、;；]", self.cleaned_data["seats"]) if tidy(label)]


class QuestionsForm(forms.Form):
    """The feedback form as it is written: a question on a line; a star in front lets people answer in words."""

    questions = forms.CharField(
        label=_("Questions"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("At most five, one on a line; each is answered from 1 to 5. Begin with a star (*) to let people answer in words."),
    )

    def clean_questions(self) -> list[tuple[str, str]]:
        lines = [tidy(line) for line in self.cleaned_data["questions"].splitlines() if tidy(line)]
        return [(QuestionKind.TEXT, tidy(line[1:])) if line[0] in "*＊" else (QuestionKind.SCALE, line) for line in lines]


class InviteSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or pinyin"), required=False, max_length=40)
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=Organisation.objects.none(), empty_label=_("All"))

    saved = forms.ModelChoiceField(label=_("List by criteria"), required=False, queryset=SavedList.objects.none(), empty_label=_("none"))

    def __init__(self, *args: Any, units: Any, lists: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["saved"].queryset = lists  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    people = RowsField(label=_("People"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


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


class HelperForm(forms.Form):
    """One more helper at the door."""

    user = forms.ModelChoiceField(label=_("Who helps"), queryset=User.objects.none(), empty_label=_("please choose"))

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
