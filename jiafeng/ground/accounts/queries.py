"""Reads over accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from jiafeng.common.scoping import reach_of
from jiafeng.ground.accounts.models import DoorEntry, FactorReset, Membership, Role, Session, User
from jiafeng.ground.units.models import Region


def working_county(user: Any, *roles: Role) -> Region:
    """The county in which the user acts (in one of `roles`, where given); Http404 where there is none, so that nothing is told."""
    reach = reach_of(user)
    ids = {pk for role in roles for pk in reach.roles.get(role, ())} if roles else set(reach.home_county_ids)
    county = Region.objects.filter(pk__in=ids).order_by("code").first()
    if county is None:
        raise Http404
    return county


def who_hold(*roles: Role, day: date, county_id: int | None = None, organisation_ids: Iterable[int] | None = None) -> set[int]:
    """The ids of the active users who hold one of the roles on a day, in a county or in one of these organisations."""
    held = Membership.objects.on(day).filter(role__in=roles, user__is_active=True)
    if county_id is not None:
        held = held.filter(organisation__county_id=county_id)
    if organisation_ids is not None:
        held = held.filter(organisation_id__in=organisation_ids)
    return set(held.values_list("user_id", flat=True))


def memberships_for(user: Any) -> QuerySet[Membership]:
    """Every role held in the user's counties, those in force first."""
    return Membership.objects.visible_to(user).select_related("user", "organisation").order_by("until", "user__name", "pk")


def users_for(user: Any) -> QuerySet[User]:
    """The accounts that hold or held a role in the user's counties."""
    return User.objects.filter(memberships__in=Membership.objects.visible_to(user)).distinct().order_by("name", "pk")


def county_code_of(user: User) -> str:
    """The official code of the county in whose log stands what somebody does at the door: that of their first role in force, or else of their first."""
    first = user.memberships.order_by("until", "pk").select_related("organisation__county").first()
    return first.organisation.county.code if first else ""


def sessions_of(user: User, at: datetime) -> QuerySet[Session]:
    """Where the account is signed in, the newest use first."""
    return Session.objects.filter(user=user, expire_date__gt=at).order_by("-seen_at", "-began_at")


def entries_for(user: Any, q: str = "", what: str = "", since: date | None = None, until: date | None = None) -> QuerySet[DoorEntry]:
    """The door's log of the user's counties, the newest first; days are Shanghai's, `until` included."""
    found = DoorEntry.objects.visible_to(user).select_related("user", "by").order_by("-at", "-pk")
    if q:
        found = found.filter(Q(user__username__icontains=q) | Q(user__name__icontains=q) | Q(address__startswith=q))
    if what:
        found = found.filter(what=what)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def entries_of(user: User) -> QuerySet[DoorEntry]:
    """What happened at the door to one account, the newest first."""
    return DoorEntry.objects.filter(user=user).select_related("by").order_by("-at", "-pk")


def with_factor_for(user: Any) -> QuerySet[User]:
    """The accounts of the user's counties that have a second factor which could be lost; nobody sees to their own."""
    return users_for(user).filter(authenticator__isnull=False).exclude(pk=user.pk)


def resets_seen_by(user: Any) -> QuerySet[FactorReset]:
    return FactorReset.objects.visible_to(user).select_related("user", "asked_by")


def resets_for(user: Any, at: datetime) -> QuerySet[FactorReset]:
    """Resets of a second factor that wait for the second person."""
    waiting = resets_seen_by(user).filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=at)
    return waiting.order_by("asked_at", "pk")
