"""What is kept of voting codes: digests and echoes, keyed with the poll's key beside the database."""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused
from jiafeng.common.tokens import ALPHABET
from jiafeng.programme.awards.actions import keys
from jiafeng.programme.awards.models import Poll, VotingCode


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
        return keys.read(poll.uid, bytes(poll.public_key or b""))
    except keys.KeyMissing:
        raise Refused(
            _(
                "The key of this poll is not in the data folder, so its envelopes cannot be opened. Restore the folder's secrets, or type in two of the three parts of the key; the poll stays open."
            ),
            code="no_key",
        ) from None


def digest(private: bytes, code: str) -> str:
    """What is kept of a code. Keyed with the poll's key, which the close destroys: whoever noted the codes finds none of them in an old copy."""
    return salted_hmac("jiafeng.awards.code", normal_code(code), secret=private, algorithm="sha256").hexdigest()


def normal_code(code: str) -> str:
    """A code as typed, without its gaps, in capitals."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def answer(private: bytes, code: str, key: UUID, digits: str) -> tuple[str, str]:
    """A ballot's receipt, and the echo by which it is known again when it is sent twice.

    Made from the poll's key, the code and the key that the ballot page was given when it was shown: the voter's browser cannot choose
    it, and who has noted codes and later comes by the poll's key still lacks the page's. Nothing of it is kept but the echo, so that the same ballot again is answered alike.
    """
    secret = hmac.digest(private, normal_code(code).encode(), "sha256")
    echo = salted_hmac("jiafeng.awards.echo", f"{key} {digits}", secret=secret, algorithm="sha256").hexdigest()
    return receipt_from(hmac.digest(secret, f"receipt {key}".encode(), "sha256")), echo


def receipt_from(random: bytes) -> str:
    """A receipt of 58 bits, three groups of four, read off random bytes."""
    number, letters = int.from_bytes(random, "big"), []
    for _place in range(12):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))
