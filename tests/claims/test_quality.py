"""The promise of the issue, held against sentences by five hands: one wrote the finder, four did not.

``corpus`` and ``corpus_developed`` were looked at while the rules were written; each other batch was labelled before the finder was run on it,
and is kept here since its faults were mended: what it scored blind stands in the README of ``jiafeng.claims``. A few labels of the nineteenth to
the twenty-eighth that broke a convention of the earlier batches were put right after that run.
"""

import pytest

from .quality import corpus, score_of

CORPORA = [
    f"corpus{name}.jsonl"
    for name in (
        "",
        "_blind",
        "_second",
        "_third",
        "_fourth",
        "_fifth",
        "_sixth",
        "_seventh",
        "_eighth",
        "_ninth",
        "_tenth",
        "_eleventh",
        "_twelfth",
        "_thirteenth",
        "_fourteenth",
        "_fifteenth",
        "_sixteenth",
        "_seventeenth",
        "_eighteenth",
        "_nineteenth",
        "_twentieth",
        "_twenty_first",
        "_twenty_second",
        "_twenty_third",
        "_twenty_fourth",
        "_twenty_fifth",
        "_twenty_sixth",
        "_twenty_seventh",
        "_twenty_eighth",
        "_twenty_ninth",
        "_thirtieth",
        "_thirty_first",
        "_thirty_second",
        "_developed",
    )
]


@pytest.mark.parametrize("name", CORPORA)
def test_it_finds_97_in_100_claims(name: str) -> None:
    result = score_of(name)
    assert result.recall >= 0.97, result.missed


@pytest.mark.parametrize("name", CORPORA)
def test_9_in_10_of_what_it_finds_are_claims(name: str) -> None:
    result = score_of(name)
    assert result.precision >= 0.90, result.invented


@pytest.mark.parametrize("name", CORPORA)
def test_it_reads_the_counts_that_the_words_allow(name: str) -> None:
    result = score_of(name)
    assert result.bounds >= 0.97, result.other_bounds


@pytest.mark.parametrize("name", CORPORA)
def test_the_labels_of_a_corpus_quote_its_text(name: str) -> None:
    for record in corpus(name):
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"], record["id"]
