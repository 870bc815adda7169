"""What a reader of figures chooses: the year, and what a figure is narrowed to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField
from jiafeng.ground.records.figures import Figure
from jiafeng.reporting.figures.queries import Reference

FIRST_YEAR = 2012


class PeriodForm(forms.Form):
    """A calendar year, or all that was ever recorded."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        years = [(str(year), str(year)) for year in range(today.year + 1, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = [("", _("All years")), *years]  # type: ignore[attr-defined]

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The chosen year as `[start, end)`; open at both ends for all years or a year that is none."""
        year = self.cleaned_data.get("year") if self.is_valid() else None
        return (date(year, 1, 1), date(year + 1, 1, 1)) if year else (None, None)


class FigureForm(PeriodForm):
    """The same, or any days, both counted; and the figure's own parameters."""

    start = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, data: Any, *, today: date, figure: Figure, county_id: int) -> None:
        super().__init__(data, today=today)
        self.figure = figure
        for parameter in figure.parameters:
            self.fields[parameter.name] = forms.TypedChoiceField(
                label=parameter.label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("All")), *((str(pk), label) for pk, label in parameter.choices(county_id))],
            )

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The chosen days where there are any, else the year."""
        chosen = self.cleaned_data if self.is_valid() else {}
        start, last = chosen.get("start"), chosen.get("last")
        if not start and not last:
            return super().period
        return start, last and date.fromordinal(min(last.toordinal() + 1, date.max.toordinal()))

    @property
    def reference(self) -> Reference:
        """The figure, narrowed as chosen."""
        chosen = self.cleaned_data if self.is_valid() else {}
        names = [parameter.name for parameter in self.figure.parameters]
        return Reference(self.figure, {name: chosen[name] for name in names if chosen.get(name)})
