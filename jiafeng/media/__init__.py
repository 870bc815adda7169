"""Photographs and documents that strangers send: judged by their bytes in a sandbox, and shown only as a copy that carries nothing along."""

from jiafeng.media.inspection import Accepted, Preview, Refused, derive_preview, inspect

__all__ = ["Accepted", "Preview", "Refused", "derive_preview", "inspect"]
