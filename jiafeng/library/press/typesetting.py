"""One Typst compiler to a template, kept warm with the vendored fonts."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import typst

from jiafeng.library.press.faces import FONTS

TEMPLATES = Path(__file__).parent / "templates"
_one_at_a_time = Lock()


class TypesettingError(RuntimeError):
    """Typst could not set the page, or warned about it: a fault of a template, never of a text."""


@cache
def vendored_fonts() -> typst.Fonts:
    """The faces of this house and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=vendored_fonts())


def typeset(template: str, data: object, created: dt.date) -> bytes:
    """`templates/<template>.typ` set with `data`, as PDF/A-2b; the same data give the same bytes.

    `data` travels as JSON, so no character of a user's text is ever read as markup. `created` becomes the PDF's date.
    """
    noon = dt.datetime.combine(created, dt.time(4), dt.UTC)
    return _compile(template, data, format="pdf", pdf_standards="a-2b", timestamp=noon)


def typeset_with_pictures(template: str, data: object, pictures: Mapping[str, bytes], created: dt.date) -> bytes:
    """As `typeset`, for a template that shows pictures (JPEG, PNG or WebP) by their names; a name is a plain file name of ours."""
    if not pictures:
        return typeset(template, data, created)
    noon = dt.datetime.combine(created, dt.time(4), dt.UTC)
    with _beside(template, pictures) as compiler:
        return _compiled(compiler, template, data, format="pdf", pdf_standards="a-2b", timestamp=noon)


def picture(template: str, data: object, ppi: float, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The same template as a PNG of `ppi` pixels to the inch; for templates of one page. pictures: as `typeset_with_pictures` takes them."""
    if not pictures:
        return _compile(template, data, format="png", ppi=ppi)
    with _beside(template, pictures) as compiler:
        return _compiled(compiler, template, data, format="png", ppi=ppi)


@contextmanager
def _beside(template: str, pictures: Mapping[str, bytes]) -> Iterator[typst.Compiler]:
    """The template in a folder of its own, beside the pictures that it shows and the art of the house."""
    with TemporaryDirectory(prefix="jiafeng-press-") as folder:
        root = Path(folder)
        for name in ("common.typ", f"{template}.typ"):
            (root / name).write_bytes((TEMPLATES / name).read_bytes())
        if b'"art/' in (root / f"{template}.typ").read_bytes():
            shutil.copytree(TEMPLATES / "art", root / "art")
        for name, content in pictures.items():
            (root / name).write_bytes(content)
        yield typst.Compiler(root / f"{template}.typ", root=root, font_paths=vendored_fonts())


def _compile(template: str, data: object, **options: Any) -> bytes:
    return _compiled(_compiler(template), template, data, **options)


def _compiled(compiler: typst.Compiler, template: str, data: object, **options: Any) -> bytes:
    with _one_at_a_time:
        try:
            page, warnings = compiler.compile_with_warnings(sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **options)
        except typst.TypstError as error:
            raise TypesettingError(f"{template}: {error.diagnostic}") from error
    if warnings:
        raise TypesettingError(f"{template}: {warnings[0].diagnostic}")
    assert isinstance(page, bytes)
    return page
