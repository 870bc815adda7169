"""Who reaches which address of deskcards, and what the addresses show."""

import tempfile
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from jiafeng.library.press.cards import Outcome
from jiafeng.programme.deskcards import actions as deskcards
from jiafeng.programme.deskcards.models import CardDesign, CardRun, Look
from jiafeng.programme.letters.models import MessageDrive
from tests.programme.letters import pages as letters
from tests.walk.page import ADMINISTRATORS, BOTH, COORDINATORS, GET, POST, READERS, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "deskcards:runs": Page(READERS | ADMINISTRATORS),
    "deskcards:new_run": Page(STAFF, BOTH),
    "deskcards:run": Page(READERS, GET, "card_run", unit=True),
    "deskcards:start": Page(STAFF, POST, "card_run"),
    "deskcards:pdf": Page(STAFF, GET, "printed_run"),
    "deskcards:report": Page(READERS, GET, "card_run", unit=True),
    "deskcards:handover_sheet": Page(READERS, GET, "printed_run", unit=True),
    "deskcards:handover": Page(COORDINATORS, BOTH, "printed_run", unit=True),
    "deskcards:card": Page(READERS, GET, "card", unit=True),
    "deskcards:face": Page(READERS, GET, "card", unit=True),
    "deskcards:reprint": Page(STAFF, BOTH, "card", final=True),
    "deskcards:recall": Page(STAFF, BOTH, "card", final=True),
    "deskcards:take_back_all": Page(COORDINATORS, POST, "handed_batch", unit=True),
    "deskcards:take_back": Page(COORDINATORS, POST, "handed_card", unit=True),
    "deskcards:designs": Page(READERS | ADMINISTRATORS, BOTH),
    "deskcards:design_preview": Page(READERS | ADMINISTRATORS, GET, "design", everywhere=True),
    "deskcards:remove_design": Page(ADMINISTRATORS, POST, "own_design"),
}


def furnish(world: World) -> None:
    """A run that waits, one that is set with two cards of which one is handed over, and a design of the county's own."""
    world.add(letters.furnish)
    at, home, staff = world.at, world.home, world.staff
    drive = MessageDrive.objects.get(pk=world.objects["message_drive"]["pk"])

    def run_of(title: str, again: bool = True) -> CardRun:
        look = Look("lotus", "200x100")
        return deskcards.plan_run(by=staff, at=at, drive=drive, key=uuid4(), title=f"{MARK}{title}", look=look, again=again)

    waiting, printed, handed = run_of("待印"), run_of("已印"), run_of("已发")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "cards.pdf"
        pdf.write_bytes(b"%PDF-")
        for run in (printed, handed):
            deskcards.start(by=staff, at=at, run=run)
            batch = deskcards.claim(at=at, run=run, attempt=1, worker=uuid4())
            assert batch is not None
            deskcards.complete(at=at, batch=batch, outcomes=[Outcome("1")], file=pdf)
            deskcards.finish(at=at, run=run, attempt=1, pdf=pdf, sheets=1)
    given = handed.cards.get()
    batch = uuid4()
    deskcards.hand_over(by=staff, at=at, run=handed, ids=[given.pk], on=timezone.localdate(at), batch=batch)
    kept = default_storage.save("deskcards/designs/walk.png", ContentFile(b"png"))
    own = CardDesign.objects.create(
        county=home.region, name=f"{MARK}样式", file=kept, sha256="0" * 64, preview=kept, added_at=at, added_by=staff
    )
    world.objects |= {
        "card_run": {"pk": waiting.pk},
        "printed_run": {"pk": printed.pk},
        "card": {"pk": printed.cards.get().pk},
        "handed_card": {"pk": given.pk},
        "handed_batch": {"pk": handed.pk, "batch": batch},
        "design": {"code": "lotus"},
        "own_design": {"pk": own.pk},
    }
