"""/healthz: whether this process can do its work, and which part cannot. For load balancers and for who is woken at night (docs/operate.md)."""

from __future__ import annotations

import shutil
import tempfile
import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiafeng.common.heads import bodiless
from jiafeng.ground.jobs.queries import SILENT, worker_lives

LOW = 1 << 30  # bytes; doctor warns from there on, too
_BEGAN = time.monotonic()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """503 where this process cannot serve: its database does not answer, or nothing can be written to the data folder. Else 200, with a warning where
    somebody should look soon: little room is left, or no worker has been heard of for a minute."""
    parts = {"disk": _disk(), "database": "ok", "worker": "ok"}
    try:
        # A worker needs a while to come up beside the server.
        if not worker_lives(timezone.now()) and time.monotonic() - _BEGAN > SILENT.total_seconds():
            parts["worker"] = "silent"
    except DatabaseError:
        parts |= {"database": "silent", "worker": "unknown"}
    finally:
        if connection.errors_occurred:
            connection.close()
    unwell = parts["database"] != "ok" or parts["disk"] == "not writable"
    status = "unwell" if unwell else "ok" if set(parts.values()) == {"ok"} else "warning"
    response = JsonResponse({"status": status, **parts}, status=503 if unwell else 200)
    return bodiless(response) if request.method == "HEAD" else response


_PROBED = 10.0  # seconds: a file system that is busy with large files makes even a small one wait
_disk_said: tuple[float, str] = (float("-inf"), "")


def _disk() -> str:
    global _disk_said
    if time.monotonic() - _disk_said[0] > _PROBED:
        _disk_said = time.monotonic(), _probed()
    return _disk_said[1]


def _probed() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
        return "ok" if shutil.disk_usage(settings.DATA).free >= LOW else "low"
    except OSError:
        return "not writable"
