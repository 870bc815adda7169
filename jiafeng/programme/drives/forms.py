"""What is typed about a drive, and who somebody says they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, NameField, PhoneField
from jiafeng.common.text import tidy
from jiafeng.ground.links.forms import WayForm
from jiafeng.ground.people.models import CadreRelation, SavedList
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.programme.drives.models import Drive
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import lines_on_offer


class DriveForm(forms.Form):
    """What every drive says; `county` narrows what is on offer. A room adds its own fields, by the names that its drive has."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("As everybody reads it, for example with the year."))
    organisation = forms.ModelChoiceField(label=_("Leading unit"), queryset=Organisation.objects.none(), empty_label=_("please choose"))
    opens_on = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("People can take part until the end of this day."))
    plan_line = forms.ModelChoiceField(
        label=_("Plan line"),
        queryset=PlanLine.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The measure of the yearly plan that this drive carries out."),
    )

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(county=county, kind__in=BODIES, closed_on=None)
        lines = lines_on_offer(PlanLine.objects.filter(county=county), self.initial.get("plan_line"))
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["plan_line"].queryset = lines  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, drive: Drive) -> dict[str, Any]:
        return {name: getattr(drive, name) for name in cls.base_fields}

    def facts(self) -> dict[str, Any]:
        """The cleaned fields as the actions take them: the day after the last one closes the drive."""
        given = dict(self.cleaned_data)
        given["closes_on"] = given.pop("last_day") + timedelta(days=1)
        return given


class ListLinksForm(WayForm):
    """Links for everybody whom a list finds today, of one unit or all."""

    field_order = ["list", "unit", "way"]

    list = forms.ModelChoiceField(label=_("List by criteria"), queryset=SavedList.objects.none())
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("all units"))

    def __init__(self, *args: Any, lists: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["list"].queryset = lists  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Whom something is for."""

    q = forms.CharField(label=_("Name"), max_length=40)


@dataclass(frozen=True)
class Who:
    """Who is about to take part, as far as the steps before have told. `proved`: a code showed that the telephone is in their hand."""

    name: str
    unit: str = ""
    phone: str = ""
    organisation_id: int | None = None
    relation: str = ""
    cadre: str = ""
    guardian: str = ""
    proved: bool = False

    @property
    def relation_label(self) -> str:
        return str(CadreRelation(self.relation).label) if self.relation else ""

    def said(self) -> dict[str, str]:
        return {"relation": self.relation, "cadre": self.cadre, "guardian": self.guardian}

    def initial(self) -> dict[str, Any]:
        """As the form shows it again."""
        return {**asdict(self), "organisation": self.organisation_id}


class WhoForm(forms.Form):
    """Who takes part."""

    name = NameField(label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("none of these"),
        help_text=_("Your family's unit, or your village or community."),
    )
    phone = PhoneField(label=_("Mobile number"))
    relation = forms.ChoiceField(
        label=_("You are the cadre's"), required=False, choices=[("", _("rather not say")), *CadreRelation.choices]
    )
    cadre = NameField(label=_("Name of the cadre in your family"), max_length=40, required=False)
    guardian = NameField(
        label=_("Parent or guardian"),
        max_length=40,
        required=False,
        help_text=_("Only for children under 14: the name of the adult who agrees."),
    )

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def who(self) -> Who:
        given = self.cleaned_data
        unit: Organisation | None = given["organisation"]
        said = {name: given[name] for name in ("name", "phone", "relation", "cadre", "guardian")}
        return Who(unit=unit.name if unit else "", organisation_id=unit.pk if unit else None, **said)
