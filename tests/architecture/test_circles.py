"""No module leads back to itself: neither by what it imports when it is loaded, nor by what a function imports when it is called."""

import ast
from collections.abc import Iterator

from tests.architecture.house import PACKAGE, place, tree

# Modules that lead back to themselves, one reason each.
CIRCLES: dict[frozenset[str], str] = {}

MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "migrations" not in path.parts
}


def statements(within: ast.AST) -> Iterator[ast.stmt]:
    """Every statement, those for the type checker alone left out: they lead nowhere."""
    for node in ast.iter_child_nodes(within):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from statements(node)


def imported(name: str) -> Iterator[tuple[str, str]]:
    """What a module imports of the house, anywhere in it, each with where."""
    for node in statements(tree(MODULES[name])):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = [inner if (inner := f"{node.module}.{alias.name}") in MODULES else node.module for alias in node.names]
        else:
            continue
        for each in named:
            if each in MODULES and each != name:
                yield each, place(MODULES[name], node)


def circles(graph: dict[str, set[str]]) -> list[frozenset[str]]:
    """The sets of modules each of which leads to every other (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[frozenset[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        path.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
            if other in path:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            members = frozenset(path[path.index(name) :])
            del path[path.index(name) :]
            if len(members) > 1:
                found.append(members)

    for name in graph:
        if name not in order:
            visit(name)
    return found


def test_no_module_leads_back_to_itself() -> None:
    ways = {name: dict(imported(name)) for name in MODULES}
    found = circles({name: set(others) for name, others in ways.items()})
    told = [
        f"{where} imports {other}"
        for circle in found
        if circle not in CIRCLES
        for name in sorted(circle)
        for other, where in ways[name].items()
        if other in circle
    ]
    assert told == []
    assert [circle for circle in CIRCLES if circle not in found] == []


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == [frozenset({"b", "c"})]
