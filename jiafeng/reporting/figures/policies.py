"""Who may open figures and the rows they count."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.accounts.models import Role
from jiafeng.ground.accounts.policies import holds


def sees_figures(user: Any, county_id: int | None = None) -> Any:
    """Those who answer for the county's numbers, and who audits them."""
    if not holds(user, Role.COUNTY_STAFF, Role.PARTNER_STAFF, Role.AUDITOR, county_id=county_id):
        return _("Figures and their records are opened by the staff of the county and its auditor.")
    return None
