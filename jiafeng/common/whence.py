"""From where a request came."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

# Browsers name their ancestors, too; the first of these that is named is the one. What is none of them is told by its first word.
_BROWSERS = ("MicroMessenger", "QQBrowser", "Edg", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")


@dataclass(frozen=True)
class Whence:
    """The network address, and what the browser says it is, shortened to its names."""

    address: str = ""
    browser: str = ""


def whence_of(request: HttpRequest) -> Whence:
    """The address (behind proxies of ours the visitor's, config.middleware), and the browser and system by their names."""
    said = request.META.get("HTTP_USER_AGENT", "")[:400]
    browser = next((name for name in _BROWSERS if name in said), re.split(r"[\s/]", said)[0])
    version = re.search(rf"{re.escape(browser)}\w*/(\d+)", said) if browser else None
    system = next((name for name in _SYSTEMS if name in said), "")
    names = f"{browser} {version[1]}" if version else browser
    return Whence(address=request.META.get("REMOTE_ADDR", ""), browser=" · ".join(filter(None, (names, system))))
