"""Reads over drives, messages and family letters."""

from jiafeng.programme.letters.queries.desk import due, search, work_for
from jiafeng.programme.letters.queries.drives import KIND, Reckoning, asked_in, link_by_token, links_of, reckon
from jiafeng.programme.letters.queries.family import letter_of, letters_for, outdated_booklet, readable_letters
from jiafeng.programme.letters.queries.messages import (
    agreed_to,
    cadre_of,
    message_of,
    messages_for,
    narrowed,
    next_to_read,
    on_the_wall,
    printable,
    with_current,
)

__all__ = [
    "KIND",
    "Reckoning",
    "agreed_to",
    "asked_in",
    "cadre_of",
    "due",
    "letter_of",
    "letters_for",
    "link_by_token",
    "links_of",
    "message_of",
    "messages_for",
    "narrowed",
    "next_to_read",
    "on_the_wall",
    "outdated_booklet",
    "printable",
    "readable_letters",
    "reckon",
    "search",
    "with_current",
    "work_for",
]
