"""How many of some publications lie under each value of a facet: sizes of intersections of sets kept in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap

from tipdesk.domain.text import fold
from tipdesk.storage.connection import Connection
from tipdesk.storage.contributors import Contributors, Wanted
from tipdesk.storage.sets import Sets

YEAR, CONTRIBUTOR = "year", "contributor"  # the facets that are no vocabularies


@dataclass(frozen=True, slots=True)
class Count:
    """How many publications lie under one value of a facet; `term_id` is 0 for years and contributors."""

    value: str
    count: int
    term_id: int = 0
    parent_id: int = 0
    colour: str = ""


class Top(NamedTuple):
    """The values of a facet with the largest counts, those of equal counts by name, and how many values have any at all."""

    counts: tuple[Count, ...] = ()
    whole: int = 0


def of_contributors(conn: Connection, contributors: Contributors, found: BitMap, wanted: Wanted) -> Top:
    """The contributors that are wanted."""
    first, whole = contributors.top(conn, found, wanted)
    return Top(_sorted((fold(name), Count(name, -count)) for count, name in first), whole)


def of_terms(conn: Connection, sets: Sets, vocabulary: str, found: BitMap) -> Top:
    """The terms of a vocabulary. One counts what is filed under it and under all terms that lie below it: a region its countries'."""
    counts = _sorted(
        (row.folded, Count(row.name, size, row.id, row.parent_id, row.colour))
        for row, ids in sets.terms(conn, vocabulary)
        if (size := ids.intersection_cardinality(found))
    )
    return Top(counts, len(counts))


def of_years(conn: Connection, sets: Sets, found: BitMap) -> Top:
    """The years."""
    each = ((str(year), ids.intersection_cardinality(found)) for year, ids in sets.years(conn).items())
    counts = _sorted((year, Count(year, size)) for year, size in each if size)
    return Top(counts, len(counts))


def _sorted(counts: Iterable[tuple[str, Count]]) -> tuple[Count, ...]:
    return tuple(count for _, count in sorted(counts, key=lambda pair: (-pair[1].count, pair[0])))
