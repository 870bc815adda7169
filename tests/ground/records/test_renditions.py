"""Kept pictures come in the size at which a page shows them, and no page shows one otherwise."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from PIL import Image

from jiafeng.ground.records.actions import rendition, size_of
from jiafeng.library.media.renditions import MOST_BYTES, WIDTHS, width_for, write_rendition
from tests.architecture.house import PACKAGE
from tests.programme.pictures.files import a_hard_photograph, a_photograph

# What stands on pages as `<img>` and is no kept picture: files of our own (static), and codes that are drawn.
OURS = re.compile(
    r"src=\"(\{% static|\{% url '[a-z]+:[a-z]+_code'|\{% url kind\.room\|add:':code'|\{\{ code \}\}|\{\{ attrs\.src \}\}|\{\}\{\}w=\{\}\"|\{\}\{\}\?w=800\")"
)


def test_every_page_shows_a_kept_picture_through_the_tag() -> None:
    files = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]
    images = [(path, found) for path in files for found in re.findall(r"<img\b.{0,240}", path.read_text(encoding="utf-8"))]
    assert len(images) > 10
    assert [f"{path.relative_to(PACKAGE)}: {found[:80]}" for path, found in images if not OURS.search(found)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_copy_keeps_to_its_width_and_weight(tmp_path: Path, width: int) -> None:
    source, target = a_hard_photograph(tmp_path), tmp_path / "copy.webp"
    write_rendition(source, target, width)
    assert target.stat().st_size <= MOST_BYTES[width]
    with Image.open(target) as copy:
        assert copy.format == "WEBP"
        assert width * 0.5 <= copy.width <= width
        assert abs(copy.width / copy.height - 4 / 3) < 0.02


def test_a_small_picture_is_not_blown_up_and_a_tall_one_stays_light(tmp_path: Path) -> None:
    for size, most in (((64, 48), (64, 48)), ((300, 9000), (160, 1200))):
        write_rendition(a_photograph(tmp_path, size=size), tmp_path / "copy.webp", 400)
        with Image.open(tmp_path / "copy.webp") as copy:
            assert copy.width <= most[0]
            assert copy.height <= most[1]


def test_what_is_no_picture_has_no_copy(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no picture")
    with pytest.raises(OSError, match="cannot identify"):
        write_rendition(broken, tmp_path / "copy.webp", 400)
    assert not (tmp_path / "copy.webp").exists()


def test_the_width_is_the_next_that_is_kept() -> None:
    assert [width_for(asked) for asked in (0, 160, 161, 780, 1600, 9999)] == [160, 160, 400, 800, 1600, 1600]


@pytest.mark.django_db
def test_a_copy_goes_with_its_picture_and_follows_a_newer_one(tmp_path: Path) -> None:
    name = default_storage.save("tests/example.png", ContentFile(a_photograph(tmp_path, "red", (900, 600)).read_bytes()))
    copy = rendition(name=name, wanted=390)
    assert copy.is_relative_to(Path(settings.DATA) / "renditions")
    assert not copy.is_relative_to(Path(settings.PRIVATE)), "what is derived is in no backup"
    assert size_of(name) == (900, 600)
    first = copy.stat().st_mtime_ns
    assert rendition(name=name, wanted=400).stat().st_mtime_ns == first, "it is made once"
    kept = Path(default_storage.path(name))
    a_photograph(tmp_path, "blue", (900, 600)).replace(kept)
    with Image.open(rendition(name=name, wanted=400)) as newer:
        assert newer.convert("RGB").getpixel((5, 5))[2] > 200  # type: ignore[index]
    default_storage.delete(name)
    assert not copy.exists()
    with pytest.raises(FileNotFoundError):
        rendition(name=name, wanted=400)


def test_the_tag_offers_no_more_than_there_is() -> None:
    page = Template('{% load stored %}{% stored_picture "/p?k=1" alt "324px" 1000 500 phone=True %}').render(Context({"alt": "a<b"}))
    assert "/p?k=1&amp;w=400 400w" in page
    assert "w=1200 1200w" in page
    assert "w=1600" not in page
    assert 'alt="a&lt;b"' in page
    assert 'width="1000" height="500"' in page
    source = page.partition("<img")[0]
    assert "w=800 800w" in source
    assert "w=1200" not in source, "a telephone is sent no more than 800"
