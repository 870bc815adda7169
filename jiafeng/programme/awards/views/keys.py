"""Pages of a poll's key: its parts, printed once each, and the place to type two of them where the key is lost."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, button, form_page
from jiafeng.library.calendars import local_day
from jiafeng.library.press.keyparts import key_part_pdf
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.programme.awards import actions, forms, policies
from jiafeng.programme.awards.models import KeyHolder, Poll
from jiafeng.programme.awards.views.parts import poll_or_404


def parts_of(request: HttpRequest, found: Poll) -> list[dict[str, Any]]:
    """The three parts as the poll's page lists them: whose each is, and who printed it, or whether this person may."""
    printed = {each.number: each for each in found.key_parts.select_related("by")}
    mine = any(each.by_id == request.user.pk for each in printed.values())
    return [
        {
            "number": holder.value,
            "holder": holder.label,
            "printed": printed.get(holder.value),
            "may": holder.value not in printed and not mine and not policies.may_take_part(request.user, found, holder.value),
        }
        for holder in KeyHolder
    ]


@login_required
@never_cache
@require_POST
def take_part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One part as a page to print, this once."""
    found = poll_or_404(request, pk)
    if number not in KeyHolder.values:
        raise Http404
    allow(policies.may_take_part(request.user, found, number))
    now, back = timezone.now(), reverse("awards:poll", args=[pk])

    def typeset(text: str) -> bytes:
        return key_part_pdf(
            text,
            title=_("Part %(number)s of 3 of the key of a vote") % {"number": number},
            poll=f"{found.round.title} {found}",
            holder=str(KeyHolder(number).label),
            notes=[
                _("Two of the three parts open the ballots of this vote, if its key on the server is lost. One alone opens nothing."),
                _("Keep it closed, apart from the other two. Never photograph it, and never send it."),
                _(
                    "When the vote is closed, burn all three parts before witnesses: until then they still open an old copy of the database."
                ),
            ],
            date=local_day(now),
        )

    def act() -> HttpResponse:
        name = f"{found.round.title}-" + _("key, part %(number)s") % {"number": number}
        make = lambda: actions.take_part(by=request.user, at=now, poll=found, number=number, typeset=typeset)  # noqa: E731 - called once, below
        return pdf_or_back(request, back, make, name)

    return button(request, act, "", back)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def restore_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Two parts are typed, and the key is in its place again."""
    found = poll_or_404(request, pk)
    allow(policies.may_confirm_second(request.user, found.round))
    form = forms.KeyPartsForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: actions.restore_key(by=request.user, at=timezone.now(), poll=found, typed=[data["part_1"], data["part_2"]]),
        title=_("Type in the key of the vote"),
        back=reverse("awards:poll", args=[pk]),
        action=_("Put the key back"),
        consequence=_(
            "Those who keep two of the three parts type them here together. What is typed is not kept; the log says who did it and which parts they were."
        ),
        done=_("The key is in its place again. The vote goes on, or can be closed and counted."),
    )
