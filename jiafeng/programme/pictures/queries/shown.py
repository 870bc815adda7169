"""What of a text's pictures and attachments may be seen, by whom and under which address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from jiafeng.common.prepared import Prepared
from jiafeng.ground.people.models import Purpose
from jiafeng.ground.people.queries import consented
from jiafeng.ground.records.actions import print_copy, rendition
from jiafeng.programme.events.models import PhotoPerson
from jiafeng.programme.pictures.models import Attachment, Picture, PicturePerson
from jiafeng.programme.pictures.queries.texts import text_of

TICKET_LASTS = timedelta(hours=12)
_signer = TimestampSigner(salt="jiafeng.pictures")


def shown(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    """Those that may be shown outside now: nobody can be recognised, or everybody who can agrees in the ledger of consents today.

    Of a gathering's photo what staff said there counts, of an upload what they said here.
    """
    agreed = consented(Purpose.PHOTO)
    on_photo = PhotoPerson.objects.filter(photo=OuterRef("photo")).exclude(agreed)
    on_upload = PicturePerson.objects.filter(picture=OuterRef("pk")).exclude(agreed)
    of_photo = Q(photo__isnull=False) & ~Q(photo__faces="") & ~Exists(on_photo)
    of_upload = Q(photo=None) & ~Q(faces="") & ~Exists(on_upload)
    return pictures.filter(of_photo | of_upload).exclude(evidence__preview="")


# What pages of readers ask.
_shown_of: Prepared[Picture] = Prepared(lambda subject: shown(Picture.objects.filter(subject=subject)).order_by("number"))
_covers: Prepared[Picture] = Prepared(lambda subjects: shown(Picture.objects.filter(subject__in=subjects, cover=True)))
_attached: Prepared[Attachment] = Prepared(
    lambda subject: Attachment.objects.filter(subject=subject).select_related("evidence").order_by("pk")
)


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it."""

    number: int
    url: str
    width: int
    height: int
    caption: str
    alt: str
    cover: bool

    @classmethod
    def of(cls, picture: Picture, key: str = "") -> Shown:
        url = reverse("pictures:shown", args=[picture.pk])
        return cls(
            number=picture.number,
            url=f"{url}?k={key}" if key else url,
            width=picture.width,
            height=picture.height,
            caption=picture.caption,
            alt=picture.alt,
            cover=picture.cover,
        )


@dataclass(frozen=True)
class Enclosures:
    """What goes with a text: its pictures by number, the cover among them, and its attachments as name, address, bytes."""

    pictures: dict[int, Shown]
    attachments: tuple[tuple[str, str, int], ...] = ()

    @property
    def cover(self) -> Shown | None:
        return next((each for each in self.pictures.values() if each.cover), None)


def enclosures(subject: str, *, key: str = "", attachments: bool = True) -> Enclosures:
    """What goes with a text and may be shown now, in two queries, or one without attachments. key: a `ticket`, for a page that shows what is not public yet."""
    attached = attachments_of(subject) if attachments else []
    ending = f"?k={key}" if key else ""
    return Enclosures(
        {each.number: Shown.of(each, key) for each in _shown_of(subject)},
        tuple((each.title, reverse("pictures:attachment", args=[each.pk]) + ending, each.evidence.size) for each in attached),
    )


def covers(subjects: Iterable[str]) -> dict[str, Shown]:
    """The cover of each of these texts that has one which may be shown, in one query."""
    return {each.subject: Shown.of(each) for each in _covers(frozenset(subjects))}


def cover_bytes(subject: str) -> bytes:
    """The cover of a text as a poster shows it (WebP); empty where it has none that may be shown now."""
    found = shown(Picture.objects.filter(subject=subject, cover=True)).select_related("evidence").first()
    return rendition(name=found.evidence.preview, wanted=1200).read_bytes() if found else b""


@dataclass(frozen=True)
class Printed:
    """A picture as the press takes it: a JPEG."""

    number: int
    jpeg: bytes
    caption: str
    alt: str
    cover: bool
    sha256: str


def printed(subject: str) -> dict[int, Printed]:
    """The pictures of a text that may be shown now, for paper, by number."""
    found = shown(Picture.objects.filter(subject=subject)).select_related("evidence").order_by("number")
    return {
        each.number: Printed(each.number, print_copy(name=each.evidence.preview), each.caption, each.alt, each.cover, each.evidence.sha256)
        for each in found
    }


def all_shown(subject: str, numbers: list[int]) -> bool:
    """Whether all of these pictures of a text may still be shown."""
    return shown(Picture.objects.filter(subject=subject, number__in=numbers)).count() == len(numbers)


def pictures_of(subject: str) -> list[Picture]:
    """Every picture of a text, for those who work on it, each with `is_shown`: whether it may be shown as the consents stand now."""
    rows = list(Picture.objects.filter(subject=subject).select_related("evidence", "photo__event").order_by("number"))
    free = set(shown(Picture.objects.filter(subject=subject)).values_list("pk", flat=True))
    for row in rows:
        row.is_shown = row.pk in free  # type: ignore[attr-defined]
    return rows


def attachments_of(subject: str) -> list[Attachment]:
    return list(_attached(subject))


def ticket(subject: str) -> str:
    """What lets a page show a text's pictures to whoever was allowed to see the page, for `TICKET_LASTS`, before the text is public."""
    return _signer.sign(subject).removeprefix(f"{subject}:")


def _admits(key: str, subject: str) -> bool:
    try:
        _signer.unsign(f"{subject}:{key}", max_age=TICKET_LASTS)
    except BadSignature:
        return False
    return True


def may_fetch(user: Any, county_id: int, enclosed: Picture | Attachment, key: str) -> bool:
    """Whether a browser may have it: anybody while its text is public on this county's site, whoever works on the text, and a page's ticket."""
    text = text_of(enclosed.subject)
    if text is None:
        return False
    if text.county.pk == county_id and text.is_public:
        return True
    return text.kind.reads(user, text.row) or (bool(key) and _admits(key, enclosed.subject))
