"""`jiafeng claims`, as somebody who scripts against it calls it, on prose that the finder's author had not seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from jiafeng.config.cli import main

BLIND = Path(__file__).parent / "corpora" / "02.jsonl"


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_it_prints_one_object_for_each_line_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": "b", "text": "共有66名家属签名，人人领到手册。"}, {"id": "a", "text": "三八节将至。"}]
    given = tmp_path / "prose.jsonl"
    given.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8")
    assert main(["claims", str(given)]) == 0
    assert objects(capsys.readouterr().out) == [
        {
            "id": "b",
            "spans": [
                {"start": 2, "end": 5, "text": "66名", "label": "claim", "min": 66, "max": 66},
                {"start": 10, "end": 12, "text": "人人", "label": "absolute", "min": None, "max": None},
            ],
        },
        {"id": "a", "spans": []},
    ]


@pytest.mark.parametrize("bad", ["not json", "[]", '{"id": "1"}', '{"id": "1", "text": 5}'])
def test_it_says_which_line_it_cannot_read(bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "prose.jsonl"
    given.write_text('{"id": "1", "text": "共6人。"}\n' + bad + "\n", encoding="utf-8")
    assert main(["claims", str(given)]) == 1
    captured = capsys.readouterr()
    assert len(objects(captured.out)) == 1
    assert "line 2" in captured.err


def test_it_finds_what_a_stranger_marked(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 97 % of the claims with at least 90 % precision (issue 2): a span is found where one of the same label overlaps it."""
    marked = {line["id"]: line["spans"] for line in objects(BLIND.read_text(encoding="utf-8"))}
    assert main(["claims", str(BLIND)]) == 0
    found = {line["id"]: line["spans"] for line in objects(capsys.readouterr().out)}
    assert found.keys() == marked.keys()

    def share(these: dict[str, Any], those: dict[str, Any]) -> float:
        hits = [any(meet(span, other) for other in those[key]) for key, spans in these.items() for span in spans]
        return sum(hits) / len(hits)

    assert share(marked, found) >= 0.97
    assert share(found, marked) >= 0.90


def meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["start"] < other["end"] and other["start"] < one["end"] and one["label"] == other["label"]
