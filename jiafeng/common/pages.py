"""The shapes that most pages that act have: a page of one form, a button, and the two pages around an act that cannot be taken back; and the door
that they stand behind.

A view says who may, what is done and where it leads; how a refusal is shown, a stale edit kept and a success told is said here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiafeng.common.facts import facts_of
from jiafeng.common.forms import RevisedForm, TypedField, posted, show_refusal, with_value
from jiafeng.common.refusals import NotNow, Refused, Stale
from jiafeng.common.toasts import tell


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence; a policy that allows returns None."""
    if refusal:
        raise PermissionDenied(refusal if isinstance(refusal, NotNow) else str(refusal))


def status_of(form: forms.BaseForm) -> int:
    """With which status a page that holds the form is answered: 422 where something in it is to be mended."""
    return 422 if form.errors else 200


def acted(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], done: Any, back: str, current: Any = None
) -> HttpResponse | None:
    """Act on a form that was sent, and answer with where that leads; None where it is to be mended, which the form then says itself.

    For a form that is one thing of many on its page; `form_page` is made of it, and says what act, done, back and current are.
    """
    if not form.is_valid():
        return None
    try:
        onward = act(form.cleaned_data)
    except Refused as refused:
        if isinstance(refused, Stale) and current is not None:
            current.refresh_from_db()
            with_value(form, "revision", current.revision)  # type: ignore[arg-type]
        show_refusal(form, refused)  # type: ignore[arg-type]
        return None
    return _go_on(request, onward, done, back)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    template: str = "form.html",
    title: Any,
    back: str,
    of: Any = "",
    done: Any = "",
    action: Any = "",
    consequence: Any = "",
    grave: bool = False,
    keep: str = "",
    current: Any = None,
    around: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a page with one form; posted and valid, call `act` once with its cleaned data and go on to where it returns, else to `back`.

    of: what it is done to, whose page `back` is; it stands beneath the heading.
    act: may return an address, a response of its own (a file, a page), or nothing. done: what the next page says; empty where `act` has
    told it itself, such as a count or an undo.
    A refusal stands at its field. A stale edit keeps the person's text and carries today's revision; `current` is the row that is edited.
    The template gets form, title, back, of, action (the button's word), consequence (what pressing it means), grave (a button in warning colour),
    keep (under which name the browser keeps the text of an expired session) and what is in `around`.
    """
    if request.method == "POST" and (answer := acted(request, form, act, done, back, current)) is not None:
        return answer
    context = {
        "form": form,
        "title": title,
        "back": back,
        "of": of,
        "action": action or _("Save"),
        "consequence": consequence,
        "grave": grave,
        "keep": keep,
        **(around or {}),
    }
    return render(request, template, context, status=status_of(form))


def button(request: HttpRequest, act: Callable[[], Any], done: Any, back: str) -> HttpResponse:
    """Answer a button: act, and say on the page it leads back to what was done, or why not. act, done: as in `form_page`."""
    try:
        onward = act()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    return _go_on(request, onward, done, back)


def step(request: HttpRequest, act: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """As `button`, for one that is shown only to who may press it: a refusal, from an old page or a made-up one, is a 403 with its sentence."""
    try:
        onward = act()
    except Refused as refused:
        raise PermissionDenied(refused.sentence if isinstance(refused.sentence, NotNow) else str(refused)) from refused
    return _go_on(request, onward, done, back)


def nothing_ticked(request: HttpRequest, back: str) -> HttpResponse:
    """Answer an act on what is ticked where nothing is."""
    messages.error(request, _("Tick what it is about first."))
    return redirect(back)


def _go_on(request: HttpRequest, onward: Any, done: Any, back: str) -> HttpResponse:
    if isinstance(onward, HttpResponseBase):
        return onward  # type: ignore[return-value]  # a streamed file is a response too, though no HttpResponse
    if done:
        tell(request, done)
    return redirect(onward if isinstance(onward, str) else back)


def asks(
    row: Callable[[HttpRequest, int], Any],
    form: Callable[..., forms.Form],
    act: Callable[..., Any],
    may: Callable[[Any, Any], Any],
    back: str,
    **more: Any,
) -> Callable[..., HttpResponse]:
    """The view of a form about a row, for whom `may` allows it; one over the row itself begins with what stands there. row: the row of a request
    and a pk, or 404; act: takes the row first, after who and when; back: the name of its page's address; more: as `form_page` takes it.
    """

    @login_required
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = row(request, pk)
        allow(may(request.user, found))
        shown, given = form(posted(request)), _named(act, found)
        if isinstance(shown, RevisedForm):
            shown.initial = {name: getattr(found, name) for name in shown.fields}
        return form_page(
            request,
            shown,
            lambda data: act(by=request.user, at=timezone.now(), **given, **data),
            of=found,
            back=reverse(back, args=[pk]),
            current=found,
            **more,
        )

    return view


@dataclass(frozen=True)
class Done:
    """What stands on the page after an act that cannot be taken back: what was done, its number where it has one (or what `code` is named), what
    comes next, and where one goes on, as (label, address). stage: the one of the row that bears it out; empty where whoever says it has looked already."""

    title: Any
    code: Any = ""
    next: Any = ""
    links: Sequence[tuple[Any, str]] = ()
    stage: str = ""
    named: Any = ""


def final(*verbs: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Says of a view that it does what `verbs` of the log name, that this cannot be taken back, and that it is asked before (`final_page`)."""

    def note(view: Callable[..., Any]) -> Callable[..., Any]:
        view.final = verbs  # type: ignore[attr-defined]
        return view

    return note


def final_page(
    request: HttpRequest,
    act: Callable[[dict[str, Any]], Any],
    refusal: Any,
    *,
    form: forms.Form | None = None,
    title: Any,
    back: str,
    of: Any = "",
    facts: Iterable[tuple[Any, Any]],
    consequence: Any,
    action: Any = "",
    done: Callable[[], Done | None],
    typed: str = "",
    grave: bool = False,
    template: str = "check.html",
    keep: str = "",
    around: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page before an act that cannot be taken back (what it is done to, as `facts`; what it means), and at the same address the page after it.

    act, title, back, of, action, consequence, grave, keep, around: as in `form_page`; refusal: the policy's answer; form: what has to be said beside
    pressing, such as a reason; typed: words that have to be typed again, so that nobody does it to something else. done: what the page after
    says, or None while the row does not bear it out, so that an address typed by hand tells of nothing that was not done.
    """
    if (refusal or "done" in request.GET) and (said := done()) is not None:
        # Pressed twice, or opened again from a bookmark: it is done, and that is what one is told.
        if request.method == "POST":
            return redirect(f"{request.path}?done")
        return render(request, "done.html", {"title": said.title, "done": said, "back": back, "of": of})
    allow(refusal)
    asked = form if form is not None else forms.Form(posted(request))
    if typed:
        asked.fields["typed"] = TypedField(typed)

    def go(data: dict[str, Any]) -> Any:
        data.pop("typed", None)
        onward = act(data)
        return onward if isinstance(onward, str | HttpResponseBase) else f"{request.path}?done"

    shown = {"facts": [*facts], **(around or {})}
    return form_page(
        request, asked, go, template=template, title=title, back=back, of=of, action=action or title, consequence=consequence, grave=grave,
        around=shown, keep=keep,
    )  # fmt: skip


def weighs(
    row: Callable[[HttpRequest, int], Any],
    act: Callable[..., Any],
    may: Callable[[Any, Any], Any],
    back: str,
    verb: str,
    title: Any,
    consequence: Any,
    done: Any,
    facts: Any,
    *,
    form: Callable[..., forms.Form] = forms.Form,
    typed: Callable[[Any], str] = lambda row: "",
    grave: bool = False,
) -> Callable[..., HttpResponse]:
    """The view of an act on a row that cannot be taken back (`final_page`). row, act, back, may: as in `asks`; verb: the log's. facts: names of
    the row's fields, or what makes them of the row; title, consequence, done: for every row, or made of it.
    """

    @final(verb)
    @login_required
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = row(request, pk)
        given, refusal = _named(act, found), may(request.user, found)
        of_row = lambda said: said(found) if callable(said) else said  # noqa: E731 - one line, used below
        return final_page(
            request,
            lambda data: act(by=request.user, at=timezone.now(), **given, **data),
            refusal,
            form=form(posted(request)),
            title=of_row(title),
            back=reverse(back, args=[pk]),
            of=found,
            facts=facts(found) if callable(facts) else facts_of(found, *facts),
            consequence=of_row(consequence),
            done=lambda: borne_out(of_row(done), found),
            typed=typed(found),
            grave=grave,
        )

    return view


def borne_out(said: Done | None, row: Any) -> Done | None:
    """What is said after, where the row stands at the stage that bears it out."""
    return said if said and said.stage in ("", getattr(row, "stage", "")) else None


def _named(act: Callable[..., Any], row: Any) -> dict[str, Any]:
    """The row, by the name that the action has for it: the first that it takes beside who and when."""
    return {next(name for name in signature(act).parameters if name not in ("by", "at")): row}
