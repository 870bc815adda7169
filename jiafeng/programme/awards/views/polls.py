"""Pages of polls for those who hold them; voters have theirs in `public`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, button, final, final_page, form_page
from jiafeng.common.refusals import Refused
from jiafeng.library.ballots import code_of
from jiafeng.library.calendars import local_day
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.press.slips import Slip, slips_pdf
from jiafeng.programme.awards import actions, forms, policies, queries
from jiafeng.programme.awards.models import LEAST_TO_BREAK_DOWN, Nomination, Poll, PollKind, Ruling, TieRule
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.stages import BallotStage
from jiafeng.programme.awards.views.keys import parts_of
from jiafeng.programme.awards.views.parts import addressed, poll_or_404, round_or_404


@login_required
@require_http_methods(["GET", "POST"])
def new_poll(request: HttpRequest, pk: int) -> HttpResponse:
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.PollForm(posted(request))

    def act(data: dict[str, Any]) -> str:
        run_off = data["kind"] == "run_off"
        poll = actions.set_up_poll(
            by=request.user,
            at=timezone.now(),
            round_=found,
            kind=PollKind.COMMITTEE if run_off else PollKind(data["kind"]),
            quorum=data["quorum"],
            majority=data["majority"],
            tie=TieRule(data["tie"]),
            most=data["most"],
            run_off=run_off,
        )
        return reverse("awards:poll", args=[poll.pk])

    return form_page(request, form, act, title=_("Set up a vote"), back=reverse("awards:round", args=[pk]), keep=f"award-poll-{pk}")


def names_of(poll: Poll) -> dict[int, str]:
    """The candidates' whole names, for those who vote or count in the committee."""
    ids = [each["nomination"] for each in poll.candidates]
    return dict(Nomination.objects.filter(pk__in=ids).values_list("pk", "person__name"))


@login_required
@require_GET
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """A poll: how it is set up, how many have voted, and once it is closed, its result. Never an interim count of votes."""
    allow(policies.reads_files(request.user))
    found = poll_or_404(request, pk)
    names = names_of(found)
    address = addressed(request, reverse("awards:vote", args=[found.token]))
    counts = found.paper_counts.select_related("by")
    public = found.kind == PollKind.PUBLIC
    context = {
        "poll": found,
        "round": found.round,
        "candidates": [{**each, "whole": names.get(each["nomination"], "")} for each in found.candidates],
        "address": address,
        "checkpoints": found.checkpoints.select_related("by"),
        "paper_counts": counts,
        "has_counted": any(each.by_id == request.user.pk for each in counts),
        "seal_code": code_of(found.seal) if found.seal else "",
        "results": _results(found, names) if found.tally else [],
        "irregular": queries.irregular(found),
        "key_parts": parts_of(request, found) if found.kind == PollKind.COMMITTEE and found.opened_at else [],
        "key_missing": actions.is_missing(found),
        "broken_down": found.ballots >= LEAST_TO_BREAK_DOWN,
        "texts": queries.texts_of(found) if found.sent else None,
        "received": found.public_ballots.count() if public else found.cast,
        "bursts": queries.bursts(found) if public else [],
        "busiest": _busiest(found) if public and found.is_open else [],
        "rulings": found.rulings.select_related("proposed_by", "confirmed_by"),
        "may_keep": not policies.may_keep(request.user, found.county_id),
        "may_second": not policies.may_confirm_second(request.user, found.round),
    }
    return render(request, "awards/poll.html", context)


def _results(found: Poll, names: dict[int, str]) -> list[dict[str, Any]]:
    tally = found.tally or {}
    rows = [
        {
            "code": each["id"],
            "name": names.get(each["nomination"], each["name"]),
            "votes": tally["votes"][each["id"]],
            "elected": each["id"] in tally["elected"],
            "tied": each["id"] in tally["tied"],
        }
        for each in found.candidates
    ]
    return sorted(rows, key=lambda row: (-row["votes"], row["code"]))


def _busiest(found: Poll) -> list[dict[str, Any]]:
    """The addresses (as digests) from which most counted ballots came."""
    rows = found.public_ballots.filter(stage=BallotStage.COUNTED).exclude(source="").values("source").annotate(number=Count("pk"))
    return [dict(row) for row in rows.filter(number__gt=1).order_by("-number", "source")[:10]]


@final("awards.poll.open")
@login_required
@require_http_methods(["GET", "POST"])
def open_poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the vote; the committee's codes come as slips to print and seal, this once."""
    found = poll_or_404(request, pk)
    public = found.kind == PollKind.PUBLIC

    def act(data: dict[str, Any]) -> HttpResponse | None:
        data.pop("agreed", None)
        address = addressed(request, reverse("awards:vote", args=[found.token]))
        codes = actions.open_poll(by=request.user, at=timezone.now(), poll=found, address=address, **data)
        return _slips(request, found, codes) if codes else None

    return final_page(
        request,
        act,
        policies.may_move_poll(request.user, found, "open"),
        form=forms.OpenPollForm(posted(request)) if public else forms.OpenCommitteePollForm(posted(request)),
        title=_("Open the vote"),
        back=reverse("awards:poll", args=[pk]),
        of=found.round.title,
        facts=asked.before_poll(found),
        action=_("Open") if public else _("Open and print the slips"),
        consequence=_("The candidates are fixed from now on.")
        if public
        else _(
            "The slips with the voting codes come once, now: the server keeps only digests. Fold and mix them, and let each member draw one."
        ),
        done=lambda: _opened(found),
    )


def _opened(found: Poll) -> Done | None:
    if not found.opened_at:
        return None
    return Done(_("The vote is open"), next=_("Show or send the address of the vote. When its last day is over, close it and count."))


def _slips(request: HttpRequest, found: Poll, codes: list[str]) -> HttpResponse:
    address = addressed(request, reverse("awards:vote", args=[found.token]))
    # The code travels behind the #, which browsers never send: it stands in no server's log.
    slips = [Slip(code=code, qr_text=f"{address}#{code}") for code in codes]
    make = lambda: slips_pdf(  # noqa: E731 - called once, below
        slips, title=found.round.title, subtitle=_("Voting slip, secret"), address=address.removeprefix("https://").removeprefix("http://"),
        note=_("Draw it unseen. It votes once. Nobody can tell from it who you are. Keep the receipt that you are given."),
        date=local_day(timezone.now()),
    )  # fmt: skip
    return pdf_or_back(request, reverse("awards:poll", args=[found.pk]), make, f"{found.round.title}-" + _("voting slips"))


@final("awards.poll.reissue")
@login_required
@require_http_methods(["GET", "POST"])
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """All codes anew, while nobody has voted."""
    found = poll_or_404(request, pk)
    return final_page(
        request,
        lambda data: _slips(request, found, actions.reissue_codes(by=request.user, at=timezone.now(), poll=found)),
        policies.may_reissue(request.user, found),
        title=_("Make all codes anew"),
        back=reverse("awards:poll", args=[pk]),
        of=found.round.title,
        facts=asked.before_poll(found),
        consequence=_("Every slip that was printed is worth nothing from now on; the new ones come once, now."),
        done=lambda: None,
        grave=True,
    )


@login_required
@require_POST
def checkpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the chain's head, to be printed and handed to the commission."""
    found = poll_or_404(request, pk)
    allow(policies.may_confirm_second(request.user, found.round))
    done = _("The head of the chain is noted. Print this page and hand it to the commission.")
    return button(
        request, lambda: actions.take_checkpoint(by=request.user, at=timezone.now(), poll=found), done, reverse("awards:poll", args=[pk])
    )


@login_required
@require_http_methods(["GET", "POST"])
def paper_count(request: HttpRequest, pk: int) -> HttpResponse:
    """What this person counted in the box; the other counter's figures are not shown."""
    found = poll_or_404(request, pk)
    allow(policies.may_confirm_second(request.user, found.round))
    form = forms.PaperCountForm(posted(request), poll=found, names=names_of(found))
    return form_page(
        request,
        form,
        lambda data: actions.enter_paper_count(by=request.user, at=timezone.now(), poll=found, **form.facts()),
        title=_("Count of the paper ballots"),
        back=reverse("awards:poll", args=[pk]),
        consequence=_("%(issued)s ballots were issued. Two people count, each by themself; the counts must agree.")
        % {"issued": found.paper_issued},
        keep=f"award-paper-{pk}",
        done=_("Your count is entered."),
    )


@final("awards.poll.close")
@login_required
@require_http_methods(["GET", "POST"])
def close_poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Close and count; where the chain of envelopes is broken, the way leads to the page that asks why they are counted all the same."""
    found = poll_or_404(request, pk)

    def act(data: dict[str, Any]) -> Any:
        try:
            actions.close_poll(by=request.user, at=timezone.now(), poll=found)
        except Refused as refused:
            if refused.code != "altered":
                raise
            return redirect("awards:close_despite", pk)
        return None

    return final_page(
        request,
        act,
        policies.may_move_poll(request.user, found, "close"),
        title=_("Close and count"),
        back=reverse("awards:poll", args=[pk]),
        of=found.round.title,
        facts=asked.before_poll(found),
        consequence=_(
            "Nobody votes any more. The envelopes are opened, counted, and written to the board that is published with the result."
        ),
        done=lambda: _closed(found),
    )


def _closed(found: Poll) -> Done | None:
    if not found.is_closed:
        return None
    return Done(
        _("The vote is closed and counted"),
        code=code_of(found.seal) if found.seal else "",
        next=_("Compare this code with the board. Then the result is posted as a public notice, or a run-off is held."),
        links=[
            (_("Result"), reverse("awards:poll", args=[found.pk])),
            (_("Board to recount"), reverse("awards:staff_board", args=[found.pk])),
        ],
    )


@final("awards.poll.close")
@login_required
@require_http_methods(["GET", "POST"])
def close_despite(request: HttpRequest, pk: int) -> HttpResponse:
    """Count envelopes that do not lead to the chain's head, for a reason that stands on the board."""
    found = poll_or_404(request, pk)
    return final_page(
        request,
        lambda data: actions.close_poll(by=request.user, at=timezone.now(), poll=found, despite=data["reason"]),
        policies.may_move_poll(request.user, found, "close"),
        form=ReasonForm(posted(request), most=300),
        title=_("Close and count"),
        back=reverse("awards:poll", args=[pk]),
        of=found.round.title,
        facts=asked.before_poll(found),
        action=_("Count all the same"),
        consequence=_(
            "The envelopes do not lead to the chain's head: some were changed, taken out or damaged. Ask the commission first. What it decides is published with the board: that the chain is broken, and this reason."
        ),
        done=lambda: _closed(found),
        grave=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a burst aside that people noticed."""
    found = poll_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.QuarantineForm(posted(request), initial={"source": request.GET.get("source", "")}, most=300)
    return form_page(
        request,
        form,
        lambda data: actions.quarantine(by=request.user, at=timezone.now(), poll=found, **data),
        title=_("Set ballots aside"),
        back=reverse("awards:poll", args=[pk]),
        action=_("Set aside"),
        consequence=_("They are not deleted: two people release or void them later, with a reason that is published."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to release or void the quarantined ballots of a burst."""
    found = poll_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.RulingForm(posted(request), initial={"flag": request.GET.get("flag", "")}, most=300)
    return form_page(
        request,
        form,
        lambda data: actions.propose_ruling(by=request.user, at=timezone.now(), poll=found, **data),
        title=_("Rule on quarantined ballots"),
        back=reverse("awards:poll", args=[pk]),
        action=_("Propose"),
        consequence=_("A second person confirms. The ruling and its reason are published with the result."),
    )


@final("awards.ruling.confirm")
@login_required
@require_http_methods(["GET", "POST"])
def confirm_ruling(request: HttpRequest, pk: int) -> HttpResponse:
    ruling = get_object_or_404(Ruling.objects.select_related("poll__round", "proposed_by"), pk=pk)
    found = poll_or_404(request, ruling.poll_id)
    stands = Done(_("The ruling stands"), next=_("It is published with the result, and its reason with it."))
    return final_page(
        request,
        lambda data: actions.confirm_ruling(by=request.user, at=timezone.now(), ruling=ruling),
        policies.may_confirm_ruling(request.user, ruling),
        title=_("Confirm the ruling"),
        back=reverse("awards:poll", args=[found.pk]),
        of=found.round.title,
        facts=asked.before_ruling(ruling),
        consequence=_("The ballots count, or are void, for good."),
        done=lambda: stands if ruling.confirmed_at else None,
    )


@login_required
@require_GET
def staff_board(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The board of a closed poll, for those who hold the round, before it is public."""
    allow(policies.reads_files(request.user))
    return board_response(poll_or_404(request, pk))


def board_response(found: Poll) -> HttpResponseBase:
    """The board's file as it was written at the close."""
    if not found.is_closed:
        raise Http404
    return FileResponse(
        default_storage.open(found.board), as_attachment=True, filename=f"board-{found.pk}.json", content_type="application/json"
    )
