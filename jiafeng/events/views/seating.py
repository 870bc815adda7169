"""Pages of seats: the hall's list, giving them out at once or by hand."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.events import actions, forms, policies, queries
from jiafeng.events.models import Event, Invitation
from jiafeng.events.views.parts import allow, event_or_404, status


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """The seats of the hall with their guests; by POST the list itself is set anew."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))
    form = forms.SeatsForm(posted(request), initial={"rows": "\n".join(event.seats.values_list("label", flat=True))})
    if request.method == "POST" and form.is_valid():
        try:
            labels = actions.read_rows(form.cleaned_data["rows"])
            lost = actions.set_seats(by=request.user, at=timezone.now(), event=event, labels=labels)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, _("%(count)s seats are set.") % {"count": len(labels)})
            if lost:
                tell(request, ngettext("%(count)s guest lost a seat.", "%(count)s guests lost a seat.", lost) % {"count": lost})
            return redirect("events:seats", pk)
    return _page(request, event, form, forms.SeatForm())


def _page(request: HttpRequest, event: Event, form: forms.SeatsForm, seat_form: forms.SeatForm) -> HttpResponse:
    context = {"event": event, "form": form, "seat_form": seat_form, "seats": queries.seats_of(event)}
    return render(request, "events/seats.html", context, status=max(status(form), status(seat_form)))


@login_required
@require_POST
def give_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat everybody who comes and has no seat yet."""
    event = event_or_404(request, pk)
    try:
        seated, left = actions.give_seats(by=request.user, at=timezone.now(), event=event)
    except Refused as refused:
        allow(refused)
    tell(request, ngettext("%(count)s party was seated.", "%(count)s parties were seated.", seated) % {"count": seated})
    if left:
        tell(request, ngettext("%(count)s party found no seat.", "%(count)s parties found no seat.", left) % {"count": left})
    return redirect("events:seats", pk)


@login_required
@require_POST
def give_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one guest their seats by hand."""
    event = event_or_404(request, pk)
    allow(policies.may_invite(request.user, event))
    form = forms.SeatForm(request.POST)
    if form.is_valid():
        invitations = Invitation.objects.visible_to(request.user).select_related("event")
        invitation = get_object_or_404(invitations, event=event, number=form.cleaned_data["number"])
        try:
            actions.give_seat(by=request.user, at=timezone.now(), invitation=invitation, labels=form.cleaned_data["seats"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            tell(request, _("Saved."))
            return redirect("events:seats", pk)
    return _page(request, event, forms.SeatsForm(initial={"rows": "\n".join(event.seats.values_list("label", flat=True))}), form)
