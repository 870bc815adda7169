"""A sheet is found in a photograph taken as people take them, and its rows are cut to the millimetre; what cannot be used is told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from jiafeng.library.media.inspection import Refused
from jiafeng.library.media.papers import MARGIN, SCALE, Paper, cut, straighten
from jiafeng.library.press.rowsheets import MARK, Layout, RowSheet, row_sheet_png
from jiafeng.library.press.tables import Column
from tests.ground.papers import camera

PAPERS = [Paper(Layout(0, landscape).size, Layout(0, landscape).marks) for landscape in (False, True)]
CODE = "https://testserver/papers/q/abcdefghij0123456789AB"
NEAR = 2.0  # mm that a row's picture may be off
DOT = 1.2  # mm, the side of the red squares by which the tests measure


def sheet(landscape: bool = False) -> tuple[Layout, camera.Picture]:
    """A printed sheet with a red dot in the middle of each row's two ends."""
    lines = ("我们承诺：", "1. 常提醒,守底线。", "2. 不收礼,不请托。")
    layout = Layout.beside(lines, landscape)
    columns = (Column("编号", 10, True), Column("姓名", 60), Column("签名", 100))
    rows = tuple((f"1-{number}", "", "") for number in range(1, layout.rows + 1))
    page = row_sheet_png(RowSheet("示例承诺", lines, "第 1 张", CODE, columns, rows, landscape=landscape), camera.DPI)
    picture = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_COLOR)
    mm = camera.DPI / 25.4
    for number in range(1, layout.rows + 1):
        left, top, width, height = layout.row(number)
        for x in (left + 15, left + width - 15):
            corner = [round((value - DOT / 2) * mm) for value in (x, top + height / 2)]
            cv2.rectangle(picture, corner, [round(value + DOT * mm) for value in corner], (0, 0, 255), -1)
    return layout, picture


def straightened(photo: camera.Picture, folder: Path) -> Any:
    return straighten(camera.save(photo, folder / "photo.jpg"), PAPERS, MARK, folder)


def errors(layout: Layout, pictures: list[Path]) -> list[float]:
    """How many mm each red dot lies beside its place in the pictures of the rows."""
    found = []
    for picture in pictures:
        row = cv2.imread(str(picture)).astype(int)
        red = ((row[..., 2] - row[..., 1] > 22) & (row[..., 2] - row[..., 0] > 22)).astype(np.uint8)
        _count, _labels, stats, centres = cv2.connectedComponentsWithStats(red)
        dots = [centre for stat, centre in zip(stats[1:], centres[1:], strict=True) if stat[cv2.CC_STAT_AREA] > 12]
        _left, _top, width, height = layout.row(1)
        for x in (15.0, width - 15):
            place = np.array([x + MARGIN, height / 2 + MARGIN]) * SCALE
            found.append(min((float(np.hypot(*(dot - place))) / SCALE for dot in dots), default=99.0))
    return found


WAYS: dict[str, dict[str, Any]] = {
    "from straight above": {"tilt": (0, 0, 0), "fill": 0.9},
    "from the side": {"tilt": (22, -16, 6)},
    "steeply": {"tilt": (36, 14, 12), "fill": 0.6},
    "upside down": {"tilt": (6, 5, 180)},
    "across": {"tilt": (5, 8, 90), "fill": 0.7},
    "from afar": {"fill": 0.42},
    "in a shadow": {"shadow": True},
    "in a dim room": {"light": 0.35, "noise": 5},
    "a little out of focus": {"blur": 1.8},
    "by an old telephone": {"size": (1536, 2048), "tilt": (5, 4, 2), "fill": 0.95},
    "by a good telephone": {"size": (3000, 4000), "noise": 1.5},
}


@pytest.mark.parametrize(
    ("way", "landscape"), [*((way, False) for way in WAYS), *((way, True) for way in ("from the side", "across", "in a shadow"))]
)
def test_rows_are_cut_to_the_millimetre(way: str, landscape: bool, tmp_path: Path) -> None:
    layout, page = sheet(landscape)
    (found,) = straightened(camera.photograph(page, **WAYS[way]), tmp_path)
    assert found.problem == ""
    assert found.codes == (CODE,)
    assert found.paper == int(landscape)
    (tmp_path / "rows").mkdir()
    pictures = cut(found.flat, [layout.row(number) for number in range(1, layout.rows + 1)], tmp_path / "rows")
    assert max(errors(layout, pictures)) < NEAR


FAILURES: dict[str, tuple[str, dict[str, Any]]] = {
    "much too dark": ("dark", {"light": 0.1, "noise": 1}),
    "out of focus": ("blurred", {"blur": 5.5}),
    "half of it": ("cut_off", {"shift": (110, 0)}),
    "without its foot": ("cut_off", {"shift": (0, 100), "tilt": (0, 0, 0), "fill": 0.9}),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_cannot_be_used_is_told_apart(name: str, tmp_path: Path) -> None:
    problem, how = FAILURES[name]
    (found,) = straightened(camera.photograph(sheet()[1], **how), tmp_path)
    assert found.problem == problem
    assert found.flat is None


def test_a_thumb_on_one_mark_does_no_harm(tmp_path: Path) -> None:
    layout, page = sheet()
    page[: round(20 * camera.DPI / 25.4), : round(20 * camera.DPI / 25.4)] = (120, 150, 200)
    (found,) = straightened(camera.photograph(page), tmp_path)
    assert found.problem == ""
    (tmp_path / "rows").mkdir()
    pictures = cut(found.flat, [layout.row(number) for number in range(1, layout.rows + 1)], tmp_path / "rows")
    assert max(errors(layout, pictures)) < NEAR


def test_a_sheet_whose_code_is_smudged_is_laid_flat_without_it(tmp_path: Path) -> None:
    _layout, page = sheet()
    mm = camera.DPI / 25.4
    page[round(18 * mm) : round(52 * mm), round(165 * mm) : round(203 * mm)] = 90
    (found,) = straightened(camera.photograph(page), tmp_path)
    assert (found.codes, found.problem) == ((), "")


@pytest.mark.parametrize("picture", ["wall", "noise"])
def test_another_picture_is_no_sheet(picture: str, tmp_path: Path) -> None:
    photo = np.random.default_rng(3).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
    if picture == "wall":
        photo = np.full((900, 1200, 3), 200, np.uint8)
        cv2.putText(photo, "not a sheet", (100, 400), cv2.FONT_HERSHEY_SIMPLEX, 4, (20, 20, 20), 6)
    (found,) = straightened(photo, tmp_path)
    assert found.problem == "not_a_sheet"


def test_a_scan_is_read_page_by_page(tmp_path: Path) -> None:
    for number, landscape in enumerate((False, True)):
        camera.save(sheet(landscape)[1], tmp_path / f"{number}.jpg")
    with Image.open(tmp_path / "0.jpg") as first, Image.open(tmp_path / "1.jpg") as second:
        first.save(tmp_path / "scan.pdf", save_all=True, append_images=[second], resolution=200)
    found = straighten(tmp_path / "scan.pdf", PAPERS, MARK, tmp_path)
    assert [(page.problem, page.paper, page.codes) for page in found] == [("", 0, (CODE,)), ("", 1, (CODE,))]


def test_hostile_files_are_refused(tmp_path: Path) -> None:
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(tmp_path / "text.pdf")
    (tmp_path / "cut.jpg").write_bytes(camera.save(sheet()[1], tmp_path / "whole.jpg").read_bytes()[:4000])
    (tmp_path / "none.jpg").write_bytes(b"no picture at all")
    reasons = {}
    for name in ("text.pdf", "cut.jpg", "none.jpg"):
        refused = straighten(tmp_path / name, PAPERS, MARK, tmp_path)
        assert isinstance(refused, Refused)
        reasons[name] = refused.reason
    assert reasons == {"text.pdf": "not_a_scan", "cut.jpg": "truncated", "none.jpg": "not_supported"}


def test_a_layout_is_named_and_found_by_its_name() -> None:
    for landscape in (False, True):
        layout = Layout.beside(["字" * 30] * 8, landscape)
        assert Layout.of(layout.code) == layout
        assert layout.row(layout.rows)[1] + layout.row(layout.rows)[3] == pytest.approx(layout.size[1] - 20)
    assert Layout.beside(["字" * 2000]).rows == 6
    with pytest.raises(ValueError, match="no layout"):
        Layout.of("X12")
