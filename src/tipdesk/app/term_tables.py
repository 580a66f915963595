"""A vocabulary to a table and back: what comes in is merged with the terms that are there."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from re import fullmatch

from tipdesk.app.library import Library
from tipdesk.domain.errors import BadRequest, NothingUsable
from tipdesk.domain.publication import Problem
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import VOCABULARIES, Term
from tipdesk.formats import csv_terms
from tipdesk.formats.csv_terms import TermRow
from tipdesk.storage import term_edits, terms
from tipdesk.storage.connection import Connection, savepoint


def write(library: Library, vocabulary: str) -> Iterator[str]:
    """The terms of a vocabulary as a table, piece by piece."""
    return csv_terms.write(library.terms(vocabulary))


@dataclass(slots=True)
class Report:
    """What became of the rows of a table."""

    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """Merge a table's rows with the terms of a vocabulary, by name or another name; `report` is filled.

    What a row says goes before what a term had; other names are added, and an empty cell takes nothing away. What cannot be, such as a
    term below itself, is reported and left out, the rest of the row is taken.
    """

    vocabulary: str
    rows: Sequence[TermRow | Problem]
    report: Report

    @property
    def label(self) -> str:
        """`Import terms of audience`."""
        return f"Import terms of {self.vocabulary}"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for the kinds of publication, NothingUsable for a table without any row that can be read."""
        self.report.problems[:] = [row for row in self.rows if isinstance(row, Problem)]
        found = [row for row in self.rows if isinstance(row, TermRow)]
        if self.vocabulary == "kind":
            raise BadRequest("The kinds of publication are fixed; only their colours can be changed.")
        if not found:
            raise NothingUsable(self.report.problems[-1].reason if self.report.problems else "The table has no rows.")
        finder = terms.Finder(conn)
        if self.vocabulary not in (*VOCABULARIES, *finder.own):
            raise BadRequest(f"There is no vocabulary {self.vocabulary}; make it first.")
        before = {term.id: term for term in terms.load(conn, self.vocabulary)}
        known = _Names(before.values(), self.vocabulary)
        above = _Names(terms.load(conn, "region"), "region") if self.vocabulary == "country" else known
        numbers = [self._number(finder, known, row) for row in found]
        for number, row in zip(numbers, found, strict=True):
            if number:
                self._put(conn, number, row, before.get(number, Term(self.vocabulary, row.name)), (known, above))
        after = {term.id: term for term in terms.load(conn, self.vocabulary)}
        there = set(numbers) & before.keys()
        self.report.added = len(after) - len(before)
        self.report.changed = sum(after[number] != before[number] for number in there)
        self.report.same = len(there) - self.report.changed

    def _number(self, finder: terms.Finder, known: "_Names", row: TermRow) -> int:
        """The term that a row means, by its name or else by another one; it is made where there is none. 0 if it cannot be."""
        name = row.name
        if self.vocabulary == "tag" and row.parent and not name.startswith(f"{row.parent}/"):
            name = f"{row.parent}/{name}"
        number = next(filter(None, map(known.get, (name, *(row.aliases if self.vocabulary != "tag" else ())))), 0)
        if not number:
            try:
                number = finder.id_of(self.vocabulary, name)
            except BadRequest as reason:
                self._left_out(row, reason)
                return 0
            known.add(number, name)
        return number

    def _put(self, conn: Connection, number: int, row: TermRow, term: Term, names: "tuple[_Names, _Names]") -> None:
        known, above = names
        if self.vocabulary != "tag":
            if row.parent and not (term.parent and above.get(row.parent) == above.get(term.parent[1])):
                self._move(conn, number, row, above.get(row.parent))
            if fresh := self._new_names(known, number, row):
                known.also[number] = (*known.also.get(number, ()), *fresh)
                term_edits.set_aliases(conn, number, known.also[number])
        elif row.aliases:
            self._left_out(row, f"Tags have no other names; {'; '.join(row.aliases)} was left out.")
        if row.code and row.code != term.code:
            term_edits.set_code(conn, number, row.code)
        if fullmatch("#[0-9a-fA-F]{6}", row.colour):
            term_edits.set_colour(conn, number, row.colour.lower())
        elif row.colour:
            self._left_out(row, f"{row.colour} is no colour; write it as #1a7f5c.")

    def _move(self, conn: Connection, number: int, row: TermRow, above: int) -> None:
        if not above:
            self._left_out(row, f"There is no {'region' if self.vocabulary == 'country' else 'term'} {row.parent} to lie below.")
            return
        try:
            with savepoint(conn):
                term_edits.move(conn, number, above)
        except BadRequest as reason:
            self._left_out(row, reason)

    def _new_names(self, known: "_Names", number: int, row: TermRow) -> list[str]:
        fresh: list[str] = []
        for name in dict.fromkeys((*row.aliases, row.name)):
            owner = known.get(name)
            if not owner:
                known.add(number, name)
                fresh.append(name)
            elif owner != number:
                self._left_out(row, f"{name} is a name of another term already.")
        return fresh

    def _left_out(self, row: TermRow, reason: object) -> None:
        self.report.problems.append(Problem(row.line, str(reason), row.name))


class _Names:
    """Which term goes by a name: the one of this name, else one that folds to it, else one by another name; a tag by its name alone."""

    def __init__(self, known: Collection[Term], vocabulary: str) -> None:
        self._folds = vocabulary != "tag"
        self._exact: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self.also = {term.id: term.aliases for term in known}
        for term in known:
            self.add(term.id, term.name)
        for term in known:
            for name in term.aliases:
                self._fold(term.id, name)

    def get(self, name: str) -> int:
        """Its id; 0 for none."""
        return self._exact.get(name) or (self._folded.get(squeeze(name), 0) if self._folds else 0)

    def add(self, number: int, name: str) -> None:
        """A term goes by this name, too."""
        self._exact.setdefault(name, number)
        self._fold(number, name)

    def _fold(self, number: int, name: str) -> None:
        if folded := squeeze(name):
            self._folded.setdefault(folded, number)
