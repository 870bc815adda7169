"""Forms of objections, certificates, stories and placements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, NameField, PhoneField, RevisedForm
from jiafeng.programme.awards.models import (
    Medium,
    Notice,
    ObjectionChannel,
)


class ObjectionForm(KeyedForm):
    """An objection on the web: with a name or without."""

    nomination = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("What you object to, and how it can be checked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    name = NameField(
        label=_("Your name"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty to stay anonymous: then nothing about you is kept."),
    )
    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("Only with a name, for questions."))

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(row["nomination"]), f"{row['code']} {row['name']}") for row in notice.listed]
        self.fields["nomination"].choices = [("", _("The list as a whole")), *listed]  # type: ignore[attr-defined]


class EnterObjectionForm(ObjectionForm):
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, each.label) for each in ObjectionChannel if each != ObjectionChannel.WEB]
    )


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("After checking, the objection is"),
        choices=[("yes", _("upheld")), ("no", _("not upheld"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(label=_("Answer in writing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("Receipt number"), max_length=12)


class CheckForm(forms.Form):
    """Number and name of a certificate."""

    serial = forms.CharField(label=_("Number on the certificate"), max_length=20)
    name = NameField(label=_("Name on the certificate"), max_length=40)


class StoryForm(RevisedForm):
    headline = forms.CharField(label=_("Headline"), max_length=60)
    text = forms.CharField(label=_("Story"), max_length=6000, widget=forms.Textarea(attrs={"rows": 14}))


class PlacementForm(KeyedForm):
    medium = forms.ChoiceField(label=_("Kind of medium"), choices=Medium.choices)
    outlet = forms.CharField(label=_("Outlet"), max_length=60)
    headline = forms.CharField(label=_("Headline"), max_length=100)
    on = DayField(label=_("Date"))
    reach = forms.IntegerField(label=_("Reach"), min_value=0, max_value=2_000_000_000, required=False)
    reach_source = forms.CharField(label=_("Where this number comes from"), max_length=100, required=False)
    file = forms.FileField(label=_("Cutting or screenshot"), required=False)
