"""Official documents in the layout of GB/T 9704-2012: a 简报 (bulletin) and a 红头文件 (notice), as PDF."""

import datetime as dt
import io
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal

from PIL import Image

from jiafeng.library.press.breaking import Type, break_lines, spaced
from jiafeng.library.press.codes import qr
from jiafeng.library.press.faces import Face, clean, refuse_unprintable
from jiafeng.library.press.lines import even_lines, width
from jiafeng.library.press.typesetting import typeset_with_pictures

TITLE_LENGTH = 20
"""Characters of 2号 (22 pt) in a line of 156 mm."""
POINT = 25.4 / 72
AREA = (156.0, 225.0)
"""The type area in millimetres; LINE is one of its 22 lines."""
LINE = AREA[1] / 22
TYPE, TITLE_TYPE, TITLE_PITCH = 16 * POINT, 22 * POINT, 35 * POINT
"""3号 and 2号 in millimetres, and how far the lines of a title stand apart."""
ASCENT, INK = 0.88, 0.85
"""From a line's upper edge to its baseline, and from the top of the ink of a Han character to its baseline, in parts of the type."""
TEXT, FOOT = Type(16, -0.25), Type(14)
"""3号 in 28 characters to the line of 156 mm, and the type of the foot, 4号."""
STAYS_WHOLE = 8
"""Lines of a last paragraph that moves to the next page together with the signature; of a longer one the last line goes along."""
PICTURE = (130.0, 86.0)
"""The most that a picture takes, in millimetres."""
CHARACTER = (TEXT.size + TEXT.tracking) * POINT


class Kind(StrEnum):
    BULLETIN = "bulletin"
    NOTICE = "notice"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one face; without `face`, in its paragraph's."""

    text: str
    face: Face | None = None


@dataclass(frozen=True)
class Paragraph:
    """`heading1` is 一、 in 黑体, `heading2` is （一） in 楷体, `body` is 仿宋; the numbering is part of the text. `picture` is a JPEG with what is to be
    seen on it (`alt`, for a screen reader); its runs are the caption below it, in 楷体."""

    kind: Literal["heading1", "heading2", "body", "picture"]
    runs: tuple[Run, ...]
    picture: bytes = b""
    alt: str = ""

    @classmethod
    def of(cls, text: str, kind: Literal["heading1", "heading2", "body"] = "body") -> "Paragraph":
        return cls(kind, (Run(text),))

    @property
    def face(self) -> Face:
        return {"heading1": Face.HEI, "heading2": Face.KAI, "body": Face.FANG, "picture": Face.KAI}[self.kind]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture in millimetres, as large as `PICTURE` allows."""
        with Image.open(io.BytesIO(self.picture)) as image:
            width, height = image.size
        scale = min(PICTURE[0] / width, PICTURE[1] / height)
        return width * scale, height * scale


@dataclass(frozen=True)
class Head:
    """Where the lines above the text stand. PDF and DOCX are set from these figures, so that they are one document.

    Baselines are millimetres below the upper edge of the type area. `size` is the masthead's type, in points, `names` its lines, each with its
    baseline and the points of space between its characters. `number` is the baseline of the issue, `sender` that of issuer and date, `rule`
    the upper edge of the red rule. The lines of the type area that each part takes: `lines` for the head, `gap` above the title, `title`.
    """

    size: float
    names: tuple[tuple[str, float, float], ...]
    number: float
    sender: float
    rule: float
    lines: int
    gap: int
    title: int

    @property
    def title_baseline(self) -> float:
        return (self.lines + self.gap) * LINE + ASCENT * TITLE_TYPE

    @property
    def above_text(self) -> int:
        """The lines above the addressee or the first paragraph: one stays free below the title."""
        return self.lines + self.gap + self.title + 1


def _lines_of(height: float) -> int:
    """The lines of the type area that something `height` millimetres high takes; the last needs no leading below it."""
    return math.ceil((height + LINE - TYPE) / LINE - 0.01)


@dataclass(frozen=True)
class OfficialDocument:
    """What stands on the paper; every empty part is left out together with its label.

    `masthead` is the red name: of the 简报, or the issuer's mark (发文机关标志); one line to each "\\n".
    `issue` is the number as it is printed: 第3期, or 县妇发〔2026〕3号. `marks` stand top left: secrecy, urgency.
    `code` and `qr_text` stand beside a bulletin's end, `code_note` says what they are for.
    `report_to`, `send_to`, `distribute_to` are 报, 送 and 发 of a bulletin; a notice prints `send_to` as 抄送.
    """

    masthead: str
    issue: str
    issuer: str
    date: dt.date
    title: str
    paragraphs: tuple[Paragraph, ...]
    kind: Kind = Kind.BULLETIN
    marks: tuple[str, ...] = ()
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    code: str = ""
    qr_text: str = ""
    code_note: str = ""
    report_to: str = ""
    send_to: str = ""
    distribute_to: str = ""
    copies: int | None = None

    def __post_init__(self) -> None:
        for part in ("masthead", "title"):
            if not clean(getattr(self, part)).strip():
                raise ValueError(f"an official document needs its {part}")

    @property
    def printed_date(self) -> str:
        """The date in Arabic numerals without leading zeros (7.3.5.4)."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日"

    @property
    def masthead_lines(self) -> tuple[str, ...]:
        return tuple(line for given in self.masthead.splitlines() if (line := clean(given).strip()))

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title as its lines stand; a title without line ends of its own is broken between words, in even lines (7.3.1)."""
        given = [line for given in self.title.splitlines() if (line := clean(given).strip())]
        return tuple(given) if len(given) != 1 else even_lines(given[0], TITLE_LENGTH)

    @property
    def head(self) -> Head:
        notice = self.kind is Kind.NOTICE
        names = self.masthead_lines
        widest = max(map(width, names))
        room = (AREA[0] - 6) / POINT
        most = (48 if notice else 54) * (1 if len(names) == 1 else 0.75)
        size = math.floor(2 * min(most, room / widest)) / 2  # a DOCX counts in half points

        def between(name: str) -> float:
            """A single line opens up as far as the room allows; lines of several issuers are spread to one width."""
            free = room - width(name) * size if len(names) == 1 else (widest - width(name)) * size
            return 0 if len(name) == 1 else min(free / (len(name) - 1), 0.28 * size if len(names) == 1 else free)

        # 7.2.4: the mark's upper edge stands 35 mm below the type area's.
        top = 35 if notice else max(15, len(self.marks) * LINE + 4)
        placed = tuple((name, top + (INK + 1.25 * index) * size * POINT, between(name)) for index, name in enumerate(names))
        number = placed[-1][1] + (2 * LINE if notice else 8) + ASCENT * TYPE
        sender = number if notice else number + TYPE + 5.5
        rule = sender + (1 - ASCENT) * TYPE + (4 if notice else 2.5)
        title = TITLE_TYPE + (len(self.title_lines) - 1) * TITLE_PITCH
        lines = _lines_of(rule) if notice else max(7, _lines_of(rule))
        return Head(size, placed, number, sender, rule, lines, 2 if notice else 1, _lines_of(title))

    @property
    def printed_addressee(self) -> str:
        """With one colon, whether or not one was typed."""
        typed = clean(self.addressee).strip().rstrip("：:").rstrip()
        return f"{typed}：" if typed else ""

    def lines_of(self, paragraph: Paragraph) -> list[list[tuple[str, Face]]]:
        return _lines([(clean(run.text), run.face or paragraph.face) for run in paragraph.runs], first=2)

    @property
    def number_width(self) -> float:
        """The characters that an attachment's number takes, so that all names begin under one another."""
        return 0 if len(self.attachments) < 2 else 1 + len(str(len(self.attachments))) / 2

    @property
    def foot(self) -> tuple[tuple[str, str], ...]:
        """The lines of the foot (版记) as label and text; what follows a tab stands to the right."""
        if self.kind is Kind.NOTICE:
            lines = [("抄送：", self.send_to), ("", f"{self.issuer}\t{self.printed_date}印发")]
        else:
            lines = [("报：", self.report_to), ("送：", self.send_to), ("发：", self.distribute_to)]
            lines.append(("", f"\t共印{self.copies}份" if self.copies else ""))
        return tuple((label, "\t".join(clean(part) for part in text.split("\t"))) for label, text in lines if text)

    def texts(self) -> Iterator[tuple[str, str, Face]]:
        """Every text of the document, with a key that says where it stands, and its face."""
        for key, face in (
            ("masthead", Face.TITLE), ("title", Face.TITLE), ("issue", Face.FANG), ("issuer", Face.FANG), ("addressee", Face.FANG),
            ("code", Face.SONG), ("code_note", Face.KAI), ("report_to", Face.FANG), ("send_to", Face.FANG), ("distribute_to", Face.FANG),
        ):  # fmt: skip
            yield key, getattr(self, key), face
        for number, mark in enumerate(self.marks, 1):
            yield f"marks {number}", mark, Face.HEI
        for number, name in enumerate(self.attachments, 1):
            yield f"attachments {number}", name, Face.FANG
        for number, paragraph in enumerate(self.paragraphs, 1):
            for run in paragraph.runs:
                yield f"paragraphs {number}", run.text, run.face or paragraph.face


def official_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF/A-2b, its text searchable, its fonts embedded. Raises MissingGlyphs before anything is printed."""
    refuse_unprintable(document.texts())
    data = {
        "kind": document.kind,
        "head": asdict(document.head),
        "issue": spaced(clean(document.issue)),
        "issuer": spaced(clean(document.issuer)),
        "date": spaced(document.printed_date),
        "name": "".join(document.title_lines),
        "author": clean(document.issuer),
        "title": [spaced(line) for line in document.title_lines],
        "paragraphs": [_paragraph(document, paragraph, number) for number, paragraph in enumerate(document.paragraphs)],
        "marks": [spaced(clean(mark)) for mark in document.marks],
        "addressee": _lines([(document.printed_addressee, Face.FANG)]),
        "stays_whole": STAYS_WHOLE,
        "attachments": [_lines([(clean(name), Face.FANG)], indent=5 + document.number_width) for name in document.attachments],
        "number_width": document.number_width,
        "code": clean(document.code),
        "code_note": spaced(clean(document.code_note)),
        "qr": qr(document.qr_text) if document.qr_text else "",
        "foot": [_foot_row(label, words) for label, words in document.foot],
        "copies": document.copies,
    }
    pictures = {_picture_name(number): each.picture for number, each in enumerate(document.paragraphs) if each.kind == "picture"}
    return typeset_with_pictures("official", data, pictures, document.date)


def _picture_name(number: int) -> str:
    return f"picture-{number}.jpg"


def _paragraph(document: OfficialDocument, paragraph: Paragraph, number: int) -> dict[str, object]:
    if paragraph.kind != "picture":
        return {"kind": paragraph.kind, "lines": document.lines_of(paragraph)}
    width, height = paragraph.size
    caption = _lines([(clean(run.text), run.face or Face.KAI) for run in paragraph.runs]) if paragraph.text else []
    high = _lines_of(height + 2)
    return {
        "kind": "picture",
        "name": _picture_name(number),
        "alt": clean(paragraph.alt),
        "width": width,
        "height": height,
        "high": high,
        "lines": caption,
    }


def _lines(runs: list[tuple[str, Face]], *, indent: float = 0, first: float = 0) -> list[list[tuple[str, Face]]]:
    """The lines of a paragraph of the text, `indent` characters from the left, its first line `first` further in."""
    room = (AREA[0] - indent * CHARACTER) / POINT
    return break_lines(runs, TEXT, room, first=room - first * CHARACTER / POINT)


def _foot_row(label: str, words: str) -> dict[str, object]:
    if not label:
        return {"label": "", "ends": [spaced(words) for words in words.split("\t")]}
    room = AREA[0] / POINT - (2 + len(label)) * FOOT.size
    return {"label": label, "lines": break_lines([(words, Face.FANG)], FOOT, room)}
