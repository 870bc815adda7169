"""Forms of polls and ballots."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, PhoneField, ReasonForm, with_value
from jiafeng.programme.awards.models import (
    Poll,
    PollKind,
    TieRule,
)


class PollForm(forms.Form):
    kind = forms.ChoiceField(label=_("Vote"), choices=[*PollKind.choices, ("run_off", _("Run-off of the committee"))])
    quorum = forms.IntegerField(label=_("Ballots needed for it to count"), min_value=0, max_value=100000, initial=0)
    majority = forms.BooleanField(label=_("Elected only with more than half of the ballots"), required=False, initial=True)
    tie = forms.ChoiceField(label=_("When level at the last place"), choices=TieRule.choices)
    most = forms.IntegerField(
        label=_("Names a ballot may choose at most"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Empty: as many as there are places. The public chooses exactly that many."),
    )


class OpenPollForm(forms.Form):
    codes = forms.IntegerField(label=_("Voting codes, one a sealed slip"), min_value=0, max_value=2000, initial=0)
    paper = forms.IntegerField(label=_("Paper ballots handed out"), min_value=0, max_value=2000, initial=0)


class OpenCommitteePollForm(OpenPollForm):
    """With the telephones of members who cannot come to draw a slip."""

    phones = forms.CharField(
        label=_("Send codes to these mobile numbers, one a line"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "inputmode": "tel"}),
        help_text=_(
            "Only for members who cannot draw a slip: whoever carries the messages can note which code went to which number. Print some spare slips for messages that do not arrive."
        ),
    )
    agreed = forms.BooleanField(label=_("These members know that and agreed to be sent their code."), required=False)

    def clean_phones(self) -> list[str]:
        one = PhoneField()
        return [one.clean(line) for line in self.cleaned_data["phones"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("phones") and not data.get("agreed"):
            self.add_error("agreed", _("Ask each of them first."))
        return data


class PaperCountForm(forms.Form):
    counted = forms.IntegerField(label=_("Valid ballots"), min_value=0, max_value=2000)
    spoiled = forms.IntegerField(label=_("Spoiled"), min_value=0, max_value=2000)
    unused = forms.IntegerField(label=_("Not used"), min_value=0, max_value=2000)

    def __init__(self, *args: Any, poll: Poll, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids = [each["id"] for each in poll.candidates]
        for each in poll.candidates:
            label = _("Votes for %(code)s %(name)s") % {"code": each["id"], "name": names.get(each["nomination"], each["name"])}
            self.fields[f"votes_{each['id']}"] = forms.IntegerField(label=label, min_value=0, max_value=2000)

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        votes = {each: data[f"votes_{each}"] for each in self.ids}
        return {"counted": data["counted"], "spoiled": data["spoiled"], "unused": data["unused"], "votes": votes}


class BallotForm(KeyedForm):
    """A ballot. Its receipt is made when it is counted; the key only lets a ballot sent twice be known again."""

    choices = forms.MultipleChoiceField(
        label=_("Your choice"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Tick whom you choose.")}
    )
    code = forms.CharField(
        label=_("Voting code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, labels: list[tuple[str, str]], may_be_blank: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"].choices = labels  # type: ignore[attr-defined]
        self.fields["choices"].required = not may_be_blank
        stale = _("This page is out of date. Look at your choice and send it again.")
        self.fields["key"].error_messages |= {"required": stale, "invalid": stale}

    def clean(self) -> dict[str, Any]:
        if "key" in self.errors:
            with_value(self, "key", str(uuid4()))  # the page shown again can be sent
        return super().clean() or self.cleaned_data


class PublicBallotForm(BallotForm):
    phone = PhoneField(label=_("Mobile number"), help_text=_("Once a number. Only a digest of it is kept, and only until the vote closes."))

    field_order = ["key", "choices", "phone", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the text message")
        self.fields["code"].required = False


class KeyPartsForm(forms.Form):
    """Two of the three parts, as they stand on paper."""

    _words: ClassVar[dict[str, str]] = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "rows": "4"}
    part_1 = forms.CharField(
        label=_("One part"),
        max_length=400,
        widget=forms.Textarea(attrs=_words),
        help_text=_("16 groups of five letters. Gaps, hyphens and small letters do not matter."),
    )
    part_2 = forms.CharField(label=_("Another part"), max_length=400, widget=forms.Textarea(attrs=_words))


class QuarantineForm(ReasonForm):
    source = forms.RegexField(r"^[0-9a-f]{32}$", label=_("Address digest"), help_text=_("As in the list of busiest addresses."))


class RulingForm(ReasonForm):
    flag = forms.CharField(max_length=60, widget=forms.HiddenInput)
    release = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[("release", _("Release: count them")), ("void", _("Void them"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "release",
    )
