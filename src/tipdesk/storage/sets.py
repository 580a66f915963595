"""Queries answered by sets of ids that are kept in memory: what is filed under each term and year, the trash, terms asked before.

A query's AND, OR and NOT are intersection, union and difference. What no set is kept of is asked of SQL, term by term, and kept as
well; after an edit only the publications that it touched are read anew.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from pyroaring import BitMap

from tipdesk.domain.errors import LibraryRefused
from tipdesk.domain.query import (
    And,
    Between,
    By,
    Duplicate,
    Everything,
    Filed,
    Has,
    Holds,
    InTrash,
    Marked,
    Match,
    Not,
    Or,
    Query,
)
from tipdesk.domain.text import fold
from tipdesk.storage import beginnings, file_texts, search
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, MOST, joined, listed, numbers
from tipdesk.storage.kept_index import Makers, Parts, of_set, of_sets, set_of, sets_of
from tipdesk.storage.search import Asked

REMEMBERED = 64  # answers that are kept: one to eight letters of what was typed last, for each facet's own query
TOGETHER = 50  # words; the index takes no expression of very many
_HAS = "has "  # before the names of parts that hold what Has asks for
VOCABULARY_PRESENCES = ("country", "region", "category", "theme", "tag", "language")

_NONE = BitMap()


class Unread(Exception):
    """Something has to be read first that takes long enough to be read beside other answers."""

    def __init__(self, what: "Asked | str") -> None:
        super().__init__(what)
        self.what = what


class TermRow(NamedTuple):
    """A term as facets show it."""

    id: int
    vocabulary: str
    name: str
    folded: str
    parent_id: int
    colour: str


class Sets:
    """The sets of one state of a library; of one thread at a time."""

    def __init__(self, conn: Connection, kept: Parts) -> None:
        """`kept` is what `parts` made of the same state, or nothing."""
        if (conn.execute("SELECT max(id) FROM publication").scalar() or 0) > MOST:
            raise LibraryRefused(f"This library numbers its publications beyond {MOST:,}; export it and import it into a new one.")
        self._kept = kept
        self.everything = self._ids(conn, "everything", "FROM publication")  # the trash, too
        self.trash = self._ids(conn, "trash", "FROM publication WHERE trashed = 1")
        self._years: dict[int, BitMap] | None = None
        self._terms: dict[int, TermRow] = {}
        self._of_vocabulary: dict[str, list[TermRow]] = {}
        self._filed: dict[int, BitMap] = {}  # by term, without those below it
        self._under: dict[int, BitMap] = {}  # by term, with those below it
        self._asked: OrderedDict[Asked, BitMap] = OrderedDict()
        self._large: OrderedDict[Asked, BitMap] = OrderedDict()  # what was asked, too: answers that hold a good share of all publications
        self._stale: dict[Asked, BitMap] = {}  # ids for which SQL has to be asked again
        self._answers: OrderedDict[Query, BitMap] = OrderedDict()  # with what is in the trash
        self._found: OrderedDict[Query, BitMap] = OrderedDict()

    def parts(self, conn: Connection) -> Makers:
        """What the sets of another session are made of without reading the library."""
        self._known_terms(conn)
        held = {f"{_HAS}{asked.what}": ids for asked, ids in self._asked.items() if isinstance(asked, Has) and not self._stale.get(asked)}
        single = {"everything": self.everything, "trash": self.trash, **held}
        found: Makers = {name: partial(of_set, ids) for name, ids in single.items()}
        found |= {name: partial(self._kept.__getitem__, name) for name in self._kept if name.startswith((_HAS, beginnings.SET))}
        found |= beginnings.parts(self._large, [asked for asked in self._large if self._stale.get(asked)])
        return found | {"years": partial(of_sets, self.years(conn)), "terms": partial(of_sets, self._filed)}

    def _ids(self, conn: Connection, name: str, source: str) -> BitMap:
        if name in self._kept:
            return set_of(self._kept[name])
        return BitMap(numbers(conn.execute(f"SELECT {joined('id')} {source}").scalar()))

    def _sets(self, conn: Connection, name: str, key: str, number: str, source: str) -> dict[int, BitMap]:
        if name in self._kept:
            return sets_of(self._kept[name])
        rows = conn.execute(f"SELECT {key}, {joined(number)} FROM {source} GROUP BY {key}")
        return {row[0]: BitMap(numbers(row[1])) for row in rows}

    # -- asking

    def matches(self, conn: Connection, query: Query) -> BitMap:
        """The ids that match; the trash is left out unless the query asks for it, and then it is all that is looked at.

        Not to be changed. Raises Unread for what `read` has to read first.
        """
        query = search.settled(query)
        if query not in self._found:
            found = self._of(conn, query)
            _remember(self._found, query, found & self.trash if asks_for_trash(query) else found - self.trash)
            for held, most in ((self._asked, REMEMBERED), (self._large, beginnings.MOST)):
                while len(held) > most:
                    oldest, _ = held.popitem(last=False)
                    self._stale.pop(oldest, None)
        return self._found[query]

    def years(self, conn: Connection) -> dict[int, BitMap]:
        """All ids by year."""
        if self._years is None:
            self._years = self._sets(conn, "years", "year", "id", "publication WHERE year IS NOT NULL")
        return self._years

    def terms(self, conn: Connection, vocabulary: str) -> Iterable[tuple[TermRow, BitMap]]:
        """The terms of a vocabulary, each with all ids that are filed under it or below it."""
        self._known_terms(conn)
        return ((row, self._under[row.id]) for row in self._of_vocabulary.get(vocabulary, ()))

    # -- keeping up

    def patch(self, conn: Connection, touched: BitMap, terms: bool) -> None:
        """Read these publications anew, and the terms if they have changed."""
        for asked in _kept_answers(self._kept):
            self._take_kept(asked)
        self._kept = {}  # of what is not read yet it would tell an earlier state
        rows = conn.execute(f"SELECT id, trashed, year FROM publication WHERE id {AMONG}", (listed(touched),)).fetchall()
        self.everything = (self.everything - touched) | BitMap(row[0] for row in rows)
        self.trash = (self.trash - touched) | BitMap(row[0] for row in rows if row[1])
        if self._years is not None:
            _refile(self._years, touched, ((row[2], row[0]) for row in rows if row[2] is not None))
        if self._terms:
            pairs = conn.execute(
                f"SELECT term_id, publication_id FROM publication_term WHERE publication_id {AMONG}",
                (listed(touched),),
            ).fetchall()
            if terms or any(row[0] not in self._terms for row in pairs):
                self._read_terms(conn)
            _refile(self._filed, touched, ((row[0], row[1]) for row in pairs))
            self._gather()
        self._asked.pop(Duplicate(), None)
        for listed_in in [asked for asked in self._asked if _of_list(asked)]:
            del self._asked[listed_in]  # lists may have changed, and no publication with them
            self._stale.pop(listed_in, None)
        for asked in (*self._asked, *self._large):
            self._stale[asked] = self._stale.get(asked, BitMap()) | touched
        self._answers.clear()
        self._found.clear()

    def read(self, conn: Connection, what: Asked) -> BitMap:
        """What `take` takes, read on a connection of its own."""
        return search.ids_of(conn, what)

    def take(self, what: Asked, ids: BitMap, late: BitMap) -> None:
        """Keep what was read; `late` are ids that were touched since."""
        if self.knows(what):
            return  # another thread asked for it meanwhile
        if late and isinstance(what, Duplicate):
            return  # to be read once more: an edit of one publication makes duplicates of others
        is_large = isinstance(what, Match) and len(ids) * beginnings.SHARE >= len(self.everything)
        (self._large if is_large else self._asked)[what] = ids
        self._stale[what] = late

    def knows(self, what: Asked) -> bool:
        """Was it read already?"""
        return what in self._asked or what in self._large or _part_of(what) in self._kept

    def _take_kept(self, asked: Asked) -> None:
        """Read from what was kept what was asked in another session, unless it was read before."""
        if asked not in self._asked and asked not in self._large:
            (self._asked if isinstance(asked, Has) else self._large)[asked] = set_of(self._kept[_part_of(asked)])

    # -- the parts of a query

    def _of(self, conn: Connection, query: Query) -> BitMap:
        # The parser bounds the nesting (domain.query.MAX_DEPTH), so this cannot recurse without end.
        if query not in self._answers:
            _remember(self._answers, query, self._made(conn, query))
        return self._answers[query]

    def _made(self, conn: Connection, query: Query) -> BitMap:
        match query:
            case And(parts):
                return BitMap.intersection(self.everything, *self._all(conn, parts))
            case Or(parts):
                return BitMap.union(_NONE, *(self._of(conn, part) for part in parts))
            case Not(part):
                return self.everything - self._of(conn, part)
            case Filed():
                return BitMap.union(_NONE, *(self._under[number] for number in self._named(conn, query)))
            case Everything():
                return self.everything
            case InTrash():
                return self.trash
        return self._leaf(conn, query)

    def _all(self, conn: Connection, parts: tuple[Query, ...]) -> Iterator[BitMap]:
        """What matches each part; words are asked for together, so that the index passes over what lacks the rarest of them. Where one may
        stand in a publication and another in its file, each is asked for by itself."""
        words = tuple(part for part in parts if isinstance(part, Match))
        if 1 < len(words) <= TOGETHER and not all(map(self.knows, words)) and not file_texts.there_are(conn):
            yield self._ask(conn, And(words))
            parts = tuple(part for part in parts if not isinstance(part, Match))
        for part in parts:
            yield self._of(conn, part)

    def _leaf(self, conn: Connection, query: Asked) -> BitMap:
        match query:
            case Has("year"):
                return BitMap.union(_NONE, *self.years(conn).values())
            case Has(what) if what in VOCABULARY_PRESENCES:
                known = self._known_terms(conn)
                return BitMap.union(_NONE, *(ids for number, ids in self._filed.items() if known[number].vocabulary == what))
            case Between("year"):
                return self._between(conn, query)
        return self._ask(conn, query)

    def _between(self, conn: Connection, query: Between) -> BitMap:
        beyond = int(query.exclusive)
        low = int(query.low) + beyond if query.low else None
        high = int(query.high) - beyond if query.high else None
        return BitMap.union(
            BitMap(),
            *(ids for year, ids in self.years(conn).items() if (low is None or year >= low) and (high is None or year <= high)),
        )

    def _named(self, conn: Connection, query: Filed) -> set[int]:
        known = self._known_terms(conn)
        if query.exact:
            return {row.id for row in known.values() if row.name == query.name and row.vocabulary == query.vocabulary}
        return search.named(conn, query) & known.keys()

    def _ask(self, conn: Connection, query: Asked) -> BitMap:
        if not self.knows(query):
            if not isinstance(query, Match | And | By | Marked) and not _of_list(query):
                raise Unread(query)
            self.take(query, search.ids_of(conn, query), BitMap())
        if _part_of(query) in self._kept:
            self._take_kept(query)
        held = self._large if query in self._large else self._asked
        held.move_to_end(query)
        if stale := self._stale.pop(query, None):
            try:
                held[query] = (held[query] - stale) | search.ids_of(conn, query, stale)
            except BaseException:
                self._stale[query] = stale
                raise
        return held[query]

    def _known_terms(self, conn: Connection) -> dict[int, TermRow]:
        if not self._terms:
            self._filed = self._sets(conn, "terms", "term_id", "publication_id", "publication_term")
            self._read_terms(conn)
            self._gather()
        return self._terms

    def _read_terms(self, conn: Connection) -> None:
        before = self._terms
        rows = conn.execute("SELECT id, vocabulary, name, parent_id, colour FROM term").fetchall()
        self._terms = {
            row[0]: TermRow(row[0], row[1], row[2], known.folded if known and known.name == row[2] else fold(row[2]), row[3] or 0, row[4])
            for row, known in ((row, before.get(row[0])) for row in rows)
        }
        self._of_vocabulary = {}
        for term in self._terms.values():
            self._of_vocabulary.setdefault(term.vocabulary, []).append(term)

    def _gather(self) -> None:
        """What is filed under each term or below it: every term above holds what a term holds."""
        terms = self._terms
        self._under = {number: self._filed.get(number, _NONE) for number in terms}
        for number, ids in self._filed.items():
            above, seen = terms[number].parent_id, {number}
            while above and above not in seen:
                self._under[above] = self._under[above] | ids
                seen.add(above)
                above = terms[above].parent_id


def _part_of(asked: Asked) -> str:
    """The name of the part that an answer is kept as; empty for one that is not kept."""
    return f"{_HAS}{asked.what}" if isinstance(asked, Has) else beginnings.part_of(asked)


def _kept_answers(parts: Parts) -> list[Asked]:
    """What was asked in another session and kept."""
    return [*(Has(name.removeprefix(_HAS)) for name in parts if name.startswith(_HAS)), *beginnings.kept(parts)]


def _of_list(query: Query) -> bool:
    return isinstance(query, Holds) and query.column == "list"


def asks_for_trash(query: Query) -> bool:
    """Does the query want what is in the trash?"""
    waiting = [(query, True)]
    while waiting:
        part, wanted = waiting.pop()
        if isinstance(part, InTrash) and wanted:
            return True
        if isinstance(part, And | Or):
            waiting += [(inner, wanted) for inner in part.parts]
        elif isinstance(part, Not):
            waiting.append((part.part, not wanted))
    return False


def _remember(answers: OrderedDict[Query, BitMap], query: Query, ids: BitMap) -> None:
    answers[query] = ids
    if len(answers) > REMEMBERED:
        answers.popitem(last=False)


def _refile(sets: dict[int, BitMap], touched: BitMap, pairs: Iterable[tuple[int, int]]) -> None:
    """Take the touched ids out of every set, and put each id of the pairs where it belongs now."""
    for ids in sets.values():
        ids.difference_update(touched)
    for key, number in pairs:
        sets.setdefault(key, BitMap()).add(number)
    for key in [key for key, ids in sets.items() if not ids]:
        del sets[key]
