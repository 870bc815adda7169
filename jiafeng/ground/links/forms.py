"""The form into which a code is typed, and those about approvers, for every room that asks one."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, NameField, PhoneField
from jiafeng.ground.links.models import Approver
from jiafeng.ground.links.queries import approvers

WAYS = [("xlsx", _("Excel, with links and texts")), ("codes", _("Sheet of codes to cut out (PDF)")), ("text", _("Texts to copy"))]


class WayForm(forms.Form):
    """How the links of many leave the house."""

    way = forms.ChoiceField(label=_("As what"), choices=WAYS, widget=forms.RadioSelect, initial="xlsx")


class CodeForm(forms.Form):
    """The six digits of a text message; the phone offers them by itself."""

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace(" ", "")
        if not (code.isascii() and code.isdigit() and len(code) == 6):
            raise ValidationError(_("The code has six digits."))
        return code


DAYS = (("1", _("one day")), ("3", _("three days")), ("7", _("seven days")))


class PassingForm(KeyedForm):
    """How long a link is to hold: cleaned to a span."""

    lasts = forms.TypedChoiceField(label=_("valid for"), choices=DAYS, initial="3", coerce=lambda days: timedelta(days=int(days)))


class AskForm(PassingForm):
    """Which approver is asked, and until when they may answer."""

    approver = forms.ModelChoiceField(label=_("approver"), queryset=Approver.objects.none(), empty_label=None)
    field_order = ("approver", "lasts")

    def __init__(self, *args: Any, county_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approver"].queryset = approvers(county_id)  # type: ignore[attr-defined]
        self.fields["approver"].help_text = _("The administrator keeps this list, with the telephone that the code goes to.")


class ApproverForm(KeyedForm):
    """Somebody who approves by link."""

    name = NameField(label=_("name"), max_length=40)
    post = forms.CharField(label=_("post"), max_length=60)
    phone = PhoneField(label=_("mobile phone"), help_text=_("The code that opens the link goes to this number."))
    field_order = ("name", "post", "phone")


class ReturnByLinkForm(forms.Form):
    """Why an approver sends a text back."""

    words = forms.CharField(label=_("what is to be changed"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
