"""Sessions in the database, each a row that says whose it is, so that they can be listed and ended (accounts.models.Session)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from jiafeng.common.prepared import Prepared
from jiafeng.ground.accounts.models import Session


@Prepared
def _standing(key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


class SessionStore(db.SessionStore):
    """Django's own, with what sign-in and `middleware.idle` note in the session said in columns, too."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _standing.first(str(self.session_key), timezone.now())
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Any = super().create_model_instance(data)
        door: dict[str, Any] = data.get("door", {})
        made.user_id = data.get("_auth_user_id")
        made.began_at = _moment(door.get("began"))
        made.seen_at = _moment(data.get("seen"))
        made.address, made.browser = door.get("address", "")[:45], door.get("browser", "")[:60]
        session: Session = made
        return session


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
