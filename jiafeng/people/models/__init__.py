"""Persons, families and posts; the rosters that bring them; what each agreed to; lists by criteria."""

from jiafeng.people.models.consents import Consent, ConsentChannel, ConsentState, Purpose
from jiafeng.people.models.keys import KeyProof
from jiafeng.people.models.lists import SavedList
from jiafeng.people.models.merging import Distinction, Merge
from jiafeng.people.models.persons import (
    CadreRelation,
    Gender,
    Household,
    Person,
    PersonQuerySet,
    PhoneField,
    Posting,
    Proof,
    Rank,
    Relation,
    RelationKind,
    Source,
)
from jiafeng.people.models.retention import RetentionRule
from jiafeng.people.models.rosters import Roster

__all__ = [
    "CadreRelation",
    "Consent",
    "ConsentChannel",
    "ConsentState",
    "Distinction",
    "Gender",
    "Household",
    "KeyProof",
    "Merge",
    "Person",
    "PersonQuerySet",
    "PhoneField",
    "Posting",
    "Proof",
    "Purpose",
    "Rank",
    "Relation",
    "RelationKind",
    "RetentionRule",
    "Roster",
    "SavedList",
    "Source",
]
