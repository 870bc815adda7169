"""Tries at a password or a code: counted before they are looked at, so that many at once are not more than one after the other.

Two things slow them (docs/decisions/0036). Five wrong passwords for one name from one address pause that name there. Besides, from the tenth
wrong password for one name on, wherever they come from, each further one waits, longer each time up to a minute; an address from where the
account was signed in to of late does not wait for others' tries, so that nobody else keeps the owner out of the office.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jiafeng.common.limits import network_of
from jiafeng.ground.accounts.actions.counting import count, key_of
from jiafeng.ground.accounts.models import Counter

FREE_HERE, PAUSE = 5, timedelta(minutes=15)
FREE_ANYWHERE, LONGEST = 10, 60  # seconds
REMEMBERED = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)


def spelled(name: str) -> str:
    """The name as it is counted: no other spelling of it is another name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True)
class Try:
    """wait: for how many seconds it is not looked at (0: it is); to_note: the log does not have that wait yet; pause: seconds that follow if it was wrong."""

    wait: int = 0
    to_note: bool = False
    pause: int = 0


@transaction.atomic
def begin_try(*, at: datetime, name: str, address: str) -> Try:
    """Count a try at a password, or refuse to look at it yet."""
    name, network = spelled(name), network_of(address)
    here = _locked(key_of("sign-in here", name, network), at)
    anywhere = _locked(key_of("sign-in", name), at)
    known = Counter.objects.filter(key=key_of("known", name, network), expires_at__gt=at).exists()
    for counter in (here,) if known else (here, anywhere):
        if waiting := _waiting(counter, at):
            return Try(wait=waiting, to_note=_to_be_told(counter))
    too_many = anywhere.count + 1 - FREE_ANYWHERE
    _count(anywhere, at, REMEMBERED, delay=timedelta(seconds=min(2 ** min(too_many, 10), LONGEST)) if too_many >= 0 else None)
    return _count_to_pause(here, at)


@transaction.atomic
def settle_try(*, name: str, address: str) -> None:
    """The try was right: it does not count."""
    name = spelled(name)
    Counter.objects.filter(key=key_of("sign-in here", name, network_of(address))).delete()
    Counter.objects.filter(key=key_of("sign-in", name), count__gt=0).update(count=F("count") - 1, opens_at=None)


def know_address(*, at: datetime, name: str, address: str) -> None:
    """Somebody signed in from there, all of the way: for a while the account does not wait there for others' tries."""
    known = {"count": 1, "expires_at": at + KNOWN_FOR}
    Counter.objects.update_or_create(key=key_of("known", spelled(name), network_of(address)), defaults=known)


@transaction.atomic
def begin_factor_try(*, at: datetime, user_id: int) -> Try:
    """As `begin_try`, for a code of the second factor. Only who has the password comes here, so that no stranger pauses anybody."""
    tries = _locked(key_of("factor", str(user_id)), at)
    if waiting := _waiting(tries, at):
        return Try(wait=waiting, to_note=_to_be_told(tries))
    return _count_to_pause(tries, at)


def settle_factor_try(*, user_id: int) -> None:
    """The code was right: the wrong ones before it are forgotten."""
    Counter.objects.filter(key=key_of("factor", str(user_id))).delete()


def spend_code(*, at: datetime, user_id: int, code: str) -> bool:
    """Whether a right code is used for the first time: whoever saw it typed cannot use it again while it is valid."""
    return count(at=at, what="code", who=f"{user_id} {code}", seconds=int(PAUSE.total_seconds())) == 1


def _locked(key: str, at: datetime) -> Counter:
    """The counter, held until the transaction ends; begun anew where its span is over."""
    counter, _made = Counter.objects.select_for_update().get_or_create(key=key, defaults={"count": 0, "expires_at": at + PAUSE})
    if counter.expires_at <= at:
        counter.count, counter.opens_at, counter.told = 0, None, False
    return counter


def _waiting(counter: Counter, at: datetime) -> int:
    left = counter.opens_at - at if counter.opens_at else timedelta()
    return max(-(-left // timedelta(seconds=1)), 0)


def _count_to_pause(counter: Counter, at: datetime) -> Try:
    if counter.count + 1 < FREE_HERE:
        _count(counter, at, PAUSE)
        return Try()
    _count(counter, at, PAUSE, delay=PAUSE, told=True)
    return Try(pause=int(PAUSE.total_seconds()))


def _count(counter: Counter, at: datetime, span: timedelta, *, delay: timedelta | None = None, told: bool = False) -> None:
    counter.count, counter.expires_at, counter.opens_at, counter.told = counter.count + 1, at + span, at + delay if delay else None, told
    counter.save()


def _to_be_told(counter: Counter) -> bool:
    """Whether the log does not have this wait yet: one of every refused try would be the stranger's to fill."""
    if counter.told:
        return False
    counter.told = True
    counter.save()
    return True
