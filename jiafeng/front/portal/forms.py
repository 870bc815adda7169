"""What people type on the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import KeyedForm, MomentField, RevisedForm
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
    """`told`: whether readers may have read what stands there, and are told what is corrected."""

    outcome = forms.CharField(
        label=_("what came of it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For notices: it stands on the page once the time of the notice is over."),
    )
    note = forms.CharField(
        label=_("what is corrected"), max_length=200, required=False, help_text=_("Readers see this and the day below the article.")
    )
    field_order = ("kind", "title", "source", "summary", "body", "outcome", "note")

    def __init__(self, *args: Any, told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not told:
            del self.fields["note"]


class TimesForm(forms.Form):
    """From when an article stands on the site, and until when; each may be left empty."""

    since = MomentField(label=_("publish at"), required=False, help_text=_("Empty: now. It appears by itself at this time, day or night."))
    until = MomentField(
        label=_("take down at"), required=False, help_text=_("Empty: it stays. A notice then says when it ran and what came of it.")
    )


class EditTimesForm(RevisedForm, TimesForm):
    """`ahead`: whether it is still to be published."""

    field_order = ("since", "until")

    def __init__(self, *args: Any, ahead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].disabled = not ahead


class ProofreadForm(RevisedForm):
    """Handing in and agreeing both say that one proofread."""

    proofread = forms.BooleanField(
        label=_("I proofread it: names, posts, numbers, days, and whether anybody's privacy is hurt."), required=False
    )


class ReturnForm(RevisedForm):
    reason = forms.CharField(label=_("what is to be changed"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ProofreadByLinkForm(forms.Form):
    proofread = ProofreadForm.base_fields["proofread"]


class CommentForm(KeyedForm):
    """What somebody says to one sentence. `most`: how many sentences the text has."""

    text = forms.CharField(label=_("what you have to say"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)


class RestoreForm(RevisedForm):
    """Bringing an earlier version back. `told`: as of EditArticleForm."""

    note = EditArticleForm.base_fields["note"]

    def __init__(self, *args: Any, told: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not told:
            del self.fields["note"]


class RuleForm(forms.Form):
    """How many persons beside the writer read an article before it is published."""

    readers = forms.TypedChoiceField(
        label=_("who reads an article before it is published"),
        choices=(
            ("0", _("the writer alone: whoever writes it may publish it")),
            ("1", _("a second person, who wrote none of it")),
            ("2", _("two more persons, one after the other (three reviews, three proofs)")),
        ),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Each of them also says that they proofread it. A leader without an account can be one of them, by link."),
    )


class TemplateForm(forms.Form):
    """A text that new articles may begin with."""

    name = forms.CharField(
        label=_("name of the template"), max_length=60, help_text=_("As you look for it: notice of a public display, story of a month.")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=ArticleKind.choices, initial=ArticleKind.NOTICE)
    title = forms.CharField(label=_("headline"), max_length=80, required=False)
    source = forms.CharField(label=_("source"), max_length=60, required=False)
    summary = forms.CharField(label=_("summary"), max_length=160, required=False)
    body = forms.CharField(
        label=_("text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Write ＿＿ where something is filled in."),
    )


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
