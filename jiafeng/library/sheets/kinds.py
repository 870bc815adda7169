"""What a file is by its bytes, whatever its name says. Runs only inside the sandbox."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from jiafeng.common.archives import check_zip
from jiafeng.common.sandbox import Rejected

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A tag or a comment at the very beginning, or the tags of a table further on; a page saved as one file begins like a letter.
_MARKUP = re.compile(r"\s*<[a-z!?/]|.*?<(?:html|body|table|tr)\b", re.DOTALL | re.IGNORECASE)
_MHTML = re.compile(r"^mime-version:", re.MULTILINE | re.IGNORECASE)


def kind_of(path: Path) -> str:
    """ "xlsx" (xlsm and xlsb too), "ods", "xls" or "csv"; rejects what is no table ("not_a_table"), locked, damaged or ambiguous."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        if _ENCRYPTED_OLE in path.read_bytes():
            raise Rejected("encrypted")
        return "xls"
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise Rejected("not_a_table", kind=kind)
    text = _as_letters(head)
    if _MARKUP.match(text) or _MHTML.search(text):
        # Many office systems export a web page under the name .xls.
        raise Rejected("not_a_table", kind="html")
    return "csv"


def _kind_of_archive(path: Path) -> str:
    """Names are compared as the format compares them: in any case, and with either slash, which some programs write."""
    names = [name.replace("\\", "/").lstrip("/").casefold() for name in check_zip(path)]
    if {"xl/workbook.xml", "xl/workbook.bin"} & set(names):
        kind = "xlsx"
    elif {"mimetype", "content.xml"} <= set(names):
        kind = "ods"
    else:
        raise Rejected("not_a_table", kind="zip")
    if len(set(names)) < len(names):
        # Which of the two is read depends on the program: what somebody saw in theirs need not be what is read here.
        raise Rejected("double_part", part=next(name for name in names if names.count(name) > 1))
    return kind


def _as_letters(head: bytes) -> str:
    """The beginning as text, well enough to see tags in it."""
    head = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith(_UTF16):
        return head.decode("utf-16", "ignore")
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:
        return head.decode("utf-16-le" if odd > even else "utf-16-be", "ignore")
    return head.decode("latin-1")


def encoding_of(path: Path) -> str:
    """UTF-8 or GB 18030 (which holds GBK and GB 2312), by what decodes without an error; UTF-16 by its mark."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_UTF16):
        return "utf-16"
    if b"\0" in head:
        raise Rejected("not_a_table", kind="unknown")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                for _ in iter(lambda: file.read(1 << 20), ""):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Rejected("unknown_encoding")
