"""What the judge makes of sentences it was not taught, the weights that are shipped, and the counts that are read.

The corpora were labelled by several hands, each batch before the finder of its day was run on it; ``33`` to ``39`` by hands that had seen no code. ``50`` to ``59`` were held out until somebody looked at what was missed in them, or a line was drawn by them.
``developed`` and its like were written by the finder's own authors,
``developed-2`` and ``developed-4`` after they had seen what was missed in ``35`` to ``39``: those numbers are not blind. A few labels were put right where they broke a convention (docs/claims.md).
Every corpus is measured with weights from other corpora only: a judge that was taught a corpus knows it by heart, which is no measure.
"""

import hashlib
import json
from functools import cache

import numpy as np
import pytest
import train_claims
from train_claims import Corpus, rates

from jiafeng.library.claims import find_claims
from jiafeng.library.claims.judging import FILE, shipped

OWN = ("developed", "developed-2", "developed-3", "developed-4", "developed-5")
PAIRS = tuple(str(number) for number in range(40, 50))
"""Written blind, to be as hard as can be: sentences that few words tell apart, a claim and none. Taught, and measured by themselves."""
OTHERS = sorted(path.stem for path in train_claims.corpora() if path.stem not in OWN + PAIRS)
OTHER_BOUNDS = ("33", "34", "35", "36", *PAIRS, "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", *OWN[1:])
"""Labelled with another convention for approximations, or (wholly or in part) with no bounds."""
GROUPS = 3
RECALL, PRECISION = 0.978, 0.838
RECALL_OF_ALL, PRECISION_OF_ALL = 0.96, 0.68
WORST_RECALL, WORST_PRECISION = 0.93, 0.68
"""What is reached (0.983 / 0.846), a little below. The line is drawn towards recall; the target on others' prose is 0.97 / 0.90, and 0.95 for totalities (docs/claims.md)."""


@cache
def seen() -> list[Corpus]:
    return [train_claims.seen(path) for path in train_claims.corpora()]


@cache
def unseen() -> dict[str, dict[str, list[int]]]:
    """Found, missed and invented in each corpus by a judge that was not taught it, nor the others of its third."""
    return train_claims.left_out(seen(), GROUPS)


def together(names: list[str], kind: str) -> tuple[float, float]:
    return rates(*(sum(unseen()[name][kind][at] for name in names) for at in range(3)))


def test_it_finds_the_claims_of_corpora_it_was_not_taught() -> None:
    recall, precision = together(OTHERS, "all")
    assert recall >= RECALL
    assert precision >= PRECISION


def test_it_finds_the_totalities_of_corpora_it_was_not_taught() -> None:
    recall, precision = together(OTHERS, "absolute")
    assert recall >= RECALL_OF_ALL
    assert precision >= PRECISION_OF_ALL


@pytest.mark.parametrize("name", OTHERS)
def test_no_corpus_is_read_much_worse_than_the_others(name: str) -> None:
    recall, precision = rates(*unseen()[name]["all"])
    assert recall >= WORST_RECALL
    assert precision >= WORST_PRECISION


def test_hardly_anything_labelled_is_out_of_the_grammars_reach() -> None:
    labelled = sum(sum(corpus.claims) + len(corpus.out_of_reach) for corpus in seen())
    assert sum(len(corpus.out_of_reach) for corpus in seen()) <= labelled / 200


def test_the_shipped_weights_are_those_of_their_digest() -> None:
    digest, name = train_claims.DIGEST.read_text(encoding="utf-8").split()
    assert name == FILE.name
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == digest
    assert FILE.stat().st_size <= 3_000_000


def test_the_shipped_weights_are_those_the_corpora_teach() -> None:
    """Bit for bit on the machine that made them; elsewhere the last place of a sum may round a weight the other way."""
    again = train_claims.learned(seen())
    assert np.count_nonzero(again != shipped()) <= 20
    assert np.abs(again.astype(int) - shipped()).max() <= 1


@pytest.mark.parametrize("name", [path.stem for path in train_claims.corpora() if path.stem not in OTHER_BOUNDS])
def test_it_reads_the_counts_that_the_words_allow(name: str) -> None:
    other = []
    found = 0
    for record in records(name):
        spans = find_claims(record["text"])
        for wanted in record["spans"]:
            span = next(
                (one for one in spans if one.label == wanted["label"] and one.start < wanted["end"] and wanted["start"] < one.end), None
            )
            found += span is not None
            if span and (span.min, span.max) != (wanted["min"], wanted["max"]):
                other.append(f"{span.text}: {span.min}-{span.max}, not {wanted['min']}-{wanted['max']}")
    assert len(other) <= 0.04 * found, other


@pytest.mark.parametrize("path", train_claims.corpora(), ids=lambda path: path.stem)
def test_the_labels_of_a_corpus_quote_its_text(path: train_claims.Path) -> None:
    for record in records(path.stem):
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"], record["id"]


def records(name: str) -> list[train_claims.Record]:
    lines = (train_claims.FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]
