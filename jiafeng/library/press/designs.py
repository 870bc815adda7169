"""Designs of desk cards: each a folder with `design.toml`, a Typst template `card.typ`, its artwork as SVG and a `preview.png`.

Six come with the project. Others are handed over as a zip, which is foreign: it is unpacked and read in the sandbox, may hold nothing but
these kinds of file, and its template is set in a process of its own that sees no file but the design's (`cards.compiled`).
"""

from __future__ import annotations

import base64
import re
import tomllib
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # nosec B405 # without a DOCTYPE there are no entities to expand; see _look_into_drawing

from jiafeng.common.archives import check_zip
from jiafeng.common.sandbox import Rejected, SandboxKilled, run
from jiafeng.library.press.faces import Face

BUILT_IN = Path(__file__).parent / "templates" / "cards"
DESCRIPTION, TEMPLATE, PREVIEW = "design.toml", "card.typ", "preview.png"
ORIENTATIONS = ("horizontal", "vertical")
FIELDS = ("name", "unit", "message", "picture", "code", "serial")
FACE_OF = {"name": Face.TITLE, "unit": Face.SONG, "message": Face.KAI, "serial": Face.HEI}
"""The face that sets a field where the design names none."""


class BadDesign(ValueError):
    """The folder is no design. `code` and `params` as `jiafeng.library.press.sentences.design_sentence` words them."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Design:
    """A design, read whole: `files` are what its template may see. `least` and `most` bound a face in mm; `trusted` came with the project."""

    key: str
    name_zh: str
    name_en: str
    orientations: tuple[str, ...]
    forms: tuple[str, ...]
    least: tuple[float, float]
    most: tuple[float, float]
    fields: tuple[str, ...]
    faces: dict[str, Face]
    files: dict[str, bytes] = field(repr=False)
    trusted: bool = False

    def suits(self, width: float, height: float) -> bool:
        """Whether a face of this size (mm) lies within the design's bounds."""
        return self.least[0] <= width <= self.most[0] and self.least[1] <= height <= self.most[1]


def load(source: str | Path) -> Design:
    """The design in a folder, or the built-in one of that name (`names`). Raises BadDesign."""
    if isinstance(source, str) and source in names():
        return _built_in(source)
    folder = Path(source)
    files = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            files[path.name] = path.read_bytes()
    return describe(folder.name, files)


@cache
def names() -> tuple[str, ...]:
    """The designs that come with the project, in the order in which they are offered."""
    order = {"lotus": 0, "bamboo": 1, "plum": 2, "landscape": 3, "seal": 4, "children": 5}
    found = [path.parent.name for path in BUILT_IN.glob(f"*/{DESCRIPTION}")]
    return tuple(sorted(found, key=lambda name: (order.get(name, len(order)), name)))


@cache
def _built_in(name: str) -> Design:
    folder = BUILT_IN / name
    return describe(name, {path.name: path.read_bytes() for path in sorted(folder.iterdir())}, trusted=True)


def describe(key: str, files: dict[str, bytes], *, trusted: bool = False) -> Design:
    """The design that these files make, from its `design.toml`. Raises BadDesign where something is missing or said wrongly."""
    for needed in (DESCRIPTION, TEMPLATE):
        if needed not in files:
            raise BadDesign("file_missing", file=needed)
    try:
        told = tomllib.loads(files[DESCRIPTION].decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDesign("description_unreadable", detail=str(error)[:200]) from None
    size = _table(told, "size")
    faces = dict(FACE_OF)
    for name, face in _table(told, "faces").items():
        if name not in faces or face not in set(Face):
            raise BadDesign("description_wrong", place=f"faces.{name}")
        faces[name] = Face(face)
    return Design(
        key=key,
        name_zh=_words(told, "name_zh"),
        name_en=_words(told, "name_en"),
        orientations=_choices(told, "orientations", ORIENTATIONS),
        forms=_choices(told, "forms", ("tent", "triangle", "flat")),
        least=_pair(size, "least", (80.0, 45.0)),
        most=_pair(size, "most", (420.0, 297.0)),
        fields=_choices(told, "fields", FIELDS),
        faces=faces,
        files={name: content for name, content in files.items() if name.endswith((".typ", ".svg", ".toml"))},
        trusted=trusted,
    )


def _table(told: dict[str, Any], key: str) -> dict[str, Any]:
    table = told.get(key, {})
    if not isinstance(table, dict):
        raise BadDesign("description_wrong", place=key)
    return table


def _words(told: dict[str, Any], key: str) -> str:
    words = told.get(key)
    if not isinstance(words, str) or not 0 < len(words.strip()) <= 40:
        raise BadDesign("description_wrong", place=key)
    return words.strip()


def _choices(told: dict[str, Any], key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    chosen = told.get(key, list(allowed))
    if not isinstance(chosen, list) or not chosen or any(each not in allowed for each in chosen):
        raise BadDesign("description_wrong", place=key)
    return tuple(each for each in chosen if isinstance(each, str))


def _pair(size: dict[str, Any], key: str, default: tuple[float, float]) -> tuple[float, float]:
    pair = size.get(key, list(default))
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(side, (int, float)) and 20 <= side <= 1000 for side in pair):
        raise BadDesign("description_wrong", place=f"size.{key}")
    return float(pair[0]), float(pair[1])


MAX_FILES = 40
MAX_FILE, MAX_ALL = 3 << 20, 12 << 20  # bytes; our own largest drawing has 0.3 MB
MAX_NODES = 60_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}\.(?:svg|png|toml|typ)")
_DRAWN = set(
    "svg g defs path rect circle ellipse line polyline polygon lineargradient radialgradient stop clippath mask use symbol title desc metadata".split()
)
_ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!#)|@import|javascript:|expression\(|data:", re.IGNORECASE)
_REACHES_OUT = re.compile(rb"[\"']\s*@|\beval\s*\(|\bplugin\s*\(|\bread\s*\(")


def read_zip(path: Path, key: str) -> Design:
    """The design in a zip from outside, its files looked at one by one in the sandbox; its template has not been run (`cards.try_design`).

    Raises BadDesign: "corrupt", "encrypted", "bomb", "too_many_files" limit, "file_too_large" file, "file_not_allowed" file,
    "file_missing" file, "drawing_unreadable" file, "drawing_not_plain" file detail, "template_reaches_out" file, "description_unreadable"
    detail, "description_wrong" place.
    """
    try:
        told = run("jiafeng.library.press.designs:unpack", memory_mb=600, cpu_seconds=20, path=str(path.resolve()))
    except Rejected as rejected:
        raise BadDesign(rejected.code, **rejected.params) from None
    except SandboxKilled:
        raise BadDesign("bomb") from None
    return describe(key, {name: base64.b64decode(content) for name, content in told.items()})


def save(design: Design, folder: Path, preview: bytes) -> None:
    """Write the design into `folder`, from which `load` reads it again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**design.files, PREVIEW: preview}.items():
        (folder / name).write_bytes(content)


def unpack(path: str) -> dict[str, str]:
    """The sandbox's side of `read_zip`: the files by name, in base64."""
    check_zip(Path(path))
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")]
        if len(entries) > MAX_FILES:
            raise Rejected("too_many_files", limit=MAX_FILES)
        if sum(entry.file_size for entry in entries) > MAX_ALL:
            raise Rejected("bomb")
        tops = {entry.filename.split("/")[0] for entry in entries}
        inside = f"{next(iter(tops))}/" if len(tops) == 1 and all("/" in entry.filename for entry in entries) else ""
        for entry in entries:
            name = entry.filename.removeprefix(inside)
            if not _NAME.fullmatch(name) or name in found:
                raise Rejected("file_not_allowed", file=entry.filename[:80])
            if entry.file_size > MAX_FILE:
                raise Rejected("file_too_large", file=name)
            with archive.open(entry) as opened:
                content = opened.read(MAX_FILE + 1)
            if len(content) > MAX_FILE:
                raise Rejected("file_too_large", file=name)
            _look_into(name, content)
            found[name] = content
    found.pop(PREVIEW, None)  # we make our own, which shows what is printed
    return {name: base64.b64encode(content).decode() for name, content in found.items()}


def _look_into(name: str, content: bytes) -> None:
    if name.endswith(".svg"):
        _look_into_drawing(name, content)
    elif name.endswith(".typ") and (name != TEMPLATE or _REACHES_OUT.search(content)):
        raise Rejected("template_reaches_out", file=name)
    elif name.endswith(".toml") and name != DESCRIPTION:
        raise Rejected("file_not_allowed", file=name)


def _look_into_drawing(name: str, content: bytes) -> None:
    """Paths, shapes and gradients, and nothing that fetches, runs or writes."""
    lowered = content.lower()
    if b"<!doctype" in lowered or b"<!entity" in lowered or b"<?xml-stylesheet" in lowered:
        raise Rejected("drawing_not_plain", file=name, detail="DOCTYPE")
    try:
        root = ElementTree.fromstring(content)  # nosec B314 # in the sandbox, and DOCTYPE was refused above
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise Rejected("drawing_unreadable", file=name) from None
    for count, node in enumerate(root.iter()):
        tag = str(node.tag).rpartition("}")[2].lower()
        if tag not in _DRAWN or count > MAX_NODES:
            raise Rejected("drawing_not_plain", file=name, detail=tag[:40])
        for attribute, value in node.attrib.items():
            label = attribute.rpartition("}")[2].lower()
            refers = label == "href" and not value.strip().startswith("#")
            if label.startswith("on") or refers or _ELSEWHERE.search(value):
                raise Rejected("drawing_not_plain", file=name, detail=label[:40])
