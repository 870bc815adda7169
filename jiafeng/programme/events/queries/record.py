"""Reads over what a gathering leaves: photos, feedback, its line in the ledger of activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.people.queries import consented, named, people_for
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.events.models import (
    Attendance,
    AttendanceTrace,
    Event,
    EventPhoto,
    Minutes,
    PhotoPerson,
    Question,
    QuestionKind,
    Questionnaire,
)
from jiafeng.programme.events.stages import EventStage


def photos_of(event: Event) -> list[EventPhoto]:
    """The event's photos with their files, in order, each with `shown`: whether it may be published as the consents stand now."""
    rows = list(EventPhoto.objects.filter(event=event).select_related("evidence").order_by("pk"))
    shown = set(publishable(EventPhoto.objects.filter(event=event)).values_list("pk", flat=True))
    for row in rows:
        row.shown = row.pk in shown  # type: ignore[attr-defined]
    return rows


def publishable(photos: QuerySet[EventPhoto]) -> QuerySet[EventPhoto]:
    """Those that may be shown outside: staff say that nobody can be recognised, or everybody whom they named agrees in the ledger today."""
    unagreed = PhotoPerson.objects.filter(photo=OuterRef("pk")).exclude(consented(Purpose.PHOTO))
    return photos.exclude(faces="").exclude(Exists(unagreed))


def is_publishable(photo: EventPhoto) -> bool:
    return publishable(EventPhoto.objects.filter(pk=photo.pk)).exists()


def without_consent(photo: EventPhoto) -> list[Person]:
    """Those named on a photo whose consent is not in the ledger: whom to ask before it can be shown."""
    return [row.person for row in photo.named.exclude(consented(Purpose.PHOTO)).select_related("person").order_by("person__pinyin", "pk")]


def people_on_offer(user: Any, event: Event, words: str, standing: list[int]) -> QuerySet[Person]:
    """Whom staff may name on a photo: those named already, and those found by name within the user's reach; else those who came, the first 100."""
    visible = people_for(user).filter(county=event.county_id)
    found = named(visible, words) if words else visible.filter(pk__in=Attendance.objects.filter(event=event).values("person"))
    keys = [*standing, *found.values_list("pk", flat=True)[:100]]
    return Person.objects.filter(pk__in=keys).select_related("organisation").order_by("pinyin", "pk")


LEAST_ANSWERS = 5
"""Results of fewer answers could be laid at somebody's door, and are not shown."""


@dataclass(frozen=True)
class QuestionResult:
    """How one question was answered: `n` people did; for a scale how many chose each number and the mean, for words the words."""

    question: Question
    n: int
    chosen: list[tuple[int, int]]
    mean: float | None
    words: list[str]


@dataclass(frozen=True)
class FeedbackResults:
    """`n` answer sheets; `questions` is empty while there are fewer than LEAST_ANSWERS."""

    n: int
    questions: list[QuestionResult]


def questionnaire_of(event: Event) -> Questionnaire | None:
    return Questionnaire.objects.filter(event=event).prefetch_related("questions").first()


def questionnaire_by_token(token: str) -> Questionnaire | None:
    """The feedback form of a shared link."""
    return Questionnaire.objects.filter(token=token).select_related("event").prefetch_related("questions").first()


def questions_text(form: Questionnaire | None) -> str:
    """The questions as they are written into the form: one on a line, a star before those answered in words."""
    rows = form.questions.all() if form else ()
    return "\n".join(f"*{row.text}" if row.kind == QuestionKind.TEXT else row.text for row in rows)


def feedback_results(form: Questionnaire) -> FeedbackResults:
    """The results, each with its n. A question that fewer than LEAST_ANSWERS answered stays without its answers."""
    sheets = list(form.replies.order_by("digest").values_list("answers", flat=True))  # an order that tells nothing about when
    if len(sheets) < LEAST_ANSWERS:
        return FeedbackResults(len(sheets), [])
    results = []
    for question in form.questions.all():
        given = [sheet[str(question.place)] for sheet in sheets if str(question.place) in sheet]
        shown = given if len(given) >= LEAST_ANSWERS else []
        scale = question.kind == QuestionKind.SCALE
        results.append(
            QuestionResult(
                question=question,
                n=len(given),
                chosen=[(number, shown.count(number)) for number in range(5, 0, -1)] if scale and shown else [],
                mean=sum(shown) / len(shown) if scale and shown else None,
                words=[] if scale else shown,
            )
        )
    return FeedbackResults(len(sheets), results)


def _each(rows: QuerySet[Any], of: str = "pk") -> Any:
    """How many rows belong to the event at hand: a subquery of its own, so that none multiplies another."""
    counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(number=Count(of, distinct=of != "pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def ledger(user: Any, *, year: int, kind: str = "", plan_line: str = "") -> QuerySet[Any]:
    """What took place in a year, by date, with how much proves it: people signed in, photos, sheets and other files, minutes."""
    first = datetime(year, 1, 1, tzinfo=SHANGHAI)
    events = Event.objects.visible_to(user).filter(
        stage__in=[EventStage.HELD, EventStage.CLOSED], starts_at__gte=first, starts_at__lt=first.replace(year=year + 1)
    )
    if kind:
        events = events.filter(kind=kind)
    if plan_line:
        events = events.filter(plan_line__isnull=plan_line == "no")
    return (
        events.select_related("organisation", "plan_line")
        .prefetch_related("joint_rows__organisation")
        .annotate(
            came=_each(Attendance.objects.all()),
            photo_count=_each(EventPhoto.objects.all()),
            file_count=_each(AttendanceTrace.objects.exclude(evidence=None), "evidence"),
            minutes_count=_each(Minutes.objects.all()),
        )
        .order_by("starts_at", "pk")
    )
