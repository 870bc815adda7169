"""What an administrator types, and what everybody types at the door."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factor
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import NameField
from jiafeng.common.whence import whence_of
from jiafeng.ground.accounts import actions
from jiafeng.ground.accounts.models import Happening, Role, User
from jiafeng.ground.units.models import Organisation, Region


class Paused(Exception):
    """A password or a code is not looked at for so many seconds, because too many before it were wrong."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class ChangePasswordForm(account.ChangePasswordForm):
    """Asks for the password of now, which counts as a try at it, and for one that is another."""

    def clean_oldpassword(self) -> str:
        given: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, given):
            raise get_adapter().validation_error("enter_current_password")
        return given

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("This is the password of now. Choose another."))
        return cleaned


class _CountedCode:
    """A code counts before it is looked at, and a right one is taken once."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        at = timezone.now()
        tried = actions.begin_factor_try(at=at, user_id=self.user.pk)
        if tried.wait:
            self._pause(tried.wait, to_note=tried.to_note)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not actions.spend_code(at=at, user_id=self.user.pk, code="".join(code.split())):
                raise get_adapter().validation_error("incorrect_code")
        except forms.ValidationError:
            if tried.pause:
                self._pause(tried.pause, to_note=True)
            raise
        actions.settle_factor_try(user_id=self.user.pk)
        return code

    def _pause(self, seconds: int, *, to_note: bool) -> None:
        if to_note:
            actions.note(at=timezone.now(), what=Happening.SLOWED, user=self.user, whence=whence_of(context.request))
        raise Paused(seconds)


def _in_our_words(form: forms.Form) -> None:
    """One word each for what is typed there, said once: the library shows its own word as label and again inside the field."""
    form.fields["code"].label = _("Code, or a recovery code")
    form.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}


class AuthenticateForm(_CountedCode, factor.AuthenticateForm):
    """The second factor, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class ReauthenticateForm(_CountedCode, factor.ReauthenticateForm):
    """The second factor again, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class _AccountField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """With the user name: two people may have one name, and only one of them lost the telephone."""
        return f"{obj.name} · {obj.username}"


class ResetForm(forms.Form):
    """Whose second factor is lost, and how that is known."""

    user = _AccountField(label=_("Whose"), queryset=User.objects.none(), empty_label=_("please choose"))
    reason = forms.CharField(
        label=_("What happened, and how you know that it is this person"),
        max_length=200,
        help_text=_("Ask in person or call a number you know. Whoever confirms reads this."),
    )

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]


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
        strip=False,  # as the door takes it
        max_length=128,
        help_text=_("At least 10 characters. Tell it to the person; they change it."),
    )
    field_order = ["username", "name", "password", "organisation", "role"]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput,
        strip=False,  # as the door takes it
        max_length=128,
        help_text=_("At least 10 characters. Tell it to the person; they change it."),
    )
