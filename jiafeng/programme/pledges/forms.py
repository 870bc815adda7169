"""What people type, draw and photograph about pledges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common import signatures
from jiafeng.common.forms import DayField, KeyedForm, NameField, PhoneField, RevisedForm, RowsField
from jiafeng.common.text import normalise_name, tidy
from jiafeng.ground.people.models import CadreRelation
from jiafeng.ground.sms.queries import reaches_phones
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.programme.plans.models import PlanLine
from jiafeng.programme.plans.queries import lines_on_offer
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


class DriveForm(forms.Form):
    """A drive; `county` narrows what is on offer. Issuers are named in the order of the list, the leading unit first."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("As it stands above the pledge, for example with the year."))
    organisation = forms.ModelChoiceField(label=_("Leading unit"), queryset=Organisation.objects.none(), empty_label=_("please choose"))
    issuers = RowsField(
        label=_("Issued jointly with"), queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    opens_on = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("People can sign until the end of this day."))
    identity = forms.ChoiceField(
        label=_("Who signs by the shared link gives"),
        choices=IdentityCheck.choices,
        widget=forms.RadioSelect,
        help_text=_("A link of one's own, the shared tablet and paper need no code. Codes need a text message gateway."),
    )
    plan_line = forms.ModelChoiceField(
        label=_("Plan line"),
        queryset=PlanLine.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The measure of the yearly plan that this drive carries out."),
    )

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(county=county, kind__in=BODIES, closed_on=None)
        self.fields["identity"].initial = IdentityCheck.CODE if reaches_phones() else IdentityCheck.NONE
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["issuers"].queryset = bodies  # type: ignore[attr-defined]
        lines = PlanLine.objects.filter(county=county)
        self.fields["plan_line"].queryset = lines_on_offer(lines, self.initial.get("plan_line"))  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The cleaned fields as the actions take them: the day after the last one closes the drive."""
        given = dict(self.cleaned_data)
        given["closes_on"] = given.pop("last_day") + timedelta(days=1)
        return given


class EditDriveForm(RevisedForm, DriveForm):
    @staticmethod
    def initial_of(drive: PledgeDrive) -> dict[str, Any]:
        issuers = [row.organisation_id for row in drive.issuer_rows.all() if row.organisation_id != drive.organisation_id]
        own = {
            name: getattr(drive, name) for name in ("revision", "title", "organisation", "opens_on", "last_day", "plan_line", "identity")
        }
        return {**own, "issuers": issuers}


class TextForm(forms.Form):
    clauses = forms.CharField(
        label=_("Clauses"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One clause on a line, without numbers. A published version is never changed; a new text is a new version."),
    )

    def clean_clauses(self) -> list[str]:
        return [line for line in map(tidy, self.cleaned_data["clauses"].splitlines()) if line]


class SignerForm(forms.Form):
    """Who signs."""

    name = NameField(label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("none of these"),
        help_text=_("Your family's unit, or your village or community."),
    )
    phone = PhoneField(label=_("Mobile number"))
    relation = forms.ChoiceField(
        label=_("You are the cadre's"), required=False, choices=[("", _("rather not say")), *CadreRelation.choices]
    )
    cadre = NameField(label=_("Name of the cadre in your family"), max_length=40, required=False)
    guardian = NameField(
        label=_("Parent or guardian"),
        max_length=40,
        required=False,
        help_text=_("Only for children under 14: the name of the adult who agrees."),
    )

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county, closed_on=None)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])


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


class KioskSignerForm(SignerForm):
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


class LinkForm(forms.Form):
    """Whom a personal link is for."""

    q = forms.CharField(label=_("Name"), max_length=40)
