"""A printed page as an answer to a request."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from jiafeng.library.press.faces import MissingGlyphs
from jiafeng.library.press.sentences import unprintable_sentence


def pdf_or_back(request: HttpRequest, back: str, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The printed page; where a character has no font, the page it was asked from says which, instead of paper with a gap."""
    try:
        content = make()
    except MissingGlyphs as missing:
        messages.error(request, unprintable_sentence(missing))
        return redirect(back)
    header = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})
