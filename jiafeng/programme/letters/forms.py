"""What people type, choose and photograph about messages and letters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, NameField, PhoneField, RevisedForm
from jiafeng.common.text import tidy
from jiafeng.ground.people.models import Person, Purpose, SavedList
from jiafeng.ground.units.models import Organisation
from jiafeng.programme.drives import forms as drives
from jiafeng.programme.drives.forms import FindForm, WhoForm  # noqa: F401  # found here with the room's own
from jiafeng.programme.letters.actions.sending import MAX_WORDS, PURPOSES
from jiafeng.programme.letters.models import Channel, MessageDrive

MAX_PHOTO_BYTES = 20 << 20
MAX_BUNDLE_BYTES = 400 << 20
_CONSENTS = {
    Purpose.DESK_CARD: _("It may be printed as a desk card for the cadre of our family."),
    Purpose.WALL: _("It may be shown on the Federation's public message wall, with my name."),
    Purpose.BULLETIN: _("It may be quoted in bulletins and news, with my name."),
}


_LETTER_CONSENTS = {
    Purpose.WALL.value: _("It may be read by the public, on the Federation's pages and in a booklet, with my name."),
    Purpose.BULLETIN.value: _CONSENTS[Purpose.BULLETIN],
}


def consent_field(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(purpose.value, _CONSENTS[purpose]) for purpose in PURPOSES],
        widget=forms.CheckboxSelectMultiple,
    )


def photo_field(label: Any, *, required: bool = False) -> forms.FileField:
    attrs = {"accept": "image/*", "data-hints": ""}
    return forms.FileField(label=label, required=required, widget=forms.FileInput(attrs=attrs))


def guardian_field() -> NameField:
    help_text = _("Only for children under 14: the name of the adult who agrees.")
    return NameField(label=_("Parent or guardian"), max_length=40, required=False, help_text=help_text)


def refuse_large(photo: Any) -> Any:
    if photo and photo.size > MAX_PHOTO_BYTES:
        raise ValidationError(_("The photo is larger than 20 MB. Take it again at a smaller size."))
    return photo


class DriveForm(drives.DriveForm):
    """A message drive: besides what every drive says, what families are asked to write."""

    guidance = forms.CharField(
        label=_("Guidance"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What to write about, on which paper, with which pen: a line each."),
    )
    sample = forms.CharField(label=_("Sample"), max_length=120, required=False, help_text=_("One message as an example."))
    takes_letters = forms.BooleanField(
        label=_("Longer family letters are taken too"),
        required=False,
        initial=True,
        help_text=_("By each person's own link, typed or as photographs of their pages."),
    )


class EditDriveForm(RevisedForm, DriveForm):
    """The same, of a drive that stands."""


class AskForm(forms.Form):
    """Who is asked: a list by criteria, found anew when it is used."""

    list = forms.ModelChoiceField(label=_("List of people"), queryset=SavedList.objects.none(), empty_label=_("please choose"))

    def __init__(self, *args: Any, lists: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["list"].queryset = lists  # type: ignore[attr-defined]


class AuthorForm(WhoForm):
    """Who writes: on a phone by the shared link, and at the entry of paper."""

    organisation = forms.ModelChoiceField(
        label=_("Unit of the cadre in your family"), queryset=Organisation.objects.none(), empty_label=_("please choose")
    )
    cadre = NameField(label=_("Name of the cadre in your family"), max_length=40)


class TypedField(forms.CharField):
    """Words in lines. A browser counts a line's end as one character and sends two."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        words: str = super().to_python(value) or ""
        return words.replace("\r\n", "\n").replace("\r", "\n")


class WordsForm(KeyedForm):
    """The message: a photograph of the handwriting, or typed."""

    photo = photo_field(_("Photograph of your handwriting"))
    text = TypedField(label=_("Or type it"), max_length=MAX_WORDS, required=False, rows=4, help_text=_("At most 120 characters."))
    guardian = guardian_field()
    purposes = consent_field(_("What you agree to (each free to choose, and to take back at any time)"))

    def clean_photo(self) -> Any:
        return refuse_large(self.cleaned_data["photo"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("photo") and not tidy(given.get("text", "")):
            self.add_error("photo", _("Choose a photograph of your message, or type it below."))
        if given.get("photo") and tidy(given.get("text", "")):
            self.add_error("text", _("Send the photograph or the typed words, not both."))
        return given


class EnterForm(WordsForm, AuthorForm):
    """One message that was brought in on paper."""

    field_order = ["name", "organisation", "phone", "cadre", "relation", "sent_on", "photo", "text", "guardian", "purposes"]

    phone = PhoneField(label=_("Mobile number"), required=False, help_text=_("Helps to find the person if they also write on a phone."))
    sent_on = DayField(label=_("Date on the paper"))
    photo = photo_field(_("Photo or scan of the paper"))
    text = TypedField(label=_("Or the typed words"), max_length=MAX_WORDS, required=False, rows=3)
    purposes = consent_field(_("Ticked on the paper"))
    same_as = forms.ModelChoiceField(queryset=Person.objects.none(), required=False, widget=forms.HiddenInput)
    looked = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, drive: MessageDrive, **kwargs: Any) -> None:
        super().__init__(*args, county=drive.county, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["relation"].label = _("Relation to the cadre")
        self.fields["cadre"].label, self.fields["cadre"].required = _("Cadre's name"), False
        self.fields["same_as"].queryset = Person.objects.filter(county=drive.county)  # type: ignore[attr-defined]


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one choice, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        cleaned = [super(ManyFilesField, self).clean(file, initial) for file in files]
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


class UploadForm(KeyedForm):
    """Many pictures at once, with or without a roster."""

    pictures = ManyFilesField(
        label=_("Photographs, or a zip file of a folder"),
        widget=ManyFiles(attrs={"accept": "image/*,.zip,.heic"}),
        help_text=_(
            "Up to 100 pictures, or one zip file. Each finds its person by the code on the printed sheet, by the roster, or by its name: 王芳, 县水务局-王芳."
        ),
    )
    roster = forms.FileField(
        label=_("Roster"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.ods"}),
        help_text=_("Columns 姓名, 单位, 干部姓名, 关系, 寄语, 照片; only 姓名 must be there. A roster inside the zip file is found too."),
    )
    channel = forms.ChoiceField(
        label=_("What they are"), choices=[(each.value, each.label) for each in (Channel.UPLOAD, Channel.PAPER)], initial=Channel.UPLOAD
    )
    purposes = consent_field(_("What all their authors agreed to, in writing"))

    def clean_pictures(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["pictures"]
        if sum(file.size for file in files) > MAX_BUNDLE_BYTES:
            raise ValidationError(_("More than 400 MB at once. Upload the units one after the other."))
        if any(Path(file.name).suffix.lower() == ".zip" for file in files) and len(files) > 1:
            raise ValidationError(_("Choose either one zip file or pictures."))
        return files


class CutForm(forms.Form):
    """How the handwriting is cut out: the corners of the sheet, and how faint a stroke may be."""

    corners = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    threshold = forms.FloatField(
        label=_("Faint strokes"),
        min_value=0.05,
        max_value=0.95,
        widget=forms.NumberInput(attrs={"type": "range", "min": "0.05", "max": "0.95", "step": "0.05"}),
        help_text=_("To the left fainter strokes come back, and stains with them; to the right only strong ones remain."),
    )

    def clean_corners(self) -> list[list[float]] | None:
        """Four points as shares of the picture's sides, clockwise from top left; None where the machine finds them."""
        if not self.cleaned_data["corners"]:
            return None
        wrong = ValidationError(_("The corners could not be read. Drag them again, or let them be found."), code="unreadable")
        try:
            points = [[round(float(x), 5), round(float(y), 5)] for x, y in json.loads(self.cleaned_data["corners"])]
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise wrong from error
        if len(points) != 4 or any(not -0.2 <= side <= 1.2 for point in points for side in point):
            raise wrong
        area = sum(points[at][0] * points[(at + 1) % 4][1] - points[(at + 1) % 4][0] * points[at][1] for at in range(4)) / 2
        if area < 0.01:
            raise ValidationError(_("The four corners lie crosswise or too close together. Drag them to the corners of the sheet."))
        return points


class TranscribeForm(forms.Form):
    text = TypedField(label=_("Transcription"), max_length=MAX_WORDS, required=False, rows=2)


class ConsentForm(forms.Form):
    """What an author told staff, or ticked on paper."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=[(purpose.value, purpose.label) for purpose in PURPOSES])
    given = forms.BooleanField(label=_("Agreed"), required=False)
    guardian = NameField(label=_("Parent or guardian"), max_length=40, required=False)


class TakeForm(forms.Form):
    """Whose picture it is."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), error_messages={"required": _("Choose whose picture it is.")}
    )
    guardian = NameField(label=_("Parent or guardian"), max_length=40, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class LetterForm(KeyedForm):
    """A family letter, for a person already found."""

    title = forms.CharField(label=_("Heading"), max_length=60)
    written_on = DayField(label=_("Written on"))
    body = TypedField(label=_("Text of the letter"), max_length=6000, required=False, rows=12, help_text=_("A paragraph on a line."))
    pages = ManyFilesField(
        label=_("Or photographs of its pages"),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/*"}),
        help_text=_("In the order of reading; at most 12."),
    )
    guardian = guardian_field()
    purposes = forms.MultipleChoiceField(
        label=_("The author agrees"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(_LETTER_CONSENTS.items())
    )

    def clean_pages(self) -> list[Any]:
        return [refuse_large(page) for page in self.cleaned_data["pages"]]


class OwnLetterForm(LetterForm):
    """A family letter on the author's own phone, who writes today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["written_on"]
        self.fields["title"].help_text = _("For example how the letter begins.")
        self.fields["pages"].label = _("Photographs of its pages")
        self.fields["purposes"].label = _("What you agree to (each free to choose, and to take back at any time)")


class BookletForm(KeyedForm):
    title = forms.CharField(label=_("Heading"), max_length=30, initial=_("Family letters"))
    subtitle = forms.CharField(label=_("Subtitle"), max_length=40, required=False)


def consent_labels() -> list[Any]:
    """What the boxes on the printed sheet say, in their order."""
    return [_CONSENTS[purpose] for purpose in PURPOSES]


def letter_consent_labels() -> list[Any]:
    """What the boxes under a letter say, in the order of its purposes."""
    return list(_LETTER_CONSENTS.values())
