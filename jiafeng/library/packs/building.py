"""Writing a pack: one pass over every file, the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from jiafeng.library.packs import verify

_CHUNK = 1 << 20
_LARGEST = 0xFFFFFFFE


class TooLarge(ValueError):
    """A single file of 4 GiB or more."""


class WrongEvidence(ValueError):
    """A file on disk is not the one that was recorded; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PackWriter:
    """`with PackWriter(stream) as pack: pack.add(...)`; leaving the block writes verify.py, MANIFEST.json and the zip's directory.

    stream: binary, writable and seekable. Nothing is compressed, so that a byte of the zip is a byte of a file or of a header that has
    one right value; photos and PDFs would not get smaller anyway.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._entries: list[verify.Entry] = []
        self._files: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._finish()

    def add(self, name: str, data: bytes) -> None:
        """Add a small file."""
        self._write(name, io.BytesIO(data), None)

    def add_file(self, name: str, path: Path, sha256: str | None = None) -> None:
        """Add a file from disk, streamed. Where its SHA-256 is known and the file no longer has it, raises WrongEvidence."""
        with path.open("rb") as source:
            self._write(name, source, sha256)

    def _write(self, name: str, source: IO[bytes], expected: str | None) -> None:
        if name in self._files or not verify.NAME.match(name):
            raise ValueError(f"a pack holds each file once, under a plain name: {name}")
        offset = self._stream.tell()
        self._stream.write(verify.local_header(name, 0, 0))
        sha256, crc, size = hashlib.sha256(), 0, 0
        while chunk := source.read(_CHUNK):
            self._stream.write(chunk)
            sha256.update(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
        if size > _LARGEST:
            raise TooLarge(name)
        if expected is not None and sha256.hexdigest() != expected:
            raise WrongEvidence(name)
        end = self._stream.tell()
        self._stream.seek(offset)
        self._stream.write(verify.local_header(name, crc, size))
        self._stream.seek(end)
        self._entries.append(verify.Entry(name, crc, size, offset))
        self._files[name] = {"size": size, "sha256": sha256.hexdigest()}

    def _finish(self) -> None:
        self.add_file(verify.SCRIPT, Path(verify.__file__))
        listing: dict[str, Any] = {"files": dict(self._files)}
        listing["sha256"] = verify.digest(verify.canonical(listing))
        self.add(verify.LISTING, verify.canonical(listing))
        start = self._stream.tell()
        for entry in self._entries:
            self._stream.write(verify.central_header(entry))
        size = self._stream.tell() - start
        self._stream.write(verify.ending(len(self._entries), size, start))
