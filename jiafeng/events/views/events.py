"""Pages of an event: list, its page, preparing it, its stages, a unit's report."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.accounts.queries import working_county
from jiafeng.calendars import local_day
from jiafeng.common.paging import page_of
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.events import actions, forms, policies, queries
from jiafeng.events.models import Event
from jiafeng.events.stages import MOVES
from jiafeng.events.views.calendar import feed_token
from jiafeng.events.views.parts import allow, event_or_404, keep, refuse, status
from jiafeng.records.queries import history
from jiafeng.sheets.responses import xlsx_response


@login_required
@require_GET
def events(request: HttpRequest) -> HttpResponse | FileResponse:
    """The gatherings, latest first; ?format=xlsx is just that list."""
    allow(policies.may_see_events(request.user))
    rows = queries.events_for(request.user)
    form = forms.EventFilterForm(request.GET)
    if form.is_valid():
        given = form.cleaned_data
        rows = queries.narrowed(rows, words=given["q"], kind=given["kind"], stage=given["stage"], year=given["year"])
    if request.GET.get("format") == "xlsx":
        return _sheet(rows)
    context = {
        "page": page_of(rows, request),
        "filter": form,
        "may_create": not policies.may_create(request.user),
        "feed": reverse("events:feed", args=[feed_token(request.user)]),
    }
    return render(request, "events/events.html", context)


def _sheet(rows: Any) -> FileResponse:
    columns = [(_("Title"), 36), (_("Kind"), 12), (_("Host"), 22), (_("Starts"), 18), (_("Ends"), 18), (_("Place"), 22), (_("Stage"), 10)]
    columns += [(_("Signed in"), 10), (_("Reported by the unit"), 14)]
    lines = (
        (
            event.title,
            event.get_kind_display(),
            event.organisation.name,
            date_format(timezone.localtime(event.starts_at), "Y-m-d H:i"),
            date_format(timezone.localtime(event.ends_at), "Y-m-d H:i"),
            event.place,
            event.get_stage_display(),
            event.came,  # type: ignore[attr-defined]  # annotated by with_attendance
            event.reported_attendance,
        )
        for event in queries.with_attendance(rows).iterator(chunk_size=500)
    )
    return xlsx_response(_("Gatherings"), _("Gatherings"), columns, lines)


@login_required
@require_http_methods(["GET", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    allow(policies.may_create(request.user))
    county = working_county(request.user)
    form = forms.EventForm(request.POST or None, user=request.user, county=county)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.create_event(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            tell(request, _("The gathering is in preparation. Add its programme and invitations, then announce it."))
            return redirect("events:event", event.pk)
    context = {"form": form, "title": _("New gathering"), "keep": "event-new", "back": reverse("events:events")}
    return render(request, "events/form.html", context, status=status(form))


@login_required
@require_http_methods(["GET", "POST"])
def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, event))
    initial = forms.EditEventForm.initial_of(event)
    form = forms.EditEventForm(request.POST or None, user=request.user, county=event.county, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_event(by=request.user, at=timezone.now(), event=event, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused, event_or_404(request, pk).revision)
        else:
            tell(request, _("Saved."))
            return redirect("events:event", pk)
    return _form_page(request, event, form, _("Edit the gathering"))


@login_required
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, event))
    form = forms.ProgrammeForm(request.POST or None, initial=forms.ProgrammeForm.initial_of(event))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_programme(by=request.user, at=timezone.now(), event=event, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused, event_or_404(request, pk).revision)
        else:
            tell(request, _("Saved."))
            return redirect("events:event", pk)
    return _form_page(request, event, form, _("Programme"))


def _form_page(request: HttpRequest, event: Event, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "keep": f"event-{event.pk}",
        "event": event,
        "back": reverse("events:event", args=[event.pk]),
        **more,
    }
    return render(request, "events/form.html", context, status=status(form))


@login_required
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """A gathering: facts, programme, who came with the arithmetic, minutes, photos. A volunteer sees facts and programme."""
    allow(policies.may_see_events(request.user))
    found = event_or_404(request, pk)
    user, now = request.user, timezone.now()
    reads_people = not policies.may_read_people(user, found)
    hosts = not policies.may_host(user, found.organisation)
    stages = {move.name for move in MOVES.from_stage(found.stage)}
    context = {
        "event": found,
        "items": found.items.all(),
        "reads_people": reads_people,
        "reckoning": queries.reckon(found) if reads_people else None,
        "invited": found.invitations.count() if reads_people else None,
        "seats": queries.seats_taken(found) if reads_people and found.capacity else None,
        "waiting": queries.waiting(found) if reads_people and found.capacity else 0,
        "minutes": queries.minutes_of(found) if reads_people else None,
        "photos": queries.photos_of(found) if reads_people else [],
        "may_write": not policies.may_write_event(user, found),
        "may_invite": not policies.may_invite(user, found),
        "may_door": not policies.may_work_at_door(user, found) and not policies.may_sign_in_now(found, now),
        "devices": queries.devices_of(found) if hosts else [],
        "may_paper": not policies.may_enter_paper(user, found),
        "may_print": hosts,
        "may_feedback": not policies.may_ask_feedback(user, found),
        "may_open": hosts and "open" in stages,
        "may_hold": "hold" in stages and not policies.may_hold(user, found, now),
        "may_close": hosts and "close" in stages,
        "may_cancel": hosts and "cancel" in stages,
        "may_reopen": "reopen" in stages and not policies.may_reopen(user, found),
        "begun": now >= found.starts_at,
        "history": history(found)[:12] if reads_people else [],
    }
    return render(request, "events/event.html", context)


def _step(request: HttpRequest, pk: int, action: Any, sentence: str) -> HttpResponse:
    found = event_or_404(request, pk)
    try:
        action(by=request.user, at=timezone.now(), event=found)
    except Refused as refused:
        allow(refused)
    tell(request, sentence)
    return redirect("events:event", pk)


@login_required
@require_POST
def open_event(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.open_event, _("The gathering is announced. Print or send the invitations."))


@login_required
@require_POST
def close_event(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_event, _("The record is closed."))


def _with_words(request: HttpRequest, pk: int, form: Any, action: Any, policy: Any, title: str, done: str) -> HttpResponse:
    """A step that takes a sentence: what was done, or why."""
    found = event_or_404(request, pk)
    allow(policy(found))
    if request.method == "POST" and form.is_valid():
        try:
            action(by=request.user, at=timezone.now(), event=found, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            tell(request, done)
            return redirect("events:event", pk)
    return _form_page(request, found, form, title, submit=title)


@login_required
@require_http_methods(["GET", "POST"])
def hold_event(request: HttpRequest, pk: int) -> HttpResponse:
    def policy(event: Event) -> Any:
        return policies.may_hold(request.user, event, timezone.now())

    form = forms.HeldForm(request.POST or None)
    done = _("The gathering counts as held. Add minutes and photos while they are fresh.")
    return _with_words(request, pk, form, actions.hold_event, policy, _("Mark as held"), done)


@login_required
@require_http_methods(["GET", "POST"])
def cancel_event(request: HttpRequest, pk: int) -> HttpResponse:
    def policy(event: Event) -> Any:
        return policies.may_write_event(request.user, event)

    form = forms.ReasonForm(request.POST or None)
    return _with_words(request, pk, form, actions.cancel_event, policy, _("Call it off"), _("The gathering is called off."))


@login_required
@require_http_methods(["GET", "POST"])
def reopen_event(request: HttpRequest, pk: int) -> HttpResponse:
    def policy(event: Event) -> Any:
        return policies.may_reopen(request.user, event)

    form = forms.ReasonForm(request.POST or None)
    return _with_words(request, pk, form, actions.reopen_event, policy, _("Open the record again"), _("The record is open again."))


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A unit's own activity, entered once, from a phone."""
    allow(policies.may_create(request.user))
    now = timezone.now()
    form = forms.ReportForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        county=working_county(request.user),
        today=local_day(now),
        initial={"day": local_day(now)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            photo = keep(request, form.cleaned_data["organisation"], form.cleaned_data["photo"], form.cleaned_data["title"])
            made = actions.report_activity(by=request.user, at=now, photo=photo, **form.facts(now))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("events:reported", made.pk)
    return render(request, "events/phone/report.html", {"form": form}, status=status(form))


@login_required
@require_GET
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a report: where it counts now."""
    allow(policies.may_see_events(request.user))
    return render(request, "events/phone/reported.html", {"event": event_or_404(request, pk)})
