"""Passwords that many people have."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

_LIST = Path(__file__).with_name("everyday_words.txt")


class LengthValidator(MinimumLengthValidator):
    """Django's, whose sentence its Chinese catalogue does not have."""

    def get_error_message(self) -> str:
        return _("This password is too short. It has at least %(number)d characters.") % {"number": self.min_length}


class EverydayPasswordValidator:
    """Refuses what consists of everyday words, runs of the keyboard and digits only: `woaini19880808`, `Fulian@2026`, `qwer1234asdf`.

    Django's list of common passwords holds few of ten letters or more that a Chinese office would think of; this one takes a password apart
    instead of listing what can be put together. What is in no list, three letters long, makes it somebody's own; so do more than three words.
    """

    @cached_property
    def _everyday(self) -> re.Pattern[str]:
        words = [word for line in _LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#") for word in line.split()]
        return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))

    def validate(self, password: str, user: Any = None) -> None:
        folded = unicodedata.normalize("NFKC", password).casefold()
        # Digits in the place of letters hide no word: p@ssw0rd is one.
        for spelled in (folded, folded.translate(str.maketrans("@013$5", "aoiess"))):
            rest, words = self._everyday.subn(" ", spelled)
            own = re.sub(r"[\W\d_]+", " ", rest)
            if words <= 3 and max(map(len, own.split()), default=0) < 3 and not re.search(r"[\u3400-\u9fff]{2}", own):
                raise ValidationError(
                    _("This password is made of everyday words and digits, which are tried first. Put in something that only you think of.")
                )

    def get_help_text(self) -> str:
        return _("Not only everyday words and digits.")
