"""Many PDFs into one, each different thing once: the fonts and artwork that every part repeats are kept a single time."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_SCALARS = (bool, int, float, Decimal, str, bytes, type(None))


class Collector:
    """Copies what is taken into `pdf`. What is equal by content becomes one object; large streams are read from their source only when `pdf` is saved.

    The sources stay open until then: save before `close`.
    """

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self._sources: list[Pdf] = []
        self._kept: dict[bytes, Object] = {}
        self._seen: dict[tuple[int, int], Object] = {}

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for source in (*self._sources, self.pdf):
            source.close()

    def open(self, source: Path | bytes) -> Pdf:
        """The PDF to take from until the next is opened. The first one's archival marks (PDF/A metadata, output intent) become the result's."""
        opened = Pdf.open(io.BytesIO(source) if isinstance(source, bytes) else source)
        self._sources.append(opened)
        self._seen = {}
        if len(self._sources) == 1:
            for key in ("/Lang", "/Metadata", "/OutputIntents"):
                if key in opened.Root:
                    self.pdf.Root[key] = self.take(opened.Root[key])
            for key, value in opened.docinfo.items():
                self.pdf.docinfo[key] = self.take(value)
        return opened

    def form(self, page: Any, filled: Mapping[str, Object] | None = None) -> Object:
        """The page's marks as one form XObject, its origin in the lower left corner of the page; `filled` stand for its own XObjects of those names."""
        page.contents_coalesce()
        contents = page.obj.Contents
        left, bottom, right, top = (float(side) for side in page.mediabox)
        entries = {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([left, bottom, right, top]),
            "/Resources": self._resources(page.obj.get("/Resources", Dictionary()), filled or {}),
        }
        if (left, bottom) != (0, 0):
            entries["/Matrix"] = Array([1, 0, 0, 1, -left, -bottom])
        if "/Filter" in contents:
            entries["/Filter"] = self.take(contents.Filter)
        return self.stream(contents.read_raw_bytes(), entries)

    def _resources(self, resources: Any, filled: Mapping[str, Object]) -> Dictionary:
        taken = {key: self.take(value) for key, value in resources.items() if key != "/XObject"}
        if "/XObject" in resources:
            taken["/XObject"] = Dictionary(
                {name: filled[name] if name in filled else self.take(each) for name, each in resources.XObject.items()}
            )
        return Dictionary(taken)

    def stream(self, raw: bytes, entries: dict[str, Any]) -> Object:
        """A stream of `raw` bytes, encoded as its /Filter says; the one kept before where it is equal."""
        dictionary = Dictionary(entries)
        key = _key(dictionary, raw)
        if key not in self._kept:
            self._kept[key] = self.pdf.make_indirect(Stream(self.pdf, raw, dictionary))
        return self._kept[key]

    def take(self, value: Any) -> Any:
        """`value`, a part of the source opened last, as a part of the result."""
        if isinstance(value, (Name, *_SCALARS)) or not isinstance(value, Object):
            return value
        if not value.is_indirect:
            return self._copied(value)
        place = value.objgen
        if place not in self._seen:
            self._seen[place] = self._shared(value)
        return self._seen[place]

    def _copied(self, value: Object) -> Object:
        if isinstance(value, Array):
            return Array([self.take(each) for each in value.as_list()])
        if isinstance(value, Dictionary):
            return Dictionary({key: self.take(each) for key, each in value.items()})
        return value  # a string, which pikepdf copies when it is put in its place

    def _shared(self, value: Object) -> Object:
        if not isinstance(value, Stream):
            copied = self._copied(value)
            key = _key(copied, b"")
            if key not in self._kept:
                self._kept[key] = self.pdf.make_indirect(copied)
            return self._kept[key]
        entries = {key: self.take(each) for key, each in value.stream_dict.items() if key != "/Length"}
        raw = value.read_raw_bytes()
        key = _key(Dictionary(entries), raw)
        if key not in self._kept:
            # A stream that names no other object need not pass through memory: ten thousand pictures would not fit.
            leaf = b" R" not in value.stream_dict.unparse()
            self._kept[key] = self.pdf.copy_foreign(value) if leaf else self.stream(raw, entries)
        return self._kept[key]


def _key(dictionary: Object, raw: bytes) -> bytes:
    return hashlib.blake2b(dictionary.unparse(), digest_size=20).digest() + hashlib.blake2b(raw, digest_size=20).digest()
