"""The action log speaks to its readers: no action logs a verb that has no words."""

import ast

from jiafeng.ground.records.models import VERBS
from tests.architecture.house import called, place, rooms, sources, tree


def test_every_verb_that_an_action_logs_has_words() -> None:
    strays = []
    for path in sources(*rooms()):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node).rpartition(".")[2] == "log":
                for keyword in node.keywords:
                    if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant):
                        action = keyword.value.value.partition(".")[2]
                        if action not in VERBS and action.rpartition(".")[2] not in VERBS:
                            strays.append(f"{place(path, node)} {keyword.value.value}")
    assert not strays
