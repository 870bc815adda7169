"""What the judge as shipped makes of sentences that nobody looked at while it was made (docs/claims.md): the one number that nothing was fitted to."""

import json
from pathlib import Path

from jiafeng.library.claims import Span, find_claims

RECORDS = [
    json.loads(line)
    for path in sorted(Path(__file__).with_name("held_out").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line
]


def rates(label: str | None = None) -> tuple[float, float]:
    """Recall and precision, of both labels or of one; a label is found where a span of its kind overlaps it, each used once."""
    found = wanted = claimed = 0
    for record in RECORDS:
        spare: list[Span] = [span for span in find_claims(record["text"]) if label in (None, span.label)]
        labelled = [one for one in record["spans"] if label in (None, one["label"])]
        claimed += len(spare)
        wanted += len(labelled)
        for one in labelled:
            hit = next((span for span in spare if span.label == one["label"] and span.start < one["end"] and one["start"] < span.end), None)
            if hit:
                spare.remove(hit)
                found += 1
    return found / wanted, found / claimed


def test_it_finds_what_strangers_claim() -> None:
    recall, precision = rates()
    assert recall >= 0.97
    assert precision >= 0.9


def test_it_finds_the_totalities_of_strangers() -> None:
    recall, _precision = rates("absolute")
    assert recall >= 0.95
