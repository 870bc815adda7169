"""Pages of seats: the hall's list, giving them out at once or by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page, step
from jiafeng.common.toasts import tell
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.models import Event, Invitation
from jiafeng.programme.events.views.parts import event_or_404


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """The seats of the hall with their guests; by POST the list itself is set anew."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))

    def act(data: dict[str, Any]) -> None:
        labels = actions.read_rows(data["rows"])
        lost = actions.set_seats(by=request.user, at=timezone.now(), event=event, labels=labels)
        tell(request, _("%(count)s seats are set.") % {"count": len(labels)})
        if lost:
            tell(request, ngettext("%(count)s guest lost a seat.", "%(count)s guests lost a seat.", lost) % {"count": lost})

    form = _hall(event, posted(request))
    return _page(request, event, form, act, hall=form, one=forms.SeatForm())


def _hall(event: Event, data: QueryDict | None = None) -> forms.SeatsForm:
    return forms.SeatsForm(data, initial={"rows": "\n".join(event.seats.values_list("label", flat=True))})


def _page(request: HttpRequest, event: Event, form: Form, act: Callable[[dict[str, Any]], None], *, hall: Form, one: Form) -> HttpResponse:
    """The page of both forms, the whole hall's and one guest's; `form` is the one of them that was sent."""
    return form_page(
        request,
        form,
        act,
        template="events/seats.html",
        title=_("Numbered seats"),
        back=reverse("events:seats", args=[event.pk]),
        around={"event": event, "form": hall, "seat_form": one, "seats": queries.seats_of(event)},
    )


@login_required
@require_POST
def give_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat everybody who comes and has no seat yet."""
    event = event_or_404(request, pk)

    def act() -> None:
        seated, left = actions.give_seats(by=request.user, at=timezone.now(), event=event)
        tell(request, ngettext("%(count)s party was seated.", "%(count)s parties were seated.", seated) % {"count": seated})
        if left:
            tell(request, ngettext("%(count)s party found no seat.", "%(count)s parties found no seat.", left) % {"count": left})

    return step(request, act, "", reverse("events:seats", args=[pk]))


@login_required
@require_POST
def give_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one guest their seats by hand."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))

    def act(data: dict[str, Any]) -> None:
        invitations = Invitation.objects.visible_to(request.user).select_related("event")
        invitation = get_object_or_404(invitations, event=event, number=data["number"])
        actions.give_seat(by=request.user, at=timezone.now(), invitation=invitation, labels=data["seats"])
        tell(request, _("Saved."))

    form = forms.SeatForm(request.POST)
    return _page(request, event, form, act, hall=_hall(event), one=form)
