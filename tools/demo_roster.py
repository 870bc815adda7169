"""Makes jiafeng/demo/roster.xlsx: invented cadres and their spouses, as an office would write them down. The same file each time."""

from __future__ import annotations

import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from jiafeng.library.sheets import write_table  # noqa: E402

SURNAMES = "杨吴姚罗龙田张李王陈刘黄周郑谢舒洪蒋彭向潘石江曾"
FEMALE = [
    "秀英",
    "桂兰",
    "晓燕",
    "春梅",
    "丽华",
    "玉珍",
    "雪琴",
    "美玲",
    "海霞",
    "文静",
    "冬梅",
    "红艳",
    "素芳",
    "小菊",
    "慧敏",
    "云霞",
    "淑贞",
    "艳萍",
    "金凤",
    "思琪",
    "月娥",
    "彩虹",
    "佳怡",
    "翠莲",
]
MALE = [
    "建国",
    "志强",
    "明辉",
    "永胜",
    "国庆",
    "文斌",
    "海波",
    "光荣",
    "家兴",
    "正华",
    "立新",
    "大勇",
    "先平",
    "世杰",
    "宏伟",
    "长青",
    "德明",
    "学军",
    "再兴",
    "昌盛",
    "忠诚",
    "启明",
    "向东",
    "继红",
]
COLUMNS = [
    ("姓名", 12),
    ("性别", 6),
    ("单位", 24),
    ("职务", 16),
    ("职级", 10),
    ("手机", 16),
    ("与干部关系", 12),
    ("配偶姓名", 12),
    ("出生年份", 10),
    ("备注", 16),
]
CHIEFS, DEPUTIES = 66, 46
# One head a unit; who else holds the rank does so in another post, in the order in which they are listed.
HEADS = {
    "局": ["局长", "党组书记", "主任科员"],
    "镇": ["镇长", "党委书记", "人大主席", "主任科员"],
    "乡": ["乡长", "党委书记", "人大主席", "主任科员"],
}
SECONDS = {
    "局": ["副局长", "纪检组长", "副主任科员"],
    "镇": ["副镇长", "纪委书记", "副主任科员"],
    "乡": ["副乡长", "纪委书记", "副主任科员"],
}


def names(pool: list[str], rng: random.Random, taken: set[str]) -> str:
    while True:
        name = rng.choice(SURNAMES) + rng.choice(pool)
        if name not in taken:
            taken.add(name)
            return name


def rows() -> list[list[object]]:
    """A cadre's row, then the spouse's: 66 of the rank 正科级, 46 of the rank 副科级."""
    rng = random.Random(20150306)  # nosec B311 # invented names, the same each time
    units = [
        unit["name"]
        for unit in yaml.safe_load((ROOT / "jiafeng/demo/county.yaml").read_text())["organisations"]
        if unit["kind"] in ("unit", "township")
    ]
    taken: set[str] = set()
    found: list[list[object]] = []
    for number in range(CHIEFS + DEPUTIES):
        rank = "正科级" if number < CHIEFS else "副科级"
        unit = units[number % len(units)]
        cadre_is_man = number % 3 != 0
        cadre = names(MALE if cadre_is_man else FEMALE, rng, taken)
        spouse = names(FEMALE if cadre_is_man else MALE, rng, taken)
        posts = (HEADS if rank == "正科级" else SECONDS)[unit[-1]]
        post = posts[min((number if rank == "正科级" else number - CHIEFS) // len(units), len(posts) - 1)]
        born = rng.randint(1964, 1982)
        found.append([cadre, "男" if cadre_is_man else "女", unit, post, rank, f"1390000{number:04d}", "本人", spouse, born, "示例"])
        found.append(
            [spouse, "女" if cadre_is_man else "男", unit, "", "", f"1390001{number:04d}", "配偶", cadre, born + rng.randint(-3, 3), "示例"]
        )
    return found


if __name__ == "__main__":
    target = ROOT / "jiafeng/demo/roster.xlsx"
    print(target.name, write_table(str(target), "玉屏县科级干部及配偶名册（示例，人员虚构）", COLUMNS, rows()))
