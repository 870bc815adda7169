"""What every room does to a row it changes (`changing`), and every write to evidence."""

from jiafeng.ground.records.actions.changing import entry, fill, lock, log, move, put, refuse_stale
from jiafeng.ground.records.actions.evidence import (
    Examined,
    KeptStorage,
    add_evidence,
    examine,
    forget_files,
    keep,
    note_files,
    note_looks,
    note_opening,
    note_upkeep,
)
from jiafeng.ground.records.actions.renditions import forget_renditions, print_copy, rendition, size_of

__all__ = [
    "Examined",
    "KeptStorage",
    "add_evidence",
    "entry",
    "examine",
    "fill",
    "forget_files",
    "forget_renditions",
    "keep",
    "lock",
    "log",
    "move",
    "note_files",
    "note_looks",
    "note_opening",
    "note_upkeep",
    "print_copy",
    "put",
    "refuse_stale",
    "rendition",
    "size_of",
]
