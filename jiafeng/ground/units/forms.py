"""What people type about units."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, NameField
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region


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


_SPAN = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:~|～|—|–|\.\.)\s*(\d{4}-\d{2}-\d{2}))?$")
_LONGEST_SPAN = timedelta(days=15)


class DaysField(forms.CharField):
    """Days, one a line or a span a line: `2027-02-05` or `2027-02-05 ~ 2027-02-11`."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> list[date]:
        found: set[date] = set()
        for line in filter(None, map(str.strip, str(super().clean(value) or "").splitlines())):
            match = _SPAN.fullmatch(line)
            try:
                first, last = (date.fromisoformat(text) for text in (match[1], match[2] or match[1])) if match else (date.max, date.min)
            except ValueError:
                first, last = date.max, date.min
            if not timedelta() <= last - first <= _LONGEST_SPAN:
                raise forms.ValidationError(_("“%(line)s” is no day and no span of days."), params={"line": line[:40]})
            found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        return sorted(found)


class HolidaysForm(forms.Form):
    year = forms.IntegerField(label=_("Calendar year"), min_value=2025, max_value=2099)
    document = forms.CharField(label=_("Number of the notice"), max_length=60)
    source = forms.CharField(
        label=_("Where it was published"), max_length=200, help_text=_("For example the address on the government's site.")
    )
    days_off = DaysField(label=_("Days off"), max_length=2000, help_text=_("One day or span a line, such as 2027-02-05 ~ 2027-02-11."))
    worked = DaysField(
        label=_("Weekend days worked"), max_length=1000, required=False, help_text=_("The days worked in exchange, one a line.")
    )
