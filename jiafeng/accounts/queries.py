"""Reads over accounts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from jiafeng.accounts.models import Membership, Role, User
from jiafeng.common.scoping import reach_of
from jiafeng.units.models import Region


def working_county(user: Any, *roles: Role) -> Region:
    """The county in which the user acts (in one of `roles`, where given); Http404 where there is none, so that nothing is told."""
    reach = reach_of(user)
    ids = {pk for role in roles for pk in reach.roles.get(role, ())} if roles else set(reach.home_county_ids)
    county = Region.objects.filter(pk__in=ids).order_by("code").first()
    if county is None:
        raise Http404
    return county


def memberships_for(user: Any) -> QuerySet[Membership]:
    """Every role held in the user's counties, those in force first."""
    return Membership.objects.visible_to(user).select_related("user", "organisation").order_by("until", "user__name", "pk")


def users_for(user: Any) -> QuerySet[User]:
    """The accounts that hold or held a role in the user's counties."""
    return User.objects.filter(memberships__in=Membership.objects.visible_to(user)).distinct().order_by("name", "pk")
