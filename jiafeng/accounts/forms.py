"""What an administrator types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Role
from jiafeng.common.forms import NameField
from jiafeng.units.models import Organisation, Region


class RoleForm(forms.Form):
    """A role in an organisation of the administrator's county."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("please choose"))
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in Role], widget=forms.RadioSelect)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class UserForm(RoleForm):
    """A new account with its first role."""

    username = forms.CharField(label=_("User name"), max_length=150, help_text=_("Letters and digits; what the person types to sign in."))
    name = NameField(label=_("Name"), max_length=60)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput,
        max_length=128,
        help_text=_("At least 10 characters. Tell it to the person; they change it."),
    )
    field_order = ["username", "name", "password", "organisation", "role"]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput,
        max_length=128,
        help_text=_("At least 10 characters. Tell it to the person; they change it."),
    )
