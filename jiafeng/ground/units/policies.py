"""Who keeps the list of units. This floor lies below `accounts`: roles are asked by name (accounts.models.Role)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.scoping import reach_of


def may_keep_units(user: Any, county_id: int | None = None) -> Any:
    """Units are added, respelt and closed by county staff and the administrator."""
    if not reach_of(user).has("county_staff", "administrator", county_id=county_id):
        return _("The list of units is kept by county staff and the administrator.")
    return None


def may_close_unit(unit: Any) -> Any:
    """A unit is closed once."""
    return _("This unit is closed.") if unit.closed_on else None


def sees_units(user: Any) -> Any:
    """The list is open to everybody who acts for the county."""
    if not reach_of(user).has("county_staff", "partner_staff", "auditor", "administrator"):
        return _("The list of units is seen by the county's staff.")
    return None


def may_enter_holidays(user: Any) -> Any:
    """A year's official days off are entered by an administrator; they count for every county of the deployment."""
    if not reach_of(user).has("administrator"):
        return _("Official days off are entered by the administrator.")
    return None
