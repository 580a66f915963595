"""Edits: one undoable change each, as a value. `library.apply` is the only way to use them.

`apply` changes the database inside the library's transaction. What it did is noted row by row meanwhile, so no edit has to
say how it is taken back (docs/decisions/0001-journal.md). `label` is what the window's Undo says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from tipdesk.app.edit import Edit
from tipdesk.domain import citekey, dates
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.names import AUTHOR, Contributor
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import STARRED
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.storage import full_text, journal, links, marks, publications, saved_searches, term_edits, terms
from tipdesk.storage import keys as citation_keys
from tipdesk.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class Add:
    """Add publications, each as it comes from the iterable, in one go.

    They get ids, uids and dates where they have none, a citation key by the library's formula where they have none, and a suffix to
    a key that another publication has or had; `renamed` is told of each (wanted key, given key). Keys that they bring are pinned.
    What they bring of links leads to those that came with them.
    """

    publications: Iterable[Publication]
    label: str = "Add publication"
    renamed: Callable[[str, str], None] = lambda wanted, given: None

    def apply(self, conn: Connection) -> None:
        """Writes batch by batch; nothing is held but the batch."""
        with adding(conn, self.renamed) as write:
            waiting = iter(self.publications)
            while batch := list(islice(waiting, publications.BATCH)):
                write(batch)


@contextmanager
def adding(
    conn: Connection, renamed: Callable[[str, str], None], known: dict[str, str] | None = None
) -> Iterator[Callable[[Sequence[Publication]], None]]:
    """Gives a function that writes new publications, a batch a call; they are searchable at the end.

    `known` are the keys, folded, of those that come with them but are in the library already, and the keys that these have there. At the
    end it holds all keys, folded, by which those that came in mean another one than they say.

    Inside it, the transaction may change nothing else of publications: it would not be noted for undo.
    """
    first = publications.next_id(conn)
    number = first
    finder = terms.Finder(conn)
    keys = citekey.Distinct(lambda wanted: publications.ids_by_key(conn, wanted).keys())
    formula = citekey.formula(citation_keys.formula(conn))
    became = {} if known is None else known

    def write(batch: Sequence[Publication]) -> None:
        nonlocal number
        moment = publications.now()
        uids = set(publications.ids_by(conn, "uid", [p.uid for p in batch if p.uid]))
        whole = []
        for p, key in zip(batch, keys.give([p.key or formula.make(p) for p in batch]), strict=True):
            if p.key and key != p.key:
                renamed(p.key, key)
                became.setdefault(fold_key(p.key), key)
            uid = p.uid if p.uid and p.uid not in uids else publications.new_uid()
            uids.add(uid)
            whole.append(replace(p, id=number, key=key, uid=uid, added=p.added or moment, modified=p.modified or p.added or moment))
            number += 1
        publications.insert_many(conn, whole, finder)
        citation_keys.pin(conn, [made.id for made, p in zip(whole, batch, strict=True) if p.key])

    with journal.adding_many(conn, first), full_text.index_at_end(conn, first):
        yield write
    for key, owner in publications.ids_by_key(conn, list(became)).items():
        if owner >= first:
            del became[key]
    links.follow(conn, became, first)


@dataclass(frozen=True, slots=True)
class SetField:
    """Give one field of some publications a value, of the type that it has in Publication."""

    ids: tuple[int, ...]
    field: str
    value: Any

    @property
    def label(self) -> str:
        """`Edit country` or `Edit country of 3 publications`."""
        name = (
            BY_NAME[self.field].label.lower()
            if BY_NAME[self.field].label not in ("DOI", "ISBN", "ISSN", "URL")
            else BY_NAME[self.field].label
        )
        return f"Edit {name}" if len(self.ids) == 1 else f"Edit {name} of {len(self.ids)} publications"

    def apply(self, conn: Connection) -> None:
        """A citation key must be one that no other publication has or had; it is pinned."""
        if self.field == "key":
            self._check_key(conn)
            citation_keys.pin(conn, publications.existing(conn, self.ids))
        publications.set_field(conn, self.ids, self.field, self.value)

    def _check_key(self, conn: Connection) -> None:
        if problem := citekey.problem(self.value):
            raise BadRequest(problem)
        owner = publications.ids_by_key(conn, [self.value]).get(self.value)
        if len(self.ids) > 1 or owner not in (None, self.ids[0]):
            raise BadRequest(f"The citation key {self.value} is taken: another publication has it, or had it once; choose another.")


@dataclass(frozen=True, slots=True)
class SetAuthors:
    """Give some publications these authors; editors, translators and the like stay behind them."""

    ids: tuple[int, ...]
    authors: tuple[Contributor, ...]

    @property
    def label(self) -> str:
        """`Edit authors of 3 publications`."""
        return "Edit authors" if len(self.ids) == 1 else f"Edit authors of {len(self.ids)} publications"

    def apply(self, conn: Connection) -> None:
        """Publications with the same others are written together."""
        others: defaultdict[tuple[Contributor, ...], list[int]] = defaultdict(list)
        for p in publications.load(conn, self.ids):
            others[tuple(c for c in p.contributors if c.role != AUTHOR)].append(p.id)
        for kept, ids in others.items():
            publications.set_field(conn, ids, "contributors", self.authors + kept)


@dataclass(frozen=True, slots=True)
class SetYear:
    """Give some publications a year of issue, as EDTF; a month and a day that they have stay. Empty takes the whole date away."""

    ids: tuple[int, ...]
    year: str
    label: str = "Edit year"

    def apply(self, conn: Connection) -> None:
        """Dates that are ranges or less than a year are replaced."""
        for batch in publications.batches(self.ids):
            for known in publications.load(conn, batch):
                date = dates.with_year(known.date, self.year)
                publications.set_field(conn, (known.id,), "date", date)


@dataclass(frozen=True, slots=True)
class SetFields:
    """Change several publications, each in fields of its own, as one step."""

    changes: tuple[tuple[int, tuple[tuple[str, Any], ...]], ...]
    label: str = "Update publications"

    def apply(self, conn: Connection) -> None:
        """One SetField after another."""
        for number, fields in self.changes:
            for field, value in sorted(fields, key=lambda pair: pair[0] == "key"):  # which adds to another, the older keys
                SetField((number,), field, value).apply(conn)


@dataclass(frozen=True, slots=True)
class FileUnder:
    """File publications under terms of a vocabulary, made where they are not there yet, and out from under others."""

    ids: tuple[int, ...]
    vocabulary: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`Add tag training to 3 publications`."""
        verb, names, joint = ("Add", self.add, "to") if self.add else ("Remove", self.remove, "from")
        of = f" {joint} {len(self.ids)} publications" if len(self.ids) != 1 else ""
        return f"{verb} {self.vocabulary} {', '.join(names)}{of}"

    def apply(self, conn: Connection) -> None:
        """Publications that are filed so already stay untouched."""
        publications.remove_terms(conn, self.ids, self.vocabulary, self.remove)
        publications.add_terms(conn, self.ids, self.vocabulary, self.add)


@dataclass(frozen=True, slots=True)
class SetTrashed:
    """Move to the trash or bring back; the rows stay."""

    ids: tuple[int, ...]
    trashed: bool = True

    @property
    def label(self) -> str:
        """`Move 3 publications to the trash`."""
        what = "publication" if len(self.ids) == 1 else f"{len(self.ids)} publications"
        return f"Move {what} to the trash" if self.trashed else f"Restore {what}"

    def apply(self, conn: Connection) -> None:
        """Dates stay as they are: the content does not change."""
        publications.set_trashed(conn, self.ids, self.trashed)


@dataclass(frozen=True, slots=True)
class SetMark:
    """Give publications one of domain.query.MARKS, or take it from them."""

    ids: tuple[int, ...]
    mark: str
    on: bool = True

    @property
    def label(self) -> str:
        """`Star 3 publications`, `Mark as read`."""
        what = "" if len(self.ids) == 1 else f" {len(self.ids)} publications"
        if self.mark == STARRED:
            return f"Star{what}" if self.on else f"Unstar{what}"
        return f"Mark{what} as {'read' if self.on else 'unread'}"

    def apply(self, conn: Connection) -> None:
        """Dates stay as they are: the content does not change."""
        (marks.put if self.on else marks.take)(conn, self.ids, self.mark)


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete from the library with all that belongs to them."""

    ids: tuple[int, ...]

    @property
    def label(self) -> str:
        """`Delete 3 publications`."""
        return "Delete publication" if len(self.ids) == 1 else f"Delete {len(self.ids)} publications"

    def apply(self, conn: Connection) -> None:
        """Undo brings everything back."""
        publications.remove(conn, self.ids)


@dataclass(frozen=True, slots=True)
class SetNotes:
    """Give a publication these notes, in this order."""

    id: int
    notes: tuple[Note, ...]
    label: str = "Edit notes"

    def apply(self, conn: Connection) -> None:
        """Empty notes are left out."""
        publications.set_field(conn, (self.id,), "notes", tuple(n for n in self.notes if n.text.strip()))


@dataclass(frozen=True, slots=True)
class RenameTerm:
    """Rename a term; its old name stays as an alias, so that what comes in under it finds the term.

    A tag's name is its path: the tags below it move along. The name of another term merges the two.
    """

    id: int
    name: str

    @property
    def label(self) -> str:
        """`Rename to training`."""
        return f"Rename to {self.name}"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for an empty name, or a tag put below itself."""
        if not self.name.strip():
            raise BadRequest("A term needs a name.")
        term_edits.rename(conn, self.id, self.name.strip())


@dataclass(frozen=True, slots=True)
class MergeTerms:
    """File everything that is under some terms under another one instead, and delete them; their names become its aliases."""

    ids: tuple[int, ...]
    into: int
    label: str = "Merge terms"

    def apply(self, conn: Connection) -> None:
        """Terms that lay below the merged ones lie below the kept one then."""
        for number in self.ids:
            term_edits.merge(conn, number, self.into)


@dataclass(frozen=True, slots=True)
class SetTermColour:
    """Give a term a colour, `#rrggbb`, or none ("")."""

    id: int
    colour: str
    label: str = "Change colour"

    def apply(self, conn: Connection) -> None:
        """Publications are not touched."""
        term_edits.set_colour(conn, self.id, self.colour)


@dataclass(frozen=True, slots=True)
class DeleteTerms:
    """Delete terms, and those below them; publications are no longer filed under them."""

    ids: tuple[int, ...]
    label: str = "Delete term"

    def apply(self, conn: Connection) -> None:
        """The publications stay."""
        term_edits.delete_below(conn, self.ids)


@dataclass(frozen=True, slots=True)
class SaveSearch:
    """Keep a search under its name; one with an id takes that one's place."""

    search: SavedSearch
    label: str = "Save search"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a name that is empty or taken."""
        saved_searches.put(conn, self.search)


@dataclass(frozen=True, slots=True)
class DeleteSearch:
    """Forget a saved search."""

    id: int
    label: str = "Delete saved search"

    def apply(self, conn: Connection) -> None:
        """What it found stays."""
        saved_searches.remove(conn, self.id)


@dataclass(frozen=True, slots=True)
class Batch:
    """Several edits as one step."""

    edits: Sequence[Edit]
    label: str

    def apply(self, conn: Connection) -> None:
        """One after another."""
        for edit in self.edits:
            edit.apply(conn)
