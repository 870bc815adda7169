"""Find the claims of a text: quantities done or achieved, and totalities without a number.

What is found (the label of the span):

- ``claim``: a quantity that was done, counted or reached, in any form of numeral, with the words that bound it and its measure word.
- ``absolute``: a totality without a number (全部, 人人, 家家户户, 全覆盖, 应签尽签, 无一例外).

What is not: dates, times and spans of the calendar, document and clause numbers, ordinals, codes and addresses, ages, names and set
phrases, and whatever the clause plans, demands, calls for or supposes instead of reporting.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .fixed import mark
from .moods import Moods
from .quantities import Quantity, quantities
from .text import read
from .totalities import PEOPLE, totalities

CLAIM, ABSOLUTE = "claim", "absolute"


@dataclass(frozen=True, slots=True)
class Span:
    """``text`` is the source at ``[start, end)``; ``min``/``max`` are the counts its words allow, None where they leave it open."""

    start: int
    end: int
    text: str
    label: str
    min: int | float | None
    max: int | float | None


def find_claims(text: str) -> list[Span]:
    """The claims of a sentence or a longer text, from left to right and without overlap. Any string is accepted; time grows with its length."""
    prose = read(text)
    painted = mark(prose.text)
    moods = Moods(prose.text)
    names = _quoted_names(prose.text)
    found: list[Span] = []

    def add(start: int, end: int, label: str, low: Decimal | None = None, high: Decimal | None = None) -> None:
        first, last = prose.span(start, end)
        found.append(Span(first, last, text[first:last], label, _plain(low), _plain(high)))

    for quantity in quantities(prose.text, painted):
        if _reported(prose.text, quantity, moods, names):
            add(quantity.start, quantity.end, CLAIM, quantity.low, quantity.high)
    for totality in totalities(prose.text, painted):
        if _total(prose.text, totality.start, totality.end, moods, names):
            add(totality.start, totality.end, ABSOLUTE)
    return _apart(found)


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(round(value, 4))


def _apart(spans: list[Span]) -> list[Span]:
    """In order, and where two overlap only the one that starts first (a claim before a totality)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.label == ABSOLUTE, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


QUOTED = re.compile(r"[“\"「『‘]([^“”\"「」『』‘’\n]{1,24})[”\"」』’]")
SAYS_MUCH = re.compile(r"[，,。；;！!？?]")
WHOLE_CLAIM = re.compile(r"^(?:100%|百分百|百分之百|全覆盖|全员[^，]{0,4}|零[^，]{1,4}|[应能愿].{1,3}尽.{1,3}|一[个户人项件处].{1,3}|不[漏落].{2}|清零|无一.{2}|全部|首位|过半|翻番|满分|第[一二三]名?|唯一|[\d.]+%|.{0,2}全[^，]{2})$")
NAMED_AFTER = re.compile(r"^(?:[^，。；、]{0,6})(?:活动|行动|工程|主题|口号|理念|倡议|专项|项目|模式|工作法|机制|制度|计划|品牌|要求|原则|目标|标准|格局|体系|思路|精神|工作|教育|大走访|宣讲|评选|号召|承诺|方针)")
NAMED_BEFORE = re.compile(r"(?:以|围绕|主题为?|题为|开展了?|坚持|喊出|提出|践行|秉持|落实|名为|叫响|标语|口号|推行|实施|建立|健全|按照|标题|写着|写有|印有|打着)[了是为:：]?$")


def _quoted_names(text: str) -> list[tuple[int, int]]:
    """Quoted names of campaigns and slogans (“百日攻坚”行动, “三个到位”): a numeral or a 人人 inside counts nothing."""
    names = []
    for found in QUOTED.finditer(text):
        inside = found.group(1)
        if WHOLE_CLAIM.match(inside) and not re.match(r"(?:活动|行动|工程|主题|口号|目标|要求|原则)", text[found.end() : found.end() + 2]):
            continue
        named = NAMED_AFTER.match(text[found.end() : found.end() + 14]) or NAMED_BEFORE.search(text[max(0, found.start() - 6) : found.start()])
        if named or not SAYS_MUCH.search(inside) and len(inside) <= 10:
            names.append(found.span())
    return names


def _named(start: int, names: list[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in names)


def _reported(text: str, quantity: Quantity, moods: Moods, names: list[tuple[int, int]]) -> bool:
    if _named(quantity.start, names):
        return False
    if moods.not_done(quantity.start, quantity.end):
        return False
    clause_start, clause_end = moods.clause(quantity.start)
    if quantity.demand and not moods.has(moods.done_marks, clause_start, clause_end):
        if not re.search("(?:共|累计|有|达|开展|举办|发放|组织|走访)了?$", text[max(0, quantity.start - 4) : quantity.start]) or quantity.demand in ("不少于", "不低于"):
            return False
    small = quantity.low is not None and quantity.low == quantity.high and quantity.low <= 12
    return not (small and moods.habitual(quantity.start))


def _total(text: str, start: int, end: int, moods: Moods, names: list[tuple[int, int]]) -> bool:
    if _named(start, names):
        return False
    if moods.not_done(start, end) or moods.called_for(start):
        return False
    clause_start, clause_end = moods.clause(start)
    if re.match("(?:的|这一)?(?:目标|要求|原则|任务|思路|理念|标准|方针|机制|愿景|攻坚|工作要求|工作目标)", text[end : end + 8]):
        return False
    if text.startswith("全体", start) and not re.match(f"(?:{PEOPLE})", text[start + 2 : start + 8]):
        return False
    return not (text.startswith("全域", start) or (text.startswith("全盘", start)))
