"""The peers of what many people do at once, as Django is plainly written: its usual middleware, a form, one object after the other.

Signing a pledge, and voting with a code: the ballot is written in the clear, in no chain, beside the mark that its code has voted.
"""

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
from django.utils.html import escape  # noqa: E402

from jiafeng.common.tokens import digest, reference  # noqa: E402
from jiafeng.ground.records.models import ActionLog  # noqa: E402
from jiafeng.programme.awards.models import Envelope, Poll, VotingCode  # noqa: E402
from jiafeng.programme.pledges.models import Pledge, PledgeLink, PledgeTrace  # noqa: E402


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


class VoteForm(forms.Form):
    key = forms.UUIDField()
    code = forms.CharField(max_length=40)
    choices = forms.MultipleChoiceField(choices=[(f"{number:02}", "") for number in range(1, 9)])


@transaction.atomic
def vote(request: HttpRequest, token: str) -> HttpResponse:
    poll = get_object_or_404(Poll.objects.select_for_update(of=("self",)).select_related("round__scheme", "county"), token=token)
    form = VoteForm(request.POST)
    if not form.is_valid() or poll.stage != "open":
        return HttpResponse("refused", status=422)
    row = get_object_or_404(VotingCode.objects.select_for_update(), poll=poll, digest=digest(form.cleaned_data["code"]), used=False)
    ballot = f"{form.cleaned_data['key']} {' '.join(form.cleaned_data['choices'])}"
    Envelope.objects.create(poll=poll, place=poll.cast + 1, sealed=ballot.encode())
    row.used, row.echo = True, "-"
    row.save()
    poll.cast += 1
    poll.save()
    return HttpResponse(f"<p>{escape(form.cleaned_data['key'])}</p>")


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("stock/<str:token>", sign), path("stock-vote/<str:token>", vote), path("healthz", ready)]
application = WSGIHandler()
