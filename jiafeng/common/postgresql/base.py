"""Django's PostgreSQL with fewer ways to the server for each request (ADR 0034). Django finds it by the setting ENGINE."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base

_Cursor: Any = base.ServerBindingCursor  # Django's stubs know it as the cursor of another driver


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at rather than asked whether it lives, and that can keep statements ready."""

    def is_usable(self) -> bool:
        """Whether the idle connection still has its server.

        A server that ends a connection says so, and nobody else writes to one that waits. Only where there is something to read is the server asked,
        for it may be a mere notice.
        """
        raw = self.connection
        if raw is None or raw.closed:
            return False
        waiting = select.poll()
        waiting.register(raw.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()

    @contextmanager
    def prepared_cursor(self) -> Iterator[Any]:
        """A cursor whose statements the server reads and plans once for each connection, and that sends values apart from them.

        Behind a pooler that changes servers between transactions nothing is kept: another client would find it, or this one would not.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        raw: Any = self.connection
        wrap = self.make_debug_cursor if self.queries_logged else self.make_cursor
        raw.prepare_threshold = None if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] else 0
        try:
            with wrap(_Cursor(raw)) as cursor:
                yield cursor
        finally:
            raw.prepare_threshold = None  # Django's statements differ each time and would fill the memory of both sides
