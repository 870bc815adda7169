"""No address and no form falls over, whatever is typed into it: it refuses, or it takes it as the text it is."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from jiafeng.ground.accounts.models import Role
from tests.walk.page import BOTH
from tests.walk.world import World, ask, expected, over, undone

# The names of parameters that some page reads, and values that no page may fall over.
PARAMETERS = (
    "channel format kind last name number on owner page photo q receipt refused sheet stage start state text unit "
    "verb year since until kinds county"
).split()
VALUES = {
    "NUL": "a\x00b",
    "a number beyond 64 bits": "9" * 25,
    "a number of 5000 digits": "1" * 5000,
    "a negative number": "-1",
    "digits of another script": "١٢²",
    "a decimal comma": "1,5",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "no such day": "2026-02-31",
    "a word as long as a UUID": "x" * 36,
    "markup": "\"'><script>alert(1)</script>{{ 7 }}%(x)s%s#[`",
    "emoji and direction": "👨‍👩‍👧\u202e\ufeff",
    "a very long word": "长" * 3000,
    "not a number": "NaN",
}
# Bytes that are no UTF-8, and a lone surrogate as it would be encoded.
BYTES = ("%FF%FE%F0%28", "%ED%A0%80", "%00")
# A form that refuses one parameter looks at no other, so the ones that narrow a list also come alone.
ALONE = ("last", "photo", "q", "start", "unit", "until")
WORST = ("a word as long as a UUID", "the last day")
NASTY = ("NUL", "a number beyond 64 bits", "a number of 5000 digits", "the first day", "the last day")


def addresses(address: str) -> Iterator[str]:
    """The address with hostile parameters: all at once, then some alone."""
    for word in (*map(quote, VALUES.values()), *BYTES):
        yield f"{address}?" + "&".join(f"{name}={word}" for name in PARAMETERS)
    for name in ALONE:
        for word in (quote(VALUES[label]) for label in WORST):
            yield f"{address}?{name}={word}"


def forms_of(response: HttpResponse) -> list[forms.BaseForm]:
    """The forms that a page was rendered with."""
    found: dict[int, forms.BaseForm] = {}
    for layer in getattr(response, "context", None) or []:
        for each in layer:
            for value in each.values() if isinstance(each, dict) else ():
                if isinstance(value, forms.BaseForm):
                    found[id(value)] = value
    return list(found.values())


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """The form as an honest person sends it: what it shows, and something plausible where it shows nothing."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        shown = form[name].value()
        value = shown if shown not in (None, "", []) else plausible(name, field)
        if isinstance(value, datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%dT%H:%M") if timezone.is_aware(value) else value.strftime("%Y-%m-%dT%H:%M")
        if value not in (None, ""):
            data[form.add_prefix(name)] = value
    return data


def plausible(name: str, field: forms.Field) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(each.pk) for each in field.queryset[:1]]
    if isinstance(field, forms.ModelChoiceField):
        return next((str(each.pk) for each in field.queryset[:1]), "") if field.required else ""
    if isinstance(field, forms.MultipleChoiceField):
        return [key for key, _ in field.choices][:1]
    if isinstance(field, forms.ChoiceField):
        return next((key for key, _ in field.choices if key), "")
    if isinstance(field, forms.DateTimeField):
        return (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, forms.DateField):
        return timezone.localdate() + timedelta(days=3 if "last" in name else 0)
    if isinstance(field, forms.TimeField):
        return "10:00"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "1"
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.FileField):
        return ""
    if "phone" in name:
        return "13800000099"
    return "示例"


def insider(world: World, name: str) -> Client:
    """Somebody of the county who may open the page; a failure is answered, not raised."""
    role = next(role for role in Role if expected(world.pages[name], (role, "home")) == "reached")
    return world.client((role, "home"), answers=True)


def answer(client: Client, method: str, address: str, data: dict | None = None) -> HttpResponse:
    with undone():
        return ask(client, method, address, data)


def why(response: HttpResponse) -> str | None:
    raised = getattr(response, "exc_info", None)
    return f"{response.status_code} {raised and raised[1]!r}" if response.status_code >= 500 else None


@over(lambda page: "GET" in page.methods and not page.typeset)
def test_no_parameter_makes_a_page_fall_over(name: str, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client = insider(world, name)
    asked = addresses(world.address(name))
    found = {each[:120]: sentence for each in asked if (sentence := why(answer(client, "GET", each)))}
    assert found == {}


def hostile_paths(name: str, given: dict) -> Iterator[str]:
    for argument in given:
        for value in VALUES.values():
            try:
                yield reverse(
                    name, kwargs={**given, argument: int(value) if value.isascii() and value.isdigit() and len(value) < 99 else value}
                )
            except NoReverseMatch:
                continue


@over(lambda page: page.of != "")
def test_no_path_makes_a_page_fall_over(name: str, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    page = world.pages[name]
    client = insider(world, name)
    paths = hostile_paths(name, world.objects[page.of])
    found = {each[:120]: sentence for each in paths if (sentence := why(answer(client, page.methods[0], each, dict(page.data))))}
    assert found == {}


@over(lambda page: page.methods == BOTH)
def test_no_field_makes_a_form_fall_over(name: str, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client = insider(world, name)
    address = world.address(name)
    found = {}
    for form in forms_of(answer(client, "GET", address)):
        honest = filled(form)
        for field in form.fields:
            for label in NASTY:
                response = answer(client, "POST", address, {**honest, form.add_prefix(field): VALUES[label]})
                if sentence := why(response):
                    found[f"{label} in {field}"] = sentence
    assert found == {}
