"""Form parts every room uses: the idempotency key, the revision a person saw, days, moments and telephone numbers."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.text import as_seen, normalise_phone, tidy, tidy_name


class KeyedForm(forms.Form):
    """A form that can be sent twice: it carries a key made when it was shown, so that the second sending finds the first's result."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RevisedForm(forms.Form):
    """A form over an editable row: it posts the revision that was shown, so that a stale edit is told who changed what."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TypedField(forms.CharField):
    """Words that somebody types again before what cannot be taken back, so that it is not done to something else by mistake."""

    def __init__(self, words: str) -> None:
        label = _("To go on, type: %(words)s") % {"words": words}
        super().__init__(label=label, max_length=max(200, len(words)), widget=forms.TextInput(attrs={"autocomplete": "off"}))
        self.words = words

    def clean(self, value: Any) -> str:
        given: str = super().clean(value)
        if tidy(as_seen(given)).casefold() != tidy(as_seen(self.words)).casefold():
            raise ValidationError(_("These are not the same words. Type exactly: %(words)s") % {"words": self.words})
        return given


class ReasonForm(forms.Form):
    """Why something is done, in at most `most` characters, which is what the row that keeps it has room for."""

    def __init__(self, *args: Any, most: int = 200, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = forms.CharField(label=_("Reason"), max_length=most, widget=forms.Textarea(attrs={"rows": 2}))
        self.fields = {"reason": reason, **self.fields}


def with_value(form: forms.Form, name: str, value: Any) -> None:
    """Change one posted value, so that the form shown again carries it: today's revision after a stale edit, the newest text."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as every posted form holds
    data[name] = value
    form.data = data


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put a refusal where the person looks: at its field, or at the top of the form."""
    field: Any = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused))


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, for a form that is bound exactly when the request is a POST: nothing chosen is an answer too.

    Marks that nobody sees (common.text) are taken out of one-line fields, with a word on the page that follows; a password is left alone.
    """
    if request.method != "POST":
        return None
    given = request.POST
    unseen = [name for name, values in given.lists() if "password" not in name and any(map(_has_unseen, values))]
    if not unseen:
        return given
    seen = given.copy()
    for name in unseen:
        seen.setlist(name, [as_seen(value) if _has_unseen(value) else value for value in given.getlist(name)])
    messages.info(request, _("Marks that nobody sees were taken out of what was typed."), fail_silently=True)
    return seen


def fields_of(request: HttpRequest, most: int) -> dict[str, list[str]]:
    """The values of each field of a form of at most so many, as a browser sends it: read in half the time that `request.POST` takes.

    Raises ValueError where it is none.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        return {name: values for name, values in request.POST.lists() if values}
    return parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=most)


def _has_unseen(value: str) -> bool:
    return "\n" not in value and as_seen(value) != value


class NameField(forms.CharField):
    """A person's or a unit's name, its parts joined by one kind of dot."""

    def to_python(self, value: Any) -> str:
        name = super().to_python(value) or ""
        return name if "\0" in name else tidy_name(name)  # which the field itself refuses


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class DayField(forms.DateField):
    """A day of a year that people mean: reckoning from the first or the last day that a computer knows would leave the calendar."""

    widget = DayInput
    default_validators = [MinValueValidator(date(_FIRST_YEAR, 1, 1)), MaxValueValidator(date(_LAST_YEAR, 12, 31))]


class MomentField(forms.DateTimeField):
    """A day and a time of such a year."""

    widget = MomentInput
    default_validators = [
        MinValueValidator(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)),
        MaxValueValidator(datetime(_LAST_YEAR, 12, 31, tzinfo=UTC)),
    ]


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows. What is longer than any number of a row is none; SQLite cannot even be asked for it."""

    def clean(self, value: Any) -> Any:
        if any(len(str(each)) > 18 for each in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"})
        return super().clean(value)


class PhoneField(forms.CharField):
    """A telephone number as digits: a mobile number, or a landline with its area code."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=24, **kwargs)

    def clean(self, value: Any) -> str:
        phone = normalise_phone(super().clean(value))
        if phone:
            RegexValidator(r"^(1[3-9]\d{9}|0\d{9,11})$", _("Enter the 11 digits of a mobile number, or a landline with its area code."))(
                phone
            )
        return phone
