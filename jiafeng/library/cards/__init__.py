"""A roster and a folder of photographs become desk cards, and a report tells what became of every row."""

from jiafeng.library.cards.printing import Made, print_roster, style_of, write_report
from jiafeng.library.cards.rosters import Line, Nothing, read_roster, write_template

__all__ = ["Line", "Made", "Nothing", "print_roster", "read_roster", "style_of", "write_report", "write_template"]
