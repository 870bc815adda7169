"""What the writing desk shows: the text with its claims coloured, the figures on offer, and words for their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from jiafeng.common.prose import picture_number
from jiafeng.ground.records.figures import Figure
from jiafeng.library.press.headings import kind_of
from jiafeng.reporting.bulletins.models import Bulletin, Mark, MarkKind
from jiafeng.reporting.bulletins.queries.checking import Check, Finding
from jiafeng.reporting.bulletins.queries.prose import number_tokens, read
from jiafeng.reporting.figures.queries import Counted, Reference, all_figures, first_rows


@dataclass(frozen=True)
class Part:
    """A stretch of text, and what the check found there."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True)
class AnnotatedLine:
    kind: Literal["heading1", "heading2", "body", "picture"]
    parts: tuple[Part, ...]
    number: int = 0


def annotated(body: str, check: Check) -> list[AnnotatedLine]:
    """The lines of the text cut where claims and marks begin and end."""
    text = read(body).text
    found, offset = [], 0
    for line in text.split("\n"):
        end = offset + len(line)
        inside = [finding for finding in check.findings if offset <= finding.start < end]
        parts, at = [], offset
        for finding in inside:
            parts += [Part(text[at : finding.start]), Part(finding.words, finding)]
            at = finding.start + len(finding.words)
        parts.append(Part(text[at:end]))
        if line:
            number = picture_number(line)
            found.append(AnnotatedLine("picture" if number else kind_of(line), tuple(part for part in parts if part.text), number))
        offset = end + 1
    return found


def provisional(bulletin: Bulletin, body: str, marks: Iterable[Mark]) -> tuple[str, list[Mark]]:
    """The body with its new tokens numbered as saving it would, and the marks with those new ones; nothing is saved."""
    found = list(marks)
    used = {mark.n for mark in found} | {marked.n for marked in read(body).marks}

    def number(_words: str, ground: str) -> int:
        n = max(used, default=0) + 1
        used.add(n)
        found.append(Mark(bulletin=bulletin, n=n, kind=MarkKind.FIGURE, figure=ground))
        return n

    return number_tokens(body, number), found


SHOWN_ROWS = 3


def rows_behind(bulletin: Bulletin, check: Check) -> dict[int, list[Counted]]:
    """The first rows behind each mark that is a figure, by the mark's number; the same figure over the same period is read once."""
    found: dict[int, list[Counted]] = {}
    read_already: dict[Any, list[Counted]] = {}
    for finding in check.findings:
        ground = finding.ground
        if ground is None or ground.reference is None:
            continue
        place = str(ground.reference), ground.start, ground.end
        if place not in read_already:
            scope = ground.reference.scope(bulletin.county_id, ground.start, ground.end)
            read_already[place] = first_rows(ground.reference.figure, scope, SHOWN_ROWS)
        found[ground.mark.n] = read_already[place]
    return found


@dataclass(frozen=True)
class Offer:
    """A figure in the picker: its value in the bulletin's period, and ready tokens to insert."""

    reference: str
    label: str
    definition: str
    value: int
    unit: str
    words: tuple[str, ...]

    @property
    def tokens(self) -> list[tuple[str, str]]:
        return [(words, f"{{{words}|{self.reference}}}") for words in self.words]


def offers(bulletin: Bulletin) -> list[Offer]:
    """Every figure with its value in the bulletin's period, and with its parameters where it has some."""
    found = []
    for figure in all_figures():
        found.append(_offer(bulletin, Reference(figure), str(figure.label)))
        for parameter in figure.parameters:
            for pk, label in _first(parameter.choices(bulletin.county_id)):
                found.append(_offer(bulletin, Reference(figure, {parameter.name: pk}), f"{figure.label} · {label}"))
    return found


# A county has a handful of drives and gatherings in a period; older ones are reached by the list of figures.
_OFFERED = 12


def _first(choices: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return [choice for choice, _n in zip(choices, range(_OFFERED), strict=False)]


def _offer(bulletin: Bulletin, wanted: Reference, label: str) -> Offer:
    value = wanted.figure.value(wanted.scope(bulletin.county_id, bulletin.start, bulletin.end))
    return Offer(str(wanted), label, str(wanted.figure.definition), value, str(wanted.figure.unit), words_for(value, wanted.figure))


def words_for(value: int, figure: Figure) -> tuple[str, ...]:
    """The value in words an author may choose: 108人, 100余人."""
    exact = _("%(number)s %(unit)s") % {"number": value, "unit": figure.unit}
    digits = len(str(value))
    step = 10 ** (digits - 1 if digits < 4 else digits - 2)
    floor = value - value % step
    if value < 20 or floor == value:
        return (exact,)
    return exact, _("more than %(number)s %(unit)s") % {"number": floor, "unit": figure.unit}


def latest_of(county_id: int) -> Bulletin | None:
    """The county's latest bulletin, whose masthead and addressees the next one starts from."""
    return Bulletin.objects.filter(county_id=county_id, corrects=None).order_by("-pk").first()
