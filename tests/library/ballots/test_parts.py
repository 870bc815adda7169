"""Any two of three parts give the key back, one says nothing, and what was typed wrongly is named."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiafeng.library.ballots import parts
from jiafeng.library.ballots.parts import LETTERS, Unfit, join, read, split

KEYS = st.binary(min_size=32, max_size=32)
POLL, OTHER = "0b8e7d52-0000-4000-8000-000000000001", "0b8e7d52-0000-4000-8000-000000000002"


@given(key=KEYS, one=st.integers(0, 2), other=st.integers(0, 2))
def test_any_two_of_the_three_give_the_key_back(key: bytes, one: int, other: int) -> None:
    printed = [read(text, POLL) for text in split(key, POLL)]
    if one == other:
        with pytest.raises(Unfit, match="same"):
            join([printed[one], printed[other]])
    else:
        assert join([printed[one], printed[other]]) == key


def test_the_field_of_256_is_the_one_of_the_books() -> None:
    """Products from FIPS 197, section 4.2."""
    assert parts._times(0x57, 0x83, parts._BYTES) == 0xC1
    assert parts._times(0x57, 0x13, parts._BYTES) == 0xFE
    assert all(parts._times(each, parts._inverse(each), parts._BYTES) == 1 for each in range(1, 256))


@given(
    key=KEYS,
    how=st.sampled_from(
        [
            str.lower,
            lambda text: text.replace(" ", ""),
            lambda text: text.replace(" ", "-\n"),
            lambda text: text.replace("0", "o").replace("1", "l"),
        ]
    ),
)
def test_a_part_is_read_as_people_type_it(key: bytes, how) -> None:  # type: ignore[no-untyped-def]
    first, second, _third = split(key, POLL)
    assert join([read(how(first), POLL), read(second, POLL)]) == key


@given(key=KEYS, place=st.integers(0, 79), letter=st.sampled_from(LETTERS + "U?"))
def test_every_mistyped_letter_is_named_by_its_group(key: bytes, place: int, letter: str) -> None:
    letters = list(split(key, POLL)[0].replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(Unfit) as unfit:
        read("".join(letters), POLL)
    if letter != "?":
        assert (unfit.value.why, unfit.value.at) == ("group", place // 5 + 1)


@given(key=KEYS, group=st.integers(0, 15), one=st.integers(0, 4), other=st.integers(0, 4))
def test_two_letters_in_each_others_place_are_named_by_their_group(key: bytes, group: int, one: int, other: int) -> None:
    letters = list(split(key, POLL)[1].replace(" ", ""))
    one, other = group * 5 + one, group * 5 + other
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    with pytest.raises(Unfit) as unfit:
        read("".join(letters), POLL)
    assert (unfit.value.why, unfit.value.at) == ("group", group + 1)


def test_what_is_no_part_of_this_poll_is_refused() -> None:
    key = os.urandom(32)
    first, second, _third = split(key, POLL)
    groups = first.split()
    for text, why in [
        (split(key, OTHER)[0], "poll"),
        ("", "length"),
        (first[:-1], "length"),
        (f"{first} 7", "length"),
        (" ".join([groups[1], groups[0], *groups[2:]]), "sum"),
        (" ".join([*groups[:8], *second.split()[8:]]), "sum"),
        ("示" * 80, "group"),
    ]:
        with pytest.raises(Unfit) as unfit:
            read(text, POLL)
        assert unfit.value.why == why, text


def test_one_part_alone_could_be_of_any_key() -> None:
    """Each byte of a share takes every value, whatever the byte of the key is."""
    seen = {read(split(bytes([7]) + os.urandom(31), POLL)[0], POLL).share[0] for _ in range(4000)}
    assert len(seen) == 256
