"""The peer of the hot paths: signing a pledge as Django is plainly written. Its usual middleware, a form, get_or_create, one object after the other."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiafeng.config.settings")

import django
from django.conf import settings

django.setup()
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.ROOT_URLCONF = "benchmarks.stock"

from django import forms  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404, redirect  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from jiafeng.common.tokens import digest, reference  # noqa: E402
from jiafeng.pledges.models import Pledge, PledgeLink, PledgeTrace  # noqa: E402
from jiafeng.records.models import ActionLog  # noqa: E402


class SignForm(forms.Form):
    key = forms.UUIDField()
    text = forms.IntegerField()
    strokes = forms.JSONField()
    have_read = forms.BooleanField()


@transaction.atomic
def sign(request: HttpRequest, token: str) -> HttpResponse:
    link = get_object_or_404(PledgeLink.objects.select_related("drive__county", "person__organisation"), digest=digest(token))
    form = SignForm(request.POST)
    newest = link.drive.texts.first()
    if not form.is_valid() or newest is None or newest.pk != form.cleaned_data["text"] or link.drive.stage != "open":
        return HttpResponse("refused", status=422)
    now = timezone.now()
    facts: dict[str, Any] = {"county": link.drive.county, "signed_on": timezone.localdate(now)}
    pledge, created = Pledge.objects.get_or_create(
        drive=link.drive,
        person=link.person,
        defaults={
            **facts,
            "organisation": link.person.organisation,
            "text": newest,
            "reference": reference(),
            "recorded_at": now,
            "channels": 1,
        },
    )
    if created:
        PledgeTrace.objects.create(
            **facts,
            drive=link.drive,
            pledge=pledge,
            channel="phone",
            key=form.cleaned_data["key"],
            at=now,
            kind="drawn",
            strokes=form.cleaned_data["strokes"],
        )
        ActionLog.objects.create(
            at=now, county_code=link.drive.county.code, verb="pledges.pledge.sign", target_type="pledges.pledge", target_id=str(pledge.pk)
        )
    return redirect("/done")


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("stock/<str:token>", sign), path("healthz", ready)]
application = WSGIHandler()
