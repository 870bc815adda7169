"""Quantities in normalised prose: where each stands, how far it reaches, and which counts its words allow.

The span of a quantity covers the words that bound it (近, 约, 超过, 余, 以上), the numeral and its measure word or unit: ``近300份``,
``100余名``, ``八成以上``, ``首位``. It leaves out the verb before it and the noun after it.

An Arabic numeral with a measure word counts; so does a Chinese one that is vague, bounded or above ten. A small exact Chinese numeral
(三个, 两面, 一次) is as often part of a heading, a name or an idiom, so the words on either side decide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import lexicon
from .bounds import AFTER, BEFORE, DEMANDS, Bound, bounded
from .durations import DURATIONS, SPANS_OF_TIME, lasted
from .forms import FORMS
from .numerals import NUMERAL_CHARS, Numeral, read_numeral, run_end
from .readings import Reading


@dataclass(frozen=True, slots=True)
class Quantity:
    start: int
    end: int
    low: Bound
    high: Bound
    share: bool = False
    demand: str = ""
    """The word (至少, 不低于, 不超过) by which a rule would set it, or empty."""


def quantities(text: str, painted: bytearray) -> list[Quantity]:
    """All quantities outside the painted places, from left to right; ``painted`` is painted over with them."""
    found = [*_special(text, painted), *_counted(text, painted)]
    return sorted(found, key=lambda quantity: quantity.start)


def _special(text: str, painted: bytearray) -> Iterator[Quantity]:
    for form in FORMS:
        for match in form.pattern.finditer(text):
            words = match.groupdict()
            start, end = match.span("it") if words.get("it") else match.span()
            taken = painted[start:end]
            if 2 in taken or (1 in taken and not form.ordinal):
                continue
            before, after = words.get("before") or "", words.get("after") or ""
            low, high = form.bounds(match)
            if low is not None and high is not None:
                low, high = bounded(low, high, before, after, continuous=form.share, share=form.share, grows=_grows(text, start))
            painted[start:end] = b"\x02" * (end - start)
            yield Quantity(start, end, low, high, form.share, _demand(before, after))


GROWTH = re.compile("(?:[增涨升高快超]幅?|增长)[^，,。；、至到为达]*$")


def _grows(text: str, start: int) -> bool:
    """Growth may pass 100 %; a share of a whole, and what it grew to (增长到九成以上), may not."""
    return GROWTH.search(text, max(0, start - 4), start) is not None


def _demand(before: str, after: str) -> str:
    return before if before in DEMANDS else after if after in DEMANDS else ""


# --- numeral and measure word ----------------------------------------------------------------------------------------


def _words(*groups: str) -> frozenset[str]:
    return frozenset(word for group in groups for word in group.split())


def _any(*groups: str) -> str:
    return "|".join(map(re.escape, sorted(_words(*groups), key=len, reverse=True)))


CANDIDATE = re.compile(f"[0-9{NUMERAL_CHARS}]")
MEASURE = re.compile(
    _any(
        lexicon.MEASURES_OF_PEOPLE,
        lexicon.MEASURES_OF_THINGS,
        lexicon.MEASURES_OF_AREAS_AND_GOODS,
        lexicon.MEASURES_OF_MONEY,
        lexicon.MEASURES_OF_SHARE,
        lexicon.MEASURES_OF_SCORE,
        lexicon.DURATIONS,
        lexicon.SPANS_OF_TIME,
    )
)
MEASURE_AGAIN = re.compile(f"[(](?:{MEASURE.pattern})[)]|/(?:立方米|平方米|[一-龥]{{1,2}}(?![一-龥]))")  # 86人(次), 3元/斤
CONTINUOUS = _words(lexicon.MEASURES_OF_SHARE, lexicon.MEASURES_OF_SCORE) | DURATIONS | SPANS_OF_TIME
CONTAINER_FULL = re.compile("[大小整满](?P<measure>[本箱袋包筐车桶盒摞叠盘碗捆堆册瓶缸锅盆篮船页卷])")  # 六大本, 三小盒
UNKNOWN_MEASURE = re.compile(
    "[一-龥](?<![年月日号时点路楼室岁后前级届版式型中来余多里外内上下左右周旬期院校县市省区国的是为和与及等了着过者])(?=[，,。；;、）)]|[一二两三四五六七八九][十百千万]|$)"
)
"""邮品八十框一千枚: above ten, whatever stands alone before a pause or the next numeral measures it."""
RARE_MEASURE = re.compile(_any(lexicon.RARE_MEASURES))
RARE_MEASURES = _words(lexicon.RARE_MEASURES)
NEEDS_A_SIGN = _words(lexicon.MEASURES_NEEDING_A_SIGN)
HEADING_MEASURES = _words(lexicon.HEADING_MEASURES)
MEASURES_OF_ONE = _words(lexicon.MEASURES_OF_ONE)
COUNTS_AFAR = frozenset("对支张条部台批")
"""Between these and the noun they count, words may stand: 五对金婚夫妻, 两支志愿服务队."""
ORDINAL_MEASURES = _words(lexicon.ORDINAL_MEASURES)
CAN_BE_MORE = "年月里亩元斤吨时米度倍天升克"  # 两年多, 3公里余

COUNTED_NOUN = re.compile(_any(lexicon.COUNTED_NOUNS))
LARGE_WITH_NOUN = re.compile("(?![来年月天分以左上])[一-龥]{2}")
NOUN_WITH_COUNT = re.compile(_any(lexicon.NOUNS_WITH_A_COUNT))
ABSTRACT = re.compile(f'{_any(lexicon.ABSTRACT_NOUNS)}|(?:{_any(lexicon.ABSTRACT_AT_THE_END)})(?=[，,。；;、”"上下中里的:)]|$)')
DONE_VERB = re.compile(f"(?:{_any(lexicon.DONE_VERBS)})(?:[了过出起成到有得为共完入走去上下给回约近至的]|其中)?$")
VERB_OF_ONE = re.compile(f"(?:了|出了?|成了?|过|{_any(lexicon.VERBS_OF_ONE)})$")
FOLLOWED_BY_A_COUNT = re.compile(r"\d|[一二三四五六七八九]?[十百千]")
"""五类17个, 四批一百八十人."""
OF_EACH = re.compile("(?:每|各|(?P<each>[人户家村寨校])(?P=each))[^，,。；;]*有$")
"""每个社区都有一支队伍: the totality is claimed, not the one."""
AVERAGED = re.compile("[日月年人户亩]均$|亩产$")
RECEIVED = re.compile("(?:收到|送来|赠送|获赠|收获)了?$")
PASSIVE = re.compile("[^，,。；;]{0,12}?被(?:免职|查处|处分|立案|通报|问责|处理|评为|开除|留置|移送|诫勉)")
"""一名村支书因优亲厚友被免职: 一 at the head of its clause counts one case."""
PARALLEL = re.compile(r"(?:^|[。；，,;\n])(?:[两三四五六七八九]|\d{1,3})[个名户家件项][^，。；\d]{2,12}[，；,;]$")
"""两个乡镇…，一个社区…: the next in a row of counts."""
SENTENCE_END = re.compile("[。！？!?\n]")
LONGEST_CLAUSE = 20
VERB_OF_BUILDING = re.compile(f"(?:{_any(lexicon.VERBS_OF_BUILDING)})了?$")
THING = re.compile("[一-龥]{2}(?<![手各每人式选在到聚济共唯同统第之合为如归天世])$")
PROGRAMME = re.compile(f"(?:{_any(lexicon.PROGRAMME_VERBS)})(?:了|的|好)?$")
PLACE_AND_UP = re.compile("[以会网线路街墙身山船晚早台场市村手楼桌脸地面岸车端度]上$|[通经不度走路难突拂掠穿飞越跨超]过$|[突打]破$")
BOUND_IN_A_WORD = re.compile("[节大签预契相邀合公民乡规条制婚特履失违立誓赴简]约$|[附靠亲就临最远]近$|再接近$")
HAN = re.compile("[一-龥]")
RANGE = re.compile("[-~—–―至到]{1,2}")
RANGE_AFTER_MEASURE = re.compile(r"(?:人次|人|名|个|万元|元|%|份|场|户|件|天|亩|公里)(?:[-~—–―至]{1,2}|到)(?=[\d一二三四五六七八九十两])")
SMALL_MONEY = re.compile(f"(?P<jiao>[\\d{NUMERAL_CHARS}])角(?:(?P<fen>[\\d{NUMERAL_CHARS}])分)?")
REACHES = re.compile(
    r"(?:达到?了?|突破了?|超过?|[升增降][至到为]|[数量额率值次]过|(?:增加|减少|提高|提升|上升|下降|压缩|缩短|扩大|扩容|增长)[至到为]|共计|总计|合计|累计|逾|"
    r"破|得分(?:为|达)?|[均评总]分(?:为|达)?|[总人件户份次数量度率分值][数量]?[为是达]|[率度](?:为|达)?|指数为?|比例?为|标准差|近|约|[数量率额度值次][:：])$"
)
ROUND_AND_MORE = re.compile("有余|出头|挂零|开外|之多")  # a hundred and more, of nobody knows what: 一百出头
FIGURE_ENDS = re.compile(r"[+(，,。；;、）)！!:：\n”\"]|$|的|以上|左右|大关|有余|出头|挂零")


def _counted(text: str, painted: bytearray) -> Iterator[Quantity]:
    position = 0
    while found := CANDIDATE.search(text, position):
        position = found.start()
        if painted[position]:
            position += 1
            continue
        quantity = _quantity_at(text, position, painted)
        if quantity:
            yield quantity
        position = max(quantity.end if quantity else run_end(text, position), position + 1)


def _quantity_at(text: str, position: int, painted: bytearray) -> Quantity | None:
    numeral = read_numeral(text, position)
    if numeral is None or (position and _inside_a_code(text[position - 1])):
        return None
    low, high, end, ranged = _range(text, numeral, painted)
    measured = _measure(text, numeral, end)
    if measured is None or 1 in painted[numeral.start : end]:
        return None
    measure, end, more = measured
    start, before = _word_before(text, numeral)
    tail = AFTER.match(text, end)
    after = tail.group() if tail else ""
    end = tail.end() if tail else end
    if measure.startswith("元") and (coins := SMALL_MONEY.match(text, end)):
        cents = _coins(coins)
        low, high, end = low + cents, high + cents, coins.end()
    reading = Reading(text, numeral, start, end, measure, bool(before or after or ranged))
    if not _counts(reading):
        return None
    share = measure in ("%", "‰")
    if "半" in measure:
        low, high = low + Decimal("0.5"), high + Decimal("0.5")
    high += more
    bounds = bounded(low, high, before, after, continuous=measure in CONTINUOUS, share=share, grows=_grows(text, start))
    return Quantity(start, end, *bounds, share, _demand(before, after))


def _inside_a_code(previous: str) -> bool:
    return previous in ".-/第" or (previous.isascii() and previous.isalnum())


def _range(text: str, first: Numeral, painted: bytearray) -> tuple[Decimal, Decimal, int, bool]:
    """``50-60``, ``3万至5万``, ``20%-30%``: the interval, where it ends, and whether it is one; a lone numeral is its own interval."""
    joint = RANGE.match(text, first.end) or RANGE_AFTER_MEASURE.match(text, first.end)
    if joint and joint.end() < len(text) and CANDIDATE.match(text, joint.end()) and not painted[joint.end()]:
        second = read_numeral(text, joint.end())
        if second:
            low, large = first.low, text[second.end - 1]
            if large in "万亿" and text[first.end - 1] not in "千百万亿" and low < 10_000:
                low *= 10_000 if large == "万" else 100_000_000
            if low < second.high:
                return low, second.high, second.end, True
    return first.low, first.high, first.end, False


def _measure(text: str, numeral: Numeral, end: int) -> tuple[str, int, bool] | None:
    """The measure word or unit at ``end``: the word, where it ends, and whether a 多 or 余 after it goes beyond the numeral."""
    if numeral.low >= 10 and ROUND_AND_MORE.match(text, end):
        return "", end, False
    found = MEASURE.match(text, end)
    if found:
        word, end = found.group(), found.end()
        if word == "家" and text.startswith("庭", end):
            return "", found.start(), False
        if word == "部" and text.startswith("分", end):
            return None
        if again := MEASURE_AGAIN.match(text, end):
            end = again.end()
        if word == "对" and text[end : end + 1] in tuple("于一"):
            return None
        if text[end : end + 1] == "半" and word[-1] in CAN_BE_MORE and text[end + 1 : end + 2] != "数":
            return word + "半", end + 1, False
        more = word.startswith(("个多", "多")) or (
            text[end : end + 1] in ("多", "余")
            and text[end + 1 : end + 2] not in tuple("次个种元年名方部门样数")
            and word[-1] in CAN_BE_MORE
        )
        return word, end + (more and text[end : end + 1] in ("多", "余")), more
    filled = CONTAINER_FULL.match(text, end)
    if filled:
        return filled["measure"], filled.end(), False
    rare = RARE_MEASURE.match(text, end)
    if rare and FIGURE_ENDS.match(text, rare.end()):
        return rare.group(), rare.end(), False
    if numeral.low > 10 and not numeral.bare and UNKNOWN_MEASURE.match(text, end):
        return text[end], end + 1, False
    if (text[end - 1] in "余多" or (text[end - 1] in "万亿" and not numeral.bare)) and (
        LARGE_WITH_NOUN.match(text, end) or FIGURE_ENDS.match(text, end)
    ):
        return "", end, False
    if _unmistakable(text, numeral, end) and HAN.match(text, end):
        return "", end, False
    stated = numeral.arabic or numeral.low >= 10 or not numeral.exact
    if stated and COUNTED_NOUN.match(text, end):
        return ("", end, False) if numeral.low >= 10 else None
    if stated and FIGURE_ENDS.match(text, end):
        before = max(0, numeral.start - 8), numeral.start
        written_out = numeral.low >= 1000 and not numeral.arabic  # 捐赠八千, never 2015
        money_as_spoken = written_out and text[end - 2] in "万千" and text[end - 1] not in "百千万亿"  # 两万八
        if money_as_spoken or REACHES.search(text, *before) or (written_out and DONE_VERB.search(text, *before)):
            return "", end, False
    return None


def _unmistakable(text: str, numeral: Numeral, end: int) -> bool:
    """Is this a count whatever noun or rare measure follows: 1,500塔吊, 发电60万度? Not a year, nor a code with no verb before it."""
    written = text[numeral.start : end]
    if not numeral.arabic or 1900 <= numeral.low < 2100:
        return False
    if "," in written or written[-1] in "万亿":
        return True
    return numeral.low >= 10 and bool(DONE_VERB.search(text, max(0, numeral.start - 8), numeral.start))


def _word_before(text: str, numeral: Numeral) -> tuple[int, str]:
    """Where the quantity starts, and the bounding word it starts with: 近, 不足, 上 (上百, never 会上百名), 过 (过亿)."""
    position = numeral.start
    found = BEFORE.search(text, max(0, position - 6), position)
    if found and found["word"] in ("最多", "最少") and text[found.start() - 1 : found.start()] in tuple("场日次天村户届"):
        return position, ""  # 单场最多213人: the record, not a limit
    if found and not BOUND_IN_A_WORD.search(text, max(0, found.start() - 2), found.end()):
        return found.start(), found["word"]
    if text[position - 1 : position] == "过" and text[position - 2 : position - 1] in tuple("率额量值入款"):
        return position - 1, "过"
    if text[position - 1 : position] == "破" and numeral.low >= 1000 and text[position - 2 : position - 1] not in tuple("突打侦告"):
        return position - 1, "破"
    if numeral.bare and position and text[position - 1] in "上过破" and not PLACE_AND_UP.search(text, max(0, position - 2), position):
        return position - 1, text[position - 1]
    return position, ""


def _coins(found: re.Match[str]) -> Decimal:
    value = Decimal(0)
    for name, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        numeral = read_numeral(found[name], 0) if found[name] else None
        value += numeral.low * worth if numeral else 0
    return value


# --- does it count? --------------------------------------------------------------------------------------------------


def _counts(reading: Reading) -> bool:
    """Does this numeral with this measure word count something here, rather than name, number or colour something?"""
    numeral, measure = reading.numeral, reading.measure
    if measure in DURATIONS or measure in SPANS_OF_TIME:
        return lasted(reading)
    if (measure in RARE_MEASURES or (measure and not MEASURE.match(measure))) and not (
        THING.search(reading.before) or DONE_VERB.search(reading.before)
    ):
        return False
    if measure in ORDINAL_MEASURES:
        return reading.before.endswith(("共", "分", "分为")) or (numeral.arabic and bool(DONE_VERB.search(reading.before)))
    if numeral.arabic:
        return not (measure in HEADING_MEASURES and numeral.exact and numeral.low <= 12 and _heading(reading))
    if not numeral.exact or reading.bound:
        only_vague = numeral.high < 10 and not reading.bound and reading.text[numeral.start] in "几数"
        return not only_vague or bool(DONE_VERB.search(reading.before))
    if numeral.bare:
        return (
            bool(DONE_VERB.search(reading.before))
            or (measure == "元" and bool(re.search("[值款资金费收了达破]$", reading.before)))
            or AVERAGED.search(reading.before) is not None
        )
    if numeral.low > 10 or (numeral.low > 1 and FOLLOWED_BY_A_COUNT.match(reading.after)):
        return True
    at_the_end = not reading.after or reading.after[0] in "，,。；;、）)！\n"
    if numeral.low == 1 and at_the_end and measure in MEASURES_OF_ONE:
        return bool(THING.search(reading.before))
    if (
        numeral.low == 1
        and measure in "人名户位家例"
        and reading.start_of_clause
        and (reading.after.startswith(tuple("被获因受入荣")) or PASSIVE.match(reading.text, reading.end))
    ):
        return True
    if numeral.low == 1 and RECEIVED.search(reading.before):
        return True
    if numeral.low == 1 and PARALLEL.search(reading.text, max(0, reading.start - LONGEST_CLAUSE), reading.start):
        return True
    if numeral.low == 1 and OF_EACH.search(reading.text, max(0, reading.start - LONGEST_CLAUSE), reading.start):
        return False
    if numeral.low == 1:
        verb = VERB_OF_BUILDING if measure == "个" else VERB_OF_ONE
        return (
            measure in MEASURES_OF_ONE
            and bool(verb.search(reading.before))
            and not _heading(reading)
            and reading.after[:1] not in tuple("又个一样")
        )
    if measure in HEADING_MEASURES and _heading(reading):
        return False
    if measure == "字":
        return False
    if measure in NEEDS_A_SIGN:
        return (
            at_the_end
            or reading.before.endswith("了")
            or reading.after.startswith(("共", "合计", "被", "已", "均"))
            or _counted_before(reading)
            or bool(DONE_VERB.search(reading.before))
            or bool(NOUN_WITH_COUNT.match(reading.after) or (measure in COUNTS_AFAR and NOUN_WITH_COUNT.search(reading.after)))
        )
    return bool(measure) or numeral.low >= 10


def _counted_before(reading: Reading) -> bool:
    """四十六条已改四十四条，两条长期坚持: the measure word has counted before in this sentence."""
    text, start = reading.text, reading.start
    earlier = text.rfind(reading.measure, max(0, start - LONGEST_CLAUSE), start)
    return earlier > 0 and bool(CANDIDATE.match(text, earlier - 1)) and not SENTENCE_END.search(text, earlier, start)


def _heading(reading: Reading) -> bool:
    """三个方面, 抓好五个环节: the numeral announces the parts of a programme."""
    if reading.measure == "个" and reading.after.startswith(("“", '"')) and not DONE_VERB.search(reading.before):
        return True
    if ABSTRACT.match(reading.after) and not (reading.numeral.arabic and DONE_VERB.search(reading.before)):
        return True
    return bool(HAN.match(reading.after) and PROGRAMME.search(reading.before)) and not reading.after.startswith(
        ("乡", "镇", "村", "社区", "单位", "县", "家庭", "部门", "学")
    )
