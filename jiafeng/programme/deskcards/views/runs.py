"""Pages of a run: list, plan, progress, PDF whole and by unit, report, handover."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page, nothing_ticked, step
from jiafeng.common.paging import page_of
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer, workbook
from jiafeng.ground.people.queries import units_for
from jiafeng.ground.records.queries import history
from jiafeng.library.calendars import local_day
from jiafeng.library.press.imposition import impose
from jiafeng.library.press.picking import picked
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.press.tables import Column, table_sheet_pdf
from jiafeng.programme.deskcards import actions, forms, jobs, lists, policies, queries
from jiafeng.programme.deskcards.models import Card, CardBatch, CardRun
from jiafeng.programme.deskcards.stages import CardStage
from jiafeng.programme.deskcards.views.parts import run_or_404
from jiafeng.programme.letters.queries import KIND


@login_required
@require_GET
def runs(request: HttpRequest) -> HttpResponseBase:
    """The runs, latest first."""
    allow(policies.may_see_designs(request.user))
    buttons = [Button(_("Designs"), reverse("deskcards:designs"), "photo")]
    if not policies.may_print(request.user, working_county(request.user).pk):
        buttons.append(Button(_("New run"), reverse("deskcards:new_run")))
    return answer(request, lists.RUNS, queries.runs_for(request.user), buttons=buttons)


@login_required
@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """Choose the look and whose cards."""
    county = working_county(request.user)
    allow(policies.may_print(request.user, county.pk))
    drives = KIND.visible_to(request.user).filter(county=county)
    chosen = (
        drives.filter(pk=request.GET["drive"]).first()
        if request.GET.get("drive", "").isdigit() and len(request.GET["drive"]) < 18
        else None
    )
    title = (_("%(title)s: desk cards") % {"title": chosen.title})[:60] if chosen else ""

    def act(data: dict[str, Any]) -> str:
        made = actions.plan_run(by=request.user, at=timezone.now(), **data)
        return reverse("deskcards:run", args=[made.pk])

    return form_page(
        request,
        forms.RunForm(posted(request), county=county, drives=drives, initial={"drive": chosen, "title": title}),
        act,
        template="deskcards/new_run.html",
        title=_("New run"),
        back=reverse("deskcards:runs"),
        action=_("Prepare the run"),
        done=_("The run is prepared. Look at a card or two, then have it set."),
        around={"offers": queries.offers(county.pk)},
    )


@login_required
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A run: how far it got, its cards, its files."""
    allow(policies.may_see(request.user))
    found = run_or_404(request, pk)
    cards = queries.cards_for(request.user, found)

    def rows(asked: dict[str, Any]) -> QuerySet[Card]:
        if asked["state"] == "call_back":
            return queries.to_call_back(cards)
        return cards.filter(stage=asked["state"]) if asked["state"] else cards

    may_print = not policies.may_print(request.user, found.county_id)
    waiting = cards.filter(stage=CardStage.PRINTED).first()
    context: dict[str, Any] = {
        "run": found,
        "counts": [(value, label, cards.filter(stage=value).count()) for value, label in CardStage.choices],
        "units": queries.by_unit(cards),
        "call_back": queries.to_call_back(cards).count() if may_print else 0,
        "may_print": may_print,
        "may_hand_over": waiting is not None and not policies.may_hand_over(request.user, waiting),
        "may_start": not policies.may_start(request.user, found),
        "first": cards.first(),
        "history": history(found)[:10],
    }
    units = {"unit": units_for(request.user, found.county_id).values_list("pk", "name")}
    return answer(request, lists.CARDS, rows, template="deskcards/run.html", of=found.title, choices=units, **context)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the run set; a job does it, shared by as many workers as there are."""
    found = run_or_404(request, pk)
    allow(policies.may_print(request.user, found.county_id))
    back = reverse("deskcards:run", args=[pk])

    @transaction.atomic
    def act() -> str:
        begun = actions.start(by=request.user, at=timezone.now(), run=found)
        given = {"run_id": begun.pk, "attempt": begun.attempt}
        key, label = f"deskcards.set:{begun.pk}:{begun.attempt}", _("Desk cards: %(title)s") % {"title": begun.title}
        address = ask(request, jobs.set_run, key, label, begun.county.code, back, **given)
        for _number in range(jobs.helpers()):
            jobs.help_set.enqueue(**given)
        return address

    return step(request, act, "", back)


def _refuse_outdated(found: CardRun) -> None:
    """A print that holds what was withdrawn since is not handed out; set anew, it is without it."""
    if not found.is_printed:
        raise Http404
    if queries.outdated(found):
        allow(_("A message of this run was withdrawn or changed since it was set. Have the run set anew, then print."))


@login_required
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cards laid on sheets: the whole run, or those of a unit (?unit=)."""
    found = run_or_404(request, pk)
    allow(policies.may_print(request.user, found.county_id))
    raw = request.GET.get("unit", "")
    unit = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    _refuse_outdated(found)
    if unit is None:
        return FileResponse(
            default_storage.open(found.pdf), as_attachment=True, filename=f"{found.title}.pdf", content_type="application/pdf"
        )
    numbers = set(Card.objects.filter(run=found, batch__gt=0).out().filter(organisation_id=unit).values_list("number", flat=True))
    if not numbers:
        raise Http404
    content = _laid_out(found, numbers)
    header = content_disposition_header(as_attachment=True, filename=f"{found.title}-{unit}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "attachment"})


def _laid_out(found: CardRun, numbers: set[int]) -> bytes:
    sources = []
    for batch in CardBatch.objects.filter(run=found, attempt=found.attempt).exclude(file=""):
        pages = [page for page, number in enumerate(batch.numbers) if number in numbers]
        if pages:
            with default_storage.open(batch.file) as stream:
                sources.append(picked(stream.read(), pages))
    with tempfile.TemporaryDirectory(prefix="jiafeng-cards-") as folder:
        target = Path(folder) / "cards.pdf"
        impose(sources, queries.style_of(found).size.piece, found.paper, target)
        return target.read_bytes()


@login_required
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every card of the run: printed, or why not."""
    allow(policies.may_see(request.user))
    found = run_or_404(request, pk)
    return workbook(lists.CARDS, queries.cards_for(request.user, found), request.user, of=found.title)


@login_required
@require_GET
def handover_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to sign for what was handed over: one unit's cards (?unit=), or all within reach."""
    allow(policies.may_see(request.user))
    found = run_or_404(request, pk)
    raw = request.GET.get("unit", "")
    cards = queries.cards_for(request.user, found).out()
    if raw.isascii() and raw.isdigit() and len(raw) < 18:
        cards = cards.filter(organisation_id=int(raw))
    rows = [(card.serial, card.name, card.organisation.label if card.organisation else "", "", "") for card in cards]
    if not rows:
        raise Http404
    units = {row[2] for row in rows}
    heads = [(_("Card"), 1.0), (_("Name"), 1.1), (_("Unit"), 1.8), (_("Received by (signature)"), 1.8), (_("Date"), 1.0)]
    make = partial(
        table_sheet_pdf,
        _("Handover of desk cards"),
        [Column(str(label), width) for label, width in heads],
        rows,
        local_day(timezone.now()),
        subtitle=f"{found.title}　{next(iter(units)) if len(units) == 1 else ''}",
        note=_("Whoever receives a card signs beside it; the sheet goes back to the Federation."),
        row_height=11,
    )
    return pdf_or_back(request, reverse("deskcards:run", args=[pk]), make, f"{found.title}-" + _("Handover of desk cards"))


@login_required
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the signed sheet: which cards were received, and when."""
    found = run_or_404(request, pk)
    cards = queries.cards_for(request.user, found).filter(stage=CardStage.PRINTED)
    one = cards.first()
    allow(policies.may_see(request.user))
    if one is not None:
        allow(policies.may_hand_over(request.user, one))
    elif request.method == "POST":
        allow(_("No card of this run waits to be handed over."))

    def act(data: dict[str, Any]) -> HttpResponse | None:
        ids = [int(raw) for raw in request.POST.getlist("card") if raw.isascii() and raw.isdigit() and len(raw) < 18]
        if not ids:
            return nothing_ticked(request, request.path)
        batch = uuid4()
        allowed = set(cards.filter(pk__in=ids).values_list("pk", flat=True))
        done = actions.hand_over(by=request.user, at=timezone.now(), run=found, ids=sorted(allowed), on=data["on"], batch=batch)
        sentence = ngettext("%(count)s card is handed over.", "%(count)s cards are handed over.", done) % {"count": done}
        tell(request, sentence, undo=reverse("deskcards:take_back_all", args=[pk, batch]) if done else "")
        return None

    return form_page(
        request,
        forms.HandOverForm(posted(request), initial={"on": local_day(timezone.now())}),
        act,
        template="deskcards/handover.html",
        title=_("Enter signed sheets"),
        back=reverse("deskcards:run", args=[pk]),
        action=_("Note as handed over"),
        around={"run": found, "page": page_of(cards, request, per=200)},
    )


@login_required
@require_POST
def take_back_all(request: HttpRequest, pk: int, batch: UUID) -> HttpResponse:
    """Take back what was noted as handed over at one press."""
    found = run_or_404(request, pk)

    def act() -> None:
        done = actions.take_back_all(by=request.user, at=timezone.now(), run=found, batch=batch)
        sentence = ngettext("%(count)s card waits to be handed over again.", "%(count)s cards wait to be handed over again.", done)
        tell(request, sentence % {"count": done})

    return step(request, act, "", reverse("deskcards:run", args=[pk]))
