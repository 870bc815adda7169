"""Whether something may be done now is a policy's to say: a view that looks at a stage itself would say it a second time."""

import ast

from tests.architecture.house import layer_of, place, rooms, sources, tree


def is_stage(node: ast.expr) -> bool:
    """`found.stage`, or a member of a stage's enum: `RoundStage.DRAFT`, `Stage.OPEN`."""
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr == "stage" or (isinstance(node.value, ast.Name) and node.value.id.endswith("Stage") and node.attr.isupper())


def comparisons(within: ast.AST) -> list[ast.Compare]:
    """The comparisons in which a stage stands on either side, alone or in a list."""
    return [
        node
        for node in ast.walk(within)
        if isinstance(node, ast.Compare)
        and any(is_stage(each) for side in (node.left, *node.comparators) for each in (side, *getattr(side, "elts", ())))
    ]


def test_no_view_compares_a_stage() -> None:
    views = [path for path in sources(*rooms()) if layer_of(path) in {"views", "urls"}]
    assert [place(path, node) for path in views for node in comparisons(tree(path))] == []


def test_a_comparison_is_seen() -> None:
    seen = ("found.stage == 'done'", "found.stage in (Stage.OPEN, Stage.DRAFT)", "here != RoundStage.DRAFT", "x in [Stage.OPEN]")
    assert [text for text in seen if not comparisons(ast.parse(text))] == []
    assert comparisons(ast.parse("given['stage'] == 'x'; found.stages == 1; ItemStage.values == y")) == []
