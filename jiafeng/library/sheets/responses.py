"""A list as a download."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse

from jiafeng.library.sheets.writers import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_response(
    name: str, title: str, columns: Sequence[str | tuple[str, int]], rows: Iterable[Sequence[Any]], **extras: Any
) -> FileResponse:
    """The rows as an xlsx file called `name`.xlsx; written to a temporary file, so that memory stays flat. `extras`: as `write_table` takes them."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
    write_table(stream, title, columns, rows, **extras)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
