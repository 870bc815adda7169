"""A whole roster printed, and what became of every row of it."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jiafeng.library import ink
from jiafeng.library.cards.rosters import Line, Nothing
from jiafeng.library.press import Paper
from jiafeng.library.press.cards import BATCH, CardSize, CardStyle, Outcome, alphabets, print_batch
from jiafeng.library.press.designs import BadDesign, Design, load, names, read_zip
from jiafeng.library.press.imposition import TooLarge, impose, layout
from jiafeng.library.press.pictures import NotReady, Picture, ready_bytes, ready_pictures
from jiafeng.library.press.sentences import design_sentence, refusal_sentence, remark_sentence
from jiafeng.library.press.typesetting import TypesettingError
from jiafeng.library.sheets import Problem, write_table
from jiafeng.library.sheets.sentences import cell_sentence

LEAST_BATCH = 10


@dataclass(frozen=True)
class Made:
    """A printed roster: what became of each line, on how many sheets of paper the cards lie, and how many on each."""

    lines: Sequence[Line]
    outcomes: Sequence[Outcome]
    sheets: int
    per_sheet: int

    @property
    def printed(self) -> int:
        """How many cards."""
        return sum(outcome.printed for outcome in self.outcomes)

    def refused(self) -> Iterator[tuple[Line, str]]:
        """The lines without a card, and why, as a sentence."""
        return ((line, _why(outcome)) for line, outcome in zip(self.lines, self.outcomes, strict=True) if not outcome.printed)


def style_of(design: str, size: str, sheet: Paper, orientation: str = "", *, grey: bool = False) -> CardStyle:
    """The style that is meant: `design` is a name, a folder or a zip; `size` as CardSize reads it, in mm; `sheet` what it is laid on; `orientation`
    "horizontal", "vertical" or the design's own. Raises Nothing where they do not go together."""
    try:
        measured = CardSize.parse(size)
        layout(measured.piece, sheet)
    except TooLarge:
        raise Nothing(f"{size} 的桌签在 {sheet} 纸上放不下。请用更大的纸，或 --sheet card。") from None
    except ValueError:
        raise Nothing(f"看不懂尺寸 {size}：请写成 200x100、180x90、A5、148x100 或 210x148-triangle，单位毫米。") from None
    chosen = _design(design)
    turned = orientation or chosen.orientations[0]
    if turned not in chosen.orientations:
        raise Nothing(f"样式 {chosen.name_zh} 没有{'竖排' if turned == 'vertical' else '横排'}。")
    if measured.form not in chosen.forms or not chosen.suits(measured.width, measured.height):
        raise Nothing(
            f"样式 {chosen.name_zh} 不适合 {size}：一面从 {chosen.least[0]:g}×{chosen.least[1]:g} 到 {chosen.most[0]:g}×{chosen.most[1]:g} 毫米。"
        )
    return CardStyle(chosen, measured, turned == "vertical", grey)


def _design(told: str) -> Design:
    try:
        if told in names():
            return load(told)
        path = Path(told)
        if not path.exists():
            raise Nothing(f"没有样式 {told}。自带的有：{'、'.join(names())}。")
        return load(path) if path.is_dir() else read_zip(path, path.stem)
    except BadDesign as bad:
        raise Nothing(design_sentence(bad.code, bad.params)) from None


def print_roster(lines: Sequence[Line], style: CardStyle, sheet: Paper, target: Path, created: dt.date, *, jobs: int = 1) -> Made:
    """Print every line that can be printed, in that many processes, and lay the cards on sheets, a PDF of that date at `target`; none where no card is.

    Raises Nothing where the design cannot be set at all, or there is no folder for `target`.
    """
    if not target.absolute().parent.is_dir():
        raise Nothing(f"没有文件夹 {target.absolute().parent}。")
    sheets = 0
    with tempfile.TemporaryDirectory(prefix="jiafeng-cards-") as folder:
        try:
            outcomes, parts = _print_all(lines, style, Path(folder), created, max(jobs, 1))
        except TypesettingError as fault:
            raise Nothing(f"样式 {style.design.key} 排不出来：{fault}") from fault
        if any(outcome.printed for outcome in outcomes):
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            try:
                sheets = impose(parts, style.size.piece, sheet, part)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
    return Made(lines, outcomes, sheets, len(layout(style.size.piece, sheet).places))


def _print_all(lines: Sequence[Line], style: CardStyle, folder: Path, created: dt.date, jobs: int) -> tuple[list[Outcome], list[Path]]:
    """Print in batches, each in a file of its own below `folder`; what became of every line, and the files."""
    step = min(max(-(-len(lines) // (2 * jobs)), LEAST_BATCH), BATCH)
    batches = [(lines[at : at + step], folder / f"{at:06d}.pdf") for at in range(0, len(lines), step)]
    work = partial(_print_lines, style=style, alphabet=alphabets((line.card for line in lines), style), created=created)
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
    try:
        return ready_bytes(answer.png, grey=style.grey)
    except NotReady as failure:
        return failure.code


def write_report(target: Path, made: Made) -> None:
    """A row to each row of the roster: printed and on which page, or why not; and what is worth a look."""
    rows, place = [], 0
    for line, outcome in zip(made.lines, made.outcomes, strict=True):
        page: Any = ""
        if outcome.printed:
            page, place = place // made.per_sheet + 1, place + 1
        remarks = line.said + "".join(remark_sentence(code, params) for code, params in outcome.remarks)
        result = "已印制" if outcome.printed else "未印制"
        why = "" if outcome.printed else _why(outcome)
        rows.append([line.number, line.card.serial, line.card.name, line.card.unit, result, page, why, remarks])
    counts = Counter(str(row[4]) for row in rows)
    columns = [("名册行号", 10), ("编号", 10), ("姓名", 14), ("单位", 28), ("结果", 10), ("页码", 8), ("未印原因", 60), ("提示", 50)]
    title = f"桌签印制情况：已印制 {counts['已印制']} 张，未印制 {counts['未印制']} 张"
    write_table(target, title, columns, rows)


def _why(outcome: Outcome) -> str:
    if outcome.code.startswith("cell:"):
        problem = Problem(str(outcome.params["column"]), outcome.code.removeprefix("cell:"), outcome.params)
        return f"{problem.column}：{cell_sentence(problem)}"
    if outcome.code.startswith("ink:"):
        return f"{outcome.params['file']}：{ink.REASONS[outcome.code.removeprefix('ink:')]}"
    return refusal_sentence(outcome.code, outcome.params)
