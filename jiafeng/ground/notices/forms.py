"""Forms of notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import PhoneField
from jiafeng.ground.notices.models import Way


class DigestForm(forms.Form):
    """How the daily digest comes."""

    way = forms.ChoiceField(label=_("Daily digest"), choices=Way.choices, widget=forms.RadioSelect)
    phone = PhoneField(label=_("Mobile number for it"), required=False, help_text=_("Only for the text message. Nobody else sees it."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        phone = data.get("phone", "")
        if data.get("way") == Way.TEXT and "phone" not in self.errors and not (len(phone) == 11 and phone.startswith("1")):
            self.add_error("phone", _("Enter the 11 digits of your mobile number."))
        return data
