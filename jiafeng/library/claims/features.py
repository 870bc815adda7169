"""What the judge is told about a candidate: its build, the characters around it, and the cues of its clause and sentence.

Each feature is a string ``family=value``. The families in ``CUE_REASONS`` and the shapes name the reason when a candidate is passed over.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from . import words
from .grammar import Candidate
from .shapes import QUOTED, TITLE

CUE_WORDS = {word: name for name, group in words.CUES.items() for word in group.split()}
CUE = re.compile("|".join(map(re.escape, sorted(CUE_WORDS, key=len, reverse=True))))
MATTER_WORDS: dict[str, list[str]] = {}
for _name, _group in words.MATTERS.items():
    for _word in _group.split():
        MATTER_WORDS.setdefault(_word, []).append(_name)
MATTER = re.compile("|".join(map(re.escape, sorted(MATTER_WORDS, key=len, reverse=True))))
CLAUSE_END = re.compile(r"[，,；;。！!？?()\n\t]|(?<=[一-龥]):")
SENTENCE_END = re.compile(r"[。！!？?\n]")
DIGIT = re.compile(r"\d")
NEAR, FAR, WIDE = 6, 14, 40
GOVERNING = (*words.CUE_REASONS, "done")
CELL = re.compile(r"[\t|]")
NUMBER = re.compile(r"[\d.,%一二两三四五六七八九十百千万 -]*")
LABEL = re.compile(r"([一-龥()]{1,12}):$")
FIELD_ENDS = ("", "\n", "\t", "，", ",", "；", ";", "。", "、", "|")
LONGEST_ROW, HIGHEST_TABLE, LOOK = 160, 40, 20


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    name: str
    word: str


class Sentences:
    """A text's clauses, sentences, cues, titles and quotations; built once in linear time, then asked for each candidate."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = DIGIT.sub("0", text)
        self.pairs = [self.plain[at : at + 2].encode() for at in range(len(text))]
        self._clauses = [found.start() for found in CLAUSE_END.finditer(text)]
        self._lines = [found.start() for found in re.finditer("\n", text)]
        self._sentences = [found.start() for found in SENTENCE_END.finditer(text)]
        self.cues = [Cue(found.start(), found.end(), CUE_WORDS[found.group()], found.group()) for found in CUE.finditer(text)]
        self._cue_starts = [cue.start for cue in self.cues]
        self._matters = [(found.start(), found.end(), found.group()) for found in MATTER.finditer(text)]
        self._titles = [found.span() for found in TITLE.finditer(text)]
        self._quotes = [found.span() for found in QUOTED.finditer(text)]

    def clause(self, at: int) -> tuple[int, int]:
        return _between(self._clauses, at, len(self.text))

    def sentence(self, at: int) -> tuple[int, int]:
        return _between(self._sentences, at, len(self.text))

    def cues_around(self, at: int, start: int, end: int) -> list[Cue]:
        """The cues in ``[start, end)``, at most ``LOOK`` on either side of a place: keeps a hostile text linear."""
        index = bisect_left(self._cue_starts, at)
        first = max(index - LOOK, bisect_left(self._cue_starts, start))
        return self.cues[first : min(index + LOOK, bisect_left(self._cue_starts, end))]

    def matters_around(self, at: int, start: int, end: int) -> list[tuple[int, int, str]]:
        """The words in ``[start, end)`` that say what is spoken of, at most ``LOOK`` on either side of a place."""
        index = bisect_left(self._matters, (at,))
        first = max(index - LOOK, bisect_left(self._matters, (start,)))
        return self._matters[first : min(index + LOOK, bisect_left(self._matters, (end,)))]

    def line(self, at: int) -> tuple[int, int]:
        return _between(self._lines, at, len(self.text))

    def field(self, start: int, end: int) -> tuple[str, bool, str] | None:
        """The label of the cell or field that the place stands in, whether it fills it, and the head of its column."""
        line_start, line_end = self.line(start)
        row = line_end - line_start <= LONGEST_ROW
        line = self.text[line_start:line_end] if row else ""
        place = start - line_start
        if CELL.search(line):
            cells = [0, *(found.end() for found in CELL.finditer(line))]
            index = bisect_right(cells, place) - 1
            ends = [*(found.start() for found in CELL.finditer(line)), len(line)]
            label = next(
                (
                    line[cells[i] : ends[i]].strip()
                    for i in range(index - 1, -1, -1)
                    if not NUMBER.fullmatch(line[cells[i] : ends[i]].strip())
                ),
                "",
            )
            alone = line[cells[index] : ends[index]].strip() == self.text[start:end]
            return label, alone, self._head(line_start, index)
        found = LABEL.search(self.text, max(line_start, start - FAR), start)
        if found:
            stop = self.text[end : end + 1]
            return found[1], stop in FIELD_ENDS, self.text[line_start : line_start + 2]
        return None

    def _head(self, line_start: int, index: int) -> str:
        """What stands in the same column of the first row of the table."""
        at, row = line_start, ""
        for _ in range(HIGHEST_TABLE):
            if not at:
                break
            above = self.line(at - 1)
            if above[1] - above[0] > LONGEST_ROW or not CELL.search(self.text, *above):
                break
            row, at = self.text[slice(*above)], above[0]
        cells = CELL.split(row)
        return cells[index].strip() if index < len(cells) else ""

    def quote(self, at: int) -> tuple[int, int] | None:
        return _holding(self._quotes, at)

    def title(self, at: int) -> tuple[int, int] | None:
        return _holding(self._titles, at)


def _between(ends: list[int], at: int, length: int) -> tuple[int, int]:
    index = bisect_left(ends, at)
    return (ends[index - 1] + 1 if index else 0), (ends[index] if index < len(ends) else length)


def _holding(spans: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    index = bisect_right(spans, (at, 1 << 60)) - 1
    return spans[index] if index >= 0 and spans[index][0] <= at < spans[index][1] else None


def features(found: list[Candidate], index: int, sentences: Sentences) -> Iterator[str]:
    """The features of a candidate among those of its text, in a fixed order, but for its ``pairs``."""
    one = found[index]
    text, plain = sentences.text, sentences.plain
    start, end = one.start, one.end
    first, last = sentences.clause(start)
    opening, closing = sentences.sentence(start)
    t = "A" if one.label == "absolute" else "N"
    yield f"{t}kind={one.kind}"
    written = text[start:end]
    if one.label == "absolute":
        yield f"Aword={written}"
        yield f"Aword1={written[0]}"
        yield f"Aword9={written[-1]}"
        yield f"Aword2={written[:2]}"
        yield f"Aword8={written[-2:]}"
        if len(written) > 2 and written[0] == "一":
            yield "Aone"
    else:
        core = text[one.core[0] : one.core[1]]
        arabic = core[:1].isdigit()
        size = _size(one)
        yield f"Ncore={'0' * len(core) if arabic else core[:6]}"
        yield f"Nsize={size},{arabic},{one.kind}"
        yield f"Nmeasure={one.measure}"
        yield f"Nmeasure={one.measure},{size},{arabic}"
        yield f"Nbound={one.before},{one.after}"
        yield f"Nbounded={bool(one.before)},{bool(one.after)},{one.low == one.high}"
        if one.kind not in ("counted", "formed"):
            yield f"Nform={written[:4]}"
        if one.shape:
            yield f"shape={one.shape}"
            yield f"shape={one.shape},{written[:1]},{written[-1:]}"
    # the characters on either side, by place and as runs
    before, after = plain[max(0, start - 4) : start], plain[end : end + 4]
    for n in (1, 2, 3, 4):
        yield f"{t}b{n}={before[-n:]}"
        yield f"{t}a{n}={after[:n]}"
    yield f"{t}ba={before[-1:]}|{after[:1]}"
    yield f"{t}ba2={before[-2:]}|{after[:2]}"
    yield f"{t}bm={before[-1:]}|{one.measure}|{after[:1]}"
    yield f"{t}am={one.measure}|{after[:1]}"
    yield f"{t}bm2={before[-2:]}|{one.measure}"
    # the clause: what stands before and after (its pairs of characters: ``pairs``)
    for at in range(max(first, start - FAR), start):
        yield f"{t}ub={plain[at]}"
    for at in range(end, min(last, end + FAR)):
        yield f"{t}ua={plain[at]}"
    yield from _matters(t, one, sentences, (first, last), (opening, closing))
    yield from _beside(t, found, index, sentences, first, last)
    yield f"{t}clause={start == first},{end == last},{text[last : last + 1]},{text[first - 1 : first]}"
    yield f"{t}head={plain[opening : opening + 2]}"
    yield f"{t}head3={plain[opening : opening + 3]}"
    yield f"{t}clausehead={plain[first : first + 2]}"
    yield f"{t}clauseend={plain[max(first, last - 2) : last]}{text[last : last + 1]}"
    yield f"{t}end={text[closing : closing + 1]},{closing - opening < 12}"
    if quote := sentences.quote(start):
        inside = quote[1] - quote[0]
        yield f"{t}quote={min(inside, 14) // 3}"
        yield f"{t}quoted={plain[quote[1] : quote[1] + 2]}"
        yield f"{t}quoting={plain[max(0, quote[0] - 2) : quote[0]]}"
    if sentences.title(start):
        yield "title"
    # the cell of a table, or the field of a form: 到场人数：312, 村 | 118
    line_start, line_end = sentences.line(start)
    if field := sentences.field(start, end):
        label, alone, head = field
        yield f"{t}field={alone}"
        yield f"{t}field={alone},{label[-2:]}"
        yield f"{t}field={alone},{label[-1:]},{one.measure}"
        yield f"{t}fieldhead={alone},{head[-2:]}"
        yield f"{t}fieldhead={alone},{head[-1:]}"
        yield f"{t}fieldhead={alone},{head[:2]}"
    yield f"{t}line={start == line_start},{end == line_end},{text[line_end - 1 : line_end] in tuple('。！？；')},{min(line_end - line_start, 30) // 6}"
    # the cues: in the own clause before and after, in the sentence before and after
    own: set[str] = set()
    around: set[str] = set()
    mood = "none"
    told: list[str] = []
    for cue in sentences.cues_around(start, opening, closing):
        if cue.start < end and start < cue.end:
            place = "on"
        elif first <= cue.start < last:
            place = ("nearb" if start - cue.end <= 3 else "b") if cue.start < start else "a"
        else:
            place = "B" if cue.start < start else "A"
        if place in ("B", "A"):
            around.add(cue.name + place)
        elif place != "on":
            own.add(cue.name + place[-1])
        if cue.name in GOVERNING and cue.start < start and place != "on":
            mood = f"{cue.name}{place[-1]}"
            if not told or told[-1] != cue.name:
                told.append(cue.name)
        yield f"cue={cue.name},{place},{t}"
        yield f"cue={cue.name},{place},{t},{cue.word}"
        if cue.name in ("plan", "call", "rule") and place != "A":
            yield f"cue={cue.name},{place[0].lower()},{cue.word},{plain[cue.end : cue.end + 1]}"
            yield f"cue={cue.name},{place[0].lower()},{plain[max(0, cue.start - 1) : cue.start]},{cue.word}"
    for mood in ("plan", "rule", "condition", "call", "told", "habit"):
        present = [place for place in ("b", "a") if mood + place in own] + [place for place in ("B",) if mood + place in around]
        if present:
            yield f"mood={mood},{''.join(present)},{'doneb' in own},{'donea' in own}"
            yield f"mood={mood},{''.join(present)},{'doneB' in around},{t},{one.kind}"
    yield f"{t}last={mood}"
    yield f"{t}last={mood},{'worka' in own or 'workb' in own},{one.kind}"
    yield f"{t}path={'>'.join(told[-3:])}"
    yield f"{t}done={'doneb' in own},{'donea' in own},{'workb' in own},{'worka' in own}"
    yield f"{t}done={'doneb' in own},{'donea' in own},{'headingb' in own},{'headinga' in own}"


def pairs(one: Candidate, sentences: Sentences) -> Iterator[tuple[str, set[bytes]]]:
    """The pairs of characters in the clause and the sentence, before and after, near and far: a family's beginning (``Ncb=``), and its values.

    Features like the others; since they are most of all, they are not spelled out as text.
    """
    t = "A" if one.label == "absolute" else "N"
    start, end, written = one.start, one.end, sentences.pairs
    first, last = sentences.clause(start)
    opening, closing = sentences.sentence(start)
    left, right = max(opening, start - WIDE), min(closing, end + WIDE) - 1
    yield f"{t}cb=", set(written[max(first, start - FAR) : max(start - 1, 0)])
    yield f"{t}nb=", set(written[max(first, start - NEAR) : max(start - 1, 0)])
    yield f"{t}ca=", set(written[end : max(min(last, end + FAR) - 1, 0)])
    yield f"{t}na=", set(written[end : max(min(last, end + FAR) - 1, 0)][:NEAR])
    yield f"{t}bag=", set(written[left : max(right, 0)])
    yield f"{t}wb=", set(written[left : max(start - 1, 0)])
    yield f"{t}wa=", set(written[end : max(right, 0)])


def _matters(t: str, one: Candidate, sentences: Sentences, clause: tuple[int, int], sentence: tuple[int, int]) -> Iterator[str]:
    """What clause and sentence speak of: prices, sizes, vacancies, recipes."""
    spoken: set[tuple[str, str]] = set()
    for start, end, word in sentences.matters_around(one.start, *sentence):
        if start < one.end and one.start < end:
            continue
        before = start < one.start
        place = ("b" if before else "a") if clause[0] <= start < clause[1] else ("B" if before else "A")
        near = 0 <= one.start - end <= 2 or 0 <= start - one.end <= 2
        for name in MATTER_WORDS[word]:
            spoken.add((name, place))
            yield f"matter={name},{place},{near},{t}"
            yield f"matter={name},{place},{t},{word}"
            yield f"matter={name},{place},{near},{one.measure}"
    for name, place in sorted(spoken):
        yield f"matter={name},{place},{t},{one.kind}"
    yield f"{t}matters={','.join(sorted({name for name, _ in spoken}))}"


def _beside(t: str, found: list[Candidate], index: int, sentences: Sentences, first: int, last: int) -> Iterator[str]:
    """The candidates before and after: a list, a price table or a report is mostly of one kind."""
    one = found[index]
    for step in (-2, -1, 1, 2):
        at = index + step
        if not 0 <= at < len(found):
            yield f"{t}beside={step},none"
            continue
        other = found[at]
        own = first <= other.start < last
        gap = (other.end, one.start) if step < 0 else (one.end, other.start)
        yield f"{t}beside={step},{other.label[0]},{other.kind},{own}"
        yield f"{t}beside={step},{other.measure == one.measure},{other.shape},{own},{bool(one.measure)}"
        yield f"{t}beside={step},{other.label[0]},{min(gap[1] - gap[0], 8)}"
        if step in (-1, 1):
            yield f"{t}besidemeasure={step},{other.measure},{own}"
            yield f"{t}between={step},{sentences.plain[gap[0] : min(gap[1], gap[0] + 6)]}"


def _size(one: Candidate) -> str:
    if one.low is None:
        return "none"
    value = one.low
    if value != value.to_integral_value():
        return "fraction"
    for limit in (0, 1, 2, 3, 5, 10, 12, 30, 100, 1000, 10000):
        if value <= limit:
            return str(limit)
    return "more"
