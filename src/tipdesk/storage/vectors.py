"""Ids by the hundred thousand: parsed, picked out, sorted and counted by numpy.

To load it takes 40 ms or more, so whoever has at least ids.MANY of them imports this then and there.
"""

import os
from array import array

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nobody multiplies matrices here, and its other threads wait awake for some

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

_PIECE = 16_384  # numbers that stay in the processor's cache while they are parsed


def parsed(text: str, offset: int) -> "array[int]":
    """Numbers of eight decimal digits each, less the offset."""
    found = np.empty(len(text) // 8, np.uint32)
    digits = np.frombuffer(text.encode("ascii"), "<u8")
    for start in range(0, len(digits), _PIECE):
        # All eight digits of a number at once, side by side in one integer: to four pairs, to two fours, to one.
        pairs = ((digits[start : start + _PIECE] & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8) & 0x00FF00FF00FF00FF
        fours = (pairs * 6553601 >> 16) & 0x0000FFFF0000FFFF
        found[start : start + _PIECE] = (fours * 42949672960001 >> 32) - offset
    return array("I", found.tobytes())


def picked(order: "array[int]", found: BitMap) -> "array[int]":
    """Those ids of an order that were found, as they stand in it."""
    ids = _view(order)
    return array("I", ids.compress(_marks(found, int(ids.max(initial=0))).take(ids)).tobytes())


def by_rank(ids: "array[int]", rank: "array[float]", descending: bool) -> "array[int]":
    """The ids sorted by their ranks; equal ones stay as they are."""
    numbers = _view(ids)
    keys = np.frombuffer(rank, np.float64).take(numbers)
    return array("I", numbers.take(np.argsort(-keys if descending else keys, kind="stable")).tobytes())


def counts(ids: "array[int]", starts: "array[int]", found: BitMap) -> bytes:
    """How many were found of each run of ids, of 1 to 255; a run ends where the next one starts, and there is an end of the last."""
    if not ids:
        return b""
    numbers = _view(ids)
    marks = _marks(found, int(numbers.max())).take(numbers)
    return np.add.reduceat(marks, _view(starts)[:-1], dtype=np.uint8).tobytes()


def _view(ids: "array[int]") -> NDArray[np.uint32]:
    return np.frombuffer(ids, np.uint32)


def _marks(found: BitMap, largest: int) -> NDArray[np.bool_]:
    """By id, whether it was found."""
    ids = _view(found.to_array())
    marks = np.zeros(max(largest, int(ids.max(initial=0))) + 1, np.bool_)
    marks[ids] = True
    return marks
