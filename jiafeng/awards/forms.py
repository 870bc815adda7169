"""What the pages of awards take in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import User
from jiafeng.awards.actions import Weighed
from jiafeng.awards.models import (
    DATED_STAGES,
    PUBLIC_WEIGHT_LIMIT,
    Medium,
    Notice,
    ObjectionChannel,
    Poll,
    PollKind,
    Round,
    Scheme,
    SchemeVersion,
    TieRule,
    WeightedCriterion,
)
from jiafeng.awards.stages import RoundStage
from jiafeng.common.forms import DayField, KeyedForm, PhoneField, RevisedForm, RowsField
from jiafeng.people.models import ConsentChannel, Person, Purpose
from jiafeng.plans.models import PlanLine
from jiafeng.units.models import Organisation, OrganisationKind, Region

BODIES = (OrganisationKind.FEDERATION, OrganisationKind.COMMISSION, OrganisationKind.ORGANISATION_DEPARTMENT)
OFFERED = (Purpose.BULLETIN, Purpose.STORY, Purpose.PHOTO)
"""What a nominee is asked beside accepting; each may be left out."""


class SchemeForm(forms.ModelForm[Scheme]):
    """A scheme's rules. Checked by the action, so that a button and a script meet the same refusals."""

    class Meta:
        model = Scheme
        fields = [
            "title",
            "honour",
            "kind",
            "approval_document",
            "quota",
            "for_children",
            "public_vote",
            "anonymous_review",
            "unit_quota",
            "notice_days",
            "notice_working",
            "notice_from_next_day",
            "review_years",
            "bar_years",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [one for one in self.fields["kind"].choices if one[0]]  # type: ignore[attr-defined]
        for name, least, most in (("notice_days", 1, 30), ("review_years", 1, 10), ("bar_years", 0, 10)):
            self.fields[name] = forms.IntegerField(label=self.fields[name].label, min_value=least, max_value=most)

    def _post_clean(self) -> None:
        """The action fills the row under its lock; the form only parses."""


class EditSchemeForm(RevisedForm, SchemeForm):
    pass


class CriteriaForm(forms.Form):
    """Criteria a line each, `名称｜权重｜含义`; exclusions a line each."""

    criteria = forms.CharField(
        label=_("Criteria"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text=_("One on a line: name | weight | what it means. The weights add up to 100."),
    )
    exclusions = forms.CharField(
        label=_("Exclusions"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6000,
        required=False,
        help_text=_("One on a line. Whoever falls under one is no candidate."),
    )

    def clean_criteria(self) -> list[Weighed]:
        found = []
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["criteria"].splitlines())), 1):
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            weight = parts[1].rstrip("%％") if len(parts) > 1 else ""
            if (
                len(parts) < 3
                or not (weight.isascii() and weight.isdigit() and len(weight) < 4)
                or len(parts[0]) > 40
                or len(parts[2]) > 300
            ):
                raise ValidationError(_("Line %(number)s: write name | weight | what it means."), params={"number": number})
            found.append(Weighed(parts[0], parts[2], int(weight)))
        return found

    def clean_exclusions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["exclusions"].splitlines() if line.strip()]

    @staticmethod
    def initial_of(version: SchemeVersion | None) -> dict[str, Any]:
        if version is None:
            return {"exclusions": "\n".join(str(sentence) for sentence in STANDARD_EXCLUSIONS)}
        lines = [f"{each.criterion.title} | {each.weight} | {each.text}" for each in version.criteria.select_related("criterion")]
        return {"criteria": "\n".join(lines), "exclusions": "\n".join(version.exclusions)}


STANDARD_EXCLUSIONS = (
    _("A breach of law or discipline by a member of the family"),
    _("Domestic violence"),
    _("Gambling"),
    _("Drugs"),
    _("A cult"),
    _("Listed as dishonest (enforcement of court judgments)"),
    _("Maltreatment or abandonment of the elderly or of children"),
    _("A serious accident or disturbance for which the family answers"),
    _("A false nomination"),
)


class RoundForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Title"), max_length=60)
    honours = forms.IntegerField(label=_("Honours to give"), min_value=1, max_value=500)
    bodies = RowsField(
        label=_("Held together by"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each clears the nominations and signs the decision."),
    )
    plan_line = forms.ModelChoiceField(label=_("Plan line"), queryset=PlanLine.objects.none(), required=False)
    review_weight = forms.IntegerField(label=_("Weight of the review, %"), min_value=0, max_value=100, initial=50)
    ballot_weight = forms.IntegerField(label=_("Weight of the committee's ballot, %"), min_value=0, max_value=100, initial=50)
    public_weight = forms.IntegerField(label=_("Weight of the public's vote, %"), min_value=0, max_value=PUBLIC_WEIGHT_LIMIT, initial=0)

    def __init__(self, *args: Any, county: Region, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = Organisation.objects.filter(county=county, closed_on=None, kind__in=BODIES)  # type: ignore[attr-defined]
        self.fields["plan_line"].queryset = lines  # type: ignore[attr-defined]
        for stage in DATED_STAGES:
            self.fields[stage.value] = DayField(label=_("Last day of: %(stage)s") % {"stage": stage.label})

    def facts(self) -> dict[str, Any]:
        """The form as the action takes it."""
        data = dict(self.cleaned_data)
        data.pop("revision", None)
        days: dict[RoundStage, date] = {stage: data.pop(stage.value) for stage in DATED_STAGES}
        weights = tuple(data.pop(name) for name in ("review_weight", "ballot_weight", "public_weight"))
        return {**data, "days": days, "weights": weights}


class EditRoundForm(RevisedForm, RoundForm):
    @staticmethod
    def initial_of(round_: Round) -> dict[str, Any]:
        return {
            "revision": round_.revision,
            "year": round_.year,
            "title": round_.title,
            "honours": round_.honours,
            "bodies": list(round_.bodies.values_list("organisation_id", flat=True)),
            "plan_line": round_.plan_line_id,
            "review_weight": round_.review_weight,
            "ballot_weight": round_.ballot_weight,
            "public_weight": round_.public_weight,
            **{each.stage: each.on for each in round_.deadlines.all()},
        }


class DeadlineForm(forms.Form):
    to = DayField(label=_("New last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why the list changed"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DocumentForm(forms.Form):
    document = forms.CharField(label=_("Document number"), max_length=60)


class NominationForm(KeyedForm):
    """Who is put forward, by whom, and why against each criterion."""

    name = forms.CharField(label=_("Nominee's name"), max_length=40)
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
    nominated_by = forms.CharField(label=_("Your name"), max_length=40, required=False, help_text=_("Where you nominate somebody else."))

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

    name = forms.CharField(label=_("Nominee: type your name to accept"), max_length=40, required=False)
    spouse_name = forms.CharField(label=_("Spouse: type your name to accept"), max_length=40, required=False)
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
        self.fields["remark"] = forms.CharField(label=_("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def scores(self) -> dict[str, int]:
        return {name.removeprefix("score_"): self.cleaned_data[name] for name in self.score_names}


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


class BallotForm(forms.Form):
    """A ballot: the receipt was made when the page was shown, so that a ballot sent twice is one."""

    receipt = forms.RegexField(r"^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$", widget=forms.HiddenInput)
    choices = forms.MultipleChoiceField(label=_("Your choice"), widget=forms.CheckboxSelectMultiple, required=False)
    code = forms.CharField(
        label=_("Voting code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, labels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"].choices = labels  # type: ignore[attr-defined]


class PublicBallotForm(BallotForm):
    phone = PhoneField(label=_("Mobile number"), help_text=_("Once a number. Only a digest of it is kept, and only until the vote closes."))

    field_order = ["receipt", "choices", "phone", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the text message")
        self.fields["code"].required = False


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


class ObjectionForm(KeyedForm):
    """An objection on the web: with a name or without."""

    nomination = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("What you object to, and how it can be checked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    name = forms.CharField(
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
    name = forms.CharField(label=_("Name on the certificate"), max_length=40)


class StoryForm(RevisedForm):
    headline = forms.CharField(label=_("Headline"), max_length=60)
    text = forms.CharField(label=_("Story"), max_length=6000, widget=forms.Textarea(attrs={"rows": 14}))


class PlacementForm(KeyedForm):
    medium = forms.ChoiceField(label=_("Medium"), choices=Medium.choices)
    outlet = forms.CharField(label=_("Outlet"), max_length=60)
    headline = forms.CharField(label=_("Headline"), max_length=100)
    on = DayField(label=_("Date"))
    reach = forms.IntegerField(label=_("Reach"), min_value=0, max_value=2_000_000_000, required=False)
    reach_source = forms.CharField(label=_("Where this number comes from"), max_length=100, required=False)
    file = forms.FileField(label=_("Cutting or screenshot"), required=False)
