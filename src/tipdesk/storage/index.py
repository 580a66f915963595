"""What is kept in memory of an open library, so that it is searched, sorted and counted as fast as one types.

Sets, ranks and contributors are those of one state of the file. After an edit of this process the publications that it touched are read
anew, after another process has written everything is. A search and the counts beside it ask for the same matches, which are
found once. What takes long to read is read on a connection of its own, so that it holds up nothing else; what was read of a large
library is kept on disk for the next session.
"""

import contextlib
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from pyroaring import BitMap

from tipdesk.domain.changes import Changes
from tipdesk.domain.progress import Cancelled, Progress
from tipdesk.domain.query import Query
from tipdesk.storage import beginnings, contributors, facets, kept_index
from tipdesk.storage.connection import Connection
from tipdesk.storage.contributors import Contributors, Wanted
from tipdesk.storage.database import Database
from tipdesk.storage.facets import CONTRIBUTOR, YEAR, Top
from tipdesk.storage.kept_index import Kept, Spoilt
from tipdesk.storage.ranks import Ranks, Sort, sorted_by_sql
from tipdesk.storage.search import Asked
from tipdesk.storage.sets import Sets, Unread, asks_for_trash

T = TypeVar("T")

WORTH_KEEPING = 5_000  # publications; what is known of fewer is read again in no time


@dataclass(slots=True)
class _State:
    """What was read of one state of the library, brought up to later ones since."""

    others: int  # which state of the file, as far as other processes wrote it
    sets: Sets
    ranks: Ranks
    contributors: Contributors | None
    late: BitMap | None = None  # what was touched since something began to be read beside

    def patch(self, conn: Connection, touched: BitMap, terms: bool) -> None:
        """Read these publications anew, and the terms if they have changed."""
        self.sets.patch(conn, touched, terms)
        self.ranks.patch(conn, touched, self.sets.everything - self.sets.trash, terms)
        if self.contributors and not self.contributors.touch(touched):
            self.contributors = None
        if self.late is not None:
            self.late |= touched

    def knows(self, what: Asked | str) -> bool:
        """Was it read already?"""
        return self.contributors is not None if isinstance(what, str) else self.sets.knows(what)

    def take(self, what: Asked | str, read: Contributors | BitMap) -> None:
        """Keep what was read beside."""
        late, self.late = self.late or BitMap(), None
        if isinstance(read, Contributors):
            read.touch(late)
            self.contributors = read
        elif not isinstance(what, str):
            self.sets.take(what, read, late)


class Index:
    """Answers for one open library, in any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._state: _State | None = None
        self._changes: deque[Changes] = deque()  # of this process, from any thread
        self._pending: list[Changes] = []  # those that the state does not show yet
        self._kept: Kept | None = None  # of the last session, or what this one wrote
        self._is_sound = True  # what was kept of it

    def changed(self, changes: Changes) -> None:
        """This process has changed the library: from any thread, both before the transaction ends and after."""
        if changes:
            self._changes.append(changes)

    def find(self, query: Query, sort: Sequence[Sort], progress: Progress | None) -> "array[int]":
        """The ids that match, in display order."""

        def ask(conn: Connection, state: _State) -> "array[int]":
            sets = state.sets
            found = sets.matches(conn, query)
            if asks_for_trash(query):
                return sorted_by_sql(conn, found, sort)
            return state.ranks.ordered(conn, found, sets.everything - sets.trash, sort)

        return self._answer(ask, progress)

    def counts(self, queries: Mapping[str, Query], progress: Progress | None) -> dict[str, int]:
        """How many match each of several queries, at one moment."""
        return self._answer(lambda conn, state: {name: len(state.sets.matches(conn, query)) for name, query in queries.items()}, progress)

    def facets(self, queries: Mapping[str, Query], wanted: Wanted, progress: Progress | None, at_once: bool) -> dict[str, Top]:
        """The values of each facet that matches of its query lie under; of contributors those that are wanted, or with `at_once` none if
        they have to be read first."""

        def one(conn: Connection, state: _State, facet: str, query: Query) -> Top:
            found = state.sets.matches(conn, query)
            if facet == CONTRIBUTOR:
                if state.contributors is None:
                    raise Unread(CONTRIBUTOR)
                return facets.of_contributors(conn, state.contributors, found, wanted)
            return facets.of_years(conn, state.sets, found) if facet == YEAR else facets.of_terms(conn, state.sets, facet, found)

        def ask(conn: Connection, state: _State) -> dict[str, Top]:
            late = {CONTRIBUTOR} if at_once and state.contributors is None else ()
            return {facet: one(conn, state, facet, query) for facet, query in queries.items() if facet not in late}

        return self._answer(ask, progress)

    def _answer(self, ask: Callable[[Connection, _State], T], progress: Progress | None) -> T:
        while True:
            try:
                with self._current(progress) as (conn, state):
                    return ask(conn, state)
            except Unread as missing:
                self._read(missing.what, progress)
            except Spoilt:
                continue  # of a state that is read anew

    @contextmanager
    def _current(self, progress: Progress | None) -> Iterator[tuple[Connection, _State]]:
        with _held(self._lock, progress):
            settled = False
            while not settled:
                while self._changes:  # before the snapshot is taken: what comes in later may not be in it
                    self._pending.append(self._changes.popleft())
                with self._database.watching(progress) as (conn, others):
                    if settled := not self._changes:  # or it may: a change is told of before its transaction ends, too
                        if self._state is None or self._state.others != others or not self._followed(conn, self._state):
                            self._state = self._begun(conn, others)
                        self._pending.clear()
                        try:
                            yield conn, self._state
                        except Spoilt:
                            self._state, self._kept, self._is_sound = None, None, False
                            raise

    def _begun(self, conn: Connection, others: int) -> _State:
        """A new state, of what was kept of the last session if nothing has changed since."""
        kept = kept_index.read(self._database.path) if self._state is None and self._is_sound else None
        if kept is not None and kept.stamp == kept_index.stamp(self._database.path):
            with contextlib.suppress(Spoilt):
                state = _State(others, Sets(conn, kept), Ranks(kept), Contributors(kept))
                self._kept = kept
                return state
            self._is_sound = False
        return _State(others, Sets(conn, {}), Ranks({}), None)

    def prepare(self, progress: Progress | None) -> None:
        """Read beside what one will ask for while typing, in a large library; done in a moment where that is known."""
        with self._current(progress) as (_, state):
            everything = state.sets.everything
        if len(everything) < WORTH_KEEPING:
            return
        from tipdesk.storage import vectors  # noqa: F401 (it takes a while to load)

        with self._database.reading(progress) as conn:
            wanted = beginnings.likely(conn, everything)
        for done, each in enumerate(wanted):
            if progress:
                progress.report(done, len(wanted))
            self._read(each, progress)

    def keep(self) -> None:
        """Keep what is in memory for the next session, if the library is large and this session had to read all of it."""
        stamp = kept_index.stamp(self._database.path)
        if self._state is None or stamp is None or not kept_index.settled(stamp):
            return
        with contextlib.suppress(Spoilt), self._current(None) as (conn, state):
            if state.contributors is None or len(state.sets.everything) < WORTH_KEEPING or kept_index.stamp(self._database.path) != stamp:
                return
            makers = state.sets.parts(conn) | state.ranks.parts() | state.contributors.parts(conn)
            if self._kept is None or self._kept.stamp != stamp or not makers.keys() <= self._kept.keys():
                kept_index.write(self._database.path, stamp, {name: make() for name, make in makers.items()})

    def _followed(self, conn: Connection, state: _State) -> bool:
        """Bring the state up to the changes since; false if reading everything anew is less work."""
        if not self._pending:
            return True
        touched = BitMap().union(*(BitMap(ids) for each in self._pending for ids in (each.added, each.removed, each.updated)))
        if any(each.everything for each in self._pending) or len(touched) * 4 > len(state.sets.everything) + 100:
            return False
        try:
            state.patch(conn, touched, any(each.terms for each in self._pending))
        except Spoilt:
            return False
        except BaseException:
            state.ranks = Ranks({})  # the rest is as sound as before: what is pending is read once more
            raise
        return True

    def _read(self, what: Asked | str, progress: Progress | None) -> None:
        """Read something beside, and keep it unless the state has been given up meanwhile; what was touched since is read again."""
        with _held(self._reading, progress):
            with self._current(progress) as (_, before):
                if before.knows(what):
                    return
                before.late = BitMap()
            with self._database.reading(progress) as conn:
                read = Contributors(contributors.read(conn)) if isinstance(what, str) else before.sets.read(conn, what)
                conn.execute("PRAGMA shrink_memory")  # the pages that it went through are of no more use
            with self._current(progress) as (_, state):
                if state is before:
                    state.take(what, read)


@contextmanager
def _held(lock: threading.Lock, progress: Progress | None) -> Iterator[None]:
    """Inside it the lock is held; Cancelled is raised instead if that is asked for while waiting."""
    while not lock.acquire(timeout=0.05 if progress else -1):
        if progress and progress.cancelled:
            raise Cancelled
    try:
        yield
    finally:
        lock.release()
