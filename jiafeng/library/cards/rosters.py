"""A roster and the photographs it names, as cards to print."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jiafeng.common.text import tidy_name
from jiafeng.library.press.cards import Card
from jiafeng.library.sheets import Broken, Column, Row, read_table, write_table
from jiafeng.library.sheets.sentences import cell_sentence, sentence

COLUMNS = (
    Column("name", "姓名", ("name", "干部姓名", "名字", "收信人"), required=True),
    Column("unit", "单位", ("unit", "工作单位", "所在单位", "单位名称", "部门")),
    Column("message", "寄语", ("message", "寄语内容", "亲情寄语", "廉政亲情寄语", "廉洁寄语", "内容")),
    Column("photo", "照片", ("photo", "照片文件", "照片文件名", "手写照片", "图片", "文件名")),
    Column("serial", "编号", ("serial", "桌签编号")),
    Column("url", "链接", ("url", "网址", "二维码")),
)
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
MAX_ROWS = 100_000


class Nothing(ValueError):
    """Why no card at all can be printed, as a sentence."""


@dataclass(frozen=True)
class Line:
    """A row of the roster: its card as far as the roster tells it, and the photograph it names. `code` where none is to be found, or why
    there is no card; `params` of that reason; `said`: what is to be known of the row.
    """

    number: int
    card: Card
    photo: Path | None = None
    told: str = ""
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    said: str = ""


def read_roster(roster: Path, photos: Path | None) -> list[Line]:
    """Every row of the roster, numbered where it names no number. Raises Nothing where it is no roster, holds nobody, or a folder is missing."""
    if photos is not None and not photos.is_dir():
        raise Nothing(f"没有照片文件夹 {photos}。")
    found = Photographs(photos) if photos else None
    with read_table(roster, COLUMNS, max_rows=MAX_ROWS) as table:
        if table.refused:
            raise Nothing(f"{roster}：{sentence(table.refused)}")
        try:
            lines = [_line(row, found) for row in table]
        except Broken as broken:
            raise Nothing(f"{roster}：{sentence(broken.refusal)}") from None
    if not lines:
        raise Nothing(f"{roster}：名册里没有人。")
    return [line if line.card.serial else replace(line, card=replace(line.card, serial=f"{n:04d}")) for n, line in enumerate(lines, 1)]


def _line(row: Row, photographs: Photographs | None) -> Line:
    line = _card_line(row.number, row.texts, photographs)
    wrong = next((problem for problem in row.problems if problem.code != "required"), None)
    if wrong is not None:
        return replace(line, photo=None, code=f"cell:{wrong.code}", params={"column": wrong.column, **wrong.params})
    return replace(line, said="".join(f"{note.column}：{cell_sentence(note)}" for note in row.notes)) if row.notes else line


def _card_line(number: int, texts: dict[str, str], photographs: Photographs | None) -> Line:
    card = Card(
        str(number),
        tidy_name(texts.get("name", "")),
        tidy_name(texts.get("unit", "")),
        texts.get("message", ""),
        url=texts.get("url", ""),
        serial=texts.get("serial", ""),
    )
    told = texts.get("photo", "").strip()
    if not told:
        return Line(number, card)
    matches = photographs.named(told) if photographs else []
    if len(matches) != 1:
        return Line(number, card, None, told, "photo_ambiguous" if matches else "photo_missing")
    return Line(number, card, matches[0], told)


class Photographs:
    """The pictures in a folder and below it, found by what a roster calls them: with or without folder and ending, in any case."""

    def __init__(self, folder: Path) -> None:
        self._found: dict[str, list[Path]] = {}
        for where, _, files in os.walk(folder):
            for file in files:
                path = Path(where) / file
                # A link could lead to any file of the machine.
                if path.suffix.lower() in ENDINGS and not path.is_symlink():
                    inside = path.relative_to(folder).as_posix().casefold()
                    for name in {inside, inside.rpartition(".")[0], file.casefold(), path.stem.casefold()}:
                        self._found.setdefault(name, []).append(path)

    def named(self, told: str) -> list[Path]:
        """The pictures that may be meant: one where the name is right, none where nothing has it."""
        name = told.replace("\\", "/").strip("./ ").casefold()
        return self._found.get(name) or self._found.get(name.rpartition("/")[2], [])


def write_template(target: Path) -> None:
    """Write an empty roster (XLSX or CSV, by its ending) with two rows that show how it is filled in."""
    rows = [
        ["示例一", "示例县财政局", "守住清廉，就是守住咱们这个家。", "", "", ""],
        ["示例二", "示例县教育局", "", "示例二.jpg", "", ""],
    ]
    notes = [
        "每人一行。寄语和照片至少填一样；两样都填时，手写照片在上，文字在下。",
        "照片一栏填照片文件夹里的文件名，可以不写扩展名。",
        "编号不填时按顺序编号；链接填了才印二维码。",
        "示例两行请删去。",
    ]
    write_table(target, "桌签名册", [("姓名", 14), ("单位", 28), ("寄语", 60), ("照片", 20), ("编号", 12), ("链接", 30)], rows, notes=notes)
