"""The helpers at the door of a gathering: named and released."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiafeng.common.forms import posted
from jiafeng.common.pages import allow, form_page, step
from jiafeng.programme.events import actions, forms, policies, queries
from jiafeng.programme.events.views.parts import event_or_404


@login_required
@require_http_methods(["GET", "POST"])
def name_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Name one more."""
    event = event_or_404(request, pk)
    allow(policies.may_name_helpers(request.user, event))
    now = timezone.now()
    return form_page(
        request,
        forms.HelperForm(posted(request), users=queries.may_be_named(request.user, event, timezone.localdate(now))),
        lambda data: actions.name_helper(by=request.user, at=now, event=event, user=data["user"]),
        title=_("Name a door helper"),
        of=event,
        back=reverse("events:event", args=[pk]),
        action=_("Name this helper"),
        done=_("The helper is told. They open the door from their own desk."),
        consequence=_(
            "A helper sees the door of this gathering and nothing else of it, from three hours before the start until six hours after its end."
        ),
    )


@login_required
@require_POST
def release_helper(request: HttpRequest, pk: int, helper: int) -> HttpResponse:
    event = event_or_404(request, pk)
    found = get_object_or_404(queries.helpers_of(event), pk=helper)
    done = _("%(name)s no longer helps at the door.") % {"name": found.user}
    return step(
        request,
        lambda: actions.release_helper(by=request.user, at=timezone.now(), helper=found),
        done,
        reverse("events:event", args=[pk]),
    )
