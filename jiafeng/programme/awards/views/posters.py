"""A model story as a picture to keep on the phone and pass on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiafeng.ground.units.queries import county_of
from jiafeng.library.press import MissingGlyphs, Poster, poster_png
from jiafeng.library.press.sentences import unprintable_sentence
from jiafeng.programme.awards import queries
from jiafeng.programme.awards.models import Story
from jiafeng.programme.awards.views.parts import addressed
from jiafeng.programme.pictures.queries import cover_bytes


@require_GET
def story_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The story's headline and cover, with a code to read it by. It may be kept for minutes only: a consent can end."""
    found: Story = get_object_or_404(queries.published_stories(county_of(request).pk), pk=pk)
    address = reverse("awards:story", args=[pk])
    shown = Poster(
        title=found.headline,
        eyebrow=_("Model story"),
        lead=str(found.title.honour),  # not the name: what was passed on cannot be called back
        qr_text=addressed(request, address),
        call=_("Scan to read it"),
        date=timezone.localdate(found.published_at),
        picture=cover_bytes(found.subject),
    )
    try:
        return HttpResponse(poster_png(shown), content_type="image/png", headers={"Cache-Control": "private, max-age=600"})
    except MissingGlyphs as missing:
        messages.error(request, unprintable_sentence(missing))
        return redirect(address)
