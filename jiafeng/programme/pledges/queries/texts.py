"""What changed from one version of a text to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from jiafeng.programme.pledges.models import DriveText


@dataclass(frozen=True)
class Line:
    """A clause that stayed (""), came ("+") or went ("−")."""

    sign: str
    clause: str


def difference(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """The clauses of two versions in one list, in the order in which a reader of the new one meets them."""
    lines = []
    for what, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            lines += [Line("", clause) for clause in new[from_:to]]
        else:
            lines += [Line("−", clause) for clause in old[start:end]] + [Line("+", clause) for clause in new[from_:to]]
    return lines


def changes(texts: Sequence[DriveText]) -> list[tuple[DriveText, DriveText, list[Line]]]:
    """For versions newest first: each with the one before it, and what changed between them."""
    return [(new, old, difference(old.clauses, new.clauses)) for new, old in pairwise(texts)]
