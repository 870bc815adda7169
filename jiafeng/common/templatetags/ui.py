"""The tags our templates are made of. jiafeng/templates/README.md shows each with one line of use."""

from __future__ import annotations

import json
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jiafeng.common.navigation import Area, Entry, address, address_of, public_menu, service_tiles, staff_menu, starred
from jiafeng.common.sentences import named

register = template.Library()

# A tone has a letter (the colour, in site.css) and a sign, so that no status is told by colour alone.
TONES = {
    "good": ("g", "circle-check"),
    "wait": ("y", "clock"),
    "bad": ("r", "alert-triangle"),
    "info": ("b", "info-circle"),
    "mark": ("l", "star"),
}
SPRITE = "vendor/icons/icons.svg"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration; with one, screen readers say it."""
    return _labelled(name, label) if label else _decoration(name)


def _labelled(name: str, label: str) -> SafeString:
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, f"{static(SPRITE)}#{name}")


@cache
def _decoration(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', f"{static(SPRITE)}#{name}")


@cache
def _brand_characters() -> frozenset[str]:
    found = finders.find("vendor/manifest.json")
    with open(str(found), encoding="utf-8") as manifest:
        return frozenset(json.load(manifest)["@fontsource/noto-serif-sc"]["characters"])


@register.simple_tag
def serif(text: Any) -> str:
    """The heading class for `text`: the brand face if it has every character, else the reader's own serif, never a mixture."""
    return "brand-serif" if _brand_characters().issuperset(str(text).replace(" ", "")) else "serif"


@register.simple_tag
def tag(text: Any, tone: str = "", sign: str = "") -> SafeString:
    """A status: words and a sign on a ground of the tone good, wait, bad, info or mark."""
    letter, own_sign = TONES.get(tone, ("", ""))
    sign = sign or own_sign
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{letter}" if letter else "", icon(sign) if sign else "", text)


@register.simple_tag
def stage(row: Any) -> SafeString:
    """Where a row stands, in the tone that its model's TONES has for the stage (a sign of its own may stand behind it), or for "", else info."""
    model: Any = type(row)
    return _staged(model, row.stage, get_language() or "")


@lru_cache(512)
def _staged(model: Any, stage: str, language: str) -> SafeString:
    tones, labels = model.TONES, dict(model._meta.get_field("stage").flatchoices)
    return tag(labels[stage], *tones.get(stage, tones.get("", "info")).split())


# What says the same whenever it is asked the same; see common.templates.
UNCHANGING = frozenset({icon, tag})


def _days(day: date, today: date) -> tuple[str, str]:
    """The words and the tone of a deadline."""
    left = (day - today).days
    if left < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left}, "bad"
    if left == 0:
        return _("due today"), "wait"
    return ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}, "wait" if left <= 3 else "good"


@register.simple_tag
def deadline(day: date | None, today: date) -> SafeString:
    """How long until `day`, as a status; a thing without a deadline says so."""
    if day is None:
        return tag(_("no deadline"))
    words, tone = _days(day, today)
    return tag(words, tone, "clock" if tone == "good" else "")


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect)):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "" if widget.is_hidden else "form-control"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The field's input alone, in our look; `{% field %}` adds label, hint and errors."""
    inner = field.field.widget
    own = inner.attrs.get("class", "")
    css = "form-check-input" if isinstance(inner, forms.CheckboxSelectMultiple) else _css_class(inner)
    return field.as_widget(attrs={"class": f"{css} {own}".strip()} if css or own else None)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A field with label, hint, errors and input, wired for screen readers."""
    return bound.as_field_group()


@register.simple_tag
def form_problems(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Every error of a form as (anchor, sentence), in the order of its fields, for the error summary."""
    problems = [("", str(sentence)) for sentence in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or (bound.auto_id or "")
        if bound.use_fieldset and bound.auto_id:
            anchor = f"{bound.auto_id}_0"
        if not bound.is_hidden:
            problems += [(anchor, named(bound.label, str(sentence))) for sentence in bound.errors]
        else:
            problems += [("", str(sentence)) for sentence in bound.errors]
    return problems


@register.simple_tag(takes_context=True)
def menu(context: RequestContext, name: str) -> list[tuple[Any, Any]]:
    """The `public` or `services` menu as this visitor sees it: pairs of group label and entries."""
    request = context["request"]
    chosen = {"public": public_menu, "services": service_tiles}[name]
    return [(group.label, entries) for group, entries in chosen.entries(getattr(request, "user", None), request.path).items()]


@register.simple_tag(takes_context=True)
def areas(context: RequestContext) -> list[Area]:
    """The staff menu as this user sees it on this page, asked for once a page."""
    request = context["request"]
    found: list[Area] | None = request.__dict__.get("staff_areas")
    if found is None:
        found = request.__dict__["staff_areas"] = staff_menu.areas(getattr(request, "user", None), request.path)
    return found


@register.simple_tag(takes_context=True)
def favourites(context: RequestContext) -> list[Entry]:
    """The entries that the user has starred and may still open."""
    names = getattr(context["request"].user, "favourites", None)
    return starred(areas(context), names) if names else []


@register.simple_tag(takes_context=True)
def here(context: RequestContext, name: str) -> str:
    """The mark of a link that leads to the page at hand; `name`: of an address without a record."""
    return SafeString(' aria-current="page"') if context["request"].path == address_of(name) else ""


@register.simple_tag(takes_context=True)
def home_crumb(context: RequestContext) -> SafeString:
    """The way back to the list that a room begins with; nothing on that list's own page."""
    path = context["request"].path
    home = staff_menu.home(path)
    url = address(home) if home else path
    return format_html('<li><a href="{}">{}</a></li>', url, home.label) if home and url != path else SafeString("")


@register.filter
def thousands(number: int | None) -> str:
    """1234567 as 1,234,567; nothing as a dash."""
    return "—" if number is None else f"{number:,}"


@register.filter
def undo_url(message: Any) -> str:
    """The address that takes back what the message tells, where common.toasts.tell was given one."""
    found = [part[5:] for part in (message.extra_tags or "").split() if part.startswith("undo=")]
    return found[0] if found else ""


@register.simple_block_tag
def card(content: str, title: Any = "", href: str = "", link: Any = "", level: int = 2) -> SafeString:
    """A white card with a heading and, where given, a link to the right of it."""
    head: SafeString | str = ""
    if title:
        heading = format_html("<h{0}>{1}</h{0}>", level, title)
        more = format_html('<a class="small-2" href="{}">{}</a>', href, link) if href else ""
        head = format_html('<div class="card-head">{}{}</div>', heading, more)
    return format_html('<section class="card mb-3">{}<div class="card-in">{}</div></section>', head, content)


@register.simple_block_tag
def note(content: str, tone: str = "info") -> SafeString:
    """A remark beside the work: info, good, wait or bad."""
    letter, sign = TONES[tone]
    return format_html('<div class="note note-{} mb-3">{}<div>{}</div></div>', letter, icon(sign), content)


@register.simple_tag
def steps(current: int, *labels: Any) -> SafeString:
    """Where in a sequence the person is; `current` counts from 1."""
    parts = format_html_join(
        "",
        "<li{}>{}{}</li>",
        (
            (
                SafeString(' class="now" aria-current="step"') if at == current else SafeString(' class="done"') if at < current else "",
                label,
                format_html('<span class="visually-hidden">{}</span>', _(" (done)")) if at < current else "",
            )
            for at, label in enumerate(labels, start=1)
        ),
    )
    return format_html('<ol class="steps no-print" aria-label="{}">{}</ol>', _("Progress"), parts)
