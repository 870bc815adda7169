"""The booklet of a drive's pledges: asked for here, bound in the background, taken from the job's page."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiafeng.common.pages import allow
from jiafeng.ground.jobs.views import ask
from jiafeng.programme.pledges import jobs, policies
from jiafeng.programme.pledges.views.parts import drive_or_404


@login_required
@require_POST
def booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it: kind=archive holds every name and is logged as an export; else only the names of those who agree."""
    drive = drive_or_404(request, pk)
    allow(policies.may_make_booklet(request.user, drive.county_id))
    archive = request.POST.get("kind") == "archive"
    given = {"drive_id": drive.pk, "user_id": request.user.pk, "archive": archive}
    label, back = _("Booklet: %(title)s") % {"title": drive.title}, reverse("pledges:drive", args=[pk])
    return redirect(ask(request, jobs.make_booklet, f"booklet:{uuid4()}", label, drive.county.code, back, **given))
