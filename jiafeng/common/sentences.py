"""What is wrong with a field, in a sentence that names it: Django says "This field is required" of every one of them.

Every form gets its fields from here (`widgets.Renderer`), whoever wrote it; a sentence that a form, a field or a validator of our own brings stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

NAMED = 16
"""A label of more characters is a sentence; what is wrong is then said of "this entry"."""

_SENTENCES: dict[str, Any] = {
    "max_length": lazy("%(label)s: at most %(limit_value)d characters; now there are %(show_value)d."),
    "min_length": lazy("%(label)s: at least %(limit_value)d characters; now there are %(show_value)d."),
    "max_value": lazy("%(label)s must not be greater than %(limit_value)s."),
    "min_value": lazy("%(label)s must not be less than %(limit_value)s."),
    "null_characters_not_allowed": lazy("%(label)s holds a character that cannot be kept. Delete it and type it again."),
    "empty": lazy("%(label)s: the file is empty. Choose another one."),
    "missing": lazy("%(label)s: no file arrived. Choose it again."),
    "invalid_image": lazy("%(label)s: this file is no picture that can be read. Choose another one."),
    "invalid_choice": lazy("%(label)s: what was chosen is no longer on offer. Choose again."),
}
_EARLIEST_LATEST = {
    "max_value": lazy("%(label)s must not be later than %(limit_value)s."),
    "min_value": lazy("%(label)s must not be earlier than %(limit_value)s."),
}


class Bound(BoundField):
    """A field of a form with what was typed, and what is wrong with it."""

    @property
    def errors(self) -> ErrorList:
        """None at almost every field of almost every page."""
        found = super().errors
        if not found:
            return found
        own = [ValidationError(_own(self, error), error.code) for error in found.as_data()]
        return type(found)(own, renderer=self.form.renderer, field_id=self.auto_id)


def sentences(form: forms.BaseForm) -> Iterator[str]:
    """Everything that is wrong with a form, for a place that has no form to say it in."""
    yield from map(str, form.non_field_errors())
    for bound in form:
        yield from map(str, bound.errors)


@cache
def _djangos() -> frozenset[int]:
    """Django's own messages; each is one object, wherever it is raised."""
    fields = [each for each in vars(forms).values() if isinstance(each, type) and issubclass(each, forms.Field)]
    messages = [message for each in fields for message in getattr(each, "default_error_messages", {}).values()]
    messages += [each.message for each in vars(validators).values() if hasattr(each, "message")]
    return frozenset(id(message) for message in (*messages, *validators.DecimalValidator.messages.values()))


def _own(bound: BoundField, error: ValidationError) -> str:
    """The sentence of an error: its own, or ours instead of Django's."""
    if id(error.message) not in _djangos():
        return str(error.messages[0])
    if bound.is_hidden:
        return _("This page is no longer up to date. Load it again.")
    return str(_pattern(bound.field, error.code or "") % {**(error.params or {}), "label": _name(bound)})


def _name(bound: BoundField) -> str:
    label = str(bound.label).rstrip("：:?？")
    # 请输入标题确认 asks by itself, 经核查，该异议 leads on to the answer, 自 says nothing: none of them can stand in a sentence.
    return _("this entry") if not 1 < len(label) <= NAMED or label.startswith("请") or "，" in label else label


def _pattern(field: forms.Field, code: str) -> Any:
    """The sentence for a kind of field and of error, with a place for the label."""
    if code == "required":
        return _asked_for(field)
    if code == "invalid" and isinstance(field, forms.IntegerField):
        return _("%(label)s is a number. Type it in digits.")
    if code == "invalid" and isinstance(field, (forms.DateField, forms.DateTimeField)):
        return _("%(label)s is a day that the calendar has. Choose it there, or type it like 2026-12-01.")
    if isinstance(field, (forms.DateField, forms.DateTimeField)) and code in _EARLIEST_LATEST:
        return _EARLIEST_LATEST[code]
    if code in ("invalid_list", "invalid_pk_value"):
        code = "invalid_choice"
    return _SENTENCES.get(code) or _("Look at %(label)s once more: it cannot be read like this.")


def _asked_for(field: forms.Field) -> str:
    """How one asks for what is missing: typed, chosen, ticked or uploaded."""
    if isinstance(field, forms.FileField):
        return _("Upload: %(label)s.")
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Tick: %(label)s.")
    if isinstance(field.widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return _("Choose: %(label)s.")
    return _("Fill in: %(label)s.")


def named(label: Any, sentence: str) -> str:
    """A sentence in a summary, where it stands without its field: with the label before it, unless it names it."""
    heading = capfirst(str(label))
    return sentence if str(label).rstrip("：:?？").lower() in sentence.lower() else f"{heading}：{sentence}"
