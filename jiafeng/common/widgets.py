"""Inputs written without a template: a select of a county's units took three templates for each of its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _


def _said(value: Any) -> str:
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _attributes(given: Mapping[str, Any]) -> str:
    return "".join(f" {name}" if value is True else f' {name}="{_said(value)}"' for name, value in given.items() if value is not False)


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{_said(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    # Browsers drop the first line end of a text area.
    return f'<textarea name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>\n{_said(widget["value"] or "")}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_said(group)}">')
        for option in options:
            label = _("please choose") if option["label"] == "---------" else option["label"]
            parts.append(f'<option value="{_said(option["value"])}"{_attributes(option["attrs"])}>{_said(label)}</option>')
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


_INPUTS = ("text", "number", "email", "url", "search", "tel", "password", "hidden", "date", "datetime", "time", "checkbox")
_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class Renderer(TemplatesSetting):
    """Forms as our templates show them, their plainest inputs as Django's own templates would write them."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if write := _WRITERS.get(template_name):
            return write(context["widget"])
        return super().render(template_name, context, request)
