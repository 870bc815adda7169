"""Draws docs/stages/ from the tables of moves in the rooms' stages.py; `--check` only tells whether the drawings are fresh."""

import importlib
import sys
from pathlib import Path

from house import ROOT, dotted, packages

from jiafeng.common.stages import Moves

DRAWINGS = ROOT / "docs" / "stages"


def tables(room: Path) -> list[Moves]:
    """The room's tables of moves, in the order in which its stages.py defines them."""
    module = importlib.import_module(f"{dotted(room)}.stages")
    return [value for value in vars(module).values() if isinstance(value, Moves)]


def drawings() -> dict[Path, str]:
    """Each drawing's path and text."""
    rooms = [package for package in packages() if (package / "stages.py").exists() and package.name != "common"]
    return {DRAWINGS / f"{room.name}.md": "\n".join(table.mermaid() for table in tables(room)) for room in rooms}


def stale(wanted: dict[Path, str]) -> list[str]:
    """The drawings that differ from the code, are missing, or belong to no room any more."""
    kept = set(DRAWINGS.glob("*.md")) - {DRAWINGS / "README.md"}
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted(path.name for path in {*differing, *(kept - wanted.keys())})


def main(arguments: list[str]) -> int:
    wanted = drawings()
    if "--check" in arguments:
        found = stale(wanted)
        print(f"docs/stages/ differs from the code: {', '.join(found)}. Run `make stages`." if found else "docs/stages/ is fresh")
        return 1 if found else 0
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    for name in stale(wanted):
        (DRAWINGS / name).unlink(missing_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    print(f"{len(wanted)} drawings in docs/stages/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
