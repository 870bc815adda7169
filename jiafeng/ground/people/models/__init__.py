"""Persons, families and posts; the rosters that bring them; what each agreed to; lists by criteria."""

from jiafeng.ground.people.models.consents import Consent, ConsentChannel, ConsentState, Purpose
from jiafeng.ground.people.models.keys import KeyProof
from jiafeng.ground.people.models.lists import SavedList
from jiafeng.ground.people.models.merging import Distinction, Merge
from jiafeng.ground.people.models.persons import (
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
from jiafeng.ground.people.models.retention import RetentionRule
from jiafeng.ground.people.models.rosters import Roster

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
