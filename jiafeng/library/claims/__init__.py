"""Finds the claims in Chinese official prose: ``find_claims`` for a text, ``judge`` for all that was weighed, ``stream.annotate`` for JSON lines."""

from .finder import ABSOLUTE, CLAIM, Passed, Span, find_claims, judge

__all__ = ["ABSOLUTE", "CLAIM", "Passed", "Span", "find_claims", "judge"]
