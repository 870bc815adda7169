"""Inputs written without a template say what Django's templates say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import MomentInput
from jiafeng.common.widgets import _WRITERS, Renderer

ODD = "a\"<&>'é示例"
CHOICES = [("", "—"), ("a", ODD), (ODD, _("Name")), (3, "three"), ("组", [("x", mark_safe("<b>x</b>")), ("y", "y")])]
WIDGETS: list[tuple[forms.Widget, Any]] = [
    *(
        (kind(attrs={"class": ODD, "autofocus": True, "hidden": False, "maxlength": 3}), value)
        for kind in (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.URLInput,
            forms.HiddenInput,
            forms.Textarea,
            forms.PasswordInput,
        )
        for value in (None, "", ODD, 7, mark_safe("&amp;"))
    ),
    *((forms.CheckboxInput(), value) for value in (None, True, False, "on")),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "2026-01-02"),
    (forms.TimeInput(), "10:00"),
    (MomentInput(), "2026-01-02T10:00"),
    *((forms.Select(choices=CHOICES), value) for value in (None, "", "a", ODD, 3, "3", "x")),
    (forms.SelectMultiple(choices=CHOICES), ["a", "x"]),
    (forms.NullBooleanSelect(), True),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_an_input_says_what_djangos_template_says(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        re.sub(r"\n\s*(?=<)|(?<=>)\n$", "", widget.render("named", value, {"id": "id_named"}, renderer))
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert ours == theirs


def test_every_kind_that_is_written_so_is_compared() -> None:
    """Searching, telephones and selects of several are inputs and selects like the others."""
    compared = {getattr(widget, "template_name", "") for widget, _value in WIDGETS}
    assert set(_WRITERS) <= compared | {"django/forms/widgets/search.html", "django/forms/widgets/tel.html"}
