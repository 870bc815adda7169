"""Quantities that are not numeral + measure word: shares, ranks, multiples, zeros, money in figures.

Shares are per cent whatever their form: 百分百 is 100, 七成 70, 过半 50-100, 三分之二 66.67 (but 千分之三 and 3‰ are 3). Ranks are their place (首位 is 1, 前三 is 1-3),
multiples are factors (翻一番 is 2), 零投诉 is 0, 满分 is 100.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from . import lexicon
from .bounds import BEFORE_WORDS, Bounds
from .numerals import read_numeral

Match = re.Match[str]

HAN = "[零〇一二两三四五六七八九十百千点几]"
BEFORE = f"(?P<before>{BEFORE_WORDS}|(?<=[率额度量数比,，])过)?"
AFTER = "(?P<after>及?以上|以下|左右|多|余)?"
ZERO_OF = (
    "投诉|差错|上访|事故|违纪|违规|违法|发案|失误|缺席|缺勤|纠纷|案件|犯罪|举报|信访|越级|伤亡|死亡|感染|确诊|新增|增长|遗漏|积压|逾期|辍学|复发|欠薪|拖欠|返贫|溺水|火灾|安全|漏报|迟报|"
    "瞒报|死角|盲区|瑕疵|拒收|退回|退件|缺口|争议|复议|败诉|上诉|申诉|质疑|异议|违约|迟到|早退|请假|脱管|漏管|失联|重访|非访|赴省|进京|集访|命案|刑案|毒品|吸毒|污染|排放|浪费|破损|丢失|故障|停电|延误|误差|"
    "偏差|负债|欠账|空白|扣分|失分|反弹|再犯|案发|警情|发生|报案|伤害|侵害|辞退|处分|通报|流失|退出|空缺|推诿|拥堵|聚集|失火|烟火|火情|塌方|逃票|病例|疫情|存量|缺漏|缺考|作弊|违章|事件"
)


NOT_ZERO = "距离|容忍|门槛|基础|起点|跑腿|接触|成本|障碍|时差|售|报告|碎|食|件|下|彩礼|首付|利息|关税|度|工|散|花|用|钱|点|时|上|分|号|星|活|部|突破|启动|待遇|缺陷"
"""零距离, 零容忍 are ways of working, not counts."""


@dataclass(frozen=True, slots=True)
class Form:
    pattern: re.Pattern[str]
    bounds: Callable[[Match], Bounds]
    share: bool = False
    ordinal: bool = False
    """Built on 第N, which elsewhere only numbers things."""


def _number(written: str) -> Decimal:
    numeral = read_numeral(written, 0)
    return numeral.low if numeral and numeral.end == len(written) else Decimal(0)


def _constant(low: int, high: int) -> Callable[[Match], Bounds]:
    return lambda match: (Decimal(low), Decimal(high))


def _same(value: Decimal) -> Bounds:
    return value, value


def _percent(match: Match) -> Bounds:
    written = match["number"]
    return _same(Decimal(100) if written in (None, "百") else _number(written))


def _stated(match: Match) -> Bounds:
    return _same(_number(match["number"]))


def _fraction(match: Match) -> Bounds:
    under = _number(match["under"])
    return _same((_number(match["over"]) * 100 / under).quantize(Decimal("0.01")) if under else Decimal(0))


def _tenths(match: Match) -> Bounds:
    low = _number(match["number"]) * 10 + (5 if match["half"] == "半" else _number(match["half"] or "零"))
    return (low + 1, low + 9) if match["more"] else (low, low)


def _some_tenths(match: Match) -> Bounds:
    return _number(match["low"]) * 10, _number(match["high"]) * 10


def _doubled(match: Match) -> Bounds:
    times = _number(match["times"] or "一")
    return _same(times if match["unit"] == "倍" else Decimal(2) ** int(times))


def _rank(match: Match) -> Bounds:
    return _same(_number(next(word for word in match.groups() if word)))


def _half(match: Match) -> Bounds:
    return Decimal("0.5"), Decimal("0.5")


def _first_n(match: Match) -> Bounds:
    return Decimal(1), _number(match["number"])


def _count_by(match: Match) -> Bounds:
    return _number(match["unit"] or match["hundreds"][0]), None


def _money(match: Match) -> Bounds:
    value = Decimal(match["number"].replace(",", ""))
    for unit in match["scale"]:
        value *= 10_000 if unit == "万" else 100_000_000
    return _same(value)


QUICK = "走遍|跑遍|" + "|".join(lexicon.DONE_VERBS.split())
RANK_NUMBER = r"(?P<number>[一二三四五六七八九十]{1,3}|\d{1,4})"
AFTER_RANKING = r"(?:(?<=位居|位列|排名|名列|排在|进入|跻身|挺进|获得|荣获|夺得|摘得|斩获|勇夺|总分|并列|包揽|囊括|排行|成绩|分列|分居|分获)|(?<=[分幅率量值额速])|(?<=[列居获]第[一二三四五六七八九\d]、)|(?<=[省市州县区国居列获镇乡系]))"
FORMS = [
    Form(re.compile(rf"{BEFORE}(?:百分百|百分之(?P<number>百|{HAN}{{1,8}}|\d{{1,4}}(?:\.\d{{1,4}})?)){AFTER}"), _percent, share=True),
    Form(re.compile(rf"{BEFORE}(?P<base>[千万])分之(?P<number>{HAN}{{1,6}}|\d{{1,4}}(?:\.\d{{1,4}})?){AFTER}"), _stated, share=True),
    Form(
        re.compile(rf"{BEFORE}(?P<under>[二两三四五六七八九十]|\d{{1,3}})分之(?P<over>[一二两三四五六七八九十]{{1,2}}|\d{{1,3}}){AFTER}"),
        _fraction,
        share=True,
    ),
    Form(re.compile(rf"{BEFORE}(?<![\d/.])(?P<over>\d)/(?P<under>[2-9]|10)(?![\d/.])(?=[的以左，,。；、]){AFTER}"), _fraction, share=True),
    Form(
        re.compile(
            rf"{BEFORE}(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])成(?![立员为果绩本功长都效就型熟了品语形交千事因套批片灾败活天亲年不])(?P<after>以上|左右)?"
        ),
        _some_tenths,
        share=True,
    ),
    Form(
        re.compile(
            rf"{BEFORE}(?P<number>[一二两三四五六七八九十]|\d(?:\.\d)?)成(?P<half>[一二三四五六七八九半])?(?:(?P<more>多)|(?(before)|(?!为))(?![立员果绩本功长都效就型熟了品语形交千事因套批片灾败活天亲年不]))(?P<after>以上|以下|左右|有余|出头)?"
        ),
        _tenths,
        share=True,
    ),
    Form(
        re.compile(r"过半(?![年百辈生])数?|超半数?|超过半数|超过一半|一?大半(?![年天辈生夜个])|半数以上|一半以上|多半数"),
        _constant(50, 100),
        share=True,
    ),
    Form(re.compile(r"(?:绝大|大)(?:多数|部分)"), _constant(50, 100), share=True),
    Form(re.compile(r"近半(?![年月小个天世])数?|近一半"), _constant(45, 50), share=True),
    Form(re.compile(r"不[到足](?:一半|半数)"), _constant(0, 50), share=True),
    Form(re.compile(r"各半(?=[，,。；;、]|$)|半数|一半(?![天年])"), _constant(50, 50), share=True),
    Form(re.compile(r"翻了?近?(?P<times>[一两二三四五]|\d)?(?P<unit>番|倍)"), _doubled),
    Form(
        re.compile(
            rf"零(?:{ZERO_OF})|(?<![归清凋飘孤化整千百十万一二三四五六七八九\d.])零(?!{NOT_ZERO})[一-龥]{{1,3}}?(?=[，,、。；”]|$)|(?<=[为是率])零(?=[，,。；;、]|$)"
        ),
        _constant(0, 0),
    ),
    Form(
        re.compile(
            r"榜首|(?:居|列|占)[^，,。；;、居列占]{0,14}?(?P<it>首位)|(?<=[省市州县区国列居镇乡占系率])(?:首位|首个|首家|首例|首创|唯一)|(?<=[是为系])全?[省市州县区国]?唯一"
        ),
        _constant(1, 1),
    ),
    Form(re.compile(rf"{AFTER_RANKING}前{RANK_NUMBER}(?:名|位|强)?(?![年月天日期季届个次场])"), _first_n, ordinal=True),
    Form(
        re.compile(rf"(?:位列|位居|排名|名列|居于|[居列排])[^，,。；;、\d第]{{2,12}}?(?P<it>第{RANK_NUMBER}(?:名|位)?)(?=[，,。；;、)]|$)"),
        _stated,
        ordinal=True,
    ),
    Form(
        re.compile(
            rf"{AFTER_RANKING}(?:倒数)?第{RANK_NUMBER}(?![一二三四五六七八九十\d])(?:名|位)?(?![产书时责季批届次期阶轮方线代小个家人条款章场种类医中党部])"
        ),
        _rank,
        ordinal=True,
    ),
    Form(
        re.compile(rf"(?<=[至到由从])第{RANK_NUMBER}位|第{RANK_NUMBER.replace('number', 'place')}位(?=[，,。；、]|$)"), _rank, ordinal=True
    ),
    Form(re.compile(rf"倒数第{RANK_NUMBER}(?![排个行])"), _rank, ordinal=True),
    Form(re.compile(rf"第{RANK_NUMBER}名(?!的是|是|同志|党员)"), _rank, ordinal=True),
    Form(
        re.compile(
            r"(?<=等)(?P<number>[两三四五六七八九十]{1,2}|\d{1,2})[校地村镇县市区省乡](?![一-龥]?级)|(?P<place>[两三四五六七八九十])(?:[校地村镇县市区省乡]|部门|单位)(?=轮|分|会商|协|开展|联[办手合动]|携手|共同|协作)|(?P<towns>[两三四五六七八九十]{1,3})[乡镇](?=[\d两三四五六七八九十]{1,3}[村寨])"
        ),
        _rank,
    ),
    Form(
        re.compile(
            rf"(?:(?<=短短)|(?<=仅用)|(?<=历时)|(?<=不到)|(?<=用了))半(?:个多?月|个?多?小时|天|年)|(?:^|(?<=[，,。；;“\n]))半(?:个多?月|个?多?小时|天|年)(?=[便就即]|[一-龥]{{1,3}}了|{QUICK})"
        ),
        _half,
    ),
    Form(re.compile(r"俩人?"), _constant(2, 2)),
    Form(re.compile(r"仨人?"), _constant(3, 3)),
    Form(re.compile(r"(?:数以|(?<!数)以)(?P<unit>[十百千万亿]{1,2})计|成(?P<hundreds>百上千|千上万|[百千](?=[名人个户件位]))"), _count_by),
    Form(re.compile(r"(?<=[得获取打拿考了为是达度])满分|满分(?=通过)"), _constant(100, 100), share=True),
    Form(re.compile(r"[¥￥](?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)(?P<scale>[万亿]{0,2})(?:元|整)?"), _money),
]
