"""What must not change the ink, and what must."""

import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from benchmarks.ink.photographs import Photograph, jpeg
from jiafeng.library import ink
from tests.library.ink.photographs import kept, plain, score


def cleaned(answer: ink.Cleaned | ink.Refused) -> ink.Cleaned:
    assert isinstance(answer, ink.Cleaned), answer
    return answer


def pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_telephone_may_be_held_any_way(tmp_path: Path, orientation: int) -> None:
    upright = np.asarray(pixels(plain().data))[..., ::-1]
    turned = jpeg(Photograph(np.ascontiguousarray(upright), np.zeros((4, 2))), quality=95, orientation=orientation)
    answer = cleaned(ink.clean(kept(tmp_path, turned)))
    assert np.abs(np.array(answer.corners) - plain().corners).max() < 1
    assert score(answer, plain()).f > 0.95


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_it_reads_what_telephones_write(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener()
    other = io.BytesIO()
    pixels(plain().data).save(other, kind, quality=92)
    assert score(ink.clean(kept(tmp_path, other.getvalue(), f"photo.{kind.lower()}")), plain()).f > 0.95


def test_corners_set_by_hand_are_taken_as_they_are(tmp_path: Path) -> None:
    photo = kept(tmp_path, plain())
    assert plain().corners is not None
    by_hand = [(float(x), float(y)) for x, y in plain().corners]
    answer = cleaned(ink.clean(photo, corners=by_hand))
    assert answer.corners == [(round(x, 2), round(y, 2)) for x, y in by_hand]
    assert score(answer, plain()).f > 0.95


@pytest.mark.parametrize("crossed", [[(0, 0)] * 4, [(0, 0), (900, 900), (900, 0), (0, 900)]])
def test_corners_dragged_across_each_other_are_no_sheet(tmp_path: Path, crossed: list[tuple[float, float]]) -> None:
    answer = ink.clean(kept(tmp_path, plain()), corners=crossed)
    assert isinstance(answer, ink.Refused)
    assert answer.reason == "no_page"


def test_the_threshold_keeps_less_the_higher_it_is(tmp_path: Path) -> None:
    photo = kept(tmp_path, plain())
    amounts = []
    for threshold in (0.1, 0.5, 0.9):
        answer = cleaned(ink.clean(photo, threshold=threshold))
        amounts.append(float(np.asarray(pixels(answer.png))[..., 3].sum()))
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > amounts[2]


def test_the_same_photograph_gives_the_same_bytes(tmp_path: Path) -> None:
    photo = kept(tmp_path, plain())
    assert cleaned(ink.clean(photo)).png == cleaned(ink.clean(photo)).png


def test_preview_outlines_and_colour_come_where_they_are_asked_for(tmp_path: Path) -> None:
    answer = cleaned(ink.clean(kept(tmp_path, plain()), preview=True, svg=True, colour="#c00000"))
    assert pixels(answer.preview).format == "JPEG"
    assert max(pixels(answer.preview).size) <= 1400
    assert "<svg" in answer.svg
    assert "#c00000" in answer.svg
    assert set(map(tuple, np.asarray(pixels(answer.png))[..., :3].reshape(-1, 3)[::997].tolist())) == {(0xC0, 0, 0)}
