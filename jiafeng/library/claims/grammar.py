"""The candidates of a text: every numeral in any form, every rank, share and zero in words, every word for all or for none.

Complete by construction: the scan goes from numeral character to numeral character, and each lies in a candidate. Where a numeral's form is not
understood, the candidate has no bounds; it is never read as another number than it says. Nothing is decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from . import words
from .bounds import AFTER, BEFORE, BEFORE_BARE, Bound, bounded
from .numerals import NUMERAL_CHARS, Numeral, read_numeral, run_end
from .shapes import shapes

CLAIM, ABSOLUTE = "claim", "absolute"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the normalised text that may claim something; ``kind`` says how it is built, ``shape`` what its form speaks for."""

    start: int
    end: int
    label: str
    kind: str
    low: Bound = None
    high: Bound = None
    core: tuple[int, int] = (0, 0)
    """Where the numeral itself stands, without the words that bound and measure it."""
    measure: str = ""
    shape: str = ""
    before: str = ""
    after: str = ""


def any_of(group: str) -> str:
    return "|".join(map(re.escape, sorted(set(group.split()), key=len, reverse=True)))


HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
NUMBER = rf"(?:\d[\d,]{{0,15}}(?:\.\d{{1,6}})?[万亿]?|[{HAN}]{{1,16}}(?:点[零〇一二三四五六七八九]{{1,6}})?)"
VULGAR = "¼½¾⅓⅔⅛⅜⅝⅞"
START = re.compile(rf"[\d{NUMERAL_CHARS}{VULGAR}Ⅰ-Ⅻ①-⑳]")
NEITHER = re.compile("零(?=[头售食钱花用星散碎工])|数(?![十百千万亿])|(?<=[人户总件次分票多少参件系])数|(?<=[队退落行])伍|几乎")
"""数, 伍 and 零 where they are no numeral but part of a noun: 人数, 队伍, 零头."""

RATIO = re.compile(rf"(?P<a>{NUMBER})(?:[:：∶]|比)(?P<b>{NUMBER})(?![\d:])")
PARTS = re.compile(
    rf"百分百|百分之(?P<percent>{NUMBER})|[千万]分之(?P<mille>{NUMBER})|(?P<under>[{HAN}]{{1,4}}|\d{{1,4}})分之(?P<over>{NUMBER})|"
    rf"(?P<tenths>[一二两三四五六七八九十]{{1,2}}|\d(?:\.\d)?)成(?P<half>[一二三四五六七八九半](?![十百千万亿]))?(?!(?<![近约超逾占有].成)为|[立员果绩本功长都效就型熟了品语形交因套批灾败活天年])|"
    r"(?<![\d/.])(?P<top>\d)/(?P<bottom>[2-9]|10)(?![\d/.])"
)
MORE_OF_A_SHARE = re.compile("[多余]")
DOUBLED = re.compile(r"翻(?:了|近|了近)?(?P<times>[一两二三四五六]|\d)?(?P<unit>[番倍])")
HALVES = re.compile(any_of(words.HALVES))
RANKS = re.compile(
    f"{any_of(words.RANKS)}|(?P<prize>[一二三四五]等奖)(?:(?P<won>\\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})(?:个|名|项|篇|件|幅))?|(?<![提目之以当此日午年])前(?P<first>[一二三四五六七八九十]{{1,3}}|\\d{{1,3}})(?:名|位|强|列|(?![天年个月日周季届次场度轮百千万\\d]))"
)
PAIR = re.compile(
    "[俩仨]人?|数以[十百千万亿]+计|以[十百千万亿]+计|成百上千|成千上万|成[百千万](?=[名人个户件位])|半(?:个多?月|个多?小时|个?学期|小时|[天年日尺里斤亩升米吨两刻桶袋碗箱车筐坛瓶盆块页版间份圈])"
)
MONEY = re.compile(r"[¥￥$](?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)(?P<scale>[万亿]{0,2})(?:元|整)?")
HALF_OF_ALL = {
    "少数": (0, 50),
    "近半": (45, 50),
    "近一半": (45, 50),
    "不到一半": (0, 50),
    "不足一半": (0, 50),
    "半数": (50, 50),
    "一半": (50, 50),
    "各半": (50, 50),
    "减半": (50, 50),
    "减了半": (50, 50),
    "小半": (0, 50),
}
ZERO = re.compile("零(?![下一二两三四五六七八九十散件售星])[一-龥]{2}")

MEASURE = re.compile(f"{any_of(words.CONTINUOUS)}|{any_of(words.MONEY)}|{any_of(words.COUNTED)}")
CONTINUOUS = frozenset(words.CONTINUOUS.split())
GOES_BEYOND = re.compile("[多余](?![次个种元名方部门样数])")
RANGE = re.compile(rf"[-~—–―至到]{{1,2}}(?=[\d{NUMERAL_CHARS}])")
RANGE_AFTER_MEASURE = re.compile(rf"(?:人次|人|名|个|万元|元|%|份|场|户|件|天|亩|公里)(?:[-~—–―至]{{1,2}}|到)(?=[\d{HAN}])")
SMALL_MONEY = re.compile(rf"(?P<jiao>[\d{HAN}])角(?:(?P<fen>[\d{HAN}])分)?")
LESSER = re.compile(
    rf"零?(?P<number>\d{{1,3}}|[{HAN}]{{1,4}}?)(?P<unit>分钟|分|秒|个月|天|两|毛|角|)(?![\d{HAN}%]|{any_of(words.COUNTED)}|{any_of(words.CONTINUOUS)})"
)
LESSER_UNITS = {
    "小时": ("分", "分钟"),
    "个小时": ("分钟",),
    "分": ("秒",),
    "分钟": ("秒",),
    "年": ("个月",),
    "斤": ("两", ""),
    "块": ("毛", "角", ""),
}
LESSER_UNITS |= dict.fromkeys("毛米吨尺里亩秒", ("",))
"""What may follow a measure as its smaller part: 4分32秒, 三斤二两, 两块五, 5米12. Where it has no unit of its own, or 两 and 毛, it is a decimal place."""
GROWTH = re.compile("(?:[增涨升高快超]幅?|增长|提高|提升|上升)[^，,。；、至到为达]*$")

ONES = words.DOUBLED + "".join(word for word in (words.COUNTED + words.CONTINUOUS).split() if len(word) == 1 and word >= "一")
EACH = rf"(?:每(?:一)?(?:[{ONES}名间座辆支所]|家庭|单位)?|各[村户家单校乡镇部支社县个位项][^，。；、]{{0,4}}?|所有|全部|全体|任何)"
TOTALITY = re.compile(
    rf"家家户户|无一例外|各家各户|每[{ONES}]每[{ONES}]|(?P<each>{EACH}[^，,。；;！？\n]{{0,12}}?(?:都|均|皆))|"
    r"[应能愿可该当需](?P<verb>[一-龥]{1,3}?)(?:则|必|就)?尽(?P=verb)|[应能愿][一-龥]{1,2}尽[一-龥]|"
    rf"(?<![{HAN}\d第有剩只仅中差同])一(?:[{ONES}分名人针滴粒亩头]|分钱|毛钱|户人家)(?![还仍尚])[一-龥]{{0,4}}?(?:都|也)?(?:[没不未无](?:有|[漏落少差缺丢剩误错欠拉掉][下掉]?)?|[没不未][一-龥])|"
    rf"[不没未无][漏落少丢缺差拉留弃剩](?:掉|下)?一?[{ONES}名分人](?:一?[{ONES}人])?|"
    rf"(?:没有?|从未|从没|从不|未|尚无|并无|无)(?:[一-龥]{{1,5}}?(?<!的))?过?(?:任何)?(?:哪怕)?一(?:分钱|[{ONES}名分人起例])|"
    rf"(?:没有?|未)(?:[一-龥]{{0,4}}?)(?:任何|例外)|没有?(?:人|谁|哪[{ONES}名])|不存在|[没未][断漏停落缺][过下]?|颗粒[一-龥]仓|"
    r"(?<![零〇一二两三四五六七八九十百千万\d第])一[一-龥](?:都|也)?[没未][一-龥]|"
    rf"(?<!万)无一(?![定般致样步直些])(?:例外|[{ONES}名人起例])?|无人(?!机)[一-龥]|分[文毫](?:[不未][一-龥]|[没无])|滴[一-龥][不未]|人手一[一-龥]|"
    rf"(?P<doubled>[{ONES}])(?P=doubled)|(?<![人])逐[{ONES}一批起](?![步年渐])|"
    rf"不是(?:所有|每|人人|全部)|并非(?:所有|每|人人|全部)|来的?最[高低多少大小好佳快]|(?:历年|历届|历次|[一-龥]史上?|有史以来|同期|全[县市省州国]|史上)[^，。；\d]{{0,6}}?最[高低多少大小好佳快]|历史新高|最[高低多少](?=的?(?:[，,。；;！\n]|$))|"
    rf"每(?:一)?[{ONES}名间座辆支所]|{any_of(words.ALL)}|各(?=[村户家单校乡镇部支社县位项地级方班组])|全(?:[县国省市州区乡镇村校院厂队组社站科所寨屯街家班园]|公司|单位|系统)|整(?=[{ONES}])|[抢卖售领分发借清搬吃][光空罄尽]|"
    rf"(?:从|再也?)[没无不未]|未[见闻发接收现]|没(?=[{ONES}])|无(?![论法关线人机意私偿障力声限从需可不所形疑情效聊理知常奈际缘])[一-龥]{{0,2}}|(?<![安完健齐周保成顾两俱百万十双])全(?![县国省市州区乡镇村校面程年民球会文权家体职日天市场资]|[一-龥]?[部员数覆])"
)


def candidates(text: str) -> list[Candidate]:
    """All candidates of a normalised text, from left to right and without overlap."""
    found = {one.start: one for one in _numbers(text)}
    owner: list[Candidate | None] = [None] * (len(text) + 1)
    for one in found.values():
        owner[one.start : one.end] = [one] * (one.end - one.start)
    at = 0
    while match := TOTALITY.search(text, at):
        start, end = match.span()
        at = start + 1
        if match["doubled"] and not _doubles(text, start):
            continue
        inside = {one.start: one for one in owner[start:end] if one}
        if match["each"] and inside and max(inside) <= start + 1 and text[start + 1 : start + 2] == "一":
            pass  # 每一个村都: the 一个 is part of the each
        elif any(one.start < start or one.end > end or one.shape or one.kind != "counted" for one in inside.values()) or (
            match["each"] and inside
        ):
            if owner[start]:
                continue
            end = next(place for place in range(start, end + 1) if owner[place])
            if match["doubled"] or text[start:end] in ("没", "未", "无", "不"):
                continue
            inside = {}
        for one in inside.values():
            del found[one.start]
        found[start] = Candidate(start, end, ABSOLUTE, "total", core=(start, end))
        at = end
    return sorted(found.values(), key=lambda one: one.start)


BEGINS_A_NOUN = re.compile(
    "回[执复信访函]|校[长区园内外]|村[民委干规口庄部]|户[口籍主数]|人[民数员口次]|家[庭长属风教规训]|组[织长员]|队[员伍长]|项目|条[件例款]|镇[长区]|乡[镇长]|班[主子级长]|"
    "期[间末]|店[铺员]|岗位|场[所地]|事[项件业务]|年[度级]|月[底末份]|日期|天气|处[理分置罚]|课[程堂]|次[数日]|本[人县村次年]|面[积向]|街道|科[长室]|院[长落]|片区|案[件例]|点位"
)


def _doubles(text: str, at: int) -> bool:
    """A doubled measure word (件件), not two characters that meet where a noun begins (收回回执, 学校校长)."""
    return not (at and text[at - 1].isdigit()) and not BEGINS_A_NOUN.match(text, at + 1)


def _numbers(text: str) -> Iterator[Candidate]:
    """From numeral character to numeral character, and over the forms and shapes that start before the next one."""
    special = _special(text)
    formed = {start: (end, reason) for start, end, reason in shapes(text)}
    starts = sorted({*special, *formed, *(found.start() for found in START.finditer(text))})
    at = 0
    for start in starts:
        if start < at:
            continue
        one = special.get(start)
        if one is None and start in formed:
            one = _formed(text, start, *formed[start])
        if one is None and START.match(text, start):
            if skipped := NEITHER.match(text, start):
                at = skipped.end()
                continue
            one = _counted(text, start)
        if one:
            yield one
            at = one.end


def _formed(text: str, start: int, end: int, reason: str) -> Candidate | None:
    inside = START.search(text, text.find("第", start, end) + 1 or start)
    if inside is None or inside.start() >= end:
        return None
    one = Candidate(start, end, CLAIM, "formed", core=(start, end), shape=reason)
    if reason == "ordinal":
        numeral = read_numeral(text, inside.start())
        tail = re.compile("[名位](?!的|是)").match(text, end)
        if numeral and numeral.end <= end:
            return replace(one, low=numeral.low, high=numeral.high, end=tail.end() if tail else end, measure=tail.group() if tail else "")
    return one


def _special(text: str) -> dict[int, Candidate]:
    """Shares, ratios, multiples, ranks, zeros and money in figures, by where each starts."""
    found: dict[int, Candidate] = {}
    covered = bytearray(len(text) + 1)

    def add(match: re.Match[str], kind: str, low: Bound, high: Bound, *, share: bool = False, bounds: bool = False) -> None:
        start, end = match.span()
        if 1 in covered[start:end]:
            return
        before = after = ""
        core = (start, end)
        if bounds:
            if more := MORE_OF_A_SHARE.match(text, end):
                step = Decimal(10) if low is not None and low % 10 == 0 else Decimal(1)
                high, end, after = (low + step if low is not None else None), more.end(), more.group()
            tail = AFTER.match(text, end)
            after = tail.group() if tail else after
            end = tail.end() if tail else end
            head = BEFORE.search(text, max(0, start - 6), start)
            before = head["word"] if head else ""
            start = head.start() if head else start
            if low is not None and high is not None:
                low, high = bounded(low, high, before, after, continuous=True, share=share, grows=grows(text, start))
        covered[start:end] = b"\x01" * (end - start)
        found[start] = Candidate(start, end, CLAIM, kind, low, high, core, before=before, after=after)

    for match in PARTS.finditer(text):
        low, high = _part(match)
        add(match, "share", low, high, share=not match["mille"], bounds=True)
    for match in HALVES.finditer(text):
        if not text.startswith(("年", "天", "月", "辈"), match.end()):
            add(match, "half", *map(Decimal, HALF_OF_ALL.get(match.group(), (50, 100))))
    for match in DOUBLED.finditer(text):
        times = _value(match["times"] or "一")
        value = None if times is None else times if match["unit"] == "倍" else Decimal(2) ** int(times)
        add(match, "doubled", value, value)
    for match in MONEY.finditer(text):
        value = Decimal(match["number"].replace(",", ""))
        for unit in match["scale"]:
            value *= 10_000 if unit == "万" else 100_000_000
        add(match, "counted", value, value)
    for match in RATIO.finditer(text):
        if not re.search(r"\d{1,2}:[0-5]\d$", match.group()) or text[match.start() - 1 : match.start()] in tuple("以分为"):
            add(match, "ratio", None, None)
    for match in RANKS.finditer(text):
        if match["first"]:
            add(match, "rank", Decimal(1), _value(match["first"]))
        elif match["won"]:
            add(match, "rank", _value(match["won"]), _value(match["won"]))
        elif match.group() == "满分":
            add(match, "rank", Decimal(100), Decimal(100))
        elif match.group() in ("首位", "榜首", "冠军", "头名", "状元", "首个", "首家", "首例", "首创", "唯一", "夺冠", "魁首", "首次"):
            add(match, "rank", Decimal(1), Decimal(1))
        else:
            add(match, "rank", None, None)
    for match in PAIR.finditer(text):
        add(match, "pair", *_pair(match.group()))
    for match in ZERO.finditer(text):
        add(match, "zero", Decimal(0), Decimal(0))
    return found


def _value(written: str | None) -> Decimal | None:
    numeral = read_numeral(written, 0) if written else None
    return numeral.low if numeral and written and numeral.end == len(written) and numeral.exact else None


def _part(match: re.Match[str]) -> tuple[Bound, Bound]:
    if match.group() == "百分百" or match["percent"] == "百":
        return Decimal(100), Decimal(100)
    stated = match["percent"] or match["mille"]
    if stated:
        value = _value(stated)
        if value is not None and match["mille"]:
            value /= 10 if match.group()[0] == "千" else 100
        return value, value
    if match["tenths"]:
        low, high = _tenths(match["tenths"], match["half"])
        return low, high
    over, under = _value(match["over"] or match["top"]), _value(match["under"] or match["bottom"])
    if over is None or not under:
        return None, None
    value = (over * 100 / under).quantize(Decimal("0.01"))
    return value, value


def _tenths(written: str, half: str | None) -> tuple[Bound, Bound]:
    numeral = read_numeral(written, 0)
    if numeral is None:
        return None, None
    more = Decimal(5) if half == "半" else (_value(half) or Decimal(0)) if half else Decimal(0)
    return numeral.low * 10 + more, numeral.high * 10 + more


def _pair(written: str) -> tuple[Bound, Bound]:
    if written[0] in "俩仨":
        value = Decimal(2 if written[0] == "俩" else 3)
        return value, value
    if written[0] == "半":
        return Decimal("0.5"), Decimal("0.5")
    units = re.search("[十百千万亿]+", written.replace("成千上万", "千").replace("成百上千", "百"))
    numeral = read_numeral(units.group(), 0) if units else None
    return (numeral.low if numeral else None), None


def grows(text: str, start: int) -> bool:
    """Growth may pass 100 %; a share of a whole, and what it grew to (增长到九成以上), may not."""
    return GROWTH.search(text, max(0, start - 4), start) is not None


# --- numeral and measure word ----------------------------------------------------------------------------------------


def _counted(text: str, at: int) -> Candidate:
    numeral = read_numeral(text, at) if text[at] in NUMERAL_CHARS or text[at] in "0123456789" else None
    previous = text[at - 1 : at]
    if numeral is None or (previous.isascii() and previous.isalnum()) or (previous == "." and at > 1 and text[at - 2].isdigit()):
        end = numeral.end if numeral else max(run_end(text, at), at + 1)
        return Candidate(at, end, CLAIM, "unread", core=(at, end))
    low, high, end, ranged = _range(text, numeral)
    measure, end, more = _measure(text, end)
    if more:
        high += 1
    head = BEFORE.search(text, max(0, at - 6), at) or (BEFORE_BARE.search(text, max(0, at - 4), at) if numeral.bare else None)
    before, start = (head["word"], head.start()) if head else ("", at)
    tail = AFTER.match(text, end)
    after = tail.group() if tail else ""
    end = tail.end() if tail else end
    if measure.endswith("元") and (coins := SMALL_MONEY.match(text, end)):
        cents = _coins(coins)
        low, high, end = low + cents, high + cents, coins.end()
    if (lesser := LESSER.match(text, end)) and not ranged and lesser["unit"] in LESSER_UNITS.get(measure, ()):
        digits = str(_value(lesser["number"]))
        if lesser["unit"] not in ("两", "毛", "角", "") or not (digits.isdecimal() and len(digits) == len(lesser["number"])):
            return Candidate(start, lesser.end(), CLAIM, "counted", core=(at, numeral.end), measure=measure, before=before)
        low, high, end = low + Decimal(f"0.{digits}"), high + Decimal(f"0.{digits}"), lesser.end()
    if "半" in measure or (measure in CONTINUOUS and text[end : end + 1] == "半" and text[end + 1 : end + 2] not in tuple("数以")):
        low, high = low + Decimal("0.5"), high + Decimal("0.5")
        end += "半" not in measure
    if measure == "角":
        low, high = low / 10, high / 10
    share = measure in ("%", "‰")
    if measure == "‰":
        low, high = low / 10, high / 10
    if previous == "念" or text.startswith(("百八十", "零下"), at) or text.startswith("零下", max(0, at - 2)):
        return Candidate(at, end, CLAIM, "unread", core=(at, end))  # 念五 is 廿五, 百八十 a hundred or so, 零下六 no six
    continuous = measure in CONTINUOUS or "半" in measure
    if share and (extra := MORE_OF_A_SHARE.match(text, end)) and not ranged:
        high, end = low + (10 if low % 10 == 0 else 1), extra.end()
    low_bound, high_bound = bounded(low, high, before, after, continuous=continuous, share=measure == "%", grows=grows(text, start))
    kind = "share" if share else "counted"
    return Candidate(start, end, CLAIM, kind, low_bound, high_bound, (at, numeral.end), measure, "", before, after)


def _range(text: str, first: Numeral) -> tuple[Decimal, Decimal, int, bool]:
    """``50-60``, ``3万至5万``, ``20%-30%``: the interval, where it ends, and whether it is one; a lone numeral is its own interval."""
    joint = RANGE.match(text, first.end) or RANGE_AFTER_MEASURE.match(text, first.end)
    if joint and joint.end() < len(text) and START.match(text, joint.end()):
        second = read_numeral(text, joint.end()) if text[joint.end()] in NUMERAL_CHARS + "0123456789" else None
        if second:
            low, large = first.low, text[second.end - 1]
            if large in "万亿" and text[first.end - 1] not in "千百万亿" and low < 10_000:
                low *= 10_000 if large == "万" else 100_000_000
            if low < second.high:
                return low, second.high, second.end, True
    return first.low, first.high, first.end, False


def _measure(text: str, end: int) -> tuple[str, int, bool]:
    """The measure word or unit at ``end``: the word, where it ends, and whether a 多 or 余 after it goes beyond the numeral."""
    found = MEASURE.match(text, end)
    if not found:
        return "", end, False
    word, end = found.group(), found.end()
    if (
        (word == "家" and text.startswith("庭", end))
        or (word == "部" and text.startswith(("分", "门"), end))
        or (word == "对" and text.startswith("于", end))
    ):
        return "", found.start(), False
    more = "多" in word or (word in CONTINUOUS and bool(GOES_BEYOND.match(text, end)) and word not in ("%", "‰"))
    return word, end + (more and text[end : end + 1] in ("多", "余")), more


def _coins(found: re.Match[str]) -> Decimal:
    value = Decimal(0)
    for name, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        numeral = read_numeral(found[name], 0) if found[name] else None
        value += numeral.low * worth if numeral else 0
    return value
