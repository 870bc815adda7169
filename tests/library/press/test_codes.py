import io
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from jiafeng.library.press import qr


def read(pixels) -> str:
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(pixels, dtype=np.uint8), formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_a_png_reads_back_as_it_was_written(text):
    with Image.open(io.BytesIO(qr(text, format="png", scale=4))) as image:
        assert read(image.convert("L")) == text


def test_the_matrix_is_the_png_without_its_quiet_zone():
    matrix = np.array(qr("核验 7F3A", format="matrix"))
    with Image.open(io.BytesIO(qr("核验 7F3A", format="png", scale=1))) as image:
        dark = ~np.array(image)
    assert np.array_equal(dark[4:-4, 4:-4], matrix)
    assert not dark[:4].any()
    assert not dark[:, -4:].any()


def test_the_svg_draws_the_same_modules():
    matrix = qr("核验 7F3A", format="matrix")
    drawing = ElementTree.fromstring(qr("核验 7F3A"))
    path = drawing[1].get("d")
    runs = [run.split(" ") for run in path.removeprefix("M").split("M")]
    drawn = np.zeros((len(matrix) + 8,) * 2, dtype=bool)
    for x, rest in runs:
        y, width = rest.split("v")[0].split("h")
        drawn[int(y), int(x) : int(x) + int(width)] = True
    assert drawing.get("viewBox") == f"0 0 {len(drawn)} {len(drawn)}"
    assert np.array_equal(drawn[4:-4, 4:-4], np.array(matrix))


@pytest.mark.parametrize("text", ["", "廉" * 4000])
def test_it_refuses_what_no_code_can_hold(text):
    with pytest.raises(ValueError, match="no QR code can hold"):
        qr(text)


def test_a_higher_level_of_correction_takes_more_modules():
    assert len(qr("示例" * 20, format="matrix", level="H")) > len(qr("示例" * 20, format="matrix", level="L"))
