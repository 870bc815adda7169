"""The pages of background work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tasks.base import Task

from jiafeng.common.pages import allow
from jiafeng.ground.jobs import lists, policies
from jiafeng.ground.jobs.actions import enqueue
from jiafeng.ground.jobs.models import Job
from jiafeng.ground.lists.views import answer


def ask(request: HttpRequest, task: Task[Any, Any], key: str, label: str, county_code: str, back: str, **given: Any) -> str:
    """Ask for background work in the name of whoever sent the request (see `actions.enqueue`); the address of the page where it is waited for.

    back: where that page leads when the work is done.
    """
    facts = {"key": key, "label": label, "county_code": county_code, "return_url": back}
    return reverse("jobs:job", args=[enqueue(by=request.user, at=timezone.now(), task=task, **facts, **given).pk])


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponseBase:
    """The person's own work, latest first."""
    return answer(request, lists.JOBS, Job.objects.visible_to(request.user).order_by("-asked_at", "pk"))


@login_required
@require_GET
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a piece of work got; asked again every second by the page while it runs."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    template = "jobs/_job.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, {"job": found, "refusal": policies.may_download(found) if found.result else None})


@login_required
@require_GET
def result(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file the work left."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if not found.result or not default_storage.exists(found.result):
        raise Http404
    allow(policies.may_download(found))
    return FileResponse(default_storage.open(found.result), as_attachment=True, filename=found.result_name)
