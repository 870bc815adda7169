"""What stands in a photograph by chance is no second format."""

from pathlib import Path

from PIL import Image

from jiafeng.library import media


def photograph(folder: Path, comment: bytes) -> Path:
    file = folder / "photograph.jpg"
    Image.new("RGB", (64, 48), "green").save(file, comment=comment)
    assert comment in file.read_bytes()
    return file


def test_four_letters_that_stand_there_by_chance_are_no_drawing(tmp_path: Path) -> None:
    assert not isinstance(media.inspect(photograph(tmp_path, b"\x91<sVg\x8f\x02")), media.Refused)


def test_a_drawing_inside_a_photograph_is_refused(tmp_path: Path) -> None:
    found = media.inspect(photograph(tmp_path, b"<svg onload=alert(1)>"))
    assert isinstance(found, media.Refused)
    assert found.reason == "mixed"
