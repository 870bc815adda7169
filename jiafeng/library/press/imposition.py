"""Pages laid out on larger sheets for cutting and folding: cards, badges, seat cards, invitations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from jiafeng.library.press.collecting import Collector

PT = 72 / 25.4
"""Points in a millimetre."""

Paper = Literal["A4", "A3", "card"]
PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in millimetres. "card" is no paper: each piece gets a page of its own, as large as its marks need."""

MARK, LEAST_MARK, MARK_GAP, MARK_LINE = 5.0, 1.5, 1.0, 0.1
"""Length of a mark and the least of it that is of use, its distance from the cut, and its thickness, in millimetres."""
EDGE = 5.0
"""What printers leave white along the edge of the paper, in millimetres: a mark that would stand there is left out."""


class TooLarge(ValueError):
    """The piece does not fit the paper."""


@dataclass(frozen=True)
class Piece:
    """What is cut out, in millimetres: its size when cut, how far its pages print beyond every edge (`bleed`), and where it is creased,
    counted from its upper edge."""

    width: float
    height: float
    bleed: float = 0.0
    folds: tuple[float, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How pieces lie on a sheet of `width` × `height` mm: `columns` × `rows`, the first one's cut edge at (`left`, `top`), the next ones' a `step` on."""

    width: float
    height: float
    columns: int
    rows: int
    left: float
    top: float
    step: tuple[float, float]

    @property
    def places(self) -> list[tuple[float, float]]:
        """The left upper corner of each piece when cut, row by row."""
        return [
            (self.left + column * self.step[0], self.top + row * self.step[1]) for row in range(self.rows) for column in range(self.columns)
        ]


def layout(piece: Piece, paper: Paper) -> Layout:
    """The way to lay `piece` on `paper`, upright or across, that takes most pieces; equal ways: upright. Raises TooLarge."""
    step = (piece.width + 2 * piece.bleed, piece.height + 2 * piece.bleed)
    if paper == "card":
        margin = max(piece.bleed, MARK_GAP) + MARK + EDGE
        return Layout(piece.width + 2 * margin, piece.height + 2 * margin, 1, 1, margin, margin, step)
    width, height = PAPERS[paper]
    ways = [_spread(piece, step, *sides) for sides in ((width, height), (height, width))]
    best = max(ways, key=lambda way: way.columns * way.rows)
    if not best.columns * best.rows:
        raise TooLarge(f"{piece.width:g} × {piece.height:g} mm does not fit {paper}")
    return best


def _spread(piece: Piece, step: tuple[float, float], width: float, height: float) -> Layout:
    # The outermost bleed may run off the paper; the piece itself may not.
    columns = int((width + 2 * piece.bleed) / step[0] + 1e-6)
    rows = int((height + 2 * piece.bleed) / step[1] + 1e-6)
    left = (width - columns * step[0]) / 2 + piece.bleed
    top = (height - rows * step[1]) / 2 + piece.bleed
    return Layout(width, height, columns, rows, left, top, step)


def impose(sources: Iterable[Path | bytes], piece: Piece, paper: Paper, target: Path | BinaryIO) -> int:
    """Write to `target` the pages of all `sources`, in order, laid out on `paper` with marks to cut and to fold; the number of sheets.

    Each source page is one piece with its bleed: `piece.width + 2 * piece.bleed` mm wide and accordingly high. So set one piece to a page
    with Typst (`typeset`), then `impose([pdf], Piece(90, 54, bleed=3), "A4", out)`. Fonts, artwork and pictures that pages or sources share
    are written once. Sources that are PDF/A-2b give a result that is: nothing is drawn but their own marks and grey lines. The trim box of
    a page for a single piece is the piece. The same sources give the same bytes. Raises TooLarge when the piece does not fit the paper.
    """
    plan = layout(piece, paper)
    if isinstance(target, Path):
        with target.open("wb") as opened:
            return _impose(sources, piece, plan, opened)
    return _impose(sources, piece, plan, target)


def _impose(sources: Iterable[Path | bytes], piece: Piece, plan: Layout, target: BinaryIO) -> int:
    with Collector(target) as collector:
        forms: list[bytes] = []
        sheets = 0
        for source in sources:
            for page in collector.open(source).pages:
                forms.append(collector.form(page))
                if len(forms) == len(plan.places):
                    _add_sheet(collector, plan, piece, forms)
                    forms, sheets = [], sheets + 1
        if forms:
            _add_sheet(collector, plan, piece, forms)
            sheets += 1
        collector.finish()
    return sheets


def _add_sheet(collector: Collector, plan: Layout, piece: Piece, forms: list[bytes]) -> None:
    commands = [
        f"q 1 0 0 1 {(left - piece.bleed) * PT:.4f} {(plan.height - top - piece.height - piece.bleed) * PT:.4f} cm /P{number} Do Q"
        for number, (left, top) in enumerate(plan.places[: len(forms)])
    ]
    size = [0, 0, plan.width * PT, plan.height * PT]
    marks = collector.stream(_marks(plan, piece).encode(), {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": size})
    boxes = {"/TrimBox": _box(plan, piece, 0), "/BleedBox": _box(plan, piece, piece.bleed)} if len(plan.places) == 1 else {}
    drawn = {**{f"/P{number}": form for number, form in enumerate(forms)}, "/Marks": marks}
    collector.add_page(plan.width * PT, plan.height * PT, drawn, "\n".join([*commands, "/Marks Do"]), boxes)


def _box(plan: Layout, piece: Piece, beyond: float) -> list[float]:
    left, right = plan.left - beyond, plan.left + piece.width + beyond
    top, bottom = plan.top - beyond, plan.top + piece.height + beyond
    within = max(left, 0), max(plan.height - bottom, 0), min(right, plan.width), min(plan.height - top, plan.height)
    return [round(side * PT, 4) for side in within]


def _marks(plan: Layout, piece: Piece) -> str:
    """Lines around the whole block, one pair to every cut, and dashed ones to every fold: inside the block they would be printed on a neighbour."""
    columns = [plan.left + column * plan.step[0] for column in range(plan.columns)]
    rows = [plan.top + row * plan.step[1] for row in range(plan.rows)]
    cuts_x = sorted({round(side, 4) for left in columns for side in (left, left + piece.width)})
    cuts_y = sorted({round(side, 4) for top in rows for side in (top, top + piece.height)})
    folds = [top + fold for top in rows for fold in piece.folds]
    above_and_below = _around(cuts_y[0], cuts_y[-1], plan.height, piece.bleed)
    beside = _around(cuts_x[0], cuts_x[-1], plan.width, piece.bleed)
    upright = "\n".join(_line(plan, x, start, x, end) for x in _printed(cuts_x, plan.width) for start, end in above_and_below)
    level = "\n".join(_line(plan, start, y, end, y) for y in _printed(cuts_y, plan.height) for start, end in beside)
    dashed = "\n".join(_line(plan, start, y, end, y) for y in _printed(folds, plan.height) for start, end in beside)
    dashes = f"[{0.8 * PT:.3f} {0.5 * PT:.3f}] 0 d" if dashed else ""
    return f"0 G {MARK_LINE * PT:.3f} w\n{upright}\n{level}\n{dashes}\n{dashed}"


def _around(first: float, last: float, side: float, bleed: float) -> list[tuple[float, float]]:
    """Where the mark before and the one after the block begin and end: off the bleed, off the edge of the paper, and long enough to be of use."""
    gap = max(bleed, MARK_GAP)
    pair = (max(first - gap - MARK, EDGE), first - gap), (last + gap, min(last + gap + MARK, side - EDGE))
    return [(start, end) for start, end in pair if end - start >= LEAST_MARK]


def _printed(places: Iterable[float], side: float) -> list[float]:
    """Those of the marks' places that a printer reaches, the whole line of them: at its very limit, a mark's own breadth inside."""
    return [min(max(at, EDGE + MARK_LINE), side - EDGE - MARK_LINE) for at in places if EDGE - 1e-6 <= at <= side - EDGE + 1e-6]


def _line(plan: Layout, x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0 * PT:.3f} {(plan.height - y0) * PT:.3f} m {x1 * PT:.3f} {(plan.height - y1) * PT:.3f} l S"
