"""What every page and style sheet must keep: a strict content policy, old browsers, and words that can be translated."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import FRAME, LIBRARIES, PACKAGE, packages, place, sources

# Files that leave the house and are opened alone, without our style sheets beside them.
STANDALONE: dict[str, str] = {
    "jiafeng/reporting/bulletins/templates/bulletins/standalone.html": "the bulletin inside its archive pack, opened from a disk",
}

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "somebody else's address": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}
# Chromium 86 and the X5 kernel 89 do not know these; a rule that uses one is dropped whole.
TOO_NEW = re.compile(
    r":is\(|:has\(|:where\(|@layer|@container|color-mix\(|aspect-ratio\s*:|(?<![\w-])inset\s*:|\d(?:dvh|svh|lvh)\b|"
    r"(?:^|[{};])\s*&|accent-color|oklch\(|@property|text-wrap\s*:|scrollbar-gutter"
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
# Chinese in code that is data, not words on a page: one reason each.
DATA: dict[str, str] = {
    "jiafeng/programme/awards/views/nominations.py": "how units head the columns of the nominations that they send in",
    "jiafeng/programme/pictures/policies.py": "what telephones and offices call pictures, which tells nobody what is on them",
    "jiafeng/programme/plans/queries.py": "how offices head the columns of a plan that they keep in a workbook",
    "jiafeng/programme/events/actions/seating.py": "how people write a row of seats from one number to another",
    "jiafeng/programme/letters/actions/matching.py": "how offices head the columns of a list of messages, and how telephones name their photographs",
    "jiafeng/ground/people/actions/erasing.py": "what stands in the database in the place of a name that was erased, whatever language a page speaks",
    "jiafeng/ground/people/views/rosters.py": "the choices in the cells of the template that offices fill in",
    "jiafeng/ground/people/actions/names.py": "surnames that are read otherwise than their character usually is",
    "jiafeng/ground/people/actions/columns.py": "how offices head the columns of their lists, and what they write below",
    "jiafeng/ground/accounts/actions/founding.py": "what a new county is called until its administrator says otherwise; it is content of that county, kept in the database",
}


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.html") if "node_modules" not in path.parts)


def style_sheets() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.css") if "vendor" not in path.parts)


def without_comments(text: str) -> str:
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", "", text, flags=re.DOTALL)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what: str) -> None:
    found = [
        place(path)
        for path in templates()
        if place(path) not in STANDALONE and INLINE[what].search(without_comments(path.read_text("utf-8")))
    ]
    assert found == []


def test_there_are_pages_to_look_at() -> None:
    assert len(templates()) > 20
    assert style_sheets()


def test_style_sheets_use_only_what_old_browsers_know() -> None:
    found = [
        f"{place(path)}: {hit.group().strip()}"
        for path in style_sheets()
        for hit in TOO_NEW.finditer(without_comments(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_words_on_pages_are_in_the_catalogues() -> None:
    pages = [path for path in templates() if CHINESE.search(without_comments(path.read_text(encoding="utf-8")))]
    code = [
        path
        for path in sources(*(set(packages()) - LIBRARIES - FRAME))
        if any(CHINESE.search(text) for text in strings(path.read_text(encoding="utf-8")))
    ]
    assert [place(path) for path in (*pages, *code) if place(path) not in DATA] == []


def strings(source: str) -> list[str]:
    """The string constants of a file that a reader could meet untranslated: docstrings aside, and what gettext is asked for."""
    module = ast.parse(source)
    harmless = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            harmless |= {id(given) for given in node.args}
    constants = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in constants if id(node) not in harmless]
