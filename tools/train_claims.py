#!/usr/bin/env python
"""Learn the weights of the claim finder's judge from the labelled sentences: ``tools/train_claims.py`` (or ``make claims-weights``).

    tools/train_claims.py              write jiafeng/library/claims/weights.npy and its digest
    tools/train_claims.py measure      leave whole corpora out in turn, and print what the others teach about each

A linear model (logistic regression of scikit-learn, L2), solved exactly and from no random start: the same corpora give the same weights.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from jiafeng.library.claims.features import Sentences  # noqa: E402
from jiafeng.library.claims.grammar import ABSOLUTE, CLAIM, candidates  # noqa: E402
from jiafeng.library.claims.judging import CLAIM_FROM, FILE, SIZE, STEP, Weights, places, share  # noqa: E402
from jiafeng.library.claims.text import read  # noqa: E402

FOLDER = ROOT / "tests" / "library" / "claims" / "corpora"
DIGEST = FILE.with_suffix(".sha256")
STRICTNESS = 1.0
"""The inverse of the penalty on large weights."""
GROUPS = 3

Record = dict[str, Any]


@dataclass
class Corpus:
    """A corpus as the judge sees it: a row of places for each candidate, whether it was labelled a claim, and what no candidate meets."""

    name: str
    rows: list[list[int]] = field(default_factory=list)
    claims: list[bool] = field(default_factory=list)
    absolute: list[bool] = field(default_factory=list)
    out_of_reach: list[str] = field(default_factory=list)


def corpora() -> list[Path]:
    return sorted(FOLDER.glob("*.jsonl"))


def seen(path: Path) -> Corpus:
    """Read a corpus; a candidate is a claim where a label of its kind overlaps it, each label used once."""
    corpus = Corpus(path.stem)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            _add(corpus, json.loads(line))
    return corpus


def _add(corpus: Corpus, record: Record) -> None:
    prose = read(record["text"])
    sentences = Sentences(prose.text)
    found = candidates(prose.text)
    claimed = [False] * len(found)
    for wanted in record["spans"]:
        for index, one in enumerate(found):
            start, end = prose.span(one.start, one.end)
            if not claimed[index] and one.label == wanted["label"] and start < wanted["end"] and wanted["start"] < end:
                claimed[index] = True
                break
        else:
            corpus.out_of_reach.append(wanted["label"])
    corpus.rows += [[place for _, place in places(found, index, sentences)] for index in range(len(found))]
    corpus.claims += claimed
    corpus.absolute += [one.label == "absolute" for one in found]


def learned(taught: Iterable[Corpus]) -> Weights:
    """The weights that these corpora teach."""
    rows = [sorted(set(row)) for corpus in taught for row in corpus.rows]
    claims = np.array([claim for corpus in taught for claim in corpus.claims])
    ends = np.cumsum([0, *(len(row) for row in rows)])
    shares = np.concatenate([np.full(len(row), share(len(row))) for row in rows])
    matrix = csr_matrix((shares, np.concatenate(rows), ends), shape=(len(rows), SIZE))
    model = LogisticRegression(C=STRICTNESS, solver="liblinear", fit_intercept=False, max_iter=300)
    model.fit(matrix, claims)
    return np.clip(np.rint(model.coef_[0] / STEP), -127, 127).astype(np.int8)


def counted(corpus: Corpus, weights: Weights) -> dict[str, list[int]]:
    """Found, missed and invented, for all labels and for totalities alone."""
    total = {"all": [0, len(corpus.out_of_reach), 0], "absolute": [0, corpus.out_of_reach.count("absolute"), 0]}
    for row, claim, absolute in zip(corpus.rows, corpus.claims, corpus.absolute, strict=True):
        said = int(weights[row].astype(np.int32).sum()) * STEP * share(len(row)) > CLAIM_FROM[ABSOLUTE if absolute else CLAIM]
        if said or claim:
            at = 0 if said and claim else 2 if said else 1
            total["all"][at] += 1
            total["absolute"][at] += absolute
    return total


def left_out(read_corpora: list[Corpus], groups: int = GROUPS) -> dict[str, dict[str, list[int]]]:
    """Each corpus counted with weights from corpora of other groups only; whole corpora are left out, every ``groups``-th together."""
    counts = {}
    for group in range(groups):
        weights = learned([corpus for index, corpus in enumerate(read_corpora) if index % groups != group])
        for corpus in read_corpora[group::groups]:
            counts[corpus.name] = counted(corpus, weights)
    return counts


def rates(found: int, missed: int, invented: int) -> tuple[float, float]:
    """Recall and precision."""
    return found / max(1, found + missed), found / max(1, found + invented)


def main(arguments: list[str]) -> int:
    read_corpora = [seen(path) for path in corpora()]
    if arguments == ["measure"]:
        counts = left_out(read_corpora)
        for name in sorted(counts):
            _say(name, counts[name])
        _say(
            "together",
            {kind: [sum(each) for each in zip(*(one[kind] for one in counts.values()), strict=True)] for kind in ("all", "absolute")},
        )
        return 0
    weights = learned(read_corpora)
    np.save(FILE, weights, allow_pickle=False)
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    DIGEST.write_text(f"{digest}  {FILE.name}\n", encoding="utf-8")
    sys.stdout.write(
        f"{digest}  {np.count_nonzero(weights):,} weights from {sum(map(len, (corpus.rows for corpus in read_corpora))):,} candidates\n"
    )
    return 0


def _say(name: str, count: dict[str, list[int]]) -> None:
    recall, precision = rates(*count["all"])
    recall_of_all, precision_of_all = rates(*count["absolute"])
    sys.stdout.write(
        f"{name:12} recall {recall:.3f} precision {precision:.3f}   totalities {recall_of_all:.3f} {precision_of_all:.3f}   {count['all']}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
