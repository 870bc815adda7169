#!/usr/bin/env python3
"""Recount a published board: python3 recount.py BOARD.json

Runs alone, on any Python from 3.9 on, without a network. Says whether the file is the one whose code was printed on the notice, whether
every ballot is a valid one, whether codes, paper and ballots balance, and whether the result follows from the ballots by the stated rule.
Exit 0: whole. Exit 1: altered or inconsistent, naming what and the line. Exit 2: no board.

The file is JSON written a line a ballot, so that a changed byte can be placed even where it breaks the JSON:

    {"format": "jiafeng-board-2",
    "poll": {...},       what was asked, of whom, by which rule
    "codes": {...},      voting codes issued, used, unused
    "paper": {...},      ballots on paper, counted by two people, or null
    "chain": {...},      the envelopes in the order in which they came, or null where the vote was not secret from the server
    "ballots": [
    "K7QM-2XNA-P4TD 010010 1f0c9a3e",
    ...
    ],
    "unopened": [...],   what came and could not be counted: the SHA-256 of each, and why
    "tally": {...},      the result as published
    "digests": {...},    SHA-256 of each part above
    "seal": "..."}       SHA-256 of every byte before it; its first 80 bits are the code on the notice

A ballot is its receipt, one digit a candidate (1 = chosen) and the first 32 bits of SHA-256("POLL-ID RECEIPT DIGITS"). Used codes = ballots +
unopened. A receipt that stands on several ballots is told; each of them counts. Boards of format 1, older, have no "unopened" and no receipt twice.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections import Counter
from typing import Any, Dict, Iterable, List, Sequence, Tuple

FORMAT = "jiafeng-board-2"
FORMATS = ("jiafeng-board-1", FORMAT)
PARTS = ("poll", "codes", "paper", "chain", "unopened", "tally")
_ORDER = ("poll", "codes", "paper", "chain", "ballots", "unopened", "tally", "digests", "seal")
RECEIPT = 14
WHOLE_RECEIPT = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){2}\Z")
_BALLOT = re.compile(rb'"([2-9A-Z]{4}(?:-[2-9A-Z]{4}){2} [01]+) ([0-9a-f]{8})"(,?)\Z')
_NAMED = re.compile(f'"({"|".join(_ORDER)})": '.encode())
_DIGEST = re.compile("[0-9a-f]{64}\\Z")
_TAIL = re.compile(rb'"seal": "([0-9a-f]{64})"}\n\Z')
_BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)


def printable(text: str) -> str:
    """A text as it can be shown: whatever a screen or a terminal would obey instead of showing becomes a mark."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class Altered(Exception):
    """The board does not hold together; the message names the first thing found, and shows no sign that a terminal would obey."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


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
        if not is_valid(poll, digits):
            wrong = next(number for number, ballot in enumerate(ballots, 1) if ballot[RECEIPT + 1 : width] == digits)
            raise Altered(f"ballot {wrong}: it does not choose as the rule says")
    return tally(poll, patterns, paper)


def is_valid(poll: Dict[str, Any], digits: str) -> bool:
    """Whether a ballot is one digit a candidate, and chooses as many as the rule lets it."""
    rule = poll["rule"]
    return len(digits) == len(poll["candidates"]) and set(digits) <= {"0", "1"} and bool(rule["least"] <= digits.count("1") <= rule["most"])


def tally(poll: Dict[str, Any], patterns: Dict[str, int], paper: Dict[str, Any] | None) -> Dict[str, Any]:
    """The result of ballots counted by what they choose: digits → how many. Raises Altered where one does not choose as the rule says."""
    candidates = [each["id"] for each in poll["candidates"]]
    votes, cast = dict.fromkeys(candidates, 0), 0
    for digits, times in patterns.items():
        if not is_valid(poll, digits):
            raise Altered(f"a ballot {digits} does not choose as the rule says")
        cast += times
        for candidate, digit in zip(candidates, digits):
            votes[candidate] += times * (digit == "1")
    if paper is not None:
        cast += paper["counted"]
        for candidate in candidates:
            votes[candidate] += paper["votes"][candidate]
    return {"ballots": cast, "votes": votes, **elect(poll["rule"], votes, cast, poll["id"])}


def parts_of(board: Dict[str, Any]) -> Sequence[str]:
    """The parts of a board that have a digest each, by its format."""
    return [part for part in PARTS if part != "unopened" or board["format"] == FORMAT]


def _balance(board: Dict[str, Any]) -> Dict[str, Any]:
    """What the ballots alone do not tell: {"unopened": how many, "doubled": receipts that stand twice}, {} for a board of format 1."""
    codes, paper, chain, ballots = board["codes"], board["paper"], board["chain"], board["ballots"]
    unopened = board["unopened"] if "unopened" in parts_of(board) else []
    if codes["used"] + codes["unused"] != codes["issued"]:
        raise Altered("codes: used and unused do not add up to issued")
    if codes["used"] != len(ballots) + len(unopened):
        raise Altered(f"codes: {codes['used']} were used, and {len(ballots) + len(unopened)} ballots are here")
    if paper is not None:
        if paper["counted"] + paper["spoiled"] + paper["unused"] != paper["issued"]:
            raise Altered("paper: counted, spoiled and unused do not add up to issued")
        if any(number > paper["counted"] for number in paper["votes"].values()):
            raise Altered("paper: a candidate has more votes than there are ballots")
    if chain is not None:
        _follow(chain, len(ballots) + len(unopened), unopened)
    receipts = [ballot[:RECEIPT] for ballot in ballots]
    doubled = [] if len(set(receipts)) == len(receipts) else sorted(each for each, times in Counter(receipts).items() if times > 1)
    if "unopened" in parts_of(board):
        return {"unopened": len(unopened), "doubled": doubled}
    if doubled:
        raise Altered("ballots: a receipt stands here twice")
    return {}


def _follow(chain: Dict[str, Any], came: int, unopened: Sequence[Dict[str, Any]]) -> None:
    """Hold the envelopes against the chain's head, and what could not be opened against the envelopes."""
    links, missing = chain["links"], sum(each["why"] == "missing" for each in unopened)
    if len(links) + missing != came:
        raise Altered(f"chain: {len(links)} envelopes for {came} ballots")
    if Counter(each["link"] for each in unopened if each["why"] != "missing") - Counter(links):
        raise Altered("unopened: an envelope stands here that is not in the chain")
    leads = not missing and chain_head(chain["start"], links) == chain["head"]
    if chain.get("broken", ""):
        if leads:
            raise Altered("chain: it is said to be broken, and the envelopes lead to its head")
        return
    if not leads:
        raise Altered("chain: the envelopes do not lead to its head")
    for point in chain["checkpoints"]:
        if chain_head(chain["start"], links[: point["count"]]) != point["head"]:
            raise Altered(f"chain: the envelopes do not lead to the head handed out after {point['count']} ballots")


# --- where a changed byte lies ----------------------------------------------------------------------------------------------------


class _Layout:
    """The lines of a board that is not whole any more, each found by its own name: what one broken line says, the others cannot hide."""

    def __init__(self, raw: bytes) -> None:
        self.lines = raw.split(b"\n")
        self.places: Dict[str, int] = {}
        self.values: Dict[str, Any] = {}
        for number, line in enumerate(self.lines):
            found = _NAMED.match(line)
            if found:
                self.places.setdefault(found[1].decode(), number)

    def read(self, name: str) -> str:
        """Why the line of a part is not as it was written, "" where it is; its value is kept."""
        if name not in self.places:
            return "its name was changed, or it is missing"
        text = self.lines[self.places[name]][len(name) + 4 :]
        try:
            value = json.loads(text.decode("utf-8").rstrip(","))
        except _BROKEN:
            return "it is no whole JSON any more"
        self.values[name] = value
        written = json.dumps(value, ensure_ascii=False) + ","
        return "" if text == written.encode("utf-8", "surrogatepass") else "a byte of it was changed"

    def at(self, name: str) -> str:
        """Where a part lies, as people count lines; one that is not found, where its neighbours leave room for it."""
        if name in self.places:
            return f"{name}, line {self.places[name] + 1}"
        here = _ORDER.index(name)
        if name in ("unopened", "tally"):  # behind the ballots: counted from what follows
            after = next((self.places[each] for each in _ORDER[here + 1 :] if each in self.places), len(self.lines))
            return f"{name}, line {after}"
        before = [self.places[each] for each in _ORDER[:here] if each in self.places]
        return f"{name}, line {(before[-1] if before else 0) + 2}"


def _first_fault(raw: bytes) -> str:
    """Name what was changed in a file whose seal does not fit: a part or a ballot, and its line."""
    layout = _Layout(raw)
    digests_fault = layout.read("digests")
    stated = layout.values.get("digests")
    stated = stated if isinstance(stated, dict) else {}
    format_ = FORMAT if "unopened" in layout.places or "unopened" in stated else FORMATS[0]
    if layout.lines[0] != f'{{"format": "{format_}",'.encode():
        return "format, line 1: it was changed"
    parts = parts_of({"format": format_})
    if not digests_fault and (list(stated) != list(parts) or not all(_DIGEST.match(str(each)) for each in stated.values())):
        digests_fault = "it was changed"
    for name in parts:
        fault = layout.read(name)
        if not fault and not digests_fault:
            found = digest_of(layout.values[name])
            if found != stated[name]:
                if _alike(found, stated[name]):
                    return f"{layout.at('digests')}: the one of {name} was changed"
                fault = "it was changed"
        if fault:
            return f"{layout.at(name)}: {fault}"
    return _fault_in_ballots(layout, parts) or _fault_at_end(raw, layout, digests_fault, parts)


def _alike(one: str, other: Any) -> bool:
    """Whether two digests are one in which a few letters were changed: two of different texts share about four places of 64."""
    return isinstance(other, str) and sum(mine == its for mine, its in zip(one, other)) > 32


def _fault_in_ballots(layout: _Layout, parts: Sequence[str]) -> str:
    start, end = layout.places.get("ballots", -1), layout.places[parts[4]] - 1
    if start < 0 or layout.lines[start] != b'"ballots": [':
        return f"{layout.at('ballots')}: the head of the list was changed"
    poll = layout.values["poll"]
    poll_id = str(poll.get("id")) if isinstance(poll, dict) else ""
    for number, line in enumerate(layout.lines[start + 1 : end], 1):
        found = _BALLOT.match(line)
        ends = start + number + 1 == end  # where the line behind it is broken, it may have lost its comma or have one
        strays = found is not None and found[3] != (b"" if ends else b",") and not (ends and layout.lines[end] != b"],")
        if not found or strays or check_of(poll_id, found[1].decode()) != found[2].decode():
            return f"ballot {number}, line {start + number + 1}: {line.decode('utf-8', 'replace')[:60]}"
    if layout.lines[end] != b"],":
        return f"ballots, line {end + 1}: the end of the list was changed"
    return ""


def _fault_at_end(raw: bytes, layout: _Layout, digests_fault: str, parts: Sequence[str]) -> str:
    """Every part and every ballot is as it was written: what is left are the digests, the seal, and lines put in between."""
    if digests_fault:
        return f"{layout.at('digests')}: {digests_fault}"
    if not _TAIL.search(raw):
        return f"{layout.at('seal')}: it was changed"
    head, tail = (*parts[:4], "ballots"), (*parts[4:], "digests", "seal")
    expected = {name: place for place, name in enumerate(head, 1)}
    expected.update({name: layout.places[tail[0]] + place for place, name in enumerate(tail)})
    for name, place in expected.items():
        if layout.places[name] != place:
            return f"{layout.at(name)}: a line was put in before it"
    return f"{layout.at('seal')}: it does not fit the file"


# --- the whole check --------------------------------------------------------------------------------------------------------------


def verify(raw: bytes) -> Tuple[str, Dict[str, Any]]:
    """Check the bytes of a board and count it again: (its seal, the result). Raises Altered, naming the first fault, or ValueError for no board."""
    if not raw.strip():
        raise ValueError("this file is empty: nothing was saved in it, or it was cut off. Fetch the board again")
    tail = _TAIL.search(raw)
    if tail is None or hashlib.sha256(raw[: tail.start()]).hexdigest() != tail[1].decode():
        if b"jiafeng-board-" not in raw[:200] and len(_Layout(raw).places) < 3:
            raise ValueError("this file is no board")
        raise Altered(_first_fault(raw))
    try:
        board = json.loads(raw.decode("utf-8"))  # strictly: of bytes, json.loads would take halves of characters, and other encodings
        if board["format"] not in FORMATS:
            raise Altered("format: it is none that this program knows; a newer one may")
        irregular = _balance(board)
        result = {**count(board["poll"], board["ballots"], board["paper"]), **irregular}
        if result != board["tally"]:
            raise Altered("tally: the published result does not follow from the ballots")
    except _BROKEN as fault:
        raise Altered(f"the file: it is not laid out as a board ({type(fault).__name__})") from None
    return board["seal"], result


def said(board: Dict[str, Any], result: Dict[str, Any]) -> List[str]:
    """What is said of a whole board beside its code."""
    told = [f"{result['ballots']} ballots"]
    reason = (board["chain"] or {}).get("broken", "")
    if reason:
        told.append(
            f"  THE CHAIN IS BROKEN: envelopes were changed, put in or taken out while the vote ran. Why it was counted all the same: {reason}"
        )
    for why, words in (
        ("sealed", "could not be opened"),
        ("content", "held no ballot of this poll"),
        ("missing", "are missing: a code voted"),
    ):
        number = sum(each["why"] == why for each in board.get("unopened", ()))
        if number:
            told.append(f"  {number} {words}; counted for nobody")
    for receipt in result.get("doubled", ()):
        told.append(f"  the receipt {receipt} stands on more than one ballot; each of them counts")
    for candidate, votes in result["votes"].items():
        outcome = "  elected" if candidate in result["elected"] else "  tied" if candidate in result["tied"] else ""
        told.append(f"  {candidate}  {votes}{outcome}")
    return told


def main(arguments: List[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    wants_json = "--json" in arguments
    paths = [one for one in arguments if one != "--json"]
    if len(paths) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(paths[0], "rb") as stream:
            raw = stream.read()
        seal, result = verify(raw)
    except Altered as fault:
        print(json.dumps({"whole": False, "fault": str(fault)}, ensure_ascii=False) if wants_json else f"ALTERED: {fault}")
        return 1
    except (OSError, ValueError) as fault:
        print(f"cannot be read: {printable(str(fault))}", file=sys.stderr)
        return 2
    if wants_json:
        print(json.dumps({"whole": True, "code": code_of(seal), **result}))
        return 0
    print(f"WHOLE. Code: {code_of(seal)}  (compare it with the one printed on the notice)")
    for line in said(json.loads(raw.decode("utf-8")), result):
        print(printable(line))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
