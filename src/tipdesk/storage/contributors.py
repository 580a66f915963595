"""How many publications each contributor made, among some: the one facet with more values than can each have a set.

A library has about as many contributors as publications, most of them with a single one. So nothing is kept for each: names stand
one after another in one text in the order of their letters, and a contributor is the number of its name. Arrays tell which
publications belong to a number and which numbers to a publication. After an edit the publications that it touched are left out
of the arrays and kept beside.
"""

import heapq
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, chain, compress, islice, repeat

from pyroaring import BitMap
from sqlalchemy import Connection

from tipdesk.domain.text import fold
from tipdesk.storage.ids import joined_sql, listed, numbers

MANY = 64  # publications of one contributor that are kept as a set
FEW = 2000  # publications that are walked through one by one in any case
_PAIRS = "SELECT DISTINCT display, publication_id FROM contributor WHERE display != '' ORDER BY display, publication_id"

Counted = tuple[int, str]  # a count below zero and a name: the least is the first


class Contributors:
    """The contributors of one state of a library, those of what is in the trash too; of one thread at a time."""

    def __init__(self, conn: Connection) -> None:
        ids = f"SELECT {joined_sql('publication_id')} FROM ({_PAIRS})"
        self._ids = numbers(conn.exec_driver_sql(ids).scalar())  # of publications, contributor by contributor
        names = (
            f"SELECT CAST(group_concat(display, '') AS BLOB), {joined_sql('length(CAST(display AS BLOB))')}, {joined_sql('n')}"
            f" FROM (SELECT display, count(*) AS n FROM ({_PAIRS}) GROUP BY display ORDER BY display)"
        )
        text, lengths, sizes = conn.exec_driver_sql(names).one()
        self._names: bytes = text or b""
        self._name_starts = array("I", accumulate(numbers(lengths), initial=0))
        self._starts = array("I", accumulate(numbers(sizes), initial=0))
        self._index()
        self._stale = BitMap()
        self._apart = BitMap()  # what the arrays do not tell any more
        self._fresh: dict[int, tuple[str, ...]] = {}  # the names of those

    def _index(self) -> None:
        sizes = array("I", (behind - start for start, behind in zip(self._starts, islice(self._starts, 1, None), strict=False)))
        self._single = array("I", compress(range(len(sizes)), map((1).__eq__, sizes)))
        self._single_ids = array("I", map(self._ids.__getitem__, map(self._starts.__getitem__, self._single)))
        self._many = {n: BitMap(self._of(n)) for n, size in enumerate(sizes) if size > MANY}
        self._several = array("I", (n for n, size in enumerate(sizes) if 1 < size <= MANY))
        self._several_ids = array("I")
        for n in self._several:
            self._several_ids.extend(self._of(n))
        self._several_starts = array("I", accumulate(map(sizes.__getitem__, self._several), initial=0))
        self._layers: list[BitMap] = []  # the publications with one single contributor, those with two …
        for number, times in Counter(self._single_ids).items():
            self._layers += (BitMap() for _ in range(times - len(self._layers)))
            for layer in self._layers[:times]:
                layer.add(number)
        self._index_publications(sizes)

    def _index_publications(self, sizes: "array[int]") -> None:
        each = array("I", bytes(4 * ((max(self._ids) if self._ids else 0) + 2)))
        for number in self._ids:
            each[number + 1] += 1
        self._contributor_starts = array("I", accumulate(each))
        following = self._contributor_starts[:]
        self._contributors = array("I", bytes(4 * len(self._ids)))
        for number, n in zip(self._ids, chain.from_iterable(map(repeat, range(len(sizes)), sizes)), strict=True):
            self._contributors[following[number]] = n
            following[number] += 1

    def _of(self, n: int) -> "array[int]":
        return self._ids[self._starts[n] : self._starts[n + 1]]

    def _name(self, n: int) -> str:
        return self._names[self._name_starts[n] : self._name_starts[n + 1]].decode()

    # -- counting

    def top(self, conn: Connection, found: BitMap, most: int | None, sought: str) -> tuple[list[Counted], int]:
        """The contributors with the most publications of `found`, those of equal counts by name, and how many there are at all.

        With `sought` only those whose folded name holds it.
        """
        self._read_stale(conn)
        base = found - self._apart
        fresh = Counter(chain.from_iterable(self._fresh[number] for number in found & self._apart))
        beside: list[Counted] = []
        counted_twice = BitMap()
        for name, more in fresh.items():
            if sought in fold(name):
                n = self._number(name)
                beside.append((-more - (self._count(n, base) if n is not None else 0), name))
                if n is not None:
                    counted_twice.add(n)
        wanted = None if most is None else most + len(counted_twice)
        first, whole = self._top(base, wanted, sought)
        rest = [(count, n) for count, n in first if n not in counted_twice]
        both = sum(1 for n in counted_twice if self._count(n, base))
        ranked = sorted(chain(beside, ((count, self._name(n)) for count, n in rest)))
        return ranked[:most], whole - both + len(beside)

    def _top(self, found: BitMap, most: int | None, sought: str) -> tuple[Iterable[tuple[int, int]], int]:
        """Counts below zero with the numbers of names; whose order is that of the names."""
        if sought:
            held = self._holding(sought)
            every = [pair for pair in chain(*self._counted(found, None)) if pair[1] in held]
            return _least(every, most), len(every)
        if len(found) < max(FEW, len(self._several_ids) // 8):
            every = [(-count, n) for n, count in self._walked(found).items()]
            return _least(every, most), len(every)
        several, single = self._counted(found, most)
        whole = len(several) + sum(layer.intersection_cardinality(found) for layer in self._layers)
        return _least(list(chain(several, single)), most), whole

    def _walked(self, found: BitMap) -> "Counter[int]":
        starts, contributors = self._contributor_starts, self._contributors
        last = len(starts) - 2
        return Counter(chain.from_iterable(contributors[starts[number] : starts[number + 1]] for number in found if number <= last))

    def _counted(self, found: BitMap, most: int | None) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """All contributors with several publications that have some found, and the first of those with a single one."""
        several = [(-count, n) for n, ids in self._many.items() if (count := ids.intersection_cardinality(found))]
        hits = bytes(map(found.__contains__, self._several_ids))
        starts = self._several_starts
        counts = map(hits.count, repeat(b"\1"), starts, islice(starts, 1, None))
        several += ((-count, n) for count, n in zip(counts, self._several, strict=True) if count)
        single = compress(self._single, map(found.__contains__, self._single_ids))
        return several, [(-1, n) for n in islice(single, most)]

    def _count(self, n: int, found: BitMap) -> int:
        if n in self._many:
            return self._many[n].intersection_cardinality(found)
        return sum(map(found.__contains__, self._of(n)))

    # -- names

    def _number(self, name: str) -> int | None:
        n = bisect_left(range(len(self._name_starts) - 1), name, key=self._name)
        return n if n < len(self._name_starts) - 1 and self._name(n) == name else None

    @cached_property
    def _folded(self) -> tuple[bytes, "array[int]"]:
        """The names folded, with a zero byte behind each, and where each begins."""
        folded = [fold(self._name(n)).encode() for n in range(len(self._name_starts) - 1)]
        return b"\0".join(folded), array("I", accumulate((len(name) + 1 for name in folded), initial=0))

    def _holding(self, sought: str) -> BitMap:
        """The numbers of the names that hold a folded text."""
        names, starts = self._folded
        wanted, found, at = sought.encode(), BitMap(), 0
        while (at := names.find(wanted, at)) >= 0:
            n = bisect_right(starts, at) - 1
            found.add(n)
            at = starts[n + 1]
        return found

    # -- keeping up

    def touch(self, touched: BitMap) -> bool:
        """These publications have changed; false if they are so many that all should be read anew instead."""
        self._stale |= touched
        return len(self._apart | self._stale) <= max(1000, len(self._contributor_starts) // 50)

    def _read_stale(self, conn: Connection) -> None:
        if not self._stale:
            return
        rows = conn.exec_driver_sql(
            "SELECT DISTINCT publication_id, display FROM contributor"
            " WHERE publication_id IN (SELECT value FROM json_each(?)) AND display != ''",
            (listed(self._stale),),
        )
        names: dict[int, tuple[str, ...]] = dict.fromkeys(self._stale, ())
        for number, name in rows:
            names[number] += (name,)
        self._fresh.update(names)
        self._apart |= self._stale
        self._stale = BitMap()


def _least(pairs: list[tuple[int, int]], most: int | None) -> Iterable[tuple[int, int]]:
    return sorted(pairs) if most is None or most * 4 > len(pairs) else heapq.nsmallest(most, pairs)
