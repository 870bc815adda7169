"""Reads over people, their families, what they agreed to, and the lists made by criteria."""

from jiafeng.people.queries.consents import ConsentLine, consent_lines, consented
from jiafeng.people.queries.criteria import Criteria, matching, parse_criteria, saved_lists
from jiafeng.people.queries.keys import key_problem
from jiafeng.people.queries.people import Relative, named, people_for, relatives, search, units_for, unprintable

__all__ = [
    "ConsentLine",
    "Criteria",
    "Relative",
    "consent_lines",
    "consented",
    "key_problem",
    "matching",
    "named",
    "parse_criteria",
    "people_for",
    "relatives",
    "saved_lists",
    "search",
    "units_for",
    "unprintable",
]
