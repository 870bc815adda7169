"""What the portal's search looks through: of each kind of public text which rows there are, what they say, and which of them anybody may read now.

A row is put into the index by what it says when it is saved; it is shown by `public`, the query of its own page, asked each time. So nothing is found
that was withdrawn, whose consent ended, or whose words are masked by now, whatever the index still holds of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiafeng.common.prose import picture_number
from jiafeng.front.portal.models import Article, ArticleKind
from jiafeng.front.portal.stages import ArticleStage
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.awards import policies as awards
from jiafeng.programme.awards import queries as honours
from jiafeng.programme.awards.models import Notice, Round, Story, Title
from jiafeng.programme.awards.stages import RoundStage
from jiafeng.programme.drives.stages import DRAFT, OPEN
from jiafeng.programme.events.models import Event
from jiafeng.programme.events.queries import activities
from jiafeng.programme.events.stages import EventStage
from jiafeng.programme.letters.models import FamilyLetter, Message, MessageDrive, MessageVersion
from jiafeng.programme.letters.queries import on_the_wall, readable_letters
from jiafeng.programme.letters.stages import Stage as LetterStage
from jiafeng.programme.pledges.models import PledgeDrive
from jiafeng.reporting.bulletins.models import Bulletin
from jiafeng.reporting.bulletins.queries import issued
from jiafeng.reporting.bulletins.queries.prose import read
from jiafeng.reporting.bulletins.stages import Stage

KINDS: dict[str, Any] = {
    "open": _("Open now"),
    "notice": _("Notices"),
    "result": _("Results of rounds"),
    "honour": _("Honour roll"),
    "story": _("Model stories"),
    "activity": _("Activities"),
    "news": _("News"),
    "bulletin": _("Bulletins"),
    "message": _("Messages and family letters"),
}
"""The kinds of what is found, in the order in which they are shown."""


@dataclass(frozen=True)
class Document:
    """One text: under which kind it is shown, its words, the moment by which it is ordered, and its page. when: that moment as it is told."""

    kind: str
    title: str
    text: str
    at: datetime
    url: str
    when: str
    by: str = ""


@dataclass(frozen=True)
class Source:
    """Rows of one model. kept: which belong into the index; public: what anybody may read of them now, of a county; document: what one of them says."""

    model: Any
    kept: Q
    public: Callable[[int, datetime], QuerySet[Any]]
    document: Callable[[Any], Document]
    related: tuple[str, ...] = ()
    """What `document` reads beside the row itself."""
    also: tuple[tuple[Any, str], ...] = ()
    """Rows of other models that change what it says, or with which it is made: the model, and the path from this one to it."""


def _day(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _article(row: Article) -> Document:
    assert row.published_at
    kind = {ArticleKind.NOTICE: "notice", ArticleKind.STORY: "story"}.get(ArticleKind(row.kind), "news")
    lines = [line.lstrip("#- ") for line in row.body.splitlines() if not picture_number(line)]
    return Document(kind, row.title, "\n".join([row.summary, *lines]), row.published_at, row.url, _day(row.published_at), row.source)


def _bulletin(row: Bulletin) -> Document:
    assert row.issued_at
    text = "\n".join(line for line in read(row.body).text.splitlines() if not picture_number(line))
    number = f"{row.masthead} {row.code or ''}"
    address = reverse("portal:bulletin", args=[row.pk])
    return Document("bulletin", row.title, f"{text}\n{number}", row.issued_at, address, _day(row.issued_at), row.organisation.name)


def _notice(row: Notice) -> Document:
    """The list as it was posted, its names masked."""
    listed = "\n".join(f"{each['name']} {each['unit']}" for each in row.listed)
    title = gettext("Public notice: %(round)s") % {"round": row.round.title}
    until = gettext("until %(last)s") % {"last": date_format(localtime(row.ends_at), "SHORT_DATETIME_FORMAT")}
    address = reverse("awards:notice", args=[row.pk])
    return Document("notice", title, f"{row.round.scheme.title} {row.round.scheme.honour}\n{listed}", row.posted_at, address, until)


def _round(row: Round) -> Document:
    """A call for nominations while it takes them, the result once the titles are given."""
    granted = row.stage == RoundStage.GRANTED
    address = reverse("awards:result", args=[row.pk]) if granted else reverse("awards:stand", args=[row.token])
    taking = "" if granted else gettext("Nominations are open")
    text = f"{row.scheme.title}\n{row.scheme.honour}\n{taking}"
    at = _midnight(date(row.year, 1, 1))
    return Document("result" if granted else "open", row.title, text, at, address, str(row.year))


def _open_rounds(county: int, at: datetime) -> QuerySet[Round]:
    rows = Round.objects.filter(county=county).select_related("scheme")
    taking = [each.pk for each in rows.filter(stage=RoundStage.NOMINATING) if not awards.may_nominate(each, at)]
    return rows.filter(Q(stage=RoundStage.GRANTED) | Q(pk__in=taking))


def _title(row: Title) -> Document:
    text = f"{row.honour}\n{row.round.title}\n{row.scheme.title}"
    at = _midnight(row.granted_on)
    address = f"{reverse('awards:honours')}?year={row.granted_on.year}"
    return Document("honour", f"{row.person.name} · {row.honour}", text, at, address, f"{row.granted_on:%Y-%m-%d}")


def _story(row: Story) -> Document:
    assert row.published_at
    lines = [line.lstrip("#- ") for line in row.text.splitlines() if not picture_number(line)]
    text = "\n".join([f"{row.title.person.name} {row.title.honour}", *lines])
    return Document("story", row.headline, text, row.published_at, reverse("awards:story", args=[row.pk]), _day(row.published_at))


def _activity(row: Event) -> Document:
    text = f"{row.get_kind_display()} {row.place} {row.organisation.name}\n{row.about}"
    when = date_format(localtime(row.starts_at), "SHORT_DATETIME_FORMAT")
    return Document("activity", row.title, text, row.starts_at, reverse("events:activity", args=[row.pk]), when, row.place)


def _drive(room: str) -> Callable[[Any], Document]:
    def document(row: Any) -> Document:
        until = gettext("until %(last)s") % {"last": f"{row.last_day:%Y-%m-%d}"}
        address = reverse(f"{room}:start", args=[row.token])
        return Document("open", row.title, row.organisation.name, _midnight(row.opens_on), address, until, row.organisation.name)

    return document


def _open_drives(model: Any) -> Callable[[int, datetime], QuerySet[Any]]:
    def public(county: int, at: datetime) -> QuerySet[Any]:
        today = localtime(at).date()
        rows: QuerySet[Any] = model.objects.filter(county=county, stage=OPEN, opens_on__lte=today, closes_on__gt=today)
        return rows.select_related("organisation")

    return public


def _message(row: Message) -> Document:
    assert row.decided_at
    words = row.version.words if row.current_id else ""
    address = reverse("letters:shown", args=[row.reference])
    return Document("message", gettext("A message to the family"), str(words), row.decided_at, address, _day(row.decided_at))


def _letter(row: FamilyLetter) -> Document:
    address = reverse("letters:read", args=[row.reference])
    return Document("message", row.title, row.body, _midnight(row.written_on), address, f"{row.written_on:%Y-%m-%d}")


SOURCES: dict[str, Source] = {
    "article": Source(Article, Q(stage=ArticleStage.PUBLISHED), Article.objects.readable, _article),
    "bulletin": Source(Bulletin, Q(stage=Stage.ISSUED), lambda county, at: issued(county), _bulletin, ("organisation",)),
    "notice": Source(Notice, Q(), honours.standing_notices, _notice, ("round__scheme",)),
    "round": Source(Round, Q(stage__in=(RoundStage.NOMINATING, RoundStage.GRANTED)), _open_rounds, _round, ("scheme",)),
    "title": Source(
        Title,
        Q(revoked_at=None),
        lambda county, at: honours.published_titles(county),
        _title,
        ("person", "round", "scheme"),
        ((Round, "round"),),  # all of a round's titles are made at once, and then the round is saved
    ),
    "story": Source(Story, Q(published_at__isnull=False), lambda county, at: honours.published_stories(county), _story, ("title__person",)),
    "activity": Source(
        Event,
        ~Q(access="invited") & ~Q(stage=EventStage.DRAFT),
        lambda county, at: activities(county),
        _activity,
        ("organisation",),
    ),
    "pledge": Source(PledgeDrive, ~Q(stage=DRAFT), _open_drives(PledgeDrive), _drive("pledges"), ("organisation",)),
    "letters": Source(MessageDrive, ~Q(stage=DRAFT), _open_drives(MessageDrive), _drive("letters"), ("organisation",)),
    "message": Source(
        Message,
        Q(stage=LetterStage.APPROVED),
        lambda county, at: on_the_wall(county),
        _message,
        ("current",),
        ((MessageVersion, "versions"),),
    ),
    "letter": Source(FamilyLetter, Q(stage=LetterStage.APPROVED), lambda county, at: readable_letters(county), _letter),
}
