"""The strongest way through a picture of strengths, for many pictures at once (dynamic programming)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOVES = (0, -1, 1, -2, 2)


def strongest(strength: NDArray[Any], cost: float) -> NDArray[Any]:
    """For each picture (first axis) the column at every row, moving by at most two columns a row; a column moved costs `cost`."""
    pictures, rows, columns = strength.shape
    came = np.zeros((rows, pictures, columns), np.int8)
    padded = np.full((pictures, columns + 4), -1e9)
    options = np.empty((len(_MOVES), pictures, columns))
    total = strength[:, 0].astype(np.float64)
    for i in range(1, rows):
        padded[:, 2:-2] = total
        for k, move in enumerate(_MOVES):
            np.subtract(padded[:, 2 + move : 2 + move + columns], cost * abs(move), out=options[k])
        came[i] = options.argmax(0)
        total = options.max(0) + strength[:, i]
    moves = np.array(_MOVES)
    way = np.zeros((pictures, rows), np.intp)
    way[:, -1] = total.argmax(1)
    every = np.arange(pictures)
    for i in range(rows - 1, 0, -1):
        way[:, i - 1] = way[:, i] + moves[came[i, every, way[:, i]]]
    return way
