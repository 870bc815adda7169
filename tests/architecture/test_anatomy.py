"""Nothing lies in a room but what a room is made of."""

import pytest

from tests.architecture.house import LIBRARIES, ROOT, contract, folder, packages, place, rooms, sources

LAYERS = {name.strip(" ()") for layer in contract("anatomy")["layers"] for name in layer.split("|")}
BESIDES = {"README.md", "__init__.py", "apps.py", "migrations", "templates", "locale", "templatetags", "static"}

# What a framework insists on, or what rooms above plug into; one reason each.
DEPARTURES: dict[str, str] = {
    "people/holdings.py": "where rooms above say how their rows of one person are joined and blanked, for the same reason",
    "people/withdrawals.py": "where rooms above say what a withdrawn consent takes back; apps.py of any room may import it while models load",
}

# A file is split by noun when it passes 400 lines; these are longer for the reason given.
LONG: dict[str, str] = {
    "jiafeng/library/packs/verify.py": "travels inside every pack as the one file that checks it",
}


@pytest.mark.parametrize("room", rooms())
def test_a_room_holds_only_a_rooms_parts(room: str) -> None:
    allowed = LAYERS | {f"{layer}.py" for layer in LAYERS} | BESIDES
    strays = [path.name for path in sorted(folder(room).iterdir()) if path.name not in allowed | {"__pycache__"}]
    assert [name for name in strays if f"{room}/{name}" not in DEPARTURES] == []


@pytest.mark.parametrize("room", rooms())
def test_a_room_says_what_it_is_for(room: str) -> None:
    lines = (folder(room) / "README.md").read_text(encoding="utf-8").splitlines()
    assert 3 <= len(lines) <= 15


def test_every_departure_is_still_one() -> None:
    assert [name for name in DEPARTURES if not (folder(name.partition("/")[0]) / name.partition("/")[2]).exists()] == []


@pytest.mark.parametrize("library", sorted(LIBRARIES & set(packages())))
def test_a_library_knows_no_model(library: str) -> None:
    guilty = [place(path) for path in sources(library) if "django.db" in path.read_text(encoding="utf-8")]
    assert not guilty


def test_no_file_is_too_long_to_read() -> None:
    long = {place(path) for path in sources(*packages()) if len(path.read_text(encoding="utf-8").splitlines()) > 400}
    assert sorted(long - LONG.keys()) == []
    assert sorted(LONG.keys() - long) == []


def test_no_file_says_where_it_was_written() -> None:
    """No path of somebody's machine and no package registry has a place in the repository."""
    words = ["/" + "root/", "/" + "home/", "py" + "pi.org", "npm" + "js.org", "npm" + "js.com", "files.python" + "hosted"]
    texts = [path for pattern in ("*.py", "*.md", "*.toml", "*.sh", "*.html", "*.yaml") for path in ROOT.rglob(pattern)]
    ours = [path for path in texts if not {".venv", "node_modules", "vendor", ".cache"} & set(path.relative_to(ROOT).parts)]
    assert [f"{place(path)}: {word}" for path in ours for word in words if word in path.read_text(encoding="utf-8")] == []


def test_every_drawing_can_be_drawn() -> None:
    """Mermaid ends a label at a colon or semicolon, and then draws nothing at all."""
    lines = [line for path in (ROOT / "docs" / "stages").glob("*.md") for line in path.read_text(encoding="utf-8").splitlines()]
    labels = [line.partition(": ")[2] for line in lines if "-->" in line]
    assert len(labels) > 20
    assert [label for label in labels if {";", ":"} & set(label)] == []
