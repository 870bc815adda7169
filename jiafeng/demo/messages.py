"""This year's message drive: families' words in handwriting, approved, on the wall, and printed as desk cards."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from jiafeng.demo.ground import SHANGHAI, Ground, key, read
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.library.press.faces import Face
from jiafeng.programme.deskcards import actions as deskcards
from jiafeng.programme.deskcards.jobs import work
from jiafeng.programme.deskcards.models import Look
from jiafeng.programme.letters import actions as letters
from jiafeng.programme.letters.models import Channel, Message, MessageDrive
from jiafeng.programme.letters.queries import cadre_of
from jiafeng.programme.plans.models import PlanLine

_WIDTH = 1600  # pixels of a photograph


class Messages:
    """The drive is open; most messages are read, two wait, and the cards of the first are ready to print."""

    def __init__(self, ground: Ground, at: datetime) -> None:
        self.ground = ground
        self.staff = ground.staff
        self.at = at
        self.data = read("messages")

    def run(self, line: PlanLine) -> None:
        drive = self.open_drive(line)
        authors = self.ground.spouses[30:]
        letters.ask(by=self.staff, at=self.at - timedelta(days=6), drive=drive, people=authors[:40])
        for number, entry in enumerate(self.data["messages"]):
            message = self.send(drive, authors[number], entry, self.at - timedelta(days=5, hours=-number))
            if message.version.evidence:
                letters.transcribe(by=self.staff, at=self.at - timedelta(days=2), version=message.version, text=entry["text"])
            letters.approve(by=self.staff, at=self.at - timedelta(days=2), message=message)
        self.print_cards(drive)
        for number, entry in enumerate(self.data["waiting"], len(self.data["messages"])):
            self.send(drive, authors[number], entry, self.at - timedelta(hours=3))
        self.write_letters(authors[20:])

    def open_drive(self, line: PlanLine) -> MessageDrive:
        data, begun = self.data["drive"], self.at - timedelta(days=8)
        today = self.at.astimezone(SHANGHAI).date()
        drive = letters.create_drive(
            by=self.staff,
            at=begun,
            county=self.ground.county,
            organisation=self.ground.federation,
            opens_on=today - timedelta(days=7),
            closes_on=today + timedelta(days=40),
            plan_line=line,
            **data,
        )
        return letters.open_drive(by=self.staff, at=begun, drive=drive)

    def send(self, drive: MessageDrive, person: Person, entry: dict[str, Any], at: datetime) -> Message:
        words, channel = letters.Words(text=entry["text"]), Channel.TYPED
        if entry.get("photo"):
            words, channel = self.photographed(entry["text"], person, at), Channel.PHOTO
        purposes = [Purpose.DESK_CARD, *([Purpose.WALL] if entry["wall"] else [])]
        sent = letters.send(
            at=at,
            drive=drive,
            person=person,
            key=key("message", person.pk),
            channel=channel,
            words=words,
            cadre=cadre_of(person),
            relation=person.cadre_relation,
            purposes=purposes,
        )
        return sent.message

    def photographed(self, text: str, person: Person, at: datetime) -> letters.Words:
        """The words as a sheet on a desk, kept as evidence and cut out like any photograph."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "photo.jpg"
            file.write_bytes(photograph(text, seed=person.pk))
            evidence = add_evidence(
                by=None, at=at, county_code=self.ground.county.code, file=file, name="寄语（示例）.jpg", caption="寄语照片（示例）"
            )
        return letters.Words(evidence=evidence, ink=letters.clean_ink(evidence=evidence))

    def print_cards(self, drive: MessageDrive) -> None:
        at = self.at - timedelta(days=1)
        look = Look("lotus", "200x100", "A3")
        run = deskcards.plan_run(by=self.staff, at=at, drive=drive, key=key("cards", drive.pk), title="今年桌签第一批（示例）", look=look)
        run = deskcards.start(by=self.staff, at=at, run=run)
        work(run.pk, run.attempt, lambda done, total: None)
        first = list(run.cards.filter(stage="printed").values_list("pk", flat=True)[:3])
        deskcards.hand_over(by=self.staff, at=self.at, run=run, ids=first, on=self.at.astimezone(SHANGHAI).date())

    def write_letters(self, authors: list[Person]) -> None:
        today = self.at.astimezone(SHANGHAI).date()
        for number, entry in enumerate(self.data["letters"]):
            letter = letters.write_letter(
                by=self.staff,
                at=self.at - timedelta(days=3),
                key=key("letter", entry["title"]),
                person=authors[number],
                title=entry["title"],
                body=entry["body"],
                written_on=today - timedelta(days=4 + number),
                purposes=[Purpose.WALL],
            )
            letters.decide_letter(by=self.staff, at=self.at - timedelta(days=2), letter=letter, approved=True)


def photograph(text: str, *, seed: int) -> bytes:
    """A photograph of a sheet with these words, a little askew on a desk, in uneven light; characters stand unevenly, as a hand sets them."""
    rng = np.random.default_rng(seed)
    sheet = Image.new("RGB", (round(_WIDTH * 0.82), round(_WIDTH * 0.44)), (248, 246, 240))
    size, per_line = round(_WIDTH * 0.066), 9
    face = ImageFont.truetype(str(Face.KAI.path), size)
    lines = [text[at : at + per_line] for at in range(0, len(text), per_line)]
    top = (sheet.height - len(lines) * size * 1.35) / 2
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            glyph = Image.new("L", (size * 2, size * 2))
            ImageDraw.Draw(glyph).text((size * 0.5, size * 0.4), character, font=face, fill=255)
            glyph = glyph.rotate(float(rng.normal(0, 2.2)), resample=Image.Resampling.BICUBIC)
            place = (
                round(_WIDTH * 0.05 + column * size * 1.04 + rng.normal(0, 2)),
                round(top + row * size * 1.35 - size * 0.4 + rng.normal(0, 3)),
            )
            sheet.paste((34, 36, 52), place, glyph)
    grain = 5 * rng.standard_normal((round(_WIDTH * 0.66), _WIDTH, 1), np.float32)
    picture = Image.fromarray((grain + np.array([118, 84, 58], np.float32)).clip(0, 255).astype(np.uint8))
    turned = sheet.convert("RGBA").rotate(float(rng.uniform(-4, 4)), expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, ((picture.width - turned.width) // 2, (picture.height - turned.height) // 2), turned)
    light = np.linspace(1.0, 0.82, picture.width, dtype=np.float32)[None, :, None]
    lit = Image.fromarray((np.asarray(picture) * light).clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    out = io.BytesIO()
    lit.save(out, "JPEG", quality=90)
    return out.getvalue()
