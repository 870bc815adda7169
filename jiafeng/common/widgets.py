"""Fields written without a template: a select of a county's units took three templates for each of its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms import CheckboxInput
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _

from jiafeng.common.sentences import Bound
from jiafeng.common.templatetags.ui import widget


def _said(value: Any) -> str:
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _attributes(given: Mapping[str, Any]) -> str:
    return "".join(f" {name}" if value is True else f' {name}="{_said(value)}"' for name, value in given.items() if value is not False)


def _input(given: Mapping[str, Any]) -> str:
    value = "" if given["value"] is None else f' value="{_said(given["value"])}"'
    return f'<input type="{given["type"]}" name="{_said(given["name"])}"{value}{_attributes(given["attrs"])}>'


def _textarea(given: Mapping[str, Any]) -> str:
    # Browsers drop the first line end of a text area.
    return f'<textarea name="{_said(given["name"])}"{_attributes(given["attrs"])}>\n{_said(given["value"] or "")}</textarea>'


def _select(given: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_said(given["name"])}"{_attributes(given["attrs"])}>']
    for group, options, _place in given["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_said(group)}">')
        for option in options:
            label = _("please choose") if option["label"] == "---------" else option["label"]
            parts.append(f'<option value="{_said(option["value"])}"{_attributes(option["attrs"])}>{_said(label)}</option>')
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _field(bound: BoundField) -> str:
    """A field with its label, hint, errors and input; what is called by its own label alone (a box, boxes to choose among) otherwise."""
    errors, box = bound.errors, widget(bound)
    css = ' class="field has-error"' if errors else ' class="field"'
    name = f' id="{bound.auto_id}_helptext"' if bound.auto_id else ""
    hint = f'<div class="hint"{name}>{bound.help_text}</div>' if bound.help_text else ""
    if isinstance(bound.field.widget, CheckboxInput):
        return (
            f'<div{css}>{errors}<div class="choice">{box}<label for="{bound.id_for_label}">{_said(bound.label)}</label></div>{hint}</div>'
        )
    label = _said(bound.label)
    if not bound.field.required:
        may_be_empty = _("(optional)")
        label += f' <span class="opt">{_said(may_be_empty)}</span>'
    if bound.use_fieldset:
        about = f' aria-describedby="{bound.aria_describedby}"' if bound.aria_describedby else ""
        return f"<fieldset{css}{about}><legend>{label}</legend>{hint}{errors}{box}</fieldset>"
    return f'<div{css}><label for="{bound.id_for_label}">{label}</label>{hint}{errors}{box}</div>'


_INPUTS = ("text", "number", "email", "url", "search", "tel", "password", "hidden", "date", "datetime", "time", "checkbox")
_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class Renderer(TemplatesSetting):
    """Forms as our templates show them; fields as above, inputs and selects as Django's own templates would write them."""

    bound_field_class = Bound

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if write := _WRITERS.get(template_name):
            return write(context["widget"])
        if template_name == self.field_template_name:
            return _field(context["field"])
        if template_name == ErrorList.template_name and not context["errors"]:  # every field asks for its own, and most have none
            return ""
        return super().render(template_name, context, request)
