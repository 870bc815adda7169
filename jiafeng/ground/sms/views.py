"""The step that asks for the code, for every room that sends one: the page is the room's, and so is what follows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiafeng.common.forms import posted, show_refusal
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.sms.forms import CodeForm


def code_form(request: HttpRequest, send: Callable[[], None]) -> CodeForm | None:
    """The form for the code. `again` posted is the button that sends another: None once it is on its way, else the form says why not."""
    if request.method != "POST" or "again" not in request.POST:
        return CodeForm(posted(request))
    try:
        send()
    except Refused as refused:
        form = CodeForm({"code": ""})
        form.errors.clear()
        show_refusal(form, refused)
        return form
    tell(request, _("Another code is on its way."))
    return None
