"""`jiafeng cards`: a roster and a folder of photographs become desk cards, without a server or a data folder."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jiafeng.common.text import tidy_name
from jiafeng.library import ink
from jiafeng.library.press.cards import BATCH, Card, CardSize, CardStyle, Outcome, alphabets, print_batch
from jiafeng.library.press.designs import BadDesign, Design, load, names, read_zip
from jiafeng.library.press.imposition import TooLarge, impose, layout
from jiafeng.library.press.pictures import NotReady, Picture, ready_picture, ready_pictures
from jiafeng.library.press.typesetting import TypesettingError
from jiafeng.library.sheets import Broken, Column, Problem, Row, read_table, write_table
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
LEAST_BATCH = 10
TOLD = 20  # refused rows that are named on the screen; the report names all


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


def run_cards(options: argparse.Namespace) -> int:
    """Exit 0 when every row was printed, 1 when some were refused, 2 when nothing was."""
    _speak_chinese()
    if options.template:
        write_template(options.template)
        print(options.template)
        return 0
    try:
        style = _style(options)
        lines = read_roster(options.roster, options.photos)
    except _Nothing as reason:
        print(reason, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="jiafeng-cards-") as folder:
        try:
            outcomes, parts = _print_all(lines, style, Path(folder), max(options.jobs, 1))
        except TypesettingError as fault:
            print(f"样式 {style.design.key} 排不出来：{fault}", file=sys.stderr)
            return 2
        printed = sum(outcome.printed for outcome in outcomes)
        if printed:
            part = options.output.with_name(f".{options.output.name}.{os.getpid()}.part")
            try:
                sheets = impose(parts, style.size.piece, options.sheet, part)
                part.replace(options.output)
            finally:
                part.unlink(missing_ok=True)
    if options.report:
        write_report(options.report, lines, outcomes, len(layout(style.size.piece, options.sheet).places))
    _tell(lines, outcomes)
    if not printed:
        print("一张也没有印成。", file=sys.stderr)
        return 2
    refused = len(lines) - printed
    print(f"{options.output}：{printed} 张桌签，{sheets} 页" + (f"；{refused} 行没有印。" if refused else "。"))
    return 1 if refused else 0


class _Nothing(Exception):
    """Why no card at all can be printed, as a sentence."""


def _speak_chinese() -> None:
    """The sentences of the libraries below, in Chinese, without a data folder."""
    import django
    from django.conf import settings

    if not settings.configured:
        here = Path(__file__).parents[2]
        paths = [here / "library" / part / "locale" for part in ("sheets", "press", "ink")]
        settings.configure(USE_I18N=True, LANGUAGE_CODE="zh-hans", LOCALE_PATHS=paths)
        django.setup()


def _style(options: argparse.Namespace) -> CardStyle:
    if options.roster is None or options.output is None:
        raise _Nothing("用法：jiafeng cards 名册.xlsx 照片文件夹 -o cards.pdf")
    if not options.output.absolute().parent.is_dir():
        raise _Nothing(f"没有文件夹 {options.output.absolute().parent}。")
    try:
        size = CardSize.parse(options.size)
        layout(size.piece, options.sheet)
    except TooLarge:
        raise _Nothing(f"{options.size} 的桌签在 {options.sheet} 纸上放不下。请用更大的纸，或 --sheet card。") from None
    except ValueError:
        raise _Nothing(f"看不懂尺寸 {options.size}：请写成 200x100、180x90、A5、148x100 或 210x148-triangle，单位毫米。") from None
    design = _design(options.design)
    orientation = options.orientation or design.orientations[0]
    if orientation not in design.orientations:
        raise _Nothing(f"样式 {design.name_zh} 没有{'竖排' if orientation == 'vertical' else '横排'}。")
    if size.form not in design.forms or not design.suits(size.width, size.height):
        raise _Nothing(
            f"样式 {design.name_zh} 不适合 {options.size}：一面从 {design.least[0]:g}×{design.least[1]:g} 到 {design.most[0]:g}×{design.most[1]:g} 毫米。"
        )
    return CardStyle(design, size, orientation == "vertical", options.grey)


def _design(told: str) -> Design:
    from jiafeng.library.press.sentences import design_sentence

    try:
        if told in names():
            return load(told)
        path = Path(told)
        if not path.exists():
            raise _Nothing(f"没有样式 {told}。自带的有：{'、'.join(names())}。")
        return load(path) if path.is_dir() else read_zip(path, path.stem)
    except BadDesign as bad:
        raise _Nothing(design_sentence(bad.code, bad.params)) from None


def read_roster(roster: Path, photos: Path | None) -> list[Line]:
    """Every row of the roster. Raises _Nothing where it is no roster."""
    if photos is not None and not photos.is_dir():
        raise _Nothing(f"没有照片文件夹 {photos}。")
    found = Photographs(photos) if photos else None
    with read_table(roster, COLUMNS, max_rows=MAX_ROWS) as table:
        if table.refused:
            raise _Nothing(f"{roster}：{sentence(table.refused)}")
        try:
            lines = [_line(row, found) for row in table]
        except Broken as broken:
            raise _Nothing(f"{roster}：{sentence(broken.refusal)}") from None
    if not lines:
        raise _Nothing(f"{roster}：名册里没有人。")
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


def _print_all(lines: Sequence[Line], style: CardStyle, folder: Path, jobs: int) -> tuple[list[Outcome], list[Path]]:
    """Print in batches, each in a file of its own below `folder`; what became of every line, and the files."""
    step = min(max(-(-len(lines) // (2 * jobs)), LEAST_BATCH), BATCH)
    batches = [(lines[at : at + step], folder / f"{at:06d}.pdf") for at in range(0, len(lines), step)]
    work = partial(
        _print_lines,
        style=style,
        alphabet=alphabets((line.card for line in lines), style),
        created=dt.datetime.now(ZoneInfo("Asia/Shanghai")).date(),
    )
    if jobs == 1 or len(batches) == 1:
        done: list[list[Outcome]] = [work(batch) for batch in batches]
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(work, batches))
    return [outcome for outcomes in done for outcome in outcomes], [part for _, part in batches if part.exists()]


def _print_lines(batch: tuple[Sequence[Line], Path], *, style: CardStyle, alphabet: dict[str, str], created: dt.date) -> list[Outcome]:
    lines, target = batch
    pictures = dict(_pictures([line.photo for line in lines if line.photo], style))
    cards, refused = [], {}
    for line in lines:
        picture = pictures.get(line.photo) if line.photo else None
        if line.code or isinstance(picture, str):
            refused[line.card.key] = Outcome(line.card.key, line.code or str(picture), line.params or {"file": line.told})
        else:
            cards.append(replace(line.card, picture=picture))
    found = {outcome.key: outcome for outcome in print_batch(cards, style, target, created, alphabet)} | refused
    return [found[line.card.key] for line in lines]


def _pictures(photos: Sequence[Path], style: CardStyle) -> Iterator[tuple[Path, Picture | str]]:
    """Ink ready for print from each photograph; what is ink already, on nothing or on pure white, is taken as it is. Or a refusal's code."""
    for path, ready in ready_pictures(photos, grey=style.grey, tell_photos=True):
        if isinstance(ready, Picture):
            yield path, ready
        elif ready.code == "photo":
            yield path, _cleaned(path, style)
        else:
            yield path, ready.code


def _cleaned(photo: Path, style: CardStyle) -> Picture | str:
    answer = ink.clean(photo, size_mm=(style.size.width, style.size.height))
    if isinstance(answer, ink.Refused):
        return f"ink:{answer.reason}"
    with tempfile.NamedTemporaryFile(suffix=".png") as cleaned:
        cleaned.write(answer.png)
        cleaned.flush()
        try:
            return ready_picture(Path(cleaned.name), grey=style.grey)
        except NotReady as failure:
            return failure.code


def _why(outcome: Outcome) -> str:
    from jiafeng.library.press.sentences import refusal_sentence

    if outcome.code.startswith("cell:"):
        problem = Problem(str(outcome.params["column"]), outcome.code.removeprefix("cell:"), outcome.params)
        return f"{problem.column}：{cell_sentence(problem)}"
    if outcome.code.startswith("ink:"):
        return f"{outcome.params['file']}：{ink.REASONS[outcome.code.removeprefix('ink:')]}"
    return refusal_sentence(outcome.code, outcome.params)


def _tell(lines: Sequence[Line], outcomes: Sequence[Outcome]) -> None:
    refused = [(line, outcome) for line, outcome in zip(lines, outcomes, strict=True) if not outcome.printed]
    for line, outcome in refused[:TOLD]:
        print(f"第 {line.number} 行 {line.card.name}：{_why(outcome)}", file=sys.stderr)
    if len(refused) > TOLD:
        print(f"……还有 {len(refused) - TOLD} 行，见 --report。", file=sys.stderr)


def write_report(target: Path, lines: Sequence[Line], outcomes: Sequence[Outcome], per_sheet: int) -> None:
    """A row to each row of the roster: printed and on which page, or why not; and what is worth a look."""
    from jiafeng.library.press.sentences import remark_sentence

    rows, place = [], 0
    for line, outcome in zip(lines, outcomes, strict=True):
        page: Any = ""
        if outcome.printed:
            page, place = place // per_sheet + 1, place + 1
        remarks = line.said + "".join(remark_sentence(code, params) for code, params in outcome.remarks)
        result = "已印制" if outcome.printed else "未印制"
        why = "" if outcome.printed else _why(outcome)
        rows.append([line.number, line.card.serial, line.card.name, line.card.unit, result, page, why, remarks])
    counts = Counter(str(row[4]) for row in rows)
    columns = [("名册行号", 10), ("编号", 10), ("姓名", 14), ("单位", 28), ("结果", 10), ("页码", 8), ("未印原因", 60), ("提示", 50)]
    title = f"桌签印制情况：已印制 {counts['已印制']} 张，未印制 {counts['未印制']} 张"
    write_table(target, title, columns, rows)


def write_template(target: Path) -> None:
    """An empty roster with a row that shows how it is filled in."""
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
