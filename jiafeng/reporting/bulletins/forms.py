"""What people type about bulletins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, RevisedForm
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.units.models import BODIES, Organisation, Region
from jiafeng.reporting.bulletins.actions import Binding, MarkData
from jiafeng.reporting.bulletins.models import Bulletin, Mark, MarkKind
from jiafeng.reporting.bulletins.queries import Check, Finding, picking
from jiafeng.reporting.bulletins.queries.editing import Offer

_DAY = timedelta(days=1)


class TextForm(forms.Form):
    """The text and what stands around it."""

    title = forms.CharField(label=_("Headline"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "manuscript", "spellcheck": "false"}),
        help_text=_("One paragraph a line. Marks are written by themselves when you bind a number below."),
    )
    masthead = forms.CharField(label=_("Masthead"), max_length=30, help_text=_("The red name at the head of the bulletin."))
    organisation = forms.ModelChoiceField(label=_("Issued by"), queryset=Organisation.objects.none())
    start = DayField(label=_("Figures from"))
    last = DayField(label=_("Figures to"), help_text=_("Both days count."))
    report_to = forms.CharField(label=_("Report to"), max_length=300, required=False)
    send_to = forms.CharField(label=_("Send to"), max_length=300, required=False)
    distribute_to = forms.CharField(label=_("Distribute to"), max_length=300, required=False)
    copies = forms.IntegerField(label=_("Copies"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: QuerySet[Organisation] = Organisation.objects.filter(county=county, kind__in=BODIES, closed_on=None)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`last` as the person means it becomes the half-open `end`."""
        given = super().clean() or {}
        start, last = given.get("start"), given.pop("last", None)
        if start and last and last < start:
            self.add_error("last", _("The first day of the period must not be after its last."))
        if last:
            given["end"] = last + _DAY
        return given


class NewForm(TextForm, KeyedForm):
    pass


class EditForm(TextForm, RevisedForm):
    @staticmethod
    def initial_of(bulletin: Bulletin) -> dict[str, Any]:
        names = ("title", "body", "masthead", "organisation", "start", "report_to", "send_to", "distribute_to", "copies", "revision")
        return {**{name: getattr(bulletin, name) for name in names}, "last": bulletin.last_day}


class GroundForm(forms.Form):
    """What a number rests on."""

    kind = forms.ChoiceField(label=_("This number"), required=False)
    figure = forms.ChoiceField(label=_("Figure"), required=False, widget=forms.Select(attrs={"data-picker": ""}))
    source = forms.CharField(
        label=_("Source document"), required=False, max_length=200, widget=forms.TextInput(attrs={"placeholder": _("Title, number, date")})
    )
    file = forms.FileField(label=_("A copy of that document"), required=False, help_text=_("A photo, scan or PDF; the approver opens it."))
    note = forms.CharField(label=_("Note to the approver"), required=False, max_length=200)
    kept: Evidence | None = None
    """The copy as evidence, once it was kept."""

    def __init__(self, *args: Any, figures: Iterable[Any], later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (MarkKind.FIGURE, _("is a figure")),
            (MarkKind.CITED, _("is cited from a document")),
            (MarkKind.NOT_CLAIM, _("is not a claim")),
        ]
        self.fields["kind"].choices = [("", _("decide later")), *kinds] if later else kinds  # type: ignore[attr-defined]
        self.fields["figure"].choices = [("", "—"), *figures]  # type: ignore[attr-defined]

    def data_of(self) -> MarkData:
        given = self.cleaned_data
        return MarkData(given["kind"], figure=given["figure"], source=given["source"], file=self.kept, note=given["note"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == MarkKind.FIGURE and not given.get("figure"):
            self.add_error("figure", _("Choose the figure that stands behind this number."))
        if given.get("kind") == MarkKind.CITED and not given.get("source"):
            self.add_error("source", _("Name the document that the number is cited from."))
        return given


class MarkForm(GroundForm):
    """A mark that is already in the text."""

    start = DayField(label=_("Its own period from"), required=False)
    last = DayField(label=_("to"), required=False)
    off = forms.BooleanField(label=_("Take this mark off"), required=False)

    def __init__(self, data: Any, files: Any = None, *, mark: Mark, figures: Iterable[Any]) -> None:
        names = ("kind", "figure", "source", "note", "start")
        initial = {**{name: getattr(mark, name) for name in names}, "last": mark.last_day}
        super().__init__(data, files, prefix=f"m{mark.n}", initial=initial, figures=figures, later=False)
        self.mark = mark

    def data_of(self) -> MarkData:
        given = self.cleaned_data
        last = given["last"]
        end = None if last is None or last == date.max else last + _DAY
        return MarkData(given["kind"], given["figure"], given["start"], end, given["source"], self.kept or self.mark.file, given["note"])


class ClaimForm(GroundForm):
    """A claim that rests on nothing yet."""

    words = forms.CharField(widget=forms.HiddenInput, max_length=60, strip=False)
    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any, files: Any = None, *, number: int, figures: Iterable[Any], finding: Finding | None = None) -> None:
        initial = {"words": finding.words, "place": finding.start} if finding else {}
        super().__init__(data, files, prefix=f"c{number}", initial=initial, figures=figures, later=True)
        self.finding, self.number = finding, number


_CLAIM = re.compile(r"c([0-9]{1,5})-words", re.ASCII)
CLAIMS = 100
"""Claims that are dealt with on one page of the desk; the others follow on the next."""


class Desk:
    """The whole writing desk: the text, a form for each mark in it, and one for each claim that has none."""

    def __init__(self, data: Any, files: Any = None, *, bulletin: Bulletin, marks: Iterable[Mark], figures: list[Any]) -> None:
        self.figures = figures
        self.text = EditForm(data, county=bulletin.county, initial=EditForm.initial_of(bulletin))
        self.marks = [MarkForm(data if f"m{mark.n}-kind" in (data or {}) else None, files, mark=mark, figures=figures) for mark in marks]
        posted = sorted(int(found[1]) for name in (data or ()) if (found := _CLAIM.fullmatch(name)))
        self.claims = [ClaimForm(data, files, number=number, figures=figures) for number in posted]

    def is_valid(self) -> bool:
        """Every part is read, so that all errors are told at once."""
        parts = [self.text, *(form for form in self.marks if form.is_bound), *self.claims]
        answers = [part.is_valid() for part in parts]
        return all(answers)

    @property
    def copies(self) -> list[GroundForm]:
        """The valid forms that bring a copy of the document they cite."""
        forms_ = [form for form in (*self.marks, *self.claims) if form.is_bound]
        return [form for form in forms_ if form.cleaned_data["file"] and form.cleaned_data["kind"] == MarkKind.CITED]

    @property
    def changes(self) -> dict[str, Any]:
        """What `actions.save` takes."""
        changed = [form for form in self.marks if form.is_bound]
        return {
            **self.text.cleaned_data,
            "marks": {form.mark.n: form.data_of() for form in changed if form.has_changed() and not form.cleaned_data["off"]},
            "unbind": [form.mark.n for form in changed if form.cleaned_data["off"]],
            "bindings": [
                Binding(form.cleaned_data["words"], form.data_of(), form.cleaned_data["place"])
                for form in self.claims
                if form.cleaned_data["kind"]
            ],
        }


def claim_forms(check: Check, first: int, figures: list[Any], offers: list[Offer]) -> list[ClaimForm]:
    """A form for each claim of a check that carries no mark, from one place on, with the figures that agree with it first."""
    some = check.unbound[first : first + CLAIMS]
    return [
        ClaimForm(None, number=number, figures=picking.picked_for(finding, figures, offers), finding=finding)
        for number, finding in enumerate(some, start=first)
    ]


def claims_from(given: Any, check: Check) -> int:
    """From which claim on the desk goes, as an address or a form says it; within what there is."""
    first = int(given) if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 6 else 0
    return first if first < len(check.unbound) else max((len(check.unbound) - 1) // CLAIMS * CLAIMS, 0)


class ApproveForm(RevisedForm):
    """The approver ticks each number that rests on words alone."""

    confirmed = forms.MultipleChoiceField(label=_("Numbers that rest on words alone"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, marks: Iterable[Mark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].choices = [(str(mark.n), str(mark)) for mark in marks if mark.kind != MarkKind.FIGURE]  # type: ignore[attr-defined]

    def clean_confirmed(self) -> list[int]:
        return [int(n) for n in self.cleaned_data["confirmed"]]


class ReturnForm(RevisedForm):
    reason = forms.CharField(label=_("What is to be changed"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TemplateForm(forms.Form):
    """A text that new bulletins may begin with."""

    name = forms.CharField(label=_("name of the template"), max_length=60)
    masthead = forms.CharField(label=_("Masthead"), max_length=30, required=False)
    title = forms.CharField(label=_("Headline"), max_length=120, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "manuscript"}),
        help_text=_("Write ＿＿ where something is filled in. Numbers are bound to their figures each time anew."),
    )
