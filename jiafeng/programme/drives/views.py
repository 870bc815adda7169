"""The pages that every kind of drive has: the list, a drive, its stages, its shared link and people's own; and what its phone pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.facts import facts_of, words_of
from jiafeng.common.forms import ReasonForm, posted, show_refusal
from jiafeng.common.pages import Done, allow, borne_out, final, final_page, form_page, status_of, step
from jiafeng.common.refusals import Refused
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.links.views import CODES, Given, Note, given_out
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import matching, named, people_for, saved_lists, units_for
from jiafeng.ground.records.queries import history
from jiafeng.ground.units.models import Organisation
from jiafeng.library.calendars import local_day
from jiafeng.library.press.codes import qr
from jiafeng.programme.drives import policies
from jiafeng.programme.drives.actions import MOST_LINKS
from jiafeng.programme.drives.forms import FindForm, ListLinksForm, Who
from jiafeng.programme.drives.lists import list_of
from jiafeng.programme.drives.models import Drive
from jiafeng.programme.drives.queries import Kind
from jiafeng.programme.drives.stages import OPEN

MINUTES = 120
"""For how long the browser of somebody who said who they are remembers it."""


@dataclass(frozen=True)
class Pages:
    """What a room says of its drives. actions, forms: the room's own, which has create_drive … make_link, and DriveForm with EditDriveForm.

    lead, new, empty: what the list says above, on its button, and where there is none; holder: what whoever holds a personal link can do; started: what
    is said of a draft, and next: the page where it leads; around: what stands on a drive's page beside what every drive has.
    """

    kind: Kind
    actions: Any
    forms: Any
    lead: Any
    new: Any
    empty: Any
    holder: Any
    started: Any
    around: Callable[[HttpRequest, Any], dict[str, Any]]
    next: str = "drive"

    def find(self, request: HttpRequest, pk: int) -> Any:
        return get_object_or_404(self.kind.model.objects.visible_to(request.user).whole(), pk=pk)

    def address(self, request: HttpRequest, drive: Drive) -> str:
        """The shared link, as the QR code carries it."""
        return request.build_absolute_uri(reverse(f"{self.kind.room}:start", args=[drive.token]))


@login_required
@require_GET
def drives(request: HttpRequest, pages: Pages) -> HttpResponseBase:
    """The drives, newest first."""
    allow(policies.may_see(request.user))
    may_write = not policies.may_write_drive(request.user, working_county(request.user).pk)
    buttons = [Button(pages.new, reverse(f"{pages.kind.room}:new_drive"))] if may_write else []
    return answer(request, list_of(pages.kind, pages.lead, pages.empty), pages.kind.visible_to(request.user), buttons=buttons)


@login_required
@require_http_methods(["GET", "POST"])
def new_drive(request: HttpRequest, pages: Pages) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_write_drive(request.user, county.pk))
    form = pages.forms.DriveForm(posted(request), county=county)

    def act(data: dict[str, Any]) -> str:
        return pages.kind.url(pages.actions.create_drive(by=request.user, at=timezone.now(), county=county, **form.facts()), pages.next)

    room = pages.kind.room
    return form_page(request, form, act, title=pages.new, back=reverse(f"{room}:drives"), keep=f"{room}-new", done=pages.started)


def _about(
    request: HttpRequest,
    pages: Pages,
    drive: Drive,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    done: str,
    current: Any = None,
) -> HttpResponse:
    """A page of one form about a drive."""
    allow(policies.may_write_drive(request.user, drive.county_id))
    keep = f"{type(form).__name__}-{pages.kind.room}-{drive.pk}"
    return form_page(request, form, act, title=title, back=pages.kind.url(drive), of=drive, done=done, keep=keep, current=current)


@login_required
@require_http_methods(["GET", "POST"])
def edit_drive(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    found = pages.find(request, pk)
    kind = pages.forms.EditDriveForm
    form = kind(posted(request), county=found.county, initial=kind.initial_of(found))

    def act(data: dict[str, Any]) -> None:
        pages.actions.edit_drive(by=request.user, at=timezone.now(), drive=found, **form.facts())

    return _about(request, pages, found, form, act, title=_("Edit the drive"), done=_("Saved."), current=found)


@login_required
@require_GET
def drive(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    """A drive: its QR code, its stages, and whatever the room shows of it."""
    allow(policies.may_see(request.user))
    found = pages.find(request, pk)
    context = {
        "kind": pages.kind,
        "drive": found,
        "open_label": found.moves.label(OPEN),
        "address": pages.address(request, found),
        "may_write": not policies.may_write_drive(request.user, found.county_id),
        "may_enter": not policies.may_enter(request.user, found),
        **{f"may_{verb}": not policies.may_move(request.user, found, verb) for verb in ("open", "close", "reopen")},
        "history": history(found)[:10],
    }
    return render(request, f"{pages.kind.room}/drive.html", context | pages.around(request, found))


def stepped(request: HttpRequest, pk: int, pages: Pages, action: Callable[..., Drive], done: str) -> HttpResponse:
    """Answer a button on a drive's page."""
    found = pages.find(request, pk)
    return step(request, lambda: action(by=request.user, at=timezone.now(), drive=found), done, pages.kind.url(found))


@final("letters.drive.open", "pledges.drive.open")
@login_required
@require_http_methods(["GET", "POST"])
def open_drive(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    """Open for the public, after one look at the days and at whom the link lets in."""
    found = pages.find(request, pk)
    opened = Done(
        _("The drive is open"),
        next=_("Send the link, or hang up its code. It is closed, and opened again with a reason, on the drive's page."),
        links=[(_("Link and code"), pages.kind.url(found))],
        stage=OPEN,
    )
    return final_page(
        request,
        lambda data: pages.actions.open_drive(by=request.user, at=timezone.now(), drive=found),
        policies.may_move(request.user, found, "open"),
        title=found.moves.label(OPEN),
        back=pages.kind.url(found),
        of=found,
        facts=[
            *facts_of(found, "title", "organisation", "plan_line", "opens_on"),
            (_("Last day"), words_of(found._meta.get_field("opens_on"), found.last_day)),
            (_("Who will read it"), _("Everybody who has the link or its code; it is named on the portal while it is open.")),
        ],
        consequence=_("From its first day people take part. It is closed one day, never drafted again."),
        done=lambda: borne_out(opened, found),
    )


@login_required
@require_POST
def close_drive(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    return stepped(request, pk, pages, pages.actions.close_drive, _("The drive is closed; its numbers stand."))


@login_required
@require_http_methods(["GET", "POST"])
def reopen_drive(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    found = pages.find(request, pk)

    def act(data: dict[str, Any]) -> None:
        pages.actions.reopen_drive(by=request.user, at=timezone.now(), drive=found, **data)

    return _about(request, pages, found, ReasonForm(posted(request)), act, title=_("Reopen the drive"), done=_("The drive is open again."))


@login_required
@require_GET
def code(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    """The QR code of the shared link."""
    allow(policies.may_see(request.user))
    return HttpResponse(qr(pages.address(request, pages.find(request, pk))), content_type="image/svg+xml; charset=utf-8")


@login_required
@never_cache
@require_GET
def links(request: HttpRequest, pk: int, pages: Pages) -> HttpResponse:
    """Find a person to give their own link."""
    found = pages.find(request, pk)
    allow(policies.may_enter(request.user, found))
    form = FindForm(request.GET or None)
    people: list[Person] = []
    if form.is_valid():
        people = list(named(people_for(request.user).present().filter(county=found.county_id), form.cleaned_data["q"])[:30])
    return _links_page(request, pages, found, form=form, people=people)


def _links_page(request: HttpRequest, pages: Pages, found: Any, **shown: Any) -> HttpResponse:
    many = shown.get("many") or _many(request, found)
    around = {"kind": pages.kind, "drive": found, "form": FindForm(), "people": [], "many": many}
    return render(request, "drives/links.html", around | shown, status=status_of(many))


def _many(request: HttpRequest, drive: Drive) -> ListLinksForm:
    lists = saved_lists(request.user).filter(county=drive.county_id)
    return ListLinksForm(posted(request), lists=lists, units=units_for(request.user, drive.county_id))


@login_required
@never_cache
@require_POST
def give_links(request: HttpRequest, pk: int, pages: Pages) -> HttpResponseBase:
    """The links of everybody whom a list finds, to leave the house together: a workbook, a sheet of codes, texts."""
    found = pages.find(request, pk)
    allow(policies.may_enter(request.user, found))
    form = _many(request, found)
    if not form.is_valid():
        return _links_page(request, pages, found, many=form)
    now, given = timezone.now(), form.cleaned_data
    people = matching(given["list"].criteria, found.county, local_day(now)).filter(
        pk__in=Person.objects.visible_to(request.user).values("pk")
    )
    if given["unit"]:
        people = people.filter(organisation=given["unit"])
    most = CODES if given["way"] == "codes" else MOST_LINKS
    try:
        if people.count() > most:
            raise Refused(_("At most %(most)s people at once this way. Choose a unit.") % {"most": most}, field="unit")
        links = pages.actions.give_links(by=request.user, at=now, drive=found, people=people.select_related("organisation"))
    except Refused as refused:
        show_refusal(form, refused)
        return _links_page(request, pages, found, many=form)
    addresses = [
        Given(link.person.name, link.person.organisation.label if link.person.organisation else "", _mine(request, pages, link.token))
        for link in links
    ]
    words = _("you are asked for “%(title)s”. This link is your own: ") % {"title": found.title}
    return given_out(request, given["way"], found.title, words, addresses, pages.kind.url(found, "links"))


def _mine(request: HttpRequest, pages: Pages, token: str) -> str:
    return request.build_absolute_uri(reverse(f"{pages.kind.room}:mine", args=[token]))


@login_required
@never_cache
@require_POST
def make_link(request: HttpRequest, pk: int, person: int, pages: Pages) -> HttpResponse:
    """Make a person's link and show it with its QR code; the secret is in no address that is logged and in no list."""
    found = pages.find(request, pk)
    chosen = get_object_or_404(
        Person.objects.visible_to(request.user).filter(county=found.county_id).select_related("organisation"), pk=person
    )

    def act() -> HttpResponse:
        afresh = request.POST.get("afresh") == "1"
        token = pages.actions.make_link(by=request.user, at=timezone.now(), drive=found, person=chosen, afresh=afresh)
        address = _mine(request, pages, token)
        about = {"pages": pages, "kind": pages.kind, "drive": found, "person": chosen}
        return render(request, "drives/link.html", {**about, "address": address, "code": qr(address)})

    return step(request, act, "", pages.kind.url(found, "links"))


# On a phone.


def closed(
    request: HttpRequest, drive: Drive, may: Callable[[Any, date], Any] = policies.may_take_part, **around: Any
) -> HttpResponse | None:
    """The page that says why nobody can take part today; None where they can. around: the frame of a shared tablet, and where it leads away."""
    refusal = may(drive, local_day(timezone.now()))
    return render(request, "drives/phone/closed.html", {"drive": drive, "sentence": refusal, **around}) if refusal else None


def withdrawal(request: HttpRequest, act: Callable[[], Any], **said: Any) -> HttpResponse:
    """Somebody takes back what they sent, by their own link and after one question. said: title, consequence, back and done, as of `form_page`."""
    return form_page(request, Form(posted(request)), lambda data: act(), template="drives/phone/withdraw.html", **said)


def note_of(drive: Drive, room: str) -> Note:
    """Where the browser of somebody who came by the shared link remembers who they are, from the first step to the last."""
    return Note(f"{room}-{drive.pk}", f"{room}.who", reverse(f"{room}:start", args=[drive.token]), MINUTES * 60)


def keep_who(response: HttpResponse, request: HttpRequest, note: Note, who: Who) -> HttpResponse:
    return note.keep(response, request, asdict(who))


def who_of(request: HttpRequest, note: Note) -> Who | None:
    """Who they said they are; None where they have not, or as a page of before said it."""
    try:
        return Who(**note.read(request) or {})
    except TypeError:
        return None


def person_of(drive: Drive, who: Who, key: UUID) -> Person:
    """The person on the county's list with this name, unit and telephone; else a new one, marked as their own word."""
    unit = Organisation.objects.filter(county=drive.county_id, pk=who.organisation_id).first()
    known = identify(county=drive.county, name=who.name, organisation=unit, phone=who.phone)
    if known.person is not None:
        return known.person
    return note_person(by=None, at=timezone.now(), county=drive.county, name=who.name, organisation=unit, phone=who.phone, key=key)
