"""What people type about paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, NameField, PhoneField
from jiafeng.common.text import tidy
from jiafeng.ground.papers.actions.printing import MOST_SHEETS
from jiafeng.ground.papers.models import Mark
from jiafeng.ground.papers.queries import Facts
from jiafeng.ground.people.models import CadreRelation, Person
from jiafeng.ground.units.models import Organisation, Region

MAX_PHOTOS = 20


class PrintForm(forms.Form):
    """How many sheets to number, and which way round the paper lies."""

    count = forms.IntegerField(label=_("Number of sheets"), min_value=1, max_value=MOST_SHEETS, initial=1, required=False)
    guests = forms.BooleanField(label=_("With the names of those invited, one to a row"), required=False)
    landscape = forms.BooleanField(label=_("Landscape, with wider columns"), required=False)

    def __init__(self, *args: Any, has_guests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_guests:
            del self.fields["guests"]

    def clean_count(self) -> int:
        return self.cleaned_data["count"] or 1


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each must be one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if len(data or ()) > MAX_PHOTOS:
            raise ValidationError(_("Send at most 20 photos at a time."), code="too_many")
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class PhotosForm(forms.Form):
    photos = FilesField(
        label=_("Photos or scans of filled sheets"),
        widget=SeveralFiles(attrs={"accept": "image/*,application/pdf", "multiple": True}),
        help_text=_("One sheet to a photo, from straight above, all four black corner marks in the picture. Several at once are welcome."),
    )


class NumberForm(forms.Form):
    number = forms.IntegerField(label=_("Number at the foot of the sheet"), min_value=1, max_value=999_999)


class SuggestForm(forms.Form):
    name = NameField(label=_("Name"), max_length=40)


class FactsForm(forms.Form):
    """What a row says. `fields` are those that the sheet asks for; `printed` rows ask for none."""

    name = NameField(
        label=_("Name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "names", "data-names": ""}),
    )
    organisation = forms.ModelChoiceField(
        label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("none of these")
    )
    phone = PhoneField(label=_("Mobile number"), required=False)
    relation = forms.ChoiceField(label=_("Relation to the cadre"), required=False, choices=[("", _("not given")), *CadreRelation.choices])
    cadre = NameField(label=_("Cadre's name"), max_length=40, required=False)
    signed_on = DayField(label=_("Date on the paper"))
    guardian = NameField(
        label=_("Parent or guardian"),
        max_length=40,
        required=False,
        help_text=_("Only for children under 14: the name of the adult who agrees."),
    )
    show_name = forms.BooleanField(label=_("Ticked: the name may be shown"), required=False)

    def __init__(
        self, *args: Any, county: Region, fields: tuple[str, ...], printed: bool = False, day: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]
        asked = () if printed else ("name", *fields)
        for name in [name for name in FactsForm.base_fields if name not in asked]:
            del self.fields[name]
        if "signed_on" in self.fields:
            self.fields["signed_on"].initial = day

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if len(name) < 2:
            raise ValidationError(_("Give the whole name, surname and given name."))
        return name

    def facts(self) -> Facts:
        given = {name: self.cleaned_data[name] for name in FactsForm.base_fields if name in self.fields}
        unit = given.pop("organisation", None)
        given = {name: tidy(value) if isinstance(value, str) else value for name, value in given.items()}
        return Facts(organisation=unit.pk if unit else None, **given)


class ReadingForm(FactsForm):
    """One reading: the button that was pressed says what is seen, and only a signed row needs its facts."""

    mark = forms.ChoiceField(choices=Mark.choices, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.data.get("mark") in (Mark.BLANK, Mark.STRUCK):
            # What was typed into a row that says nothing is not meant.
            for name in [name for name in self.errors if name != "mark"]:
                del self.errors[name]
        return given

    def facts(self) -> Facts:
        """What the row says, which is nothing unless it is signed."""
        return super().facts() if self.cleaned_data["mark"] == Mark.SIGNED else Facts()


class ChoosingForm(FactsForm):
    """Who it is, among people of one name."""

    same_as = forms.ModelChoiceField(
        label=_("Is this one of the people on the list?"), queryset=Person.objects.none(), required=False, widget=forms.RadioSelect
    )
    looked = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, county=county, **kwargs)
        self.fields["same_as"].queryset = Person.objects.filter(county=county)  # type: ignore[attr-defined]


class SettleForm(ChoosingForm, ReadingForm):
    """The third look."""


class HandForm(KeyedForm, ChoosingForm):
    """One row entered by one person alone."""

    sheet = forms.CharField(label=_("Sheet and row"), max_length=20, required=False, help_text=_("For example 3-12: sheet 3, row 12."))
    photo = forms.FileField(label=_("Photo or scan of the sheet"), required=False)
