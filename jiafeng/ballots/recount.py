#!/usr/bin/env python3
"""Recount a published board: python3 recount.py BOARD.json

Runs alone, on any Python from 3.9 on, without a network. Says whether the file is the one whose code was printed on the notice, whether
every ballot is a valid one, whether codes, paper and ballots balance, and whether the result follows from the ballots by the stated rule.
Exit 0: whole. Exit 1: altered or inconsistent, naming what. Exit 2: no board.

The file is JSON written a line a ballot, so that a changed byte can be named even where it breaks the JSON:

    {"format": "jiafeng-board-1",
    "poll": {...},       what was asked, of whom, by which rule
    "codes": {...},      voting codes issued, used, unused
    "paper": {...},      ballots on paper, counted by two people, or null
    "chain": {...},      the envelopes in the order in which they came, or null where the vote was not secret from the server
    "ballots": [
    "K7QM-2XNA-P4TD 010010 1f0c9a3e",
    ...
    ],
    "tally": {...},      the result as published
    "digests": {...},    SHA-256 of each part above
    "seal": "..."}       SHA-256 of every byte before it; its first 80 bits are the code on the notice

A ballot is its receipt, one digit a candidate (1 = chosen) and the first 32 bits of SHA-256("POLL-ID RECEIPT DIGITS").
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections import Counter
from typing import Any, Dict, Iterable, List, Sequence, Tuple

FORMAT = "jiafeng-board-1"
PARTS = ("poll", "codes", "paper", "chain", "tally")
RECEIPT = 14
_BALLOT = re.compile(r'^"([2-9A-HJKMNP-TV-Z]{4}(?:-[2-9A-HJKMNP-TV-Z]{4}){2}) ([01]+) ([0-9a-f]{8})"(,?)$')
_TAIL = re.compile(rb'"seal": "([0-9a-f]{64})"}\n\Z')


class Altered(Exception):
    """The board does not hold together; the message names the first thing found."""


def check_of(poll_id: str, ballot: str) -> str:
    """The eight hexadecimal digits that stand behind a ballot "RECEIPT DIGITS"."""
    return hashlib.sha256(f"{poll_id} {ballot}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def digest_of(part: Any) -> str:
    """SHA-256 of one part of the board, over its canonical JSON."""
    return hashlib.sha256(json.dumps(part, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def chain_head(start: str, links: Iterable[str]) -> str:
    """The head of the chain of envelopes: each link is the SHA-256 of one sealed envelope, in the order in which they came."""
    head = start
    for link in links:
        head = hashlib.sha256(bytes.fromhex(head) + bytes.fromhex(link)).hexdigest()
    return head


def code_of(seal: str) -> str:
    """The code as printed: 80 bits of the seal in Base32, in groups of four."""
    letters = base64.b32encode(bytes.fromhex(seal)[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def elect(rule: Dict[str, Any], votes: Dict[str, int], ballots: int, draw: str) -> Dict[str, Any]:
    """Who is elected. `votes`: candidate id → votes; `ballots`: valid ballots cast; `draw`: text that decides a lot.

    Returns {"elected": [...], "tied": [...], "open": seats that nobody filled, "valid": quorum met}. Candidates are ordered by votes, then by
    id. With a majority rule only candidates with more than half of the valid ballots are elected. Where more candidates stand level at the last
    seat than there are seats, none of them is elected unless the rule is a lot: the lowest SHA-256 of "DRAW ID" wins.
    """
    order = sorted(votes, key=lambda one: (-votes[one], one))
    if ballots < rule["quorum"]:
        return {"elected": [], "tied": [], "open": rule["seats"], "valid": False}
    standing = [one for one in order if votes[one] > 0 and (not rule["majority"] or 2 * votes[one] > ballots)]
    elected, tied = standing[: rule["seats"]], []
    if len(standing) > rule["seats"]:
        last = votes[standing[rule["seats"] - 1]]
        if votes[standing[rule["seats"]]] == last:
            level = [one for one in standing if votes[one] == last]
            elected = [one for one in standing if votes[one] > last]
            if rule["tie"] == "lot":
                level.sort(key=lambda one: hashlib.sha256(f"{draw} {one}".encode()).hexdigest())
                elected += level[: rule["seats"] - len(elected)]
            else:
                tied = level
    return {"elected": sorted(elected, key=order.index), "tied": tied, "open": rule["seats"] - len(elected), "valid": True}


def count(poll: Dict[str, Any], ballots: Sequence[str], paper: Dict[str, Any] | None) -> Dict[str, Any]:
    """The result of ballots "RECEIPT DIGITS CHECK" and of what two people counted on paper. Raises Altered where a ballot is not a valid one."""
    width = RECEIPT + 1 + len(poll["candidates"])
    patterns = Counter(ballot[RECEIPT + 1 : width] for ballot in ballots)
    for digits in patterns:
        if not _is_valid(poll, digits):
            wrong = next(number for number, ballot in enumerate(ballots, 1) if ballot[RECEIPT + 1 : width] == digits)
            raise Altered(f"ballot {wrong}: it does not choose as the rule says")
    return tally(poll, patterns, paper)


def _is_valid(poll: Dict[str, Any], digits: str) -> bool:
    rule = poll["rule"]
    return len(digits) == len(poll["candidates"]) and bool(rule["least"] <= digits.count("1") <= rule["most"])


def tally(poll: Dict[str, Any], patterns: Dict[str, int], paper: Dict[str, Any] | None) -> Dict[str, Any]:
    """The result of ballots counted by what they choose: digits → how many. Raises Altered where one does not choose as the rule says."""
    candidates = [each["id"] for each in poll["candidates"]]
    votes, cast = dict.fromkeys(candidates, 0), 0
    for digits, times in patterns.items():
        if not _is_valid(poll, digits):
            raise Altered(f"a ballot {digits} does not choose as the rule says")
        cast += times
        for candidate, digit in zip(candidates, digits):
            votes[candidate] += times * (digit == "1")
    if paper is not None:
        cast += paper["counted"]
        for candidate in candidates:
            votes[candidate] += paper["votes"][candidate]
    return {"ballots": cast, "votes": votes, **elect(poll["rule"], votes, cast, poll["id"])}


def _balance(board: Dict[str, Any]) -> None:
    codes, paper, chain, ballots = board["codes"], board["paper"], board["chain"], board["ballots"]
    if codes["used"] + codes["unused"] != codes["issued"]:
        raise Altered("codes: used and unused do not add up to issued")
    if codes["used"] != len(ballots):
        raise Altered(f"codes: {codes['used']} were used, and {len(ballots)} ballots are here")
    if paper is not None:
        if paper["counted"] + paper["spoiled"] + paper["unused"] != paper["issued"]:
            raise Altered("paper: counted, spoiled and unused do not add up to issued")
        if any(number > paper["counted"] for number in paper["votes"].values()):
            raise Altered("paper: a candidate has more votes than there are ballots")
    if chain is not None:
        if len(chain["links"]) != len(ballots):
            raise Altered(f"chain: {len(chain['links'])} envelopes for {len(ballots)} ballots")
        if chain_head(chain["start"], chain["links"]) != chain["head"]:
            raise Altered("chain: the envelopes do not lead to its head")
        for point in chain["checkpoints"]:
            if chain_head(chain["start"], chain["links"][: point["count"]]) != point["head"]:
                raise Altered(f"chain: the envelopes do not lead to the head handed out after {point['count']} ballots")
    receipts = [ballot[:RECEIPT] for ballot in ballots]
    if len(set(receipts)) != len(receipts):
        raise Altered("ballots: a receipt stands here twice")


def _first_fault(raw: bytes, board: Dict[str, Any] | None) -> str:
    """Name what was changed in a file whose seal does not fit: a ballot by its line, else the part."""
    poll_id = board["poll"]["id"] if board else None
    inside, number, faults = False, 0, []
    for line in raw.decode("utf-8", "replace").splitlines():
        if line == '"ballots": [':
            inside = True
        elif inside and line == "],":
            inside = False
        elif inside:
            number += 1
            found = _BALLOT.match(line)
            if not found or (poll_id and check_of(poll_id, f"{found[1]} {found[2]}") != found[3]):
                faults.append(f"ballot {number}: {line[:60]}")
    if board and set(PARTS) <= set(board) and isinstance(board.get("digests"), dict):
        # A changed poll id alone would make every ballot look wrong, so the parts are asked first.
        for part in PARTS:
            if digest_of(board[part]) != board["digests"].get(part):
                return f"{part}: it was changed"
    if faults:
        return faults[0]
    return "the file: a byte outside the ballots was changed" if board else "the file: it is no whole JSON any more"


def verify(raw: bytes) -> Tuple[str, Dict[str, Any]]:
    """Check the bytes of a board and count it again: (its seal, the result). Raises Altered, naming the first fault, or ValueError for no board."""
    try:
        board = json.loads(raw.decode("utf-8"))  # strictly: of bytes, json.loads would take halves of characters, and other encodings
        if not isinstance(board, dict):
            board = None
    except ValueError:
        board = None
    if FORMAT.encode() not in raw[:200] and (board or {}).get("format") != FORMAT:
        if b'"poll"' not in raw:
            raise ValueError("this file is no board")
        raise Altered("the file: its format line was changed")
    tail = _TAIL.search(raw)
    if board is None or tail is None or hashlib.sha256(raw[: tail.start()]).hexdigest() != tail[1].decode():
        shaped = board if board and isinstance(board.get("poll"), dict) and "id" in board["poll"] else None
        if shaped is not None and tail is not None and _whole(raw, shaped):
            raise Altered("seal: it does not fit the file")
        raise Altered(_first_fault(raw, shaped))
    try:
        _balance(board)
        result = count(board["poll"], board["ballots"], board["paper"])
    except (KeyError, TypeError, ValueError, IndexError) as fault:
        raise Altered(f"the file: it is not laid out as a board ({fault!r})") from None
    if result != board["tally"]:
        raise Altered("tally: the published result does not follow from the ballots")
    return board["seal"], result


def _whole(raw: bytes, board: Dict[str, Any]) -> bool:
    """Whether every part and ballot fits its own digest, so that only the seal can be at fault."""
    digests = board.get("digests")
    if not isinstance(digests, dict) or any(digest_of(board.get(part)) != digests.get(part) for part in PARTS):
        return False
    poll_id = board["poll"]["id"]
    ballots = board.get("ballots")
    if not isinstance(ballots, list):
        return False
    lines = [f'"{ballot}"' for ballot in ballots]
    if any(not _BALLOT.match(line) or check_of(poll_id, line[1:-10]) != line[-9:-1] for line in lines):
        return False
    return b"\n".join(line.encode() + b"," for line in lines)[:-1] in raw if lines else True


def main(arguments: List[str]) -> int:
    wants_json = "--json" in arguments
    paths = [one for one in arguments if one != "--json"]
    if len(paths) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(paths[0], "rb") as stream:
            seal, result = verify(stream.read())
    except Altered as fault:
        print(json.dumps({"whole": False, "fault": str(fault)}, ensure_ascii=False) if wants_json else f"ALTERED: {fault}")
        return 1
    except (OSError, ValueError) as fault:
        print(f"cannot be read: {fault}", file=sys.stderr)
        return 2
    if wants_json:
        print(json.dumps({"whole": True, "code": code_of(seal), **result}, ensure_ascii=False))
    else:
        print(f"WHOLE. Code: {code_of(seal)}  (compare it with the one printed on the notice)")
        print(f"{result['ballots']} ballots")
        for candidate, votes in result["votes"].items():
            print(
                f"  {candidate}  {votes}{'  elected' if candidate in result['elected'] else ''}{'  tied' if candidate in result['tied'] else ''}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
