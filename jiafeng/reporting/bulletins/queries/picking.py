"""The figures on offer for a number of the text: each with its value, those that agree with the number first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from typing import Any

from django.utils.translation import gettext as _

from jiafeng.reporting.bulletins.queries.checking import Finding
from jiafeng.reporting.bulletins.queries.editing import Offer

Groups = list[tuple[Any, list[tuple[str, str]]]]

BEST, NEAREST = 5, 3
"""How many are shown first: of those that agree, and where none does, of those that come nearest."""


def valued(groups: Iterable[tuple[Any, list[tuple[str, str]]]], offers: Sequence[Offer]) -> Groups:
    """Every figure by its group, as a select has them, with its value in the bulletin's period; one of older drives and gatherings without."""
    values = {offer.reference: f"{offer.value:,} {offer.unit}" for offer in offers}
    return [(label, [(ref, f"{name}：{values[ref]}" if ref in values else name) for ref, name in offered]) for label, offered in groups]


def picked_for(finding: Finding, groups: Groups, offers: Sequence[Offer]) -> Groups:
    """The same with those that agree with a number above them, or those that come nearest where none does."""
    agreeing = sorted((offer for offer in offers if _agrees(offer, finding)), key=lambda offer: _rank(offer, finding))[:BEST]
    if agreeing:
        return [(_("Agree with “%(words)s”") % {"words": finding.words}, _options(agreeing)), *groups]
    if not finding.low or finding.low < 0:
        return groups
    low = finding.low
    same = [offer for offer in offers if offer.value > 0 and _rank(offer, finding)[0] == 0]
    nearest = sorted(same, key=lambda offer: abs(log(offer.value / low)))[:NEAREST]
    return [(_("Nearest to “%(words)s”") % {"words": finding.words}, _options(nearest)), *groups] if nearest else groups


def _options(offers: Iterable[Offer]) -> list[tuple[str, str]]:
    return [(offer.reference, f"{offer.label}：{offer.value:,} {offer.unit}") for offer in offers]


def _agrees(offer: Offer, finding: Finding) -> bool:
    if finding.low is None and finding.high is None:
        return False
    return (finding.low is None or offer.value >= finding.low) and (finding.high is None or offer.value <= finding.high)


def _rank(offer: Offer, finding: Finding) -> tuple[int, int]:
    """Its unit stands at the number; then the more of its name stands around it."""
    around = finding.before + finding.words + finding.after
    pairs = {offer.label[place : place + 2] for place in range(len(offer.label) - 1)}
    return int(offer.unit not in finding.words + finding.after[: len(offer.unit)]), -sum(pair in around for pair in pairs)
