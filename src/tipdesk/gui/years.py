"""The axis of the timeline: which years stand side by side, and which are put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP = 20  # years without any publication, after which others are far away
SPAN = 120  # years that are shown one by one, however empty some are
UNITS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Slot:
    """The years of one bar; `far`: all that lie on that side far from the others, such as one work of 1526."""

    low: int
    high: int
    far: bool = False


def slots(counts: Mapping[int, int], most: int) -> tuple[Slot, ...]:
    """The bars for years with these counts, at most about so many: single years, or if they are too many, spans of equal length."""
    if not counts:
        return ()
    years = sorted(counts)
    low, high = _near(years, counts)
    unit = next((unit for unit in UNITS if (high - low) // unit < most), UNITS[-1])
    found = [Slot(start, start + unit - 1) for start in range(low - low % unit, high + 1, unit)]
    if years[0] < low:
        found.insert(0, Slot(years[0], max(year for year in years if year < low), far=True))
    if years[-1] > high:
        found.append(Slot(min(year for year in years if year > high), years[-1], far=True))
    return tuple(found)


def _near(years: Sequence[int], counts: Mapping[int, int]) -> tuple[int, int]:
    """The first and last year of those that are not far from where most publications are."""
    groups = [[years[0]]]
    for before, year in pairwise(years):
        if year - before > GAP:
            groups.append([])
        groups[-1].append(year)
    first = last = max(range(len(groups)), key=lambda number: sum(counts[year] for year in groups[number]))
    while first and groups[last][-1] - groups[first - 1][0] < SPAN:
        first -= 1
    while last + 1 < len(groups) and groups[last + 1][-1] - groups[first][0] < SPAN:
        last += 1
    return groups[first][0], groups[last][-1]


def within(counts: Mapping[int, int], slot: Slot) -> int:
    """How many lie in a slot."""
    if slot.low == slot.high:
        return counts.get(slot.low, 0)
    return sum(count for year, count in counts.items() if slot.low <= year <= slot.high)
