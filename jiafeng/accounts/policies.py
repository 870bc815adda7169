"""Who may do what with accounts, and the question every other room asks: does this user hold a role here?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Membership, Role, User
from jiafeng.common.scoping import reach_of
from jiafeng.units.models import Organisation

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


def must_use_second_factor(user: Any) -> bool:
    """Administrators sign in with TOTP as well as a password."""
    return holds(user, Role.ADMINISTRATOR) or bool(getattr(user, "is_superuser", False))


def keeps_accounts(user: Any) -> Any:
    """Accounts are kept by the administrator."""
    if not holds(user, Role.ADMINISTRATOR):
        return _("Accounts are kept by the county's administrator.")
    return None


def home_membership(user: User) -> Membership | None:
    """The membership whose organisation stands beside the user's name."""
    return user.memberships.select_related("organisation").filter(until=None).order_by("pk").first()
