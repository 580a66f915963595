"""How many publications each contributor made, among some: the one facet with more values than can each have a set.

A library has about as many contributors as publications, most of them with a single one. So nothing is kept for each: names stand
one after another in one text in the order of their letters, and a contributor is the number of its name. Arrays tell which
publications belong to a number and which numbers to a publication. After an edit the publications that it touched are left out
of the arrays and kept beside.
"""

import heapq
import json
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import accumulate, chain, compress, islice, repeat, takewhile
from operator import contains, eq, mul
from sqlite3 import DatabaseError
from typing import Any, NamedTuple

from pyroaring import BitMap

from tipdesk.domain.text import fold
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, in_pieces, joined, listed, numbers
from tipdesk.storage.kept_index import Makers, Parts, of_sets, sets_of

MANY = 64  # publications of one contributor that are kept as a set
FEW = 2000  # publications that are walked through one by one in any case
# The index gives the rows by name and publication; a sorted subquery would take three times as long.
_BY_NAME = "FROM contributor INDEXED BY contributor_display WHERE display > ''"

TOGETHER = 500  # names
FIRST = 100  # of the largest
LAYERS = 16  # contributors of one publication that are counted by sets
Counted = tuple[int, str]  # a count below zero and a name: the least is the first
Ranked = tuple[int, int]  # the same with the number of the name


class Wanted(NamedTuple):
    """Which contributors are counted: the first so many of those whose folded names hold a text, and some by name in any case."""

    most: int | None = None
    names: str = ""
    also: tuple[str, ...] = ()


def _part(name: str) -> "cached_property[array[Any]]":
    return cached_property(lambda self: self._parts[f"contributor {name}"])


class Contributors:
    """The contributors of one state of a library, those of what is in the trash too; of one thread at a time."""

    _names = _part("names")  # in UTF-8, with a zero byte between them
    _name_starts = _part("name starts")
    _ids = _part("ids")
    _starts = _part("starts")
    _single = _part("single")
    _single_ids = _part("single ids")
    _several = _part("several")
    _several_ids = _part("several ids")
    _several_starts = _part("several starts")
    _by_size = _part("by size")
    _contributors = _part("of")
    _contributor_starts = _part("of starts")

    def __init__(self, parts: Parts) -> None:
        """Of what `read` reads, or of what `parts` made of another one."""
        self._parts = parts
        self._count: int
        self._count, first = _unpacked(parts["contributor first"])
        self._first: dict[int, tuple[int, str]] = {n: (size, name) for n, size, name in first}  # the largest, with their names
        self._stale = BitMap()
        apart, fresh = _unpacked(parts["contributor apart"]) if "contributor apart" in parts else ((), ())
        self._apart = BitMap(apart)  # what the arrays do not tell any more
        self._fresh: dict[int, tuple[str, ...]] = {number: tuple(names) for number, names in fresh}  # the names of those

    @cached_property
    def _layers(self) -> list[BitMap]:
        return list(sets_of(self._parts["contributor layers"]).values())

    @cached_property
    def _everybody(self) -> BitMap:
        return self._layers[0] if self._layers else BitMap()

    @cached_property
    def _many(self) -> dict[int, BitMap]:
        return {n: BitMap(self._of(n)) for n in takewhile(lambda n: self._size(n) > MANY, self._by_size)}

    @cached_property
    def _beyond(self) -> dict[int, int]:
        starts = self._contributor_starts
        whole = self._layers[-1] if len(self._layers) == LAYERS else ()
        return {number: starts[number + 1] - starts[number] - LAYERS for number in whole}

    def parts(self, conn: Connection) -> Makers:
        """What another one is made of, without reading the library."""
        self._read_stale(conn)
        makers: Makers = {name: partial(self._parts.__getitem__, name) for name in self._parts if name.startswith("contributor ")}
        return makers | {"contributor apart": lambda: _packed((list(self._apart), list(self._fresh.items())))}

    def _of(self, n: int) -> "array[int]":
        return self._ids[self._starts[n] : self._starts[n + 1]]

    def _name(self, n: int) -> str:
        if n in self._first:
            return self._first[n][1]
        return self._names[self._name_starts[n] : self._name_starts[n + 1] - 1].tobytes().decode()

    # -- counting

    def top(self, conn: Connection, found: BitMap, wanted: Wanted) -> tuple[list[Counted], int]:
        """The contributors with the most publications of `found`, those of equal counts by name, and how many there are at all."""
        self._read_stale(conn)
        base = found - self._apart
        fresh = Counter(chain.from_iterable(self._fresh[number] for number in found & self._apart))
        beside: list[Counted] = []
        counted_twice = BitMap()
        for name, more in fresh.items():
            if wanted.names in fold(name):
                beside.append((-more - self._count_of(name, base), name))
                if (n := self._number(name)) is not None:
                    counted_twice.add(n)
        enough = None if wanted.most is None else wanted.most + len(counted_twice)
        first, whole = self._top(base, enough, wanted.names)
        rest = [(count, n) for count, n in first if n not in counted_twice]
        both = sum(1 for n in counted_twice if self._count_in(n, base))
        if enough is not None:
            rest = heapq.nsmallest(enough, rest)
        ranked = sorted(chain(beside, ((count, self._name(n)) for count, n in rest)))[: wanted.most]
        there = {name for _, name in ranked}
        counted = ((-self._count_of(name, base) - fresh[name], name) for name in wanted.also if name not in there)
        return ranked + [one for one in counted if one[0]], whole - both + len(beside)

    def _top(self, found: BitMap, most: int | None, sought: str) -> tuple[Iterable[Ranked], int]:
        """Counts below zero with the numbers of names, whose order is that of the names; at least the first `most` of them."""
        if sought:
            return self._counted_of(self._holding(sought), found, most)
        few = max(FEW, len(self._several_ids) // 8)
        if len(found) < few:
            every = [(-count, n) for n, count in self._walked(found).items()]
            return every, len(every)
        if most is not None and len(left_out := self._everybody - found) < few:
            return self._but(left_out, most)
        return self._counted(found, most)

    def _walked(self, found: BitMap) -> "Counter[int]":
        there = found & self._everybody
        if not there:
            return Counter()
        starts, contributors = self._contributor_starts, self._contributors
        return Counter(chain.from_iterable(contributors[starts[number] : starts[number + 1]] for number in there))

    def _but(self, left_out: BitMap, most: int) -> tuple[list[Ranked], int]:
        """When nearly all is found: the largest, less what was left out of each."""
        without = self._walked(left_out)
        size = self._size
        gone = sum(1 for n, count in without.items() if count == size(n))
        first = islice(chain(self._by_size, self._single), most + len(without))
        return [(without[n] - size(n), n) for n in first if without[n] < size(n)], self._count - gone

    def _counted(self, found: BitMap, most: int | None) -> tuple[list[Ranked], int]:
        ranked = self._counted_many(found)
        counts = self._counted_several(found)
        pairs = sum(layer.intersection_cardinality(found) for layer in self._layers)
        pairs += sum(more for number, more in self._beyond.items() if number in found)
        single = pairs - sum(counts) + sum(count for count, _ in ranked)
        whole = len(ranked) + len(counts) - counts.count(0) + single
        ranked += islice(self._largest(counts), most)
        present = compress(self._single, map(found.__contains__, in_pieces(self._single_ids)))
        return ranked + [(-1, n) for n in islice(present, most)], whole

    def _counted_of(self, held: "array[int]", found: BitMap, most: int | None) -> tuple[list[Ranked], int]:
        """The same of these numbers only."""
        if len(held) < FEW:
            every = [(-count, n) for n in held if (count := self._count_in(n, found))]
            return every, len(every)
        there = BitMap(held)
        ranked = [pair for pair in self._counted_many(found) if pair[1] in there]
        counts = bytes(map(mul, self._counted_several(found), map(there.__contains__, in_pieces(self._several))))
        marks = bytes(map(there.__contains__, in_pieces(self._single)))
        single = array("I", compress(in_pieces(self._single), marks))
        present = array("I", compress(single, map(found.__contains__, compress(in_pieces(self._single_ids), marks))))
        whole = len(ranked) + len(counts) - counts.count(0) + len(present)
        ranked += islice(self._largest(counts), most)
        return ranked + [(-1, n) for n in islice(present, most)], whole

    def _counted_many(self, found: BitMap) -> list[Ranked]:
        return [(-count, n) for n, ids in self._many.items() if (count := ids.intersection_cardinality(found))]

    def _counted_several(self, found: BitMap) -> bytes:
        from tipdesk.storage import vectors  # here are many: few publications were walked through

        return vectors.counts(self._several_ids, self._several_starts, found)

    def _largest(self, counts: bytes) -> Iterator[Ranked]:
        for count in range(MANY, 0, -1):
            at = counts.find(count)
            while at >= 0:
                yield -count, self._several[at]
                at = counts.find(count, at + 1)

    def _size(self, n: int) -> int:
        if n in self._first:
            return self._first[n][0]
        size: int = self._starts[n + 1] - self._starts[n]
        return size

    def _count_in(self, n: int, found: BitMap) -> int:
        if n in self._many:
            return self._many[n].intersection_cardinality(found)
        return sum(map(found.__contains__, self._of(n)))

    def _count_of(self, name: str, found: BitMap) -> int:
        n = self._number(name)
        return 0 if n is None else self._count_in(n, found)

    # -- names

    def _number(self, name: str) -> int | None:
        n = bisect_left(range(len(self._name_starts) - 1), name, key=self._name)
        return n if n < len(self._name_starts) - 1 and self._name(n) == name else None

    @cached_property
    def _folded(self) -> list[str]:
        """The names folded, TOGETHER in one text with a zero character between them. Those of ASCII letters are all folded at once."""
        starts, last = self._name_starts, len(self._name_starts) - 1
        pieces = (self._names[starts[n] : starts[min(n + TOGETHER, last)]].tobytes().decode() for n in range(0, last, TOGETHER))
        return [piece.lower() if piece.isascii() else "\0".join(map(fold, piece.split("\0"))) for piece in pieces]

    def _holding(self, sought: str) -> "array[int]":
        """The numbers of the names that hold a folded text."""
        found, last = array("I"), len(self._name_starts) - 1
        for piece, names in enumerate(self._folded):
            if sought in names:
                found.extend(compress(range(piece * TOGETHER, last), map(contains, names.split("\0"), repeat(sought))))
        return found

    # -- keeping up

    def touch(self, touched: BitMap) -> bool:
        """These publications have changed; false if they are so many that all should be read anew instead."""
        self._stale |= touched
        return len(self._apart | self._stale) <= max(1000, len(self._everybody) // 50)

    def _read_stale(self, conn: Connection) -> None:
        if not self._stale:
            return
        rows = conn.execute(
            f"SELECT DISTINCT publication_id, display FROM contributor WHERE publication_id {AMONG} AND display != ''",
            (listed(self._stale),),
        )
        names: dict[int, tuple[str, ...]] = dict.fromkeys(self._stale, ())
        for number, name in rows:
            names[number] += (name,)
        self._fresh.update(names)
        self._apart |= self._stale
        self._stale = BitMap()


def read(conn: Connection) -> Parts:
    """All contributors of a library, contributor by contributor and publication by publication."""
    ids = numbers(conn.execute(f"SELECT {joined('publication_id')} {_BY_NAME}").scalar())
    text, lengths, joined_sizes = conn.execute(
        f"SELECT CAST(group_concat(display, char(0)) AS BLOB), {joined('length(CAST(display AS BLOB)) + 1')}, {joined('n')}"
        f" FROM (SELECT display, count(*) AS n {_BY_NAME} GROUP BY display ORDER BY display)"
    ).fetchone()
    sizes = numbers(joined_sizes)
    if sum(sizes) != len(ids):
        raise DatabaseError("malformed: some contributors belong to no publication")
    ids, sizes = _without_doubles(ids, sizes)  # of publications, contributor by contributor
    starts = array("I", accumulate(sizes, initial=0))
    found: dict[str, array[Any]] = {
        "contributor names": array("B", text or b""),
        "contributor name starts": array("I", accumulate(numbers(lengths), initial=0)),
        "contributor ids": ids,
        "contributor starts": starts,
    }
    found |= _by_size(ids, starts, sizes) | _by_publication(ids, sizes)
    return found | {"contributor first": _first(found)}


def _first(parts: Parts) -> "array[int]":
    """How many there are, and those whose counts and names are asked for first of all: what else there is can wait on disk."""
    names, starts = parts["contributor names"], parts["contributor name starts"]
    sizes = parts["contributor starts"]
    largest = parts["contributor by size"][:FIRST]
    return _packed(
        (
            len(sizes) - 1,
            [(n, sizes[n + 1] - sizes[n], names[starts[n] : starts[n + 1] - 1].tobytes().decode()) for n in largest],
        )
    )


def _packed(value: object) -> "array[int]":
    return array("B", json.dumps(value).encode())


def _unpacked(part: "array[int]") -> Any:
    return json.loads(part.tobytes())


def _by_size(ids: "array[int]", starts: "array[int]", sizes: "array[int]") -> dict[str, "array[Any]"]:
    single = array("I", compress(range(len(sizes)), map((1).__eq__, in_pieces(sizes))))
    more = array("I", compress(range(len(sizes)), map((1).__lt__, in_pieces(sizes))))
    several = array("I", (n for n in more if sizes[n] <= MANY))
    return {
        "contributor single": single,
        "contributor single ids": array("I", map(ids.__getitem__, map(starts.__getitem__, in_pieces(single)))),
        "contributor several": several,
        "contributor several ids": array("I", chain.from_iterable(ids[starts[n] : starts[n + 1]] for n in several)),
        "contributor several starts": array("I", accumulate(map(sizes.__getitem__, several), initial=0)),
        "contributor by size": array("I", sorted(more, key=lambda n: (-sizes[n], n))),  # the largest first, those of one size by name
    }


def _by_publication(ids: "array[int]", sizes: "array[int]") -> dict[str, "array[Any]"]:
    each = array("I", bytes(4 * ((max(ids) if ids else 0) + 2)))
    for number in ids:
        each[number] += 1
    layers = [BitMap(ids)] if ids else []  # the publications with one contributor or more, with two or more …
    while len(layers) < LAYERS and (more := compress(range(len(each)), map(len(layers).__lt__, in_pieces(each)))):
        if not (layer := BitMap(more)):
            break
        layers.append(layer)
    starts = array("I", accumulate(each, initial=0))
    following = starts[:]
    contributors = array("I", bytes(4 * len(ids)))
    for number, n in zip(ids, chain.from_iterable(map(repeat, range(len(sizes)), sizes)), strict=True):
        contributors[following[number]] = n
        following[number] += 1
    return {"contributor of": contributors, "contributor of starts": starts} | {"contributor layers": of_sets(dict(enumerate(layers)))}


def _without_doubles(ids: "array[int]", sizes: "array[int]") -> "tuple[array[int], array[int]]":
    """The same where no one is named twice in a publication, as author and as editor."""
    starts = array("I", accumulate(sizes))
    alike = compress(range(1, len(ids)), map(eq, islice(ids, 1, None), ids))
    doubles = [at for at in alike if starts[bisect_left(starts, at)] != at]
    for at in doubles:
        sizes[bisect_right(starts, at)] -= 1
    left_out = BitMap(doubles)
    return (array("I", (number for at, number in enumerate(ids) if at not in left_out)) if doubles else ids), sizes
