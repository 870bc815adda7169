"""A message drive and photographs of handwriting. The hand is the vendored Kai face; what is photographed is a sheet on a desk."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.actions import add_evidence
from jiafeng.ground.records.models import Evidence
from jiafeng.library.press.faces import Face
from jiafeng.programme.letters import actions
from jiafeng.programme.letters.actions import Sent, Words
from jiafeng.programme.letters.models import Channel, MessageDrive
from tests.programme.events.factories import NOW, Place

_numbers = count(1)
WORDS = "家和人安，清白做事"


def drive(at: Place, *, opened: bool = True, **fields: Any) -> MessageDrive:
    facts = {
        "title": f"示例寄语{next(_numbers)}",
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 4, 1),
        "guidance": "写一两句心里话。",
        "plan_line": None,
    }
    made = actions.create_drive(by=at.staff, at=NOW, county=at.county, organisation=at.federation, **{**facts, **fields})
    return actions.open_drive(by=at.staff, at=NOW, drive=made) if opened else made


@cache
def on_a_desk(words: str = WORDS, *, turn: float = 3.0, width: int = 1300) -> bytes:
    """A photograph (JPEG) of a white sheet with words, lying a little askew on a brown desk."""
    sheet = Image.new("RGB", (round(width * 0.8), round(width * 0.45)), (246, 244, 238))
    pen = ImageDraw.Draw(sheet)
    face = ImageFont.truetype(str(Face.KAI.path), round(width * 0.062))
    lines = [words[at : at + 9] for at in range(0, len(words), 9)]
    for number, line in enumerate(lines):
        pen.text((sheet.width * 0.1, sheet.height * 0.14 + number * width * 0.085), line, font=face, fill=(32, 34, 60))
    return photographed(sheet, turn=turn, width=width)


def photographed(sheet: Image.Image, *, turn: float = 3.0, width: int = 1500, height: int | None = None) -> bytes:
    rng = np.random.default_rng(7)
    desk = np.full((height or round(width * 0.7), width, 3), (112, 78, 52), np.float32)
    desk += rng.normal(0, 5, desk.shape).astype(np.float32)
    picture = Image.fromarray(desk.clip(0, 255).astype(np.uint8))
    turned = sheet.convert("RGBA").rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, ((picture.width - turned.width) // 2, (picture.height - turned.height) // 2), turned)
    picture = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.6)).save(out, "JPEG", quality=90)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "寄语.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, on_a_desk() if content is None else content, "image/jpeg")


def evidence(at: Place, content: bytes | None = None) -> Evidence:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(on_a_desk() if content is None else content)
        return add_evidence(by=at.staff, at=NOW, county_code=at.county.code, file=path, name="photo.jpg")


def send(call: MessageDrive, person: Person, text: str = WORDS, *, purposes: Sequence[Purpose] = (), **fields: Any) -> Sent:
    facts = {"at": NOW, "key": uuid4(), "channel": Channel.TYPED, "words": Words(text=text)}
    return actions.send(drive=call, person=person, purposes=purposes, **{**facts, **fields})


def approved(
    at: Place, call: MessageDrive, person: Person, *, purposes: Sequence[Purpose] = (Purpose.DESK_CARD, Purpose.WALL), **fields: Any
) -> Any:
    return actions.approve(by=at.staff, at=NOW, message=send(call, person, purposes=purposes, **fields).message)
