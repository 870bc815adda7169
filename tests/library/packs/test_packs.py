"""A pack is whole or says what is not: every byte, every file, every digest, and an attacker who rebuilds it."""

import ast
import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jiafeng.library.packs import OneTimeKey, PackWriter, TooLarge, WrongEvidence, building, canonical, digest, short_code, verify
from jiafeng.library.packs.verify import EVIDENCE, RENDITIONS

PHOTO = b"\xff\xd8 a photograph"
MANIFEST = f"\ufeffid,amount,name,evidence_sha256,seal\r\n1,1,王*,{digest(PHOTO)},aa\r\n2,1,李*芳,,bb\r\n".encode()


def record(**changes: Any) -> dict[str, Any]:
    return {
        "format": "jiafeng-bulletin/1",
        "title": "示例简报",
        "masthead": "工作简报",
        "year": 2026,
        "number": 3,
        "body": "{2名|1}同志参加。",
        "passports": [{"label": "签名人数", "value": 2, "manifest": {"name": "manifests/1.csv", "rows": 2, "sha256": digest(MANIFEST)}}],
        "sources": [],
        **changes,
    }


def parts(**changes: Any) -> dict[str, bytes]:
    """The files of a small pack, sealed as issuing does it."""
    key = OneTimeKey()
    renditions = {name: f"{name} 示例".encode() for name in RENDITIONS}
    seal = key.seal({name: digest(data) for name, data in renditions.items()})
    return {
        **renditions,
        "passports.json": canonical(record(seal_key=key.public, **changes)),
        "seal.json": canonical(seal),
        "manifests/1.csv": MANIFEST,
        f"evidence/{digest(PHOTO)}.jpg": PHOTO,
    }


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with path.open("wb") as stream, PackWriter(stream) as writer:
        for name, data in files.items():
            writer.add(name, data)
    return path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return pack(tmp_path / "pack.zip", parts())


def problems(path: Path) -> list[str]:
    return [name for name, _ in verify(str(path)).problems]


def test_a_whole_pack_gives_the_bulletins_code(whole: Path) -> None:
    report = verify(str(whole))
    assert report.problems == []
    with zipfile.ZipFile(whole) as archive:
        assert report.code == short_code(digest(archive.read("passports.json")))
        assert archive.testzip() is None
    assert (report.title, report.figures, report.rows, report.evidence) == ("示例简报", 1, 2, 1)


def test_every_flipped_byte_is_found_and_named(whole: Path, tmp_path: Path) -> None:
    original = whole.read_bytes()
    with zipfile.ZipFile(whole) as archive:
        infos = archive.infolist()
        start_of = {info.filename: info.header_offset for info in infos}
        data = {info.filename: (info.header_offset + 30 + len(info.filename), info.file_size) for info in infos}
        directory = archive.start_dir
    skipped = range(data["verify.py"][0] + 64, sum(data["verify.py"]) - 64)  # its middle is like its ends, and long
    copy = tmp_path / "flipped.zip"
    for position in (each for each in range(len(original)) if each not in skipped or each % 97 == 0):
        flipped = bytearray(original)
        flipped[position] ^= 1 << position % 8
        copy.write_bytes(flipped)
        named = problems(copy)
        assert named, f"byte {position} went unnoticed"
        if position < directory:
            owner = max((name for name in start_of if start_of[name] <= position), key=lambda name: start_of[name])
            assert owner in named, f"byte {position} of {owner} was put down to {named}"


@pytest.mark.parametrize("cut", [1, 22, 60, 400])
def test_a_truncated_pack_is_found(whole: Path, cut: int) -> None:
    whole.write_bytes(whole.read_bytes()[:-cut])
    assert problems(whole) == ["zip"]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all " * 40])
def test_what_is_no_pack_is_not_whole(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert problems(tmp_path / "x.zip") == ["zip"]


@pytest.mark.parametrize(("content", "sentence"), [(b"", "文件是空的"), (b"PK", "文件太短")])
def test_an_empty_and_a_stunted_file_are_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert sentence in verify(tmp_path / "x.zip").problems[0][1]
    shutil.copy(sys.modules["jiafeng.library.packs.verify"].__file__ or "", tmp_path / "mine.py")
    done = run("mine.py", "x.zip", cwd=tmp_path)
    assert (done.returncode, sentence in done.stdout) == (1, True)


def test_the_same_files_in_another_order_are_told(tmp_path: Path) -> None:
    """The directory goes with it, every digest is right, the code is the same: only the bytes are others."""
    files = parts()
    whole = verify(pack(tmp_path / "whole.zip", files))
    assert whole.whole
    rng, names = random.Random(5), list(files)
    for turn in range(20):
        rng.shuffle(names)
        report = verify(pack(tmp_path / "other.zip", {name: files[name] for name in names}))
        assert report.code == whole.code
        assert report.whole == (names == list(files)), f"turn {turn}: {names}"
        assert names == list(files) or report.problems == [("zip", "压缩包中文件的次序被改动：内容相同，字节不同")]


def test_a_file_too_many_is_told_though_the_listing_names_it(tmp_path: Path) -> None:
    assert problems(pack(tmp_path / "more.zip", {**parts(), "notes.txt": b"x"})) == ["notes.txt"]


def test_bytes_before_and_after_are_found(whole: Path) -> None:
    original = whole.read_bytes()
    whole.write_bytes(original + b"x")
    assert problems(whole)
    whole.write_bytes(b"x" + original)
    assert problems(whole)


def test_a_changed_figure_in_a_rebuilt_pack_changes_the_code(whole: Path, tmp_path: Path) -> None:
    forged = parts()
    rows = MANIFEST + b"3,1,\xe5\xbc\xa0*,,cc\r\n"
    passport = {"label": "签名人数", "value": 3, "manifest": {"name": "manifests/1.csv", "rows": 3, "sha256": digest(rows)}}
    kept = json.loads(forged["passports.json"])
    forged |= {"manifests/1.csv": rows, "passports.json": canonical({**kept, "passports": [passport]})}
    report = verify(str(pack(tmp_path / "forged.zip", forged)))
    assert report.whole
    assert report.code != verify(str(whole)).code


@pytest.mark.parametrize("name", RENDITIONS)
def test_a_changed_rendition_in_a_rebuilt_pack_is_not_the_one_that_was_signed(tmp_path: Path, name: str) -> None:
    files = parts()
    seal = json.loads(files["seal.json"])
    seal["files"][name] = digest(b"forged")
    forged = pack(tmp_path / "forged.zip", {**files, name: b"forged"})
    assert problems(forged) == [name]
    resealed = pack(tmp_path / "resealed.zip", {**files, name: b"forged", "seal.json": canonical(seal)})
    assert problems(resealed) == ["seal.json"]


def test_a_rebuilt_seal_with_a_new_key_changes_the_code(whole: Path, tmp_path: Path) -> None:
    other = pack(tmp_path / "other.zip", parts())
    assert verify(str(other)).whole
    assert verify(str(other)).code != verify(str(whole)).code


def test_a_manifest_that_does_not_add_up_is_named(tmp_path: Path) -> None:
    passport = {"label": "签名人数", "value": 100, "manifest": {"name": "manifests/1.csv", "rows": 2, "sha256": digest(MANIFEST)}}
    assert problems(pack(tmp_path / "p.zip", parts(passports=[passport]))) == ["manifests/1.csv"]


def test_evidence_that_nothing_refers_to_is_named(tmp_path: Path) -> None:
    stray = f"evidence/{digest(b'stray')}.png"
    assert problems(pack(tmp_path / "p.zip", {**parts(), stray: b"stray"})) == [stray]


def test_missing_parts_are_named(tmp_path: Path) -> None:
    for name in ("passports.json", "seal.json", "bulletin.pdf", "manifests/1.csv"):
        files = parts()
        del files[name]
        assert name in problems(pack(tmp_path / "p.zip", files))


def test_a_pack_may_leave_its_evidence_at_home(tmp_path: Path) -> None:
    files = {name: data for name, data in parts().items() if not EVIDENCE.match(name)}
    report = verify(str(pack(tmp_path / "p.zip", files)))
    assert report.whole
    assert report.evidence == 0


def test_the_same_contents_are_the_same_bytes(tmp_path: Path) -> None:
    files = parts()
    assert pack(tmp_path / "a.zip", files).read_bytes() == pack(tmp_path / "b.zip", files).read_bytes()


def test_a_pack_beyond_4_gib_is_laid_out_as_others_read_it(tmp_path: Path) -> None:
    """The directory entries and the end of a zip64, on a sparse file that only pretends to be long."""
    far = 5 << 30
    path = tmp_path / "far.zip"
    with path.open("wb") as stream:
        stream.seek(far)
        writer = PackWriter(stream)
        writer.add("a.txt", b"a")
        writer._finish()
    with zipfile.ZipFile(path) as archive:
        assert archive.read("a.txt") == b"a"
        assert archive.infolist()[0].header_offset == far


def test_a_file_of_4_gib_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_LARGEST", 10)
    with pytest.raises(TooLarge):
        PackWriter(io.BytesIO()).add("a.bin", b"12345678901")


def test_evidence_that_changed_on_disk_is_not_packed(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"changed")
    with pytest.raises(WrongEvidence, match=r"photo\.jpg"):
        PackWriter(io.BytesIO()).add_file("evidence/photo.jpg", photo, digest(PHOTO))


@pytest.mark.parametrize("name", ["../up.txt", "/root.txt", "a//b", "名.txt", ""])
def test_a_pack_takes_only_plain_names(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        PackWriter(io.BytesIO()).add(name, b"")


def test_a_one_time_key_signs_once() -> None:
    key = OneTimeKey()
    key.seal({"a": "b"})
    with pytest.raises(ValueError, match="once"):
        key.seal({"a": "c"})


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """verify.py as an outsider runs it: alone, without site-packages."""
    return subprocess.run([sys.executable, "-I", "-S", *arguments], cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_script_inside_checks_the_zip_and_the_unpacked_folder(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    code = verify(str(whole)).code
    for arguments in (["verify.py"], ["verify.py", str(whole)]):
        done = run(*arguments, cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert code in done.stdout


@pytest.mark.parametrize("name", ["bulletin.pdf", "passports.json", "manifests/1.csv", "seal.json", "MANIFEST.json"])
def test_the_script_names_what_was_altered_in_the_folder(whole: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    shutil.copy(folder / "verify.py", tmp_path / "mine.py")
    path = folder / name
    for position in range(0, path.stat().st_size, 7):
        data = bytearray(path.read_bytes())
        data[position] ^= 4
        path.write_bytes(data)
        assert name in problems(folder), position
        data[position] ^= 4
        path.write_bytes(data)
    path.write_bytes(path.read_bytes() + b" ")
    done = run("mine.py", str(folder), cwd=tmp_path)
    assert done.returncode == 1
    assert name in done.stdout


def test_nothing_to_read_is_said_so(tmp_path: Path, whole: Path) -> None:
    with zipfile.ZipFile(whole) as archive:
        archive.extract("verify.py", tmp_path)
    done = run("verify.py", "missing.zip", cwd=tmp_path)
    assert done.returncode == 2
    assert "missing.zip" in done.stderr


def test_the_script_is_written_for_an_old_python() -> None:
    source = Path(sys.modules["jiafeng.library.packs.verify"].__file__ or "").read_text(encoding="utf-8")
    compile(source, "verify.py", "exec", dont_inherit=True)
    ast.parse(source, feature_version=(3, 9))
