"""Claims of many texts, one JSON object a line: what ``jiafeng claims IN.jsonl`` reads and writes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from .finder import find_claims


class BadLine(ValueError):
    """A line that is not an object with ``id`` and ``text``; says which line and what to put there."""


def annotate(lines: Iterable[str]) -> Iterator[str]:
    """For each line ``{"id", "text"}`` the line ``{"id", "spans": [{"start", "end", "text", "label", "min", "max"}]}``; blank lines are skipped.

    Offsets are Python string indices into ``text``. Raises ``BadLine`` at the first line that cannot be read; what came before stands.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(number, line)
        spans = [asdict(span) for span in find_claims(record["text"])]
        yield json.dumps({"id": record["id"], "spans": spans}, ensure_ascii=False)


def _record(number: int, line: str) -> dict[str, str]:
    try:
        record = json.loads(line.removeprefix("\ufeff"))
    except ValueError as error:
        raise BadLine(f"line {number} is not JSON ({error}); each line must be one object with id and text") from error
    if not isinstance(record, dict) or "id" not in record or not isinstance(record.get("text"), str):
        raise BadLine(f'line {number} must be an object such as {{"id": "1", "text": "…"}} with text as a string')
    return record
