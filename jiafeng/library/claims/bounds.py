"""How the words around a number move the counts it allows: 近, 约, 超过, 以上, 不足 … The whole table stands in docs/claims.md.

Bounds are in the unit written, both included, None for open. Of things that are counted one by one, 超过 N starts at N + 1 and 不足 N ends at
N - 1; of what is measured (lengths, shares, times, scores) they start and end at N, for anything between is possible. 以上, 以下 and 以内 include N.
"""

import re
from decimal import Decimal

Bound = Decimal | None
Bounds = tuple[Bound, Bound]

NEARLY = frozenset("近 将近 接近 临近 逼近 近乎".split())
ABOUT = frozenset("约 大约 大概 约莫 约有 约为 大致 差不多 左右 上下 前后".split())
MORE_THAN = frozenset("超 超过 逾 高于 多于 大于 超越 突破 冲破 跨过 迈过 过 破".split())
AT_LEAST = frozenset("至少 起码 不少于 不低于 不下 不下于 不小于 少说 以上 及以上 之多 有余 开外 出头 挂零 + 上".split())
LESS_THAN = frozenset("不足 不到 低于 少于 未满 不满 小于 未达".split())
AT_MOST = frozenset("不超过 不多于 不高于 至多 以下 及以下 以内 之内".split())

ONLY_AFTER = frozenset("以上 及以上 以下 及以下 以内 之内 左右 上下 前后 之多 有余 开外 出头 挂零 +".split())
SHORT = "超逾近约过破上"
"""One character that is as often part of a word: 节约, 附近, 走过, 会上."""
WORDS = "|".join(sorted((NEARLY | ABOUT | MORE_THAN | AT_LEAST | LESS_THAN | AT_MOST) - ONLY_AFTER - set(SHORT), key=len, reverse=True))
BEFORE = re.compile(
    f"(?P<word>(?:{WORDS})(?:了|到|也有|有|约)?|超|逾|(?<![附靠亲就临最远])近|(?<![节大签预契相邀合公民乡规条制婚特履失违立誓赴简])约|"
    "(?<=[率额量值入款数户人，,])过|(?<=[率额量值入款数户人丝])破)$"
)
BEFORE_BARE = re.compile(
    "(?P<word>(?<![以会网线路街墙身山船晚早台场市村手楼桌脸地面岸车端度马加赶])上|(?<![通经不度走路难拂掠穿飞越])过|(?<!突)破)$"
)
"""Only before 百, 千, 万 without a digit: 上百, 过万, 破亿."""
AFTER = re.compile(r"\+|(?:及)?以[上下]|以内|之内|左右|上下(?!联|贯|同|一|齐|级|班|楼)|之多|有余|开外|出头|挂零|不等")
KNOWN = NEARLY | ABOUT | MORE_THAN | AT_LEAST | LESS_THAN | AT_MOST
PLAIN = re.compile("[了到有也约]+$")


def bounded(low: Decimal, high: Decimal, before: str, after: str, *, continuous: bool, share: bool, grows: bool = False) -> Bounds:
    """The interval ``low``-``high`` of a numeral as moved by the words before and after it."""
    integral = low == low.to_integral_value()
    whole = integral and not continuous
    most = Decimal(100) if share and low <= 100 and not grows else None
    for word in (before if before in KNOWN else PLAIN.sub("", before), after):
        if word in AT_LEAST:
            return low, most
        if high > low:
            continue
        if word in NEARLY:
            just_under = low - 1 if whole and low > 1 else low
            return min(_rounded(low * 9 / 10, whole), just_under), just_under
        if word in ABOUT:
            high = _rounded(low * 11 / 10, whole)
            return _rounded(low * 9 / 10, whole), min(high, most) if most else high
        if word in MORE_THAN:
            return low + 1 if whole else low, most
        if word in LESS_THAN:
            return Decimal(0), low - 1 if whole else low
        if word in AT_MOST:
            return Decimal(0), high
    return low, high


def _rounded(value: Decimal, whole: bool) -> Decimal:
    return value.to_integral_value(rounding="ROUND_HALF_UP") if whole else value
