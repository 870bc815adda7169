"""Finds the claims in Chinese official prose: ``find_claims`` for a text, ``stream.annotate`` for JSON lines."""

from .finder import ABSOLUTE, CLAIM, Span, find_claims

__all__ = ["ABSOLUTE", "CLAIM", "Span", "find_claims"]
