"""A printed page as an answer to a request."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jiafeng.press.faces import MissingGlyphs


def pdf_or_back(request: HttpRequest, back: str, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The printed page; where a character has no font, the page it was asked from says which, instead of paper with a gap."""
    try:
        content = make()
    except MissingGlyphs as missing:
        signs = "、".join(sorted({each.character for each in missing.missing}))
        sentence = _("These characters cannot be printed: %(signs)s. Replace them, or write them with other characters.")
        messages.error(request, sentence % {"signs": signs})
        return redirect(back)
    header = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": header or "inline"})
