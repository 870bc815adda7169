"""Only actions write, and they are told what time it is."""

import ast
from collections.abc import Iterator

from tests.architecture.house import called, layer_of, place, rooms, sources, tree

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create", "aget_or_create",
    "abulk_create", "acreate", "asave", "adelete", "aupdate", "add_root", "add_child", "add_sibling",
}  # fmt: skip
CLOCKS = {"timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.today", "datetime.utcnow", "date.today",
          "time.time", "time.time_ns", "time.monotonic", "datetime.datetime.now", "datetime.date.today", "Now"}  # fmt: skip

# Writes outside actions.py, and a clock where none should be, one reason each.
STRAYS: dict[str, str] = {}
CLOCKWORK = {
    "jiafeng/ground/accounts/models.py": "what a signed-in user may meet is what their roles allow today, whoever asks",
}


def writes(within: ast.AST) -> Iterator[ast.Call]:
    """The calls that write records. Django's save, update and delete take no positional argument; those of a set, a file or a cache do."""
    for node in ast.walk(within):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            foreign = node.func.attr in {"save", "update", "delete"} and node.args
            if not foreign and called(node).split(".")[-2] != "actions":  # actions.save() asks this room's actions to write
                yield node


def test_only_actions_write() -> None:
    found = [
        f"{place(path, node)} {called(node)}" for path in sources(*rooms()) if layer_of(path) != "actions" for node in writes(tree(path))
    ]
    assert [each for each in found if each.split(":")[0] not in STRAYS] == []


def test_actions_are_told_what_time_it_is() -> None:
    files = [path for path in sources(*rooms()) if layer_of(path) in {"actions", "policies", "stages", "models"}]
    found = [
        f"{place(path, node)} {called(node)}"
        for path in files
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in CLOCKS and not node.args  # localdate(at) only converts
    ]
    assert [each for each in found if each.split(":")[0] not in CLOCKWORK] == []


# What is done to a row by every room's actions; the row stands first, as in a sentence it would.
ABOUT_A_ROW = "jiafeng/ground/records/actions/changing.py"


def test_actions_take_keywords_only() -> None:
    """A call then reads as a sentence, and nobody swaps `by` for the person it is about."""
    found = [
        f"{place(path, node)} {node.name}"
        for path in sources(*rooms())
        if layer_of(path) == "actions" and place(path) != ABOUT_A_ROW
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and any(writes(node))
        if node.args.args or node.args.posonlyargs
    ]
    assert found == []


def test_nothing_swallows_what_goes_wrong() -> None:
    """An except clause that only passes hides a fault; the few that mean it say so with contextlib.suppress."""
    found = [
        place(path, node)
        for path in sources(*rooms())
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body)
    ]
    assert found == []
