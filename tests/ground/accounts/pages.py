"""Who reaches which address of accounts, and what they show."""

from datetime import timedelta

from jiafeng.ground.accounts import actions as accounts
from jiafeng.ground.accounts.models import Membership, Role, Session
from tests.factories import make_user, with_second_factor
from tests.walk.page import ADMINISTRATORS, BOTH, EVERYBODY, GET, POST, PUBLIC, STAFF, Page
from tests.walk.world import MARK, World

PAGES = {
    "accounts:users": Page(ADMINISTRATORS),
    "accounts:new_user": Page(ADMINISTRATORS, BOTH),
    "accounts:give_role": Page(ADMINISTRATORS, BOTH, "user"),
    "accounts:set_password": Page(ADMINISTRATORS, BOTH, "user"),
    "accounts:disable": Page(ADMINISTRATORS, POST, "user"),
    "accounts:enable": Page(ADMINISTRATORS, POST, "disabled_user"),
    "accounts:sessions_of": Page(ADMINISTRATORS, GET, "user"),
    "accounts:end_sessions_of": Page(ADMINISTRATORS, POST, "user"),
    "accounts:end_role": Page(ADMINISTRATORS, POST, "membership"),
    "accounts:sessions": Page(EVERYBODY),
    "accounts:end_sessions": Page(EVERYBODY, POST, quiet=True),
    "accounts:resets": Page(STAFF | ADMINISTRATORS, BOTH),
    "accounts:confirm_reset": Page(STAFF | ADMINISTRATORS, BOTH, "factor_reset", final=True),
    "accounts:withdraw_reset": Page(STAFF | ADMINISTRATORS, POST, "factor_reset"),
    "accounts:favourite": Page(EVERYBODY, POST, data={"page": "desk:home"}, quiet=True),  # in no log: a habit of reading
    "accounts:door": Page(frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
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


def furnish(world: World) -> None:
    """A session of a coordinator's, their lost second factor that a colleague asked to be reset, and an account that is disabled."""
    at, coordinator = world.at, with_second_factor(world.users[Role.UNIT_COORDINATOR, "home"])
    Session.objects.create(session_key="walk", session_data="", expire_date=at + timedelta(days=1), user=coordinator, seen_at=at)
    asker, gone = make_user(Role.COUNTY_STAFF, world.home.federation), make_user(Role.VOLUNTEER, world.home.school)
    reset = accounts.ask_reset(by=asker, at=at, user=coordinator, reason=f"{MARK}手机丢失")
    accounts.disable_user(by=world.users[Role.ADMINISTRATOR, "home"], at=at, user=gone)
    world.objects |= {
        "user": {"pk": coordinator.pk},
        "membership": {"pk": Membership.objects.get(user=coordinator).pk},
        "factor_reset": {"pk": reset.pk},
        "disabled_user": {"pk": gone.pk},
    }
