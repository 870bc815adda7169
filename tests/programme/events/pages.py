"""Who reaches which address of events, and what the addresses show."""

from datetime import timedelta

from jiafeng.common.moments import moment_of
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.people import actions as people
from jiafeng.ground.records.models import Evidence
from jiafeng.programme.events import actions as events
from jiafeng.programme.events.models import Access, Event, EventKind
from jiafeng.programme.events.views.calendar import feed_token
from jiafeng.programme.events.views.oneself import door_code
from tests.ground.records import pages as records
from tests.walk.page import BOTH, COORDINATORS, GET, POST, PUBLIC, READERS, STAFF, Page
from tests.walk.world import MARK, World

GATHERERS = READERS | {Role.VOLUNTEER}
DOOR = COORDINATORS | {Role.VOLUNTEER}

PAGES = {
    "events:events": Page(GATHERERS),
    "events:new_event": Page(COORDINATORS, BOTH),
    "events:report": Page(COORDINATORS, BOTH),
    "events:event": Page(GATHERERS, GET, "event", unit=True),
    "events:edit_event": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:programme": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:open_event": Page(COORDINATORS, BOTH, "draft_event", unit=True, final=True),
    "events:hold_event": Page(COORDINATORS, BOTH, "event", unit=True, final=True),
    "events:close_event": Page(COORDINATORS, POST, "held_event", unit=True),
    "events:cancel_event": Page(COORDINATORS, BOTH, "event", unit=True, final=True),
    "events:reopen_event": Page(STAFF, BOTH, "closed_event"),
    "events:copy_event": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:reported": Page(GATHERERS, GET, "event", unit=True),
    "events:invitations": Page(READERS, BOTH, "event", unit=True),
    "events:give_links": Page(COORDINATORS, POST, "event", unit=True, data={"way": "text"}),
    "events:uninvite": Page(COORDINATORS, POST, "invited", unit=True),
    "events:text_invitations": Page(COORDINATORS, BOTH, "event", unit=True, final=True),
    "events:badges": Page(COORDINATORS, GET, "event", unit=True, typeset=True),
    "events:seat_cards": Page(COORDINATORS, GET, "event", unit=True, typeset=True),
    "events:minutes_print": Page(READERS, GET, "held_event", unit=True),
    "events:calls": Page(COORDINATORS, GET, "event", unit=True),
    "events:invitation_prints": Page(COORDINATORS, GET, "event", unit=True, typeset=True),
    "events:attendances": Page(READERS, GET, "event", unit=True),
    "events:door": Page(DOOR, BOTH, "event", unit=True),
    "events:sign_in": Page(DOOR, POST, "guest", unit=True),
    "events:walk_in": Page(DOOR, BOTH, "event", unit=True),
    "events:name_helper": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:release_helper": Page(COORDINATORS, POST, "helper", unit=True),
    "events:minutes": Page(COORDINATORS, BOTH, "held_event", unit=True),
    "events:add_photo": Page(COORDINATORS, BOTH, "held_event", unit=True),
    "events:photo": Page(COORDINATORS, BOTH, "photo", unit=True),
    "events:scan": Page(DOOR, GET, "event", unit=True),
    "events:add_device": Page(DOOR, POST, "event", unit=True),
    "events:end_device": Page(DOOR, POST, "door_phone", unit=True),
    "events:scan_worker": Page(PUBLIC),
    "events:phone_sign_in": Page(PUBLIC, POST),  # the token in a header lets in, not the visitor
    "events:phone_sync": Page(PUBLIC, POST),
    "events:phone_guests": Page(PUBLIC),
    "events:screen": Page(DOOR, GET, "event", unit=True),
    "events:screen_code": Page(DOOR, GET, "event", unit=True),
    "events:enter": Page(PUBLIC, GET, "door_code"),
    "events:oneself": Page(PUBLIC, BOTH, "event"),
    "events:by_phone": Page(PUBLIC, BOTH, "event"),
    "events:by_phone_code": Page(PUBLIC, BOTH, "event"),
    "events:ledger": Page(GATHERERS),
    "events:arithmetic": Page(READERS, GET, "event", unit=True),
    "events:came": Page(DOOR, GET, "event", unit=True),
    "events:seats": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:give_seats": Page(COORDINATORS, POST, "event", unit=True),
    "events:give_seat": Page(COORDINATORS, POST, "event", unit=True, data={"number": "1", "seats": "A2"}),
    "events:feedback": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:close_feedback": Page(COORDINATORS, BOTH, "event", unit=True, final=True),
    "events:give_feedback": Page(PUBLIC, BOTH, "feedback_token"),
    "events:feedback_thanks": Page(PUBLIC, GET, "feedback_token"),
    "events:feed": Page(PUBLIC, GET, "feed_token"),
    "events:invitation": Page(PUBLIC, BOTH, "invitation_token"),
    "events:activities": Page(PUBLIC),
    "events:month": Page(PUBLIC),
    "events:places": Page(PUBLIC),
    "events:activities_feed": Page(PUBLIC),
    "events:activity": Page(PUBLIC, GET, "activity"),
    "events:activity_entry": Page(PUBLIC, GET, "activity"),
    "events:activity_code": Page(PUBLIC, GET, "activity"),
    "events:activity_poster": Page(PUBLIC, GET, "activity", typeset=True),
    "events:activity_sheet": Page(PUBLIC, GET, "activity", typeset=True),
    "events:sign_up": Page(PUBLIC, BOTH, "activity"),
    "events:sign_up_code": Page(PUBLIC, BOTH, "activity"),
    "events:invitation_entry": Page(PUBLIC, GET, "invitation_token"),
}


def furnish(world: World) -> None:
    """A gathering of each stage, hosted by the first unit; the open one is going on, with a guest who has not come in yet."""
    world.add(records.furnish)
    at, home, staff = world.at, world.home, world.staff

    def event_of(title: str) -> Event:
        return events.create_event(
            by=staff,
            at=at,
            organisation=home.school,
            kind=EventKind.SYMPOSIUM,
            title=f"{MARK}{title}",
            starts_at=at - timedelta(hours=1),
            ends_at=at + timedelta(hours=1),
            place="示例会场",
        )

    activity = events.create_event(
        by=staff,
        at=at,
        organisation=home.school,
        kind=EventKind.CLASS,
        title=f"{MARK}故事会",
        starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=1, hours=1),
        place="示例会场",
        access=Access.OPEN,
    )
    events.open_event(by=staff, at=at, event=activity)
    draft, event, held, closed = (event_of(title) for title in ("筹备", "座谈", "已开", "已结"))
    for each in (event, held, closed):
        events.open_event(by=staff, at=at, event=each)
    for each in (held, closed):
        events.hold_event(by=staff, at=at, event=each)
    events.close_event(by=staff, at=at, event=closed)
    guest = people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}宾", organisation=home.school, phone="13800000007")
    (invitation,) = events.invite(by=staff, at=at, event=event, people=[guest])
    events.reply(at=at, invitation=invitation, answer="yes")
    late, later = (
        at + timedelta(seconds=1),
        people.add_person(by=staff, at=at, county=home.region, name=f"{MARK}客", organisation=home.school),
    )
    events.invite(by=staff, at=late, event=event, people=[later])
    events.set_seats(by=staff, at=at, event=event, labels=["A1", "A2"])
    events.write_minutes(by=staff, at=at, event=held, revision=0, text=f"{MARK}纪要")
    form = events.open_feedback(by=staff, at=at, event=event, questions=[("scale", f"{MARK}好吗")])
    photo = events.add_photo(by=staff, at=at, event=held, evidence=Evidence.objects.get(pk=world.objects["evidence"]["pk"]))
    helper = events.name_helper(by=staff, at=at, event=draft, user=world.users[Role.AUDITOR, "home"])
    world.objects |= {
        "activity": {"pk": activity.pk},
        "helper": {"pk": draft.pk, "helper": helper.pk},
        "draft_event": {"pk": draft.pk},
        "event": {"pk": event.pk},
        "held_event": {"pk": held.pk},
        "closed_event": {"pk": closed.pk},
        "guest": {"pk": event.pk, "person": guest.pk},
        "photo": {"pk": photo.pk},
        "invited": {"pk": event.pk, "moment": moment_of(late)},
        "invitation_token": {"token": invitation.token},
        "door_phone": {"pk": event.pk, "device": events.add_device(by=staff, at=at, event=event)[0].pk},
        "door_code": {"pk": event.pk, "code": door_code(event, at)},
        "feedback_token": {"token": form.token},
        "feed_token": {"token": feed_token(staff)},
    }
