"""Forms of nominations, their clearance and review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, NameField, PhoneField
from jiafeng.ground.accounts.models import User
from jiafeng.ground.people.models import ConsentChannel, Person, Purpose
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.awards.models import (
    Round,
    WeightedCriterion,
)

OFFERED = (Purpose.BULLETIN, Purpose.STORY, Purpose.PHOTO)
"""What a nominee is asked beside accepting; each may be left out."""


class NominationForm(KeyedForm):
    """Who is put forward, by whom, and why against each criterion."""

    name = NameField(label=_("Nominee's name"), max_length=40)
    organisation = forms.ModelChoiceField(label=_("Nominee's unit"), queryset=Organisation.objects.none(), required=False)
    phone = PhoneField(label=_("Nominee's mobile number"), required=False, help_text=_("To find the right person; never shown."))
    summary = forms.CharField(label=_("In one sentence: why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, round_: Round, criteria: list[WeightedCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=round_.county_id, closed_on=None)  # type: ignore[attr-defined]
        self.reason_names = []
        for each in criteria:
            name = f"reason_{each.pk}"
            self.reason_names.append(name)
            self.fields[name] = forms.CharField(
                label=each.criterion.title, help_text=each.text, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
            )

    def reasons(self) -> dict[str, str]:
        return {name.removeprefix("reason_"): self.cleaned_data[name] for name in self.reason_names}


class PublicNominationForm(NominationForm):
    by_myself = forms.BooleanField(label=_("I nominate myself"), required=False)
    nominated_by = NameField(label=_("Your name"), max_length=40, required=False, help_text=_("Where you nominate somebody else."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("by_myself") and not data.get("nominated_by"):
            self.add_error("nominated_by", _now("Give your name, or say that you nominate yourself."))
        return data


class UnitNominationForm(NominationForm):
    unit = forms.ModelChoiceField(label=_("Nominating unit"), queryset=Organisation.objects.none())
    attachment = forms.FileField(label=_("Supporting file"), required=False, help_text=_("A photo, PDF or document."))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.order_fields(["unit", "name", "organisation", "phone", "summary", *self.reason_names, "attachment"])


class SheetFileForm(KeyedForm):
    file = forms.FileField(label=_("Excel file"))
    unit = forms.ModelChoiceField(label=_("Nominating unit"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    attachment = forms.FileField(label=_("Supporting file"))


class AcceptForm(forms.Form):
    """Acceptance, by the nominee and the spouse, and what else the nominee agrees to."""

    name = NameField(label=_("Nominee: type your name to accept"), max_length=40, required=False)
    spouse_name = NameField(label=_("Spouse: type your name to accept"), max_length=40, required=False)
    guardian = forms.CharField(label=_("Parent or guardian (for a child under 14)"), max_length=40, required=False)
    purposes = forms.MultipleChoiceField(
        label=_("I also agree to (each is voluntary)"),
        choices=[(purpose.value, purpose.label) for purpose in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "purposes": [Purpose(each) for each in self.cleaned_data["purposes"]]}


class PaperAcceptForm(AcceptForm):
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(each.value, each.label) for each in ConsentChannel if each not in (ConsentChannel.PHONE, ConsentChannel.KIOSK)],
    )

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "channel": ConsentChannel(self.cleaned_data["channel"])}


class ClearanceForm(forms.Form):
    agrees = forms.TypedChoiceField(
        label=_("The body's word"),
        choices=[("yes", _("Agrees")), ("no", _("Does not agree"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    document = forms.CharField(label=_("Document number"), max_length=60)
    rule = forms.ChoiceField(label=_("Rule cited, where it does not agree"), required=False)

    def __init__(self, *args: Any, exclusions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", "—"), *((rule, rule) for rule in exclusions)]  # type: ignore[attr-defined]


class ReviewerForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())
    person = forms.ModelChoiceField(
        label=_("On the county's list"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("So that the same household and unit are seen. Type to find them first."),
    )

    def __init__(self, *args: Any, users: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    """A score from 0 to 100 for each criterion."""

    def __init__(self, *args: Any, criteria: list[WeightedCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.score_names = []
        for each in criteria:
            name = f"score_{each.pk}"
            self.score_names.append(name)
            label = f"{each.criterion.title} ({each.weight}%)"
            self.fields[name] = forms.IntegerField(label=label, help_text=each.text, min_value=0, max_value=100)
        self.fields["remark"] = forms.CharField(
            label=_("Comment"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def scores(self) -> dict[str, int]:
        return {name.removeprefix("score_"): self.cleaned_data[name] for name in self.score_names}
