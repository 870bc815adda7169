"""The text of a bulletin: prose in which `{words|n}` is mark n, and `{words|figure}` asks for a new mark on that figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from jiafeng.common.prose import picture_number
from jiafeng.common.refusals import Refused
from jiafeng.library.press.headings import kind_of

TOKEN = re.compile(r"\{([^{}|\n]{1,60})\|([^{}|\n]{1,140})\}")


@dataclass(frozen=True)
class Marked:
    """Where a mark stands in the plain text: `[start, end)`, and the words it covers."""

    n: int
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Prose:
    """A body without its tokens, and the marks in it from left to right."""

    text: str
    marks: tuple[Marked, ...]


@dataclass(frozen=True)
class Segment:
    """A stretch of a line; `n` is its mark, 0 where it has none."""

    text: str
    n: int = 0


@dataclass(frozen=True)
class Line:
    """A paragraph or heading of the text, or the place of a picture, whose number it is."""

    kind: Literal["heading1", "heading2", "body", "picture"]
    segments: tuple[Segment, ...]
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def tidy(body: str) -> str:
    """One kind of line end, no white space at the ends of lines, no empty line twice."""
    lines = [line.strip(" \t\u3000") for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def read(body: str) -> Prose:
    """The plain text with its marks. A token without a number is kept as its words."""
    text, marks, at, length = [], [], 0, 0
    for found in TOKEN.finditer(body):
        before = body[at : found.start()]
        words, ground = found.groups()
        text += [before, words]
        length += len(before)
        if ground.isdecimal():
            marks.append(Marked(int(ground), length, length + len(words), words))
        length += len(words)
        at = found.end()
    return Prose("".join([*text, body[at:]]), tuple(marks))


def number_tokens(body: str, number: Callable[[str, str], int]) -> str:
    """The body with every `{words|figure}` turned into `{words|n}`; `number(words, ground)` makes the mark and returns its n."""

    def replaced(found: re.Match[str]) -> str:
        words, ground = found.groups()
        return found.group() if ground.isdecimal() else f"{{{words}|{number(words, ground)}}}"

    return TOKEN.sub(replaced, body)


def check_braces(body: str) -> None:
    """Raises Refused where a brace belongs to no mark: half a token would be printed as it stands."""
    rest = TOKEN.sub(lambda found: "\0" * len(found.group()), body)
    stray = re.search(r"[{}]", rest)
    if stray:
        context = body[max(0, stray.start() - 8) : stray.start() + 8].replace("\n", " ")
        raise Refused(
            _("A curly bracket near “%(near)s” belongs to no mark. A mark is written {words|number}.") % {"near": context}, field="body"
        )


def wrap(body: str, start: int, words: str, n: int) -> str:
    """The body with mark n around `words`, which stand at `start` of the plain text; raises Refused where they no longer do."""
    if "\n" in words or not 0 < len(words) <= 60:
        raise Refused(_("A mark covers words of one line, at most 60 characters."), field="body")
    prose = read(body)
    places = [start] if prose.text.startswith(words, start) else [found.start() for found in re.finditer(re.escape(words), prose.text)]
    free = [place for place in places if not any(mark.start < place + len(words) and place < mark.end for mark in prose.marks)]
    if len(free) != 1:
        raise Refused(
            _("The text changed, and “%(words)s” is no longer found where it was. Check again, then bind it.") % {"words": words},
            field="body",
        )
    first = _in_body(body, free[0])
    return f"{body[:first]}{{{words}|{n}}}{body[first + len(words) :]}"


def _in_body(body: str, place: int) -> int:
    """Where a place of the plain text lies in the body."""
    shift = 0
    for found in TOKEN.finditer(body):
        start = found.start() - shift
        if place < start + len(found.group(1)):
            break
        shift += len(found.group()) - len(found.group(1))
    return place + shift


def lines(body: str) -> list[Line]:
    """The body as headings and paragraphs, each as segments with their marks; empty lines only separate."""
    found = []
    for raw in body.split("\n"):
        prose = read(raw)
        if not prose.text:
            continue
        if number := picture_number(prose.text):
            found.append(Line("picture", (), number))
            continue
        segments, at = [], 0
        for mark in prose.marks:
            segments += [Segment(prose.text[at : mark.start]), Segment(mark.words, mark.n)]
            at = mark.end
        segments.append(Segment(prose.text[at:]))
        found.append(Line(kind_of(prose.text), tuple(segment for segment in segments if segment.text)))
    return found


def without_pictures(text: str) -> str:
    """A plain text whose lines that are pictures' places are blank, every other character where it was: the number of a picture claims nothing."""
    return "\n".join(" " * len(line) if picture_number(line) else line for line in text.split("\n"))
