"""Forms of a round."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, RevisedForm, RowsField
from jiafeng.ground.people.models import Person
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.programme.awards.models import (
    DATED_STAGES,
    PUBLIC_WEIGHT_LIMIT,
    Round,
)
from jiafeng.programme.awards.stages import RoundStage
from jiafeng.programme.plans.models import PlanLine


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


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why the list changed"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DocumentForm(forms.Form):
    document = forms.CharField(label=_("Document number"), max_length=60)


class ContactForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("On the county's list"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Texted only while they agree to be contacted. Empty: nobody is reminded. Type to find them first."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
