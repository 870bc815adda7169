import re

import cv2
import numpy as np
import pytest

from jiafeng.library.ink.tracing import trace


@pytest.mark.parametrize("end", [(50, 5), (50, 50), (50, 20), (8, 50)])
def test_a_stroke_of_one_pixel_leaves_a_path_however_it_slants(end: tuple[int, int]) -> None:
    alpha = cv2.line(np.zeros((60, 60), np.uint8), (5, 5), end, 255, 1)
    svg = trace(alpha, (10, 20, 30))
    assert len(re.findall(r"<path ", svg)) == 1
    assert "#0a141e" in svg
