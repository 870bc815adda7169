"""A numeral with its measure word in place: what the tests of whether it counts look at."""

from dataclasses import dataclass

from .numerals import Numeral


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    numeral: Numeral
    start: int
    end: int
    measure: str
    bound: bool
    """Bounded by a word or the start of a range: then it is no name and no ordinal."""

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 8) : self.start]

    @property
    def start_of_clause(self) -> bool:
        return not self.before or self.before[-1] in "，,。；;、：:（(\n"

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 6]
