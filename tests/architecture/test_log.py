"""The action log speaks to its readers: no action logs a verb that has no words, and no noun has two names."""

import ast
from collections.abc import Iterator

from django.utils.translation import override

from jiafeng.ground.records.models import RENAMED, VERBS, words_of
from tests.architecture.house import called, place, rooms, sources, tree

LOGS = {"log", "put", "move", "entry"}


def verbs() -> Iterator[tuple[str, str]]:
    """Every verb that an action names, and where."""
    for path in sources(*rooms()):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg == "verb" and (called(node).rpartition(".")[2] in LOGS or called(node).startswith("_")):
                    for each in ast.walk(keyword.value):
                        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.count(".") == 2:
                            yield each.value, place(path, node)


def test_every_verb_that_an_action_logs_has_words() -> None:
    found = list(verbs())
    assert len(found) > 120
    assert [f"{where} {verb}" for verb, where in found if not verb.endswith(".") and not words_of(verb)] == []


def test_nothing_is_logged_by_a_name_that_was_given_up() -> None:
    assert [f"{where} {verb}" for verb, where in verbs() if verb in RENAMED or verb.rpartition(".")[0] in RENAMED] == []


def test_every_verb_is_said_in_chinese() -> None:
    # A catalogue merged by hand may lose the line that says that an entry is of the log; its words are then English again.
    with override("zh-hans"):
        assert [verb for verb, words in VERBS.items() if str(words).isascii()] == []
