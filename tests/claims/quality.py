"""How well the finder does on labelled sentences: a span is found where one of the same label overlaps it, each used once."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jiafeng.claims import Span, find_claims

Record = dict[str, Any]
FOLDER = Path(__file__).with_name("corpora")


@dataclass
class Score:
    found: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    other_bounds: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.invented))

    @property
    def bounds(self) -> float:
        return 1 - len(self.other_bounds) / self.found


def corpus(name: str) -> list[Record]:
    """The records ``{"id", "text", "spans"}`` of a corpus in the folder."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line]


@cache
def score_of(name: str) -> Score:
    """The score of a corpus, found once for all the tests that ask."""
    return score(corpus(name))


def score(records: list[Record]) -> Score:
    total = Score()
    for record in records:
        spare = find_claims(record["text"])
        for wanted in record["spans"]:
            span = next((span for span in spare if span.label == wanted["label"] and _overlap(span, wanted)), None)
            if span is None:
                total.missed.append(f"{wanted['text']} in {record['text']}")
                continue
            spare.remove(span)
            total.found += 1
            if (span.min, span.max) != (wanted["min"], wanted["max"]):
                total.other_bounds.append(f"{span.text}: {span.min}-{span.max}, not {wanted['min']}-{wanted['max']}")
        total.invented.extend(f"{span.text} in {record['text']}" for span in spare)
    return total


def _overlap(span: Span, wanted: Record) -> bool:
    return span.start < wanted["end"] and wanted["start"] < span.end
