"""What people type, draw and photograph about pledges."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common import signatures
from jiafeng.common.forms import KeyedForm, NameField, PhoneField, RevisedForm, RowsField
from jiafeng.common.text import normalise_name, tidy
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.drives import forms as drives
from jiafeng.programme.drives.forms import WhoForm  # found here with the room's own
from jiafeng.programme.drives.models import Drive
from jiafeng.programme.pledges.actions import Signature
from jiafeng.programme.pledges.models import IdentityCheck, PledgeDrive, SignatureKind
from jiafeng.programme.pledges.stages import DisputeStage

MAX_PHOTO_BYTES = 12 * 1024 * 1024


class StrokesField(forms.Field):
    """A drawn signature, as our script writes it (common.signatures); empty where none was drawn."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        if not value:
            return ""
        try:
            return signatures.check(value)
        except signatures.OnlyADot as error:
            raise ValidationError(_("A dot is not a signature yet. Write your name in the box, or type it."), code="dot") from error
        except signatures.Unreadable as error:
            told = _("The drawn signature could not be read. Write it again, or type your name.")
            raise ValidationError(told, code="unreadable") from error


class DriveForm(drives.DriveForm):
    """A pledge drive. Issuers are named in the order of the list, the leading unit first."""

    field_order = ["title", "organisation", "issuers"]

    issuers = RowsField(
        label=_("Issued jointly with"), queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    identity = forms.ChoiceField(
        label=_("Who signs by the shared link gives"),
        choices=IdentityCheck.choices,
        widget=forms.RadioSelect,
        help_text=_("A link of one's own, the shared tablet and paper need no code. Codes need a text message gateway."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity"].initial = IdentityCheck.CODE if reaches_phones() else IdentityCheck.NONE
        self.fields["issuers"].queryset = self.fields["organisation"].queryset  # type: ignore[attr-defined]


class EditDriveForm(RevisedForm, DriveForm):
    @classmethod
    def initial_of(cls, drive: Drive) -> dict[str, Any]:
        rows = cast(PledgeDrive, drive).issuer_rows.all()
        return {
            **super().initial_of(drive),
            "issuers": [row.organisation_id for row in rows if row.organisation_id != drive.organisation_id],
        }


class TextForm(forms.Form):
    clauses = forms.CharField(
        label=_("Clauses"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One clause on a line, without numbers. A published version is never changed; a new text is a new version."),
    )

    def clean_clauses(self) -> list[str]:
        return [line for line in map(tidy, self.cleaned_data["clauses"].splitlines()) if line]


class PinForm(forms.Form):
    pin = forms.CharField(label=_("PIN"), max_length=8, widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))


class KioskForm(forms.Form):
    """A device becomes a shared tablet."""

    pin = forms.CharField(
        label=_("PIN to leave"),
        max_length=8,
        help_text=_("4 to 8 digits, for whoever takes the tablet back."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    organisation = forms.ModelChoiceField(
        label=_("Unit offered first"), queryset=Organisation.objects.none(), required=False, empty_label=_("none of these")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]


class KioskSignerForm(WhoForm):
    """Who signs at the shared tablet: the browser is to remember nothing, and the number is only asked."""

    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("If you like: it only serves to find you on the list."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "phone", "cadre", "guardian"):
            self.fields[name].widget.attrs.update({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"})


class DisputeForm(forms.Form):
    words = forms.CharField(
        label=_("If you like, say more"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You need not. Whoever looks into it reads it."),
    )


class NoteDisputeForm(forms.Form):
    words = forms.CharField(label=_("Who told you, how, and in what words"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """What was found about a disputed signature."""

    finding = forms.ChoiceField(
        label=_("What you found"),
        choices=[choice for choice in DisputeStage.choices if choice[0] != DisputeStage.OPEN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you looked at and what it showed. The person reads it under the receipt number."),
    )


class SignForm(KeyedForm):
    """Reading and signing. The signature is drawn, typed, or announced as a photo that the last page takes."""

    text = forms.IntegerField(widget=forms.HiddenInput)
    strokes = StrokesField(label=_("Signature"), required=False)
    typed_name = NameField(label=_("Type your name"), max_length=40, required=False)
    by_photo = forms.BooleanField(label=_("I sign on paper and photograph it on the next page"), required=False)
    have_read = forms.BooleanField(
        label=_("I have read the whole text and sign of my own free will."),
        error_messages={"required": _("Tick the box once you have read the text.")},
    )
    show_name = forms.BooleanField(
        label=_("My name may be shown among the signers. (Free to choose; can be taken back at any time.)"), required=False
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = name

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "strokes" in self.errors:
            return given
        if not (given.get("by_photo") or given.get("typed_name") or given.get("strokes")):
            self.add_error("typed_name", _("Sign in the box, or type your name here, or choose to photograph your signature."))
        elif given.get("typed_name") and normalise_name(given["typed_name"]) != normalise_name(self.signer):
            self.add_error(
                "typed_name", _("The typed name differs from the name you gave. Type it the same way, or go back and correct it.")
            )
        return given

    @property
    def kind(self) -> SignatureKind:
        if self.cleaned_data["by_photo"]:
            return SignatureKind.PHOTO
        return SignatureKind.TYPED if self.cleaned_data["typed_name"] else SignatureKind.DRAWN

    def signature(self) -> Signature:
        """The drawn or typed signature; a photographed one comes with its evidence from the last page."""
        given = self.cleaned_data
        return Signature(
            self.kind,
            strokes=given["strokes"] if self.kind == SignatureKind.DRAWN else "",
            typed_name=given["typed_name"] if self.kind == SignatureKind.TYPED else "",
        )

    @property
    def drawing(self) -> signatures.Drawing:
        return signatures.read(self.cleaned_data["strokes"])

    def answers(self) -> list[tuple[str, str]]:
        """What was given, to be carried hidden through the last page."""
        return [(name, self.data[name]) for name in self.fields if self.data.get(name)]


class PhotoForm(forms.Form):
    photo = forms.FileField(label=_("Photo of your signature"), widget=forms.FileInput(attrs={"accept": "image/*"}))

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if photo.size > MAX_PHOTO_BYTES:
            raise ValidationError(_("The photo is larger than 12 MB. Take it again at a smaller size."))
        return photo
