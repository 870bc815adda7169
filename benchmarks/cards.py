"""Desk cards: 500 tent cards from ready ink, each with another grey picture and another code, beside ReportLab and a plain copy of the bytes."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.county import elsewhere
from benchmarks.measure import Measured, benchmark, cpu_seconds, peak_mb

CARDS = int(os.environ.get("JIAFENG_BENCH_CARDS", "500"))
MANY = int(os.environ.get("JIAFENG_BENCH_MANY_CARDS", "10000"))
BATCH = 100
DATE = dt.date(2026, 3, 8)
DIFFERENT = 40  # drawings; a comment of its own makes each card's file another one, as a real one is


def inks() -> list[bytes]:
    """Ready ink: three lines of Kai as grey JPEGs of 1,300 × 560 pixels, 300 dpi on the card."""
    from PIL import Image, ImageDraw, ImageFont

    from jiafeng.library.press.faces import Face
    from jiafeng.library.press.pictures import ink_jpeg

    chance = random.Random(1)  # nosec B311 # pictures, not secrets
    font = ImageFont.truetype(str(Face.KAI.path), 128)
    made = []
    for _ in range(DIFFERENT):
        sheet = Image.new("L", (1300, 560), 255)
        pen = ImageDraw.Draw(sheet)
        for row in range(3):
            words = "".join(chance.choices("清风正气廉洁持家平安是福勤俭", k=8))
            pen.text((60 + chance.randint(0, 30), 20 + row * 175), words, font=font, fill=chance.randint(10, 60))
        out = io.BytesIO()
        sheet.save(out, "PNG")
        made.append(ink_jpeg(out.getvalue(), grey=True).jpeg)
    return made


def jpeg(drawn: list[bytes], number: int) -> bytes:
    base = drawn[number % len(drawn)]
    return base[:2] + b"\xff\xfe\x00\x0a%08d" % number + base[2:]


def people(count: int) -> Iterator[tuple[str, str, str]]:
    """Name, unit and address of each."""
    chance = random.Random(2)  # nosec B311 # names, not secrets
    for number in range(count):
        name = f"示例{chance.choice('王李张刘陈')}{chance.choice('明华秀英强')}"
        yield name, f"示例县{chance.choice(('财政局', '教育局', '妇联', '自然资源局'))}", f"https://example.org/m/{number:06d}"


def ours(count: int, target: str) -> dict[str, float]:
    """CPU seconds and memory of printing `count` cards in batches and binding them."""
    from jiafeng.library.press.cards import Card, CardSize, CardStyle, alphabets, print_batch
    from jiafeng.library.press.designs import load
    from jiafeng.library.press.imposition import impose
    from jiafeng.library.press.pictures import Picture

    drawn = inks()
    style = CardStyle(load("lotus"), CardSize(200, 100))
    started = cpu_seconds()
    alphabet = alphabets((Card(str(n), name, unit, url=url) for n, (name, unit, url) in enumerate(people(count))), style)
    parts: list[Path] = []
    waiting: list[Card] = []
    with tempfile.TemporaryDirectory() as folder:

        def send() -> None:
            parts.append(Path(folder) / f"{len(parts)}.pdf")
            outcomes = print_batch(waiting, style, parts[-1], DATE, alphabet)
            if not all(outcome.printed for outcome in outcomes):
                raise RuntimeError("a card was refused")
            waiting.clear()

        for number, (name, unit, url) in enumerate(people(count)):
            waiting.append(Card(str(number), name, unit, picture=Picture.of(jpeg(drawn, number)), url=url))
            if len(waiting) == BATCH:
                send()
        if waiting:
            send()
        sheets = impose(parts, style.size.piece, "card", Path(target))
    if sheets != count:
        raise RuntimeError(f"{sheets} pages for {count} cards")
    return {"s": cpu_seconds() - started, "mb": peak_mb(), "kb": Path(target).stat().st_size / count / 1000}


def _art(folder: Path) -> Path:
    """Our artwork as a picture, for ReportLab, which draws no SVG."""
    from jiafeng.library.press.cards import Card, CardSize, CardStyle, preview
    from jiafeng.library.press.designs import load

    path = folder / "art.png"
    path.write_bytes(preview(Card("0", "　", "", "　"), CardStyle(load("lotus"), CardSize(200, 100)), dpi=150))
    return path


def reportlab(count: int, target: str, tuned: bool) -> dict[str, float]:
    """The same cards as ReportLab's manual draws them, or with all that it offers: shared forms, grey JPEGs as they are, codes as one path."""
    from reportlab import rl_config
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from jiafeng.library.press.codes import qr
    from jiafeng.library.press.faces import Face

    drawn = inks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        art = str(_art(folder))
        pictures = []
        for number in range(count):
            path = folder / f"{number}.{'jpg' if tuned else 'png'}"
            if tuned:
                path.write_bytes(jpeg(drawn, number))
            else:
                _as_png(jpeg(drawn, number), number, path)
            pictures.append(str(path))
        started = cpu_seconds()
        rl_config.useA85 = 0 if tuned else 1
        pdfmetrics.registerFont(TTFont("Kai", str(Face.KAI.path)))
        canvas = Canvas(target, pagesize=(206 * mm, 206 * mm), pageCompression=0 if tuned else 1)
        if tuned:
            canvas.beginForm("art")
            canvas.drawImage(art, 0, 0, 206 * mm, 103 * mm)
            canvas.endForm()

        def code(url: str) -> None:
            if not tuned:
                widget = QrCodeWidget(url, barWidth=15 * mm, barHeight=15 * mm)
                picture = Drawing(15 * mm, 15 * mm)
                picture.add(widget)
                renderPDF.draw(picture, canvas, 108 * mm, 12 * mm)
                return
            path = canvas.beginPath()
            matrix = qr(url, format="matrix")
            step = 15 * mm / len(matrix)
            for y, row in enumerate(matrix):
                ends = [x for x in range(len(row) + 1) if (x < len(row) and row[x]) != (x > 0 and row[x - 1])]
                for start, end in zip(ends[::2], ends[1::2], strict=True):
                    path.rect(108 * mm + start * step, 27 * mm - y * step, (end - start) * step, step)
            canvas.drawPath(path, stroke=0, fill=1)

        for number, (person, unit, url) in enumerate(people(count)):
            for turned in (False, True):
                canvas.saveState()
                if turned:
                    canvas.translate(206 * mm, 206 * mm)
                    canvas.rotate(180)
                canvas.doForm("art") if tuned else canvas.drawImage(art, 0, 0, 206 * mm, 103 * mm)
                canvas.setFont("Kai", 60 if turned else 12)
                canvas.drawCentredString(60 * mm, 50 * mm if turned else 14 * mm, person if turned else f"{unit}　{person}")
                if turned:
                    canvas.setFont("Kai", 24)
                    canvas.drawCentredString(60 * mm, 30 * mm, unit)
                else:
                    canvas.drawImage(pictures[number], 14 * mm, 30 * mm, 100 * mm, 44 * mm)
                    code(url)
                canvas.restoreState()
            canvas.showPage()
        canvas.save()
        return {"s": cpu_seconds() - started}


def _as_png(grey: bytes, number: int, path: Path) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(grey))
    picture.putpixel((0, 0), number % 200)
    picture.save(path)


def copied(source: str) -> dict[str, float]:
    """CPU seconds of pikepdf copying every page of a finished PDF into another and writing it: the bytes and nothing else."""
    from pikepdf import Pdf

    started = cpu_seconds()
    with Pdf.open(source) as finished, Pdf.new() as copy:
        copy.pages.extend(finished.pages)
        copy.save(source + ".copy")
    return {"s": cpu_seconds() - started}


def _with_file(work: Callable[[str], Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return work(str(Path(folder) / "cards.pdf"))


def compared(target: str) -> dict[str, float]:
    """Milliseconds of CPU a card."""
    each = 1000 / CARDS
    return {
        "ours": elsewhere("cards", "ours", CARDS, target)["s"] * each,
        "copied": elsewhere("cards", "copied", target)["s"] * each,
        "tuned": elsewhere("cards", "reportlab", CARDS, target + ".tuned", True)["s"] * each,
        "plain": elsewhere("cards", "reportlab", CARDS, target + ".plain", False)["s"] * each,
    }


@benchmark("cards-speed", unit="ms CPU", limit=10, about="a tent card from ready ink, of 500 with different pictures and codes")
def speed() -> Measured:
    found = _with_file(compared)
    peers = {"ReportLab, plain": found["plain"], "ReportLab, tuned": found["tuned"], "pikepdf copying the bytes": found["copied"]}
    return Measured(found["ours"], peers)


@benchmark("cards-memory", unit="MB", limit=400, about="the memory of one process that prints 10,000 cards in one run")
def memory() -> Measured:
    few = _with_file(lambda target: elsewhere("cards", "ours", BATCH, target))
    many = _with_file(lambda target: elsewhere("cards", "ours", MANY, target))
    print(f"{MANY} cards took {many['s']:.0f} s of CPU", file=sys.stderr)
    return Measured(many["mb"], {f"{BATCH} cards": few["mb"]})


@benchmark("cards-size", unit="KB", limit=100, about="a card's share of the PDF of 500")
def size() -> Measured:
    mean = sum(map(len, inks())) / DIFFERENT / 1000
    return Measured(_with_file(lambda target: elsewhere("cards", "ours", CARDS, target))["kb"], {"its handwriting alone": mean})
