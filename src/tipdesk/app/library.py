"""The library: the only door to a library file."""

import contextlib
from array import array
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tipdesk.app.edit import Edit, TakeBack
from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import BadRequest, TipdeskError
from tipdesk.domain.passages import Passage
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.query import Everything, Filed, Query
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.domain.vocabularies import VOCABULARIES, Term, Vocabulary
from tipdesk.storage import database, file_texts, passages, saved_searches, search, table_rows, terms
from tipdesk.storage.connection import Connection
from tipdesk.storage.contributors import Wanted
from tipdesk.storage.facets import Count, Top
from tipdesk.storage.file_texts import Stamp
from tipdesk.storage.index import Index
from tipdesk.storage.ranks import SORTABLE, Sort
from tipdesk.storage.table_rows import TableRow

if TYPE_CHECKING:
    from tipdesk.domain.editions import Linked
    from tipdesk.domain.publication import Publication
    from tipdesk.domain.reading import ReadingList

__all__ = ["SORTABLE", "Applied", "Count", "Library", "Passage", "Sort", "Stamp", "TableRow", "Top", "Wanted"]

EVERYBODY = Wanted()
EVERYTHING = Everything()


class Applied(NamedTuple):
    """What an edit did: what it touched, and the edit that takes it back."""

    changes: Changes
    inverse: TakeBack


class Library:
    """An open library file.

    What only some questions need is loaded with the first of them, so that a window is not kept waiting for it.

    Queries may run in any thread, each on a snapshot of its own; one that is given a `progress` stops with Cancelled soon
    after that is cancelled. `apply` is the only way to change anything. All raise LibraryRefused or SystemRefused for what
    the file or the system does not allow.
    """

    def __init__(self, path: Path | str) -> None:
        """Open an existing library. Raises LibraryRefused, leaving the file as it is, for anything else."""
        self._database = database.open_(Path(path))
        self._index = Index(self._database)
        self.path = self._database.path
        self.was_changed = False  # by an edit through this object

    @classmethod
    def create(cls, path: Path | str) -> "Library":
        """Make a new library and open it. Raises FileExistsError, or SystemRefused where it cannot be made."""
        database.create(Path(path))
        return cls(path)

    @property
    def readonly(self) -> bool:
        """Can this library only be read here?"""
        return self._database.readonly

    def close(self) -> None:
        """Close the file; the library cannot be used after. What is kept of a large one to open it fast is written before."""
        try:
            with contextlib.suppress(TipdeskError):
                self._index.keep()
        finally:
            self._database.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reading(self, progress: Progress | None = None) -> AbstractContextManager[Connection]:
        """A snapshot for the functions of this package that ask several things of one state."""
        return self._database.reading(progress)

    # -- changing

    def apply(self, edit: Edit) -> Applied:
        """Do an edit in one transaction: all of it, or on any exception none.

        Raises BadRequest for an undo after another program has changed the library.
        """
        from tipdesk.storage import journal

        if isinstance(edit, TakeBack) and self.changed_elsewhere():
            raise BadRequest("Another program has changed the library since; what came before that cannot be undone any more.")
        changes = Changes()
        try:
            with self._database.writing() as conn:
                journal.clear(conn)
                edit.apply(conn)
                noted = journal.entries(conn)
                journal.clear(conn)
                changes = journal.changes(noted)
                self._index.changed(changes)  # a question may be asked between the end of the transaction and what comes after
        finally:
            self._index.changed(changes)  # after the transaction, and even if only something after that went wrong
        self.was_changed = True
        return Applied(changes, TakeBack(noted, edit.label))

    def changed_elsewhere(self) -> bool:
        """Has another program changed the library since this one last wrote or asked?"""
        return self._database.changed_elsewhere()

    # -- asking

    def find(self, query: Query, sort: Sequence[Sort] = (), progress: Progress | None = None) -> "array[int]":
        """The ids of the publications that match, in display order; by title where `sort` leaves it open."""
        return self._index.find(query, sort, progress)

    def prepare(self, progress: Progress | None = None) -> None:
        """Read what typing will ask for first; of a large library that takes seconds in which everything else is answered."""
        self._index.prepare(progress)

    def count(self, query: Query, progress: Progress | None = None) -> int:
        """How many publications match."""
        return self.counts({"": query}, progress)[""]

    def counts(self, queries: Mapping[str, Query], progress: Progress | None = None) -> dict[str, int]:
        """How many publications match each of several queries, at one moment."""
        return self._index.counts(queries, progress)

    def facet(self, vocabulary: str, query: Query, progress: Progress | None = None) -> Sequence[Count]:
        """How many of the matches lie under each value of a vocabulary, `year` or `contributor`; the largest first."""
        return self.facets({vocabulary: query}, progress=progress)[vocabulary].counts

    def facets(
        self, queries: Mapping[str, Query], contributors: Wanted = EVERYBODY, progress: Progress | None = None, *, at_once: bool = False
    ) -> dict[str, Top]:
        """The same of several at one moment, each for a query of its own; of contributors those that are wanted.

        Of a large library names take long to read: with `at_once` contributors are left out if that is still to be done.
        """
        return self._index.facets(queries, contributors, progress, at_once)

    def get(self, ids: Sequence[int]) -> "list[Publication]":
        """Whole publications by id, in the order asked for; ids that are not there are left out."""
        from tipdesk.storage import publications

        with self._database.reading() as conn:
            return publications.load(conn, ids)

    def rows(self, ids: Sequence[int], query: Query = EVERYTHING) -> list[TableRow]:
        """Rows for a table by id, in the order asked for, with passages that show why the query found them; ids that are not there
        are left out."""
        with self._database.reading() as conn:
            found = table_rows.rows(conn, ids)
            reasons = passages.of_rows(conn, ids, query)
        return [row._replace(passage=reasons[row.id]) if row.id in reasons else row for row in found]

    def ids_by_key(self, keys: Sequence[str]) -> dict[str, int]:
        """The ids of the publications with these citation keys in any case of A to Z, by the key asked for; in the trash too."""
        from tipdesk.storage import publications

        with self._database.reading() as conn:
            return publications.ids_by_key(conn, keys)

    def ids_by(self, column: str, values: Sequence[str]) -> dict[str, list[int]]:
        """The ids of publications by `sort_title`, `uid`, `doi` or the `digest` of their source; the trash only for `uid`."""
        from tipdesk.storage import publications

        with self._database.reading() as conn:
            return publications.ids_by(conn, column, values)

    def terms(self, vocabulary: str = "", ids: Sequence[int] | None = None) -> list[Term]:
        """The terms of a vocabulary, or of all, by name; those with these ids only if given."""
        with self._database.reading() as conn:
            return terms.load(conn, vocabulary, ids)

    def called(self, name: str) -> frozenset[int]:
        """The ids of the terms of all vocabularies that a name means which may still go on, other names included."""
        with self._database.reading() as conn:
            every = (*VOCABULARIES, *(own.name for own in terms.own_vocabularies(conn)))
            return frozenset().union(*(search.named(conn, Filed(vocabulary, name, prefix=True)) for vocabulary in every))

    def unresolved_places(self) -> list[Term]:
        """Countries and regions that no vocabulary knows and nobody has settled yet, by name."""
        with self._database.reading() as conn:
            return terms.unresolved(conn)

    def vocabularies(self) -> list[Vocabulary]:
        """The user's own vocabularies, in the order in which they were made."""
        with self._database.reading() as conn:
            return terms.own_vocabularies(conn)

    def contributors(self, beginning: str, limit: int = 20) -> list[str]:
        """Displayed names of contributors in the library that begin with a text, for completion."""
        from tipdesk.storage import publications

        with self._database.reading() as conn:
            return publications.contributors(conn, beginning, limit)

    def reading_lists(self) -> "list[ReadingList]":
        """All reading lists, by title."""
        from tipdesk.storage import reading_lists

        with self._database.reading() as conn:
            return reading_lists.load(conn)

    def list_titles(self) -> list[tuple[int, str]]:
        """The ids and titles of all reading lists, by title."""
        from tipdesk.storage import reading_lists

        with self._database.reading() as conn:
            return reading_lists.titles(conn)

    def lists_with(self, number: int) -> "list[ReadingList]":
        """The reading lists, by title, in which the publication with this id stands."""
        from tipdesk.storage import reading_lists

        with self._database.reading() as conn:
            return [each for found in reading_lists.holding(conn, number) for each in reading_lists.load(conn, found)]

    def reading_list(self, number: int) -> "ReadingList | None":
        """The reading list with this id, or None if it is not there any more."""
        from tipdesk.storage import reading_lists

        with self._database.reading() as conn:
            return next(iter(reading_lists.load(conn, number)), None)

    def linked(self, number: int) -> "list[Linked]":
        """What the publication with this id is linked to as an edition or translation, and what is linked to it, by relation and age; of
        the latter, in each role, the first 100, without the trash."""
        from tipdesk.storage import editions, publications

        with self._database.reading() as conn:
            return [link for one in publications.load(conn, (number,)) for link in editions.linked(conn, one)]

    def newer_editions(self, of: "Sequence[Publication]") -> "dict[str, Publication]":
        """The latest edition in the library of each of these that has a later one, by the citation key of the older.

        Titles that begin with what tells editions apart (`2019 report`) are not looked at.
        """
        from tipdesk.storage import editions

        with self._database.reading() as conn:
            return editions.newer(conn, of)

    def language_versions(self, of: "Sequence[Publication]") -> "dict[str, list[Publication]]":
        """The versions in other languages that the library has of each of these, the original first, by its citation key; those that a link
        (`translation-of`) names."""
        from tipdesk.storage import editions

        with self._database.reading() as conn:
            return editions.versions(conn, of)

    def saved_searches(self) -> list[SavedSearch]:
        """All saved searches, in the order in which they were made."""
        with self._database.reading() as conn:
            return saved_searches.load(conn)

    def read_files(self, ids: Sequence[int]) -> dict[int, tuple[Stamp, ...]]:
        """Of which files the texts of these publications were read, and how they were then."""
        with self._database.reading() as conn:
            return file_texts.stamps(conn, ids)

    def keeps_files(self) -> bool:
        """Are there files that are kept in step with the library?"""
        from tipdesk.storage import kept_files

        with self._database.reading() as conn:
            return bool(kept_files.load(conn))

    def check(self, progress: Progress = SILENT) -> list[str]:
        """What is wrong with the file, a sentence each; empty if it is sound. Nothing is changed."""
        from tipdesk.storage import checking

        return checking.check(self._database, progress)
