"""Display order: for each column that one sorts by, where every publication stands in it, kept in memory.

A rank is a number for each id; equal values have equal ranks. They are read from the library when a column is first sorted by. After an
edit the publications that it touched get ranks between those of their new neighbours, which are found by halving, so that ranks are
floating point numbers. What is in the trash has no rank: nobody looks there often, and SQL sorts it.
"""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import chain, count, repeat
from typing import Any, NamedTuple

from pyroaring import BitMap

from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, MANY, joined, listed, numbers
from tipdesk.storage.kept_index import Makers, Parts


def _filed_under(vocabulary: str) -> str:
    return (
        "(SELECT group_concat(name, '; ') FROM (SELECT fold(term.name) AS name FROM publication_term JOIN term ON term.id = term_id"
        f" WHERE publication_id = publication.id AND vocabulary = '{vocabulary}' ORDER BY position))"
    )


BY_TERMS = {
    "place": f"coalesce({_filed_under('country')}, {_filed_under('region')})", "language": _filed_under("language"),
    "kind": _filed_under("kind"), "tags": _filed_under("tag"),
}  # fmt: skip
SORTABLE = BY_TERMS | {
    "title": "sort_title", "author": "byline", "year": "year", "key": "key", "added": "added", "modified": "modified",
    "publisher": "publisher", "container": "container",
}  # fmt: skip
"""What one sorts by, and the SQL of it for a row of `publication`. Terms are sorted as they are shown: those of a place are its
countries, or its regions if it has none."""
INDEXED = ("sort_title", "byline", "year", "added", "modified")  # columns with an index of their own (storage/schema.py)
KEPT_ORDERS = 6
FEW = 40  # times as many have to be there for matches to be sorted rather than picked out of the order of all
FEW_YET = 6  # the same where the order of all is not there yet
ONE_BY_ONE = 16  # so many are moved within an order; for more it is copied

Place = Callable[[int], Any]  # what an id is sorted by


class Sort(NamedTuple):
    """A column of SORTABLE, and which end comes first."""

    column: str
    descending: bool = False


class _Lost(Exception):
    """The ranks have to be read anew."""


class _Column:
    """The ids in the order of one column, and their ranks; equal values stand by id. Titles are all taken as different."""

    def __init__(self, conn: Connection, name: str, size: int, kept: Parts) -> None:
        self._name, self._all_differ = SORTABLE[name], name == "title"
        self._kept, self._column = kept, name
        if f"{name} ranks" in kept:
            self.order: array[int] = kept[f"{name} order"]
        else:
            self._read(conn, size)

    @cached_property
    def rank(self) -> "array[float]":
        """By id, 0 for those that are not in `order`."""
        return self._kept[f"{self._column} ranks"]

    def _read(self, conn: Connection, size: int) -> None:
        # Where no index has the column, all rows are read one after another (+): by an index of another column they come in its order, one
        # here and one there, 20 s of a million instead of 1.3.
        there = f"FROM publication WHERE {'' if self._name in INDEXED else '+'}trashed = 0"
        ordered = f"SELECT {joined('id')} FROM (SELECT id {there} ORDER BY {self._name}, id)"
        self.order = numbers(conn.execute(ordered).scalar())
        self.rank = array("d", bytes(8 * (max(size, max(self.order, default=0)) + 1)))  # another program may just have added some
        ranks: Iterable[float] = count(1.0)
        if not self._all_differ:
            alike = f"SELECT {joined('n')} FROM (SELECT count(*) AS n {there} GROUP BY {self._name} ORDER BY {self._name})"
            ranks = chain.from_iterable(map(repeat, count(1.0), numbers(conn.execute(alike).scalar())))
        for number, rank in zip(self.order, ranks, strict=False):
            self.rank[number] = rank

    def sorted(self, ids: "array[int]", descending: bool = False) -> "array[int]":
        """The ids by rank; equal ones stay as they are."""
        if len(ids) < MANY:
            return array("I", sorted(ids, key=self.rank.__getitem__, reverse=descending))
        from tipdesk.storage import vectors

        return vectors.by_rank(ids, self.rank, descending)

    def place(self, number: int) -> tuple[float, int]:
        """Where an id stands in `order`."""
        return self.rank[number], number

    def place_anew(self, conn: Connection, kept: "array[int]", touched: BitMap, there: BitMap) -> None:
        """New ranks for `there`, none for the other touched ones, by the order of those that were not touched."""
        if touched and (missing := touched.max() + 1 - len(self.rank)) > 0:
            self.rank.extend(repeat(0.0, missing))
        for number in touched:
            self.rank[number] = 0.0
        known: dict[int, Any] = {}

        def value(number: int) -> tuple[Any, int]:
            if number not in known:
                known[number] = conn.execute(f"SELECT {self._name} FROM publication WHERE id = ?", (number,)).scalar()
            held = known[number]
            return ((held is not None, held), number)

        rows = conn.execute(f"SELECT id, {self._name} FROM publication WHERE id {AMONG}", (listed(there),))
        known.update((row[0], row[1]) for row in rows)
        above = -1
        for new in sorted(there, key=value):
            at = bisect_left(kept, value(new), key=value)
            before = [] if at == 0 else [kept[at - 1]]
            if above >= 0 and (not before or self.rank[above] >= self.rank[before[0]]):
                before = [above]  # a touched one that has just got its place there
            self.rank[new] = self._between(new, before, list(kept[at : at + 1]), value)
            above = new

    def _between(self, new: int, before: list[int], behind: list[int], value: Place) -> float:
        for other in before + behind:
            if not self._all_differ and value(other)[0] == value(new)[0]:
                return self.rank[other]
        low = self.rank[before[0]] if before else 0.0
        middle = (low + self.rank[behind[0]]) / 2 if behind else low + 1.0
        if not low < middle or (behind and not middle < self.rank[behind[0]]):
            raise _Lost
        return middle


class Ranks:
    """The ranks of one state of a library; of one thread at a time."""

    def __init__(self, kept: Parts) -> None:
        """`kept` is what `parts` made of the same state, or nothing."""
        self._kept = kept
        self._columns: dict[str, _Column] = {}
        self._orders: OrderedDict[tuple[Sort, ...], array[int]] = OrderedDict()  # but for that by title alone

    def parts(self) -> Makers:
        """What the ranks of another session are made of without reading the library: those of columns that were sorted by."""
        orders = {f"{name} order": partial(getattr, column, "order") for name, column in self._columns.items()}
        return orders | {f"{name} ranks": partial(getattr, column, "rank") for name, column in self._columns.items()}

    def ordered(self, conn: Connection, found: BitMap, visible: BitMap, sort: Sequence[Sort]) -> "array[int]":
        """The ids found, all of them visible ones, sorted; where `sort` leaves it open by title, then by id."""
        by = _simplest(sort)
        if len(found) * (FEW if not by or by in self._orders else FEW_YET) < len(visible):
            return self._sorted(conn, found.to_array(), visible, by)
        order = self._order(conn, visible, by)
        if len(found) == len(order):
            return order[:]
        if (len(order) - len(found)) * 128 < len(order):
            return _without(order, (bisect_left(order, at(number), key=at) for at in (self._place(by),) for number in visible - found))
        if len(order) < MANY:
            return array("I", filter(found.__contains__, order))
        from tipdesk.storage import vectors

        return vectors.picked(order, found)

    def patch(self, conn: Connection, touched: BitMap, visible: BitMap, terms: bool) -> None:
        """Put the touched publications where they belong now; `visible` are all that are not in the trash now.

        If terms have changed too, what is sorted by them is read anew when it is next asked for.
        """
        self._kept = {}  # of columns that are not read yet it would tell an earlier state
        if terms:
            for by in [by for by in self._orders if any(each.column in BY_TERMS for each in by)]:
                del self._orders[by]
            for name in BY_TERMS:
                self._columns.pop(name, None)
        try:
            self._put(conn, touched, touched & visible)
        except _Lost:
            self._columns.clear()
            self._orders.clear()

    def _put(self, conn: Connection, touched: BitMap, there: BitMap) -> None:
        if "title" not in self._columns:
            return
        title = self._columns["title"]
        if len(touched) > max(100, len(title.order) // 500):
            raise _Lost
        known = [number for number in touched if number < len(title.rank) and title.rank[number]]
        for by, order in self._orders.items():
            self._orders[by] = _taken_out(order, known, self._place(by))
        for column in self._columns.values():
            column.order = _taken_out(column.order, known, column.place)
        for column in self._columns.values():
            column.place_anew(conn, column.order, touched, there)
        for column in self._columns.values():
            column.order = _put_in(column.order, there, column.place)
        for by, order in self._orders.items():
            self._orders[by] = _put_in(order, there, self._place(by))

    def _column(self, conn: Connection, name: str, visible: BitMap) -> _Column:
        if name not in self._columns:
            self._columns[name] = _Column(conn, name, visible.max() if visible else 0, self._kept)
        return self._columns[name]

    def _order(self, conn: Connection, visible: BitMap, by: tuple[Sort, ...]) -> "array[int]":
        title = self._column(conn, "title", visible)
        if not by:
            return title.order
        if by not in self._orders:
            self._orders[by] = self._sorted(conn, title.order, visible, by)
            if len(self._orders) > KEPT_ORDERS:
                self._orders.popitem(last=False)
        self._orders.move_to_end(by)
        return self._orders[by]

    def _sorted(self, conn: Connection, ids: "array[int]", visible: BitMap, by: tuple[Sort, ...]) -> "array[int]":
        """By one column after another, the last first: sorting leaves what is equal as it was."""
        title = self._column(conn, "title", visible)
        if ids is not title.order:
            ids = title.sorted(ids)
        for each in reversed(by):
            ids = self._column(conn, each.column, visible).sorted(ids, each.descending)
        return ids

    def _place(self, by: tuple[Sort, ...]) -> Place:
        columns = [(self._columns[each.column].rank, -1.0 if each.descending else 1.0) for each in (*by, Sort("title"))]
        return lambda number: tuple(rank[number] * sign for rank, sign in columns)


def sorted_by_sql(conn: Connection, found: BitMap, sort: Sequence[Sort]) -> "array[int]":
    """The same for ids in the trash."""
    by = _simplest(sort)
    keys = [f"{SORTABLE[each.column]}{' DESC' if each.descending else ''}" for each in (*by, Sort("title"))]
    way = " DESC" if Sort("title", True) in by else ""
    ordered = f"SELECT {joined('id')} FROM (SELECT id FROM publication WHERE trashed = 1 ORDER BY {', '.join(keys)}, id{way})"
    return array("I", filter(found.__contains__, numbers(conn.execute(ordered).scalar())))


def _simplest(sort: Sequence[Sort]) -> tuple[Sort, ...]:
    """Each column once, nothing after the title, by which everything is sorted in the end."""
    by: dict[str, Sort] = {}
    for each in sort:
        if each.column not in by:
            by[each.column] = each
        if each.column == "title":
            break
    if by and (last := next(reversed(by.values()))) == Sort("title"):
        del by[last.column]
    return tuple(by.values())


def _without(order: "array[int]", positions: Iterable[int]) -> "array[int]":
    """The order without what stands at these positions."""
    kept, start = array("I"), 0
    for position in sorted(positions):
        kept.extend(order[start:position])
        start = position + 1
    kept.extend(order[start:])
    return kept


def _taken_out(order: "array[int]", moved: Sequence[int], place: Place) -> "array[int]":
    """The same order, or a new one, without these; they stand in it by their places."""
    positions = sorted((bisect_left(order, place(number), key=place) for number in moved), reverse=True)
    if len(positions) > ONE_BY_ONE:
        return _without(order, positions)
    for position in positions:
        del order[position]
    return order


def _put_in(order: "array[int]", new: BitMap, place: Place) -> "array[int]":
    """The same order, or a new one, with these at their places."""
    positions = [(bisect_left(order, place(number), key=place), number) for number in sorted(new, key=place)]
    if len(positions) <= ONE_BY_ONE:
        for position, number in reversed(positions):
            order.insert(position, number)
        return order
    whole, start = array("I"), 0
    for position, number in positions:
        whole.extend(order[start:position])
        whole.append(number)
        start = position
    whole.extend(order[start:])
    return whole
