"""Who may do what with accounts, and the question every other room asks: does this user hold a role here?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import not_now
from jiafeng.common.scoping import reach_of
from jiafeng.ground.accounts.models import FactorReset, Membership, Role, User
from jiafeng.ground.units.models import Organisation

WRITERS = (Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.UNIT_COORDINATOR, Role.VOLUNTEER)


def holds(user: Any, *roles: Role, county_id: int | None = None) -> bool:
    """Whether the user holds one of `roles` (in that county, where one is given). Anonymous visitors hold none."""
    return reach_of(user).has(*roles, county_id=county_id)


def is_staff_of(user: Any, county_id: int | None = None) -> bool:
    """County staff of the Federation."""
    return holds(user, Role.COUNTY_STAFF, county_id=county_id)


def acts_for(user: Any, organisation: Organisation) -> bool:
    """Whether the user may act for a unit: its coordinator (or that of a unit above it), or the county's staff."""
    reach = reach_of(user)
    if reach.has(Role.COUNTY_STAFF, county_id=organisation.county_id):
        return True
    return reach.has(Role.UNIT_COORDINATOR) and organisation.pk in reach.organisation_ids


def may_manage_roles(user: Any, county_id: int) -> Any:
    """Giving and ending roles is the administrator's."""
    if not holds(user, Role.ADMINISTRATOR, county_id=county_id):
        return _("Only an administrator of this county gives and ends roles. Ask yours.")
    return None


def may_change_role_of(user: Any, other: User, county_id: int) -> Any:
    """Nobody changes their own roles, so that no administrator lifts themself."""
    if user.pk == other.pk:
        return _("You cannot change your own roles. Ask another administrator.")
    return may_manage_roles(user, county_id)


def may_change_account_of(user: Any, other: User) -> Any:
    """An account is kept by who gives all of its roles: an administrator of every county it has one in, and never its own."""
    counties = _counties_of(other)
    sentences = (may_change_role_of(user, other, county_id) for county_id in counties)
    return next(filter(None, sentences), None) if counties else _("This account holds no role in your county.")


def resets_factors(user: Any) -> Any:
    """A lost second factor is reset by two of the county's administrators and staff."""
    if not holds(user, Role.ADMINISTRATOR, Role.COUNTY_STAFF):
        return _("A second factor is reset by the county's administrators and staff.")
    return None


def may_reset_factor_of(user: Any, other: User) -> Any:
    """Others do it, who work in every county that the person works in."""
    if user.pk == other.pk:
        return _("Nobody resets their own second factor. Ask two others.")
    counties = _counties_of(other)
    if not counties or not all(holds(user, Role.ADMINISTRATOR, Role.COUNTY_STAFF, county_id=county_id) for county_id in counties):
        return _("A second factor is reset by administrators or staff of every county that the person works in.")
    return None


def may_confirm_reset(user: Any, reset: FactorReset, at: datetime) -> Any:
    """A third person, in time."""
    if user.pk == reset.asked_by_id:
        return _("You asked for this yourself. Somebody else confirms it.")
    if not reset.waits(at):
        return not_now(_("This is over. Ask anew where it is still needed."))
    return may_reset_factor_of(user, reset.user)


def _counties_of(user: User) -> set[int]:
    return set(user.memberships.values_list("organisation__county_id", flat=True))


def must_use_second_factor(user: Any) -> bool:
    """Administrators sign in with a second factor, and so do the roles that the deployment names (`second_factor`)."""
    roles = (Role.ADMINISTRATOR, *map(Role, settings.SECOND_FACTOR_ROLES))
    return holds(user, *roles) or bool(getattr(user, "is_superuser", False))


def has_second_factor(user: Any) -> bool:
    """Whether one is set up, as it was when the user was read (`models.Users`)."""
    return bool(getattr(user, "factor_set", False))


def keeps_accounts(user: Any) -> Any:
    """Accounts are kept by the administrator."""
    if not holds(user, Role.ADMINISTRATOR):
        return _("Accounts are kept by the county's administrator.")
    return None


def reads_door(user: Any) -> Any:
    """The door's log is read by whoever reads the action log."""
    if not holds(user, Role.AUDITOR, Role.ADMINISTRATOR):
        return _("The sign-in log is read by the auditor and the administrator.")
    return None


def home_membership(user: User) -> Membership | None:
    """The membership whose organisation stands beside the user's name."""
    return user.memberships.select_related("organisation").filter(until=None).order_by("pk").first()
