"""A column that a caller expects, and how a cell says that it cannot be used, or what is to be known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class CellError(Exception):
    """A cell that cannot be used: a code and its parameters; the caller words the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Noted:
    """A cell's value of which something is to be said, though it can be used: a code and its parameters."""

    value: Any
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One expected column.

    label: its heading in our own files; aliases: headings that offices use instead, best first (compared without spaces, line breaks,
    full-width forms and notes in brackets); required: the heading must exist and no cell may be blank; parse: from the cell's text to a
    value, raising `CellError`; or to a value with a note (`Noted`). A blank cell is None and is not parsed.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = str
