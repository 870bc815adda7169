"""Every write to users and roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.accounts.models import Membership, Role, User
from jiafeng.accounts.policies import may_change_role_of, may_manage_roles
from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.records.actions import log
from jiafeng.units.models import Organisation


@transaction.atomic
def add_user(*, by: Any, at: datetime, county_code: str, username: str, name: str, password: str, check_password: bool = True) -> User:
    """Open an account. The password is told to the person, who changes it."""
    username, name = tidy(username), tidy(name)
    if not username or not name:
        raise Refused(_("Give the account a user name and the person's name."))
    if User.objects.filter(username=username).exists():
        raise Refused(_("The user name “%(username)s” is taken. Choose another.") % {"username": username}, field="username")
    user = User(username=username, name=name)
    if check_password:
        _check_password(password, user)
    user.set_password(password)
    user.save()
    log(by=by, at=at, verb="accounts.user.add", target=user, summary=f"{username} {name}", county_code=county_code)
    return user


@transaction.atomic
def open_account(
    *, by: Any, at: datetime, username: str, name: str, password: str, organisation: Organisation, role: Role, since: date
) -> User:
    """Open an account with its first role, both or neither."""
    refuse_if(may_manage_roles(by, organisation.county_id))
    user = add_user(by=by, at=at, county_code=organisation.county.code, username=username, name=name, password=password)
    give_role(by=by, at=at, user=user, organisation=organisation, role=role, since=since)
    return user


@transaction.atomic
def set_password(*, by: Any, at: datetime, user: User, password: str) -> User:
    """Set a forgotten password. Only for somebody all of whose roles lie in the administrator's own counties, and never one's own."""
    counties = set(user.memberships.values_list("organisation__county_id", flat=True))
    for county_id in counties:
        refuse_if(may_change_role_of(by, user, county_id))
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    county = user.memberships.select_related("organisation__county").order_by("pk").first()
    log(
        by=by,
        at=at,
        verb="accounts.user.password",
        target=user,
        summary=user.username,
        county_code=county.organisation.county.code if county else "",
    )
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error


@transaction.atomic
def give_role(*, by: Any, at: datetime, user: User, organisation: Organisation, role: Role, since: date) -> Membership:
    """Give a role in an organisation; the same role twice is one. `by=None` is the command line at set-up."""
    if by is not None:
        refuse_if(may_change_role_of(by, user, organisation.county_id))
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, until=None, defaults={"since": since}
    )
    if created:
        log(
            by=by,
            at=at,
            verb="accounts.role.give",
            target=membership,
            summary=str(membership),
            county_code=organisation.county.code,
            user=user.pk,
            role=role,
        )
    user.__dict__.pop("reach", None)
    return membership


@transaction.atomic
def end_role(*, by: Any, at: datetime, membership: Membership, until: date) -> Membership:
    """End a role from a day on; what was done in it stays."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    refuse_if(may_change_role_of(by, locked.user, locked.organisation.county_id))
    if locked.until is not None:
        return locked
    locked.until = max(until, locked.since)
    locked.save(update_fields=["until"])
    log(by=by, at=at, verb="accounts.role.end", target=locked, summary=str(locked), county_code=locked.organisation.county.code)
    return locked
