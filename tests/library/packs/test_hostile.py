"""A pack made to harm whoever checks it."""

import os
import struct
from pathlib import Path

from jiafeng.library.packs import verify
from jiafeng.library.packs.verify import Entry, central_header, ending, local_header
from tests.library.packs.test_packs import pack, parts


def test_files_that_overlap_are_not_read_again_and_again(tmp_path: Path) -> None:
    """A thousand entries that all claim the same megabyte would be read as a gigabyte."""
    body = bytes(1 << 20)
    data = local_header("a0", 0, len(body)) + body
    entries = [Entry(f"a{number}", 0, len(body), 0) for number in range(1000)]
    directory = b"".join(central_header(entry) for entry in entries)
    target = tmp_path / "bomb.zip"
    target.write_bytes(data + directory + ending(len(entries), len(directory), len(data)))
    report = verify(target)
    assert not report.whole
    assert report.files < 3


def test_an_empty_manifest_is_told_and_not_stumbled_over(tmp_path: Path) -> None:
    report = verify(pack(tmp_path / "pack.zip", {**parts(), "manifests/1.csv": b""}))
    assert "manifests/1.csv" in dict(report.problems)


def test_a_link_out_of_an_unpacked_pack_and_a_pipe_are_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "bulletin.pdf").symlink_to("/dev/zero")
    os.mkfifo(folder / "seal.json")
    told = dict(verify(folder).problems)
    assert {"bulletin.pdf", "seal.json"} <= told.keys()


def test_names_that_climb_out_are_refused(tmp_path: Path) -> None:
    for name in ("../up", "/etc/passwd", "a//b", "a\\b", "c:x", ".hidden"):
        data = local_header(name, 0, 0)
        directory = central_header(Entry(name, 0, 0, 0))
        target = tmp_path / "pack.zip"
        target.write_bytes(data + directory + ending(1, len(directory), len(data)))
        assert not verify(target).whole


def test_a_directory_that_promises_billions_of_files_ends_at_once(tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    target.write_bytes(ending(1 << 40, 1 << 50, 1 << 50))
    assert not verify(target).whole
    target.write_bytes(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 9, 9, 0, 0, 0))
    assert not verify(target).whole


def test_what_a_pack_says_of_itself_cannot_drive_the_terminal(tmp_path: Path) -> None:
    report = verify(pack(tmp_path / "pack.zip", parts(title="示例\x1b[2J\r完好")))
    assert "\x1b" not in report.text()
    assert "\r" not in report.text()
