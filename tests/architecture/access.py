"""Who reaches which address. An address that is missing here fails the tests, so a new one is classified when it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiafeng.accounts.models import Role

PUBLIC = frozenset({"public"})
EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.COUNTY_STAFF})
PARTNERS = STAFF | {Role.PARTNER_STAFF}
COORDINATOR = frozenset({Role.UNIT_COORDINATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
COUNTY_WIDE = PARTNERS | ADMINISTRATORS | {Role.AUDITOR}
COORDINATORS = STAFF | COORDINATOR
COUNTERS = PARTNERS | {Role.AUDITOR}
READERS = COUNTERS | COORDINATOR
GATHERERS = READERS | {Role.VOLUNTEER}
DOOR = COORDINATORS | {Role.VOLUNTEER}
APPROVERS = frozenset({Role.PARTNER_STAFF})  # in world.py the county's staff wrote the bulletin, and nobody approves their own

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """One address.

    who: the roles that reach it in their own county; of: the kind of object it shows (see world.py), which nobody of another county
    reaches; unit: it belongs to one unit, so that a coordinator or volunteer of another unit is refused as well; data: what is posted where an address only takes posts;
    quiet: such a post changes no record; everywhere: the object is no county's own, such as a printed code that anybody may look up.
    """

    who: frozenset[str]
    methods: tuple[str, ...] = GET
    of: str = ""
    unit: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    everywhere: bool = False


PAGES: dict[str, Page] = {
    # the frame
    "healthz": Page(PUBLIC),
    "language": Page(PUBLIC, POST),
    "elder": Page(PUBLIC, POST),
    # the portal
    "portal:home": Page(PUBLIC),
    "portal:articles": Page(PUBLIC),
    "portal:notices": Page(PUBLIC),
    "portal:stories": Page(PUBLIC),
    "portal:article": Page(PUBLIC, GET, "article"),
    "portal:article_poster": Page(PUBLIC, GET, "article"),
    "portal:article_code": Page(PUBLIC, GET, "article"),
    "portal:bulletins": Page(PUBLIC),
    "portal:bulletin": Page(PUBLIC, GET, "issued"),
    "portal:bulletin_code": Page(PUBLIC, GET, "issued"),
    "portal:bulletin_poster": Page(PUBLIC, GET, "issued"),
    "portal:drive_code": Page(PUBLIC, GET, "drive_of_the_day"),
    "portal:search": Page(PUBLIC),
    "portal:feed": Page(PUBLIC),
    "portal:feedback": Page(PUBLIC, BOTH),
    "portal:find_answer": Page(PUBLIC),
    "portal:receipt": Page(PUBLIC, GET, "receipt"),
    "portal:accessibility": Page(PUBLIC),
    "portal:privacy": Page(PUBLIC),
    "portal:sitemap": Page(PUBLIC),
    "portal:manage": Page(STAFF),
    "portal:write": Page(STAFF, BOTH),
    "portal:edit": Page(STAFF, BOTH, "article"),
    "portal:publish": Page(STAFF, POST, "draft_article"),
    "portal:withdraw": Page(STAFF, BOTH, "article"),
    "portal:inbox": Page(STAFF | {Role.AUDITOR}),
    "portal:letter": Page(STAFF | {Role.AUDITOR}, BOTH, "letter"),
    # the desk
    "desk:home": Page(EVERYBODY),
    "desk:due": Page(EVERYBODY),
    "desk:search": Page(EVERYBODY),
    "desk:jobs": Page(EVERYBODY),
    # accounts
    "accounts:users": Page(ADMINISTRATORS),
    "accounts:new_user": Page(ADMINISTRATORS, BOTH),
    "accounts:give_role": Page(ADMINISTRATORS, BOTH, "user"),
    "accounts:set_password": Page(ADMINISTRATORS, BOTH, "user"),
    "accounts:end_role": Page(ADMINISTRATORS, POST, "membership"),
    # background work
    "jobs:jobs": Page(EVERYBODY),
    "jobs:job": Page(STAFF, GET, "job"),
    "jobs:result": Page(STAFF, GET, "job"),
    # the log and the evidence
    "records:log": Page(frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
    "records:evidence": Page(EVERYBODY, GET, "evidence", unit=True),
    "records:preview": Page(EVERYBODY, GET, "evidence", unit=True),
    "records:original": Page(STAFF | {Role.AUDITOR}, GET, "evidence"),
    # units
    "units:organisations": Page(COUNTY_WIDE),
    "units:new_organisation": Page(STAFF | ADMINISTRATORS, BOTH),
    "units:organisation": Page(COUNTY_WIDE, BOTH, "organisation"),
    "units:close_organisation": Page(STAFF | ADMINISTRATORS, BOTH, "organisation"),
    # people
    "people:people": Page(READERS),
    "people:add": Page(COORDINATORS, BOTH),
    "people:person": Page(READERS, GET, "person", unit=True),
    "people:edit": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:leave": Page(COORDINATORS, BOTH, "person", unit=True),
    "people:come_back": Page(COORDINATORS, POST, "person_who_left", unit=True),
    "people:reveal": Page(COORDINATORS, POST, "person", unit=True, data={"reveal-reason": "示例"}),
    "people:reveal_identity": Page(STAFF, POST, "person", unit=True, data={"reveal-reason": "示例"}),
    "people:new_relative": Page(
        COORDINATORS, POST, "person", unit=True, data={"relative-kind": "child", "relative-name": "示例小", "relative-phone": ""}
    ),
    "people:part": Page(COORDINATORS, BOTH, "relation", unit=True),
    "people:rosters": Page(COORDINATORS, BOTH),
    "people:template": Page(COORDINATORS),
    "people:roster": Page(STAFF, GET, "roster"),
    "people:check": Page(STAFF, POST, "roster", quiet=True),
    "people:carry_out": Page(STAFF, POST, "roster"),
    "people:failed_rows": Page(STAFF, GET, "roster"),
    # paper
    "papers:scan": Page(PUBLIC, GET, "sheet_token", everywhere=True),
    "papers:sheets": Page(READERS, GET, "paper", unit=True),
    "papers:print": Page(COORDINATORS, POST, "paper", unit=True, data={"count": "1"}),
    "papers:pages": Page(COORDINATORS, GET, "paper", unit=True),
    "papers:photos": Page(COORDINATORS, BOTH, "paper", unit=True),
    "papers:enter": Page(COORDINATORS, BOTH, "paper", unit=True),
    "papers:names": Page(COORDINATORS, GET, "paper", unit=True),
    "papers:sheet": Page(READERS, GET, "sheet", unit=True),
    "papers:close": Page(COORDINATORS, POST, "sheet", unit=True),
    "papers:void": Page(COORDINATORS, BOTH, "sheet", unit=True),
    "papers:read": Page(COORDINATORS, BOTH, "photographed_sheet", unit=True),
    "papers:rest": Page(COORDINATORS, POST, "photographed_sheet", unit=True, quiet=True),
    "papers:undo": Page(COORDINATORS, POST, "photographed_sheet", unit=True, quiet=True),
    "papers:settle": Page(COORDINATORS, BOTH, "sheet_row", unit=True),
    "papers:picture": Page(COORDINATORS, GET, "sheet_row", unit=True),
    "papers:again": Page(COORDINATORS, POST, "blank_row", unit=True),
    "papers:number": Page(COORDINATORS, POST, "sheet_photo", unit=True, data={"number": "999"}, quiet=True),
    # plans
    "plans:plans": Page(EVERYBODY),
    "plans:new_plan": Page(STAFF, BOTH),
    "plans:plan": Page(EVERYBODY, GET, "plan"),
    "plans:edit_plan": Page(STAFF, BOTH, "plan"),
    "plans:issue_plan": Page(STAFF, POST, "draft_plan"),
    "plans:close_plan": Page(STAFF, POST, "finished_plan"),
    "plans:new_line": Page(STAFF, BOTH, "plan"),
    "plans:paper_receipts": Page(STAFF, BOTH, "plan"),
    "plans:line": Page(EVERYBODY, GET, "line", unit=True),
    "plans:edit_line": Page(PARTNERS, BOTH, "line"),
    "plans:deploy": Page(PARTNERS, BOTH, "line"),
    "plans:finish_line": Page(PARTNERS, BOTH, "line"),
    "plans:reopen_line": Page(PARTNERS, BOTH, "finished_line"),
    "plans:drop_line": Page(STAFF, BOTH, "line"),
    "plans:receipts": Page(EVERYBODY),
    "plans:confirm_receipt": Page(COORDINATOR, POST, "deployment", unit=True),
    # pledges
    "pledges:drives": Page(READERS),
    "pledges:new_drive": Page(STAFF, BOTH),
    "pledges:drive": Page(READERS, GET, "drive"),
    "pledges:edit_drive": Page(STAFF, BOTH, "drive"),
    "pledges:text": Page(STAFF, BOTH, "drive"),
    "pledges:open_drive": Page(STAFF, POST, "draft_drive"),
    "pledges:close_drive": Page(STAFF, POST, "drive"),
    "pledges:reopen_drive": Page(STAFF, BOTH, "closed_drive"),
    "pledges:code": Page(READERS, GET, "drive"),
    "pledges:poster": Page(READERS, GET, "drive"),
    "pledges:signers": Page(READERS, GET, "drive"),
    "pledges:links": Page(COORDINATORS, GET, "drive"),
    "pledges:make_link": Page(COORDINATORS, POST, "drive_person", unit=True),
    "pledges:pledge": Page(READERS, GET, "pledge", unit=True),
    "pledges:withdraw": Page(COORDINATORS, BOTH, "pledge", unit=True),
    "pledges:restore": Page(STAFF, BOTH, "withdrawn_pledge"),
    "pledges:reconciliation": Page(COUNTERS, GET, "drive"),
    "pledges:disputes": Page(READERS, GET, "drive"),
    "pledges:dispute": Page(READERS, BOTH, "dispute", unit=True),
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
    "pledges:withdraw_mine": Page(PUBLIC, BOTH, "pledge_token"),
    "pledges:show_mine": Page(PUBLIC, POST, "pledge_token"),
    "pledges:dispute_mine": Page(PUBLIC, BOTH, "pledge_token"),
    "pledges:dispute_receipt": Page(PUBLIC, GET, "dispute_receipt"),
    # gatherings
    "events:events": Page(GATHERERS),
    "events:new_event": Page(COORDINATORS, BOTH),
    "events:report": Page(COORDINATORS, BOTH),
    "events:event": Page(GATHERERS, GET, "event", unit=True),
    "events:edit_event": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:programme": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:open_event": Page(COORDINATORS, POST, "draft_event", unit=True),
    "events:hold_event": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:close_event": Page(COORDINATORS, POST, "held_event", unit=True),
    "events:cancel_event": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:reopen_event": Page(STAFF, BOTH, "closed_event"),
    "events:reported": Page(GATHERERS, GET, "event", unit=True),
    "events:invitations": Page(READERS, BOTH, "event", unit=True),
    "events:invitation_prints": Page(COORDINATORS, GET, "event", unit=True),
    "events:attendances": Page(READERS, GET, "event", unit=True),
    "events:door": Page(DOOR, BOTH, "event", unit=True),
    "events:sign_in": Page(DOOR, POST, "guest", unit=True),
    "events:walk_in": Page(DOOR, BOTH, "event", unit=True),
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
    "events:ledger": Page(GATHERERS),
    "events:arithmetic": Page(READERS, GET, "event", unit=True),
    "events:came": Page(DOOR, GET, "event", unit=True),
    "events:seats": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:give_seats": Page(COORDINATORS, POST, "event", unit=True),
    "events:give_seat": Page(COORDINATORS, POST, "event", unit=True, data={"number": "1", "seats": "A2"}),
    "events:feedback": Page(COORDINATORS, BOTH, "event", unit=True),
    "events:close_feedback": Page(COORDINATORS, POST, "event", unit=True),
    "events:give_feedback": Page(PUBLIC, BOTH, "feedback_token"),
    "events:feedback_thanks": Page(PUBLIC, GET, "feedback_token"),
    "events:feed": Page(PUBLIC, GET, "feed_token"),
    "events:invitation": Page(PUBLIC, BOTH, "invitation_token"),
    "events:invitation_entry": Page(PUBLIC, GET, "invitation_token"),
    # figures
    "figures:figures": Page(COUNTERS),
    "figures:figure": Page(COUNTERS, GET, "figure", everywhere=True),
    # bulletins
    "bulletins:bulletins": Page(COUNTERS),
    "bulletins:new": Page(STAFF, BOTH),
    "bulletins:by_code": Page(PUBLIC, GET, "code", everywhere=True),
    "bulletins:bulletin": Page(COUNTERS, GET, "issued"),
    "bulletins:edit": Page(STAFF, BOTH, "draft"),
    "bulletins:check": Page(STAFF, POST, "draft", quiet=True),
    "bulletins:submit": Page(STAFF, POST, "draft"),
    "bulletins:withdraw": Page(STAFF, POST, "submitted"),
    "bulletins:review": Page(COUNTERS, GET, "submitted"),
    "bulletins:approve": Page(APPROVERS, POST, "submitted", data={"revision": "2"}),
    "bulletins:return": Page(APPROVERS, POST, "submitted", data={"revision": "2", "reason": "再核"}),
    "bulletins:issue": Page(STAFF, POST, "approved"),
    "bulletins:correct": Page(STAFF, POST, "issued", data={"key": "7b6c5f0e-0000-4000-8000-000000000001"}),
    "bulletins:passport": Page(COUNTERS, GET, "passport"),
    "bulletins:compare": Page(COUNTERS, POST, "passport", quiet=True),
    "bulletins:manifest": Page(COUNTERS, GET, "passport"),
    "bulletins:download": Page(COUNTERS, GET, "pack"),
}

# Views of django-allauth under our look: only that they ask for a sign-in is ours to hold.
FOREIGN = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reauthenticate": EVERYBODY,
    "account_change_password": EVERYBODY,
    "mfa_index": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "mfa_reauthenticate": EVERYBODY,
    "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": EVERYBODY,
    "mfa_view_recovery_codes": EVERYBODY,
    "mfa_generate_recovery_codes": EVERYBODY,
    "mfa_download_recovery_codes": EVERYBODY,
}
