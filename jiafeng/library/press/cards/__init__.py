"""Desk cards: a family's words, composed with a design and printed by the hundred.

style = CardStyle(designs.load("lotus"), CardSize.parse("200x100"), vertical=True)
shared = alphabets(everyone, style)
outcomes = print_batch(everyone[:100], style, part, date, shared)   # and so on, some 100 at a time
imposition.impose(parts, style.size.piece, "A3", target)            # the whole run, or one unit's part of it
"""

from jiafeng.library.press.cards.checks import alphabets, check
from jiafeng.library.press.cards.printing import preview, print_batch, try_design
from jiafeng.library.press.cards.terms import BATCH, BLEED, SAFE, Card, CardSize, CardStyle, Outcome

__all__ = [
    "BATCH",
    "BLEED",
    "SAFE",
    "Card",
    "CardSize",
    "CardStyle",
    "Outcome",
    "alphabets",
    "check",
    "preview",
    "print_batch",
    "try_design",
]
