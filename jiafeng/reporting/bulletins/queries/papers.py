"""A bulletin as it is printed, as it is kept, and as outsiders read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from jiafeng.common.facts import facts_of, words_of
from jiafeng.common.refusals import Refused
from jiafeng.library.packs.verify import FORMAT
from jiafeng.library.press import MissingGlyphs, OfficialDocument, Paragraph, Run, faces, qr
from jiafeng.library.press.sentences import unprintable_sentence
from jiafeng.programme.pictures.queries import Printed
from jiafeng.reporting.bulletins.models import Bulletin, Mark, MarkKind, Passport
from jiafeng.reporting.bulletins.queries.periods import period_words
from jiafeng.reporting.bulletins.queries.prose import Line, lines


def issue_words(bulletin: Bulletin) -> str:
    """第3期; "" before the number is taken."""
    return _("No. %(number)s") % {"number": bulletin.number} if bulletin.number else ""


def number_words(bulletin: Bulletin) -> str:
    """2026年第3期."""
    return _("%(year)s, No. %(number)s") % {"year": bulletin.year, "number": bulletin.number}


def next_number(bulletin: Bulletin, year: int) -> int:
    """The smallest issue number that is free in the masthead's year."""
    rows = Bulletin.objects.filter(county=bulletin.county_id, masthead=bulletin.masthead, year=year, number__isnull=False)
    taken = set(rows.values_list("number", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def before_issue(bulletin: Bulletin, day: date) -> list[tuple[Any, Any]]:
    """What is read once more before a bulletin is issued on `day`: its number, its date, whom it goes to, and that it will be public."""
    year = bulletin.year or day.year
    number = bulletin.number or next_number(bulletin, year)
    return [
        *facts_of(bulletin, "title", "masthead"),
        (_("Issue number"), _("%(year)s, No. %(number)s") % {"year": year, "number": number}),
        (_("Date of issue"), words_of(Bulletin._meta.get_field("issued_on"), bulletin.issued_on or day)),
        (_("Issued by"), bulletin.organisation.name),
        (_("Figures of"), period_words(bulletin.start, bulletin.last_day)),
        *facts_of(bulletin, "report_to", "send_to", "distribute_to", "copies"),
        (_("Approver of the bulletin"), bulletin.agreed),
        (_("Who will read it"), _("Everybody: it stands on the portal at once, with its figures and its code.")),
    ]


def address_of(code: str) -> str:
    """Where the printed QR code leads."""
    return f"{settings.PUBLIC_URL}{reverse('bulletins:by_code', args=[code])}"


def document(bulletin: Bulletin, day: date, code: str = "", pictures: Mapping[int, Printed] | None = None) -> OfficialDocument:
    """The bulletin for the press; without a code it is a draft and says so where the secrecy mark would stand. pictures: by number, those it shows."""
    return OfficialDocument(
        masthead=bulletin.masthead,
        issue=issue_words(bulletin) or _("Draft"),
        issuer=bulletin.organisation.name,
        date=bulletin.issued_on or day,
        title=bulletin.title,
        paragraphs=tuple(_paragraphs(bulletin.body, pictures or {})),
        marks=() if code else (_("Draft, not issued"),),
        code=code,
        qr_text=address_of(code) if code else "",
        code_note=_("Every number here opens its records: scan, or compare this code with the archive pack.") if code else "",
        report_to=bulletin.report_to,
        send_to=bulletin.send_to,
        distribute_to=bulletin.distribute_to,
        copies=bulletin.copies,
    )


def _paragraphs(body: str, pictures: Mapping[int, Printed]) -> Iterator[Paragraph]:
    """The text with its pictures, as on the web: the cover above, each where its mark stands, those without a place after the text."""
    text = lines(body)
    placed = {line.number for line in text if line.number}
    yield from (_picture(each) for each in pictures.values() if each.cover and each.number not in placed)
    for line in text:
        if line.kind != "picture":
            yield Paragraph(line.kind, (Run(line.text),))
        elif line.number in pictures:
            yield _picture(pictures[line.number])
    yield from (_picture(each) for each in pictures.values() if not each.cover and each.number not in placed)


def _picture(each: Printed) -> Paragraph:
    return Paragraph("picture", (Run(each.caption),) if each.caption else (), each.jpeg, each.alt)


def refuse_unprintable(paper: OfficialDocument) -> None:
    """Raise Refused where a character has no font: it is found before printing, not on the paper."""
    try:
        faces.refuse_unprintable(paper.texts())
    except MissingGlyphs as missing:
        raise Refused(unprintable_sentence(missing), field="body", code="glyphs") from missing


def record(
    bulletin: Bulletin, marks: Sequence[Mark], passports: Sequence[Passport], seal_key: str, pictures: Mapping[int, Printed]
) -> dict[str, Any]:
    """What the code is a digest of: the text, what every number in it rests on, and the key that seals the printed files."""
    corrected = bulletin.corrects
    shown = [{"n": each.number, "caption": each.caption, "alt": each.alt, "sha256": each.sha256} for each in pictures.values()]
    return {
        **({"pictures": shown} if shown else {}),
        "format": FORMAT,
        "county": {"code": bulletin.county.code, "name": bulletin.county.name},
        "masthead": bulletin.masthead,
        "year": bulletin.year,
        "number": bulletin.number,
        "issuer": bulletin.organisation.name,
        "issued_on": bulletin.issued_on and bulletin.issued_on.isoformat(),
        "title": bulletin.title,
        "body": bulletin.body,
        "report_to": bulletin.report_to,
        "send_to": bulletin.send_to,
        "distribute_to": bulletin.distribute_to,
        "copies": bulletin.copies,
        "corrects": corrected and {"title": corrected.title, "code": corrected.code, "sha256": corrected.digest},
        "marks": [
            {"n": mark.n, "kind": mark.kind, "passport": mark.passport and mark.passport.n, "source": mark.source, "note": mark.note}
            for mark in marks
        ],
        "passports": [passport.as_record() for passport in passports],
        "sources": [{"n": mark.n, "name": mark.file.name, "sha256": mark.file.sha256} for mark in marks if mark.file],
        "seal_key": seal_key,
    }


@dataclass(frozen=True)
class PublicPassport:
    """What anybody may know of a figure's passport: what was counted, when, and how many records stand behind it, but none of them."""

    n: int
    label: str
    unit: str
    definition: str
    narrowing: str
    start: date
    last_day: date
    value: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class PublicBulletin:
    """An issued bulletin as the portal shows it. `lines`: headings and paragraphs whose segments carry the mark's number; `grounds`: mark
    number → its passport's number, or 0 where the number was cited or claims nothing."""

    pk: int
    title: str
    masthead: str
    issue: str
    source: str
    issued_on: date
    issued_at: datetime
    code: str
    digest: str
    lines: tuple[Line, ...]
    grounds: dict[int, int]
    sources: dict[int, str]
    passports: tuple[PublicPassport, ...]
    corrects: tuple[int, str] | None
    corrected_by: tuple[tuple[int, str], ...]
    address: str
    subject: str

    @property
    def placed(self) -> tuple[int, ...]:
        """The numbers of the pictures that have a place in the text."""
        return tuple(line.number for line in self.lines if line.number)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def public(bulletin: Bulletin) -> PublicBulletin:
    """An issued bulletin for the portal: 4 queries, no row of anybody."""
    assert bulletin.issued_on
    assert bulletin.issued_at
    assert bulletin.code
    marks = list(bulletin.marks.select_related("passport"))
    passports = [
        PublicPassport(
            each.n, each.label, each.unit, each.definition, each.narrowing, each.start, each.last_day, each.value, each.rows, each.sha256
        )
        for each in bulletin.passports.all()
    ]
    corrected = bulletin.corrects
    return PublicBulletin(
        pk=bulletin.pk,
        title=bulletin.title,
        masthead=bulletin.masthead,
        issue=_("%(year)s, No. %(number)s") % {"year": bulletin.year, "number": bulletin.number},
        source=bulletin.organisation.name,
        issued_on=bulletin.issued_on,
        issued_at=bulletin.issued_at,
        code=bulletin.code,
        digest=bulletin.digest,
        lines=tuple(lines(bulletin.body)),
        grounds={mark.n: mark.passport.n if mark.passport else 0 for mark in marks},
        sources={mark.n: mark.source for mark in marks if mark.kind == MarkKind.CITED},
        passports=tuple(passports),
        corrects=(corrected.pk, corrected.title) if corrected else None,
        corrected_by=tuple(bulletin.corrections.filter(code__isnull=False).order_by("pk").values_list("pk", "title")),
        address=address_of(bulletin.code),
        subject=bulletin.subject,
    )


def standalone_page(bulletin: Bulletin, kept: dict[str, Any], code: str, digest: str) -> bytes:
    """The issued bulletin as one HTML page that opens anywhere, offline."""
    grounds = {mark["n"]: mark for mark in kept["marks"]}
    context = {
        "kept": kept,
        "code": code,
        "digest": digest,
        "lines": lines(bulletin.body),
        "grounds": grounds,
        "qr": qr(address_of(code)),
        "issue": issue_words(bulletin),
    }
    return render_to_string("bulletins/standalone.html", context).encode("utf-8")
