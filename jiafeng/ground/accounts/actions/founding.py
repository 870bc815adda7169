"""The first county of a new deployment, and who looks after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiafeng.ground.accounts.actions.users import add_user, give_role
from jiafeng.ground.accounts.models import Role
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import OrganisationKind, Region, RegionLevel
from jiafeng.ground.units.queries import body


@transaction.atomic
def found_county(*, by: Any, at: datetime, code: str, name: str, administrator: str = "", password: str = "") -> Region:
    """Set up a county with its Federation; `administrator`: with this user as its first, who changes the password at the first sign-in.

    code: the official one of six digits. What stands already is left as it is. Raises Refused for a code, a user name or a password that
    cannot be; then nothing was set up.
    """
    county = add_region(by=by, at=at, code=code, name=name, level=RegionLevel.COUNTY)
    if not hasattr(county, "profile"):
        set_up_county(by=by, at=at, county=county, site_name="清风润家", tagline=f"{name}廉洁文化进家庭平台")
    federation = body(county, OrganisationKind.FEDERATION) or add_organisation(
        by=by, at=at, county=county, name=f"{name}妇联", kind=OrganisationKind.FEDERATION
    )
    if administrator:
        user = add_user(
            by=by, at=at, county_code=county.code, username=administrator, name=administrator, password=password, password_is_first=True
        )
        give_role(by=by, at=at, user=user, organisation=federation, role=Role.ADMINISTRATOR, since=timezone.localdate(at))
    return county
