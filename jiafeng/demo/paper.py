"""Paper in the demo: sheets are printed, filled in by a drawn hand, scanned, and read by two people, as the county would do it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from jiafeng.demo.ground import Ground
from jiafeng.ground.papers import actions
from jiafeng.ground.papers.models import Mark, PaperRow, PaperSheet
from jiafeng.ground.papers.queries import Facts, owner_of, page_of
from jiafeng.ground.people.models import CadreRelation, Person
from jiafeng.library.press.faces import Face
from jiafeng.library.press.rowsheets import row_sheet_png

DPI = 130
INK = (34, 44, 120)
HAND = 5.0  # mm


class PaperDesk:
    """The sheets of one drive or gathering. Two of the Federation's staff read them."""

    def __init__(self, ground: Ground, kind: str, pk: int) -> None:
        self.ground = ground
        self.readers = (ground.users["fulian2"], ground.staff)
        owner = owner_of(kind)
        target = owner.find(ground.staff, pk) if owner else None
        assert owner is not None
        assert target is not None
        self.owner, self.target = owner, target

    def hand_out(self, at: datetime, signers: int) -> list[PaperSheet]:
        """As many numbered sheets as so many signers fill."""
        (first,) = actions.print_sheets(by=self.ground.staff, at=at, target=self.target)
        more = -(-signers // first.geometry.rows) - 1
        return [first, *(actions.print_sheets(by=self.ground.staff, at=at, target=self.target, count=more) if more else ())]

    def scan(self, at: datetime, sheets: Sequence[PaperSheet], signers: Sequence[Person], on: date | None = None) -> None:
        """The sheets come back signed, a row each, and are scanned into one file."""
        waiting = iter(signers)
        pages = [
            self._filled(sheet, [person for _row, person in zip(range(sheet.geometry.rows), waiting, strict=False)], on) for sheet in sheets
        ]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scan.pdf"
            pages[0].save(file, save_all=True, append_images=pages[1:], resolution=DPI)
            photo = actions.add_photo(by=self.ground.staff, at=at, target=self.target, file=file, name="签名表扫描件（示例）.pdf")
        actions.read_photo(by=self.ground.staff, at=at, photo=photo)

    def take_back(self, at: datetime, sheets: Sequence[PaperSheet], signers: Sequence[Person], on: date | None = None) -> None:
        """Scan the signed sheets, have every row read by two people, and close them."""
        self.scan(at, sheets, signers, on)
        rows = [row for sheet in sheets for row in sheet.rows.select_related("sheet")]
        for reader in self.readers:
            for number, (row, person) in enumerate(zip(rows, signers, strict=False)):
                actions.read_row(by=reader, at=at + timedelta(seconds=20 * number), row=row, mark=Mark.SIGNED, facts=self.facts(person, on))
            for sheet in sheets:
                actions.read_rest_as_blank(by=reader, at=at, sheet=sheet)
        for row, person in zip(rows, signers, strict=False):
            self._settle(at, row, person, on)
        for sheet in sheets:
            actions.close_sheet(by=self.ground.staff, at=at + timedelta(hours=1), sheet=sheet)

    def facts(self, person: Person, on: date | None) -> Facts:
        """What a signer of the roster writes."""
        relation = CadreRelation.SPOUSE if "relation" in self.owner.fields else ""
        return Facts(name=person.name, organisation=person.organisation_id, phone=person.phone, relation=relation, signed_on=on)

    def _settle(self, at: datetime, row: PaperRow, person: Person, on: date | None) -> None:
        """Namesakes on the roster are told apart by whoever knows them."""
        row.refresh_from_db()
        if row.stage != "entered":
            actions.settle_row(by=self.ground.staff, at=at, row=row, mark=Mark.SIGNED, facts=self.facts(person, on), same_as=person)

    def _filled(self, sheet: PaperSheet, signers: Sequence[Person], on: date | None) -> Image.Image:
        """The page as it comes back: printed, and written on by hand."""
        address = settings.PUBLIC_URL + reverse("papers:scan", args=[sheet.token])
        printed = self.owner.printed(self.target.pk, sheet.version)
        page = Image.open(io.BytesIO(row_sheet_png(page_of(sheet, printed, address), DPI))).convert("RGB")
        pen, mm = ImageDraw.Draw(page), DPI / 25.4
        hand = ImageFont.truetype(str(Face.KAI.path), round(HAND * mm))
        small = ImageFont.truetype(str(Face.KAI.path), round(0.7 * HAND * mm))
        share = (sheet.geometry.size[0] - 20) / (10 + sum(width for _name, _label, width in printed.columns))
        for number, person in enumerate(signers, 1):
            left, top, _width, height = sheet.geometry.row(number)
            said = {
                "name": person.name,
                "signature": person.name,
                "organisation": person.organisation.label if person.organisation else "",
                "cadre": "配偶",
                "phone": person.phone,
                "signed_on": f"{on.month}.{on.day}" if on else "",
            }
            x = left + 10 * share
            for name, _label, width in printed.columns:
                words = said.get(name, "")
                font = hand if pen.textlength(words, hand) < (width * share - 2) * mm else small
                wobble = 0.7 * self.ground.rng.uniform(-1, 1)
                pen.text(((x + 1.5) * mm, (top + height / 2 + wobble) * mm), words[:12], INK, font, anchor="lm")
                x += width * share
        return page.rotate(self.ground.rng.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, fillcolor=(238, 238, 234))
