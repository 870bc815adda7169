"""People and places that tests stand on, made by the actions a user calls. All invented (示例)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from jiafeng.ground.accounts.actions import add_user, give_role
from jiafeng.ground.accounts.models import Role, User
from jiafeng.ground.accounts.policies import must_use_second_factor
from jiafeng.ground.units.actions import add_organisation, add_region, set_up_county
from jiafeng.ground.units.models import Organisation, OrganisationKind, Region, RegionLevel

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class County:
    """A county with its three bodies and two units."""

    region: Region
    federation: Organisation
    commission: Organisation
    department: Organisation
    school: Organisation
    water: Organisation


def make_county(code: str = "990301", name: str = "示例县", **site: Any) -> County:
    """`site`: its name, and the domain that its portal is found at (None: any)."""
    region = add_region(by=None, at=AT, code=code, name=name, level=RegionLevel.COUNTY)
    facts = {"site_name": "清风润家", "tagline": f"{name}廉洁文化进家庭平台", "domain": f"{code}.example", **site}
    set_up_county(by=None, at=AT, county=region, **facts)

    def unit(title: str, kind: OrganisationKind) -> Organisation:
        return add_organisation(by=None, at=AT, county=region, name=f"{name}{title}", short_name=f"县{title}", kind=kind)

    return County(
        region,
        unit("妇联", OrganisationKind.FEDERATION),
        unit("纪委", OrganisationKind.COMMISSION),
        unit("组织部", OrganisationKind.ORGANISATION_DEPARTMENT),
        unit("教育局", OrganisationKind.UNIT),
        unit("水务局", OrganisationKind.UNIT),
    )


def with_second_factor(user: User) -> User:
    """The user with a second factor set up: without it staff and administrators meet nothing but its set-up."""
    TOTP.activate(user, generate_totp_secret())
    return User.objects.get(pk=user.pk)


def make_user(role: Role, organisation: Organisation, *, name: str = "") -> User:
    """Somebody with one role, and with the second factor set up where the role needs it."""
    number = next(_numbers)
    user = add_user(
        by=None,
        at=AT,
        county_code=organisation.county.code,
        username=f"{role.value}{number}",
        name=name or f"示例{number}",
        password="",
        check_password=False,
    )
    give_role(by=None, at=AT, user=user, organisation=organisation, role=role, since=date(2020, 1, 1))
    return with_second_factor(user) if must_use_second_factor(user) else User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def status_of(client: Client, address: str) -> int:
    """How a page answers. A file is read to its end, after which the client closes it without taking the test's connection."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code
