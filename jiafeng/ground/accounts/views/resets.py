"""Lost second factors: one asks, another confirms."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import Done, allow, button, final, final_page, form_page
from jiafeng.common.whence import whence_of
from jiafeng.ground.accounts import actions, policies, queries
from jiafeng.ground.accounts.forms import ResetForm


@login_required
@require_http_methods(["GET", "POST"])
def resets(request: HttpRequest) -> HttpResponse:
    """What waits for the second person, and the form by which the first one asks."""
    allow(policies.resets_factors(request.user))
    at, back = timezone.now(), reverse("accounts:resets")
    waiting = [(reset, not policies.may_confirm_reset(request.user, reset, at)) for reset in queries.resets_for(request.user, at)]
    return form_page(
        request,
        ResetForm(posted(request), users=queries.with_factor_for(request.user), initial={"user": request.GET.get("user")}),
        lambda data: actions.ask_reset(by=request.user, at=at, **data),  # type: ignore[arg-type]
        template="accounts/resets.html",
        title=_("Lost second factors"),
        back=back,
        action=_("Ask for the reset"),
        keep="reset",
        done=_("Asked. Another administrator or member of staff confirms it within 24 hours."),
        around={"waiting": waiting},
    )


@final("accounts.reset.confirm")
@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word."""
    allow(policies.resets_factors(request.user))
    reset = get_object_or_404(queries.resets_seen_by(request.user), pk=pk)
    now = timezone.now()
    gone = Done(
        _("The second factor of %(name)s is gone") % {"name": reset.user.name},
        next=_("Another is set up at the next sign-in. Tell them so."),
    )
    return final_page(
        request,
        lambda data: actions.confirm_reset(by=request.user, at=now, reset=reset, whence=whence_of(request)),  # type: ignore[arg-type]
        policies.may_confirm_reset(request.user, reset, now),
        title=_("Confirm the reset"),
        back=reverse("accounts:resets"),
        of=reset.user.name,
        facts=[
            (_("Account"), f"{reset.user.name} {reset.user.username}"),
            (_("Asked by"), reset.asked_by),
            (_("Reason"), reset.reason),
        ],
        consequence=_(
            "Confirm only where you know that it is this person: whoever has the password signs in and sets another second factor up."
        ),
        action=_("I know that it is this person: confirm"),
        done=lambda: gone if reset.confirmed_at else None,
        grave=True,
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    allow(policies.resets_factors(request.user))
    reset = get_object_or_404(queries.resets_seen_by(request.user), pk=pk)
    return button(
        request,
        lambda: actions.withdraw_reset(by=request.user, at=timezone.now(), reset=reset),  # type: ignore[arg-type]
        _("The second factor stays."),
        reverse("accounts:resets"),
    )
