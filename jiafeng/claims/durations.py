"""Which lengths of time are claims: 历时两个月 and 整整五天 say what something took; 三年来, 5日内 and 连续三年 only place it in time."""

import re

from . import lexicon
from .readings import Reading

DURATIONS = frozenset(lexicon.DURATIONS.split())
SPANS_OF_TIME = frozenset(lexicon.SPANS_OF_TIME.split())
LASTED = re.compile(
    r"(?:历时|为期|长达|整整|持续|耗时|用时|历经|经过|坚持|坚守|扎根|从事|工龄|党龄|缩短|延长|提前|压缩|仅用|只用|用了|花了?|超过?|近|约|逾|达到?|共|累计|时长|服务|工作|不到|不足|在岗|任教|从教|从医|守护|照顾|照料|陪伴|跋涉|驻村|徒刑|缓刑|刑期|就是|"
    r"至|到|为|节省|减少|培训|学习|集训|展期|工期|长|了)(?:了|过|约|近|超|达|超过|至|到|为|用)?$"
)
LIMIT_OF_TIME = re.compile(
    "以?内|之内|来|以来|前|后|之[后前间]|以[后前]|间|级|期|代|规划|计划|行动|攻坚|(?:合作)?(?:协议|合同)|一次|一[度届轮]|起|生|里(?!程)|的?历史|时间(?!的)"
)
IN_ONLY = re.compile("(?:仅用|只用|用了|历时|短短|不到|仅)$")
RUN_OF_TIME = re.compile("连续$|[一-龥]就是(?:好)?$")
"""连续三年保持, 一晃就是四十年: since when, not what was done."""
LENGTH_OF_ONE = re.compile("(?:每次|每场|每节|每期|片长|(?:片|电影|视频|短剧|节目|音频)时长|全长|时长约)$")
SO_LONG = re.compile("[一-龥](?<![期限距第今近每去前后满])(?<!还有)(?<!的)$")
SO_SOON = re.compile(r"[就便即]|[一-龥]{1,2}了(?=[\d一二两三四五六七八九十百千近约])|走遍|跑遍|完成|办结|建成|拿下")
AFTER_OPENING = re.compile("(?:开馆|开园|开播|开业|开张|上线|挂牌|运行|开放)$")
RESULT = re.compile("|".join(map(re.escape, lexicon.DONE_VERBS.split())))
"""三天铲除小广告六千余处, 开馆三个月接待九千人次: how quickly it was done."""
SOON = re.compile("(?:以内|之内|内)[^，。；]{0,3}[就便即]")
AT_WORK_SO_LONG = re.compile("如一日|没有|的(?:坚|努|攻|奋|培|学|治|建|集|时间|紧|帮|照|辛|艰|不懈|工|探)")


def lasted(reading: Reading) -> bool:
    """A length of time counts where something took, lasted or saved it; 三年来, 5日内 and 三年规划 only place or name something."""
    if RUN_OF_TIME.search(reading.before) and reading.measure not in DURATIONS:
        return False
    if LENGTH_OF_ONE.search(reading.before):
        return False
    if reading.numeral.low == 1 and reading.measure == "年" and not (reading.bound or LASTED.search(reading.before)):
        return False
    if SO_SOON.match(reading.after) or AFTER_OPENING.search(reading.before):
        return True
    if reading.numeral.low > 1 and reading.start_of_clause and RESULT.match(reading.after):
        return True
    limit = LIMIT_OF_TIME.match(reading.after)
    if limit and not reading.after.startswith("来回"):
        within = limit.group() in ("以内", "内", "之内")
        return within and bool(IN_ONLY.search(reading.before) or SOON.match(reading.after))
    if reading.measure in DURATIONS:
        return True
    starts_bound = reading.bound and reading.text[reading.start] in "近逾超约不"
    if reading.numeral.low != reading.numeral.low.to_integral_value():
        return True
    if "距今" in reading.before:
        return False
    if (
        starts_bound
        or (not reading.numeral.exact and not reading.after.startswith("的"))
        or (reading.numeral.low > 1 and SO_LONG.search(reading.before) and reading.after[:1] in tuple("，,。；;、"))
    ):
        return True
    return bool(LASTED.search(reading.before)) or bool(AT_WORK_SO_LONG.match(reading.after))
