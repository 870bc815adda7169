"""Many PDFs into one, each different thing once: the fonts and artwork that every part repeats are kept a single time.

pikepdf reads the parts. It does not write the whole, because it holds in memory whatever it copies, and ten thousand pictures would not
fit: objects go to the file as they are taken, and what stays behind is where each begins and a digest of it.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from pikepdf import AccessMode, Dictionary, Object, Pdf, Stream

HEAD = b"%PDF-1.7\n%\xe5\xae\xb6\xe9\xa3\x8e\n"
"""The second line has bytes beyond ASCII, as ISO 19005-2, 6.1.2, asks."""


# A literal string, in which nothing is a reference (ISO 32000-1, 7.3.4.2), or a reference (7.3.10); and a stream's length.
_STRING, _REFERENCE, _LENGTH = rb"\((?:[^()\\]|\\.)*\)", rb"\b(\d+) (\d+) R\b", rb"/Length \d+(?: \d+ R)?(?= )"
_TOKENS = re.compile(_STRING + b"|" + _REFERENCE, re.DOTALL)
_STREAM_TOKENS = re.compile(_STRING + b"|" + _LENGTH + b"|" + _REFERENCE, re.DOTALL)


class Collector:
    """Writes what is taken to `target`, a file opened for writing. What is equal by content becomes one object.

    Parts of the result are named by `bytes`: PDF syntax, usually a reference. In what is handed over, `bytes` stand as they are and
    Python's own values become the PDF's; text is the name it spells ("/Form").
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._at = 0
        self._offsets: list[int] = []
        self._digest = hashlib.blake2b(digest_size=16)
        self._kept: dict[bytes, bytes] = {}
        self._source: Pdf | None = None
        self._seen: dict[tuple[int, int], bytes] = {}
        self._catalog: dict[str, Any] = {}
        self._info: dict[str, Any] | None = None
        self._pages: list[bytes] = []
        self._write(HEAD)
        self._tree = self._reserve()

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, *_: object) -> None:
        if self._source is not None:
            self._source.close()

    def open(self, source: Path | bytes) -> Pdf:
        """The PDF to take from until the next is opened. The first one's archival marks (PDF/A metadata, output intent) become the result's."""
        if self._source is not None:
            self._source.close()
        opened = Pdf.open(io.BytesIO(source)) if isinstance(source, bytes) else Pdf.open(source, access_mode=AccessMode.stream)
        self._source, self._seen = opened, {}
        if self._info is None:
            self._catalog = {key: self.take(opened.Root[key]) for key in ("/Lang", "/Metadata", "/OutputIntents") if key in opened.Root}
            self._info = {key: self.take(value) for key, value in opened.docinfo.items()}
        return opened

    def form(self, page: Any, filled: Mapping[str, bytes] | None = None) -> bytes:
        """The page's marks as one form XObject, its origin in the lower left corner of the page; `filled` stand for its own XObjects of those names."""
        page.contents_coalesce()
        contents = page.obj.Contents
        left, bottom, right, top = (float(side) for side in page.mediabox)
        entries = {
            "/Type": "/XObject",
            "/Subtype": "/Form",
            "/BBox": [left, bottom, right, top],
            "/Resources": self._resources(page.obj.get("/Resources", Dictionary()), filled or {}),
        }
        if (left, bottom) != (0, 0):
            entries["/Matrix"] = [1, 0, 0, 1, -left, -bottom]
        if "/Filter" in contents:
            entries["/Filter"] = self.take(contents.Filter)
        return self.stream(contents.read_raw_bytes(), entries)

    def _resources(self, resources: Any, filled: Mapping[str, bytes]) -> dict[str, Any]:
        taken: dict[str, Any] = {key: self.take(value) for key, value in resources.items() if key != "/XObject"}
        if "/XObject" in resources:
            taken["/XObject"] = {name: filled[name] if name in filled else self.take(each) for name, each in resources.XObject.items()}
        return taken

    def stream(self, raw: bytes, entries: Mapping[str, Any]) -> bytes:
        """A stream of `raw` bytes, encoded as its /Filter says; the one kept before where it is equal."""
        told = syntax({**entries, "/Length": len(raw)})
        return self._keep(told, raw)

    def add_page(
        self, width: float, height: float, xobjects: Mapping[str, bytes], contents: str, boxes: Mapping[str, Sequence[float]]
    ) -> None:
        """One more page of `width` × `height` points, on which `contents` draws `xobjects`."""
        page = {
            "/Type": "/Page",
            "/Parent": self._tree,
            "/MediaBox": [0, 0, round(width, 4), round(height, 4)],
            **boxes,
            "/Resources": {"/XObject": dict(xobjects)},
            "/Contents": self.stream(contents.encode(), {}),
        }
        number = self._reserve()
        self._put(number, syntax(page))
        self._pages.append(number)

    def finish(self) -> None:
        """Write what makes the objects a document. Nothing can be taken afterwards."""
        self._put(self._tree, syntax({"/Type": "/Pages", "/Count": len(self._pages), "/Kids": self._pages}))
        root, info = self._reserve(), self._reserve()
        self._put(root, syntax({"/Type": "/Catalog", "/Pages": self._tree, **self._catalog}))
        self._put(info, syntax(self._info or {}))
        start = self._at
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._offsets) + 1) + rows)
        name = b"<%s>" % self._digest.hexdigest().encode()
        trailer = {"/Size": len(self._offsets) + 1, "/Root": root, "/Info": info, "/ID": [name, name]}
        self._write(b"trailer\n" + syntax(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start)

    def take(self, value: Any) -> bytes:
        """`value`, a part of the source opened last, as a part of the result."""
        if not isinstance(value, Object):
            return syntax(value)
        if not value.is_indirect:
            return self._copied(value)
        place = value.objgen
        if place not in self._seen:
            self._seen[place] = self._shared(value)
        return self._seen[place]

    def _copied(self, value: Object, raw: bytes | None = None) -> bytes:
        """The value as qpdf writes it, with our numbers for its references; `raw`, where it is the dictionary of that stream.

        Whole values are written and their references replaced, for to walk through them from Python costs several times as much.
        """

        def placed(found: re.Match[bytes]) -> bytes:
            if found[1] is not None:
                assert self._source is not None, "something is taken from an open source"
                return self.take(self._source.get_object(int(found[1]), int(found[2])))
            return b"/Length %d" % len(raw) if raw is not None and found[0].startswith(b"/Length") else found[0]

        return (_TOKENS if raw is None else _STREAM_TOKENS).sub(placed, value.unparse(resolved=True))

    def _shared(self, value: Object) -> bytes:
        if not isinstance(value, Stream):
            return self._keep(self._copied(value), None)
        raw = value.read_raw_bytes()
        return self._keep(self._copied(value.stream_dict, raw), raw)

    def _keep(self, told: bytes, raw: bytes | None) -> bytes:
        digest = hashlib.blake2b(told, digest_size=20)
        if raw is not None:
            digest.update(raw)
        key = digest.digest()
        if key not in self._kept:
            self._digest.update(key)
            self._kept[key] = self._reserve()
            self._put(self._kept[key], told, raw)
        return self._kept[key]

    def _reserve(self) -> bytes:
        self._offsets.append(0)
        return b"%d 0 R" % len(self._offsets)

    def _put(self, reference: bytes, told: bytes, raw: bytes | None = None) -> None:
        number = int(reference.split()[0])
        self._offsets[number - 1] = self._at
        if raw is None:
            self._write(b"%d 0 obj\n%b\nendobj\n" % (number, told))
        else:
            self._write(b"%d 0 obj\n%b\nstream\n" % (number, told))
            self._write(raw)
            self._write(b"\nendstream\nendobj\n")

    def _write(self, content: bytes) -> None:
        self._target.write(content)
        self._at += len(content)


def syntax(value: Any) -> bytes:
    """A value as it is written in a PDF (ISO 32000-1, 7.3)."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("ascii")
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if value is None:
        return b"null"
    if isinstance(value, (int, Decimal)):
        return b"%s" % format(value, "f" if isinstance(value, Decimal) else "d").encode()
    if isinstance(value, float):
        return (f"{value:.6f}".rstrip("0").rstrip(".") or "0").encode()
    if isinstance(value, Mapping):
        return b"<< " + b" ".join(key.encode("ascii") + b" " + syntax(each) for key, each in value.items()) + b" >>"
    return b"[" + b" ".join(syntax(each) for each in value) + b"]"
