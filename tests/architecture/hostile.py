"""What a hostile visitor types: values for addresses and forms, and a form filled in as an honest person would."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.utils import timezone

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
