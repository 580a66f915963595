"""What is to become of each record that comes in: new, known already, an update of a known one, or likely a duplicate."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tipdesk.domain import citekey, dates, duplicates, kinds
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.names import Contributor
from tipdesk.domain.publication import Note, Problem, Publication
from tipdesk.domain.vocabularies import SOURCES
from tipdesk.formats import csv_columns
from tipdesk.formats.csv_columns import Column
from tipdesk.storage import publications
from tipdesk.storage.connection import Connection

NEW, EQUAL, UPDATE, ALIKE = "new", "equal", "update", "alike"
HOMONYMS = 100  # records of one title that a new one is compared with, so that a file of equal titles takes linear time

Changes = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of one record: NEW, EQUAL, UPDATE or ALIKE; `known` is the record of the library it is like.

    `changes` are the fields that an update or a merge would set in `known`, `problems` what of the record cannot go in, and
    `stale` says that `known` was changed after the table was written that the record is a row of.
    """

    record: Publication
    what: str
    known: Publication | None = None
    changes: Changes = ()
    problems: tuple[Problem, ...] = ()
    stale: bool = False


class Judge:
    """Judges the records of one import, batch by batch, against the library and against the records before them.

    `accept` tells it that a verdict's changes will be made, so that the next record is compared with what is then there.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._first = publications.next_id(conn)  # from here on, records came in with this import
        self._changed: dict[int, Publication] = {}
        self._updated: set[int] = set()

    def verdicts(self, batch: Sequence[Publication], columns: Sequence[Column] = ()) -> "Verdicts":
        """The verdicts on a batch, one asked for after the other; `columns` are those of the table that it comes from."""
        return Verdicts(self, batch, columns)

    def accept(self, verdict: Verdict) -> None:
        """The changes of this verdict will be made."""
        if verdict.known is not None and verdict.changes:
            changes: Mapping[str, Any] = dict(verdict.changes)
            self._changed[verdict.known.id] = replace(verdict.known, **changes)

    def load(self, ids: set[int]) -> dict[int, Publication]:
        """Known records as they will be after what was accepted."""
        return {p.id: self._changed.get(p.id, p) for p in publications.load(self._conn, sorted(ids))}

    def lookup(self, column: str, values: Sequence[str]) -> dict[str, list[int]]:
        """Ids by the value of a column, as `publications.ids_by` has it."""
        return publications.ids_by(self._conn, column, values)

    def is_old(self, known: Publication) -> bool:
        """Was this record there before the import?"""
        return 0 < known.id < self._first

    def update(self, new: Publication, known: Publication, columns: Sequence[Column]) -> Verdict:
        """A row that left this library in a table and comes back: what the table has columns for wins."""
        if known.id in self._updated:
            problem = _problem(new, f"The id {new.uid} stands in an earlier row too; this row was left out.")
            return Verdict(new, EQUAL, known, problems=(problem,))
        self._updated.add(known.id)
        changes, problems = self._sound(new, known, _row_changes(new, known, columns))
        stale = bool(changes) and bool(new.modified) and new.modified < known.modified
        return Verdict(new, UPDATE if changes else EQUAL, known, changes, problems, stale)

    def _sound(self, new: Publication, known: Publication, changes: Changes) -> tuple[Changes, tuple[Problem, ...]]:
        """The changes that fields can hold, and a problem for each other one."""
        sound, problems = [], []
        for name, value in changes:
            if reason := self._objection(name, value, known):
                problems.append(_problem(new, reason))
            else:
                sound.append((name, value))
        return tuple(sound), tuple(problems)

    def _objection(self, name: str, value: Any, known: Publication) -> str:
        if name in ("date", "accessed") and value and not dates.is_edtf(value):
            return f"“{value}” is not a date; {known.key} keeps the one it has."
        if name == "kind" and value not in kinds.BY_NAME:
            return f"There is no kind “{value}”; {known.key} keeps the one it has."
        if name == "key":
            if reason := citekey.problem(value):
                return f"{reason} {known.key} keeps its key."
            if set(publications.ids_by_key(self._conn, [value]).values()) - {known.id}:
                return f"The citation key {value} is taken; {known.key} keeps its own."
        return ""


def _problem(record: Publication, reason: str) -> Problem:
    return Problem(record.source.line, reason, record.source.text) if record.source else Problem(0, reason)


class Verdicts:
    """The verdicts on one batch; iterate once."""

    def __init__(self, judge: Judge, batch: Sequence[Publication], columns: Sequence[Column]) -> None:
        self._judge = judge
        self._batch = batch
        self._columns = columns
        self._by_uid = judge.lookup("uid", [p.uid for p in batch if p.uid])
        self._by_digest = judge.lookup("digest", [publications.digest(p.source) for p in batch if p.source])
        found = judge.lookup("sort_title", [publications.sort_title(p.title) for p in batch])
        self._by_title = {title: ids[-HOMONYMS:] for title, ids in found.items()}
        self._by_doi = judge.lookup("doi", [p.doi for p in batch if p.doi])
        groups = (self._by_uid, self._by_digest, self._by_title, self._by_doi)
        self._ids = {number for group in groups for numbers in group.values() for number in numbers}
        self._here: defaultdict[str, list[Publication]] = defaultdict(list)

    def __iter__(self) -> Iterator[Verdict]:
        """Yields a Verdict for each record; one is judged only after the one before it was taken."""
        known = self._judge.load(self._ids)
        for new in self._batch:
            verdict = self._verdict(new, known)
            yield verdict
            if verdict.known is not None and verdict.known.id in known:
                known |= self._judge.load({verdict.known.id}) if verdict.changes else {}

    def _verdict(self, new: Publication, known: Mapping[int, Publication]) -> Verdict:
        same = [known[number] for number in self._by_uid.get(new.uid, ())] if new.uid else []
        same = [p for p in same if self._judge.is_old(p) and not p.trashed]
        if same:
            return self._judge.update(new, same[0], self._columns)
        digest = publications.digest(new.source) if new.source else ""
        if said_before := self._by_digest.get(digest, ()):
            return Verdict(new, EQUAL, known[said_before[0]])
        candidates = [known[number] for number in self._by_title.get(publications.sort_title(new.title), ())]
        candidates += self._here[new.title][-HOMONYMS:]
        candidates += [known[number] for number in self._by_doi.get(new.doi, ())] if new.doi else []
        verdict = self._compare(new, candidates)
        if verdict.what in (NEW, ALIKE):
            self._here[new.title].append(new)
        return verdict

    def _compare(self, new: Publication, candidates: Sequence[Publication]) -> Verdict:
        for known in candidates:
            if duplicates.adds_nothing(new, known):
                return Verdict(new, EQUAL, known)
        for known in candidates:
            if self._judge.is_old(known) and duplicates.alike(new, known):
                return Verdict(new, ALIKE, known, duplicates.merged(known, new))
        return Verdict(new, NEW)


def _row_changes(new: Publication, known: Publication, columns: Sequence[Column]) -> Changes:
    """The fields that a row of a table would change.

    Private notes, roles and other fields that the table has no column for stay as they are.
    """
    fields = {column.field for column in columns}
    changes: list[tuple[str, Any]] = []
    for name in BY_NAME:
        if name == "date":
            value: Any = _date(new.date, known.date, fields)
        elif name == "extra":
            value = _extra(new, known, columns)
        elif name == "notes":
            value = _notes(new.notes, known.notes, fields)
        elif name not in fields or (name == "key" and not new.key):
            continue
        elif name == "contributors":
            value = _contributors(new, known, columns)
        else:
            value = getattr(new, name)
        if value != getattr(known, name):
            changes.append((name, value))
    return tuple(changes)


def _contributors(new: Publication, known: Publication, columns: Sequence[Column]) -> tuple[Contributor, ...]:
    """The row's contributors, and those in roles that the table has no column for; columns do not say which role comes first."""
    roles = {column.role for column in columns if column.field == "contributors"}
    whole = new.contributors + tuple(c for c in known.contributors if c.role not in roles)
    return known.contributors if sorted(whole, key=_role) == sorted(known.contributors, key=_role) else whole


def _role(contributor: Contributor) -> str:
    return contributor.role


def _date(new: str, known: str, fields: set[str]) -> str:
    """A table's date column is empty where the year says all, so each column alone can change only what it shows."""
    if {"date", "year"} <= fields:
        return new
    if "year" in fields:
        return known if dates.year_of(new) == dates.year_of(known) else new
    return new or known if "date" in fields else known


def _notes(new: tuple[Note, ...], known: tuple[Note, ...], fields: set[str]) -> tuple[Note, ...]:
    """The row's notes, public where they were, and those that the table has no column for: the private ones always.

    What a table with a column for private notes does not call public is private.
    """
    public = {note.text for note in known if note.public and csv_columns.PRIVATE not in fields}
    row = tuple(Note(note.text, note.public or note.text in public) for note in new)
    whole = row + tuple(note for note in known if note not in row and not (note.public and "notes" in fields))
    return known if set(whole) == set(known) else whole


def _extra(new: Publication, known: Publication, columns: Sequence[Column]) -> tuple[tuple[str, str], ...]:
    """The other fields: those with a column from the row, the others as they are."""
    carried = {csv_columns.extra_name(column.name) for column in columns if not column.field}
    fields = {column.field for column in columns}
    carried |= {  # what a source wrote says nothing of other places
        written for field, written in SOURCES.items() if field in fields and getattr(new, field) != getattr(known, field)
    }
    row = tuple(pair for pair in new.extra if pair[0] not in SOURCES.values() or pair[0] in carried)
    whole = row + tuple(pair for pair in known.extra if pair[0] not in carried)
    return known.extra if sorted(whole) == sorted(known.extra) else whole
