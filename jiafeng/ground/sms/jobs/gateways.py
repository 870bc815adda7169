"""What carries a message: a class for each kind of gateway, chosen by the setting `sms_backend`."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import time
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from jiafeng.common.text import mask_phone

logger = logging.getLogger(__name__)
_SECONDS = 10
_ANSWER_BYTES = 2000


class NotTaken(Exception):
    """The gateway refused the message: another try would be refused too."""


class NoAnswer(Exception):
    """The gateway could not be reached or is out of order: another try may succeed."""


class Gateway(Protocol):
    def send(self, *, phone: str, text: str, number: str) -> None:
        """Hand over one message. `number` is the same whenever this message is handed over, so that a gateway can drop a repeat."""


class Console:
    """Prints to the server's log, for trying out and for demonstrations; the number masked as everywhere."""

    def send(self, *, phone: str, text: str, number: str) -> None:
        logger.info("text message to %s: %s", mask_phone(phone), text)


class Memory:
    """Keeps messages in this process, for tests."""

    sent: ClassVar[list[tuple[str, str]]] = []

    def send(self, *, phone: str, text: str, number: str) -> None:
        self.sent.append((phone, text))


class Http:
    """Posts JSON `{"id", "phone", "text"}` to `sms_url`, signed so that the gateway knows whose it is and that it is fresh:

    X-Jiafeng-Key: `sms_key`; X-Jiafeng-Time: seconds since 1970; X-Jiafeng-Signature: hex HMAC-SHA256 under `sms_secret` of the time, a line
    feed and the body (RFC 2104). 2xx means taken, 4xx refused, anything else try again.
    """

    def send(self, *, phone: str, text: str, number: str) -> None:
        url = urlsplit(settings.SMS_URL)
        body = json.dumps({"id": number, "phone": phone, "text": text}, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        signature = hmac.new(settings.SMS_SECRET.encode(), f"{stamp}\n".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Jiafeng-Key": settings.SMS_KEY,
            "X-Jiafeng-Time": stamp,
            "X-Jiafeng-Signature": signature,
        }
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=_SECONDS)
        try:
            connection.request("POST", f"{url.path or '/'}{'?' + url.query if url.query else ''}", body, headers)
            answer = connection.getresponse()
            said = answer.read(_ANSWER_BYTES).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        if 200 <= answer.status < 300:
            return
        words = f"{answer.status} {said.replace(phone, mask_phone(phone))}"[:200]
        raise NotTaken(words) if 400 <= answer.status < 500 and answer.status not in (408, 429) else NoAnswer(words)


KINDS: dict[str, type[Gateway]] = {"console": Console, "http": Http, "memory": Memory}


def gateway() -> Gateway:
    """The gateway of the settings."""
    return KINDS[settings.SMS_BACKEND]()
