"""Writes to polls: set up, opened, cast, counted, closed.

Nothing here logs who voted or when: casting writes an envelope, a used mark and the chain's head, and no entry in the action log.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max, Min, Value
from django.db.models.functions import Concat
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, refuse_if
from jiafeng.common.text import tidy
from jiafeng.common.tokens import shared_token
from jiafeng.ground.records.actions import lock, log
from jiafeng.library import ballots
from jiafeng.library.calendars import SHANGHAI
from jiafeng.programme.awards import policies, queries
from jiafeng.programme.awards.actions import codes as codes_of
from jiafeng.programme.awards.actions import keys, sending
from jiafeng.programme.awards.models import (
    Checkpoint,
    Envelope,
    PaperCount,
    Poll,
    PollKind,
    Round,
    TieRule,
    VotingCode,
)
from jiafeng.programme.awards.models.polls import LEAST_TO_BREAK_DOWN
from jiafeng.programme.awards.stages import POLL_MOVES, BallotStage, PollStage, RoundStage

MAX_CODES = 2000
FORGOTTEN_AT_ONCE = 10_000


@transaction.atomic
def set_up_poll(
    *,
    by: Any,
    at: datetime,
    round_: Round,
    kind: PollKind,
    quorum: int = 0,
    majority: bool = True,
    tie: TieRule = TieRule.RUN_OFF,
    least: int = 1,
    most: int | None = None,
    run_off: bool = False,
) -> Poll:
    """Prepare a vote of the round. most: names a ballot may choose (default: the places to fill). `run_off`: among those level after the last one."""
    locked = lock(round_, "scheme")
    refuse_if(policies.may_keep(by, locked.county_id))
    if locked.stage != RoundStage.VOTING:
        raise Refused(_("Polls are set up when the review has ended."), code="wrong_stage")
    earlier = locked.polls.filter(kind=kind).order_by("-ordinal").first()
    seats = locked.honours
    if kind == PollKind.PUBLIC:
        if locked.scheme.for_children:
            raise Refused(_("The public never votes on children."))
        if not locked.public_weight:
            raise Refused(_("This round gives a vote of the public no weight."))
        if run_off:
            raise Refused(_("A run-off is held by the committee."))
        majority, least = False, most or seats  # exactly k
    if run_off:
        tied, seats = queries.tied_places(locked)
        if not tied:
            raise Refused(_("No place is tied; a run-off is not needed."))
        if earlier is not None and earlier.stage != PollStage.CLOSED:
            raise Refused(_("Close the poll before first."))
        most, majority = seats, False
    elif earlier is not None:
        raise Refused(_("This poll is set up already."), code="twice")
    most = min(most or seats, len(queries.candidates_of(locked)))
    if least > most:
        raise Refused(_("A ballot cannot choose more names than there are candidates."), field="least")
    uid = uuid4()
    poll = Poll.objects.create(
        county=locked.county,
        round=locked,
        kind=kind,
        ordinal=earlier.ordinal + 1 if earlier else 1,
        uid=uid,
        seats=seats,
        least=least,
        most=most,
        quorum=quorum,
        majority=majority,
        tie=tie,
        token=shared_token(),
        head=ballots.start_of(str(uid)),
    )
    log(by=by, at=at, verb="awards.poll.create", target=locked, summary=str(poll))
    return poll


@transaction.atomic
def open_poll(
    *, by: Any, at: datetime, poll: Poll, codes: int = 0, paper: int = 0, phones: Sequence[str] = (), address: str = ""
) -> list[str]:
    """Fix the candidates and open. For the committee: make `codes` voting codes, returned this once for sealed slips, and note `paper` ballots issued.

    phones: the mobile numbers of members to whom a code of their own is sent by text message, with `address` of the voting page. Which code went
    to which number is known to nobody here once the message was handed over, and the numbers are not kept with the poll.
    """
    locked = _lock(poll)
    refuse_if(policies.may_keep(by, locked.county_id))
    target = POLL_MOVES.target("open", locked.stage)
    slips, codes = codes, codes + len(phones)
    if locked.kind == PollKind.COMMITTEE:
        _refuse_codes(codes, paper)
        sending.refuse_phones(phones)
        if codes + paper < locked.quorum:
            raise Refused(_("Fewer can vote than the quorum asks for."), field="codes")
        locked.public_key = keys.make(locked.uid)
    locked.candidates = queries.candidates_of(locked.round, tied_only=locked.ordinal > 1)
    locked.issued, locked.sent, locked.paper_issued = codes, len(phones), paper
    locked.opened_at, locked.stage = at, target
    locked.save()
    made = codes_of.make(poll=locked, number=codes)
    sending.send_codes(by=by, at=at, poll=locked, codes=made[slips:], phones=phones, address=address)
    log(by=by, at=at, verb="awards.poll.open", target=locked.round, summary=str(locked), codes=slips, sent=len(phones), paper=paper)
    return made[:slips]


def _refuse_codes(codes: int, paper: int) -> None:
    if not 0 <= codes <= MAX_CODES or not 0 <= paper <= MAX_CODES or codes + paper == 0:
        raise Refused(_("Say how many voting codes and paper ballots are handed out, at most 2,000 of each."), field="codes")
    if codes and paper and min(codes, paper) < LEAST_TO_BREAK_DOWN:
        raise Refused(_("With both codes and paper, hand out at least ten of each: fewer would tell who voted how."), field="paper")


@transaction.atomic
def reissue_codes(*, by: Any, at: datetime, poll: Poll) -> list[str]:
    """Make all codes anew, for slips that were lost before anybody voted; the earlier ones are void."""
    locked = _lock(poll)
    refuse_if(policies.may_keep(by, locked.county_id))
    if locked.stage != PollStage.OPEN or locked.kind != PollKind.COMMITTEE or locked.cast:
        raise Refused(_("Codes are made anew only while nobody has voted."), code="wrong_stage")
    if locked.sent:
        raise Refused(_("Codes were sent to members and cannot be made anew. Give a spare slip to whoever received none."), code="sent")
    locked.codes.all().delete()
    made = codes_of.make(poll=locked, number=locked.issued)
    log(by=by, at=at, verb="awards.poll.reissue", target=locked.round, summary=str(locked), county_code=locked.county.code)
    return made


def digits_of(poll: Poll, chosen: Iterable[str]) -> str:
    """The ballot as one digit a candidate. Raises Refused where it does not choose as the poll asks."""
    ids, wanted = [each["id"] for each in poll.candidates], set(chosen)
    if not wanted <= set(ids):
        raise Refused(_("A name on this ballot does not stand for election. Reload the page."), field="choices")
    if not poll.least <= len(wanted) <= poll.most:
        if poll.least == poll.most:
            raise Refused(_("Choose exactly %(most)s; you chose %(chosen)s.") % {"most": poll.most, "chosen": len(wanted)}, field="choices")
        raise Refused(
            _("Choose %(least)s to %(most)s; you chose %(chosen)s.") % {"least": poll.least, "most": poll.most, "chosen": len(wanted)},
            field="choices",
        )
    return "".join("1" if each in wanted else "0" for each in ids)


@transaction.atomic
def cast(*, at: datetime, poll: Poll, code: str, chosen: Iterable[str], key: UUID) -> str:
    """Cast a committee ballot and return its receipt, which is made here. The same ballot with the same key again is answered with the same receipt.

    key: what the ballot page was given when it was shown. Nothing rests on it but that a ballot sent twice is known again.

    The ballot is sealed before it is written; the used mark, the envelope and the chain's head are one transaction.
    """
    locked = _lock(poll)
    refuse_if(policies.may_vote(locked, at))
    digits = digits_of(locked, chosen)
    private = codes_of.key_of(locked) if locked.kind == PollKind.COMMITTEE else None
    row = VotingCode.objects.select_for_update().filter(poll=locked, digest=codes_of.digest(private, code)).first() if private else None
    if private is None or row is None:
        raise Refused(_("This code is not one of this poll. Check it letter by letter."), field="code", code="unknown_code")
    receipt, echo = codes_of.answer(private, code, key, digits)
    if row.used:
        if constant_time_compare(row.echo, echo):
            return receipt
        raise Refused(_("This code has voted. A ballot is counted once and cannot be changed."), field="code", code="used_code")
    assert locked.public_key is not None
    sealed = ballots.seal(bytes(locked.public_key), receipt, digits)
    Envelope.objects.create(poll=locked, place=locked.cast + 1, sealed=sealed)
    row.used, row.echo = True, echo
    row.save(update_fields=["used", "echo"])
    locked.cast += 1
    locked.head = ballots.chain_head(locked.head, [ballots.link_of(sealed)])
    locked.save(update_fields=["cast", "head"])
    return receipt


@transaction.atomic
def take_checkpoint(*, by: Any, at: datetime, poll: Poll) -> Checkpoint:
    """Note the chain's head as it is printed and handed to the commission; at the same count it is the same checkpoint."""
    locked = _lock(poll)
    refuse_if(policies.may_confirm_second(by, locked.round))
    if locked.stage != PollStage.OPEN or locked.kind != PollKind.COMMITTEE:
        raise Refused(_("The chain grows only while the committee votes."), code="wrong_stage")
    standing = locked.checkpoints.filter(count=locked.cast).first()
    if standing is not None:
        return standing
    made = Checkpoint.objects.create(poll=locked, count=locked.cast, head=locked.head, at=at, by=by)
    log(by=by, at=at, verb="awards.poll.checkpoint", target=locked.round, summary=locked.head[:16])
    return made


@transaction.atomic
def enter_paper_count(
    *, by: Any, at: datetime, poll: Poll, counted: int, spoiled: int, unused: int, votes: Mapping[str, int]
) -> PaperCount:
    """What one counter found in the box. Issued = counted + spoiled + unused, or it is counted again. The other counter's figures are not shown."""
    locked = _lock(poll)
    refuse_if(policies.may_confirm_second(by, locked.round))
    if locked.stage != PollStage.OPEN or not locked.paper_issued:
        raise Refused(_("No paper is counted in this poll now."), code="wrong_stage")
    if counted + spoiled + unused != locked.paper_issued:
        raise Refused(
            _("%(issued)s ballots were issued, and these add up to %(sum)s. Count again.")
            % {"issued": locked.paper_issued, "sum": counted + spoiled + unused},
            field="counted",
        )
    ids = [each["id"] for each in locked.candidates]
    given = {each: votes.get(each, 0) for each in ids}
    if (
        any(not 0 <= number <= counted for number in given.values())
        or not locked.least * counted <= sum(given.values()) <= locked.most * counted
    ):
        raise Refused(_("So many votes cannot stand on %(counted)s ballots. Count again.") % {"counted": counted}, field="counted")
    found, _created = PaperCount.objects.update_or_create(
        poll=locked, by=by, defaults={"counted": counted, "spoiled": spoiled, "unused": unused, "votes": given, "at": at}
    )
    log(by=by, at=at, verb="awards.poll.count", target=locked.round, summary=str(locked), county_code=locked.county.code)
    return found


@transaction.atomic
def close_poll(*, by: Any, at: datetime, poll: Poll, despite: str = "") -> Poll:
    """Count and publish: open the envelopes, write the board, destroy codes, envelopes and key. Two at once close once; a kill leaves it open.

    Refused while two counters of the paper do not agree, or ballots of the public wait in quarantine. No content of any ballot is a reason: what
    cannot be opened or is no ballot of the poll is listed on the board and counted as such.

    despite: why it is counted although the envelopes do not lead to the chain's head; it stands on the board. Without one that is refused.
    """
    locked = _lock(poll)
    refuse_if(policies.may_keep(by, locked.county_id))
    if locked.stage == PollStage.CLOSED:
        transaction.on_commit(destroy_spent_keys)  # what a kill between commit and destruction left
        return locked
    target = POLL_MOVES.target("close", locked.stage)
    asked, paper = _asked(locked, at), _agreed_paper(locked)
    found: Iterable[ballots.Came]
    if locked.kind == PollKind.COMMITTEE:
        found, chain = _opened(locked, asked, tidy(despite))
        number, issued = locked.cast, locked.issued
    else:
        if locked.public_ballots.filter(stage=BallotStage.QUARANTINED).exists():
            raise Refused(_("Ballots wait in quarantine. Two people release or void them, with a reason."))
        found, chain = _of_the_public(locked, asked), None
        number = issued = locked.public_ballots.filter(stage=BallotStage.COUNTED).count()
    with tempfile.TemporaryFile() as stream:  # a million ballots of the public are not held in memory
        board = ballots.write(stream, asked, found, number=number, issued=issued, paper=paper, chain=chain)
        locked.board = default_storage.save(f"awards/{locked.uid}.json", File(stream))
    locked.seal, locked.tally, locked.ballots, locked.stage = board.seal, board.tally, board.tally["ballots"], target
    locked.closed_at, locked.closed_by = at, by
    locked.save()
    locked.codes.all().delete()
    locked.envelopes.all().delete()
    _forget_voters(locked)
    log(
        by=by, at=at, verb="awards.poll.close", target=locked.round, summary=f"{locked} {ballots.code_of(board.seal)}",
        reason=chain.broken if chain else "",
    )  # fmt: skip
    transaction.on_commit(destroy_spent_keys)
    return locked


def _asked(poll: Poll, at: datetime) -> ballots.Poll:
    """What was asked, as the board tells it."""
    return ballots.Poll(
        id=str(poll.uid),
        title=f"{poll.round.title} {poll.get_kind_display()}",
        rule=ballots.Rule(
            seats=poll.seats,
            least=poll.least,
            most=poll.most,
            quorum=poll.quorum,
            majority=poll.majority,
            tie="lot" if poll.tie == TieRule.LOT else "run_off",
        ),
        candidates=[ballots.Candidate(each["id"], each["name"]) for each in poll.candidates],
        opened_at=_moment(poll.opened_at),
        closed_at=_moment(at),
        kind=poll.kind,
    )


def _opened(poll: Poll, asked: ballots.Poll, despite: str) -> tuple[list[ballots.Came], ballots.Chain]:
    """What the envelopes hold, and the chain that they make; for each that is missing, a word that it is."""
    private = codes_of.key_of(poll)
    sealed = [bytes(each) for each in poll.envelopes.order_by("place").values_list("sealed", flat=True)]
    links, start = [ballots.link_of(each) for each in sealed], ballots.start_of(str(poll.uid))
    missing = poll.cast - len(sealed)
    leads = not missing and ballots.chain_head(start, links) == poll.head
    if not leads and (missing < 0 or not despite):
        raise Refused(
            _(
                "The envelopes do not lead to the chain's head: somebody changed the database. Call the commission. If it wants them counted all the same, say why."
            ),
            field="despite",
            code="altered",
        )
    points = [{"count": each.count, "head": each.head} for each in poll.checkpoints.all()]
    chain = ballots.Chain(start, poll.head, links, points, broken="" if leads else despite)
    return [*ballots.open_all(asked, private, sealed), *([ballots.Unopened("", "missing")] * missing)], chain


def _of_the_public(poll: Poll, asked: ballots.Poll) -> Iterator[ballots.Came]:
    """The public's ballots that count, by receipt: all in the order of the index, and the counted ones picked here, since to pick first, the
    database would sort a million in memory."""
    rows = poll.public_ballots.order_by("receipt").values_list("receipt", "digits", "stage").iterator()
    for receipt, digits, stage in rows:
        if stage == BallotStage.COUNTED:
            yield ballots.read(asked, receipt, digits, sha256(f"{receipt} {digits}".encode("utf-8", "surrogatepass")).hexdigest())


def _forget_voters(poll: Poll) -> None:
    """Whose ballot it was is not needed any more: the receipt takes the voter's place. In parts, because SQLite keeps what one statement changes."""
    ends = poll.public_ballots.aggregate(first=Min("pk"), last=Max("pk"))
    for first in range(ends["first"] or 0, (ends["last"] or -1) + 1, FORGOTTEN_AT_ONCE):
        part = poll.public_ballots.filter(pk__gte=first, pk__lt=first + FORGOTTEN_AT_ONCE)
        part.update(voter=Concat(Value("closed "), F("receipt")), source="", device="")


def _agreed_paper(poll: Poll) -> ballots.Paper | None:
    if not poll.paper_issued:
        return None
    counts = list(poll.paper_counts.all())
    if len(counts) < 2:
        raise Refused(_("Two people count the paper, each by themself. %(done)s have entered their count.") % {"done": len(counts)})
    if any(each.figures != counts[0].figures for each in counts[1:]):
        raise Refused(_("The two counts of the paper differ. Count again, each by themself."), code="counts_differ")
    agreed = counts[0]
    return ballots.Paper(poll.paper_issued, agreed.counted, agreed.spoiled, agreed.unused, agreed.votes)


def destroy_spent_keys() -> None:
    """Destroy the keys of polls that are closed or gone: after each close, and for a kill that came before it at the next one."""
    running = set(Poll.objects.exclude(stage=PollStage.CLOSED).values_list("uid", flat=True))
    for uid in keys.kept():
        if uid not in running:
            keys.destroy(uid)


def _moment(at: datetime | None) -> str:
    assert at is not None
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes")


def _lock(poll: Poll) -> Poll:
    """The poll's row, locked behind its round's where both are: one order everywhere, so that nobody waits for ever."""
    return lock(poll, "round__scheme", "round__county")
