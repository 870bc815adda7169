"""A board recounts to its own result, on a bare Python too, and no byte of it can be changed unseen."""

import io
import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiafeng.library.ballots import (
    Altered,
    Broken,
    Chain,
    Unopened,
    chain_head,
    code_of,
    link_of,
    new_key,
    open_all,
    publish,
    recount,
    seal,
    start_of,
    unseal,
    verify,
    write,
)
from tests.library.ballots.samples import ballots, board, poll

ELECTIONS = int(os.environ.get("JIAFENG_ELECTIONS", "500"))


@settings(max_examples=ELECTIONS)
@given(seed=st.integers(0, 2**32), number=st.integers(0, 25), candidates=st.integers(2, 7), most=st.integers(1, 7), majority=st.booleans())
def test_every_election_recounts_to_what_was_counted_by_hand(seed: int, number: int, candidates: int, most: int, majority: bool) -> None:
    asked = poll(candidates, most=min(most, candidates), majority=majority)
    cast = ballots(random.Random(seed), asked, number)
    made = publish(asked, cast, issued=number)
    by_hand = {each.id: sum(digits[place] == "1" for _receipt, digits in cast) for place, each in enumerate(asked.candidates)}
    assert verify(made.raw) == (made.seal, made.tally)
    assert (made.tally["votes"], made.tally["ballots"]) == (by_hand, number)
    assert publish(asked, cast[::-1], issued=number).raw == made.raw  # the order in which they came leaves no trace


def test_each_changed_byte_is_found() -> None:
    raw, rng = board().raw, random.Random(2)
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] ^= rng.choice([1, 2, 4, 8, 16, 32, 64])
        with pytest.raises(Altered):
            verify(bytes(changed))


def test_every_single_byte_change_of_a_small_board_is_found() -> None:
    """Each byte, a fifth of the others that could stand in its place, and another fifth at the next byte."""
    asked = poll(1, seats=1, most=1)
    raw = publish(asked, ballots(random.Random(3), asked, 1), issued=2).raw
    assert verify(raw)
    found = 0
    for at, byte in enumerate(raw):
        changed = bytearray(raw)
        for other in range(at % 5, 256, 5):
            if other != byte:
                changed[at] = other
                with suppress(Altered):
                    verify(bytes(changed))
                    pytest.fail(f"byte {at} became {other} unseen")
                found += 1
    assert found > 50 * len(raw)


def test_a_changed_ballot_is_named() -> None:
    lines = board().raw.decode().splitlines(keepends=True)
    first = lines.index('"ballots": [\n') + 1
    lines[first + 6] = lines[first + 6].replace("0", "1", 1)
    with pytest.raises(Altered, match="ballot 7"):
        verify("".join(lines).encode())


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("codes", lambda board: board["codes"].update(unused=9)),
        ("paper", lambda board: board["paper"].update(spoiled=2)),
        ("chain", lambda board: board["chain"]["links"].reverse()),
        ("chain", lambda board: board["chain"]["checkpoints"][0].update(count=5)),
        ("tally", lambda board: board["tally"]["votes"].update({"01": 99})),
        ("ballots", lambda board: board["ballots"].__setitem__(1, board["ballots"][0])),
    ],
)
def test_who_rebuilds_every_digest_is_still_caught_by_what_does_not_add_up(part: str, change) -> None:  # type: ignore[no-untyped-def]
    altered = json.loads(board().raw)
    change(altered)
    with pytest.raises(Altered, match=part):
        verify(sealed_again(altered))


def sealed_again(parts: dict) -> bytes:  # type: ignore[type-arg]
    """The file as its writer would write it, with digests and seal made anew: what a forger with our own program could do."""
    import hashlib

    dump = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
    digests = {name: recount.digest_of(parts[name]) for name in recount.parts_of(parts)}
    listed = ",\n".join(f'"{line}"' for line in parts["ballots"])
    head = "".join(f'"{name}": {dump(parts[name])},\n' for name in ("poll", "codes", "paper", "chain"))
    tail = f'"unopened": {dump(parts["unopened"])},\n"tally": {dump(parts["tally"])},\n"digests": {dump(digests)},\n'
    body = f'{{"format": "{parts["format"]}",\n{head}"ballots": [\n{listed}\n],\n{tail}'.encode()
    return body + f'"seal": "{hashlib.sha256(body).hexdigest()}"}}\n'.encode()


def test_a_forger_who_keeps_everything_consistent_ends_with_another_code() -> None:
    made = board()
    forged = json.loads(made.raw)
    forged["poll"]["title"] = "别的"
    seal_of_forged, _result = verify(sealed_again(forged))
    assert code_of(seal_of_forged) != code_of(made.seal)


def test_recount_runs_alone(tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    made = board()
    file.write_bytes(made.raw)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([sys.executable, "-I", "-S", recount.__file__, *arguments], capture_output=True, text=True, check=False)

    whole = run(str(file), "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"whole": True, "code": code_of(made.seal), **made.tally})
    file.write_bytes(made.raw.replace(b'"unused": 2', b'"unused": 3'))
    assert run(str(file)).returncode == 1
    file.write_bytes(b"PK")
    assert run(str(file)).returncode == 2
    assert run(str(tmp_path / "nothing")).returncode == 2


def test_a_ballot_that_breaks_the_rule_is_not_published() -> None:
    with pytest.raises(Altered, match="does not choose as the rule says"):
        publish(poll(most=1), [("AAAA-BBBB-CCCC", "11000")], issued=1)


@pytest.mark.parametrize(
    ("came", "number", "sentence"),
    [([1, 0], 2, "in the order"), ([0], 2, "1 ballots came where 2 were counted")],
)
def test_a_board_written_line_by_line_takes_what_was_announced(came: list[int], number: int, sentence: str) -> None:
    cast = [("AAAA-BBBB-CCCC", "10000"), ("DDDD-EEEE-FFFF", "01000")]
    with pytest.raises(ValueError, match=sentence):
        write(io.BytesIO(), poll(), (cast[place] for place in came), number=number, issued=2)


def test_a_receipt_that_stands_twice_stands_there_twice_and_both_count() -> None:
    made = publish(poll(), [("AAAA-BBBB-CCCC", "10000"), ("AAAA-BBBB-CCCC", "01000"), ("AAAA-BBBB-CCCC", "10000")], issued=3)
    assert verify(made.raw) == (made.seal, made.tally)
    assert (made.tally["ballots"], made.tally["votes"]["01"], made.tally["doubled"]) == (3, 2, ["AAAA-BBBB-CCCC"])


WORDS = st.one_of(
    st.text(max_size=20), st.sampled_from(["AAAA-BBBB-CCCC", "AAAA-BBBB-CCCC\n", "10000", "00000", "11111", "20000", "１0000"])
)


@settings(max_examples=ELECTIONS // 5)
@given(honest=st.integers(0, 5), hostile=st.lists(st.tuples(WORDS, WORDS), max_size=6), broken=st.lists(st.binary(max_size=80), max_size=3))
def test_nothing_in_an_envelope_keeps_a_board_from_being_written(honest: int, hostile: list[tuple[str, str]], broken: list[bytes]) -> None:
    """Envelopes of whoever has the public key, and bytes that are no envelope: what is no ballot is listed, the sums are right, it recounts."""
    asked, (private, public) = poll(), new_key()
    cast = ballots(random.Random(honest), asked, honest)
    envelopes = [*(seal(public, *each) for each in [*cast, *hostile]), *broken]
    links = [link_of(each) for each in envelopes]
    chain = Chain(start_of(asked.id), chain_head(start_of(asked.id), links), links)
    came = open_all(asked, private, envelopes)
    made = publish(asked, came, issued=len(came), chain=chain)
    assert verify(made.raw) == (made.seal, made.tally)
    published = json.loads(made.raw)
    assert len(published["ballots"]) + len(published["unopened"]) == len(envelopes) == published["codes"]["used"]
    assert made.tally["ballots"] == len(published["ballots"]) >= honest
    assert {receipt for receipt, _digits in cast} <= {line[:14] for line in published["ballots"]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda board: board["unopened"].pop(), "codes: 4 were used, and 3"),
        (lambda board: board["unopened"][0].update(link="1" * 64), "unopened: an envelope stands here that is not in the chain"),
        (lambda board: board["chain"].update(broken="示例"), "said to be broken"),
    ],
)
def test_what_did_not_open_is_held_against_chain_and_codes(change, sentence: str) -> None:  # type: ignore[no-untyped-def]
    asked, (private, public) = poll(), new_key()
    envelopes = [*(seal(public, *each) for each in ballots(random.Random(1), asked, 3)), b"broken"]
    links = [link_of(each) for each in envelopes]
    chain = Chain(start_of(asked.id), chain_head(start_of(asked.id), links), links)
    altered = json.loads(publish(asked, open_all(asked, private, envelopes), issued=5, chain=chain).raw)
    change(altered)
    with pytest.raises(Altered, match=sentence):
        verify(sealed_again(altered))


def test_a_chain_that_is_said_to_be_broken_is_published_and_says_why() -> None:
    asked, (private, public) = poll(), new_key()
    envelopes = [seal(public, *each) for each in ballots(random.Random(1), asked, 3)]
    links = [link_of(each) for each in envelopes]
    chain = Chain(start_of(asked.id), chain_head(start_of(asked.id), links), links[:2], broken="示例：磁盘损坏")
    made = publish(asked, [*open_all(asked, private, envelopes[:2]), Unopened("", "missing")], issued=5, chain=chain)
    assert verify(made.raw)[1]["ballots"] == 2
    assert any("示例：磁盘损坏" in line for line in recount.said(json.loads(made.raw), made.tally))


def test_an_envelope_opens_with_its_key_only_and_tells_nothing_by_its_length() -> None:
    private, public = new_key()
    other, _public = new_key()
    envelope = seal(public, "AAAA-BBBB-CCCC", "10000")
    assert unseal(private, envelope) == ("AAAA-BBBB-CCCC", "10000")
    assert envelope != seal(public, "AAAA-BBBB-CCCC", "10000")
    assert len(envelope) == len(seal(public, "DDDD-EEEE-FFFF", "11111"))
    for wrong in (lambda: unseal(other, envelope), lambda: unseal(private, envelope[:-1] + b"x"), lambda: unseal(private, b"")):
        with pytest.raises(Broken):
            wrong()


def test_a_chain_begins_with_its_poll() -> None:
    assert start_of("甲") != start_of("乙")
