"""What the markers of a JPEG say, read without decoding it (ITU-T T.81, annex B)."""

from __future__ import annotations

from dataclasses import dataclass

_STANDALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


@dataclass(frozen=True)
class Markers:
    """`scans`: how many times the data goes over the picture; `whole`: the end marker follows the last of them."""

    scans: int
    whole: bool


def markers(data: bytes) -> Markers:
    """Walk over the markers of a JPEG. In coded data 0xFF is always stuffed, so a marker found there is one."""
    scans, place = 0, 2
    while place + 4 <= len(data) or data[place : place + 2] == b"\xff\xd9":
        if data[place] != 0xFF:
            place = data.find(b"\xff", place)  # inside a scan: on to the next marker
            if place < 0:
                break
            continue
        marker = data[place + 1]
        if marker in (0x00, 0xFF) or marker in _STANDALONE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            return Markers(scans, whole=True)
        scans += marker == 0xDA
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return Markers(scans, whole=False)
