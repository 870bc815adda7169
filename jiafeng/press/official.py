"""Official documents in the layout of GB/T 9704-2012: a 简报 (bulletin) and a 红头文件 (notice), as PDF."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from jiafeng.press.codes import qr
from jiafeng.press.faces import Face, clean, refuse_unprintable
from jiafeng.press.lines import even_lines
from jiafeng.press.typesetting import typeset

TITLE_LENGTH = 20
"""Characters of 2号 (22 pt) in a line of 156 mm."""


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
    """`heading1` is 一、 in 黑体, `heading2` is （一） in 楷体, `body` is 仿宋; the numbering is part of the text."""

    kind: Literal["heading1", "heading2", "body"]
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, text: str, kind: Literal["heading1", "heading2", "body"] = "body") -> "Paragraph":
        return cls(kind, (Run(text),))

    @property
    def face(self) -> Face:
        return {"heading1": Face.HEI, "heading2": Face.KAI, "body": Face.FANG}[self.kind]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


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
        "masthead": document.masthead_lines,
        "issue": clean(document.issue),
        "issuer": clean(document.issuer),
        "date": document.printed_date,
        "title": document.title_lines,
        "paragraphs": [
            {"kind": paragraph.kind, "runs": [{"text": clean(run.text), "face": run.face or paragraph.face} for run in paragraph.runs]}
            for paragraph in document.paragraphs
        ],
        "marks": [clean(mark) for mark in document.marks],
        "addressee": clean(document.addressee),
        "attachments": [clean(name) for name in document.attachments],
        "code": clean(document.code),
        "code_note": clean(document.code_note),
        "qr": qr(document.qr_text) if document.qr_text else "",
        "foot": document.foot,
        "copies": document.copies,
    }
    return typeset("official", data, document.date)
