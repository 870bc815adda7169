"""Pages of an event: list, its page, preparing it, its stages, a unit's report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, borne_out, final, final_page, form_page, step
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.queries import history
from jiafeng.library.calendars import local_day
from jiafeng.programme.events import actions, forms, lists, policies, queries
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.stages import EventStage
from jiafeng.programme.events.views.calendar import feed_token
from jiafeng.programme.events.views.parts import event_or_404, keep_photo


@login_required
@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """The gatherings, latest first."""
    user = request.user
    allow(policies.may_see_events(user))
    wanted = request.GET.get("format") == "xlsx"

    def rows(asked: dict[str, Any]) -> QuerySet[Event]:
        found = queries.narrowed(queries.events_for(user), words=asked["q"], kind=asked["kind"], stage=asked["stage"], year=asked["year"])
        return queries.with_attendance(found) if wanted else found

    buttons = [
        Button(_("Report an activity"), reverse("events:report"), "device-mobile"),
        Button(_("New gathering"), reverse("events:new_event")),
    ]
    return answer(
        request,
        lists.EVENTS,
        rows,
        template="events/events.html",
        buttons=[] if policies.may_create(user) else buttons,
        feed=reverse("events:feed", args=[feed_token(user)]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    allow(policies.may_create(request.user))

    def act(data: dict[str, Any]) -> str:
        made = actions.create_event(by=request.user, at=timezone.now(), **data)
        return reverse("events:event", args=[made.pk])

    return form_page(
        request,
        forms.EventForm(posted(request), user=request.user, county=working_county(request.user)),
        act,
        title=_("New gathering"),
        back=reverse("events:events"),
        keep="event-new",
        done=_("The gathering is in preparation. Add its programme and invitations, then announce it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def copy_event(request: HttpRequest, pk: int) -> HttpResponse:
    """A gathering like this one, on another day: its facts to look at, its programme with it; nobody is invited yet."""
    found = event_or_404(request, pk)
    allow(policies.may_host(request.user, found.organisation))
    initial = {name: value for name, value in forms.EditEventForm.initial_of(found).items() if name != "revision"}
    initial |= {"starts_at": None, "ends_at": None, "sign_up_until": None}

    def act(data: dict[str, Any]) -> str:
        made = actions.copy_event(by=request.user, at=timezone.now(), event=found, **data)
        return reverse("events:event", args=[made.pk])

    return form_page(
        request,
        forms.EventForm(posted(request), user=request.user, county=found.county, initial=initial),
        act,
        title=_("Copy the gathering"),
        of=found.title,
        back=reverse("events:event", args=[pk]),
        keep=f"event-copy-{pk}",
        consequence=_("Its programme is taken over; invitations, seats and who came are not. Give it a day."),
        done=_("The gathering is in preparation. Add its programme and invitations, then announce it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, found))
    initial = forms.EditEventForm.initial_of(found)
    form = forms.EditEventForm(posted(request), user=request.user, county=found.county, initial=initial)
    return _form_page(request, found, form, actions.edit_event, _("Edit the gathering"), done=_("Saved."), current=found)


@login_required
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    allow(policies.may_write_event(request.user, found))
    form = forms.ProgrammeForm(posted(request), initial=forms.ProgrammeForm.initial_of(found))
    return _form_page(request, found, form, actions.set_programme, _("Programme"), done=_("Saved."), current=found)


def _form_page(request: HttpRequest, found: Event, form: Form, act: Callable[..., Any], title: str, **more: Any) -> HttpResponse:
    """A form whose fields are what the action on the gathering asks for."""
    return form_page(
        request,
        form,
        lambda data: act(by=request.user, at=timezone.now(), event=found, **data),
        title=title,
        back=reverse("events:event", args=[found.pk]),
        keep=f"event-{found.pk}",
        of=found.title,
        **more,
    )


@login_required
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """A gathering: facts, programme, who came with the arithmetic, minutes, photos. A volunteer sees facts and programme."""
    allow(policies.may_see_events(request.user))
    found = event_or_404(request, pk)
    user, now = request.user, timezone.now()
    reads_people = not policies.may_read_people(user, found)
    hosts = not policies.may_host(user, found.organisation)
    context = {
        "event": found,
        "items": found.items.all(),
        "reads_people": reads_people,
        "reckoning": queries.reckon(found) if reads_people else None,
        "invited": found.invitations.count() if reads_people else None,
        "signed_up": found.invitations.exclude(key=None).count() if reads_people and found.is_public else 0,
        "seats": queries.seats_taken(found) if reads_people and found.capacity else None,
        "waiting": queries.waiting(found) if reads_people and found.capacity else 0,
        "minutes": queries.minutes_of(found) if reads_people else None,
        "photos": queries.photos_of(found) if reads_people else [],
        "may_write": not policies.may_write_event(user, found),
        "may_invite": not policies.may_invite(user, found),
        "may_door": not policies.may_show_door(user, found, now),
        "may_name": not policies.may_name_helpers(user, found) and not found.report_key,
        "helpers": queries.helpers_of(found) if hosts else [],
        "may_copy": hosts,
        "devices": queries.devices_of(found) if hosts else [],
        "may_paper": not policies.may_enter_paper(user, found),
        "may_print": hosts,
        "may_feedback": not policies.may_ask_feedback(user, found),
        "may_open": not policies.may_open(user, found),
        "may_hold": not policies.may_hold(user, found, now),
        "may_close": not policies.may_close(user, found),
        "may_cancel": not policies.may_cancel(user, found),
        "may_reopen": not policies.may_reopen(user, found),
        "begun": now >= found.starts_at,
        "history": history(found)[:12] if reads_people else [],
    }
    return render(request, "events/event.html", context)


def _step(request: HttpRequest, pk: int, action: Callable[..., Event], done: str) -> HttpResponse:
    found = event_or_404(request, pk)
    return step(request, lambda: action(by=request.user, at=timezone.now(), event=found), done, reverse("events:event", args=[pk]))


def _final(
    request: HttpRequest, found: Event, act: Callable[..., Any], refusal: Any, title: str, consequence: str, done: Done, **more: Any
) -> HttpResponse:
    """A move of the gathering that cannot be taken back."""
    return final_page(
        request,
        lambda data: act(by=request.user, at=timezone.now(), event=found, **data),
        refusal,
        title=title,
        back=reverse("events:event", args=[found.pk]),
        of=found.title,
        facts=queries.facts_of_event(found),
        consequence=consequence,
        done=lambda: borne_out(done, found),
        **more,
    )


@final("events.event.open")
@login_required
@require_http_methods(["GET", "POST"])
def open_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    links = [(_("Invitations"), reverse("events:invitations", args=[pk])), (_("Door helpers"), reverse("events:name_helper", args=[pk]))]
    if found.is_public:
        links.append((_("Its page on the portal"), reverse("events:activity", args=[pk])))
    done = Done(_("The gathering is announced"), next=_("Print or send the invitations."), links=links, stage=EventStage.OPEN)
    consequence = _("The guests' invitations work from now on, and they are told of changes. It can be called off, never drafted again.")
    return _final(request, found, actions.open_event, policies.may_open(request.user, found), _("Announce"), consequence, done)


@login_required
@require_POST
def close_event(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.close_event, _("The record is closed."))


@final("events.event.hold")
@login_required
@require_http_methods(["GET", "POST"])
def hold_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    refusal = policies.may_hold(request.user, found, timezone.now())
    done = Done(
        _("The gathering counts as held"),
        next=_("Add minutes and photos while they are fresh."),
        links=[(_("Minutes"), reverse("events:minutes", args=[pk])), (_("Photos"), reverse("events:add_photo", args=[pk]))],
        stage=EventStage.HELD,
    )
    consequence = _("It counts in every figure of its days, with those who signed in; it is not called off any more.")
    form = forms.HeldForm(posted(request))
    return _final(request, found, actions.hold_event, refusal, _("Mark as held"), consequence, done, form=form)


@final("events.event.cancel")
@login_required
@require_http_methods(["GET", "POST"])
def cancel_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    refusal = policies.may_cancel(request.user, found)
    done = Done(
        _("The gathering is called off"),
        next=_("Its page and the guests' invitations say so. Call those who cannot be reached by text message."),
        stage=EventStage.CANCELLED,
    )
    consequence = _("Nobody signs in any more, and the invitations say that it is called off, with your reason.")
    return _final(
        request, found, actions.cancel_event, refusal, _("Call it off"), consequence, done, form=ReasonForm(posted(request)),
        typed=found.title, grave=True,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def reopen_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_or_404(request, pk)
    allow(policies.may_reopen(request.user, found))
    title, done = _("Open the record again"), _("The record is open again.")
    return _form_page(request, found, ReasonForm(posted(request)), actions.reopen_event, title, action=title, done=done)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A unit's own activity, entered once, from a phone."""
    allow(policies.may_create(request.user))
    now = timezone.now()
    today, county = local_day(now), working_county(request.user)
    form = forms.ReportForm(posted(request), request.FILES or None, user=request.user, county=county, today=today, initial={"day": today})

    def act(data: dict[str, Any]) -> str:
        photo = keep_photo(request, data["organisation"], data["photo"], data["title"])
        made = actions.report_activity(by=request.user, at=now, photo=photo, **form.facts(now))
        return reverse("events:reported", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        template="events/phone/report.html",
        title=_("Report an activity"),
        back=reverse("events:events"),
        action=_("Report"),
        keep="report",
    )


@login_required
@require_GET
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a report: where it counts now."""
    allow(policies.may_see_events(request.user))
    return render(request, "events/phone/reported.html", {"event": event_or_404(request, pk)})
