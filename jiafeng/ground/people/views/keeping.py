"""The list, and a person with their family."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted, show_refusal
from jiafeng.common.pages import acted, allow, button, form_page, status_of
from jiafeng.common.pinyin import usual_reading
from jiafeng.common.refusals import Refused
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import Shown, answer, workbook
from jiafeng.ground.people import actions, lists, policies, queries
from jiafeng.ground.people.forms import AddPersonForm, EditPersonForm, RelativeForm
from jiafeng.ground.people.models import Person, PersonQuerySet, Relation
from jiafeng.ground.people.views.parts import person_of
from jiafeng.ground.records.queries import history
from jiafeng.ground.units.models import Region


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """The list; its workbook and print have masked numbers and are on record."""
    allow(policies.sees_people(request.user))
    user, county = request.user, working_county(request.user)
    may_add = not policies.may_add(user, county.pk)
    buttons = [
        Button(_("Lists by criteria"), reverse("people:lists"), "list-check"),
        Button(_("Duplicates"), reverse("people:duplicates"), "users"),
        Button(_("Import a roster"), reverse("people:rosters"), "file-upload"),
        Button(_("Add a person"), reverse("people:add"), "user-plus"),
    ]
    return answer(
        request,
        lists.PEOPLE,
        partial(_filtered, user),
        template="people/people.html",
        choices={"unit": queries.units_for(user, county.pk).values_list("pk", "name")},
        taken=taken_by(request, county),
        buttons=buttons if may_add else [],
        may_export=not policies.may_export_numbers(user, county.pk),
    )


def _filtered(user: Any, asked: dict[str, Any]) -> PersonQuerySet:
    people = queries.people_for(user)
    if asked["order"]:
        people = people.order_by("strokes", "pk")
    people = people.exclude(left_at=None).filter(merged_into=None, erased_at=None) if asked["left"] else people.present()
    if asked["unit"]:
        people = people.filter(organisation=asked["unit"])
    if asked["relation"]:
        people = people.filter(cadre_relation=asked["relation"])
    if asked["rank"]:
        people = people.filter(rank=asked["rank"])
    return queries.named(people, asked["q"]) if asked["q"] else people


def taken_by(request: HttpRequest, county: Region, **whole: Any) -> Callable[[int], Any]:
    """What notes that a list leaves the house, with how many people and which of their facts; `whole`: with whole numbers, and why."""
    fields = [("phone" if whole else each) if each == "masked_phone" else each for each in lists.FIELDS]
    return lambda rows: actions.note_list_export(
        by=request.user, at=timezone.now(), county=county, rows=rows, fields=fields, **{"reason": "", **whole}
    )


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The list at hand (its filter is in the address) with whole numbers, for a reason that is logged."""
    county = working_county(request.user)
    allow(policies.may_export_numbers(request.user, county.pk))
    found = Shown(request, lists.PEOPLE, partial(_filtered, request.user), {}).rows

    def act(data: dict[str, Any]) -> HttpResponseBase:
        taken_by(request, county, reason=data["reason"])(found.order_by().count())
        return workbook(lists.WHOLE, found, request.user)

    lead = _("%(count)s people, with whole telephone numbers. Your name, the reason and the number of people are kept in the log.")
    return form_page(
        request,
        ReasonForm(posted(request)),
        act,
        title=_("Export with whole numbers"),
        back=reverse("people:people"),
        action=_("Download"),
        consequence=lead % {"count": found.order_by().count()},
    )


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, family, and what happened to the entry."""
    allow(policies.sees_people(request.user))
    return _person_page(request, person_of(request, pk))


def _person_page(request: HttpRequest, found: Person, **shown: Any) -> HttpResponse:
    context = {
        "person": found,
        "facts": [
            (_("Reading of the name"), found.reading or usual_reading(found.name_key)),
            (_("Unit"), found.organisation),
            (_("Post"), found.post),
            (_("Rank"), found.rank_label),
            (_("Relation to the cadre"), found.get_cadre_relation_display()),
            (_("Gender"), found.get_gender_display()),
            (_("Year of birth"), found.birth_year),
            (_("Remark"), found.note),
            *([(_("In this post since"), found.posted_on)] if found.posted_on else []),
        ],
        "earlier": found.postings.select_related("organisation"),
        "consents": queries.consent_lines(found),
        "may_note_consent": not policies.may_note_consent(request.user, found),
        "merges": queries.standing_merges(request.user, found),
        "alike": _alike(request, found),
        "may_merge": not policies.may_merge(request.user, found),
        "may_export": not policies.may_export_person(request.user, found),
        "may_erase": not policies.may_erase(request.user, found),
        "unprintable": "、".join(queries.unprintable(found.name)),
        "relatives": queries.relatives(request.user, found),
        "may_edit": not policies.may_edit(request.user, found),
        "numbers": _numbers(request, found),
        "relative_form": RelativeForm(prefix="relative"),
        "history": history(found)[:10],
    }
    status = 422 if any(getattr(form, "errors", None) for form in shown.values()) else 200
    return render(request, "people/person.html", context | shown, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    county = working_county(request.user)
    allow(policies.may_add(request.user, county.pk))
    form = AddPersonForm(posted(request), units=queries.units_for(request.user, county.pk))
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        another = form.cleaned_data.pop("another")
        # The same form sent again is no second person: the action finds the first one by its key.
        known = another or Person.objects.filter(key=form.cleaned_data["key"]).exists()
        alike = [] if known else _perhaps(request, county, form.cleaned_data)
        if alike:
            form.add_error(None, _("Somebody on the list may be this person. Open the entry, or say that it is somebody else."))
        try:
            added = None if alike else actions.add_person(by=request.user, at=timezone.now(), county=county, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if added is not None:
                tell(request, _("%(name)s is on the list.") % {"name": added.name})
                return redirect("people:person", added.pk)
    if not alike and "another" not in request.POST:
        del form.fields["another"]
    context = {
        "form": form,
        "title": _("Add a person"),
        "back": reverse("people:people"),
        "action": _("Save"),
        "keep": "person-new",
        "alike": alike,
    }
    return render(request, "people/form.html", context, status=status_of(form))


def _perhaps(request: HttpRequest, county: Region, given: dict[str, Any]) -> list[Person]:
    """Those on the list, as far as the user sees it, who may be the one about to be entered."""
    facts = {name: given[name] for name in ("name", "organisation", "phone", "birth_year")}
    return list((queries.probably_same(county=county, **facts) & Person.objects.visible_to(request.user))[:5])


def _alike(request: HttpRequest, found: Person) -> list[Person]:
    """Other entries that may be this person, for those who can join them."""
    if policies.may_merge(request.user, found):
        return []
    return [
        pair.other if pair.one == found else pair.one
        for pair in queries.pairs(request.user, [found.name_key])
        if found in (pair.one, pair.other)
    ]


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    return form_page(
        request,
        EditPersonForm(posted(request), person=found, units=queries.units_for(request.user, found.county_id)),
        lambda data: actions.edit_person(by=request.user, at=timezone.now(), person=found, **data),
        title=_("Edit %(name)s") % {"name": found.name},
        back=reverse("people:person", args=[pk]),
        keep=f"person-{pk}",
        done=_("Saved."),
        current=found,
        of=found.name,
    )


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list, with the reason."""
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))

    def act(data: dict[str, Any]) -> None:
        actions.leave_list(by=request.user, at=timezone.now(), person=found, **data)
        tell(request, _("%(name)s is off the list.") % {"name": found.name}, undo=request.path.replace("/leave", "/return"))

    return form_page(
        request,
        ReasonForm(posted(request)),
        act,
        title=_("Take %(name)s off the list") % {"name": found.name},
        back=reverse("people:person", args=[pk]),
        keep=f"leave-{pk}",
        of=found.name,
    )


@login_required
@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    return button(
        request,
        lambda: actions.return_to_list(by=request.user, at=timezone.now(), person=found),
        _("%(name)s is on the list.") % {"name": found.name},
        reverse("people:person", args=[pk]),
    )


@login_required
@require_POST
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Show one whole number on this one page, for a reason that is logged; who may not see it is logged as well."""
    found = person_of(request, pk)
    may, show = _NUMBERS[field]
    if refusal := may(request.user, found):
        actions.note_denial(by=request.user, at=timezone.now(), person=found, wanted=field, sentence=str(refusal))
        allow(refusal)
    form = ReasonForm(request.POST, prefix="reveal")

    def act(data: dict[str, Any]) -> HttpResponse:
        number = show(by=request.user, at=timezone.now(), person=found, **data)
        return _person_page(request, found, numbers=_numbers(request, found, shown={field: number}))

    shown = acted(request, form, act, "", reverse("people:person", args=[pk]))
    return shown or _person_page(request, found, numbers=_numbers(request, found, form=form, asked=field), reveal_form=form)


_NUMBERS: dict[str, tuple[Any, Any]] = {
    "phone": (policies.may_reveal_phone, actions.reveal_phone),
    "id_number": (policies.may_reveal_id_number, actions.reveal_id_number),
}


def _numbers(
    request: HttpRequest, found: Person, *, shown: dict[str, str] | None = None, form: ReasonForm | None = None, asked: str = ""
) -> list[dict[str, Any]]:
    """The person's numbers, masked; one that was just asked for is whole, or its form says what is missing."""
    lines = [
        ("phone", _("Mobile phone"), found.masked_phone, "people:reveal"),
        ("id_number", _("Identity number"), found.masked_id_number, "people:reveal_identity"),
    ]
    return [
        {
            "field": field,
            "label": label,
            "masked": masked,
            "shown": (shown or {}).get(field, ""),
            "may": not _NUMBERS[field][0](request.user, found),
            "form": form if form is not None and field == asked else ReasonForm(prefix="reveal", auto_id=f"id_{field}_%s"),
            "open": field == asked,
            "url": reverse(name, args=[found.pk]),
        }
        for field, label, masked, name in lines
    ]


@login_required
@require_POST
def new_relative(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a relative, who is found on the unit's list or added to it."""
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    form = RelativeForm(posted(request), prefix="relative")
    joined = acted(
        request,
        form,
        lambda data: actions.add_relative(by=request.user, at=timezone.now(), person=found, **data),
        _("The family is joined."),
        reverse("people:person", args=[pk]),
    )
    return joined or _person_page(request, found, relative_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    """Part two people, with the reason."""
    found = person_of(request, pk)
    allow(policies.may_edit(request.user, found))
    tie = get_object_or_404(Relation.objects.filter(Q(person=found) | Q(to=found)), pk=relation)
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda data: actions.remove_relation(by=request.user, at=timezone.now(), person=found, relation=tie, **data),
        title=_("Remove the relation of %(one)s and %(other)s") % {"one": tie.person.name, "other": tie.to.name},
        back=reverse("people:person", args=[pk]),
        keep=f"part-{relation}",
        done=_("The two are no longer joined."),
        of=found.name,
    )
