"""Pages of nominations: put forward, accepted, cleared."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, borne_out, final, final_page, form_page
from jiafeng.common.refusals import Refused
from jiafeng.common.text import normalise_phone, tidy_name
from jiafeng.common.uploads import saved
from jiafeng.ground.people.actions.identifying import identify, note_person
from jiafeng.ground.people.models import Person
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.ground.records.queries import history, openable
from jiafeng.ground.units.models import Organisation
from jiafeng.library.sheets import Broken, Column, read_table
from jiafeng.library.sheets.responses import xlsx_response
from jiafeng.library.sheets.sentences import cell_sentence
from jiafeng.library.sheets.sentences import sentence as refusal_sentence
from jiafeng.programme.awards import actions, forms, policies, queries
from jiafeng.programme.awards.models import Nomination, NominationChannel, Round, RoundBody
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.views.parts import addressed, nomination_or_404, round_or_404


def person_named(*, by: Any, round_: Round, data: dict[str, Any], key: UUID) -> Person:
    """Who is meant by the name, unit and number of a nomination: found on the list, or noted there. Raises Refused where several fit."""
    who = {"county": round_.county, "name": data["name"], "organisation": data["organisation"], "phone": data["phone"]}
    found = identify(**who)
    if found.person is not None:
        return found.person
    same_unit = [each for each in found.candidates if each.organisation_id == (data["organisation"].pk if data["organisation"] else None)]
    if same_unit and not data["phone"]:
        raise Refused(_("Several people of this unit bear this name. Give the nominee's mobile number."), field="phone")
    return note_person(by=by, at=timezone.now(), key=uuid5(key, "person"), **who)


def _kept(request: HttpRequest, county_code: str, upload: UploadedFile, organisation_id: int | None) -> Evidence:
    """An upload as a piece of evidence."""
    with saved(upload) as path:
        return add_evidence(
            by=request.user, at=timezone.now(), county_code=county_code, file=path, name=str(upload.name), organisation_id=organisation_id
        )


@login_required
@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit puts somebody forward."""
    found = round_or_404(request, pk)
    units = queries.nominating_units(request.user, found)
    allow(policies.sees_awards(request.user))
    if not units.exists():
        allow(_("Nominations are entered by coordinators for their unit, and by county staff."))
    criteria = queries.criteria_of(found)
    form = forms.UnitNominationForm(posted(request), request.FILES or None, round_=found, criteria=criteria, units=units)
    if request.method == "GET":
        first = units.first() if units.count() == 1 else None
        form.initial = {**form.initial, "unit": first, "organisation": first}

    def act(data: dict[str, Any]) -> str:
        person = person_named(by=request.user, round_=found, data=data, key=data["key"])
        evidence = []
        if data["attachment"]:
            evidence.append(_kept(request, found.county.code, data["attachment"], data["unit"].pk))
        made = actions.nominate(
            by=request.user,
            at=timezone.now(),
            round_=found,
            person=person,
            key=data["key"],
            channel=NominationChannel.UNIT,
            unit=data["unit"],
            summary=data["summary"],
            reasons=form.reasons(),
            evidence=evidence,
        )
        return reverse("awards:nomination", args=[made.pk])

    return form_page(
        request, form, act, title=_("Nominate"), back=reverse("awards:round", args=[pk]), action=_("Nominate"), keep=f"award-nominate-{pk}",
    )  # fmt: skip


def _columns(criteria: list[Any]) -> list[Column]:
    return [
        Column("name", _("Name"), ("姓名", "被推荐人", "推荐对象"), required=True, parse=tidy_name),
        Column("unit", _("Unit"), ("单位", "所在单位")),
        Column("phone", _("Mobile number"), ("手机", "手机号", "联系电话")),
        Column("summary", _("In one sentence: why"), ("推荐理由", "一句话事迹", "主要事迹"), required=True),
        *(Column(f"reason_{each.pk}", each.criterion.title, required=True) for each in criteria),
    ]


@login_required
@require_GET
def nomination_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The Excel file to fill in: one row a nominee."""
    found = round_or_404(request, pk)
    allow(policies.sees_awards(request.user))
    columns = [(column.label, 24) for column in _columns(queries.criteria_of(found))]
    return xlsx_response(f"{found.title}-" + _("nominations"), found.title, columns, [])  # type: ignore[return-value]


@login_required
@require_http_methods(["GET", "POST"])
def import_nominations(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's nominations from Excel: each row by itself, the bad ones told with row and reason; the same file again adds nothing."""
    found = round_or_404(request, pk)
    units = queries.nominating_units(request.user, found)
    if not units.exists():
        allow(_("Nominations are entered by coordinators for their unit, and by county staff."))
    form = forms.SheetFileForm(posted(request), request.FILES or None, units=units)
    outcome: list[tuple[int, str, str]] = []

    def act(data: dict[str, Any]) -> HttpResponse:
        with saved(data["file"]) as path:
            outcome.extend(_import(request, found, path, data["unit"], data["key"]))
        context = {"round": found, "outcome": outcome, "good": sum(not reason for _row, _name, reason in outcome)}
        return render(request, "awards/imported.html", context)

    return form_page(
        request, form, act, title=_("Nominations from Excel"), back=reverse("awards:round", args=[pk]), action=_("Import"),
        template="awards/form.html", around={"template_url": reverse("awards:nomination_template", args=[pk])},
    )  # fmt: skip


def _import(request: HttpRequest, found: Round, path: Any, unit: Organisation, key: UUID) -> list[tuple[int, str, str]]:
    """Each row by itself: (row, name, "" or why it was not taken)."""
    columns = _columns(queries.criteria_of(found))
    outcome = []
    try:
        with read_table(path, columns, max_rows=500) as table:
            if table.refused is not None:
                raise Refused(refusal_sentence(table.refused), field="file")
            for row in table:
                name = row.texts.get("name", "")
                for note in row.notes:
                    told = _("Row %(row)s, %(column)s: %(told)s")
                    messages.info(request, told % {"row": row.number, "column": note.column, "told": cell_sentence(note)})
                missing = [problem.column for problem in row.problems if problem.code == "required"]
                wrong = [f"{problem.column}：{cell_sentence(problem)}" for problem in row.problems if problem.code != "required"]
                if missing:
                    wrong.insert(0, _("Fill in: %(columns)s.") % {"columns": "、".join(missing)})
                reason = " ".join(wrong) or _taken(request, found, row.values, unit, key)
                outcome.append((row.number, name, reason))
    except Broken as broken:
        raise Refused(refusal_sentence(broken.refusal), field="file") from broken
    return outcome


def _taken(request: HttpRequest, found: Round, values: dict[str, Any], unit: Organisation, key: UUID) -> str:
    """Nominate one row's person; why not, or ""."""
    data = {"name": values["name"], "organisation": unit, "phone": normalise_phone(values.get("phone") or "")}
    try:
        person = person_named(by=request.user, round_=found, data=data, key=uuid5(key, values["name"]))
        actions.nominate(
            by=request.user,
            at=timezone.now(),
            round_=found,
            person=person,
            # The same person again, from the same unit, is the same nomination: importing twice adds nothing.
            key=uuid5(UUID(int=found.pk), f"jiafeng.awards.nomination {unit.pk} {person.pk}"),
            channel=NominationChannel.UNIT,
            unit=unit,
            summary=values["summary"],
            reasons={each.removeprefix("reason_"): value or "" for each, value in values.items() if each.startswith("reason_")},
        )
    except Refused as refused:
        return str(refused)
    return ""


def _may_attach(user: Any, found: Nomination) -> Any:
    if not policies.may_keep(user, found.county_id):
        return None
    if found.nominating_unit_id and queries.nominating_units(user, found.round).filter(pk=found.nominating_unit_id).exists():
        return None
    return _("Files are added by county staff, and by the unit that nominated.")


@login_required
@require_GET
def nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """One nomination: reasons, files, acceptance, the bodies' words, and once the review has ended, its scores."""
    found = nomination_or_404(request, pk)
    user, round_ = request.user, found.round
    criteria = queries.criteria_of(round_)
    given = {each.organisation_id: each for each in found.clearances.select_related("organisation", "given_by")}
    bodies = [
        (body, given.get(body.organisation_id), not policies.may_clear(user, body))
        for body in round_.bodies.select_related("organisation", "round")
    ]
    shows = not policies.reads_files(user) and not policies.may_see_scores(round_)
    evidence = list(found.evidence.all())
    context = {
        "nomination": found,
        "round": round_,
        "reasons": [(each, found.reasons.get(str(each.pk), "")) for each in criteria],
        "spouse": queries.spouse_of(found.person),
        "bodies": bodies,
        "evidence": evidence,
        "openable": openable(user, [each.pk for each in evidence]),
        "sheets": _scored(found, criteria) if shows else [],
        "criteria": criteria,
        "link": addressed(request, reverse("awards:accept", args=[found.token])),
        "may_keep": not policies.may_keep(user, found.county_id),
        "may_attach": not _may_attach(user, found),
        "history": history(found)[:10] if not policies.reads_files(user) else [],
    }
    return render(request, "awards/nomination.html", context)


def _scored(found: Any, criteria: list[Any]) -> list[dict[str, Any]]:
    sheets = found.sheets.select_related("reviewer__user").order_by("pk")
    return [
        {
            "sheet": sheet,
            "scores": [sheet.scores.get(str(each.pk)) for each in criteria],
            "total": queries.score_of(sheet, criteria) if sheet.submitted_at else None,
        }
        for sheet in sheets
    ]


@login_required
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Another file that supports the nomination."""
    found = nomination_or_404(request, pk)
    allow(_may_attach(request.user, found))
    form = forms.AttachForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> None:
        evidence = _kept(request, found.county.code, data["attachment"], found.organisation_id)
        actions.attach(by=request.user, at=timezone.now(), nomination=found, evidence=evidence)

    return form_page(request, form, act, title=_("Add a file"), back=reverse("awards:nomination", args=[pk]), action=_("Add"))


@login_required
@require_http_methods(["GET", "POST"])
def accept_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an acceptance that came on paper or by telephone."""
    found = nomination_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    form = forms.PaperAcceptForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: actions.accept(by=request.user, at=timezone.now(), nomination=found, **form.facts()),
        title=_("Enter an acceptance"),
        back=reverse("awards:nomination", args=[pk]),
    )


@final("awards.nomination.withdraw")
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = nomination_or_404(request, pk)
    withdrawn = Done(
        _("The nomination is withdrawn"), code=found.code, next=_("Tell whoever nominated, and the nominee."), stage="withdrawn"
    )
    return final_page(
        request,
        lambda data: actions.withdraw_nomination(by=request.user, at=timezone.now(), nomination=found, **data),
        policies.may_withdraw(request.user, found),
        form=ReasonForm(posted(request), most=300),
        title=_("Withdraw nomination No. %(number)s") % {"number": found.code},
        back=reverse("awards:nomination", args=[pk]),
        of=found.person.name,
        facts=asked.before_nomination(found),
        action=_("Withdraw the nomination"),
        consequence=_("It leaves the round; the record and the reason stay."),
        done=lambda: borne_out(withdrawn, found),
        grave=True,
    )


@final("awards.nomination.clear", "awards.nomination.exclude")
@login_required
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    """A body's word: agree or not, and the number of its document; never a case's details."""
    found = nomination_or_404(request, pk)
    seat = get_object_or_404(RoundBody.objects.select_related("organisation", "round"), pk=body, round=found.round)
    allow(policies.may_speak_for(request.user, seat))
    given = found.clearances.filter(organisation_id=seat.organisation_id).exists()
    said = Done(_("The word is given"), code=found.code, next=_("When every body has given its word on every nominee, the review begins."))
    return final_page(
        request,
        lambda data: actions.give_clearance(by=request.user, at=timezone.now(), body=seat, nomination=found, **data),
        policies.may_clear(request.user, seat),
        form=forms.ClearanceForm(posted(request), exclusions=found.round.version.exclusions if found.round.version else []),
        title=_("Word of %(body)s on No. %(number)s") % {"body": seat.organisation.label, "number": found.code},
        back=reverse("awards:nomination", args=[pk]),
        of=found.round.title,
        facts=asked.before_word(found, seat),
        action=_("Give the word"),
        consequence=_("Only agree or not, the document and, for a veto, the rule. No details of a case."),
        done=lambda: said if given else None,
    )
