"""Approved messages with handwriting, ready for a run."""

from __future__ import annotations

import dataclasses
import io
from functools import cache
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image, ImageDraw, ImageFont

from jiafeng.ground.people.models import Person
from jiafeng.library.press.faces import Face
from jiafeng.library.press.pictures import ink_jpeg
from jiafeng.programme.deskcards import actions
from jiafeng.programme.deskcards.models import CardRun, Look
from jiafeng.programme.letters.actions import Ink, Words
from jiafeng.programme.letters.models import Channel, MessageDrive
from tests.programme.events.factories import NOW, Place, person
from tests.programme.letters.factories import approved, drive, evidence

__all__ = ["drive"]


@cache
def handwriting(words: str = "家和人安") -> bytes:
    sheet = Image.new("L", (360 * len(words), 420), 255)
    ImageDraw.Draw(sheet).text((20, 20), words, font=ImageFont.truetype(str(Face.KAI.path), 330), fill=30)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return ink_jpeg(out.getvalue(), grey=True).jpeg


def handwritten(here: Place, call: MessageDrive, author: Person, words: str = "家和人安", **fields: Any) -> Any:
    """An approved message whose ink is cut out already."""
    with Image.open(io.BytesIO(handwriting(words))) as picture:
        width, height = picture.size
    name = default_storage.save("letters/ink/test.jpg", ContentFile(handwriting(words)))
    said = Words(evidence=evidence(here), ink=Ink(name, width, height, None, 0.5))
    return approved(here, call, author, words=said, channel=Channel.PHOTO, **fields)


def run_of(here: Place, call: MessageDrive, **fields: Any) -> CardRun:
    chosen = {field.name: fields.pop(field.name) for field in dataclasses.fields(Look) if field.name in fields}
    facts = {"key": uuid4(), "title": "示例桌签", "look": Look(**{"design": "lotus", "size": "200x100", **chosen})}
    return actions.plan_run(by=here.staff, at=NOW, drive=call, **{**facts, **fields})


def three(here: Place) -> tuple[MessageDrive, list[Any]]:
    """A drive with a handwritten, a typed, and a message whose author's cadre bears a character that no font has."""
    call = drive(here)
    made = [
        handwritten(here, call, person(here), cadre="示例李"),
        approved(here, call, person(here, organisation=here.school), cadre="示例赵"),
        approved(here, call, person(here), cadre="示例\U000323af"),
    ]
    return call, made


def as_role(here: Place, role: str = "county_staff") -> Client:
    client = Client()
    client.force_login(here.users[role])
    return client
