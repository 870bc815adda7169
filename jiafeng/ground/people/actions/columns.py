"""The columns of a roster: the headings offices use for them, and how each cell becomes a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.text import is_plain, normalise_name, normalise_phone, tidy, tidy_name
from jiafeng.ground.people.models import CadreRelation, Gender, Rank
from jiafeng.library.sheets import CellError, Column, Noted, Problem
from jiafeng.library.sheets.sentences import cell_sentence

FIRST_YEAR = 1900
NOTE_LENGTH = 300

_CHINESE_NAME = re.compile("[\u4e00-\u9fa5]{2,40}")  # as most are: as it is written, so it is kept and compared
_SYLLABLES = re.compile(r"[^\W\d_](?:[^\W_]|[·'\- ])*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")
_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年?|(?P<ym>\d\d)(?P<ymd>\d\d)?|(?:年|[./-])(?P<month>\d{1,2})(?:月|(?:月|[./-])(?P<day>\d{1,2})[日号]?)?)"
)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d\d(?::\d\d)?$")
_IDENTITY = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}\d{4}\d{3}[\dX]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NOTHING = {"无", "/", "-", "—", "――", "——", "未知", "不详", "暂无"}

GENDERS = {"男": Gender.MALE, "男性": Gender.MALE, "女": Gender.FEMALE, "女性": Gender.FEMALE}

RELATIONS = {
    CadreRelation.SELF: ("本人", "干部", "干部本人", "户主"),
    CadreRelation.SPOUSE: ("配偶", "妻子", "丈夫", "妻", "夫", "爱人", "夫妻"),
    CadreRelation.CHILD: ("子女", "儿子", "女儿", "长子", "次子", "长女", "次女", "子", "女", "儿媳", "女婿"),
    CadreRelation.PARENT: ("父母", "父亲", "母亲", "父", "母", "岳父", "岳母", "公公", "婆婆"),
    CadreRelation.OTHER: (
        "其他",
        "亲属",
        "家属",
        "兄弟",
        "姐妹",
        "兄弟姐妹",
        "哥哥",
        "弟弟",
        "姐姐",
        "妹妹",
        "祖父",
        "祖母",
        "孙子",
        "孙女",
    ),
}
_RELATION_OF = {word: relation for relation, words in RELATIONS.items() for word in words}

# The level that a written rank stands at; ranks of the parallel scale by the posts they correspond to (Civil Servants Law, article 19).
LEVELS = (
    (Rank.COUNTY_CHIEF, re.compile(r"正[县处]级?(?:干部)?|[县处]+级正职|[一二]级调研员|调研员")),
    (Rank.COUNTY_DEPUTY, re.compile(r"副[县处]级?(?:干部)?|[县处]+级副职|[三四]级调研员|副调研员")),
    (Rank.SECTION_CHIEF, re.compile(r"正[乡科]级?(?:干部)?|[乡科]+级正职|[一二]级主任科员|主任科员")),
    (Rank.SECTION_DEPUTY, re.compile(r"副[乡科]级?(?:干部)?|[乡科]+级副职|[三四]级主任科员|副主任科员")),
    (
        Rank.STAFF,
        re.compile(r"[正副]?股级?(?:干部)?|股级[正副]职|[一二]级科员|科员级?|办事员级?|试用期.*|工勤.*|技术工.*|一般干部|职员|未定级?"),
    ),
    # Institutions and professionals have scales of their own, which no level of cadres corresponds to.
    (
        "",
        re.compile(
            r"[一二三四五六七八九十]级职员|(?:管理)?(?:岗位?)?[一二三四五六七八九十]级|(?:专业技术|专技).*|(?:正高|副高|中|初|高)级(?:职称)?|[正副][厅局]级?|[一二]级巡视员"
        ),
    ),
)


def _bare(text: str) -> str:
    return text if is_plain(text) else re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def parse_name(text: str) -> str:
    """A name as typed, without gaps between Chinese characters; rare characters are kept."""
    if _CHINESE_NAME.fullmatch(text) and text not in _NOTHING:
        return text
    name = tidy_name(text)
    if re.search(r"[一-鿿]\s", name):
        name = name.replace(" ", "")
    if "?" in name or "?" in name or "\ufffd" in name or "□" in name:
        raise CellError("name_lost_character", text=name)
    key = normalise_name(name)
    if (
        not 1 <= len(key) <= 40
        or (len(key) == 1 and not _is_uncommon(key))
        or not (_SYLLABLES.fullmatch(key) or _is_rare(key))
        or key in _NOTHING
    ):
        raise CellError("not_a_name", text=name[:40])
    return name


def _is_rare(key: str) -> bool:
    """Characters newer than our tables, and some office's own drawings in a private area, are kept; preflight names them before printing."""
    return bool(_SYLLABLES.fullmatch("".join("字" if _is_beyond(character) else character for character in key)))


def _is_uncommon(character: str) -> bool:
    """A Han character beyond GB/T 2312: alone it may be a whole name, where a common one is a name cut short."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return unicodedata.name(character, "").startswith("CJK ") or _is_beyond(character)
    return False


def _is_beyond(character: str) -> bool:
    return unicodedata.category(character) == "Co" or 0x20000 <= ord(character) <= 0x3FFFF


def parse_optional_name(text: str) -> str | None:
    """A spouse's name; “无” and the like say that there is none."""
    return None if _bare(text) in _NOTHING else parse_name(text)


def parse_gender(text: str) -> Gender:
    gender = GENDERS.get(_bare(text))
    if gender is None:
        raise CellError("not_a_gender", text=text[:20])
    return gender


def parse_unit(text: str) -> str:
    unit = tidy_name(text)
    if len(unit) > 80 or not re.search(r"[^\W\d_]", unit):
        raise CellError("not_a_unit", text=unit[:40])
    return unit


def parse_post(text: str) -> str | None:
    return _short(text, 60)


def parse_note(text: str) -> str | Noted | None:
    """A remark; of one that is too long what fits is kept, and the rest is told, for a remark is no reason to leave a person out."""
    words = tidy(text)
    if len(words) > NOTE_LENGTH:
        return Noted(words[:NOTE_LENGTH], "note_cut", {"limit": NOTE_LENGTH, "rest": words[NOTE_LENGTH:]})
    return None if words in _NOTHING else words


def _short(text: str, limit: int) -> str | None:
    words = tidy(text)
    if len(words) > limit:
        raise CellError("too_long", limit=limit)
    return None if words in _NOTHING else words


def parse_rank(text: str) -> tuple[str, str] | None:
    """(level, as written)."""
    written = _bare(text)
    if written in _NOTHING:
        return None
    for level, pattern in LEVELS:
        if pattern.fullmatch(written) and len(written) <= 20:
            return (str(level), written)
    raise CellError("not_a_rank", text=written[:20])


def is_one_rank(one: str, other: str) -> bool:
    """Whether two ranks as written are one: 正科, 正科级 and 正科级干部."""
    return one.removesuffix("干部").removesuffix("级") == other.removesuffix("干部").removesuffix("级")


def parse_phone(text: str) -> str | None:
    """Digits of a mobile number, or of a landline with its area code."""
    if text.isascii() and _MOBILE.fullmatch(text):
        return text
    written = _bare(text)
    if written in _NOTHING:
        return None
    if "*" in written:
        raise CellError("phone_masked")
    digits = normalise_phone(written)
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise CellError("not_a_phone", digits=len(digits))
    return digits


def parse_relation(text: str) -> CadreRelation:
    relation = _RELATION_OF.get(_bare(text))
    if relation is None:
        raise CellError("not_a_relation", text=text[:20])
    return relation


def parse_year(text: str) -> int | None:
    """The year of a year, a month or a whole date."""
    written = _bare(_CLOCK.sub("", tidy(text)))
    if written in _NOTHING:
        return None
    found = _DAY.fullmatch(written)
    if found is None:
        raise CellError("not_a_birth_year", first=FIRST_YEAR)
    year, month, day = int(found["year"]), int(found["month"] or found["ym"] or 1), int(found["day"] or found["ymd"] or 1)
    try:
        date(year, month, day)
    except ValueError:
        raise CellError("no_such_day", text=written) from None
    return year


def parse_id_number(text: str) -> str | None:
    """An identity number of 18 characters whose date is one and whose check character is right (GB 11643-1999, ISO 7064 MOD 11-2)."""
    written = _bare(text).upper()
    if written in _NOTHING:
        return None
    if "*" in written:
        raise CellError("id_masked")
    if not _IDENTITY.fullmatch(written):
        raise CellError("not_an_id", characters=len(written))
    try:
        date(int(written[6:10]), int(written[10:12]), int(written[12:14]))
    except ValueError:
        raise CellError("id_date") from None
    if _CHECKS[sum(int(digit) * weight for digit, weight in zip(written[:17], _WEIGHTS, strict=True)) % 11] != written[17]:
        raise CellError("id_check")
    return written


def told_by(id_number: str) -> tuple[int, Gender]:
    """(year of birth, gender) as an identity number has them."""
    return int(id_number[6:10]), Gender.MALE if int(id_number[16]) % 2 else Gender.FEMALE


def contradictions(values: Mapping[str, Any]) -> list[Problem]:
    """Where a row's year of birth or gender is not that of its identity number."""
    if not values.get("id_number"):
        return []
    year, gender = told_by(values["id_number"])
    problems = []
    if values.get("birth_year") not in (None, year):
        problems.append(Problem(LABELS["birth_year"], "id_other_year", {"year": year}))
    if values.get("gender") not in (None, gender):
        problems.append(Problem(LABELS["gender"], "id_other_gender", {}))
    return problems


COLUMNS = (
    Column("name", "姓名", ("名字", "干部姓名", "人员姓名", "家属姓名"), required=True, parse=parse_name),
    Column("gender", "性别", parse=parse_gender),
    Column(
        "unit",
        "单位",
        ("工作单位", "所在单位", "单位名称", "所属单位", "现工作单位", "部门", "工作部门", "所在部门", "组织", "村社区"),
        required=True,
        parse=parse_unit,
    ),
    Column("post", "职务", ("现任职务", "职位", "岗位", "工作职务", "担任职务", "职务岗位"), parse=parse_post),
    Column("rank", "职级", ("级别", "行政级别", "职务级别", "现职级", "职务层次", "职级层次"), parse=parse_rank),
    Column(
        "phone",
        "手机",
        ("手机号", "手机号码", "移动电话", "联系手机", "联系电话", "联系方式", "电话", "电话号码", "联系号码", "本人手机"),
        parse=parse_phone,
    ),
    Column(
        "cadre_relation",
        "与干部关系",
        ("与干部的关系", "与干部本人关系", "与本人关系", "关系", "人员类别", "与户主关系", "称谓", "家庭关系"),
        parse=parse_relation,
    ),
    Column("spouse", "配偶姓名", ("配偶", "爱人姓名", "爱人", "妻子姓名", "丈夫姓名", "夫妻姓名"), parse=parse_optional_name),
    Column("birth_year", "出生年份", ("出生年", "出生年月", "出生日期", "出生年月日", "生年", "出生"), parse=parse_year),
    Column("id_number", "身份证号", ("身份证", "身份证号码", "公民身份号码", "身份号码", "证件号码", "证件号"), parse=parse_id_number),
    Column("note", "备注", ("说明", "其他说明", "备注说明"), parse=parse_note),
)
# What the template offers in drop-downs, by heading.
CHOICES = {
    "性别": ("男", "女"),
    "职级": ("正处级", "副处级", "正科级", "副科级", "一级主任科员", "二级主任科员", "三级主任科员", "四级主任科员", "科员"),
    "与干部关系": ("本人", "配偶", "子女", "父母", "其他"),
}
# Columns of the template that take more than a word, in characters.
WIDTHS = {"单位": 28, "职务": 18, "手机": 16, "身份证号": 22, "备注": 28}

LABELS = {column.key: column.label for column in COLUMNS}

_REASONS: Mapping[str, Any] = {
    "name_lost_character": _("“%(text)s” has lost a character. Type the name again; rare characters are kept."),
    "not_a_name": _("“%(text)s” is not a name. Write the name alone, two characters at least, without notes or signs."),
    "not_a_gender": _("“%(text)s” is not understood. Write 男 or 女."),
    "not_a_unit": _("“%(text)s” is not a unit's name."),
    "too_long": _("At most %(limit)s characters fit here."),
    "not_a_rank": _(
        "“%(text)s” is not a rank. Write for example 正科级, 副科级, 一级主任科员 or 科员; leave it blank where there is none."
    ),
    "phone_masked": _("The number is masked with stars. Write all digits, or leave it blank."),
    "not_a_phone": _(
        "This number has %(digits)s digits. A mobile number has 11; a landline is written with its area code; one number only."
    ),
    "id_masked": _("The identity number is masked with stars. Write it whole, or leave it blank."),
    "not_an_id": _("This has %(characters)s characters. An identity number has 18: 17 digits and a digit or X."),
    "id_date": _("The date of birth within this identity number does not exist. Compare it with the card."),
    "id_check": _("The last character of this identity number does not fit the others: one of them is mistyped. Compare it with the card."),
    "id_other_year": _("The identity number says %(year)s. Correct whichever is wrong."),
    "id_other_gender": _("The identity number says otherwise. Correct whichever is wrong."),
    "not_a_relation": _("“%(text)s” is not understood. Write 本人, 配偶, 子女, 父母 or 其他."),
    "not_a_birth_year": _("Write the year with four digits, not before %(first)s and not in the future."),
    "no_such_day": _("There is no day %(text)s. Correct the date, or write the year alone."),
    "note_cut": _("Only the first %(limit)s characters are kept. Left out: “%(rest)s”"),
    "duplicate": _("Same name, unit and telephone as row %(row)s; this row is left out."),
    "other_phone": _(
        "Somebody of this name and unit has another telephone, and it was not said whether it is the same person. Import the row again and say so."
    ),
    "meant_twice": _("Row %(row)s was said to be the same person already. Leave one of the two rows, or say that this is somebody else."),
    "several": _("Several people of this name in this unit fit. Give the telephone or the year of birth that tells which one."),
    "other_spouse": _("The list already has %(text)s as the spouse. Correct it on the person's page."),
    "unit_not_yours": _("“%(text)s” is not your unit, nor below it. Leave the row to the county, or correct the unit."),
}


def reason(code: str, params: Mapping[str, Any]) -> str:
    """The sentence that tells why a cell cannot be used and what to do, or what is to be known of one that can."""
    if code in _REASONS:
        return str(_REASONS[code]) % dict(params)
    return cell_sentence(Problem("", code, dict(params)))
