"""What guests and whoever stands at the door type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, NameField, PhoneField
from jiafeng.common.text import normalise_name, tidy
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.units.models import Organisation, Region
from jiafeng.programme.events.actions import SignUp, WalkIn
from jiafeng.programme.events.models import Event, QuestionKind, Reply


class AnswerForm(forms.Form):
    """The guest's reply: one tap; where companions are allowed, how many and who."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Reply.choices, error_messages={"required": _("Choose one of the answers.")})
    companions = forms.IntegerField(label=_("How many come with me"), required=False, min_value=0, max_value=20)
    companion_names = NameField(label=_("Their names (you may leave this empty)"), required=False, max_length=100)

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"answer": given["answer"], "companions": given["companions"] or 0, "companion_names": given["companion_names"]}


class FeedbackForm(forms.Form):
    """The same form as those who came see it."""

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            field: forms.Field
            if question.kind == QuestionKind.SCALE:
                field = forms.TypedChoiceField(
                    choices=[(5, _("5 very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 not at all"))],
                    coerce=int,
                    empty_value=None,
                    widget=forms.RadioSelect,
                )
            else:
                field = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
            field.label, field.required = question.text, False
            self.fields[f"question_{question.place}"] = field

    def answers(self) -> dict[int, Any]:
        return {int(name.rpartition("_")[2]): value for name, value in self.cleaned_data.items()}


class WalkInForm(KeyedForm):
    """Somebody who came without an invitation."""

    name = NameField(label=_("Name"), max_length=40)
    organisation = forms.ModelChoiceField(
        label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("none of these")
    )
    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("Tells apart people of the same name."))

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def who(self) -> WalkIn:
        return WalkIn(**{name: self.cleaned_data[name] for name in ("name", "organisation", "phone")})


class OneselfForm(WalkInForm):
    """Somebody at the door who was not invited, on their own phone. The door's ticket is the key."""

    key = None  # type: ignore[assignment]


class ByPhoneForm(OneselfForm):
    """Somebody at the door, invited or not, who shows by a code on their telephone that the number is theirs."""

    phone = PhoneField(label=_("Mobile number"), help_text=_("The number that the organiser knows, if you were invited."))


class SignUpForm(WalkInForm):
    """A family signs up on the portal. Consents are asked only where a code will show who gives them (`asks`), each by itself and none ticked."""

    phone = PhoneField(label=_("Mobile number"), help_text=_("So that the host finds you on the list. It is never shown."))
    companions = forms.IntegerField(label=_("How many come with me"), required=False, min_value=0)
    companion_names = NameField(label=_("Their names (you may leave this empty)"), required=False, max_length=100)
    contact = forms.BooleanField(
        label=_("Send me text messages about this and later activities: when a place becomes free, and a reminder."), required=False
    )
    photo = forms.BooleanField(label=_("I may be shown on photographs of activities."), required=False)
    guardian = NameField(
        label=_("Parent or guardian"),
        max_length=40,
        required=False,
        help_text=_("For a child under 14: the name of the adult who agrees."),
    )

    def __init__(self, *args: Any, event: Event, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, county=event.county, **kwargs)
        self.fields["name"].label = _("Your name")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        dropped = [] if event.companions_most else ["companions", "companion_names"]
        for name in [*dropped, *([] if asks else ["contact", "photo", "guardian"])]:
            del self.fields[name]
        if event.companions_most:
            most: Any = self.fields["companions"]
            most.widget.attrs["max"] = event.companions_most
            most.validators.append(MaxValueValidator(event.companions_most))
            most.help_text = _("At most %(most)s.") % {"most": event.companions_most}

    def clean_name(self) -> str:
        name = super().clean_name()
        if len(normalise_name(name)) < 2:
            raise ValidationError(_("Give the whole name, surname and given name."))
        return name

    def facts(self) -> dict[str, Any]:
        """What was said beside name, unit and number, as JSON can carry it from this page to the next."""
        given = self.cleaned_data
        agrees = [str(purpose) for name, purpose in (("contact", Purpose.CONTACT), ("photo", Purpose.PHOTO)) if given.get(name)]
        return {
            "companions": given.get("companions") or 0,
            "companion_names": given.get("companion_names", ""),
            "agrees": agrees,
            "guardian": given.get("guardian", ""),
        }


def said_of(who: WalkIn, facts: dict[str, Any], *, proved: bool) -> SignUp:
    """What `SignUpForm.facts` carried, as the action takes it."""
    return SignUp(who, proved, **{**facts, "agrees": tuple(Purpose(each) for each in facts["agrees"])})


class InvitedForm(forms.Form):
    """A guest at the door, on their own phone, without the personal link at hand."""

    number = forms.IntegerField(
        label=_("Number on the invitation"), min_value=1, max_value=999_999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    name = NameField(label=_("Name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code or number"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class NameSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or pinyin"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
