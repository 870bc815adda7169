"""Only actions write, and they are told what time it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import called, layer_of, place, rooms, sources, tree

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create", "aget_or_create",
    "abulk_create", "acreate", "asave", "adelete", "aupdate", "add_root", "add_child", "add_sibling",
}  # fmt: skip
CLOCKS = {"timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.today", "datetime.utcnow", "date.today",
          "time.time", "time.time_ns", "time.monotonic", "datetime.datetime.now", "datetime.date.today", "Now"}  # fmt: skip

# Calls of these names that write no record, by what they are called on.
HARMLESS_OWNERS = {
    "hashlib", "digest", "hasher", "hash", "sha", "hmac",  # update() of a digest
    "query", "params", "parameters", "context", "counts", "attrs",  # update() of a dict
    "pdf", "image", "document", "workbook", "book", "im", "picture",  # save() of a file in memory
    "cache",  # delete() of a cached value
    "cleaned", "cleaned_data",
}  # fmt: skip

# Writes outside actions.py, one reason each.
STRAYS: dict[str, str] = {}


def calls(path: Path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def writes(path: Path) -> Iterator[ast.Call]:
    for node in calls(path, WRITES):
        owner = called(node).split(".")[-2].lower()
        if owner not in HARMLESS_OWNERS:
            yield node


def test_only_actions_write() -> None:
    found = [f"{place(path, node)} {called(node)}" for path in sources(*rooms()) if layer_of(path) != "actions" for node in writes(path)]
    assert [each for each in found if each.split(":")[0] not in STRAYS] == []


def test_actions_are_told_what_time_it_is() -> None:
    files = [path for path in sources(*rooms()) if layer_of(path) in {"actions", "policies", "stages", "models"}]
    found = [
        f"{place(path, node)} {called(node)}"
        for path in files
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in CLOCKS
    ]
    assert found == []


def public_functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_actions_take_keywords_only() -> None:
    """A call then reads as a sentence, and nobody swaps `by` for the person it is about."""
    found = [
        f"{place(path, function)} {function.name}"
        for path in sources(*rooms())
        if layer_of(path) == "actions"
        for function in public_functions(path)
        if (function.args.args or function.args.posonlyargs) and list(writes(path))
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
