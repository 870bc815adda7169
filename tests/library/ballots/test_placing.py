"""A byte changed anywhere in a published board is found, and placed in the part it lies in; nothing a board holds is obeyed by a terminal."""

import io
import json
import os
import random
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from jiafeng.library.ballots import Altered, Candidate, Poll, Rule, Unopened, publish, recount, verify
from tests.library.ballots.samples import board, poll, receipt

CHANGES = int(os.environ.get("JIAFENG_CHANGES", "200"))
OLD = Path(__file__).with_name("format-1.json").read_bytes()
NAMED = re.compile(r'^\{?"(format|poll|codes|paper|chain|ballots|unopened|tally|digests|seal)": ')


def irregular() -> bytes:
    """A board with a ballot that did not open and a receipt that stands twice."""
    rng = random.Random(4)
    twice = receipt(rng)
    came = [(twice, "10000"), (twice, "01000"), (receipt(rng), "11000"), Unopened("0" * 64, "sealed")]
    return publish(poll(), came, issued=6).raw


def parts_of(raw: bytes) -> list[str]:
    """For each byte of a board, the part it lies in; a line's end belongs to it and to the next."""
    found, ballot = [], 0
    for line in raw.decode().splitlines(keepends=True):
        named = NAMED.match(line)
        if named:
            part = named[1]
        elif line.startswith('"'):
            ballot += 1
            part = f"ballot {ballot}"
        else:
            part = "ballots"
        found += [part] * len(line.encode())
    return found


def told(raw: bytes, path: Path, *options: str) -> tuple[int, str]:
    """What the program says of a file."""
    path.write_bytes(raw)
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = recount.main([str(path), *options])
    return code, out.getvalue()


@pytest.mark.parametrize(
    "raw", [board(3, 40).raw, board(6, 3, paper=False).raw, irregular(), OLD], ids=["paper", "few", "irregular", "format 1"]
)
def test_every_changed_byte_is_placed_in_its_part_and_nothing_raw_is_printed(raw: bytes, tmp_path: Path) -> None:
    rng, parts = random.Random(int(os.environ.get("JIAFENG_SEED", "11"))), parts_of(raw)
    for _ in range(CHANGES):
        at = rng.randrange(len(raw))
        changed = bytearray(raw)
        changed[at] = rng.choice([byte for byte in range(256) if byte != raw[at]])
        code, said = told(bytes(changed), tmp_path / "board.json", *rng.choice([[], ["--json"]]))
        assert code == 1, f"byte {at}"
        assert all(sign.isprintable() or sign == "\n" for sign in said)
        fault = json.loads(said)["fault"] if said.startswith("{") else said.removeprefix("ALTERED: ")
        placed = fault.partition(",")[0]
        here = {parts[at]} | ({parts[min(at + 1, len(raw) - 1)], parts[at - 1]} if raw[at : at + 1] == b"\n" else set())
        assert placed in here, f"byte {at} of {parts[at]}, {raw[at]} became {changed[at]}: {fault}"
        line = int(re.search(r"line (\d+)", fault)[1])  # type: ignore[index]
        assert abs(line - raw[:at].count(b"\n") - 1) <= (raw[at : at + 1] == b"\n"), fault


@pytest.mark.parametrize("cut", [1, 30, 200, 900])
def test_a_board_that_was_cut_off_is_told_by_what_is_missing(cut: int) -> None:
    with pytest.raises(Altered, match="line"):
        verify(board().raw[:-cut])


def test_a_line_put_in_or_taken_out_is_told() -> None:
    lines = board().raw.splitlines(keepends=True)
    for at in range(len(lines)):
        for changed in ([*lines[:at], b"\n", *lines[at:]], [*lines[:at], *lines[at + 1 :]]):
            with pytest.raises(Altered, match="line"):
                verify(b"".join(changed))


def test_a_board_of_the_first_format_still_recounts() -> None:
    seal, result = verify(OLD)
    assert (json.loads(OLD)["format"], result["ballots"]) == ("jiafeng-board-1", 17)
    assert recount.code_of(seal)
    assert "unopened" not in result


def test_what_did_not_open_and_what_stands_twice_is_said(tmp_path: Path) -> None:
    code, said = told(irregular(), tmp_path / "board.json")
    assert code == 0
    assert "3 ballots" in said
    assert "1 could not be opened; counted for nobody" in said
    assert "stands on more than one ballot; each of them counts" in said
    tally = json.loads(told(irregular(), tmp_path / "board.json", "--json")[1])
    assert (tally["ballots"], tally["unopened"], len(tally["doubled"])) == (3, 1, 1)


@pytest.mark.parametrize("raw", [b"", b"\n \n"])
def test_an_empty_file_is_told_in_a_sentence(raw: bytes, tmp_path: Path) -> None:
    code, said = told(raw, tmp_path / "board.json")
    assert code == 2
    assert "this file is empty" in said


def test_a_board_whose_words_would_move_the_cursor_shows_them_as_marks(tmp_path: Path) -> None:
    asked = Poll("示例", "示例", Rule(1, 0, 1), [Candidate("01\x1b[2J\x9b\u202e", "示")], "", "")
    code, said = told(publish(asked, [], issued=0).raw, tmp_path / "board.json")
    assert code == 0
    assert all(sign.isprintable() or sign == "\n" for sign in said)


@pytest.mark.parametrize(
    "change", [lambda board: board.update(poll=[]), lambda board: board.update(unopened=7), lambda board: board["chain"].clear()]
)
def test_a_sealed_file_that_is_no_board_is_told(change, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from tests.library.ballots.test_board import sealed_again

    parts = json.loads(board().raw)
    change(parts)
    assert told(sealed_again(parts), tmp_path / "board.json")[0] == 1


def test_it_runs_alone_on_a_file_that_is_nested_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_bytes(b'{"format": "jiafeng-board-2",\n"poll": ' + b"[" * 100_000)
    done = subprocess.run([sys.executable, "-I", "-S", recount.__file__, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
