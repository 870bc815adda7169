"""What is held on a person, given out and erased; and how long everything is kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import allow, final, final_page, form_page
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people import actions, lists, policies, queries
from jiafeng.ground.people.forms import EraseForm, TermForm
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.views.parts import person_of
from jiafeng.library.sheets.responses import xlsx_response


def note_refusal(request: HttpRequest, found: Person, refusal: Any, wanted: str) -> Any:
    """The refusal as it came; that somebody was refused is on record."""
    if refusal:
        actions.note_denial(by=request.user, at=timezone.now(), person=found, wanted=wanted, sentence=str(refusal))
    return refusal


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that any room holds on one person, as a workbook, for a reason that is logged."""
    found = person_of(request, pk)
    allow(note_refusal(request, found, policies.may_export_person(request.user, found), "*"))
    title = _("What is held on %(name)s") % {"name": found.name}

    def act(data: dict[str, Any]) -> FileResponse:
        actions.note_export(by=request.user, at=timezone.now(), person=found, **data)
        columns = [(_("Part"), 24), (_("What"), 24), (_("Content"), 60)]
        return xlsx_response(title, found.name, columns, queries.held_on(found))

    return form_page(
        request,
        ReasonForm(posted(request)),
        act,
        title=title,
        back=reverse("people:person", args=[pk]),
        action=_("Download"),
        consequence=_(
            "For the person, when they ask for it: every row of every room, in one workbook, with whole numbers. Say who asked and how."
        ),
        keep=f"export-{pk}",
        of=found.name,
    )


@final("people.person.erase")
@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person for good, the name typed again."""
    found = person_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.erase_person(by=request.user, at=timezone.now(), person=found, **data)
        tell(request, _("Erased. What the person did is still counted, of nobody."))
        return reverse("people:people")

    return final_page(
        request,
        act,
        note_refusal(request, found, policies.may_erase(request.user, found), "erase"),
        form=EraseForm(posted(request)),
        title=_("Erase %(name)s") % {"name": found.name},
        back=reverse("people:person", args=[pk]),
        action=_("Erase for good"),
        facts=[(_("Name"), found.name), (_("Unit"), found.organisation.label if found.organisation else "")],
        consequence=_(
            "Name, numbers, post, family, consents and signatures are blanked in every room. Counts and issued bulletins stand. Nothing undoes this."
        ),
        done=lambda: None,
        grave=True,
        of=found.name,
    )


@login_required
@require_GET
def retention(request: HttpRequest) -> HttpResponseBase:
    """What is kept, why, how long; and what would be deleted today."""
    allow(policies.may_see_terms(request.user))
    county = working_county(request.user)
    due = {each.term.code: each.rows for each in actions.run_retention(by=request.user, at=timezone.now(), county=county, dry_run=True)}
    may_set = not policies.may_set_terms(request.user, county.pk)
    rows = [(kept, due.get(kept.term.code), may_set) for kept in queries.schedule(county)]
    return answer(request, lists.RETENTION, rows, template="people/retention.html")


@login_required
@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, code: str) -> HttpResponse:
    """Set how long one kind of record is kept."""
    county = working_county(request.user)
    allow(policies.may_set_terms(request.user, county.pk))
    kept = next((each for each in queries.schedule(county) if each.term.code == code and each.months), None)
    if kept is None:
        return redirect("people:retention")
    return form_page(
        request,
        TermForm(posted(request), initial={"months": kept.months}),
        lambda data: actions.set_term(by=request.user, at=timezone.now(), county=county, code=code, **data),
        title=str(kept.term.what),
        back=reverse("people:retention"),
        consequence=kept.term.why,
        done=_("Saved."),
    )
