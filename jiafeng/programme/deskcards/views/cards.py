"""One card: seen at its true size, printed again, called back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, borne_out, final, final_page, step
from jiafeng.common.toasts import tell
from jiafeng.ground.records.queries import history
from jiafeng.library.press.cards import check, preview
from jiafeng.library.press.sentences import refusal_sentence, remark_sentence
from jiafeng.programme.deskcards import actions, forms, policies, queries
from jiafeng.programme.deskcards.models import Card
from jiafeng.programme.deskcards.views.parts import card_or_404


@login_required
@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A card at its true size in millimetres, with what is known of it before it is printed."""
    allow(policies.may_see(request.user))
    found = card_or_404(request, pk)
    style = queries.style_of(found.run)
    outcome = check(queries.set_card(found, _address(request, found)), style)
    around = Card.objects.visible_to(request.user).filter(run=found.run)
    context = {
        "card": found,
        "run": found.run,
        "size": style.size,
        "foreseen": refusal_sentence(outcome.code, outcome.params) if outcome.code else "",
        "remarks": [remark_sentence(code, params) for code, params in (found.remarks or outcome.remarks)],
        "previous": around.filter(number__lt=found.number).order_by("-number").first(),
        "next": around.filter(number__gt=found.number).order_by("number").first(),
        "may_recall": not policies.may_recall(request.user, found),
        "may_reprint": not policies.may_reprint(request.user, found),
        "may_take_back": not policies.may_take_back(request.user, found),
        "history": history(found)[:10],
    }
    return render(request, "deskcards/card.html", context)


def _address(request: HttpRequest, found: Card) -> str:
    if not found.run.coded or not queries.walled([found.person_id]):
        return ""
    return request.build_absolute_uri(reverse("letters:shown", args=[found.message.reference]))


@login_required
@require_GET
def face(request: HttpRequest, pk: int) -> HttpResponse:
    """The card's upright face as a picture."""
    allow(policies.may_see(request.user))
    found = card_or_404(request, pk)
    picture = preview(queries.set_card(found, _address(request, found)), queries.style_of(found.run), dpi=144)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-cache"})


@final("deskcards.card.reprint")
@login_required
@require_http_methods(["GET", "POST"])
def reprint(request: HttpRequest, pk: int) -> HttpResponse:
    """Print one card again, with the reason."""
    found = card_or_404(request, pk)

    def act(data: dict[str, Any]) -> str:
        made = actions.reprint(by=request.user, at=timezone.now(), card=found, **data)
        tell(request, _("A run of this one card is prepared. Have it set."))
        return reverse("deskcards:run", args=[made.pk])

    replaced = Done(
        _("The card is replaced"), code=found.serial, next=_("A run of this one card is prepared. Have it set."), stage="replaced"
    )
    consequence = _("The old card counts no more; take it in where it was handed over.")
    refusal = policies.may_reprint(request.user, found)
    return _final(request, found, forms.ReprintForm(posted(request)), act, refusal, _("Print this card again"), consequence, replaced)


@final("deskcards.card.recall")
@login_required
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a card back, with the reason."""
    found = card_or_404(request, pk)

    def act(data: dict[str, Any]) -> None:
        actions.recall(by=request.user, at=timezone.now(), card=found, **data)

    recalled = Done(_("The card is called back"), code=found.serial, next=_("Take it in. It can be printed again."), stage="recalled")
    consequence = _("It counts as handed over no more.")
    refusal, title = policies.may_recall(request.user, found), _("Call this card back")
    return _final(request, found, forms.RecallForm(posted(request)), act, refusal, title, consequence, recalled, grave=True)


def _final(
    request: HttpRequest,
    found: Card,
    form: Form,
    act: Callable[[dict[str, Any]], str | None],
    refusal: Any,
    title: str,
    consequence: str,
    done: Done,
    **more: Any,
) -> HttpResponse:
    return final_page(
        request,
        act,
        refusal,
        form=form,
        title=title,
        back=reverse("deskcards:card", args=[found.pk]),
        of=f"{found.name} · {found.serial}",
        facts=[(_("Run"), found.run), (_("Number"), found.serial), *facts_of(found, "name", "stage")],
        consequence=consequence,
        done=lambda: borne_out(done, found),
        **more,
    )


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the handing over."""
    found = card_or_404(request, pk)
    allow(policies.may_hand_over(request.user, found))
    return step(
        request,
        lambda: actions.take_back(by=request.user, at=timezone.now(), card=found),
        _("The card waits to be handed over again."),
        reverse("deskcards:card", args=[pk]),
    )
