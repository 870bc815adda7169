"""Pages of titles: certificates, review, revocation, stories, placements."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, button, final, final_page, form_page
from jiafeng.common.uploads import saved
from jiafeng.ground.lists.views import answer
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.queries import history
from jiafeng.ground.units.queries import site_of
from jiafeng.library.calendars import local_day
from jiafeng.library.press.certificates import Certificate, certificates_pdf
from jiafeng.library.press.responses import pdf_or_back
from jiafeng.programme.awards import actions, forms, lists, policies, queries
from jiafeng.programme.awards.models import Medium, Story, Title
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.queries.badges import badge
from jiafeng.programme.awards.views.parts import addressed, round_or_404, title_or_404


@login_required
@require_GET
def titles(request: HttpRequest) -> HttpResponseBase:
    """Every title granted."""
    allow(policies.reads_files(request.user))
    found = Title.objects.visible_to(request.user).select_related("person", "scheme", "round").order_by("-granted_on", "pk")
    return answer(request, lists.TITLES, found)


@login_required
@require_GET
def title(request: HttpRequest, pk: int) -> HttpResponse:
    allow(policies.reads_files(request.user))
    found = title_or_404(request, pk)
    context = {
        "title": found,
        "story": Story.objects.filter(title=found).first(),
        "agrees": queries.agrees_to_story(found.person),
        "may_keep": not policies.may_keep(request.user, found.county_id),
        "no_certificate": policies.may_certify(found),
        "history": history(found)[:10],
        "today": local_day(timezone.now()),
    }
    return render(request, "awards/title.html", context)


@login_required
@require_GET
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificates of a round's titles that stand, one a page."""
    allow(policies.reads_files(request.user))
    found = round_or_404(request, pk)
    rows = list(found.titles.standing().select_related("person", "scheme").order_by("nomination__number"))
    for each in rows:
        allow(policies.may_certify(each))
    allow(None if rows else _("No title of this round stands."))
    bodies = [body.organisation.name for body in found.bodies.select_related("organisation")]
    cards = [_certificate(request, each, bodies) for each in rows]
    back = reverse("awards:round", args=[pk])
    return pdf_or_back(request, back, lambda: certificates_pdf(cards), f"{found.title}-" + _("certificates"))


def _certificate(request: HttpRequest, found: Title, bodies: list[str]) -> Certificate:
    return Certificate(
        name=found.person.name,
        honour=found.honour,
        reason=found.round.title,
        serial=found.serial,
        bodies=tuple(bodies),
        document=found.scheme.approval_document,
        granted_on=found.granted_on,
        qr_text=addressed(request, f"{reverse('awards:check')}?serial={found.serial}"),
    )


@login_required
@require_GET
def badge_json(request: HttpRequest, pk: int) -> JsonResponse:
    """The title as an Open Badges 3.0 credential, for the holder to take along."""
    allow(policies.reads_files(request.user))
    found = title_or_404(request, pk)
    allow(policies.may_certify(found))
    site = site_of(found.county)
    data = badge(found, site=site, revoked=f"{site}{reverse('awards:revocations')}")
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.serial}.json"'
    return response


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = title_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    return button(
        request,
        lambda: actions.renew_title(by=request.user, at=timezone.now(), title=found),
        _("Reviewed: the title stands."),
        reverse("awards:title", args=[pk]),
    )


@final("awards.title.revoke")
@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = title_or_404(request, pk)
    revoked = Done(
        _("The title is revoked"),
        code=found.serial,
        next=_("Tell the holder why, and take the certificate back. Whoever checks its number is told from now on."),
    )
    return final_page(
        request,
        lambda data: actions.revoke_title(by=request.user, at=timezone.now(), title=found, **data),
        policies.may_revoke(request.user, found),
        form=ReasonForm(posted(request), most=300),
        title=_("Revoke %(serial)s") % {"serial": found.serial},
        back=reverse("awards:title", args=[pk]),
        of=found.person.name,
        facts=asked.before_title(found),
        consequence=_("Whoever checks the certificate is told that it is revoked; it bars a nomination for %(years)s years.")
        % {"years": found.scheme.bar_years},
        action=_("Revoke the title"),
        done=lambda: revoked if found.revoked_at else None,
        typed=found.person.name,
        grave=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the story of whoever holds the title."""
    found = title_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    standing = Story.objects.filter(title=found).first()
    initial = {"revision": standing.revision, "headline": standing.headline, "text": standing.text} if standing else {"revision": 0}
    form = forms.StoryForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda data: actions.write_story(by=request.user, at=timezone.now(), title=found, **data),
        title=_("Story of %(name)s") % {"name": found.person.name},
        back=reverse("awards:title", args=[pk]),
        keep=f"award-story-{pk}",
        current=standing,
    )


@final("awards.story.publish")
@login_required
@require_http_methods(["GET", "POST"])
def publish_story(request: HttpRequest, pk: int) -> HttpResponse:
    found = title_or_404(request, pk)
    written = get_object_or_404(Story, title=found)
    published = Done(
        _("The story is published"),
        next=_("The story is on the portal while %(name)s agrees.") % {"name": found.person.name},
        links=[(_("Look"), reverse("awards:story", args=[written.pk]))],
    )
    return final_page(
        request,
        lambda data: actions.publish_story(by=request.user, at=timezone.now(), story=written),
        policies.may_publish_story(request.user, found, written.published_at is not None),
        title=_("Publish the story"),
        back=reverse("awards:title", args=[pk]),
        of=found.person.name,
        facts=asked.before_story(written),
        consequence=_("It will be public: everybody reads it on the portal, with the name, until %(name)s withdraws the consent.")
        % {"name": found.person.name},
        done=lambda: published if written.published_at else None,
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Log that radio, television, a newspaper or a web site told of the result."""
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.PlacementForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> None:
        upload, evidence = data.pop("file"), None
        if upload:
            with saved(upload) as path:
                evidence = add_evidence(by=request.user, at=timezone.now(), county_code=found.county.code, file=path, name=upload.name)
        data["medium"] = Medium(data["medium"])
        actions.add_placement(by=request.user, at=timezone.now(), round_=found, evidence=evidence, **data)

    return form_page(
        request, form, act, title=_("Media placement"), back=reverse("awards:round", args=[pk]), keep=f"award-placement-{pk}",
    )  # fmt: skip
