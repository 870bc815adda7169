"""What is chosen for a run, and told of its cards."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.deskcards import queries
from jiafeng.programme.deskcards.models import FORMS, SHEETS, SIZES, Look
from jiafeng.programme.letters.models import MessageDrive


class RunForm(KeyedForm):
    """The look of a run, and whose cards it holds."""

    title = forms.CharField(label=_("Title"), max_length=60)
    drive = forms.ModelChoiceField(label=_("Message drive"), queryset=MessageDrive.objects.none(), empty_label=_("please choose"))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Organisation.objects.none(), required=False, empty_label=_("all units"))
    design = forms.ChoiceField(label=_("Design"), widget=forms.RadioSelect)
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[*SIZES.items(), ("", _("another size"))], initial="200x100-tent")
    width = forms.IntegerField(label=_("Width in millimetres"), required=False, min_value=60, max_value=420)
    height = forms.IntegerField(label=_("Height in millimetres"), required=False, min_value=40, max_value=297)
    stands = forms.ChoiceField(label=_("How it stands"), required=False, choices=FORMS.items())
    sheet = forms.ChoiceField(label=_("Paper"), choices=SHEETS)
    vertical = forms.BooleanField(label=_("Set in columns (竖排)"), required=False)
    grey = forms.BooleanField(label=_("In grey"), required=False)
    coded = forms.BooleanField(label=_("With a code to the message wall, where the author agrees to it"), required=False, initial=True)
    again = forms.BooleanField(label=_("Print cards again that are out already"), required=False)

    def __init__(self, *args: Any, county: Any, drives: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drive"].queryset = drives  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]
        offered = [(offer.code, offer.name) for offer in queries.offers(county.pk)]
        self.fields["design"].choices = offered  # type: ignore[attr-defined]
        self.fields["design"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        width, height, stands = (given.pop(name, None) for name in ("width", "height", "stands"))
        if not given.get("size"):
            if width and height:
                given["size"] = f"{width}x{height}-{stands or 'tent'}"
            elif not self.errors:
                self.add_error("width", _("Choose a size, or give the width and the height of your own."))
        if not self.errors:
            given["look"] = Look(**{field.name: given.pop(field.name) for field in fields(Look)})
        return given


class DesignForm(forms.Form):
    file = forms.FileField(label=_("Design (zip)"), widget=forms.FileInput(attrs={"accept": ".zip"}))


class HandOverForm(forms.Form):
    on = DayField(label=_("Handed over on"))


class ReprintForm(KeyedForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class RecallForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
