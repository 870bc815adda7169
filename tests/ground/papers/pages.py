"""Who reaches which address of papers, and what the addresses show."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.papers import actions as papers
from jiafeng.ground.papers.models import Mark, SheetPhoto
from jiafeng.ground.papers.queries import Facts, owner_of
from jiafeng.ground.papers.stages import PhotoStage, SheetStage
from jiafeng.ground.records.models import Evidence
from tests.ground.records import pages as records
from tests.programme.events import pages as events
from tests.programme.pledges import pages as pledges
from tests.walk.page import BOTH, COORDINATORS, GET, POST, PUBLIC, READERS, Page
from tests.walk.world import MARK, World

PAGES = {
    "papers:scan": Page(PUBLIC, GET, "sheet_token", everywhere=True),
    "papers:sheets": Page(READERS, GET, "paper", unit=True),
    "papers:print": Page(COORDINATORS, POST, "paper", unit=True, data={"count": "1"}),
    "papers:pages": Page(COORDINATORS, GET, "paper", unit=True),
    "papers:photos": Page(COORDINATORS, BOTH, "paper", unit=True),
    "papers:enter": Page(COORDINATORS, BOTH, "paper", unit=True),
    "papers:names": Page(COORDINATORS, GET, "paper", unit=True),
    "papers:sheet": Page(READERS, GET, "sheet", unit=True),
    "papers:close": Page(COORDINATORS, BOTH, "sheet", unit=True, final=True),
    "papers:void": Page(COORDINATORS, BOTH, "sheet", unit=True, final=True),
    "papers:read": Page(COORDINATORS, BOTH, "photographed_sheet", unit=True),
    "papers:rest": Page(COORDINATORS, POST, "photographed_sheet", unit=True, quiet=True),
    "papers:undo": Page(COORDINATORS, POST, "photographed_sheet", unit=True, quiet=True),
    "papers:settle": Page(COORDINATORS, BOTH, "sheet_row", unit=True),
    "papers:picture": Page(COORDINATORS, GET, "sheet_row", unit=True),
    "papers:again": Page(COORDINATORS, POST, "blank_row", unit=True),
    "papers:number": Page(COORDINATORS, POST, "sheet_photo", unit=True, data={"number": "999"}, quiet=True),
}


def furnish(world: World) -> None:
    """Sheets of a gathering that was held: one just printed, one photographed, of which a row was read differently and another is blank."""
    world.add(records.furnish, pledges.furnish, events.furnish)
    at, staff = world.at, world.staff

    def target_of(kind: str, pk: int) -> Any:
        owner = owner_of(kind)
        assert owner is not None
        return owner.find(staff, pk)

    held = target_of("signin", world.objects["held_event"]["pk"])
    printed, sheet = papers.print_sheets(by=staff, at=at, target=held, count=2)
    (pledged,) = papers.print_sheets(by=staff, at=at, target=target_of("pledge", world.objects["drive"]["pk"]))
    facts = {"county": held.county, "organisation": held.organisation, "kind": held.kind, "target": held.pk, "at": at, "by": staff}
    evidence = Evidence.objects.get(pk=world.objects["evidence"]["pk"])
    unnamed = SheetPhoto.objects.create(evidence=evidence, stage=PhotoStage.UNNAMED, problem="no_code", page=2, **facts)
    photo = SheetPhoto.objects.create(evidence=evidence, sheet=sheet, stage=PhotoStage.READ, has_rows=True, **facts)
    default_storage.save(photo.row_file(1), ContentFile(b"a picture"))
    sheet.stage = SheetStage.PHOTOGRAPHED
    sheet.save(update_fields=["stage"])
    differs, blank = sheet.rows.select_related("sheet")[:2]
    for number, reader in enumerate((staff, world.users[Role.UNIT_COORDINATOR, "home"])):
        papers.read_row(by=reader, at=at, row=differs, mark=Mark.SIGNED, facts=Facts(name=f"{MARK}午{number}"))
        papers.read_row(by=reader, at=at, row=blank, mark=Mark.BLANK)
    world.objects |= {
        "paper": {"kind": held.kind, "target": held.pk},
        "sheet": {"pk": printed.pk},
        "photographed_sheet": {"pk": sheet.pk},
        "sheet_row": {"pk": sheet.pk, "number": differs.number},
        "blank_row": {"pk": sheet.pk, "number": blank.number},
        "sheet_photo": {"pk": unnamed.pk},
        "sheet_token": {"token": pledged.token},
    }
