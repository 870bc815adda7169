"""What people type on the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, RevisedForm
from jiafeng.front.portal.models import ArticleKind, FeedbackKind


class ArticleForm(forms.Form):
    """The text of an article."""

    kind = forms.ChoiceField(label=_("kind"), choices=ArticleKind.choices)
    title = forms.CharField(label=_("headline"), max_length=80)
    source = forms.CharField(label=_("source"), max_length=60, help_text=_("Who tells it, e.g. the Federation's office."))
    summary = forms.CharField(label=_("summary"), max_length=160, required=False, help_text=_("One sentence for lists."))
    body = forms.CharField(
        label=_("text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "A blank line starts a new paragraph. A line that begins with ## is a heading, with - or 1. an item of a list, with | a row of a table."
        ),
    )


class NewArticleForm(KeyedForm, ArticleForm):
    field_order = ("kind", "title", "source", "summary", "body")


class EditArticleForm(RevisedForm, ArticleForm):
    field_order = ("kind", "title", "source", "summary", "body")


class WithdrawForm(forms.Form):
    """Taking an article off the site asks for its title, typed, and a reason."""

    reason = forms.CharField(label=_("why it is withdrawn"), max_length=300)
    title = forms.CharField(label=_("the headline, typed"), max_length=80)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["title"].help_text = _("To confirm, type: %(title)s") % {"title": expected}

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title != self.expected:
            raise forms.ValidationError(_("This is not the headline. Type it exactly as shown."))
        return title


class FeedbackForm(KeyedForm):
    """A complaint, suggestion or question. No name, no account."""

    kind = forms.ChoiceField(label=_("kind"), choices=FeedbackKind.choices, widget=forms.RadioSelect, initial=FeedbackKind.SUGGESTION)
    text = forms.CharField(
        label=_("what you want to tell us"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("At most 2,000 characters."),
    )
    contact = forms.CharField(
        label=_("how to reach you"),
        max_length=80,
        required=False,
        help_text=_("A telephone number, only if you want to be called. Without it you read the answer here under your reference number."),
    )
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    field_order = ("kind", "text", "contact")


class ReceiptForm(forms.Form):
    """The reference number of something sent earlier."""

    receipt = forms.CharField(label=_("reference number"), max_length=16)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The sender reads exactly this. It cannot be changed later."),
    )


class ArticleFilter(forms.Form):
    """The staff's list of articles."""

    q = forms.CharField(label=_("words"), max_length=60, required=False)
    stage = forms.ChoiceField(label=_("stage"), required=False)

    def __init__(self, *args: Any, stages: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("all")), *stages]  # type: ignore[attr-defined]
