"""Forms of schemes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import RevisedForm
from jiafeng.programme.awards.actions import Weighed
from jiafeng.programme.awards.models import (
    Scheme,
    SchemeVersion,
)


class SchemeForm(forms.ModelForm[Scheme]):
    """A scheme's rules. Checked by the action, so that a button and a script meet the same refusals."""

    class Meta:
        model = Scheme
        fields = [
            "title",
            "honour",
            "kind",
            "approval_document",
            "quota",
            "for_children",
            "public_vote",
            "anonymous_review",
            "unit_quota",
            "notice_days",
            "notice_working",
            "notice_from_next_day",
            "review_years",
            "bar_years",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [one for one in self.fields["kind"].choices if one[0]]  # type: ignore[attr-defined]
        for name, least, most in (
            ("notice_days", 1, 30),
            ("review_years", 1, 10),
            ("bar_years", 0, 10),
            ("quota", 1, 500),
            ("unit_quota", 1, 500),
        ):
            before = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=before.label, help_text=before.help_text, required=before.required, min_value=least, max_value=most
            )

    def _post_clean(self) -> None:
        """The action fills the row under its lock; the form only parses."""


class EditSchemeForm(RevisedForm, SchemeForm):
    pass


class CriteriaForm(forms.Form):
    """Criteria a line each, `名称｜权重｜含义`; exclusions a line each."""

    criteria = forms.CharField(
        label=_("Criteria"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text=_("One on a line: name | weight | what it means. The weights add up to 100."),
    )
    exclusions = forms.CharField(
        label=_("Exclusions"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6000,
        required=False,
        help_text=_("One on a line. Whoever falls under one is no candidate."),
    )

    def clean_criteria(self) -> list[Weighed]:
        found = []
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["criteria"].splitlines())), 1):
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            weight = parts[1].rstrip("%％") if len(parts) > 1 else ""
            if (
                len(parts) < 3
                or not (weight.isascii() and weight.isdigit() and len(weight) < 4)
                or len(parts[0]) > 40
                or len(parts[2]) > 300
            ):
                raise ValidationError(_("Line %(number)s: write name | weight | what it means."), params={"number": number})
            found.append(Weighed(parts[0], parts[2], int(weight)))
        return found

    def clean_exclusions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["exclusions"].splitlines() if line.strip()]

    @staticmethod
    def initial_of(version: SchemeVersion | None) -> dict[str, Any]:
        if version is None:
            return {"exclusions": "\n".join(str(sentence) for sentence in STANDARD_EXCLUSIONS)}
        lines = [f"{each.criterion.title} | {each.weight} | {each.text}" for each in version.criteria.select_related("criterion")]
        return {"criteria": "\n".join(lines), "exclusions": "\n".join(version.exclusions)}


STANDARD_EXCLUSIONS = (
    _("A breach of law or discipline by a member of the family"),
    _("Domestic violence"),
    _("Gambling"),
    _("Drugs"),
    _("A cult"),
    _("Listed as dishonest (enforcement of court judgments)"),
    _("Maltreatment or abandonment of the elderly or of children"),
    _("A serious accident or disturbance for which the family answers"),
    _("A false nomination"),
)
