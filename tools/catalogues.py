"""The rooms' message catalogues: `compile` makes every .mo, `check` refuses a string that is not said in Chinese.

Needs Babel, and for `check` gettext's own xgettext through Django's makemessages.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from house import ROOT, packages

LOCALE = "zh_Hans"


def sources(root: Path = ROOT) -> list[Path]:
    """Every catalogue in the package."""
    return sorted(root.glob("jiafeng/**/LC_MESSAGES/*.po"))


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo beside each .po and return their paths; a file that is already newer than its source is left alone."""
    made = []
    for source in sources(root):
        target = source.with_suffix(".mo")
        made.append(target)
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=LOCALE, abort_invalid=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as writable:
            write_mo(writable, catalogue)
        part.replace(target)
    return made


def unsaid(catalogue: Catalog) -> Iterator[str]:
    """The msgids of a catalogue that a reader would meet in English: without a translation, or with an unsure one."""
    for message in catalogue:
        if not message.id:
            continue
        said = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(said):
            yield message.id if isinstance(message.id, str) else message.id[0]


def extract(room: Path, scratch: Path) -> Catalog:
    """The catalogue as the room's code asks for it today, taken from a copy so that the repository stays as it is."""
    copy = scratch / room.name
    shutil.copytree(room, copy, ignore=shutil.ignore_patterns("static", "fonts", "*.mo", "__pycache__", "data"))
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", LOCALE, "--no-location", "--no-obsolete"]
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True, text=True)
    made = copy / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
    if not made.exists():
        return Catalog(locale=LOCALE)
    with made.open("rb") as readable:
        return read_po(readable, locale=LOCALE)


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def hidden(source: str) -> Iterator[int]:
    """The lines of a module that ask for a string inside an f-string, where xgettext does not look: it would never reach a catalogue."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in GETTEXT:
                    yield inner.lineno


def complaints(root: Path = ROOT) -> list[str]:
    """One line for each string that lacks its Chinese, anywhere in the package."""
    found = []
    for source in sources(root):
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=LOCALE)
        found += [f"{source.relative_to(root)}: not said in Chinese: {msgid!r}" for msgid in unsaid(catalogue)]
        found += [f"{source.relative_to(root)}: {fault}: {message.id!r}" for message, faults in catalogue.check() for fault in faults]
    for module in sorted(root.glob("jiafeng/**/*.py")):
        found += [
            f"{module.relative_to(root)}:{line}: asked for inside an f-string, where no catalogue finds it"
            for line in hidden(module.read_text(encoding="utf-8"))
        ]
    with tempfile.TemporaryDirectory() as scratch:
        # The shells and components are no package, but have words of their own.
        for room in [*packages(root), *root.glob("jiafeng/templates")]:
            asked = extract(room, Path(scratch))
            kept = room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
            known: set[object] = set()
            if kept.exists():
                with kept.open("rb") as readable:
                    known = {message.id for message in read_po(readable, locale=LOCALE)}
            found += [
                f"{room.relative_to(root)}: missing from its catalogue: {message.id!r}"
                for message in asked
                if message.id and message.id not in known
            ]
    return found


def main(task: str) -> int:
    if task == "compile":
        print(f"{len(compile_all())} catalogues compiled")
        return 0
    found = complaints()
    print("\n".join(found) or f"{len(sources())} catalogues, every string said in Chinese")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
