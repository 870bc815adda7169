"""`jiafeng ink`, as somebody who scripts against it calls it."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jiafeng.config.cli import main
from tests.library.ink.photographs import kept, plain


def told(out: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_it_writes_a_picture_where_it_accepts_and_says_why_where_not(tmp_path: Path) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    photos.mkdir()
    kept(photos, plain(), "示例 一.jpg")
    kept(photos, b"no photograph", "note.txt")
    kept(photos, plain().data[:9000], "half.jpg")
    kept(photos, b"", ".hidden")
    assert main(["ink", str(photos), "--out", str(out), "--jobs", "2"]) == 0
    assert sorted(each.name for each in out.iterdir()) == ["half.json", "note.json", "示例 一.json", "示例 一.png"]
    accepted = told(out, "示例 一")
    assert accepted["accepted"] is True
    assert accepted["reason"] == ""
    assert plain().corners is not None
    assert np.abs(np.array(accepted["corners"]) - plain().corners).max() < 1
    assert isinstance(accepted["seconds"], float)
    assert isinstance(accepted["peak_mb"], float)
    assert (told(out, "half")["accepted"], told(out, "half")["reason"]) == (False, "corrupt")
    assert told(out, "note")["reason"] == "not_image"


def test_the_picture_is_cropped_to_the_writing_at_the_cards_resolution(tmp_path: Path) -> None:
    photo = kept(tmp_path, plain())
    assert main(["ink", str(photo), "--out", str(tmp_path / "out"), "--size", "180x90"]) == 0
    with Image.open(tmp_path / "out" / "photo.png") as picture:
        assert picture.mode == "RGBA"
        assert [round(each) for each in picture.info["dpi"]] == [300, 300]
        alpha = np.asarray(picture)[..., 3]
    assert told(tmp_path / "out", "photo")["sheet"] == [2126, 1063]  # 180 mm at 300 dpi
    assert all(edge.max() > 0 for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]))
    assert ((alpha > 0) & (alpha < 255)).sum() > 0.05 * (alpha == 255).sum()  # soft edges


def test_two_photographs_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    photos = tmp_path / "in"
    photos.mkdir()
    kept(photos, b"a", "a.jpg")
    kept(photos, b"b", "a.png")
    assert main(["ink", str(photos), "--out", str(tmp_path / "out")]) == 0
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["a.jpg.json", "a.png.json"]


def test_a_refused_photograph_takes_its_earlier_picture_away(tmp_path: Path) -> None:
    photo = kept(tmp_path, b"damaged since", "a.jpg")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"earlier")
    assert main(["ink", str(photo), "--out", str(out)]) == 0
    assert [each.name for each in out.iterdir()] == ["a.json"]


def test_it_says_when_there_is_nothing(tmp_path: Path) -> None:
    assert main(["ink", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2


def test_corners_may_be_set_by_hand(tmp_path: Path) -> None:
    photo = kept(tmp_path, plain())
    assert plain().corners is not None
    by_hand = ",".join(f"{side:.1f}" for corner in plain().corners for side in corner)
    assert main(["ink", str(photo), "--out", str(tmp_path / "out"), "--corners", by_hand]) == 0
    found = told(tmp_path / "out", "photo")
    assert (found["accepted"], found["frame"], found["touches_edge"]) == (True, False, False)
    assert np.abs(np.array(found["corners"]) - plain().corners).max() < 0.1


def test_corners_are_of_one_photograph_and_four(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path, b"a", "a.jpg")
    kept(tmp_path, b"b", "b.jpg")
    assert main(["ink", str(tmp_path), "--out", str(tmp_path / "out"), "--corners", "1,1,9,1,9,9,1,9"]) == 2
    with pytest.raises(SystemExit):
        main(["ink", str(tmp_path / "a.jpg"), "--out", str(tmp_path / "out"), "--corners", "1,1,9"])
    assert "1,1,9" in capsys.readouterr().err
