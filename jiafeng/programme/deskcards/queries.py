"""Reads over runs, cards and designs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiafeng.common.due import Due
from jiafeng.common.prepared import Prepared
from jiafeng.common.refusals import Refused
from jiafeng.common.scoping import Reach, reach_of
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds
from jiafeng.ground.people.models import ConsentState, Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.library.press import designs
from jiafeng.library.press.cards import Card as SetCard
from jiafeng.library.press.cards import CardSize, CardStyle
from jiafeng.library.press.pictures import Picture
from jiafeng.programme.deskcards.models import Card, CardDesign, CardQuerySet, CardRun, serial_of
from jiafeng.programme.deskcards.stages import CardStage
from jiafeng.programme.letters.models import Message, MessageDrive
from jiafeng.programme.letters.queries import printable
from jiafeng.programme.letters.stages import Stage

_UNSEEN = Picture(b"", (1, 1), (0, 0, 1, 1))


@dataclass(frozen=True)
class Offer:
    """A design as it is offered: how a run names it, its name, and its row where an administrator added it."""

    code: str
    name: str
    own: CardDesign | None = None


def offers(county_id: int) -> list[Offer]:
    """The designs of the project, then the county's own."""
    chinese = (get_language() or "").startswith("zh")
    found = []
    for name in designs.names():
        design = designs.load(name)
        found.append(Offer(name, design.name_zh if chinese else design.name_en))
    own = CardDesign.objects.filter(county_id=county_id, removed_at=None).order_by("pk")
    return found + [Offer(row.code, row.name, row) for row in own]


def design_of(code: str, county_id: int) -> designs.Design:
    """The design that a run names; Refused where it is gone."""
    if not code.startswith("own:"):
        if code not in designs.names():
            raise Refused(_("This design is not there any more. Choose another one."), field="design")
        return designs.load(code)
    row = CardDesign.objects.filter(county_id=county_id, pk=int(code[4:]) if code[4:].isdigit() else 0).first()
    if row is None:
        raise Refused(_("This design is not there any more. Choose another one."), field="design")
    return _own(row.file, row.sha256)


@lru_cache(maxsize=8)
def _own(file: str, sha256: str) -> designs.Design:
    """A county's own design, read in the sandbox once a process."""
    with NamedTemporaryFile(suffix=".zip") as local, default_storage.open(file) as stream:
        local.write(stream.read())
        local.flush()
        return designs.read_zip(Path(local.name), sha256[:12])


def style_of(run: CardRun) -> CardStyle:
    return CardStyle(design_of(run.design, run.county_id), CardSize.parse(run.size), vertical=run.vertical, grey=run.grey)


def runs_for(user: Any) -> QuerySet[CardRun]:
    """The runs the user may see, latest first."""
    return CardRun.objects.visible_to(user).select_related("drive", "county", "made_by", "unit").order_by("-made_at", "-pk")


def cards_for(user: Any, run: CardRun) -> CardQuerySet:
    """The run's cards within the user's reach, in their order."""
    rows: CardQuerySet = Card.objects.visible_to(user).filter(run=run)
    return rows.select_related("person", "organisation", "message", "version").order_by("number")


def candidates(drive: MessageDrive, unit_id: int | None = None, *, again: bool = False) -> QuerySet[Message]:
    """Messages that may become cards: approved, agreed to, with something to print; without those whose card is out (`again`: with them).

    In the order in which cards are handed over: by unit, then by name.
    """
    rows = printable(drive).filter(Q(current__ink__gt="") | Q(current__text__gt=""))
    if unit_id:
        rows = rows.filter(organisation_id=unit_id)
    if not again:
        rows = rows.exclude(pk__in=Card.objects.out().filter(message__drive=drive).values("message"))
    return rows.order_by("organisation__path", "person__pinyin", "pk")


def still_printable(run: CardRun) -> set[int]:
    """Of the run's messages those that may be printed at this moment, in the version that is on the card."""
    return set(printable(run.drive).values_list("pk", flat=True))


def fallen(cards: CardQuerySet) -> CardQuerySet:
    """Cards whose message is not approved any more, was replaced, or whose author no longer agrees to a desk card."""
    return cards.exclude(Q(consented(Purpose.DESK_CARD), message__stage=Stage.APPROVED, message__current=F("version")))


def to_call_back(cards: CardQuerySet) -> CardQuerySet:
    """Cards that are out although they should not be."""
    return fallen(cards.out())


def outdated(run: CardRun) -> bool:
    """Whether the run's print shows what may not be shown now, whatever became of the cards themselves: handed over, called back or replaced."""
    printed = Card.objects.filter(run=run, batch__gt=0).exclude(stage__in=[CardStage.PLANNED, CardStage.REFUSED])
    return fallen(printed).exists()


def walled(person_ids: Iterable[int]) -> set[int]:
    """Those of the people who agree to the wall, so that their card bears a code to it."""
    rows = ConsentState.objects.filter(person__in=list(person_ids), purpose=Purpose.WALL, given=True)
    return set(rows.values_list("person_id", flat=True))


def texts_of(run: CardRun) -> Iterator[SetCard]:
    """The texts of all cards that are to be set, which decide together what fonts every batch carries; the pictures stay where they are."""
    rows = run.cards.filter(batch__gt=0).order_by("number")
    for number, name, short, whole, text in rows.values_list(
        "number", "name", "organisation__short_name", "organisation__name", "version__text"
    ).iterator(chunk_size=1000):
        yield SetCard(str(number), name, short or whole or "", text, _UNSEEN, "", serial_of(run.pk, number))


def set_card(card: Card, address: str) -> SetCard:
    """The card as press sets it; `address`: of its message on the wall, "" without."""
    version = card.version
    handwriting = None
    if version.ink:
        with default_storage.open(version.ink) as stream:
            handwriting = Picture.of(stream.read())
    unit = card.organisation.label if card.organisation else ""
    return SetCard(str(card.number), card.name, unit, version.text, handwriting, address, card.serial)


def by_unit(cards: QuerySet[Card]) -> list[dict[str, Any]]:
    """How many cards of each unit are set and handed over. Cards are counted, never people who have none."""
    rows = cards.order_by("organisation__path").values("organisation_id", "organisation__name")
    counted = rows.annotate(
        printed=Count("pk", filter=Q(stage__in=[CardStage.PRINTED, CardStage.HANDED_OVER])),
        handed=Count("pk", filter=Q(stage=CardStage.HANDED_OVER)),
    )
    return [dict(row) for row in counted]


@Prepared
def _fallen_runs(reach: Reach) -> Any:
    cards = to_call_back(Card.objects.within(reach)).order_by()
    return cards.values("run", "run__title", "run__drive__organisation__name").annotate(count=Count("pk"))


def due(user: Any, at: datetime) -> list[Due]:
    """For county staff: cards to call back."""
    if not holds(user, Role.COUNTY_STAFF):
        return []
    return [
        Due(
            room=_("Desk cards"),
            icon="id-badge-2",
            what=_("Call back desk cards: %(title)s") % {"title": row["run__title"]},
            detail=_("%(count)s cards whose message was withdrawn or changed.") % {"count": row["count"]},
            due=None,
            url=reverse("deskcards:run", args=[row["run"]]),
            action=_("Call them back"),
            whose=row["run__drive__organisation__name"],
        )
        for row in _fallen_runs(reach_of(user))
    ]
