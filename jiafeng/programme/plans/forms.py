"""What people type about plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, RevisedForm, RowsField
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine
from jiafeng.programme.plans.queries import figure_choices


class PlanForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    title = forms.CharField(label=_("Title"), max_length=120)
    theme = forms.CharField(label=_("Theme"), max_length=120, help_text=_("One line that the whole year stands under."))


class EditPlanForm(RevisedForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    theme = forms.CharField(label=_("Theme"), max_length=120)


class LineForm(forms.Form):
    """A measure; `county` narrows the organisations on offer."""

    title = forms.CharField(label=_("Measure"), max_length=120)
    content = forms.CharField(label=_("What is to be done"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    duty = forms.CharField(label=_("Source duty"), max_length=120, help_text=_("The rule, duty or document this measure comes from."))
    lead = forms.ModelChoiceField(label=_("Lead organisation"), queryset=Organisation.objects.none())
    co_owners = RowsField(label=_("Co-owners"), queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label=_("Due date"))
    target_figure = forms.ChoiceField(
        label=_("Target figure"), required=False, help_text=_("The number that will show how far the measure got.")
    )
    target_value = forms.IntegerField(label=_("Target value"), required=False, min_value=0, max_value=10_000_000)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(county=county, kind__in=BODIES, closed_on=None)
        self.fields["lead"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["co_owners"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["target_figure"].choices = [("", _("None")), *figure_choices()]  # type: ignore[attr-defined]


class EditLineForm(RevisedForm, LineForm):
    @staticmethod
    def initial_of(line: PlanLine) -> dict[str, Any]:
        owners = list(line.ownerships.all())
        return {
            "revision": line.revision,
            "title": line.title,
            "content": line.content,
            "duty": line.duty,
            "due_on": line.due_on,
            "target_figure": line.target_figure,
            "target_value": line.target_value,
            "lead": next((owner.organisation_id for owner in owners if owner.leads), None),
            "co_owners": [owner.organisation_id for owner in owners if not owner.leads],
        }


class DeployForm(forms.Form):
    organisations = RowsField(
        label=_("Units"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit to deploy to.")},
    )
    note = forms.CharField(label=_("Note to the unit"), max_length=300, required=False)

    def __init__(self, *args: Any, line: PlanLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = line.deployments.values("organisation_id")
        self.fields["organisations"].queryset = (  # type: ignore[attr-defined]
            Organisation.objects.filter(county=line.county_id, closed_on=None).exclude(kind__in=BODIES).exclude(pk__in=standing)
        )


class ReceivedOnForm(forms.Form):
    on = DayField(label=_("Received on"))


class PaperReceiptsForm(forms.Form):
    on = DayField(label=_("Received on"))
    sheet = forms.FileField(label=_("Scan or photo of the signed sheet"))
    deployments = RowsField(
        label=_("Receipts on the sheet"),
        queryset=Deployment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the units whose receipt stands on the sheet.")},
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deployments"].queryset = (  # type: ignore[attr-defined]
            Deployment.objects.filter(line__plan=plan, confirmed_at=None)
            .select_related("line", "organisation")
            .order_by("line__number", "pk")
        )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
