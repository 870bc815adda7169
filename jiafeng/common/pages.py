"""The shapes that most pages that act have: a page of one form, and a button; and the door that they stand behind.

A view says who may, what is done and where it leads; how a refusal is shown, a stale edit kept and a success told is said here, once.
"""

from __future__ import annotations

from collections.abc import Callable
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
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import RevisedForm, posted, show_refusal, with_value
from jiafeng.common.refusals import Refused, Stale
from jiafeng.common.toasts import tell


def allow(refusal: Any) -> None:
    """A page that only some may open answers 403 with the policy's own sentence; a policy that allows returns None."""
    if refusal:
        raise PermissionDenied(str(refusal))


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
        raise PermissionDenied(str(refused)) from refused
    return _go_on(request, onward, done, back)


def _go_on(request: HttpRequest, onward: Any, done: Any, back: str) -> HttpResponse:
    if isinstance(onward, HttpResponseBase):
        return onward  # type: ignore[return-value]  # a streamed file is a response too, though no HttpResponse
    if done:
        tell(request, done)
    return redirect(onward if isinstance(onward, str) else back)


def presses(row: Callable[[HttpRequest, int], Any], act: Callable[..., Any], back: str, done: Any) -> Callable[..., HttpResponse]:
    """The view of a button on a row's page. row: the row of a request and a pk, or 404; act: takes the row first, after who and when;
    back: the name of its page's address.
    """

    @login_required
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        given = _named(act, row(request, pk))
        return button(request, lambda: act(by=request.user, at=timezone.now(), **given), done, reverse(back, args=[pk]))

    return view


def asks(
    row: Callable[[HttpRequest, int], Any],
    form: Callable[..., forms.Form],
    act: Callable[..., Any],
    may: Callable[[Any, Any], Any],
    back: str,
    **more: Any,
) -> Callable[..., HttpResponse]:
    """The view of a form about a row, for whom `may` allows it; one over the row itself begins with what stands there. row, act, back: as in
    `presses`; more: as `form_page` takes it.
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


def _named(act: Callable[..., Any], row: Any) -> dict[str, Any]:
    """The row, by the name that the action has for it: the first that it takes beside who and when."""
    return {next(name for name in signature(act).parameters if name not in ("by", "at")): row}
