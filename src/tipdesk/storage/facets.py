"""How many of a query's matches lie under each value of a facet, counted by sets of ids that are kept in memory.

Counting in SQL walks every row of every match once for each facet. Here the ids under each term, year and contributor are
bitmaps, read once and again after the library has changed; a count is the size of an intersection.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap
from sqlalchemy import Connection, func, select

from tipdesk.domain.progress import Progress
from tipdesk.domain.query import Query
from tipdesk.domain.text import fold
from tipdesk.storage.database import Database
from tipdesk.storage.schema import contributor, publication, publication_term, term
from tipdesk.storage.search import condition

REMEMBERED = 16  # queries whose matches are kept: a window asks for one facet after another


@dataclass(frozen=True, slots=True)
class Count:
    """How many publications lie under one value of a facet; `term_id` is 0 for years and contributors."""

    value: str
    count: int
    term_id: int = 0
    parent_id: int = 0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a facet without its count, and all ids under it, those in the trash too."""

    count: Count
    ids: BitMap


@dataclass(slots=True)
class _State:
    """What was read of one state of the library."""

    version: int
    values: dict[str, list[_Value]] = field(default_factory=dict)  # by facet
    matches: OrderedDict[Query, BitMap] = field(default_factory=OrderedDict)


class Facets:
    """The counts of one open library; may be asked in any thread, one after another."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._state = _State(version=-1)

    def count(self, facet: str, query: Query, progress: Progress | None = None) -> list[Count]:
        """The values of a facet (a vocabulary, `year` or `contributor`) that matches lie under, the largest count first.

        A term counts what is filed under it and under all terms that lie below it; a region so counts its countries'.
        """
        with self._lock, self._database.watching(progress) as (conn, version):
            if self._state.version != version:
                self._state = _State(version)
            found = self._matches(conn, query)
            counts = [
                Count(c.value, size, c.term_id, c.parent_id, c.colour)
                for c, ids in ((value.count, value.ids) for value in self._values(conn, facet))
                if (size := ids.intersection_cardinality(found))
            ]
        return sorted(counts, key=lambda c: (-c.count, fold(c.value)))

    def _matches(self, conn: Connection, query: Query) -> BitMap:
        kept = self._state.matches
        if query not in kept:
            joined = conn.execute(select(func.group_concat(publication.c.id)).where(condition(conn, query))).scalar()
            kept[query] = _bitmap(joined)
            if len(kept) > REMEMBERED:
                kept.popitem(last=False)
        return kept[query]

    def _values(self, conn: Connection, facet: str) -> list[_Value]:
        values = self._state.values
        if facet not in values:
            if facet == "year":
                values[facet] = list(_years(conn))
            elif facet == "contributor":
                values[facet] = list(_contributors(conn))
            else:
                values.update(_terms(conn))
                values.setdefault(facet, [])
        return values[facet]


def _bitmap(joined: str | None) -> BitMap:
    # One string is fetched many times faster than as many rows.
    return BitMap(array("I", map(int, joined.split(",")))) if joined else BitMap()


def _years(conn: Connection) -> Iterator[_Value]:
    year = publication.c.year
    for value, joined in conn.execute(select(year, func.group_concat(publication.c.id)).where(year.is_not(None)).group_by(year)):
        yield _Value(Count(str(value), 0), _bitmap(joined))


def _contributors(conn: Connection) -> Iterator[_Value]:
    name = contributor.c.display
    for value, joined in conn.execute(select(name, func.group_concat(contributor.c.publication_id)).where(name != "").group_by(name)):
        yield _Value(Count(value, 0), _bitmap(joined))


def _terms(conn: Connection) -> dict[str, list[_Value]]:
    filed = select(publication_term.c.term_id, func.group_concat(publication_term.c.publication_id)).group_by(publication_term.c.term_id)
    under = {number: _bitmap(joined) for number, joined in conn.execute(filed)}
    rows = {row.id: row for row in conn.execute(select(term))}
    whole = {number: BitMap(under.get(number, ())) for number in rows}
    for number, ids in under.items():
        above, seen = rows[number].parent_id, {number}
        while above and above not in seen:  # every term above holds what this one holds
            whole[above] |= ids
            seen.add(above)
            above = rows[above].parent_id
    values: dict[str, list[_Value]] = {}
    for number, row in rows.items():
        count = Count(row.name, 0, number, row.parent_id or 0, row.colour)
        values.setdefault(row.vocabulary, []).append(_Value(count, whole[number]))
    return values
