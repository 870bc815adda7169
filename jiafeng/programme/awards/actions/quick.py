"""A committee's ballot in one read and three writes, as it is cast by many in the same minute.

It does what `cast` does where nothing is unusual. Where anything is (a code that is not one, or has voted, a ballot that does not choose as the poll
asks, a poll that takes none), it does nothing and says so, and the caller asks `cast`, which has a sentence for each. The two are held together by
tests that play every case through both.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from jiafeng.common.rows import First, prepared
from jiafeng.ground.units.models import CountyProfile
from jiafeng.ground.units.queries import profiles_for_host
from jiafeng.library import ballots
from jiafeng.library.calendars import local_day
from jiafeng.programme.awards.actions import codes, keys
from jiafeng.programme.awards.models import Deadline, Poll, PollKind, Round
from jiafeng.programme.awards.stages import PollStage, RoundStage

_MARK = "UPDATE awards_votingcode SET used = TRUE, echo = %(echo)s WHERE poll_id = %(poll)s AND digest = %(digest)s AND NOT used"
_KEEP = "INSERT INTO awards_envelope (poll_id, place, sealed) VALUES (%(poll)s, %(place)s, %(sealed)s)"
_CHAIN = 'UPDATE awards_poll SET "cast" = %(place)s, head = %(head)s WHERE id = %(poll)s'


class Voted(NamedTuple):
    """A receipt, and what the page that shows it names: the round, and the county's site."""

    receipt: str
    title: str
    site_name: str


def _deciding(token: str, host: str) -> QuerySet[Poll, tuple[Any, ...]]:
    """Everything that decides about a ballot in the poll with a token, whose row is locked until the ballot is in: the chain is one.

    Nothing is joined, so that no row but the poll's is locked.
    """
    last = Deadline.objects.filter(round=OuterRef("round"), stage=RoundStage.VOTING)
    return (
        Poll.objects.select_for_update()
        .filter(token=token, kind=PollKind.COMMITTEE, stage=PollStage.OPEN, county=Subquery(profiles_for_host(host).values("county")[:1]))
        .values_list(
            "pk",
            "uid",
            "public_key",
            "candidates",
            "least",
            "most",
            "cast",
            "head",
            Subquery(last.values("on")[:1]),
            Subquery(Round.objects.filter(pk=OuterRef("round")).values("title")),
            Subquery(CountyProfile.objects.filter(county=OuterRef("county")).values("site_name")),
        )
    )


_found = First(_deciding, texts=2)


def cast_at_once(*, at: datetime, host: str, token: str, code: str, chosen: Collection[str], key: UUID) -> Voted | None:
    """Cast a ballot in the poll with that token, of the county whose address `host` is; None where nothing was done and `cast` should be asked.

    Mark, envelope and chain's head are one transaction, and nothing else is in it: what was written with them could be joined to them (ADR 0027).
    """
    with transaction.atomic(), prepared() as cursor:
        found = _found(cursor, token, host)
        if found is None:
            return None
        poll, uid, public, candidates, least, most, cast, head, last, title, site_name = found
        ids, wanted = [each["id"] for each in candidates], set(chosen)
        if (last is not None and local_day(at) > last) or not wanted <= set(ids) or not least <= len(wanted) <= most:
            return None
        try:
            private = keys.read(uid, bytes(public))
        except keys.KeyMissing:
            return None
        digits = "".join("1" if each in wanted else "0" for each in ids)
        receipt, echo = codes.answer(private, code, key, digits)
        cursor.execute(_MARK, {"poll": poll, "digest": codes.digest(private, code), "echo": echo})
        if cursor.rowcount != 1:
            return None
        sealed = ballots.seal(bytes(public), receipt, digits)
        cursor.execute(_KEEP, {"poll": poll, "place": cast + 1, "sealed": sealed})
        cursor.execute(_CHAIN, {"poll": poll, "place": cast + 1, "head": ballots.chain_head(head, [ballots.link_of(sealed)])})
    return Voted(receipt, title, site_name)
