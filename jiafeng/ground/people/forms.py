"""What people type about people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jiafeng.common.forms import DayField, KeyedForm, NameField, PhoneField, RevisedForm, RowsField
from jiafeng.ground.people.models import CadreRelation, ConsentChannel, Gender, Person, Purpose, Rank, RelationKind
from jiafeng.ground.units.models import Organisation, OrganisationKind


class _PersonFields(forms.Form):
    name = NameField(label=_("Name"), max_length=40)
    reading = forms.CharField(
        label=_("Reading of the name"),
        required=False,
        max_length=200,
        help_text=_(
            "Only where the name is read otherwise than usual, such as li zhang jiang. Left blank, it is read as names usually are."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    organisation = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose a unit"),
        help_text=_("For a family member, the cadre's unit."),
    )
    cadre_relation = forms.ChoiceField(
        label=_("Relation to the cadre"), required=False, choices=[("", _("Not known")), *CadreRelation.choices]
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", _("Not known")), *Gender.choices])
    post = forms.CharField(label=_("Post"), required=False, max_length=60)
    rank_as_written = forms.CharField(label=_("Rank"), required=False, max_length=20, help_text=_("Such as 正科级, 四级主任科员 or 科员."))
    phone = PhoneField(label=_("Mobile phone"), required=False)
    id_number = forms.CharField(
        label=_("Identity number"), required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False, min_value=1900, max_value=2100)
    note = forms.CharField(label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, units: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]


class AddPersonForm(_PersonFields, KeyedForm):
    """Somebody new; `another` is asked only where somebody on the list may be the one."""

    another = forms.BooleanField(label=_("None of these: this is somebody else"), required=False)


class EditPersonForm(_PersonFields, RevisedForm):
    """The numbers on record are not shown: left blank, they stay."""

    remove_id_number = forms.BooleanField(label=_("Remove the identity number"), required=False)
    remove_phone = forms.BooleanField(label=_("Remove the telephone number"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        fields = ("name", "cadre_relation", "gender", "post", "rank_as_written", "birth_year", "note", "reading", "revision")
        initial = {**{field: getattr(person, field) for field in fields}, "organisation": person.organisation_id}
        super().__init__(*args, initial=initial, **kwargs)
        for name, kept in (("phone", person.masked_phone), ("id_number", person.masked_id_number)):
            if kept:
                self.fields[name].help_text = _("Leave it blank to keep %(number)s.") % {"number": kept}
            else:
                del self.fields[f"remove_{name}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("phone", "id_number"):
            removed = cleaned.pop(f"remove_{name}", False)
            cleaned[name] = "" if removed else cleaned.get(name) or None
        return cleaned


class RelativeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Relation"), choices=RelationKind.choices)
    name = NameField(label=_("Name"), max_length=40)
    phone = PhoneField(label=_("Mobile phone"), required=False)

    def clean_kind(self) -> RelationKind:
        return RelationKind(self.cleaned_data["kind"])


class ConsentForm(forms.Form):
    """What somebody says to one purpose, and how it reached us."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    given = forms.ChoiceField(label=_("Answer"), choices=[("yes", _("Agrees")), ("no", _("Does not agree, or withdraws"))])
    channel = forms.ChoiceField(
        label=_("How they answered"), choices=[each for each in ConsentChannel.choices if each[0] in ("staff", "paper", "call", "post")]
    )
    text_version = forms.CharField(label=_("Version of the notice"), required=False, max_length=60)
    guardian = NameField(label=_("Guardian"), required=False, max_length=40, help_text=_("For a child under 14."))
    reason = forms.CharField(label=_("Remark"), required=False, max_length=200)


class PostForm(forms.Form):
    """Another post from a day on."""

    since = DayField(label=_("From this day"))
    organisation = forms.ModelChoiceField(label=_("Unit"), queryset=Organisation.objects.none(), empty_label=_("Choose a unit"))
    post = forms.CharField(label=_("Post"), required=False, max_length=60)
    rank_as_written = forms.CharField(label=_("Rank"), required=False, max_length=20, help_text=_("Such as 正科级, 四级主任科员 or 科员."))

    def __init__(self, *args: Any, units: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]


class EarlierPostForm(PostForm):
    """A post held before today's."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), help_text=_("The first day on which it was no longer so."))

    field_order = ("since", "until", "organisation", "post", "rank_as_written")


class ListForm(forms.Form):
    """Criteria of a list, as parse_criteria takes them."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("Such as 科级领导干部配偶."))
    relations = forms.MultipleChoiceField(
        label=_("Relation to the cadre"), required=False, choices=CadreRelation.choices, widget=forms.CheckboxSelectMultiple
    )
    ranks = forms.MultipleChoiceField(
        label=_("Level of the cadre"), required=False, choices=Rank.choices, widget=forms.CheckboxSelectMultiple
    )
    units = RowsField(
        label=_("Units, with all below them"),
        required=False,
        queryset=Organisation.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    unit_kinds = forms.MultipleChoiceField(
        label=_("Kinds of unit"), required=False, choices=OrganisationKind.choices, widget=forms.CheckboxSelectMultiple
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", _("All")), *Gender.choices])
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=150)
    age_until = forms.IntegerField(label=_("Age up to"), required=False, min_value=0, max_value=150)
    day = DayField(label=_("As of"), required=False, help_text=_("Left blank, the list is made anew on the day it is used."))

    def __init__(self, *args: Any, units: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]

    def criteria(self) -> dict[str, Any]:
        """What was asked, as JSON keeps it."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("title", "key", "revision") and value not in ("", None)
        }
        given["units"] = [unit.pk for unit in given.get("units", ())]
        if day := given.get("day"):
            given["day"] = day.isoformat()
        return given


class NewListForm(ListForm, KeyedForm):
    """A new list."""


class EditListForm(ListForm, RevisedForm):
    """A list that is there."""


class EraseForm(forms.Form):
    """Nothing undoes it, so the name is typed again."""

    typed_name = forms.CharField(
        label=_("The person's name, typed again"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(label=_("Who asked for it, and how"), max_length=200)


class TermForm(forms.Form):
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=600)


class UploadForm(KeyedForm):
    file = forms.FileField(label=_("Roster"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = _("Excel, WPS or CSV, at most 50 MB and %(rows)s rows.")
        self.fields["file"].help_text = told % {"rows": f"{settings.IMPORT_ROWS:,}"}


class AnswersForm(forms.Form):
    """Whether the rows of a roster that name somebody with another telephone mean that person."""

    def __init__(self, *args: Any, report: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not report.get("asked"):
            return
        rest = [("", _("I say it for each row")), ("same", _("The same people: take the new numbers")), ("other", _("All somebody else"))]
        self.fields["rest"] = forms.ChoiceField(label=_("All rows that are not answered below"), required=False, choices=rest)
        for question in report["questions"]:
            choices = [
                (str(pk), _("The same person as on record: %(told)s") % {"told": " ".join(filter(None, (phone, post)))})
                for pk, phone, post in question["candidates"]
            ]
            label = _("Row %(row)s: %(name)s, %(unit)s, in the file with %(phone)s") % question
            self.fields[f"row-{question['row']}"] = forms.ChoiceField(
                label=label, required=False, widget=forms.RadioSelect, choices=[*choices, ("other", _("Somebody else of the same name"))]
            )

    def answers(self) -> dict[str, str]:
        """As `import_people` takes them."""
        return {name.removeprefix("row-"): answer for name, answer in self.cleaned_data.items() if answer}
