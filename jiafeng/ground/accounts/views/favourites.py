"""The star beside a page's name."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiafeng.common.navigation import staff_menu
from jiafeng.common.pages import button
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts import actions


@login_required
@require_POST
def favourite(request: HttpRequest) -> HttpResponse:
    """Star an entry of the menu, or take the star away; an entry that the user's role may not open is not there."""
    known = {entry.name: entry for area in staff_menu.areas(request.user, request.path) for entry in area.entries}
    entry = known.get(request.POST.get("page", ""))
    if entry is None:
        raise Http404
    back = request.POST.get("next", "")
    onward = back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else entry.url

    def act() -> None:
        if actions.star(by=request.user, at=timezone.now(), page=entry.name):  # type: ignore[arg-type]  # signed in
            tell(request, _("“%(page)s” is among your favourites in the menu.") % {"page": entry.label})
        else:
            tell(request, _("“%(page)s” is no longer among your favourites.") % {"page": entry.label})

    return button(request, act, "", onward)
