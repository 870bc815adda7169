"""Pages of family letters: list, entry, one letter, booklet."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import allow, form_page, status_of, step
from jiafeng.common.toasts import tell
from jiafeng.ground.accounts.queries import working_county
from jiafeng.ground.jobs.views import ask
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.ground.people.models import Person
from jiafeng.ground.people.queries import named, people_for
from jiafeng.ground.records.queries import history
from jiafeng.library.calendars import local_day
from jiafeng.programme.letters import actions, forms, jobs, lists, policies, queries
from jiafeng.programme.letters.models import FamilyLetter
from jiafeng.programme.letters.views.parts import jpeg, keep_pages, letter_or_404


@login_required
@require_GET
def letters(request: HttpRequest) -> HttpResponseBase:
    """The letters within the reader's reach, latest first."""
    user, county = request.user, working_county(request.user)
    allow(policies.may_see(user))
    buttons = [
        None if policies.may_moderate(user, county.pk) else Button(_("Make a booklet"), reverse("letters:booklet"), "book-2"),
        None if policies.may_keep_letters(user, county.pk) else Button(_("Enter a letter"), reverse("letters:new_letter")),
    ]
    return answer(
        request,
        lists.LETTERS,
        lambda asked: queries.letters_for(user, words=asked["q"], stage=asked["stage"] or ""),
        buttons=[each for each in buttons if each],
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_letter(request: HttpRequest) -> HttpResponse:
    """Find the author (?q=), choose them (?person=), then type the letter or photograph its pages."""
    county = working_county(request.user)
    allow(policies.may_keep_letters(request.user, county.pk))
    people = people_for(request.user).present().filter(county=county)
    raw = request.GET.get("person", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18):
        form = forms.FindForm(request.GET or None)
        found: list[Person] = list(named(people, form.cleaned_data["q"])[:30]) if form.is_valid() else []
        return render(request, "letters/author.html", {"form": form, "people": found})
    person = get_object_or_404(people, pk=int(raw))

    def act(data: dict[str, Any]) -> str:
        pages = keep_pages(request.user, person, data.pop("pages"), organisation_id=person.organisation_id)
        made = actions.write_letter(by=request.user, at=timezone.now(), person=person, pages=pages, **data)
        return reverse("letters:letter", args=[made.pk])

    return form_page(
        request,
        forms.LetterForm(posted(request), request.FILES or None, initial={"written_on": local_day(timezone.now())}),
        act,
        template="letters/write_letter.html",
        title=_("Enter a letter"),
        back=reverse("letters:letters"),
        action=_("Enter the letter"),
        keep=f"letter-of-{person.pk}",
        done=_("The letter is entered."),
        around={"person": person},
    )


@login_required
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as its author wrote it."""
    return letter_page(request, letter_or_404(request, pk), ReasonForm())


def letter_page(request: HttpRequest, found: FamilyLetter, return_form: Any) -> HttpResponse:
    agreed = queries.agreed_to(found.person)
    context = {
        "letter": found,
        "pages": list(found.pages.all()),
        "purposes": [(purpose, purpose in agreed) for purpose in actions.LETTER_PURPOSES],
        "return_form": return_form,
        "may_decide": not policies.may_decide(request.user, found),
        "may_undo": not policies.may_reconsider(request.user, found),
        "may_withdraw": not policies.may_withdraw_letter(request.user, found),
        "history": history(found)[:20],
    }
    return render(request, "letters/letter.html", context, status=status_of(return_form))


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve (decision=approve), or return with the reason."""
    found = letter_or_404(request, pk)
    allow(policies.may_moderate(request.user, found.county_id))
    approved = request.POST.get("decision") == "approve"
    form = ReasonForm(request.POST)
    if not approved and not form.is_valid():
        return letter_page(request, found, form)

    def act() -> None:
        reason = "" if approved else form.cleaned_data["reason"]
        actions.decide_letter(by=request.user, at=timezone.now(), letter=found, approved=approved, reason=reason)
        sentence = _("The letter is approved.") if approved else _("The letter is returned.")
        tell(request, sentence, undo=reverse("letters:reconsider_letter", args=[pk]))

    return step(request, act, "", reverse("letters:letter", args=[pk]))


@login_required
@require_POST
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the decision."""
    found = letter_or_404(request, pk)
    return step(
        request,
        lambda: actions.reconsider_letter(by=request.user, at=timezone.now(), letter=found),
        _("The letter waits to be read again."),
        reverse("letters:letter", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw for an author who asked for it, with the reason."""
    found = letter_or_404(request, pk)
    allow(policies.may_withdraw_letter(request.user, found))
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda data: actions.withdraw_letter(by=request.user, at=timezone.now(), letter=found, **data),
        title=_("Withdraw the letter"),
        grave=True,
        back=reverse("letters:letter", args=[pk]),
        keep=f"letter-{pk}",
        done=_("The letter is withdrawn; no reader meets it any more."),
    )


@login_required
@require_GET
def page(request: HttpRequest, pk: int, place: int) -> HttpResponseBase:
    """A photographed page's preview."""
    found = get_object_or_404(letter_or_404(request, pk).pages.select_related("evidence"), place=place)
    return jpeg(request, found.evidence.preview)


@login_required
@require_http_methods(["GET", "POST"])
def booklet(request: HttpRequest) -> HttpResponse:
    """Ask for the booklet; a job sets it."""
    county = working_county(request.user)
    allow(policies.may_moderate(request.user, county.pk))

    def act(data: dict[str, Any]) -> str:
        given = {"county_id": county.pk, "title": data["title"], "subtitle": data["subtitle"]}
        label, back = _("Booklet of letters: %(title)s") % {"title": data["title"]}, reverse("letters:letters")
        return ask(request, jobs.make_booklet, f"letters.booklet:{data['key']}", label, county.code, back, **given)

    return form_page(
        request,
        forms.BookletForm(posted(request)),
        act,
        title=_("Booklet of family letters"),
        back=reverse("letters:letters"),
        action=_("Make the booklet"),
        keep="booklet",
    )
