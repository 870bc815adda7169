"""What a roster holds, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from jiafeng.common.text import mask_phone
from jiafeng.ground.people.actions.columns import reason
from jiafeng.ground.people.actions.matching import Draft
from jiafeng.library.sheets import Problem

SHOWN_NOTES = 50
SHOWN_QUESTIONS = 200


@dataclass(frozen=True)
class RowError:
    """A cell that keeps its row out: the row as the spreadsheet numbers it, the column's heading, and a sentence."""

    row: int
    column: str
    reason: str


@dataclass
class Question:
    """A row whose name and unit are those of people with another telephone, for somebody to say whether it is one of them. Numbers are masked.

    candidates: (id, telephone, post) of each.
    """

    row: int
    name: str
    unit: str
    phone: str
    people: list[int]
    candidates: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class ImportReport:
    """rows = new + update + skipped + asked + failed; skipped rows say nothing that is not on record already. posts: rows that change a post."""

    refused: str | None = None
    rows: int = 0
    new: int = 0
    update: int = 0
    skipped: int = 0
    asked: int = 0
    spouses: int = 0
    posts: int = 0
    errors: list[RowError] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sheet: str = ""
    notes: int = 0  # cells with unseen marks
    questions: list[Question] = field(default_factory=list)
    failed_texts: list[tuple[int, dict[str, str]]] = field(default_factory=list, repr=False)

    def ask(self, draft: Draft, people: list[int]) -> None:
        """Leave it to somebody to say whom the row means; of very many questions the first."""
        self.asked += 1
        if self.asked <= SHOWN_QUESTIONS:
            self.questions.append(Question(draft.row, draft.name, draft.unit, mask_phone(draft.phone), people))

    def note(self, row: int, note: Problem) -> None:
        """Say something of a cell that is taken all the same; of very many with unseen marks the first, and how many more there are."""
        self.notes += note.code == "unseen"
        if note.code != "unseen" or self.notes <= SHOWN_NOTES:
            told = {"row": row, "column": note.column, "reason": reason(note.code, note.params)}
            self.warnings.append(_("Row %(row)s, %(column)s: %(reason)s") % told)

    def end_notes(self, hidden: int) -> None:
        """Say how many more cells there were to note, and how many of the rows read somebody looking at the sheet does not see."""
        if self.notes > SHOWN_NOTES:
            self.warnings.append(_("… and %(count)s more cells with marks that nobody sees.") % {"count": self.notes - SHOWN_NOTES})
        if hidden:
            told = _("%(count)s of the rows are hidden in the spreadsheet, by a filter for example. They were read like the others.")
            self.warnings.append(told % {"count": hidden})

    @property
    def failed(self) -> int:
        return len(self.failed_texts)

    def fail(self, row: int, texts: dict[str, str], problems: Iterable[Problem]) -> None:
        """Leave a row out, for these reasons; `texts` gives it back to the office as it was typed."""
        self.errors += [RowError(row, problem.column, reason(problem.code, problem.params)) for problem in problems]
        self.failed_texts.append((row, texts))

    def as_json(self, *, errors: int | None = None) -> dict[str, Any]:
        """As `jiafeng people import --json` prints it; `errors` keeps only so many of them."""
        return {
            "refused": self.refused,
            "rows": self.rows,
            "new": self.new,
            "update": self.update,
            "skipped": self.skipped,
            "failed": self.failed,
            "asked": self.asked,
            "spouses": self.spouses,
            "posts": self.posts,
            "new_units": self.new_units,
            "warnings": self.warnings,
            "questions": [asdict(question) for question in self.questions],
            "errors": [{"row": error.row, "column": error.column, "reason": error.reason} for error in self.errors[:errors]],
        }

    def text(self) -> str:
        """As it is read in a terminal."""
        if self.refused:
            return self.refused
        counts = _("%(rows)s rows: %(new)s new, %(update)s to update, %(skipped)s unchanged, %(failed)s with errors") % {
            "rows": self.rows,
            "new": self.new,
            "update": self.update,
            "skipped": self.skipped,
            "failed": self.failed,
        }
        lines = [counts]
        if self.new_units:
            lines.append(_("Units added: %(units)s") % {"units": "、".join(self.new_units)})
        lines += [
            _("Row %(row)s: %(name)s, %(unit)s has another telephone on record. The same person? Answer with --other-phone.")
            % vars(question)
            for question in self.questions
        ]
        lines += [_("Row %(row)s, %(column)s: %(reason)s") % vars(error) for error in self.errors]
        return "\n".join([*lines, *self.warnings])
