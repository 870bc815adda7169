"""The lines of the desk's lists. Written here and not in a template: the desk is opened more often than any other page, and has two lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiafeng.common.due import Due
from jiafeng.common.templatetags.ui import deadline, icon, tag

register = template.Library()


@register.simple_tag
def todo(items: Iterable[Due], today: date) -> SafeString:
    """What is to be done, a line each: what, in which room, whose, since when, how urgent in words and a sign, and the button that names the act."""
    whose, since, late = _("whose:"), _("since %(day)s"), _("%(number)s of them overdue")
    return mark_safe("".join(_line(item, today, whose, since, late) for item in items))  # nosec B308 B703 # each part is escaped


def _line(item: Due, today: date, whose: str, since: str, late: str) -> str:
    overdue = item.due is not None and item.due < today
    ground = "tag-r" if overdue else "tag-y" if item.due == today else "tag-g"
    what, act, url = safe(item.what), safe(item.action), safe(item.url)
    facts: list[str] = [safe(item.room)]
    if item.whose:
        facts.append(f"{whose}{safe(item.whose)}")
    if item.since:
        facts.append(since % {"day": item.since})
    if item.detail:
        facts.append(safe(item.detail))
    if item.number == 1:
        state = deadline(item.due, today)
    else:
        state = tag(late % {"number": f"{item.late:,}"}, "bad") if item.late else SafeString()
    head, end = f"<b>{what}</b>", f'<span class="muted small-2">{act}</span>'
    if url:
        strong = "btn-primary" if overdue and item.mine else "btn-plain"
        head, end = f'<a href="{url}">{what}</a>', f'<a class="btn btn-sm {strong}" href="{url}" aria-label="{act} {what}">{act}</a>'
    sign = f'<span class="badge-ic {ground}">{icon(item.icon)}</span>'
    return f'<li>{sign}<span class="m">{head}<span>{" · ".join(facts)}</span></span>{state}{end}</li>'
