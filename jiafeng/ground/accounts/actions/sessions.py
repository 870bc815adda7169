"""Writes to sessions: ended by whose they are, by an administrator, or by time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiafeng.common.refusals import refuse_if
from jiafeng.common.whence import Whence
from jiafeng.ground.accounts.actions.door import note
from jiafeng.ground.accounts.models import Happening, Session, User
from jiafeng.ground.accounts.policies import may_change_account_of
from jiafeng.ground.accounts.queries import county_code_of
from jiafeng.ground.records.actions import log


@transaction.atomic
def end_session(*, by: User, at: datetime, session: Session, whence: Whence) -> int:
    """End one session, one's own or as an administrator."""
    assert session.user is not None  # of nobody is no session that is listed
    return _end(by=by, at=at, user=session.user, whence=whence, session_key=session.session_key)


@transaction.atomic
def end_all_sessions(*, by: User, at: datetime, user: User, whence: Whence, but: str = "") -> int:
    """End every session of the account; `but`: the key of the one that stays."""
    return _end(by=by, at=at, user=user, whence=whence, but=but)


def _end(*, by: User, at: datetime, user: User, whence: Whence, but: str = "", **which: Any) -> int:
    if by.pk != user.pk:
        refuse_if(may_change_account_of(by, user))
    ended = end_sessions(user=user, but=but, **which)
    if ended:
        note(at=at, what=Happening.ENDED, user=user, whence=whence, by=by)
    if ended and by.pk != user.pk:
        log(by=by, at=at, verb="accounts.user.sessions", target=user, summary=user.username, county_code=county_code_of(user))
    return ended


def end_sessions(*, user: User, but: str = "", **which: Any) -> int:
    """Delete them; who asks has said who may and writes it down."""
    return Session.objects.filter(user=user, **which).exclude(session_key=but).delete()[0]


def forget_sessions(*, at: datetime) -> int:
    """Delete the sessions whose time is over."""
    return Session.objects.filter(expire_date__lte=at).delete()[0]
