"""An uploaded file as a path, for the libraries that examine files in a process of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def saved(upload: UploadedFile) -> Iterator[Path]:
    """The upload's bytes at a path that lasts as long as the block. The person's own file name is never part of it."""
    descriptor, name = tempfile.mkstemp(prefix="jiafeng-upload-")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)
