"""Who reaches which address of letters, and what the addresses show."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from jiafeng.ground.people import actions as people
from jiafeng.ground.people.models import Person, Purpose
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.letters import actions as letters
from jiafeng.programme.letters.models import Channel as MessageChannel
from jiafeng.programme.letters.models import IntakeItem, Message, MessageDrive
from tests.ground.records import pages as records
from tests.walk.page import BOTH, COORDINATORS, GET, POST, PUBLIC, READERS, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "letters:drives": Page(READERS),
    "letters:new_drive": Page(STAFF, BOTH),
    "letters:drive": Page(READERS, GET, "message_drive"),
    "letters:edit_drive": Page(STAFF, BOTH, "message_drive"),
    "letters:open_drive": Page(STAFF, BOTH, "draft_message_drive", final=True),
    "letters:close_drive": Page(STAFF, POST, "message_drive"),
    "letters:reopen_drive": Page(STAFF, BOTH, "closed_message_drive"),
    "letters:code": Page(READERS, GET, "message_drive"),
    "letters:ask": Page(COORDINATORS, BOTH, "message_drive"),
    "letters:sheets": Page(COORDINATORS, GET, "message_drive"),
    "letters:links": Page(COORDINATORS, GET, "message_drive"),
    "letters:give_links": Page(COORDINATORS, POST, "message_drive", quiet=True),
    "letters:make_link": Page(COORDINATORS, POST, "message_drive_person", unit=True),
    "letters:messages": Page(READERS, GET, "message_drive"),
    "letters:bulk_approve": Page(STAFF, POST, "message_drive", quiet=True),
    "letters:undo": Page(STAFF, POST, "message_batch"),
    "letters:queue": Page(STAFF, GET, "message_drive"),
    "letters:enter": Page(COORDINATORS, BOTH, "message_drive"),
    "letters:upload": Page(COORDINATORS, BOTH, "message_drive"),
    "letters:intake": Page(STAFF, GET, "intake"),
    "letters:take": Page(STAFF, BOTH, "picture"),
    "letters:set_aside": Page(STAFF, POST, "picture"),
    "letters:bring_back": Page(STAFF, POST, "picture_set_aside"),
    "letters:picture": Page(STAFF, GET, "picture"),
    "letters:message": Page(READERS, GET, "message", unit=True),
    "letters:approve": Page(STAFF, POST, "received_message"),
    "letters:return": Page(STAFF, POST, "received_message", data={"reason": "示例"}),
    "letters:reconsider": Page(STAFF, POST, "message"),
    "letters:withdraw": Page(COORDINATORS, BOTH, "message", unit=True),
    "letters:transcribe": Page(COORDINATORS, POST, "message", unit=True, data={"text": "示例"}),
    "letters:consent": Page(COORDINATORS, POST, "message", unit=True, data={"purpose": "bulletin", "given": "on"}),
    "letters:cut": Page(COORDINATORS, BOTH, "message", unit=True),
    "letters:ink": Page(READERS, GET, "message", unit=True),
    "letters:photo": Page(READERS, GET, "message", unit=True),
    "letters:letters": Page(READERS),
    "letters:new_letter": Page(COORDINATORS, BOTH),
    "letters:booklet": Page(STAFF, BOTH),
    "letters:letter": Page(READERS, GET, "family_letter", unit=True),
    "letters:decide_letter": Page(STAFF, POST, "received_letter", data={"decision": "approve"}),
    "letters:reconsider_letter": Page(STAFF, POST, "family_letter"),
    "letters:withdraw_letter": Page(COORDINATORS, BOTH, "family_letter", unit=True),
    "letters:letter_page": Page(READERS, GET, "letter_page", unit=True),
    "letters:start": Page(PUBLIC, BOTH, "message_token"),
    "letters:write": Page(PUBLIC, BOTH, "message_token"),
    "letters:mine": Page(PUBLIC, GET, "own_message"),
    "letters:write_mine": Page(PUBLIC, BOTH, "own_message"),
    "letters:cut_mine": Page(PUBLIC, BOTH, "own_message"),
    "letters:agree_mine": Page(PUBLIC, POST, "own_message", data={"purpose": "bulletin", "given": "1"}),
    "letters:withdraw_mine": Page(PUBLIC, BOTH, "own_message"),
    "letters:ink_mine": Page(PUBLIC, GET, "own_message"),
    "letters:photo_mine": Page(PUBLIC, GET, "own_message"),
    "letters:letter_mine": Page(PUBLIC, GET, "own_letter"),
    "letters:write_letter_mine": Page(PUBLIC, BOTH, "own_letter"),
    "letters:agree_letter_mine": Page(PUBLIC, POST, "own_letter", data={"purpose": "bulletin", "given": "1"}),
    "letters:withdraw_letter_mine": Page(PUBLIC, BOTH, "own_letter"),
    "letters:letter_page_mine": Page(PUBLIC, GET, "own_letter_page"),
    "letters:wall": Page(PUBLIC),
    "letters:shown": Page(PUBLIC, GET, "shown_message"),
    "letters:shown_ink": Page(PUBLIC, GET, "shown_message"),
    "letters:reading": Page(PUBLIC),
    "letters:read": Page(PUBLIC, GET, "shown_letter"),
    "letters:read_page": Page(PUBLIC, GET, "shown_page"),
}


def furnish(world: World) -> None:
    """A message drive of each stage; in the open one a message shown to everybody, one that waits, an upload; and two family letters."""
    world.add(records.furnish)
    at, home, staff = world.at, world.home, world.staff
    today = timezone.localdate(at)
    evidence = Evidence.objects.get(pk=world.objects["evidence"]["pk"])
    ink_name = default_storage.save("letters/ink/walk.jpg", ContentFile(Path(default_storage.path(evidence.preview)).read_bytes()))
    cut = letters.Ink(ink_name, 64, 48, None, 0.5)

    def drive_of(title: str) -> MessageDrive:
        facts = {"title": f"{MARK}{title}", "opens_on": today, "closes_on": today + timedelta(days=9), "plan_line": None}
        return letters.create_drive(by=staff, at=at, county=home.region, organisation=home.federation, **facts)

    draft, drive, closed = drive_of("待征"), drive_of("寄语"), drive_of("征毕")
    for each in (drive, closed):
        letters.open_drive(by=staff, at=at, drive=each)
    letters.close_drive(by=staff, at=at, drive=closed)
    shown, waiting, other = (
        people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.school)
        for name in ("寄一", "寄二", "寄三")
    )

    def send(person: Person, *purposes: Purpose) -> Message:
        words = letters.Words(evidence=evidence, ink=cut)
        common = {"at": at, "drive": drive, "key": uuid4(), "channel": MessageChannel.PHOTO, "words": words}
        return letters.send(person=person, purposes=purposes, **common).message

    batch = uuid4()
    message = letters.approve(by=staff, at=at, message=send(shown, Purpose.WALL, Purpose.DESK_CARD), batch=batch)
    received = send(waiting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(b"-")
        pictures = [(f"{MARK}{number}.jpg", path) for number in range(2)]
        intake = letters.open_intake(by=staff, at=at, drive=drive, key=uuid4(), channel=MessageChannel.UPLOAD, pictures=pictures)
    IntakeItem.objects.filter(intake=intake).update(stage="unmatched", evidence=evidence, reason="示例")
    first, second = intake.items.order_by("number")
    letters.set_aside(by=staff, at=at, item=second)
    common = {"by": staff, "at": at, "person": shown, "written_on": today, "pages": [evidence], "purposes": [Purpose.WALL]}
    letter, unread = (letters.write_letter(key=uuid4(), title=f"{MARK}家书{number}", **common) for number in range(2))
    letters.decide_letter(by=staff, at=at, letter=letter, approved=True)
    letters.write_letter(at=at, drive=drive, key=uuid4(), person=waiting, title=f"{MARK}家书", pages=[evidence])
    world.objects |= {
        "draft_message_drive": {"pk": draft.pk},
        "message_drive": {"pk": drive.pk},
        "closed_message_drive": {"pk": closed.pk},
        "message_drive_person": {"pk": drive.pk, "person": other.pk},
        "message_batch": {"pk": drive.pk, "batch": batch},
        "intake": {"pk": intake.pk},
        "picture": {"pk": first.pk},
        "picture_set_aside": {"pk": second.pk},
        "message": {"pk": message.pk},
        "received_message": {"pk": received.pk},
        "family_letter": {"pk": letter.pk},
        "received_letter": {"pk": unread.pk},
        "letter_page": {"pk": letter.pk, "place": 1},
        "message_token": {"token": drive.token},
        "own_message": {"token": letters.make_link(at=at, drive=drive, person=waiting)},
        "own_letter": {"token": letters.make_link(at=at, drive=drive, person=waiting)},
        "own_letter_page": {"token": letters.make_link(at=at, drive=drive, person=waiting), "place": 1},
        "shown_message": {"reference": message.reference},
        "shown_letter": {"reference": letter.reference},
        "shown_page": {"reference": letter.reference, "place": 1},
    }
