"""What a page of the demo county says, and which of its words are no words of a county office."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from django.test import Client

# What links lead to beside pages: files, and the way out.
NO_PAGE = re.compile(
    r"\.(pdf|svg|ics|csv|xml|png|jpg|webp|docx|zip|xlsx|json)(\?|$)"
    r"|/board$|/badge$|/certificates$|^/static/|/original$|/preview$|/logout|format=|/template$|/file\.|/result$|/picture"
)
# What is typed by people or pressed on a keyboard, and what is shown without JavaScript only, is not the page's own language.
NOT_SAID = re.compile(r"(?s)<(script|style|head|svg|textarea|kbd|template)\b.*?</\1>|<code class=\"no-js.*?</code>")
SAID_BESIDE = re.compile(r'(?:aria-label|placeholder|title|alt|data-label)="([^"]*)"')
# Printed codes and receipts, digests, addresses, names of files.
NO_WORDS = re.compile(
    r"(?:https?://)?testserver\S*|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b|\b[0-9a-f]{12,64}\b|[\w（）-]+\.(?:jpg|pdf|py|zip|ics)\b"
    r"|姓名读音[ ¦]+[a-z ]+|SHA-256|Ctrl\+K|AGPL-3\.0|WCAG 2\.1 AA|Open Badge|\bA[345]\b|XXXX-XXXX|U\+[0-9A-F]{4,5}"
)
KNOWN = {
    "Excel",
    "PDF",
    "DOCX",
    "RSS",
    "CSV",
    "WPS",
    "Word",
    "English",
    "Cookie",
    "JavaScript",
    "Tab",
    "MB",
    "KB",
    "GB",
    "ics",
    "zip",
    "Ctrl",
    "Esc",
}
CODE = re.compile(r"[{}]|[a-z]+_[a-z]+|\b[a-z]+/[a-z]+\b|[A-Za-z][A-Za-z.-]*[A-Za-z]|(?<![\w一-鿿])[A-Z](?![\w一-鿿])")
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?](?=[\s一-鿿])|\([一-鿿]|[一-鿿]\)|\d [%％]")


def said(page: str) -> str:
    """The words of a page, those for a screen reader too; what stands in elements of its own is kept apart."""
    visible = re.sub(r"<[^>]+>", " ¦ ", NOT_SAID.sub(" ", page))
    return re.sub(r"\s+", " ", html.unescape(f"{visible} ¦ {' ¦ '.join(SAID_BESIDE.findall(page))}"))


def odd(text: str, known: set[str]) -> Iterator[str]:
    """Codes, English words, and punctuation of half width, each with what stands around it."""
    plain = NO_WORDS.sub(" ", text)
    for found in CODE.finditer(plain):
        if found[0] not in known:
            yield f"{found[0]}  in  …{plain[max(0, found.start() - 20) : found.end() + 20]}…"
    for found in HALF_WIDTH.finditer(plain):
        yield f"{found[0]}  in  …{plain[max(0, found.start() - 20) : found.end() + 20]}…"


def kind_of(path: str) -> str:
    """What a page is, whatever it shows: numbers, codes and queries aside."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[\w-]{16,}\b|\d+|\b[A-Z0-9]{4}(-[A-Z0-9]{4})+", "…", urlsplit(path).path)


def walk(client: Client, start: str) -> Iterator[tuple[str, str]]:
    """Every kind of page that links lead to, once: address and source."""
    waiting, known, seen = [start], {start}, set[str]()
    while waiting:
        path = waiting.pop(0)
        if (kind := kind_of(path)) in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code in (301, 302) and answer["Location"].startswith("/"):
            waiting.append(answer["Location"])
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        page = answer.content.decode()
        yield path, page
        for link in re.findall(r'<a\b[^>]*?href="([^"]*)"', page):
            address = urldefrag(html.unescape(link))[0]
            if address.startswith("/") and address not in known and not NO_PAGE.search(address):
                known.add(address)
                waiting.append(address)
