"""What a noun costs: `plans.Plan`, with a list, adding, editing, a move and a figure, as docs/room.md walks through it, stays small."""

import ast
import re

import pytest

from tests.architecture.house import ROOT

LIMIT = 210
PLANS = ROOT / "jiafeng" / "programme" / "plans"
# The tests' map of pages, wherever it lies.
PAGES = next(
    path
    for path in sorted(ROOT.glob("tests/**/*.py"))
    if '"plans:new_plan": Page(' in path.read_text("utf-8") and path.name != "test_room.py"
)
# What is the plan's in each file of the room; the rest is that of lines, deployments and receipts.
NOUN = {
    "stages.py": ("PlanStage", "PLAN_MOVES"),
    "models.py": ("PlanQuerySet", "Plan"),
    "policies.py": ("may_write_plan", "may_edit_plan", "may_issue", "sees_plans"),
    "figures.py": ("_lines", "_LINE_COLUMNS", "LINES"),
    "queries.py": ("facts_of_plan", "plans_for"),
    "actions.py": ("create_plan", "edit_plan", "issue_plan"),
    "forms.py": ("PlanForm", "EditPlanForm"),
    "lists.py": ("PLANS",),
    "views/parts.py": ("plan_of",),
    "views/plans.py": ("plans", "new_plan", "plan", "edit_plan", "issue_plan"),
}
# In urls.py, apps.py and the tests' map of pages a line is the plan's unless it names what belongs to the others.
OTHERS = re.compile(r"line|receipt|close_plan|copy_plan|group|deploy|sent|\bdue\b|\bsearch\b|queries")


def names_of(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    return {target.id for target in node.targets if isinstance(target, ast.Name)} if isinstance(node, ast.Assign) else set()


def definitions(name: str) -> dict[str, list[str]]:
    """The lines of each of the plan's definitions in a file, decorators with them."""
    source = (PLANS / name).read_text(encoding="utf-8")
    found = {}
    for node in ast.parse(source).body:
        for defined in names_of(node) & set(NOUN[name]):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            found[defined] = source.splitlines()[first - 1 : node.end_lineno]
    return found


def own_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not OTHERS.search(line)]


def counted() -> dict[str, int]:
    """Lines by file: whole definitions; of the two lists of names, the plan's own lines. Imports stand once for all nouns of a room."""
    found = {name: sum(map(len, definitions(name).values())) for name in NOUN}
    for name in ("urls.py", "apps.py"):
        text = (PLANS / name).read_text(encoding="utf-8")
        found[name] = len([line for line in own_lines(text) if not line.startswith(("from", "import", '"""'))])
    found["the tests' map"] = sum('"plans:' in line for line in own_lines(PAGES.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("name", NOUN)
def test_every_part_of_the_noun_is_where_the_walk_says(name: str) -> None:
    assert set(definitions(name)) == set(NOUN[name])


def test_a_noun_costs_at_most_two_hundred_and_ten_lines() -> None:
    assert sum(counted().values()) <= LIMIT, counted()


@pytest.mark.parametrize("name", NOUN)
def test_the_walk_shows_the_code_as_it_is(name: str) -> None:
    walk = (ROOT / "docs" / "room.md").read_text(encoding="utf-8")
    assert [defined for defined, lines in definitions(name).items() if "\n".join(lines) not in walk] == []


def test_the_walk_says_what_it_counts() -> None:
    assert f"**{sum(counted().values())} lines**" in (ROOT / "docs" / "room.md").read_text(encoding="utf-8")
