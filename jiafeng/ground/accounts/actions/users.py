"""Writes to users and roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.whence import Whence
from jiafeng.ground.accounts.actions.door import note, note_own_change
from jiafeng.ground.accounts.actions.sessions import end_sessions
from jiafeng.ground.accounts.models import Happening, Membership, Role, User
from jiafeng.ground.accounts.policies import may_change_account_of, may_change_role_of, may_manage_roles
from jiafeng.ground.accounts.queries import county_code_of
from jiafeng.ground.records.actions import lock, log, put
from jiafeng.ground.units.models import Organisation


@transaction.atomic
def add_user(
    *,
    by: Any,
    at: datetime,
    county_code: str,
    username: str,
    name: str,
    password: str,
    check_password: bool = True,
    password_is_first: bool = False,
) -> User:
    """Open an account. password_is_first: it is told to the person, who has to change it at the first sign-in."""
    username, name = tidy(username), tidy(name)
    if not username or not name:
        raise Refused(_("Give the account a user name and the person's name."))
    if User.objects.filter(username=username).exists():
        raise Refused(_("The user name “%(username)s” is taken. Choose another.") % {"username": username}, field="username")
    user = User(username=username, name=name, password_is_first=password_is_first)
    if check_password:
        _check_password(password, user)
    user.set_password(password)
    return put(user, by=by, at=at, verb="accounts.user.add", summary=f"{username} {name}", county_code=county_code)


@transaction.atomic
def open_account(
    *, by: Any, at: datetime, username: str, name: str, password: str, organisation: Organisation, role: Role, since: date
) -> User:
    """Open an account with its first role, both or neither."""
    refuse_if(may_manage_roles(by, organisation.county_id))
    user = add_user(
        by=by, at=at, county_code=organisation.county.code, username=username, name=name, password=password, password_is_first=True
    )
    give_role(by=by, at=at, user=user, organisation=organisation, role=role, since=since)
    return user


@transaction.atomic
def set_password(*, by: Any, at: datetime, user: User, password: str) -> User:
    """Set a forgotten password, which the person changes at the next sign-in. Only for somebody all of whose roles lie in the administrator's own counties."""
    refuse_if(may_change_account_of(by, user))
    _check_password(password, user)
    user.set_password(password)
    user.password_is_first = True
    user.save(update_fields=["password", "password_is_first"])
    end_sessions(user=user)
    log(by=by, at=at, verb="accounts.user.password", target=user, summary=user.username, county_code=county_code_of(user))
    return user


@transaction.atomic
def change_own_password(*, by: User, at: datetime, password: str, whence: Whence) -> User:
    """Change the password one knows, after the form has asked for it and checked the new one. Every other session ends by itself."""
    by.set_password(password)
    by.password_is_first = False
    by.save(update_fields=["password", "password_is_first"])
    note_own_change(at=at, what=Happening.PASSWORD, user=by, whence=whence)
    return by


@transaction.atomic
def disable_user(*, by: Any, at: datetime, user: User) -> User:
    """Let an account sign in no more, and end where it is signed in. What was done with it stays."""
    return _switch(by=by, at=at, user=user, active=False)


@transaction.atomic
def enable_user(*, by: Any, at: datetime, user: User) -> User:
    """Let a disabled account sign in again."""
    return _switch(by=by, at=at, user=user, active=True)


def _switch(*, by: Any, at: datetime, user: User, active: bool) -> User:
    refuse_if(may_change_account_of(by, user))
    locked = lock(user)
    if locked.is_active == active:
        return locked
    locked.is_active = active
    locked.save(update_fields=["is_active"])
    what = Happening.ENABLED if active else Happening.DISABLED
    end_sessions(user=locked)
    log(by=by, at=at, verb=f"accounts.user.{what.value}", target=locked, summary=locked.username, county_code=county_code_of(locked))
    note(at=at, what=what, user=locked, by=by)
    return locked


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
        log(by=by, at=at, verb="accounts.role.give", target=membership, county_code=organisation.county.code, user=user.pk, role=role)
    user.__dict__.pop("reach", None)
    return membership


@transaction.atomic
def end_role(*, by: Any, at: datetime, membership: Membership, until: date) -> Membership:
    """End a role from a day on; what was done in it stays."""
    locked = lock(membership)
    refuse_if(may_change_role_of(by, locked.user, locked.organisation.county_id))
    if locked.until is not None:
        return locked
    locked.until = max(until, locked.since)
    return put(locked, by=by, at=at, verb="accounts.role.end", county_code=locked.organisation.county.code)
