"""Quantities in normalised prose: where each stands, how far it reaches, and which counts its words allow.

The span of a quantity covers the words that bound it (近, 约, 超过, 余, 以上), the numeral and its measure word or unit: ``近300份``,
``100余名``, ``八成以上``, ``首位``. It leaves out the verb before it and the noun after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import lexicon
from .bounds import AFTER, BEFORE, DEMANDS, Bound, bounded
from .forms import FORMS
from .numerals import NUMERAL_CHARS, Numeral, read_numeral, run_end


@dataclass(frozen=True, slots=True)
class Quantity:
    start: int
    end: int
    low: Bound
    high: Bound
    demand: str = ""
    """The word (至少, 不低于, 不超过) by which a rule would set it, or empty."""


def _words(*groups: str) -> list[str]:
    return sorted({word for group in groups for word in group.split()}, key=len, reverse=True)


def _any(*groups: str) -> str:
    return "|".join(map(re.escape, _words(*groups)))


PLACE_BEFORE_UP = re.compile("[以会网线路街墙身山船晚早台场市村手楼桌脸地面岸车端度]上$")
ABOUT_INSIDE_A_WORD = re.compile("[节大签预契相邀合公条制婚特履失违立誓赴简](?:约)$|[附靠亲就临最远](?:近)$")
MEASURE = re.compile(
    _any(
        lexicon.MEASURES_OF_PEOPLE,
        lexicon.MEASURES_OF_THINGS,
        lexicon.MEASURES_OF_AREAS_AND_GOODS,
        lexicon.MEASURES_OF_MONEY,
        lexicon.MEASURES_OF_SHARE,
        lexicon.MEASURES_OF_SCORE,
        lexicon.DURATIONS,
    )
)
DURATION = frozenset(_words(lexicon.DURATIONS))
NEEDS_VERB = frozenset(_words(lexicon.MEASURES_NEEDING_A_VERB))
COUNTED_NOUN = re.compile(_any(lexicon.COUNTED_NOUNS))
NOUN_COUNTED = re.compile(_any(lexicon.NOUNS_THAT_ARE_COUNTED))
ABSTRACT = re.compile(_any(lexicon.ABSTRACT_NOUNS))
DONE_VERB = re.compile(f"(?:{_any(lexicon.DONE_VERBS)})(?:[了过出起成到有得为共完入走去上下给回约近至]|其中)?$")
STRICT_DONE = re.compile(r"[了出成过]$|(?:仅有?|共有?|新增|新建|新设|建成|设立|成立|评选|举办|召开|开展|举行|查处|立案|受理|发生|接待|排查|发现|组织|获评|荣获|播放|放映|签订|办理|组建|发放|表彰|开办|捐赠|救助|慰问|走访|培训|募集)$")
PROGRAMME = re.compile(f"(?:{_any(lexicon.PROGRAMME_VERBS)})(?:了|的|好)?$")
REACHES = re.compile(
    r"(?:达到?了?|突破|超过?|升[至到]|增[至到]|降[至到为]|增加[至到]|减少[至到]|提高[至到]|提升[至到]|上升[至到]|下降[至到]|压缩[至到]|缩短[至到]|扩大[至到]|共计|总计|合计|累计|逾|得分(?:为|达)?|均分(?:为|达)?|平均分(?:为|达)?|评分(?:为|达)?|"
    r"[总人件户份次数量度率分值](?:数|量)?[为是达]|[率度](?:为|达)?|指数为?|突破了|达到|近|约|超)$"
)
DURATION_DONE = re.compile(
    r"(?:历时|为期|长达|连续|整整|持续|耗时|用时|历经|经过|坚持|坚守|扎根|从事|工龄|党龄|缩短|延长|提前|压缩|仅用|只用|用了|花了|超过?|近|约|逾|达到?|共|累计|时长|服务|工作|[了]|不到|不足|满|在岗|任教|从教|从医|守护|照顾|照料|陪伴|跋涉|驻村|至|到|为|节省|减少|培训|学习|集训|展期|会期|工期|长|较)(?:了|过|约|近|超|达|超过|至|到|为|用)?$"
)
RANGE = re.compile("[-~—–―至到]{1,2}")
ENDS_HERE = re.compile(r"[，,。；;、）)！!:：\n]|$|的|以上|左右|，")


def quantities(text: str, painted: bytearray) -> Iterator[Quantity]:
    """All quantities outside the painted places, from left to right; ``painted`` is painted over with them."""
    found = [*_special(text, painted)]
    found.extend(_counted(text, painted))
    found.sort(key=lambda quantity: quantity.start)
    yield from found


# --- shares, ranks, multiples, zeros ---------------------------------------------------------------------------------


def _special(text: str, painted: bytearray) -> Iterator[Quantity]:
    for form in FORMS:
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(painted[start:end]) and not form.ordinal or painted[start : end].count(2):
                continue
            groups = match.groupdict()
            before, after = groups.get("before") or "", groups.get("after") or ""
            low, high = form.bounds(match)
            if low is not None and high is not None and (before or after):
                low, high = bounded(low, high, before, after, continuous=form.share)
            painted[start:end] = b"\x02" * (end - start)
            yield Quantity(start, end, low, high, _demand(before, after))


# --- numeral and measure word ----------------------------------------------------------------------------------------

CANDIDATE = re.compile(f"[0-9{NUMERAL_CHARS}]")


def _counted(text: str, painted: bytearray) -> Iterator[Quantity]:
    position = 0
    while found := CANDIDATE.search(text, position):
        position = found.start()
        if painted[position]:
            position += 1
            continue
        quantity = _quantity_at(text, position, painted)
        if quantity is None:
            position = run_end(text, position)
        else:
            yield quantity
            position = max(quantity.end, position + 1)


def _quantity_at(text: str, position: int, painted: bytearray) -> Quantity | None:
    numeral = read_numeral(text, position)
    if numeral is None:
        return None
    if text[position] in "." or (position and (text[position - 1] in ".-/第" or (text[position - 1].isascii() and text[position - 1].isalnum()))):
        return None
    low, high, end = numeral.low, numeral.high, numeral.end
    second: Numeral | None = None
    joint = RANGE.match(text, end) or re.compile(r"(?:人|名|个|元|%|万元|份|场|户|件|天)(?=[-~—–至到]\d)").match(text, end)
    if joint:
        after = joint.end()
        if joint.group()[0] not in "-~—–―至到":
            bridge = RANGE.match(text, after)
            after = bridge.end() if bridge else after
        if after < len(text) and CANDIDATE.match(text, after) and not painted[after]:
            second = read_numeral(text, after)
        if second and second.high > 0 and _is_range(numeral, second, text):
            low, high, end = _range(numeral, second, text)
        else:
            second = None
    measured = _measure(text, end, numeral, position)
    if measured is None:
        return None
    measure, end, over = measured
    if painted[end - 1] and painted[position:end].count(1) > 0:
        return None
    before = BEFORE.search(text, max(0, position - 6), position)
    start = position
    word = ""
    if before and not ABOUT_INSIDE_A_WORD.search(text, max(0, before.start() - 1), before.start() + 1):
        start, word = before.start(), re.sub("[了到]$", "", before.group())
    elif position and text[position - 1] == "上" and numeral.bare and not PLACE_BEFORE_UP.search(text, max(0, position - 2), position):
        start, word = position - 1, "上"
    after_word = AFTER.match(text, end)
    tail = ""
    if after_word:
        tail, end = after_word.group(), after_word.end()
    if not _counts(text, position, start, end, numeral, measure, word or tail, second is not None):
        return None
    if over:
        high = high + 1
    if measure == "‰":
        low, high = low / 10, high / 10
    bounds = bounded(low, high, word, tail, continuous=measure in ("%", "‰") or measure in DURATION)
    return Quantity(start, end, *bounds, _demand(word, tail))


def _is_range(first: Numeral, second: Numeral, text: str) -> bool:
    joint = text[first.end]
    if first.low < second.high:
        return True
    return joint in "-~—–" and second.high * 10_000 > first.low > second.high and text[second.end - 1] in "万亿"


def _range(first: Numeral, second: Numeral, text: str) -> tuple[Decimal, Decimal, int]:
    low = first.low
    last = text[second.end - 1]
    if last in "万亿" and text[first.end - 1] not in "万亿千百" and low < second.high / 1000:
        low *= 10_000 if last == "万" else 100_000_000
    return low, second.high, second.end


def _measure(text: str, end: int, numeral: Numeral, position: int) -> tuple[str, int, bool] | None:
    """The measure word or unit after a numeral: (word, where it ends, whether 多/余/半 follows it)."""
    found = MEASURE.match(text, end)
    if found:
        word, stop = found.group(), found.end()
        if word in ("年", "月", "日", "天", "夜", "周") and numeral.arabic and numeral.low > 1900:
            return None
        if text[stop : stop + 1] in ("多", "余") and text[stop + 1 : stop + 2] not in tuple("次个种元年名方部门样数") and word[-1] in "年月里亩元斤吨时米度倍天升岁克":
            return word, stop + 1, True
        return word, stop, False
    noun = COUNTED_NOUN.match(text, end)
    if noun and (numeral.low >= 10 or not numeral.exact) and (numeral.arabic or not numeral.exact or numeral.bare is False):
        return "", end, False
    if ENDS_HERE.match(text, end) and (numeral.arabic or numeral.low >= 10 or not numeral.exact) and REACHES.search(text, max(0, position - 8), position):
        if numeral.arabic and numeral.low == numeral.low.to_integral_value() and 1900 < numeral.low < 2100 and not re.search("[达计数为]$", text[:position][-1:]):
            return None
        return "", end, False
    return None


GENERIC_ONE = frozenset("一")
EVENT_MEASURES = frozenset(_words("场 次 期 堂 届 名 起 件 份 台 家 所 座 套 部 本 条 篇 间 处 支 项 个 辆 幅 面 户 位 笔 轮 封 节 首 款 张 块 门 例 组 对 棵 宗 人 场次 人次 批 把 枚 只 头 口"))


def _counts(text: str, position: int, start: int, end: int, numeral: Numeral, measure: str, bounding: str, ranged: bool) -> bool:
    """Does this numeral with this measure word count something here, rather than name, number or colour something?"""
    bounded = bool(bounding) or ranged
    before = text[max(0, start - 8) : start]
    if measure in DURATION:
        return _duration_counts(text, position, start, end, numeral, measure, bounded, before)
    following = text[end : end + 4]
    if measure in ("分", "星", "度", "级台阶", "点", "里", "米") and not numeral.arabic and not bounded:
        return bool(re.search("[得获评打均为至到长高宽约近共了]$", before)) and text[position] != "十"
    if numeral.arabic:
        if measure in ("级", "层", "章", "届", "版", "级台阶", "行", "栏", "排", "代"):
            return bool(DONE_VERB.search(before)) and measure not in ("级", "届", "版")
        if measure == "票" and following[:1] == "制":
            return False
        return not (measure in ("个", "项", "大", "种") and numeral.low < 13 and numeral.exact and _heading(text, start, end))
    if not numeral.exact or bounded:
        if numeral.low < 10 and text[position] in "几数" and not bounded:
            return bool(DONE_VERB.search(before)) and measure not in ("代", "度", "番", "句", "点")
        return True
    if numeral.bare:
        return bool(DONE_VERB.search(before)) or measure in ("元", "亩", "公里", "公斤") and bool(re.search("[值款资金费收了]$", before))
    if numeral.low >= 11 or text[position : position + 2] == "二十":
        return True
    if text[position] in "一壹" and numeral.low == 1:
        return measure in EVENT_MEASURES and bool(STRICT_DONE.search(before)) and not _heading(text, start, end) and following[:1] not in tuple("又个一样")
    if measure in ("个", "项", "种", "类", "大", "条", "张", "支", "件", "位", "道", "本", "把", "组", "重", "份", "次"):
        if _heading(text, start, end):
            return False
    if measure in NEEDS_VERB:
        return bool(DONE_VERB.search(before)) or bool(NOUN_COUNTED.match(text, end))
    if measure == "":
        return numeral.low >= 10
    return True


def _heading(text: str, start: int, end: int) -> bool:
    if ABSTRACT.match(text, end):
        return True
    return bool(PROGRAMME.search(text, max(0, start - 8), start)) and not re.match("[乡镇村社单县家部学]", text[end : end + 1])


def _duration_counts(text: str, position: int, start: int, end: int, numeral: Numeral, measure: str, bounded: bool, before: str) -> bool:
    following = text[end : end + 3]
    if re.match("以?内|之内|内|来|以来|前|后|之后|之前|间|级|期|代|规划|计划|行动|攻坚|一次|一[度届轮]|如一|起|生", following) and not re.match("如一|来回", following):
        if not re.search("仅用|只用|用了|历时", text[max(0, start - 4) : start + 1]):
            return False
    if measure in ("年", "月", "日", "天", "周", "夜", "晚", "多天", "多年", "年半", "秒", "载", "多月"):
        return bool(DURATION_DONE.search(before)) or bool(re.match("如一日|的(?:坚|努|攻|奋|培|学|治|建|集|时间|紧|帮|照|辛|艰|不懈|工|探)", text[end : end + 4])) or bool(bounded and text[start] in "近逾超约不")
    return True


def _demand(before: str, after: str) -> str:
    return before if before in DEMANDS else after if after in DEMANDS else ""
