"""The promise of the issue, held against sentences by seven hands: one wrote the finder, six did not.

``01`` and ``developed`` were looked at while the rules were written; each other batch was labelled before the finder was run on it, and is kept
here since its faults were mended: what it scored blind stands in the README of ``jiafeng.claims``. A few labels of ``20`` to ``29`` that broke a
convention of the earlier batches were put right after that run. The rules were not changed for ``STRANGERS``, whose authors had seen nothing of them
and bound approximations by another convention; of their labels only 零投诉 and its like were put under ``claim``, since 零 is a number.
"""

import pytest

from .quality import FOLDER, corpus, score_of

STRANGERS = ["33.jsonl", "34.jsonl"]
CORPORA = sorted({path.name for path in FOLDER.glob("*.jsonl")} - set(STRANGERS))


@pytest.mark.parametrize("name", [*CORPORA, *STRANGERS])
def test_it_finds_97_in_100_claims(name: str) -> None:
    result = score_of(name)
    assert result.recall >= 0.97, result.missed


@pytest.mark.parametrize("name", [*CORPORA, *STRANGERS])
def test_9_in_10_of_what_it_finds_are_claims(name: str) -> None:
    result = score_of(name)
    assert result.precision >= 0.90, result.invented


@pytest.mark.parametrize("name", CORPORA)
def test_it_reads_the_counts_that_the_words_allow(name: str) -> None:
    result = score_of(name)
    assert result.bounds >= 0.97, result.other_bounds


@pytest.mark.parametrize("name", [*CORPORA, *STRANGERS])
def test_the_labels_of_a_corpus_quote_its_text(name: str) -> None:
    for record in corpus(name):
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"], record["id"]
