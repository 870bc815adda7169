"""What people type about units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, NameField
from jiafeng.units.models import Organisation, OrganisationKind, Region


class OrganisationForm(forms.Form):
    name = NameField(label=_("Full name"), max_length=80)
    short_name = NameField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices, initial=OrganisationKind.UNIT)
    parent = forms.ModelChoiceField(label=_("Reports to"), queryset=Organisation.objects.none(), required=False)
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), required=False)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]
        self.fields["region"].queryset = Region.objects.get_tree(county)  # type: ignore[attr-defined]

    def clean_kind(self) -> OrganisationKind:
        return OrganisationKind(self.cleaned_data["kind"])


class AliasForm(forms.Form):
    alias = forms.CharField(
        label=_("Another spelling"), max_length=80, help_text=_("As it stands in rosters, e.g. a short or an older name.")
    )


class CloseForm(forms.Form):
    on = DayField(label=_("Closed on"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class UnitFilterForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *OrganisationKind.choices])
