"""A vocabulary to a table and back: what comes in is merged with the terms that are there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from re import fullmatch

from tipdesk.app.library import Library
from tipdesk.domain.errors import BadRequest, NothingUsable
from tipdesk.domain.publication import Problem
from tipdesk.domain.vocabularies import VOCABULARIES
from tipdesk.formats import csv_terms
from tipdesk.formats.csv_terms import TermRow
from tipdesk.storage import term_edits, terms
from tipdesk.storage.database import Connection


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
            raise NothingUsable(self.report.problems[0].reason if self.report.problems else "The table has no rows.")
        before = {term.id: term for term in terms.load(conn, self.vocabulary)}
        aliases = {number: term.aliases for number, term in before.items()}
        finder = terms.Finder(conn)
        if self.vocabulary not in (*VOCABULARIES, *finder.own):
            raise BadRequest(f"There is no vocabulary {self.vocabulary}; make it first.")
        numbers = [self._number(finder, row) for row in found]
        for number, row in zip(numbers, found, strict=True):
            if number:
                self._put(conn, finder, number, row, aliases)
        after = {term.id: term for term in terms.load(conn, self.vocabulary)}
        there = set(numbers) & before.keys()
        self.report.added = len(after) - len(before)
        self.report.changed = sum(after[number] != before[number] for number in there)
        self.report.same = len(there) - self.report.changed

    def _number(self, finder: terms.Finder, row: TermRow) -> int:
        """The term that a row means, by its name or else by another one; it is made where there is none. 0 if it cannot be."""
        name = row.name
        if self.vocabulary == "tag" and row.parent and not name.startswith(f"{row.parent}/"):
            name = f"{row.parent}/{name}"
        known = (finder.known(self.vocabulary, each) for each in (name, *(row.aliases if self.vocabulary != "tag" else ())))
        try:
            return next((number for number in known if number), 0) or finder.id_of(self.vocabulary, name)
        except BadRequest as reason:
            self._left_out(row, reason)
            return 0

    def _put(self, conn: Connection, finder: terms.Finder, number: int, row: TermRow, aliases: dict[int, tuple[str, ...]]) -> None:
        if row.parent and self.vocabulary != "tag":
            self._move(conn, finder, number, row)
        if fresh := self._new_names(finder, number, row):
            aliases[number] = (*aliases.get(number, ()), *fresh)
            term_edits.set_aliases(conn, number, aliases[number])
        if row.code:
            term_edits.set_code(conn, number, row.code)
        if fullmatch("#[0-9a-fA-F]{6}", row.colour):
            term_edits.set_colour(conn, number, row.colour.lower())
        elif row.colour:
            self._left_out(row, f"{row.colour} is no colour; write it as #1a7f5c.")

    def _move(self, conn: Connection, finder: terms.Finder, number: int, row: TermRow) -> None:
        above = finder.known("region" if self.vocabulary == "country" else self.vocabulary, row.parent)
        if above is None:
            self._left_out(row, f"There is no {'region' if self.vocabulary == 'country' else 'term'} {row.parent} to lie below.")
            return
        try:
            with conn.begin_nested():
                term_edits.move(conn, number, above)
        except BadRequest as reason:
            self._left_out(row, reason)

    def _new_names(self, finder: terms.Finder, number: int, row: TermRow) -> list[str]:
        fresh: list[str] = []
        for name in dict.fromkeys((*row.aliases, row.name)) if self.vocabulary != "tag" else ():
            known = finder.known(self.vocabulary, name)
            if known is None:
                fresh.append(name)
            elif known != number:
                self._left_out(row, f"{name} is a name of another term already.")
        return fresh

    def _left_out(self, row: TermRow, reason: object) -> None:
        self.report.problems.append(Problem(row.line, str(reason), row.name))
