#!/usr/bin/env python3
"""核验档案包 / Check an archive pack: python3 verify.py [PACK.zip | folder]

Runs alone on Python 3.9 or later, without a network and without the software that made the pack. It recomputes every digest, counts
every figure again from its rows, and prints the code to compare with the one printed at the end of the bulletin on paper.
Exit status: 0 whole, 1 altered (each altered part is named), 2 not readable at all.

What vouches for what:
    the printed code    = the first 80 bits of SHA-256(passports.json), so it is a digest of the text, its marks and every passport
    passports.json      names the SHA-256 of every manifest (the rows that a figure counts)
    a manifest          names the SHA-256 of every evidence file of every row
    seal.json           signs the PDF, DOCX and HTML (with pictures: PDF and DOCX with and without them, of which the pack holds one each), which bear the code and so cannot be digested into it: a one-time signature
                        (Winternitz, SHA-256, 4 bits a chain) whose public key stands in passports.json and whose secret was never kept
    MANIFEST.json       lists every file with its size and SHA-256, and its own
    the zip             is written in one way only, its files in one order, so that every byte of it has one right value
Whoever changes anything and rebuilds the pack ends with another code. A pack cannot vouch for the verify.py inside it: against somebody who
rewrote the pack, run a copy you already have, or `jiafeng verify`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import struct
import sys
import zlib
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Dict, Iterator, List, Set, Tuple, Union

LISTING = "MANIFEST.json"
RECORD = "passports.json"
SEAL = "seal.json"
SCRIPT = "verify.py"
RENDITIONS = ("bulletin.docx", "bulletin.html", "bulletin.pdf")
# A bulletin with pictures is sealed twice, with and without them: where somebody took back the consent to be shown, the pack holds the second.
PLAIN = {"bulletin.docx": "bulletin-plain.docx", "bulletin.pdf": "bulletin-plain.pdf"}
EVIDENCE = re.compile(r"evidence/([0-9a-f]{64})(\.[a-z0-9]{1,8})?\Z")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
FORMAT = "jiafeng-bulletin/1"
STRUCTURE = "zip"
_CHUNK = 1 << 20
_SMALL = 1 << 26
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError, StopIteration, struct.error, csv.Error)


# --- canonical text, codes, one-time signature ------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """The one way a JSON value is written here: sorted keys, one space of indent, UTF-8, a line end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def short_code(sha256: str) -> str:
    """The first 80 bits of a digest as 16 signs of Crockford's base 32 (no I, L, O, U) in groups of four: K7QM-2F9D-…"""
    number = int(sha256, 16) >> (256 - 80)
    signs = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def chain(link: bytes, index: int, start: int, end: int) -> bytes:
    """Walk one hash chain of the one-time signature from step `start` to step `end` (0 to 15)."""
    for step in range(start, end):
        link = hashlib.sha256(struct.pack(">BB", index, step) + link).digest()
    return link


def signed_steps(message: bytes) -> List[int]:
    """The 64 half-bytes of a message's digest and 3 of their checksum: how far each of the 67 chains is walked by the signer."""
    steps = [half for byte in hashlib.sha256(message).digest() for half in (byte >> 4, byte & 15)]
    rest = sum(15 - step for step in steps)
    return [*steps, rest >> 8, rest >> 4 & 15, rest & 15]


def key_of(signature: List[str], message: bytes) -> str:
    """The public key that a signature of `message` leads to: it is genuine where this is the key in passports.json."""
    steps = signed_steps(message)
    if len(signature) != len(steps):
        raise ValueError("a signature has 67 links")
    ends = [chain(bytes.fromhex(link), index, step, 15) for index, (link, step) in enumerate(zip(signature, steps))]
    return digest(b"".join(ends))


# --- the one way the zip is written -----------------------------------------------------------------------------------------------

_FULL = 0xFFFFFFFF


@dataclass(frozen=True)
class Entry:
    """One file in the zip; it is stored as it is, so its size is also its length there."""

    name: str
    crc: int
    size: int
    offset: int


def local_header(name: str, crc: int, size: int) -> bytes:
    raw = name.encode("ascii")
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, crc, size, size, len(raw), 0) + raw


def central_header(entry: Entry) -> bytes:
    raw = entry.name.encode("ascii")
    far = entry.offset >= _FULL
    extra = struct.pack("<HHQ", 1, 8, entry.offset) if far else b""
    needs = 45 if far else 20
    fixed = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        *(0x02014B50, 3 << 8 | needs, needs, 0, 0, 0, 33, entry.crc, entry.size, entry.size),
        *(len(raw), len(extra), 0, 0, 0, 0o100644 << 16, min(entry.offset, _FULL)),
    )
    return fixed + raw + extra


def ending(count: int, size: int, offset: int) -> bytes:
    """What follows the directory of `count` entries, `size` bytes long, at `offset`."""
    far = b""
    if offset >= _FULL or size >= _FULL or count >= 0xFFFF:
        far = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
        far += struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    few = min(count, 0xFFFF)
    return far + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, few, few, min(size, _FULL), min(offset, _FULL), 0)


# --- what is found ----------------------------------------------------------------------------------------------------------------


@dataclass
class Report:
    """What the check found. `problems`: (the altered part, one sentence); `code` is "" where passports.json cannot be read."""

    code: str = ""
    sha256: str = ""
    title: str = ""
    issue: str = ""
    files: int = 0
    figures: int = 0
    rows: int = 0
    evidence: int = 0
    problems: List[Tuple[str, str]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.problems

    def text(self) -> str:
        """The report as it is printed."""
        return "\n".join("".join(sign if sign.isprintable() else "\ufffd" for sign in line) for line in self.lines())

    def lines(self) -> List[str]:
        told = [f"{name}：{sentence}" for name, sentence in self.problems]
        if self.title:
            told.append(f"{self.issue} 《{self.title}》")
        told.append(f"文件 {self.files} 个，数据 {self.figures} 项，所计记录 {self.rows} 行，佐证原件 {self.evidence} 份")
        if self.code:
            told.append(f"核验码 code：{self.code}")
            told.append(f"SHA-256: {self.sha256}")
        if self.whole:
            told.append("完好 whole：所有校验值相符。请将核验码与纸质简报文末所印的比对，一致方为原件。")
        else:
            told.append(f"已被改动 altered：{len(self.problems)} 处，见上。")
        return told


class Region(io.RawIOBase):
    """A part of a file, read like a file."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream, self._at, self._end = stream, start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._stream.seek(self._at)
        data = self._stream.read(min(len(buffer), self._end - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


@dataclass
class Seen:
    """A file as it lies in the pack."""

    size: int
    sha256: str
    crc: int


class Pack:
    """The files of a pack, wherever they lie."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.seen: Dict[str, Seen] = {}
        self.told: Set[Tuple[str, str]] = set()

    def tell(self, name: str, sentence: str) -> None:
        if (name, sentence) not in self.told:
            self.told.add((name, sentence))
            self.report.problems.append((name, sentence))

    def open(self, name: str) -> BinaryIO:
        raise NotImplementedError

    def small(self, name: str) -> bytes:
        if self.seen[name].size > _SMALL:
            raise ValueError("too large")
        with self.open(name) as stream:
            return stream.read()

    def look(self, name: str) -> None:
        """Read a file once and note its size and digests."""
        sha256, crc, size = hashlib.sha256(), 0, 0
        with self.open(name) as stream:
            for chunk in iter(lambda: stream.read(_CHUNK), b""):
                sha256.update(chunk)
                crc = zlib.crc32(chunk, crc)
                size += len(chunk)
        self.seen[name] = Seen(size, sha256.hexdigest(), crc)


class Folder(Pack):
    """An unpacked pack."""

    def __init__(self, path: str, report: Report) -> None:
        super().__init__(report)
        self.path = path
        for where, _folders, names in os.walk(path):
            for each in names:
                name = os.path.relpath(os.path.join(where, each), path).replace(os.sep, "/")
                if name.startswith("__pycache__/"):
                    continue
                if os.path.islink(os.path.join(where, each)) or not os.path.isfile(os.path.join(where, each)):
                    self.tell(name, "不是普通文件")  # a link leads out of the pack; a pipe or a device never ends
                    continue
                self.look(name)

    def open(self, name: str) -> BinaryIO:
        return open(os.path.join(self.path, *name.split("/")), "rb")


class Zip(Pack):
    """A pack as it was handed over. Its structure is read here, not by a zip library: a library forgives what must be told."""

    def __init__(self, stream: BinaryIO, report: Report) -> None:
        super().__init__(report)
        self.stream = stream
        self.length = stream.seek(0, os.SEEK_END)
        self.places: Dict[str, Entry] = {}
        at, room = 0, self.length
        for entry in self.directory():
            if entry.offset != at:
                self.tell(entry.name, "在压缩包中的位置被改动")
            head = local_header(entry.name, entry.crc, entry.size)
            if self.bytes_at(entry.offset, len(head)) != head:
                self.tell(entry.name, "压缩包中的文件头被改动")
            at = entry.offset + len(head) + entry.size
            room -= entry.size
            if entry.name in self.places or at > self.length or room < 0:  # files that overlap would be read again and again
                self.tell(entry.name, "在压缩包目录中重复或超出文件末尾")
                continue
            self.places[entry.name] = entry
            self.look(entry.name)
            if self.seen[entry.name].crc != entry.crc:
                self.tell(entry.name, "内容被改动（CRC-32 不符）")
        self.contents_end = at
        if self.directory_start != at:
            self.tell(STRUCTURE, "文件内容与压缩包目录之间多出或缺少字节")

    def bytes_at(self, offset: int, size: int) -> bytes:
        self.stream.seek(offset)
        return self.stream.read(size)

    def directory(self) -> Iterator[Entry]:
        """The entries of the directory at the zip's end; each byte of it that is not as it must be is told."""
        if not self.length:
            raise ValueError("文件是空的（0 字节）：没有保存完整或传输中断，请重新取得档案包")
        if self.length < 22:
            raise ValueError("文件太短，不是档案包，或只剩开头一段，请重新取得档案包")
        tail = self.bytes_at(self.length - 22, 22)
        signature, _, _, _, count, size, offset, _ = struct.unpack("<IHHHHIIH", tail)
        if signature != 0x06054B50:
            raise ValueError("压缩包末尾的记录被改动或缺失")
        if _FULL in (size, offset) or count == 0xFFFF:
            far = self.bytes_at(self.length - 98, 56)
            count, size, offset = struct.unpack("<IQHHIIQQQQ", far)[7:]
        end = ending(count, size, offset)
        if offset + size + len(end) != self.length or self.bytes_at(offset + size, len(end)) != end:
            self.tell(STRUCTURE, "压缩包末尾的记录被改动")
        self.directory_start = offset
        at = offset
        for position in range(1, count + 1):
            fixed = self.bytes_at(at, 46)
            if len(fixed) < 46 or fixed[:4] != b"PK\x01\x02":
                raise ValueError(f"压缩包目录第 {position} 项被改动")
            crc, _, length, named, extra = struct.unpack("<IIIHH", fixed[16:32])
            place = struct.unpack("<I", fixed[42:46])[0]
            raw = self.bytes_at(at + 46, named + extra)
            name = raw[:named].decode("ascii", "backslashreplace")
            if place == _FULL and extra == 12:
                place = struct.unpack("<HHQ", raw[named:])[2]
            if not NAME.match(name):
                raise ValueError(f"压缩包目录第 {position} 项的文件名被改动：{name!r}")
            entry = Entry(name, crc, length, place)
            header = central_header(entry)
            if self.bytes_at(at, len(header)) != header:
                self.tell(name, "压缩包目录中的这一项被改动")
            at += 46 + named + extra
            yield entry
        if at != offset + size:
            self.tell(STRUCTURE, "压缩包目录的长度被改动")

    def open(self, name: str) -> BinaryIO:
        entry = self.places[name]
        start = entry.offset + len(local_header(name, entry.crc, entry.size))
        return io.BufferedReader(Region(self.stream, start, entry.size), _CHUNK)


# --- the checks -------------------------------------------------------------------------------------------------------------------


def check(pack: Pack) -> None:
    """Hold everything in the pack against what vouches for it."""
    _guard(pack, LISTING, check_listing)
    record = _guard(pack, RECORD, check_record)
    if record is not None:
        copies = {found.group(1) for found in map(EVIDENCE.match, pack.seen) if found}
        named: Set[str] = set()
        for passport in record["passports"]:
            _guard(pack, passport["manifest"]["name"], lambda pack, name, p=passport: check_manifest(pack, name, p, copies, named))
        named.update(source["sha256"] for source in record["sources"])
        _guard(pack, "evidence", lambda pack, _: check_evidence(pack, named))
        _guard(pack, SEAL, lambda pack, _: check_seal(pack, record))
        check_order(pack, record)


def _guard(pack: Pack, name: str, step: Any) -> Any:
    """Run one check; whatever keeps it from being read is told as an alteration of `name`."""
    if name not in pack.seen and name != "evidence":
        pack.tell(name, "缺失")
        return None
    try:
        return step(pack, name)
    except _UNREADABLE as error:
        pack.tell(name, f"无法读取，内容被改动（{type(error).__name__}）")
        return None


def check_listing(pack: Pack, name: str) -> None:
    raw = pack.small(name)
    listing = json.loads(raw.decode("utf-8"))
    own = listing.pop("sha256")
    if digest(canonical(listing)) != own or canonical({**listing, "sha256": own}) != raw:
        pack.tell(name, "内容被改动（与其自身的校验值不符）")
    listed = listing["files"]
    for each in sorted(listed.keys() | pack.seen.keys()):
        if each == LISTING:
            continue
        if each not in pack.seen:
            pack.tell(each, "缺失（MANIFEST.json 中列有此文件）")
        elif each not in listed:
            pack.tell(each, "多出（MANIFEST.json 中没有此文件）")
        elif [pack.seen[each].size, pack.seen[each].sha256] != [listed[each]["size"], listed[each]["sha256"]]:
            pack.tell(each, "内容被改动（与 MANIFEST.json 中的校验值不符）")


def check_record(pack: Pack, name: str) -> Dict[str, Any]:
    report, raw = pack.report, pack.small(name)
    report.sha256 = digest(raw)
    report.code = short_code(report.sha256)
    record: Dict[str, Any] = json.loads(raw.decode("utf-8"))
    told = [record["seal_key"], *(source["sha256"] for source in record["sources"])]
    told += [passport["manifest"][key] for passport in record["passports"] for key in ("name", "sha256")]
    counts = [each for passport in record["passports"] for each in (passport["value"], passport["manifest"]["rows"])]
    if record["format"] != FORMAT or not all(isinstance(each, str) for each in told) or not all(isinstance(each, int) for each in counts):
        raise ValueError("not a record of this format")
    report.title = str(record["title"])
    report.issue = f"{record['masthead']} {record['year']} 年第 {record['number']} 期"
    report.figures = len(record["passports"])
    return record


def check_manifest(pack: Pack, name: str, passport: Dict[str, Any], copies: Set[str], named: Set[str]) -> None:
    """The rows are the ones that were frozen, and counting them again gives the figure."""
    if pack.seen[name].sha256 != passport["manifest"]["sha256"]:
        pack.tell(name, "与数据护照中的校验值不符")
    csv.field_size_limit(1 << 30)
    rows = total = 0
    with pack.open(name) as stream:
        lines = csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline=""))
        heads = next(lines)
        amount, evidence = heads.index("amount"), heads.index("evidence_sha256")
        for line in lines:
            rows += 1
            total += int(line[amount])
            named.update(copies.intersection(line[evidence].split()))
    if [rows, total] != [passport["manifest"]["rows"], passport["value"]]:
        pack.tell(name, f"逐行重新计得 {total}（共 {rows} 行），与数据护照所载 {passport['value']} 不符")
    pack.report.rows += rows


def check_evidence(pack: Pack, named: Set[str]) -> None:
    for name, seen in pack.seen.items():
        found = EVIDENCE.match(name)
        if found is None:
            if name.startswith("evidence/"):
                pack.tell(name, "佐证文件名被改动")
            continue
        pack.report.evidence += 1
        if seen.sha256 != found.group(1):
            pack.tell(name, "佐证原件被改动（与其 SHA-256 不符）")
        elif seen.sha256 not in named:
            pack.tell(name, "没有任何记录引用这份佐证")


def check_order(pack: Pack, record: Dict[str, Any]) -> None:
    """A pack holds these files and no others, in this order: another order is other bytes under the same code."""
    manifests = [passport["manifest"]["name"] for passport in record["passports"]]
    evidence = sorted(name for name in pack.seen if name.startswith("evidence/"))
    sealed = [each for name in RENDITIONS for each in (name, PLAIN.get(name)) if each and (each == name or record.get("pictures"))]
    order = [*sealed, RECORD, SEAL, *manifests, *evidence, SCRIPT, LISTING]
    for name in pack.seen:
        if name not in order:
            pack.tell(name, "多出（档案包中不应有此文件）")
    if isinstance(pack, Zip) and [name for name in pack.places if name in order] != [name for name in order if name in pack.places]:
        pack.tell(STRUCTURE, "压缩包中文件的次序被改动：内容相同，字节不同")


def check_seal(pack: Pack, record: Dict[str, Any]) -> None:
    seal = json.loads(pack.small(SEAL).decode("utf-8"))
    files = seal["files"]
    wanted = [*RENDITIONS, *(PLAIN.values() if record.get("pictures") else ())]
    if sorted(files) != sorted(wanted) or key_of(seal["signature"], canonical(files)) != record["seal_key"]:
        pack.tell(SEAL, "签名与核验码所指的公钥不符")
    for name in RENDITIONS:
        present = [each for each in (name, PLAIN.get(name)) if each in pack.seen and each in wanted]
        if not present:
            pack.tell(name, "缺失")
        for each in present:
            if pack.seen[each].sha256 != files.get(each):
                pack.tell(each, "与印发时的签名不符")
        if len(present) > 1:
            pack.tell(present[1], "多出（有图与无图的文件只能有一份）")


def verify(path: Union[str, os.PathLike[str]]) -> Report:
    """Check the pack at `path`, a zip or the folder it was unpacked to. Raises OSError where there is nothing to read."""
    report = Report()
    if os.path.isdir(path):
        pack: Pack = Folder(os.fspath(path), report)
        check(pack)
        report.files = len(pack.seen)
        return report
    with open(path, "rb") as stream:
        try:
            pack = Zip(stream, report)
        except _UNREADABLE as error:
            report.problems.append((STRUCTURE, str(error) or "压缩包结构被改动"))
            return report
        check(pack)
        report.files = len(pack.seen)
    return report


def main(arguments: List[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        report = verify(path)
    except OSError as error:
        print(f"无法读取 {path}：{error}", file=sys.stderr)
        return 2
    print(report.text())
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
