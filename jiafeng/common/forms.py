"""Form parts every room uses: the idempotency key and the revision a person saw."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from jiafeng.common.refusals import Refused


class KeyedForm(forms.Form):
    """A form that can be sent twice: it carries a key made when it was shown, so that the second sending finds the first's result."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RevisedForm(forms.Form):
    """A form over an editable row: it posts the revision that was shown, so that a stale edit is told who changed what."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put a refusal where the person looks: at its field, or at the top of the form."""
    field: Any = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused))


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, for a form that is bound exactly when the request is a POST: nothing chosen is an answer too."""
    return request.POST if request.method == "POST" else None
