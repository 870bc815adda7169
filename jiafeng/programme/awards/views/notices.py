"""Pages of objections, for those who answer them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiafeng.common.forms import ReasonForm, posted
from jiafeng.common.pages import Done, allow, final, final_page, form_page
from jiafeng.ground.lists import Button
from jiafeng.ground.lists.views import answer
from jiafeng.programme.awards import actions, forms, lists, policies
from jiafeng.programme.awards.models import Nomination, Notice, Objection, ObjectionChannel
from jiafeng.programme.awards.queries import asked
from jiafeng.programme.awards.views.parts import round_or_404


def nomination_of(notice: Notice, data: dict[str, Any]) -> Nomination | None:
    """Whom of the list an objection is about."""
    return Nomination.objects.get(pk=data["nomination"]) if data["nomination"] else None


@login_required
@require_GET
def objections(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every objection of a round, those that wait first."""
    allow(policies.reads_files(request.user))
    found = round_or_404(request, pk)
    rows = Objection.objects.visible_to(request.user).filter(notice__round=found).select_related("nomination", "notice")
    notice = found.notices.first()
    may_enter = notice is not None and not policies.may_enter_objection(request.user, notice, timezone.now())
    return answer(
        request,
        lists.OBJECTIONS,
        rows.order_by("-stage", "due_on", "pk"),
        of=found.title,
        back=reverse("awards:round", args=[pk]),
        buttons=[Button(_("Enter a letter or a call"), reverse("awards:enter_objection", args=[pk]))] if may_enter else [],
    )


@login_required
@require_http_methods(["GET", "POST"])
def enter_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an objection that came by letter or telephone."""
    found = round_or_404(request, pk)
    allow(policies.may_keep(request.user, found.county_id))
    notice = found.notices.first()
    if notice is None:
        raise Http404
    form = forms.EnterObjectionForm(posted(request), notice=notice)

    def act(data: dict[str, Any]) -> str:
        made = actions.object_to(
            by=request.user,
            at=timezone.now(),
            notice=notice,
            key=data["key"],
            text=data["text"],
            nomination=nomination_of(notice, data),
            channel=ObjectionChannel(data["channel"]),
            name=data["name"],
            phone=data["phone"],
        )
        return reverse("awards:objection", args=[made.pk])

    back = reverse("awards:objections", args=[pk])
    return form_page(request, form, act, title=_("Enter an objection"), back=back, keep=f"award-objection-{pk}")


def _objection(request: HttpRequest, pk: int) -> Objection:
    related = ("county", "notice__round", "nomination__person", "answered_by", "extended_by")
    return get_object_or_404(Objection.objects.visible_to(request.user).select_related(*related), pk=pk)


@login_required
@require_GET
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection, and its answer."""
    found = _objection(request, pk)
    refusal = policies.may_answer(request.user, found)
    title = _("Objection %(receipt)s") % {"receipt": found.receipt}
    context = {"objection": found, "round": found.notice.round, "may_answer": not refusal, "title": title}
    return render(request, "awards/objection.html", context)


@final("awards.objection.answer")
@login_required
@require_http_methods(["GET", "POST"])
def answer_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to an objection, read by whoever has its receipt."""
    found = _objection(request, pk)
    answered = Done(
        _("The objection is answered"),
        code=found.receipt,
        next=_(
            "Whoever has this receipt number reads the answer. Where it is upheld, withdraw the nomination with that reason and post the list anew."
        ),
    )
    return final_page(
        request,
        lambda data: actions.answer_objection(by=request.user, at=timezone.now(), objection=found, **data),
        policies.may_answer(request.user, found),
        form=forms.AnswerForm(posted(request)),
        title=_("Answer the objection"),
        back=reverse("awards:objection", args=[pk]),
        of=found.receipt,
        facts=asked.before_answer(found),
        consequence=_("The objector reads the answer at once; it is not written twice."),
        action=_("Send the answer"),
        done=lambda: answered if found.answered_at else None,
        keep=f"award-answer-{pk}",
    )


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """More time for the answer, once."""
    found = _objection(request, pk)
    allow(policies.may_answer(request.user, found))
    form = ReasonForm(posted(request), most=300)
    return form_page(
        request,
        form,
        lambda data: actions.extend_answer(by=request.user, at=timezone.now(), objection=found, **data),
        title=_("More time for the answer"),
        back=reverse("awards:objection", args=[pk]),
        action=_("Extend"),
        consequence=_("Once, to thirty working days from the receipt. The objector reads the reason."),
    )
