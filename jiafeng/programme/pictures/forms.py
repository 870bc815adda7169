"""What staff say of a picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import RevisedForm, RowsField
from jiafeng.ground.people.models import Person
from jiafeng.programme.events.models import EventPhoto, Faces
from jiafeng.programme.pictures.policies import UNDESCRIBED


class WordsForm(forms.Form):
    """Caption and alternative text of a picture, and what it is for. A decoration has no alternative text, which only the server can tell."""

    use_required_attribute = False
    alt = forms.CharField(
        label=_("What is to be seen (alternative text)"),
        max_length=200,
        error_messages={"required": UNDESCRIBED},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One sentence for those who do not see it, e.g. “Three families sign the pledge at a long table”. Not the caption again."
        ),
    )
    decorative = forms.BooleanField(label=_("It only decorates: screen readers pass over it"), required=False)
    caption = forms.CharField(
        label=_("Caption of the picture"), max_length=120, required=False, help_text=_("Stands below the picture; may stay empty.")
    )
    cover = forms.BooleanField(label=_("It is the cover: above the text, in lists, on the poster"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("decorative"):
            self.fields["alt"].required = False


class UploadForm(WordsForm):
    file = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPEG, PNG, WebP or HEIC, as the camera made it."),
    )
    faces = forms.ChoiceField(
        label=_("Who can be recognised on it?"),
        choices=[
            (Faces.NOBODY, _("Nobody can be recognised on it")),
            (Faces.NAMED, _("Somebody can: I name them on the next page. Until they agree it is not shown")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether anybody can be recognised on the picture.")},
    )
    field_order = ("file", "faces", "alt", "decorative", "caption", "cover")

    def clean_faces(self) -> str:
        """Who they are is said on the next page; until then nothing is stated."""
        return str(Faces.NOBODY) if self.cleaned_data["faces"] == Faces.NOBODY else ""


class EditForm(RevisedForm, WordsForm):
    field_order = ("alt", "decorative", "caption", "cover")


class PhotoForm(WordsForm):
    """One of a gathering's photos that may be shown."""

    photo = forms.ModelChoiceField(
        label=_("Photo"),
        queryset=EventPhoto.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the photos.")},
    )
    field_order = ("photo", "alt", "decorative", "caption", "cover")

    def __init__(self, *args: Any, photos: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].queryset = EventPhoto.objects.filter(pk__in=[each.pk for each in photos])  # type: ignore[attr-defined]
        self.fields["photo"].label = ""


class FacesForm(forms.Form):
    """Who can be recognised on an upload."""

    faces = forms.ChoiceField(
        label=_("Who can be recognised on it?"),
        choices=[*Faces.choices, ("", _("Not looked at yet: it is not shown"))],
        required=False,
        widget=forms.RadioSelect,
    )
    people = RowsField(
        label=_("People on the picture"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    title = forms.CharField(label=_("name of the attachment"), max_length=80)
    file = forms.FileField(
        label=_("PDF"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("It is checked for scripts and programs, and handed out without the author's name and the like."),
    )
