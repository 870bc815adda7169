"""The claim check: every number of a bulletin is bound to a figure that agrees with it, or cited, or no claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiafeng.common.refusals import Refused
from jiafeng.library.claims import ABSOLUTE, Passed, Span, judge
from jiafeng.library.claims.shares import is_share
from jiafeng.reporting.bulletins.models import Bulletin, Mark, MarkKind
from jiafeng.reporting.bulletins.queries.passing import why_passed
from jiafeng.reporting.bulletins.queries.prose import Marked, Prose, read, without_pictures
from jiafeng.reporting.figures.queries import Reference, reference

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
class PassedOver:
    """A number or a totality that carries no mark and was taken for no claim, and why, in words."""

    words: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Check:
    """What the claim check says about a text."""

    findings: tuple[Finding, ...]
    passed_over: tuple[PassedOver, ...] = ()

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
    judged = list(judge(without_pictures(prose.text)))
    spans = [one for one in judged if isinstance(one, Span)]
    findings = [_of_mark(prose, marked, [one for one in judged if _meets(marked, one)], found.get(marked.n)) for marked in prose.marks]
    findings += [_of_span(prose, span) for span in spans if not any(_meets(marked, span) for marked in prose.marks)]
    passed_over = [one for one in judged if isinstance(one, Passed) and not any(_meets(marked, one) for marked in prose.marks)]
    return Check(tuple(sorted(findings, key=lambda finding: finding.start)), tuple(_passed_over(prose, one) for one in passed_over))


def check_bulletin(bulletin: Bulletin) -> Check:
    """The check of a saved bulletin."""
    return check(bulletin.body, grounds(bulletin, bulletin.marks.select_related("file")))


def _meets(marked: Marked, span: Span | Passed) -> bool:
    return marked.start < span.end and span.start < marked.end


def _around(prose: Prose, start: int, words: str) -> tuple[str, str]:
    before = prose.text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    return before, prose.text[start + len(words) : start + len(words) + CONTEXT].partition("\n")[0]


def _finding(prose: Prose, start: int, words: str, **rest: Any) -> Finding:
    before, after = _around(prose, start, words)
    return Finding(words=words, before=before, after=after, start=start, **rest)


def _passed_over(prose: Prose, one: Passed) -> PassedOver:
    return PassedOver(one.text, *_around(prose, one.start, one.text), why=why_passed(one.reason, one.word))


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


def _of_mark(prose: Prose, marked: Marked, judged: list[Span | Passed], ground: Ground | None) -> Finding:
    """What a mark covers; where none of it claims anything (a number in a plan), its numbers are held against the ground all the same."""
    spans = [one for one in judged if isinstance(one, Span)]
    bounds = [(one.min, one.max) for one in (spans or judged) if one.label != ABSOLUTE]
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
    if low is None and high is None:
        return _("The check cannot read “%(words)s” as a number. Write it in figures, or cite a document.") % {"words": words}
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
