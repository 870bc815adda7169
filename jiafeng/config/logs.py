"""Lines of the server's log. The address of a personal link is a key, and so is a receipt: none of them stands in a line, wherever it came from."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest

# The request that is being answered, for lines that do not name theirs.
answering: ContextVar[HttpRequest | None] = ContextVar("answering", default=None)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TELLS_NOTHING = 5  # letters: `zip`, `xlsx`, a short number


class Line(logging.Formatter):
    """Leaves out whatever of the request's address was filled in by its visitor, and the traceback of what is no fault of ours (below 500)."""

    def format(self, record: logging.LogRecord) -> str:
        status = getattr(record, "status_code", None)
        if status is not None and status < 500:
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        text = super().format(record)
        for request in {id(each): each for each in (getattr(record, "request", None), answering.get()) if each is not None}.values():
            for value, name in _filled_in(request):
                for spelling in {value, quote(value), quote(value, safe=""), value.encode("unicode_escape").decode()}:
                    text = text.replace(spelling, f"<{name}>")
        return text

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 # the library's name
        """With the difference to UTC, so that lines of several machines can be laid side by side."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 # the library's name
        """One event, one line, whatever was sent: nobody writes a second line into the log. A traceback stands below."""
        return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))


def _filled_in(request: Any) -> Iterator[tuple[str, str]]:
    """The values in the address with their names, the longest first; where no route of ours is known, the whole of it."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        found = {getattr(request, "path", ""): "…"}
    else:
        found = {str(value): name for name, value in match.kwargs.items() if not isinstance(value, int)}
    for value in sorted(found, key=len, reverse=True):
        if len(value) > _TELLS_NOTHING:
            yield value, found[value]
