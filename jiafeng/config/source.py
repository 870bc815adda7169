"""The program's own source, which the AGPL (section 13) promises to everybody who uses it over a network: of this very build, also without internet."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings

PARTS = (
    "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "pyproject.toml", "hatch_build.py", "jiafeng", "docs", "tests", "tools", "benchmarks", "findings",
)  # fmt: skip
"""What the archive holds, so that no data folder, environment or note that lies beside it comes along."""


def archive() -> Path:
    """The archive in the data folder, made anew where the source has changed since."""
    root: Path = settings.PACKAGE.parent
    files = list(_files(root))
    state = sha256("\n".join(f"{name} {file.stat().st_mtime_ns}" for name, file in files).encode()).hexdigest()[:16]
    kept = settings.STATIC_ROOT / f"source-{state}.zip"
    if not kept.exists():
        _write(files, kept)
    return kept


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for part in PARTS if (root / "pyproject.toml").exists() else ("jiafeng",):
        for folder, below, names in os.walk(root / part):
            below[:] = sorted(name for name in below if not name.startswith((".", "__pycache__")))
            yield from ((str(file.relative_to(root)), file) for name in sorted(names) if _is_source(file := Path(folder, name)))
        if (root / part).is_file():
            yield part, root / part


def _is_source(file: Path) -> bool:
    return (
        file.is_file()
        and not file.is_symlink()
        and not file.name.startswith(".")
        and file.suffix != ".pyc"
        and settings.DATA not in file.parents
    )


def _write(files: list[tuple[str, Path]], kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, prefix="source-", suffix=".part") as scratch:
        with ZipFile(scratch, "w", ZIP_DEFLATED, strict_timestamps=False) as packed:
            for name, file in files:
                packed.write(file, f"jiafeng-source/{name}")
        scratch.flush()
        for old in kept.parent.glob("source-*.zip"):
            old.unlink(missing_ok=True)
        try:
            os.link(scratch.name, kept)
        except FileExistsError:
            return  # another process made the same archive in the meantime
