"""Commands that work on pictures without a server or a data folder."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jiafeng.library import ink

TOLD = 20  # refused rows that are named on the screen; the report names all


def add_commands(commands: Any) -> None:
    cleaning = commands.add_parser("ink", help="photographs of handwriting into clean ink")
    cleaning.add_argument("photos", type=Path, metavar="PHOTO_OR_DIR")
    cleaning.add_argument("--out", type=Path, required=True, metavar="DIR", help="NAME.png (where accepted) and NAME.json go here")
    cleaning.add_argument("--jobs", type=int, default=1, metavar="N", help="photographs at a time")
    cleaning.add_argument("--size", type=_size, default=ink.CARD_MM, metavar="WxH", help="of the card in mm (default 200x100)")
    cleaning.add_argument("--dpi", type=int, default=ink.DPI)
    cleaning.add_argument("--threshold", type=float, default=0.5, metavar="0…1", help="lower keeps fainter traces")
    cleaning.add_argument("--colour", metavar="#RRGGBB", help="of the ink (default: its own)")
    cleaning.add_argument(
        "--corners",
        type=_corners,
        metavar="X,Y,X,Y,X,Y,X,Y",
        help="of the sheet, clockwise from its top left, in pixels of the upright photograph",
    )
    cleaning.add_argument("--svg", action="store_true", help="write outlines to NAME.svg too")
    cleaning.set_defaults(run=run_ink)

    cards = commands.add_parser("cards", help="desk cards from a roster and a folder of photographs")
    cards.add_argument("roster", type=Path, nargs="?", metavar="ROSTER.xlsx", help="columns 姓名 单位 寄语 照片; and 编号, 链接 if wanted")
    cards.add_argument("photos", type=Path, nargs="?", metavar="PHOTOS_DIR", help="the photographs that 照片 names")
    cards.add_argument("-o", "--output", type=Path, metavar="cards.pdf")
    cards.add_argument(
        "--design", default="lotus", metavar="NAME", help="lotus, bamboo, plum, landscape, seal, children; or a folder or zip of one's own"
    )
    cards.add_argument("--orientation", choices=["horizontal", "vertical"], help="in lines or in columns (竖排)")
    cards.add_argument(
        "--size", default="200x100", metavar="WxH", help="of a face in mm: 200x100, 180x90, A5, 148x100, 210x148-triangle, …"
    )
    cards.add_argument(
        "--sheet", default="card", choices=["A4", "A3", "card"], help="imposed on A4 or A3 for cutting, or a page for each card"
    )
    cards.add_argument("--grey", action="store_true", help="print without colours")
    cards.add_argument("--report", type=Path, metavar="report.xlsx", help="what became of every row")
    cards.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4), metavar="N", help="processes at a time")
    cards.add_argument("--template", type=Path, metavar="FILE", help="write an empty roster and end")
    cards.set_defaults(run=run_cards)


def _size(text: str) -> tuple[float, float]:
    try:
        width, height = (float(side) for side in text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 200x100") from None
    return width, height


def _corners(text: str) -> ink.Corners:
    try:
        numbers = [float(each) for each in text.replace(" ", ",").split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 8:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 120,80,3900,95,3880,2900,130,2870")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def run_ink(options: argparse.Namespace) -> int:
    """Exit 0 when every file was handled, accepted or not; 1 when one could not be; 2 when there is nothing to do."""
    if options.photos.is_dir():
        photos = sorted(each for each in options.photos.iterdir() if each.is_file() and not each.name.startswith("."))
    else:
        photos = [options.photos]
    if options.corners and len(photos) != 1:
        print("--corners 只用于一张照片。", file=sys.stderr)
        return 2
    missing = not options.photos.exists()
    if missing or options.jobs < 1:
        print(f"没有找到 {options.photos}。" if missing else "--jobs 至少是 1。", file=sys.stderr)
        return 2
    asked = {"corners": options.corners, "threshold": options.threshold, "colour": options.colour, "svg": options.svg}
    failed = ink.clean_all(photos, options.out, jobs=options.jobs, size_mm=options.size, dpi=options.dpi, **asked)
    for photo, failure in failed:
        print(f"{photo}: {failure}", file=sys.stderr)
    return 1 if failed else 0


def _speak_chinese() -> None:
    """The sentences of the libraries below, in Chinese, without a data folder."""
    import django
    from django.conf import settings

    if not settings.configured:
        library = Path(ink.__file__).parents[1]
        paths = [library / part / "locale" for part in ("sheets", "press", "ink")]
        settings.configure(USE_I18N=True, LANGUAGE_CODE="zh-hans", LOCALE_PATHS=paths)
        django.setup()


def run_cards(options: argparse.Namespace) -> int:
    """Exit 0 when every row was printed, 1 when some were refused, 2 when nothing was."""
    # Late: the press takes time and memory that no other command should pay for.
    from jiafeng.library import cards

    _speak_chinese()
    if options.template:
        cards.write_template(options.template)
        print(options.template)
        return 0
    if options.roster is None or options.output is None:
        print("用法：jiafeng cards 名册.xlsx 照片文件夹 -o cards.pdf", file=sys.stderr)
        return 2
    try:
        style = cards.style_of(options.design, options.size, options.sheet, options.orientation, grey=options.grey)
        lines = cards.read_roster(options.roster, options.photos)
        today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
        made = cards.print_roster(lines, style, options.sheet, options.output, today, jobs=options.jobs)
    except cards.Nothing as reason:
        print(reason, file=sys.stderr)
        return 2
    if options.report:
        cards.write_report(options.report, made)
    refused = list(made.refused())
    for line, why in refused[:TOLD]:
        print(f"第 {line.number} 行 {line.card.name}：{why}", file=sys.stderr)
    if len(refused) > TOLD:
        print(f"……还有 {len(refused) - TOLD} 行，见 --report。", file=sys.stderr)
    if not made.printed:
        print("一张也没有印成。", file=sys.stderr)
        return 2
    print(f"{options.output}：{made.printed} 张桌签，{made.sheets} 页" + (f"；{len(refused)} 行没有印。" if refused else "。"))
    return 1 if refused else 0
