"""Chinese and Arabic numerals as they are written in official prose, read as the interval of counts they allow.

``read_numeral`` reads one numeral at a position: ``66``, ``1,234``, ``1.2万``, ``3万5千``, ``一百二十``, ``捌仟陆佰``, ``数十``, ``十几``,
``七八十``, ``百余``, ``30多万``. Only the numeral itself is read here; words around it (近, 约, 以上) belong to ``quantities``.

How vague numerals are read (low and high are both included):

- 余, 多, 几 or 好几 after a numeral reach up to the next step of its last stated digit: 100余 is 101-199, 1200余 is 1201-1299,
  20多 is 21-29, 3万余 is 30001-39999, 30余万 is 300001-399999.
- 几 and 数 stand for two to nine of what follows: 数十 is 20-99, 几百 is 200-999; 十几 is 11-19.
- Two neighbouring digits span both: 三五 is 3-5, 七八十 is 70-80, 十七八 is 17-18.
- 来 is about, and so is 把 after a round number: 十来 is 9-11, 千把 is 900-1100.
- Digits in a row are read by their places where 〇 is among them (二〇三 is 203, as a year or a count); without it (一二三四) they are no count.
  廿, 卅 and 卌 come here as 二十, 三十 and 四十 (``text``).

Runs of more than ``LONGEST`` characters are codes or noise, never a count, and are refused in constant time.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

LONGEST = 24
"""The longest run of numeral characters that is still read as a number."""

DIGITS = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | {"两": 2}
DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}
UNITS = SMALL_UNITS | LARGE_UNITS
VAGUE = "几数"
MORE = "余多几来"

NUMERAL_CHARS = "".join(DIGITS) + "".join(UNITS) + VAGUE
ARABIC = re.compile(r"\d{1,3}(?:[,，]\d{3}){1,6}(?!\d|,\d)(?:\.\d+)?|\d+(?:\.\d+)?")
HAN_RUN = re.compile(f"[{NUMERAL_CHARS}]+")
MULTIPLIERS = re.compile("(?:[十百万亿]|千(?![米克瓦]))+")  # 3.5千米 is 3.5 of them
PLACES = re.compile("(?=.*〇)[一二三四五六七八九][〇一二三四五六七八九]{1,11}")
POINT = re.compile("点([零〇一二三四五六七八九]+)(?!钟)")
ABOUT_A_ROUND_NUMBER = re.compile("把(?=[人名个户块元斤里亩张本份])")  # 千把人, 百把块
PAIRS = frozenset("一二 一两 两三 二三 三四 三五 四五 五六 六七 七八 八九".split())


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at ``[start, end)``; ``low``/``high`` are the counts it allows, ``step`` the size of its last stated digit."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    step: Decimal
    arabic: bool
    bare: bool = False
    """A lone 百, 千, 万 with no digit before it: often part of a name (百名, 千家) and not a count."""

    @property
    def exact(self) -> bool:
        return self.low == self.high


def read_numeral(text: str, position: int) -> Numeral | None:
    """The longest numeral that starts at ``position``, or None where the characters there are no count."""
    found = _read_arabic(text, position) if text[position].isdecimal() else _read_han(text, position)
    return _with_more(text, found) if found else None


def run_end(text: str, position: int) -> int:
    """Where the run of numeral characters at ``position`` ends: the place to go on from when it was no count."""
    if _ends_a_noun(text, position):
        return position + 1
    pattern = ARABIC if text[position].isdecimal() else HAN_RUN
    found = pattern.match(text, position)
    return found.end() if found else position + 1


def _ends_a_noun(text: str, position: int) -> bool:
    """The 数 of 人数一万九千 and 总数百余 belongs to the noun, that of 数百名 to the number; so does the 伍 of 队伍一百支."""
    if text[position] == "伍":
        return text[max(0, position - 1) : position] in tuple("队入退落行")
    if text[position] != "数":
        return False
    return text[position + 1 : position + 2] not in UNITS or text[max(0, position - 1) : position] in tuple("人户总件次分票")


def _read_arabic(text: str, position: int) -> Numeral | None:
    found = ARABIC.match(text, position)
    if not found or found.end() - position > LONGEST:
        return None
    value = Decimal(found.group().replace(",", "").replace("，", ""))
    step = _last_place(value, found.group())
    end = found.end()
    value, step, end = _multiplied(text, end, value, step)
    smallest = step
    # 3万5千: a further part that is smaller than the last unit stated
    while smallest > 1 and end < len(text) and text[end].isdecimal():
        more = ARABIC.match(text, end)
        if not more or more.end() - end > 4 or not MULTIPLIERS.match(text, more.end()):
            break
        part, part_step, part_end = _multiplied(text, more.end(), Decimal(more.group().replace(",", "").replace("，", "")), Decimal(1))
        if part >= smallest:
            break
        value, smallest, step, end = value + part, part_step, part_step, part_end
    return Numeral(position, end, value, value, step, arabic=True)


def _multiplied(text: str, end: int, value: Decimal, step: Decimal) -> tuple[Decimal, Decimal, int]:
    units = MULTIPLIERS.match(text, end)
    if not units or units.end() - end > 3:
        return value, step, end
    for unit in units.group():
        value *= UNITS[unit]
        step *= UNITS[unit]
    return value, step, units.end()


def _last_place(value: Decimal, written: str) -> Decimal:
    """1200 → 100, 66 → 1, 1.2 → 0.1: the size of the last digit that was meant."""
    if "." in written:
        return Decimal(1).scaleb(-len(written.rsplit(".", 1)[1]))
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(min(zeros, len(digits) - 1))


@dataclass(slots=True)
class _Digit:
    low: int
    high: int
    vague: bool = False


def _read_han(text: str, position: int) -> Numeral | None:
    found = HAN_RUN.match(text, position)
    if not found or _ends_a_noun(text, position) or found.end() - position > LONGEST:
        return None
    run = found.group()
    end = found.end()
    if run[-1] in "几数" and len(run) > 1 and run[-2] in UNITS:
        run, end = run[:-1], end - 1  # 十几, 百几: left for _with_more
        if not run:
            return None
    if PLACES.fullmatch(run):
        value = Decimal("".join(str(DIGITS[digit]) for digit in run))
        return Numeral(position, end, value, value, Decimal(1), arabic=False)
    tokens = _tokens(run)
    if tokens is None:
        return None
    low, high, step = _evaluated(tokens, _last_place_left_out(run, tokens))
    point = POINT.match(text, end)
    if point and low == high and point.end() - point.start() <= LONGEST:
        fraction = Decimal("0." + "".join(str(DIGITS[digit]) for digit in point.group(1)))
        value, step, end = low + fraction, Decimal(1).scaleb(-len(point.group(1))), point.end()
        value, step, end = _multiplied(text, end, value, step)
        return Numeral(position, end, value, value, step, arabic=False)
    return Numeral(position, end, low, high, step, arabic=False, bare=run[0] in "百千万亿")


def _tokens(run: str) -> list[_Digit | int] | None:
    """Digits (with the interval they span) and units, or None for a string of digits such as 二〇一五."""
    tokens: list[_Digit | int] = []
    index = 0
    while index < len(run):
        char = run[index]
        if char in UNITS:
            tokens.append(UNITS[char])
        elif char in VAGUE:
            tokens.append(_Digit(1 if tokens else 2, 9, vague=True))
        elif run[index : index + 2] in PAIRS:
            tokens.append(_Digit(DIGITS[char], DIGITS[run[index + 1]]))
            index += 1
        elif char in "零〇" and tokens:
            pass
        else:
            tokens.append(_Digit(DIGITS[char], DIGITS[char]))
        index += 1
    digits_side_by_side = any(isinstance(a, _Digit) and isinstance(b, _Digit) for a, b in pairwise(tokens))
    return None if not tokens or digits_side_by_side or ("〇" in run and len(run) > 1 and not any(c in UNITS for c in run)) else tokens


def _last_place_left_out(run: str, tokens: list[_Digit | int]) -> int:
    """三万五 is 35000, 一百二 is 120: the place of a last digit whose unit is left out, else 1."""
    if len(tokens) > 2 and isinstance(tokens[-1], _Digit) and isinstance(tokens[-2], int) and tokens[-2] >= 100 and run[-2] in UNITS:
        return tokens[-2] // 10
    return 1


def _evaluated(tokens: list[_Digit | int], last_place: int) -> tuple[Decimal, Decimal, Decimal]:
    """Low, high and the place of the last digit, read from right to left: 万 and 亿 lift all that stands before them."""
    low = high = step = 0
    small, large = last_place, 1
    owed = 0  # the place of a unit that no digit has claimed yet: the 十 of 十二, the 百 of 百余
    for token in [*reversed(tokens), 0]:
        digit = token if isinstance(token, _Digit) else None
        if digit is None and owed and (owed != large or token == 0):
            digit = _Digit(1, 1)
        if digit:
            place = owed or small * large
            low += digit.low * place
            high += digit.high * place + (place - 1 if digit.vague else 0)
            step = step or place
            small, owed = 1, 0
        if isinstance(token, int) and token >= 10_000:
            large = large * token if owed else token
            owed = large
        elif isinstance(token, int) and token:
            owed = token * large
    return Decimal(low), Decimal(high), Decimal(step)


def _with_more(text: str, numeral: Numeral) -> Numeral:
    """The numeral together with a following 余, 多, 几 or 来, and with the 万 or 亿 that may stand after that."""
    if text.startswith("把", numeral.end) and numeral.bare and ABOUT_A_ROUND_NUMBER.match(text, numeral.end):
        return replace(numeral, end=numeral.end + 1, low=numeral.low * 9 / 10, high=numeral.low * 11 / 10, bare=False)
    if text.startswith("好几", numeral.end) and numeral.exact and numeral.step >= 10:
        return replace(numeral, end=numeral.end + 2, low=numeral.low + 1, high=numeral.low + numeral.step - 1, bare=False)
    if numeral.end >= len(text) or text[numeral.end] not in MORE or not numeral.exact:
        return numeral
    word = text[numeral.end]
    end = numeral.end + 1
    step = numeral.step
    if step < 10:
        unit_follows = end < len(text) and text[end] in LARGE_UNITS
        if word in "几来" or (word == "多" and not unit_follows and not numeral.arabic):
            return numeral
        if step == 1:
            step = Decimal(1) if unit_follows else Decimal(10)
    value, high = numeral.low, numeral.low + step
    factor = Decimal(1)
    while end < len(text) and text[end] in LARGE_UNITS:
        factor *= LARGE_UNITS[text[end]]
        end += 1
    value, high = value * factor, high * factor
    if word == "来":
        return Numeral(numeral.start, end, value * 9 / 10, value * 11 / 10, step * factor, numeral.arabic, bare=False)
    if value == value.to_integral_value():
        return Numeral(numeral.start, end, value + 1, high - 1, step * factor, numeral.arabic, bare=False)
    return Numeral(numeral.start, end, value, high, step * factor, numeral.arabic, bare=False)
