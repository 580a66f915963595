"""Searching, sorting, counting and editing a library: what a keystroke, a click and an edit take, beside floors and goals."""

import os
import sqlite3
import statistics
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.bench import libraries
from tests.bench.records import COUNTRIES
from tests.bench.timing import load
from tipdesk.app import edits
from tipdesk.app.library import Library, Sort, Wanted
from tipdesk.domain.query import And, Everything, Filed, Match, Not, Or, Query, conjunction, parse

FACETS = ("region", "country", "year", "category", "theme", "tag", "kind", "language", "contributor")
SHOWN = Wanted(10)  # the contributors that the sidebar asks for
PAGE = 100
# What people type: 97 keystrokes, one letter at a time. No word begins like an earlier one, so that no answer is there already.
TYPED = (
    "trami sula", "koenla verrid", "author:trami", "unit", "country:kenya mila", "year:2010..2015 la", "polane -tol", "enla OR ri", "n",
)  # fmt: skip
SORTS = {
    "year": (Sort("year", True),), "author": (Sort("author"),), "modified": (Sort("modified", True),), "publisher": (Sort("publisher"),),
    "year, author": (Sort("year", True), Sort("author")),
}  # fmt: skip
EDITED = 1000  # publications at once
WORD = Match("vertra", prefix=True)  # in a third of the records
NAIVE_MOST = 100_000  # records; SQL takes minutes for ten times as many
NAIVE_GOAL = 200  # times as fast as SQL, at so many records


@dataclass
class Figures:
    """Prints CPU milliseconds as they are found, each with its goal where there is one at this size, and keeps them."""

    count: int
    found: dict[str, float] = field(default_factory=dict)

    def line(self, name: str, taken: list[float], goals: dict[int, float] | None = None, more: str = "") -> None:
        """The median and, of many, the 95th percentile, which is what goals speak of."""
        middle, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        self.found[name] = late
        shown = f"{middle:9.2f} / {late:8.2f}" if len(taken) > 10 else f"{middle:9.2f}{'':11}"
        goal = (goals or {}).get(self.count)
        verdict = "" if goal is None else f"  goal {goal:g}: {'MET' if late < goal else 'MISSED'}"
        print(f"  {name:<54}{shown} ms{verdict}{more}", flush=True)


def measure(count: int, folder: Path) -> dict[str, float]:
    """Prints what searches, counts, sorting, selecting and edits take; the same, by name."""
    print(f"\n{count:,} records in a library, CPU: median / 95th percentile; {load()}")
    path = libraries.make(Path(os.environ.get("TIPDESK_BENCH", folder)) / f"{count}.tipdesk", count)
    figures = Figures(count)
    with Library(path) as library:
        before = _resident()
        _opening(figures, library)
        _typing(figures, library, path)
        if count <= NAIVE_MOST:
            _beside_sql(library, path, count)
        _sorting(figures, library)
        _editing(figures, library)
        memory = _resident() - before
        figures.found["memory (MB)"] = memory
        print(f"  {'memory for all of this (MB)':<54}{memory:9.0f}", flush=True)
    _selecting(figures, array("I", range(1, count + 1)))
    return figures.found


def growth(sizes: list[int], found: list[dict[str, float]]) -> None:
    """Prints how much more each figure is for a larger library."""
    for (smaller, before), (larger, after) in pairwise(zip(sizes, found, strict=True)):
        print(f"\nGrowth for {larger / smaller:.0f} times the records, {smaller:,} to {larger:,}")
        for name in [name for name in before if name in after]:
            print(f"  {name:<54}{after[name] / before[name]:9.1f}" if before[name] else f"  {name:<54}{'':9}")


def _taken(work: Callable[[], object], runs: int = 1) -> list[float]:
    """CPU milliseconds of each run, of all threads."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return taken


def _counts(library: Library, query: Query) -> object:
    return library.facets(dict.fromkeys(FACETS, query), SHOWN)


def _opening(figures: Figures, library: Library) -> None:
    everything = Everything()
    figures.line("all ids in order, the first after opening", _taken(lambda: library.find(everything)))
    figures.line("all ids in order", _taken(lambda: library.find(everything), 5))
    for facet in (FACETS[0], "year", "contributor"):
        figures.line(f"{facet} counts, the first after opening", _taken(lambda facet=facet: library.facets({facet: everything}, SHOWN)))
    figures.line("all nine facets' counts, no filter", _taken(lambda: _counts(library, everything), 5))
    figures.line("words that many hold, read ahead while nobody waits", _taken(library.prepare))


def _typing(figures: Figures, library: Library, path: Path) -> None:
    steps: dict[str, list[float]] = {"ids": [], "counts": [], "rows": [], "floor": []}
    asked: set[Match] = set()
    with closing(sqlite3.connect(path)) as bare:
        for text in (typed[:end] for typed in TYPED for end in range(1, len(typed) + 1)):
            query = parse(text, typing=True).query
            words = [word for word in _words(query) if word not in asked]
            asked.update(words)
            steps["floor"] += [sum(one for word in words for one in _taken(lambda word=word: _bare(bare, word)))]
            steps["ids"] += _taken(lambda query=query: library.find(query))
            steps["counts"] += _taken(lambda query=query: _counts(library, query))
            page = library.find(query)[:PAGE]
            steps["rows"] += _taken(lambda page=page, query=query: library.rows(page, query))
    both = [ids + counts for ids, counts in zip(steps["ids"], steps["counts"], strict=True)]
    print(f"  {len(both)} keystrokes, none answered before:")
    figures.line("bare FTS queries for the new words (the floor)", steps["floor"])
    figures.line("keystroke to ids in order", steps["ids"])
    figures.line("nine facets' counts after it", steps["counts"], {100_000: 10.0})
    figures.line("keystroke to ids and all counts", both, {100_000: 10.0})
    figures.line("– less the floor", [max(0.0, one - floor) for one, floor in zip(both, steps["floor"], strict=True)], {100_000: 10.0})
    figures.line(f"the first {PAGE} rows, and why they were found", steps["rows"])
    whole = [one + rows for one, rows in zip(both, steps["rows"], strict=True)]
    figures.line("keystroke to ids, counts and rows (nothing painted)", whole, {100_000: 20.0, 1_000_000: 70.0})


def _words(query: Query) -> Iterator[Match]:
    match query:
        case Match():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part)
        case Not(part):
            yield from _words(part)


def _phrase(word: Match) -> str:
    phrase = f'"{word.text}"{" *" if word.prefix else ""}'
    return f"{{{' '.join(word.columns)}}} : {phrase}" if word.columns else phrase


def _bare(conn: sqlite3.Connection, word: Match) -> None:
    conn.execute("SELECT group_concat(rowid) FROM full_text WHERE full_text MATCH ?", (_phrase(word),)).fetchall()


def _beside_sql(library: Library, path: Path, count: int) -> None:
    """The counts of all facets by a subquery for each, as one would write it."""
    narrowed = f"AND publication.id IN (SELECT rowid FROM full_text WHERE full_text MATCH '{_phrase(WORD)}')"
    with closing(sqlite3.connect(path)) as bare:
        for name, query, where in (("no filter", Everything(), ""), ("a word", WORD, narrowed)):
            naive = _taken(lambda where=where: _naive(bare, where))[0]
            ours = _taken(lambda query=query: _counts(library, query))[0]  # the matching, too: nobody asked for them before
            again = statistics.median(_taken(lambda query=query: _counts(library, query), 5))
            print(f"  all facets by SQL subqueries, {name}: {naive:.0f} ms, {naive / ours:.0f} times as long", end="")
            print(f"; as the counts alone {naive / again:.0f}", end="")
            print("" if count < NAIVE_MOST else f" (goal {NAIVE_GOAL}: {'MET' if naive / again >= NAIVE_GOAL else 'MISSED'})", flush=True)


def _naive(conn: sqlite3.Connection, where: str) -> None:
    for facet in FACETS:
        if facet == "year":
            conn.execute(f"SELECT year, count(*) FROM publication WHERE trashed = 0 {where} GROUP BY year ORDER BY 2 DESC").fetchall()
        elif facet == "contributor":
            conn.execute(
                "SELECT display, count(DISTINCT publication_id) FROM contributor JOIN publication ON publication.id = publication_id"
                f" WHERE trashed = 0 {where} GROUP BY display ORDER BY 2 DESC LIMIT {SHOWN.most}"
            ).fetchall()
        else:
            conn.execute(
                "SELECT name, count(*) FROM publication_term JOIN term ON term.id = term_id JOIN publication ON publication.id ="
                f" publication_id WHERE vocabulary = ? AND trashed = 0 {where} GROUP BY term.id ORDER BY 2 DESC",
                (facet,),
            ).fetchall()


def _sorting(figures: Figures, library: Library) -> None:
    everything = Everything()
    half = conjunction([Filed("country", name, exact=True) for name in COUNTRIES[:1]])
    for name, sort in SORTS.items():
        figures.line(f"sorted by {name}, the first time", _taken(lambda sort=sort: library.find(everything, sort)))
    again = [one for _ in range(5) for sort in SORTS.values() for one in _taken(lambda sort=sort: library.find(everything, sort))]
    figures.line("sort switch, to a sort used before", again, {1_000_000: 16.0})
    switched = [one for _ in range(5) for sort in SORTS.values() for one in _taken(lambda sort=sort: library.find(half, sort))]
    figures.line("sort switch with a country chosen", switched, {1_000_000: 16.0})


def _editing(figures: Figures, library: Library) -> None:
    everything, sort = Everything(), SORTS["year"]
    both, after, ordered = [], [], []
    ways = [edits.FileUnder((500,), "tag", (f"new {number}",)) for number in range(10)]
    titles = [edits.SetField((600 + number,), "title", f"Another title {number}") for number in range(10)]
    first = library.apply(edits.FileUnder((1,), "tag", ("first",)))  # makes ready to write
    library.apply(first.inverse)
    for edit in (*ways, *titles):
        began = time.process_time()
        inverse = library.apply(edit).inverse
        both.append((time.process_time() - began) * 1000)
        after += _taken(lambda: _counts(library, everything))
        both[-1] += _taken(lambda inverse=inverse: library.apply(inverse))[0]
        after += _taken(lambda: _counts(library, everything))
        ordered += _taken(lambda: library.find(everything, sort))
    figures.line("one edit and its undo", both, {1_000_000: 20.0})
    figures.line("all facets' counts after either", after, {1_000_000: 20.0})
    figures.line("ids in order after an edit and its undo", ordered)
    library.find(WORD)
    inverse = library.apply(edits.SetField(tuple(range(1, EDITED * 7, 7)), "publisher", "Another")).inverse
    figures.line(f"a word asked before, after an edit of {EDITED:,}", _taken(lambda: library.find(WORD)))
    library.apply(inverse)


def _selecting(figures: Figures, ids: "array[int]") -> None:
    from PySide6.QtWidgets import QApplication

    from tipdesk.gui.table.places import Rows
    from tipdesk.gui.table.view import PublicationTable

    application = QApplication.instance() or QApplication([])
    table = PublicationTable(lambda _ids: [])
    table.show_ids(ids, Rows())

    def select() -> None:
        table.clearSelection()
        table.selectAll()
        assert len(table.selected_ids()) == len(ids)

    figures.line("select all, and which ids they are", _taken(select, 5), {1_000_000: 50.0})
    table.deleteLater()
    application.processEvents()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
