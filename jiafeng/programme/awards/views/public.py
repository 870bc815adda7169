"""What the public, nominees and voters meet."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common import readers
from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.limits import limited
from jiafeng.common.pages import form_page, status_of
from jiafeng.common.refusals import Refused
from jiafeng.common.text import normalise_name
from jiafeng.ground.links.queries import by_token
from jiafeng.ground.links.views import Telephone, in_this_county
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.units.queries import county_of, site_of
from jiafeng.library.ballots import code_of
from jiafeng.library.press.codes import qr
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.library.press.tables import Column, table_sheet_pdf
from jiafeng.programme.awards import actions, forms, policies, queries
from jiafeng.programme.awards.models import Nomination, NominationChannel, Notice, Objection, Poll, PollKind, Round, Story, Title
from jiafeng.programme.awards.queries import badges
from jiafeng.programme.awards.stages import RoundStage
from jiafeng.programme.awards.views.nominations import person_named
from jiafeng.programme.awards.views.notices import nomination_of
from jiafeng.programme.awards.views.parts import addressed
from jiafeng.programme.awards.views.polls import board_response, names_of

LIMIT: dict[str, Any] = {"name": "awards.vote", "times": 1200, "seconds": 600}
"""How often an address may send a ballot, by whichever of the two ways (casting)."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Public notices that stand, rounds that take nominations, and results."""
    county, now = county_of(request), timezone.now()
    rounds = Round.objects.filter(county=county).select_related("scheme")
    context = {
        "notices": queries.standing_notices(county.pk, now),
        "past": queries.past_notices(county.pk, now)[:20],
        "open_rounds": [each for each in rounds.filter(stage=RoundStage.NOMINATING) if not policies.may_nominate(each, now)],
        "granted": rounds.filter(stage=RoundStage.GRANTED).order_by("-year", "-pk")[:20],
        "titles": queries.published_titles(county.pk)[:60],
        "stories": queries.told(county.pk, 20),
        "receipt_form": forms.ReceiptForm(),
    }
    return render(request, "awards/public/overview.html", context)


def _notice(request: HttpRequest, pk: int) -> Notice:
    """A notice while it stands, and may be objected to; nobody needs to take it down."""
    return get_object_or_404(queries.standing_notices(county_of(request).pk, timezone.now()), pk=pk)


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice; past its term it says when it ran and what came of it, so that a link to it never leads nowhere."""
    county, now = county_of(request), timezone.now()
    past = queries.past_notices(county.pk, now).filter(pk=pk).first()
    if past is not None:
        newer = past.round.notices.filter(number__gt=past.number).first()
        over = {"notice": past, "rows": queries.listed_still(past), "came_of": queries.came_of(past), "newer": newer}
        over["last_day"] = queries.last_day(past)
        return render(request, "awards/public/past_notice.html", over)
    found = _notice(request, pk)
    context = {
        "notice": found,
        "round": found.round,
        "last_day": queries.last_day(found),
        "bodies": [body.organisation for body in found.round.bodies.select_related("organisation")],
        "polls": [(poll, code_of(poll.seal)) for poll in queries.published_polls(found.round)],
    }
    return render(request, "awards/public/notice.html", context)


@require_GET
def notice_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice on paper, A4, with the code to its page."""
    found = _notice(request, pk)
    last = queries.last_day(found)
    address = addressed(request, reverse("awards:notice", args=[pk]))
    bodies = "、".join(body.organisation.name for body in found.round.bodies.select_related("organisation"))
    seals = [code_of(poll.seal) for poll in queries.published_polls(found.round)]
    term = _("From %(first)s to %(last)s.") % {"first": date_format(timezone.localtime(found.starts_at).date()), "last": date_format(last)}
    how = _(
        "Whoever objects says so within this time, with a name or without: scan the code, write or call. Every objection is answered in writing."
    )
    return pdf_or_back(
        request,
        reverse("awards:notice", args=[pk]),
        lambda: table_sheet_pdf(
            _("Public notice: %(round)s") % {"round": found.round.title},
            [Column(_("Candidate's number"), 0.6, True), Column(_("Name"), 1.2, True), Column(_("Unit"), 2.4)],
            [(row["code"], row["name"], row["unit"]) for row in found.listed],
            timezone.localtime(found.posted_at).date(),
            subtitle=f"{bodies}　{term}　{how}",
            note=_("Code of the vote: %(codes)s") % {"codes": "、".join(seals)} if seals else "",
            qr_text=address,
            code=_("Notice %(number)s") % {"number": found.number},
            numbered=False,
            row_height=12,
        ),
        f"{found.round.title}-" + _("public notice"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@limited("awards.object", times=20, seconds=3600)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """An objection, with a name or without. For one without a name the address is counted for the limit only, and kept nowhere."""
    found = _notice(request, pk)
    form = forms.ObjectionForm(posted(request), notice=found, initial={"nomination": request.GET.get("about", "")})

    def act(data: dict[str, Any]) -> str:
        made = actions.object_to(
            at=timezone.now(), notice=found, key=data["key"], text=data["text"], nomination=nomination_of(found, data), name=data["name"],
            phone=data["phone"],
        )  # fmt: skip
        return reverse("awards:answer", args=[made.receipt])

    return form_page(
        request, form, act, title=_("Object to: %(round)s") % {"round": found.round.title}, back=reverse("awards:notice", args=[pk]),
        action=_("Send the objection"), keep=f"award-object-{pk}", template="awards/public/form.html",
    )  # fmt: skip


@require_GET
@limited("awards.answer", times=60, seconds=600, methods=("GET",))
def find_answer(request: HttpRequest) -> HttpResponse:
    """From a typed receipt number to its page."""
    typed = request.GET.get("receipt", "").strip().upper()
    if Objection.objects.filter(county=county_of(request), receipt=typed).exists():
        return redirect("awards:answer", typed)
    form = forms.ReceiptForm(request.GET or None)
    if form.is_valid():
        form.add_error("receipt", _("Nothing was received under this number. Check it against what you wrote down."))
    context = {"form": form, "title": _("Answer to an objection"), "action": _("Look it up"), "get": True, "back": reverse("awards:public")}
    return render(request, "awards/public/form.html", context, status=status_of(form))


@never_cache
@require_GET
@limited("awards.answer", times=60, seconds=600, methods=("GET",))
def answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of an objection: its stage and answer, never who sent it."""
    found = get_object_or_404(Objection.objects.select_related("notice__round"), county=county_of(request), receipt=receipt)
    return render(request, "awards/public/answer.html", {"objection": found})


@never_cache
@require_http_methods(["GET", "POST"])
@limited("awards.stand", times=30, seconds=3600)
def stand(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody nominates: themself, or somebody they know."""
    found = get_object_or_404(Round.objects.select_related("county", "scheme", "version"), token=token, county=county_of(request))
    refusal = policies.may_nominate(found, timezone.now())
    if refusal:
        return render(request, "awards/public/closed.html", {"title": found.title, "sentence": refusal})
    form = forms.PublicNominationForm(posted(request), round_=found, criteria=queries.criteria_of(found))

    def act(data: dict[str, Any]) -> HttpResponse:
        person = person_named(by=None, round_=found, data=data, key=data["key"])
        myself = data["by_myself"]
        made = actions.nominate(
            at=timezone.now(),
            round_=found,
            person=person,
            key=data["key"],
            channel=NominationChannel.SELF if myself else NominationChannel.OTHERS,
            summary=data["summary"],
            reasons=form.reasons(),
            nominated_by="" if myself else data["nominated_by"],
        )
        # Whoever types a name learns nothing about the person: the link to accept is sent or handed over by the Federation.
        return render(request, "awards/public/nominated.html", {"nomination": made, "round": found})

    return form_page(
        request, form, act, title=found.title, back=reverse("awards:public"), action=_("Nominate"), keep=f"award-stand-{found.pk}",
        template="awards/public/form.html", around={"lead": _("Criteria stand beside each field. The nominee is asked whether they accept.")},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@limited("awards.accept", times=60, seconds=3600)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The nominee's own page: accept, agree to more, decline."""
    rows = Nomination.objects.select_related("round__scheme", "round__version", "person", "organisation", "county")
    found = in_this_county(request, by_token(rows, token))
    if request.method == "POST" and request.POST.get("step") == "decline":
        try:
            actions.decline(at=timezone.now(), nomination=found)
        except Refused as refused:
            return render(request, "awards/public/closed.html", {"title": found.round.title, "sentence": str(refused)}, status=409)
        return redirect("awards:accept", token)
    spouse = queries.spouse_of(found.person)
    form = forms.AcceptForm(posted(request))
    if spouse is None or found.spouse_accepted_at:
        del form.fields["spouse_name"]
    if found.accepted_at:
        del form.fields["name"], form.fields["guardian"], form.fields["purposes"]

    def act(data: dict[str, Any]) -> str:
        facts = {"name": "", "spouse_name": "", "purposes": [], **data}
        actions.accept(at=timezone.now(), nomination=found, **{**facts, "purposes": [Purpose(each) for each in facts["purposes"]]})
        return reverse("awards:accept", args=[token])

    context = {
        "nomination": found,
        "spouse": spouse,
        "reasons": [(each, found.reasons.get(str(each.pk), "")) for each in queries.criteria_of(found.round)],
        "waits": found.is_proposed and bool(form.fields),
        "may_decline": not policies.may_decline(found),
    }
    return form_page(
        request, form, act, title=found.round.title, back=reverse("awards:accept", args=[token]), action=_("Accept"), around=context,
        template="awards/public/accept.html",
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@limited(**LIMIT)
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a vote: the committee's with a code from a slip, the public's with a code to the telephone."""
    poll = get_object_or_404(Poll.objects.select_related("round__scheme", "county"), token=token, county=county_of(request))
    refusal = policies.may_vote(poll, timezone.now())
    if refusal:
        return render(request, "awards/public/closed.html", {"title": poll.round.title, "sentence": refusal})
    return _public_vote(request, poll) if poll.kind == PollKind.PUBLIC else _committee_vote(request, poll)


@require_GET
def vote_code(request: HttpRequest, token: str) -> HttpResponse:
    """The QR code of a vote's page, for a screen in the hall."""
    get_object_or_404(Poll, token=token, county=county_of(request))
    return HttpResponse(qr(addressed(request, reverse("awards:vote", args=[token]))), content_type="image/svg+xml; charset=utf-8")


def _committee_vote(request: HttpRequest, poll: Poll) -> HttpResponse:
    names = names_of(poll)
    labels = [(each["id"], f"{each['id']} {names.get(each['nomination'], each['name'])}") for each in poll.candidates]
    form = forms.BallotForm(posted(request), labels=labels, may_be_blank=not poll.least)
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if step == "cast":
                receipt = actions.cast(at=timezone.now(), poll=poll, code=data["code"], chosen=data["choices"], key=data["key"])
                return render(request, "awards/public/voted.html", {"poll": poll, "receipt": receipt})
            actions.digits_of(poll, data["choices"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if step == "check":
                chosen = [label for code, label in labels if code in data["choices"]]
                return render(request, "awards/public/check_ballot.html", {"poll": poll, "form": form, "chosen": chosen})
    context = {"poll": poll, "form": form, "in_parts": poll.key_parts.exists()}
    return render(request, "awards/public/ballot.html", context, status=status_of(form))


def _public_vote(request: HttpRequest, poll: Poll) -> HttpResponse:
    labels = [(each["id"], f"{each['id']} {each['name']}") for each in poll.candidates]
    form = forms.PublicBallotForm(posted(request), labels=labels, may_be_blank=not poll.least)
    sent = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.digits_of(poll, data["choices"])
            if not data["phone"]:
                raise Refused(_("Enter your mobile number; the code is sent there."), field="phone")
            telephone = Telephone(data["phone"], f"vote:{poll.pk}", poll.county.code)
            if request.POST.get("step") == "send":
                telephone.send(request)
                sent = True
            else:
                known = actions.counted_already(poll=poll, voter=data["phone"], chosen=data["choices"], key=data["key"])
                if known:
                    return render(request, "awards/public/voted.html", {"poll": poll, "receipt": known})
                if (wrong := telephone.refusal(data["code"])) is not None:
                    raise wrong
                kept = actions.cast_public(
                    at=timezone.now(),
                    poll=poll,
                    voter=data["phone"],
                    chosen=data["choices"],
                    key=data["key"],
                    address=request.META.get("REMOTE_ADDR", ""),
                    device=request.headers.get("User-Agent", ""),
                )
                return render(request, "awards/public/voted.html", {"poll": poll, "receipt": kept.receipt})
        except Refused as refused:
            show_refusal(form, refused)
    return render(request, "awards/public/public_ballot.html", {"poll": poll, "form": form, "sent": sent}, status=status_of(form))


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The board of a poll whose result is posted, for anybody to recount."""
    poll = get_object_or_404(Poll.objects.select_related("round"), pk=pk, county=county_of(request))
    if poll not in queries.published_polls(poll.round):
        raise Http404
    return board_response(poll)


@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a round that granted its titles: polls with their codes, rulings with their reasons, who agreed to be named."""
    found = get_object_or_404(Round.objects.select_related("scheme"), pk=pk, county=county_of(request), stage=RoundStage.GRANTED)
    polls = queries.published_polls(found)
    context = {
        "round": found,
        "titles": queries.published_titles(found.county_id).filter(round=found),
        "number": found.titles.filter(revoked_at=None).count(),
        "polls": [(poll, code_of(poll.seal)) for poll in polls],
        "rulings": [ruling for poll in polls for ruling in poll.rulings.filter(confirmed_at__isnull=False)],
    }
    return render(request, "awards/public/result.html", context)


@never_cache
@require_GET
@limited("awards.check", times=30, seconds=600, methods=("GET",))
def check(request: HttpRequest) -> HttpResponse:
    """Number and name of a certificate → valid or revoked. The two together or nothing: a number alone tells nothing about anybody."""
    asked = bool(request.GET.get("name"))
    form = forms.CheckForm(request.GET if asked else None, initial={"serial": request.GET.get("serial", "")})
    found = None
    if asked and form.is_valid():
        serial = form.cleaned_data["serial"].strip().upper()
        title = Title.objects.select_related("person", "round", "scheme").filter(county=county_of(request), serial=serial).first()
        if title is not None and normalise_name(form.cleaned_data["name"]) == title.person.name_key:
            found = title
        else:
            form.add_error(None, _("No certificate bears this number and this name. Check both against the paper."))
    bodies = queries.bodies_of(found.round) if found else []
    return render(request, "awards/public/check.html", {"form": form, "title": found, "bodies": bodies}, status=status_of(form))


@require_GET
def revocations(request: HttpRequest) -> JsonResponse:
    """The badges that no longer stand, for programs: each badge names this address as its status."""
    county = county_of(request)
    site = site_of(county)
    response = JsonResponse(badges.revocations(county, site=site, address=f"{site}{reverse('awards:revocations')}"))
    response["Cache-Control"] = "no-cache"
    return response


def _story(request: HttpRequest, pk: int) -> Story:
    found: Story = get_object_or_404(queries.published_stories(county_of(request).pk), pk=pk)
    return found


@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """A model story, while the person agrees to it."""
    found = _story(request, pk)
    context = {"story": found, "views": readers.read(request, found.subject), "address": request.build_absolute_uri()}
    return render(request, "awards/public/story.html", context | {"bodies": queries.bodies_of(found.title.round)})


@require_GET
def story_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The story's address as a QR code. It may be kept for minutes only: a consent can end."""
    address = addressed(request, reverse("awards:story", args=[_story(request, pk).pk]))
    headers = {"Cache-Control": "private, max-age=600"}
    return HttpResponse(qr(address), content_type="image/svg+xml; charset=utf-8", headers=headers)


@require_GET
def honours(request: HttpRequest) -> HttpResponse:
    """The honour roll of a year, the latest first: who agreed to be named, by round."""
    county = county_of(request).pk
    years = queries.years_of_honours(county)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years else next(iter(years), None)
    roll = queries.honours_of(county, year) if year else []
    return render(request, "awards/public/honours.html", {"years": years, "year": year, "roll": roll})
