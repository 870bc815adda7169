"""Whether a pooler such as PgBouncer stands between us and PostgreSQL, as far as that can be seen from here."""

from __future__ import annotations

from contextlib import closing
from typing import Any

_TRIES = 8


def pooler_mode(database: Any) -> str:
    """ "transaction" where clients change servers between transactions; "session" behind any other pooler; "" where there is none.

    A pooler greets with a key of its own instead of the server's process. And where two clients that are both connected have spoken to the same
    process, or one to two of them, that process was theirs for a transaction only.
    """
    with closing(database.copy()) as one, closing(database.copy()) as other:
        home = _process(one)
        for _ in range(_TRIES):
            if _process(other) == home or _process(one) != home:
                return "transaction"
        return "" if one.connection.info.backend_pid == home else "session"


def _process(database: Any) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
