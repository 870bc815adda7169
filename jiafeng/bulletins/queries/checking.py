"""The claim check: every number of a bulletin is bound to a figure that agrees with it, or cited, or no claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jiafeng.bulletins.models import Bulletin, Mark, MarkKind
from jiafeng.bulletins.queries.prose import Marked, Prose, read
from jiafeng.claims import ABSOLUTE, Span, find_claims
from jiafeng.claims.numerals import NUMERAL_CHARS, read_numeral, run_end
from jiafeng.claims.shares import is_share
from jiafeng.common.refusals import Refused
from jiafeng.figures.queries import Reference, reference

CONTEXT = 14


@dataclass(frozen=True)
class Ground:
    """What a mark rests on today. value is None where it is no figure."""

    mark: Mark
    reference: Reference | None = None
    start: date | None = None
    end: date | None = None
    value: int | None = None
    narrowing: str = ""
    problem: str = ""

    @property
    def last_day(self) -> date | None:
        return None if self.end is None else date.fromordinal(self.end.toordinal() - 1)


@dataclass(frozen=True)
class Finding:
    """One claim, or one mark that covers none. `problem` is the sentence that must be dealt with, "" where all is well."""

    words: str
    before: str
    after: str
    start: int
    absolute: bool
    low: float | None
    high: float | None
    mark: Mark | None
    ground: Ground | None
    problem: str

    @property
    def is_bound(self) -> bool:
        return self.mark is not None

    @property
    def allows(self) -> str:
        return allowed(self.low, self.high)


@dataclass(frozen=True)
class Check:
    """What the claim check says about a text."""

    findings: tuple[Finding, ...]

    @property
    def problems(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.problem]

    @property
    def passed(self) -> bool:
        return not self.problems

    @property
    def unbound(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_bound]


def allowed(low: float | None, high: float | None) -> str:
    """The counts that some words allow, in words."""
    if low is None and high is None:
        return _("any count")
    if low is None:
        return _("at most %(high)s") % {"high": f"{high:,}"}
    if high is None:
        return _("at least %(low)s") % {"low": f"{low:,}"}
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def grounds(bulletin: Bulletin, marks: Iterable[Mark]) -> dict[int, Ground]:
    """What each mark rests on today, by its number; the same figure over the same scope is counted once."""
    counted: dict[Any, tuple[int, str]] = {}
    found = {}
    for mark in marks:
        if mark.kind != MarkKind.FIGURE:
            found[mark.n] = Ground(mark)
            continue
        start, end = mark.start or bulletin.start, mark.end or bulletin.end
        try:
            wanted = reference(mark.figure)
        except Refused as refused:
            found[mark.n] = Ground(mark, problem=str(refused))
            continue
        key = (mark.figure, start, end)
        if key not in counted:
            value = wanted.figure.value(wanted.scope(bulletin.county_id, start, end))
            counted[key] = value, wanted.narrowing(bulletin.county_id)
        found[mark.n] = Ground(mark, wanted, start, end, *counted[key])
    return found


def check(body: str, found: dict[int, Ground]) -> Check:
    """Hold every claim of the body against the grounds of its marks."""
    prose = read(body)
    spans = find_claims(prose.text)
    findings = [_of_mark(prose, marked, [span for span in spans if _meets(marked, span)], found.get(marked.n)) for marked in prose.marks]
    findings += [_of_span(prose, span) for span in spans if not any(_meets(marked, span) for marked in prose.marks)]
    return Check(tuple(sorted(findings, key=lambda finding: finding.start)))


def check_bulletin(bulletin: Bulletin) -> Check:
    """The check of a saved bulletin."""
    return check(bulletin.body, grounds(bulletin, bulletin.marks.select_related("file")))


def _meets(marked: Marked, span: Span) -> bool:
    return marked.start < span.end and span.start < marked.end


def _finding(prose: Prose, start: int, words: str, **rest: Any) -> Finding:
    before = prose.text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = prose.text[start + len(words) : start + len(words) + CONTEXT].partition("\n")[0]
    return Finding(words=words, before=before, after=after, start=start, **rest)


def _of_span(prose: Prose, span: Span) -> Finding:
    """A claim that no mark covers."""
    if span.label == ABSOLUTE:
        problem = _(
            "“%(words)s” says that nothing and nobody is left out. Write what was counted instead, or cite the document that says so."
        )
    elif is_share(span.text):
        problem = _("“%(words)s” is a share. Give the sample, its size and the interval instead, or cite the document that says so.")
    else:
        problem = _("“%(words)s” rests on nothing yet. Bind it to a figure, cite its document, or say why it claims nothing.")
    return _finding(
        prose,
        span.start,
        span.text,
        absolute=span.label == ABSOLUTE,
        low=span.min,
        high=span.max,
        mark=None,
        ground=None,
        problem=problem % {"words": span.text},
    )


def _of_mark(prose: Prose, marked: Marked, spans: list[Span], ground: Ground | None) -> Finding:
    bounds = [(span.min, span.max) for span in spans if span.label != ABSOLUTE] or _numerals(marked.words)
    low, high = bounds[0] if bounds else (None, None)
    absolute = any(span.label == ABSOLUTE for span in spans)
    words = spans[0].text if len(spans) == 1 else marked.words
    if ground is None:
        problem = _("“%(words)s” carries mark %(n)s, which does not exist. Bind it again.") % {"words": marked.words, "n": marked.n}
    elif ground.mark.kind == MarkKind.FIGURE:
        problem = _figure_problem(words, spans, bounds, absolute, ground)
    else:
        problem = ""
    return _finding(
        prose,
        marked.start,
        marked.words,
        absolute=absolute,
        low=low,
        high=high,
        mark=ground and ground.mark,
        ground=ground,
        problem=problem,
    )


def _figure_problem(words: str, spans: list[Span], bounds: list[tuple[float | None, float | None]], absolute: bool, ground: Ground) -> str:
    """Why a figure does not carry these words; "" where it does."""
    if ground.problem or ground.reference is None or ground.value is None:
        return ground.problem
    figure = ground.reference.figure
    if absolute:
        return _("“%(words)s” says that nothing and nobody is left out, which no count can show. Write the number, or cite a document.") % {
            "words": words
        }
    if any(is_share(text) for text in [words, *(span.text for span in spans)]) and str(figure.unit) != "%":
        return _(
            "“%(words)s” is a share, but “%(label)s” is a count: it has no denominator. Give the sample, its size and the interval, as a survey reports them."
        ) % {"words": words, "label": figure.label}
    if not bounds:
        return _("“%(words)s” holds no number, so no figure can stand behind it. Mark the number itself.") % {"words": words}
    if len(bounds) > 1:
        return _("“%(words)s” holds more than one number. Give each its own mark.") % {"words": words}
    low, high = bounds[0]
    if (low is not None and ground.value < low) or (high is not None and ground.value > high):
        return _("“%(words)s” says %(allowed)s, but the records count %(value)s (%(label)s, %(start)s to %(end)s).") % {
            "words": words,
            "allowed": allowed(low, high),
            "value": f"{ground.value:,}",
            "label": figure.label,
            "start": ground.start,
            "end": ground.last_day,
        }
    return ""


def _numerals(words: str) -> list[tuple[float | None, float | None]]:
    """The numerals of words in which no claim was found, such as a number that stands in a plan."""
    found: list[tuple[float | None, float | None]] = []
    at = 0
    while at < len(words):
        if not (words[at].isdecimal() or words[at] in NUMERAL_CHARS):
            at += 1
            continue
        numeral = read_numeral(words, at)
        if numeral is not None:
            found.append((_plain(numeral.low), _plain(numeral.high)))
        at = numeral.end if numeral is not None else run_end(words, at)
    return found


def _plain(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)
