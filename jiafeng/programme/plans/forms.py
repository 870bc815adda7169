"""What people type about plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, RevisedForm, RowsField
from jiafeng.ground.units.models import BODIES, Organisation, OrganisationKind, Region
from jiafeng.programme.plans.models import Deployment, Plan, PlanLine, UnitGroup
from jiafeng.programme.plans.queries import figure_choices, offered_units


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


class CopyPlanForm(PlanForm):
    """Another year's plan with the lines of this one."""


class LinesFileForm(KeyedForm):
    file = forms.FileField(label=_("Workbook of measures"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}))


class _Together(forms.CheckboxSelectMultiple):
    """Boxes that each stand for several units, and say for which, so that the button can count them once."""

    sets: Mapping[str, Iterable[Organisation]]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-members"] = " ".join(str(unit.pk) for unit in self.sets[value])
        return option


class DeployForm(forms.Form):
    """To whom a line goes: units one by one, all of a kind, or those of a saved group."""

    together = forms.MultipleChoiceField(label=_("Units together"), required=False, widget=_Together)
    organisations = RowsField(
        label=_("Units one by one"), queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note to the unit"), max_length=300, required=False)
    keep_as = forms.CharField(
        label=_("Keep these units as a group"),
        max_length=40,
        required=False,
        help_text=_("Give it a name, such as 试点单位, and choose it by that name next time."),
    )

    def __init__(self, *args: Any, line: PlanLine, groups: Iterable[UnitGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(offered_units(line))
        self.sets = {"all": units}
        for unit in units:
            self.sets.setdefault(f"kind-{unit.kind}", []).append(unit)
        names: dict[str, Any] = {"all": _("All units"), **{f"kind-{kind}": label for kind, label in OrganisationKind.choices}}
        for group in groups:
            members = {unit.pk for unit in group.organisations.all()}
            names[f"group-{group.pk}"] = group.title
            self.sets[f"group-{group.pk}"] = [unit for unit in units if unit.pk in members]
        offered = [(key, self._label(key, names[key], found)) for key, found in self.sets.items() if found]
        self.fields["together"].widget.sets = self.sets
        self.fields["together"].choices = offered  # type: ignore[attr-defined]
        self.fields["organisations"].queryset = offered_units(line)  # type: ignore[attr-defined]

    @staticmethod
    def _label(key: str, name: Any, units: Iterable[Organisation]) -> Any:
        """The box's name with its units; those of "all" stand one by one below."""
        units = list(units)
        named = "" if key == "all" else "、".join(unit.label for unit in units)
        return format_html('{}（{}）<span class="hint d-block">{}</span>', name, len(units), named)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        together = [unit for key in given.pop("together", ()) for unit in self.sets[key]]
        given["organisations"] = list(dict.fromkeys([*together, *given.get("organisations", ())]))
        if not given["organisations"] and not self.errors:
            self.add_error("together", _("Choose at least one unit to deploy to."))
        return given


class GroupForm(forms.Form):
    title = forms.CharField(label=_("Name of the group"), max_length=40)
    organisations = RowsField(label=_("Units"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.filter(county=county, closed_on=None).exclude(kind__in=BODIES)
        self.fields["organisations"].queryset = units  # type: ignore[attr-defined]


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
