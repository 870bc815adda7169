"""What is kept of voting codes: digests and echoes, keyed with the poll's key beside the database."""

from __future__ import annotations

import hmac
import secrets

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jiafeng.awards.actions import keys
from jiafeng.awards.models import Poll, VotingCode
from jiafeng.common.refusals import Refused
from jiafeng.common.tokens import ALPHABET


def make(*, poll: Poll, number: int) -> list[str]:
    """New codes, kept as keyed digests in the order of the digests, so that a row's number says nothing about its slip."""
    if not number:
        return []
    made = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(number)]
    private = key_of(poll)
    VotingCode.objects.bulk_create([VotingCode(poll=poll, digest=each) for each in sorted(digest(private, code) for code in made)])
    return made


def key_of(poll: Poll) -> bytes:
    """The poll's key from beside the database. Refused where it is missing: nothing can be sealed again, recognised or opened then."""
    try:
        return keys.read(poll.uid)
    except keys.KeyMissing:
        raise Refused(
            _(
                "The key of this poll is not in the data folder, so its envelopes cannot be opened. Restore the folder's secrets; the poll stays open."
            ),
            code="no_key",
        ) from None


def digest(private: bytes, code: str) -> str:
    """What is kept of a code. Keyed with the poll's key, which the close destroys: whoever noted the codes finds none of them in an old copy."""
    return salted_hmac("jiafeng.awards.code", normal_code(code), secret=private, algorithm="sha256").hexdigest()


def normal_code(code: str) -> str:
    """A code as typed, without its gaps, in capitals."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def echo(private: bytes, code: str, receipt: str, digits: str) -> str:
    """By what a ballot sent twice is known again. Code and key together make it, so that codes noted elsewhere join nothing after the close."""
    secret = hmac.digest(private, normal_code(code).encode(), "sha256")
    return salted_hmac("jiafeng.awards.echo", f"{receipt} {digits}", secret=secret, algorithm="sha256").hexdigest()
