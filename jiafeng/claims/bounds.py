"""How the words around a number move the counts it allows: 近, 约, 超过, 以上, 不足 …

Bounds are in the unit written, both included, None for open: 近 N is 90 % of N up to just under it, 约 and 左右 are within ten per cent,
超, 逾 and 突破 are above N, 以上 and 至少 include N, 不足 is from nothing to just below N, 上 (上百, 上千) is N or more. A share of a whole ends at 100; what grows by a share does not.
"""

import re
from decimal import Decimal

Bound = Decimal | None
Bounds = tuple[Bound, Bound]

NEARLY = frozenset("近 将近 接近 临近 逼近 近乎".split())
ABOUT = frozenset("约 大约 大概 约莫 约有 约为 左右 上下".split())
MORE_THAN = frozenset("超 超过 逾 高于 多于 大于 超越 突破 冲破 跨过 迈过 过 破".split())
AT_LEAST = frozenset("至少 最少 起码 不少于 不低于 不下 不下于 不小于 少说 以上 及以上 之多 有余 开外 出头 挂零 + 上".split())
LESS_THAN = frozenset("不足 不到 低于 少于 未满 不满 小于 未达 以下".split())
AT_MOST = frozenset("不超过 不多于 不高于 至多 最多 以内 之内".split())
DEMANDS = frozenset("不少于 不低于 不小于 不超过 不高于 不多于 至少 最少 至多 最多".split())
"""A rule sets these as readily as a report counts with them."""

NOT_BEFORE_DIGITS = frozenset("过 破 以上 及以上 以下 以内 之内 左右 上下 之多 有余 开外 出头 挂零 + 上".split())
BEFORE_WORDS = "|".join(sorted((NEARLY | ABOUT | MORE_THAN | AT_LEAST | LESS_THAN | AT_MOST) - NOT_BEFORE_DIGITS, key=len, reverse=True))
BEFORE = re.compile(f"(?P<word>{BEFORE_WORDS})(?:了|到|约|也有|有)?$")
AFTER = re.compile(r"\+|(?:及)?以上|以下|以内|之内|左右|上下(?!联|贯|同|一|齐|级|班|楼)|之多|有余|开外|出头|挂零|不等")


def bounded(low: Decimal, high: Decimal, before: str, after: str, *, continuous: bool, share: bool, grows: bool = False) -> Bounds:
    """The interval ``low``-``high`` of a numeral as moved by the words before and after it."""
    integral = low == low.to_integral_value()
    whole = integral and not continuous
    most = Decimal(100) if share and low <= 100 and not grows else None
    for word in (before, after):
        if word in AT_LEAST:
            return low, most
        if high > low:
            continue
        if word in NEARLY:
            just_under = low - 1 if integral and low > 1 and (whole or share) else low
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
