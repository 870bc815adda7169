"""Reads over people, their families, what they agreed to, and the lists made by criteria."""

from jiafeng.ground.people.queries.consents import ConsentLine, consent_lines, consented
from jiafeng.ground.people.queries.criteria import Criteria, in_words, matching, parse_criteria, saved_lists
from jiafeng.ground.people.queries.duplicates import Pair, doubtful_names, merge_preview, pairs, probably_same, standing_merges
from jiafeng.ground.people.queries.journals import as_it_was, laid_aside
from jiafeng.ground.people.queries.keys import key_problem
from jiafeng.ground.people.queries.people import Relative, named, people_for, relatives, search, units_for, unprintable
from jiafeng.ground.people.queries.personal import held_on
from jiafeng.ground.people.queries.retention import Kept, schedule

__all__ = [
    "ConsentLine",
    "Criteria",
    "Kept",
    "Pair",
    "Relative",
    "as_it_was",
    "consent_lines",
    "consented",
    "doubtful_names",
    "held_on",
    "in_words",
    "key_problem",
    "laid_aside",
    "matching",
    "merge_preview",
    "named",
    "pairs",
    "parse_criteria",
    "people_for",
    "probably_same",
    "relatives",
    "saved_lists",
    "schedule",
    "search",
    "standing_merges",
    "units_for",
    "unprintable",
]
