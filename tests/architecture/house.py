"""The house as its files have it: rooms, floors and source texts, read once for every test here."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import house
from house import ROOT, WINGS

PACKAGE = ROOT / "jiafeng"

# Not rooms: the frame, and libraries without models. They may name their files as they need.
FRAME = {"config", "demo", "common"}
LIBRARIES = {path.name for path in house.packages() if path.parent.name == "library"}


def packages() -> list[str]:
    """The name of every package; no two share one, whatever their wings."""
    return [path.name for path in house.packages()]


@cache
def folder(package: str) -> Path:
    """Where a package lies."""
    return next(path for path in house.packages() if path.name == package)


def rooms() -> list[str]:
    """The packages that hold a part of the programme, and so have a room's anatomy."""
    return [name for name in packages() if name not in FRAME | LIBRARIES]


@cache
def contract(identifier: str) -> dict[str, list[str]]:
    """An import contract, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return next(each for each in project["tool"]["importlinter"]["contracts"] if each["id"] == identifier)


@cache
def floors() -> list[set[str]]:
    """The floors from the ground up, with the rooms still to be built."""
    layers = [layer for wing in contract("house")["layers"] for layer in (contract(wing)["layers"] if wing in WINGS else [wing])]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in reversed(layers)]


def floor_of(package: str) -> int:
    """How high a package stands: 0 is the ground."""
    return next(height for height, names in enumerate(floors()) if package in names)


def sources(*names: str) -> Iterator[Path]:
    """The Python files of these packages, migrations aside."""
    for name in names:
        for path in sorted(folder(name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def layer_of(path: Path) -> str:
    """The part of a room's anatomy that a file belongs to: `views` for views.py and for views/list.py alike."""
    package = next(parent for parent in path.parents if parent in house.packages())
    return path.relative_to(package).parts[0].removesuffix(".py")


def called(node: ast.Call) -> str:
    """The dotted name that a call names, as far as it is one: `timezone.now`, `?.save` for a call on an expression."""
    parts: list[str] = []
    at: ast.expr = node.func
    while isinstance(at, ast.Attribute):
        parts.insert(0, at.attr)
        at = at.value
    return ".".join([at.id if isinstance(at, ast.Name) else "?", *parts])


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where something is, as an editor can open it."""
    line = f":{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else ""
    return f"{path.relative_to(ROOT)}{line}"
