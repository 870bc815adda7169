import json

import pytest

from jiafeng.library.claims.stream import BadLine, annotate


def test_each_line_is_answered_in_order_with_its_id() -> None:
    lines = ['{"id": "a", "text": "共66人参加。"}\n', "\n", '{"id": 7, "text": "实现全覆盖。"}']
    assert [json.loads(line) for line in annotate(lines)] == [
        {"id": "a", "spans": [{"start": 1, "end": 4, "text": "66人", "label": "claim", "min": 66, "max": 66}]},
        {"id": 7, "spans": [{"start": 2, "end": 5, "text": "全覆盖", "label": "absolute", "min": None, "max": None}]},
    ]


def test_a_sentence_without_claims_has_no_spans() -> None:
    assert list(annotate(['{"id": "a", "text": ""}'])) == ['{"id": "a", "spans": []}']


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 2}'])
def test_a_line_it_cannot_read_is_named(line: str) -> None:
    with pytest.raises(BadLine, match="line 2"):
        list(annotate(['{"id": 1, "text": "好"}', line]))


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert list(annotate(['\ufeff{"id": 1, "text": "好"}'])) == ['{"id": 1, "spans": []}']
