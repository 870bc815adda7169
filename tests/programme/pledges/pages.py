"""Who reaches which address of pledges, and what the addresses show."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jiafeng.ground.people import actions as people
from jiafeng.programme.pledges import actions as pledges
from jiafeng.programme.pledges.models import PledgeDrive, SignatureKind
from tests.walk.page import BOTH, COORDINATORS, COUNTERS, GET, POST, PUBLIC, READERS, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "pledges:drives": Page(READERS),
    "pledges:new_drive": Page(STAFF, BOTH),
    "pledges:drive": Page(READERS, GET, "drive"),
    "pledges:edit_drive": Page(STAFF, BOTH, "drive"),
    "pledges:text": Page(STAFF, BOTH, "drive", final=True),
    "pledges:open_drive": Page(STAFF, BOTH, "draft_drive", final=True),
    "pledges:close_drive": Page(STAFF, POST, "drive"),
    "pledges:reopen_drive": Page(STAFF, BOTH, "closed_drive"),
    "pledges:code": Page(READERS, GET, "drive"),
    "pledges:poster": Page(READERS, GET, "drive", typeset=True),
    "pledges:signers": Page(READERS, GET, "drive"),
    "pledges:links": Page(COORDINATORS, GET, "drive"),
    "pledges:give_links": Page(COORDINATORS, POST, "drive", quiet=True),
    "pledges:make_link": Page(COORDINATORS, POST, "drive_person", unit=True),
    "pledges:pledge": Page(READERS, GET, "pledge", unit=True),
    "pledges:withdraw": Page(COORDINATORS, BOTH, "pledge", unit=True),
    "pledges:restore": Page(STAFF, BOTH, "withdrawn_pledge"),
    "pledges:open_wall": Page(STAFF, POST, "drive"),
    "pledges:close_wall": Page(STAFF, POST, "walled_drive"),
    "pledges:wall": Page(PUBLIC, GET, "wall_token"),
    "pledges:wall_state": Page(PUBLIC, GET, "wall_token"),
    "pledges:wall_names": Page(PUBLIC, GET, "wall_token"),
    "pledges:booklet": Page(STAFF, POST, "drive", quiet=True),
    "pledges:reconciliation": Page(COUNTERS, GET, "drive"),
    "pledges:disputes": Page(READERS, GET, "drive"),
    "pledges:dispute": Page(READERS, GET, "dispute", unit=True),
    "pledges:decide_dispute": Page(STAFF, BOTH, "dispute", final=True),
    "pledges:note_dispute": Page(COORDINATORS, BOTH, "pledge", unit=True),
    "pledges:start_kiosk": Page(COORDINATORS, BOTH, "drive"),
    "pledges:end_kiosk": Page(STAFF, POST, "kiosk"),
    "pledges:kiosk": Page(PUBLIC, BOTH),
    "pledges:kiosk_sign": Page(PUBLIC, BOTH),
    "pledges:kiosk_done": Page(PUBLIC),
    "pledges:kiosk_forget": Page(PUBLIC, BOTH),
    "pledges:kiosk_leave": Page(PUBLIC, BOTH),
    "pledges:start": Page(PUBLIC, BOTH, "drive_token"),
    "pledges:code_step": Page(PUBLIC, BOTH, "drive_token"),
    "pledges:sign": Page(PUBLIC, BOTH, "drive_token"),
    "pledges:mine": Page(PUBLIC, GET, "pledge_token"),
    "pledges:sign_mine": Page(PUBLIC, BOTH, "pledge_token"),
    "pledges:sign_quickly": Page(PUBLIC, POST, "pledge_token", everywhere=True),
    "pledges:withdraw_mine": Page(PUBLIC, BOTH, "pledge_token"),
    "pledges:show_mine": Page(PUBLIC, POST, "pledge_token"),
    "pledges:dispute_mine": Page(PUBLIC, BOTH, "pledge_token"),
    "pledges:dispute_receipt": Page(PUBLIC, GET, "dispute_receipt"),
}


def furnish(world: World) -> None:
    """A drive of each stage; in the open one, a pledge that stands, one that was withdrawn and one that is disputed."""
    at, home, staff = world.at, world.home, world.staff
    today = timezone.localdate(at)

    def drive_of(title: str) -> PledgeDrive:
        days = {"opens_on": today, "closes_on": today + timedelta(days=9)}
        drive = pledges.create_drive(by=staff, at=at, county=home.region, organisation=home.federation, title=f"{MARK}{title}", **days)
        pledges.publish_text(by=staff, at=at, drive=drive, clauses=[f"{MARK}家庭助廉，从我做起。"])
        return drive

    draft, drive, closed = drive_of("待启"), drive_of("签名"), drive_of("已止")
    for each in (drive, closed):
        pledges.open_drive(by=staff, at=at, drive=each)
    pledges.close_drive(by=staff, at=at, drive=closed)
    signers = [
        people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}{name}", organisation=home.school)
        for name in ("己", "庚", "辛", "壬")
    ]
    signature = pledges.Signature(SignatureKind.TYPED, typed_name="示例")
    standing, withdrawn = (
        pledges.sign(at=at, drive=drive, text=drive.texts.get(), person=person, key=uuid4(), signature=signature).pledge
        for person in signers[:2]
    )
    pledges.withdraw_pledge(by=staff, at=at, pledge=withdrawn, reason="示例")
    disputed = pledges.sign(at=at, drive=drive, text=drive.texts.get(), person=signers[3], key=uuid4(), signature=signature).pledge
    dispute = pledges.dispute_pledge(at=at, pledge=disputed)
    closed = pledges.open_wall(by=staff, at=at, drive=closed)
    kiosk, _secret = pledges.start_kiosk(by=staff, at=at, drive=drive, pin="2468", organisation=home.school)
    world.objects |= {
        "draft_drive": {"pk": draft.pk},
        "drive": {"pk": drive.pk},
        "drive_of_the_day": {},
        "closed_drive": {"pk": closed.pk},
        "walled_drive": {"pk": closed.pk},
        "wall_token": {"token": closed.wall_token},
        "drive_token": {"token": drive.token},
        "drive_person": {"pk": drive.pk, "person": signers[2].pk},
        "pledge": {"pk": standing.pk},
        "dispute": {"pk": dispute.pk},
        "dispute_receipt": {"receipt": dispute.receipt},
        "kiosk": {"pk": kiosk.pk},
        "withdrawn_pledge": {"pk": withdrawn.pk},
        "pledge_token": {"token": pledges.make_link(at=at, drive=drive, person=signers[0])},
    }
