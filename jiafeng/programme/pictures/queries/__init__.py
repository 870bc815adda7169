"""Reads over pictures and attachments, and the kinds of text that have them."""

from jiafeng.programme.pictures.queries.offers import Offer, offered_events, offered_photos, people_on_offer, without_consent
from jiafeng.programme.pictures.queries.shown import (
    Enclosures,
    Printed,
    Shown,
    all_shown,
    attachments_of,
    cover_bytes,
    covers,
    enclosures,
    may_fetch,
    pictures_of,
    printed,
    shown,
    ticket,
)
from jiafeng.programme.pictures.queries.texts import Kind, Text, register, text_of, text_or_404

__all__ = [
    "Enclosures",
    "Kind",
    "Offer",
    "Printed",
    "Shown",
    "Text",
    "all_shown",
    "attachments_of",
    "cover_bytes",
    "covers",
    "enclosures",
    "may_fetch",
    "offered_events",
    "offered_photos",
    "people_on_offer",
    "pictures_of",
    "printed",
    "register",
    "shown",
    "text_of",
    "text_or_404",
    "ticket",
    "without_consent",
]
