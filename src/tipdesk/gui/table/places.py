"""What is selected, current and on top of a table, by id, so that it can be found again among other ids."""

from array import array
from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Ids: the current one and the one in the top row (0: none), and those that are selected; `row` was the current one's."""

    current: int = 0
    top: int = 0
    selected: "array[int]" = array("q")  # never changed
    row: int = -1


class Rows(NamedTuple):
    """Where a Place lies in an array of ids: rows (-1: nowhere) and the selected ones as (first, last) ranges."""

    current: int = -1
    top: int = -1
    selected: tuple[tuple[int, int], ...] = ()


def locate(ids: "array[int]", place: Place) -> Rows:
    """Find a place again; linear in the ids, so for long tables call it away from the GUI thread."""
    if len(place.selected) <= 1:
        rows: Iterable[int] = (row for number in place.selected if (row := _index(ids, number)) >= 0)
    else:
        wanted = set(place.selected)
        rows = (row for row, number in enumerate(ids) if number in wanted)
    return Rows(_index(ids, place.current), _index(ids, place.top), ranges(rows))


def _index(ids: "array[int]", number: int) -> int:
    try:
        return ids.index(number) if number else -1
    except ValueError:
        return -1


def ranges(rows: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Ascending rows as (first, last) of each unbroken run."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return tuple(found)
