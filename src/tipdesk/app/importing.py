"""From files to the library: one path for every format, with progress, cancel and a report."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from tipdesk import formats
from tipdesk.app import apart
from tipdesk.app.edits import SetFields, adding
from tipdesk.app.judging import ALIKE, NEW, UPDATE, Changes, Judge, Verdict
from tipdesk.app.library import Applied, Library
from tipdesk.app.places import Places
from tipdesk.domain import citekey
from tipdesk.domain.errors import BadRequest, NothingUsable, SystemRefused
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import catalogue, csv_, csv_columns
from tipdesk.formats.base import MAX_FILE, Format, decode
from tipdesk.formats.bibtex_definitions import definitions_above
from tipdesk.formats.csv_columns import FOUND, Layout
from tipdesk.storage import editions, publications, terms
from tipdesk.storage.connection import Connection

_PIECE = 4 * 1024 * 1024  # characters
MAX_FILES = 1000  # of one folder
ADD, SKIP, MERGE = "add", "skip", "merge"


@dataclass(frozen=True, slots=True)
class Input:
    """A text to import: what it is called, its format, how its bytes were read, and for a table how it is laid out."""

    name: str
    text: str
    format: Format
    encoding: str = "utf-8"
    guessed: bool = False
    layout: Layout = FOUND


@dataclass(frozen=True, slots=True)
class Options:
    """What likely duplicates get, and the tags that all records get."""

    duplicates: str = ADD
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem and the file that it is in."""

    file: str
    problem: Problem

    def as_json(self) -> dict[str, str | int]:
        """The problem as the command line prints it."""
        return {"file": self.file, "line": self.problem.line, "reason": self.problem.reason, "text": self.problem.text}


@dataclass
class Report:
    """What an import did, or would do."""

    added: int = 0
    updated: int = 0
    merged: int = 0
    skipped: int = 0
    problems: list[FileProblem] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)  # (citation key wanted, given)
    alike: list[tuple[str, str]] = field(default_factory=list)  # (title that came in, citation key of its likely duplicate)
    places: dict[str, None] = field(default_factory=dict)  # countries and regions that were not known, in order
    overwritten: list[str] = field(default_factory=list)  # citation keys of records that had changed after their table was written

    @property
    def usable(self) -> int:
        """How many records could be read."""
        return self.added + self.updated + self.merged + self.skipped


def read_input(path: Path | str, format_name: str = "", encoding: str = "") -> Input:
    """A file as an input: its format by the name given, else its suffix, else its content.

    Raises NothingUsable where the format cannot be told, SystemRefused where the file cannot be read or is too large.
    """
    file = Path(path)
    try:
        with file.open("rb") as opened:  # a device has no size and no end, so no more is read than may be there
            data = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise SystemRefused(f"{file} cannot be read: {error.strerror or error}.") from error
    return input_of(data, file.name, format_name, encoding)


def input_of(data: bytes | str, name: str, format_name: str = "", encoding: str = "") -> Input:
    """Bytes or text (of a file by its name, a paste, standard input) as an input: its format by the name given, else the suffix of
    the file's, else the content. Raises NothingUsable where it cannot be told.
    """
    if isinstance(data, str):
        text, used, guessed = data, "utf-8", False
    else:
        if len(data) > MAX_FILE:
            raise SystemRefused(f"{name} is larger than {MAX_FILE // 2**20} MB; split it and import the parts.")
        decoded = decode(data, encoding)
        text, used, guessed = decoded.text, decoded.encoding, decoded.guessed
    chosen = format_named(format_name) if format_name else formats.of_file(name, text)
    if chosen is None:
        raise NothingUsable(f"{name} is in no format that tipdesk reads; name its format if it should be.")
    if chosen.read is None:
        raise BadRequest(f"{chosen.label} can be written but not read.")
    return Input(name, text, chosen, used, guessed)


def format_named(name: str) -> Format:
    """The format of this name. Raises BadRequest for none."""
    try:
        return formats.by_name(name)
    except ValueError as error:
        raise BadRequest(str(error)) from error


def files_in(path: Path | str) -> list[Path]:
    """The file itself, or of a folder the files in it and below it whose suffix tells a format that can be read, in order.

    Raises NothingUsable for a folder without any, SystemRefused for one with more than can be taken at once.
    """
    file = Path(path)
    if not file.is_dir():
        return [file]
    found = (Path(folder) / name for folder, _, names in os.walk(file) for name in names)
    readable = list(islice((each for each in found if (form := formats.by_suffix(each)) and form.read and each.is_file()), MAX_FILES + 1))
    if not readable:
        raise NothingUsable(f"{file} holds no file that tipdesk reads by its suffix; name the files one by one.")
    if len(readable) > MAX_FILES:
        raise SystemRefused(f"{file} holds more than {MAX_FILES} files to import; import the folders in it one by one.")
    return sorted(readable)


def columns(source: Input) -> tuple[csv_columns.Column, ...]:
    """The columns of an input that is a table; none of another.

    Raises BadRequest where its layout does not fit it, SystemRefused where there are more than a table may have.
    """
    try:
        found = csv_.columns(source.text, source.layout) if source.format.name == "csv" else ()
    except ValueError as error:
        raise BadRequest(str(error)) from error
    if len(found) > csv_.MAX_COLUMNS:
        raise SystemRefused(f"{source.name} has {len(found)} columns, more than {csv_.MAX_COLUMNS}; take some out and import it again.")
    return found


def read(source: Input, progress: Progress = SILENT, before: int = 0, total: int = 0) -> Iterator[Publication | Problem]:
    """The records and problems of an input in file order. Progress is told in lines; `before` of a `total` came before this input.

    Raises BadRequest where the layout of a table does not fit it, SystemRefused where it has too many columns.
    """
    columns(source)
    total = total or before + lines([source])
    for item in apart.read(source.format.name, source.text, source.layout):
        progress.report(min(before + _line(item), total), total)
        yield item


def lines(inputs: Sequence[Input]) -> int:
    """How many lines the inputs have; counted piece by piece, because a count stops all other threads while it lasts."""
    return sum(source.text.count("\n", start, start + _PIECE) for source in inputs for start in range(0, len(source.text), _PIECE)) + len(
        inputs
    )


def _line(item: Publication | Problem) -> int:
    if isinstance(item, Problem):
        return item.line
    return item.source.line if item.source else 0


def fitted(item: Publication | Problem, options: Options) -> Publication | Problem:
    """A record with the options' tags, or the problem that one of its tags lies too deep; a problem as it is."""
    if isinstance(item, Problem):
        return item
    try:
        for tag in item.tags:
            terms.check_levels(tag)
    except BadRequest as error:
        return Problem(_line(item), str(error), item.source.text if item.source else item.title)
    return replace(item, tags=tuple(dict.fromkeys((*item.tags, *options.tags)))) if options.tags else item


def mended(source: Input, problem: Problem, text: str) -> list[Publication | Problem]:
    """What a text says that stands where a problem was found, read with what it leans on in the input.

    That is the @strings above it in BibTeX, the header and the layout in a table. Lines are those of the input. A text that
    says nothing is one Problem.
    """
    context, layout = "", source.layout
    if source.format.name == "csv":
        table = csv_.preview(source.text, layout, 0)
        context, layout = table.header, replace(layout, delimiter=table.delimiter)
    elif source.format.name in ("bibtex", "biblatex"):
        context = definitions_above(source.text, problem.line)
    above = context.count("\n") + 1 if context else 0
    whole = replace(source, text=f"{context}\n{text}" if context else text, layout=layout)
    found = [_moved(item, problem.line - 1 - above) for item in read(whole) if not 0 < _line(item) <= above]
    return found or [Problem(problem.line, "No record was found in it.", text)]


def _moved(item: Publication | Problem, down: int) -> Publication | Problem:
    if isinstance(item, Problem):
        return replace(item, line=item.line + down) if item.line else item
    return replace(item, source=replace(item.source, line=item.source.line + down)) if item.source else item


class _DryRun(Exception):
    """Thrown at the end of an import that must leave nothing."""


Place = tuple[int, int]  # number of an input, number of a record or problem in it, in file order


@dataclass(frozen=True, slots=True)
class Import:
    """The edit that takes inputs into the library: one transaction, one undo step. Its report is filled as it goes.

    What was decided in a review: `choices` gives records SKIP, which leaves them out, and likely duplicates what they get in
    place of the options' choice; `mended` gives problems a text in place of theirs, whose records come in at that place.
    """

    inputs: Sequence[Input]
    options: Options
    report: Report
    progress: Progress = SILENT
    choices: Mapping[Place, str] = field(default_factory=dict)
    mended: Mapping[Place, str] = field(default_factory=dict)
    dry_run: bool = False
    label: str = "Import"

    def apply(self, conn: Connection) -> None:
        """Raises NothingUsable if no record could be read at all, BadRequest for a tag or a layout that makes no sense,
        SystemRefused for a table of too many columns, Cancelled if the progress says so.
        """
        for tag in self.options.tags:
            terms.check_levels(tag)
        judge = Judge(conn)
        places = Places(partial(terms.load, conn))
        updates: list[tuple[int, Changes]] = []
        known: dict[str, str] = {}
        left_out: list[Publication] = []
        with adding(conn, lambda wanted, given: self.report.renamed.append((wanted, given)), known) as write:
            before, total = 0, lines(self.inputs)
            for number, source in enumerate(self.inputs):
                of_table = columns(source)
                for batch in _batches(self._records(number, source, read(source, self.progress, before, total), left_out)):
                    new = []
                    verdicts = judge.verdicts([record for _, record in batch], of_table)
                    for (choice, _), verdict in zip(batch, verdicts, strict=True):
                        self.report.problems += [FileProblem(source.name, problem) for problem in verdict.problems]
                        fate = self._fate(verdict, choice)
                        self._count(verdict, fate)
                        if fate != SKIP:
                            self.report.places |= dict.fromkeys(places.unknown_in(verdict.record))
                        _note_known(known, verdict, fate)
                        if fate == ADD:
                            new.append(verdict.record)
                        elif fate in (UPDATE, MERGE) and verdict.known is not None:
                            updates.append((verdict.known.id, verdict.changes))
                            judge.accept(verdict)
                    write(new)
                before += lines([source])
            _note_left_out(known, Judge(conn).verdicts(left_out))
        SetFields(tuple((number, _led(conn, number, changes, known)) for number, changes in updates)).apply(conn)
        self.progress.report(total, total)  # the index took a while, in which one may have wished to stop
        if not self.report.usable and not self.choices:
            names = ", ".join(source.name for source in self.inputs)
            reason = self.report.problems[0].problem.reason if self.report.problems else ""
            raise NothingUsable(f"{names}: no record could be read, so nothing was imported. {reason}".strip())
        if self.dry_run:
            raise _DryRun

    def _records(
        self, number: int, source: Input, items: Iterator[Publication | Problem], left_out: list[Publication]
    ) -> Iterator[tuple[str, Publication]]:
        """The records that are wanted, each with what was chosen for it; problems go into the report, and what was `left_out` to others."""
        anything = False
        for count, item in enumerate(items):
            anything = True
            choice, text = self.choices.get((number, count), ""), self.mended.get((number, count))
            found = fitted(item, self.options)
            for each in [found] if text is None else self._mended(source, found, text):
                if isinstance(each, Problem):
                    self.report.problems.append(FileProblem(source.name, each))
                elif choice == SKIP:
                    left_out.append(each)
                else:
                    yield choice, each
        if not anything:
            self.report.problems.append(FileProblem(source.name, Problem(0, "No record was found in it.")))

    def _mended(self, source: Input, item: Publication | Problem, text: str) -> list[Publication | Problem]:
        place = item if isinstance(item, Problem) else Problem(_line(item), "")
        return [fitted(each, self.options) for each in mended(source, place, text)]

    def _fate(self, verdict: Verdict, choice: str) -> str:
        """ADD, UPDATE, MERGE or SKIP."""
        if verdict.what == ALIKE:
            return choice or self.options.duplicates
        return {NEW: ADD, UPDATE: UPDATE}.get(verdict.what, SKIP)

    def _count(self, verdict: Verdict, fate: str) -> None:
        report = self.report
        if verdict.what == ALIKE and verdict.known is not None:
            report.alike.append((verdict.record.title, verdict.known.key))
        if verdict.stale and verdict.known is not None:
            report.overwritten.append(verdict.known.key)
        report.added += fate == ADD
        report.updated += fate == UPDATE
        report.merged += fate == MERGE
        report.skipped += fate == SKIP


def _note_known(known: dict[str, str], verdict: Verdict, fate: str) -> None:
    """Note the key, folded, of a record that the library has, or keeps, under another one, and that one."""
    record, there = verdict.record, verdict.known
    if fate == ADD or there is None or not there.id or not record.key:
        return
    kept = dict(verdict.changes).get("key", there.key) if fate == UPDATE else there.key
    if record.key != kept:
        known.setdefault(fold_key(record.key), kept)


def _note_left_out(known: dict[str, str], verdicts: Iterable[Verdict]) -> None:
    for verdict in verdicts:
        _note_known(known, verdict, SKIP)


def _led(conn: Connection, number: int, changes: Changes, known: Mapping[str, str]) -> Changes:
    """The changes of a known record, with links that lead to what the file means by their keys."""
    return tuple((name, editions.led(conn, number, value, known) if name == "extra" else value) for name, value in changes)


def _batches(records: Iterator[tuple[str, Publication]]) -> Iterator[list[tuple[str, Publication]]]:
    while batch := list(islice(records, publications.BATCH)):
        yield batch


def run(library: Library, job: Import) -> Applied | None:
    """Do an import, or with `dry_run` only fill its report; what it did, if it did anything.

    Raises NothingUsable if no record could be read at all, Cancelled if its progress says so; then nothing was changed.
    """
    try:
        return library.apply(job)
    except _DryRun:
        return None


def problems_text(report: Report) -> Iterator[str]:
    """The problems of an import for a file: `FILE:LINE: REASON` and below it the text, a blank line between two."""
    for found in report.problems:
        text = found.problem.text.strip("\r\n")
        yield f"{found.file}:{found.problem.line}: {found.problem.reason}\n" + (f"{text}\n\n" if text else "\n")


def topic(source: Input) -> str:
    """What a catalogue page says that all its records are about: to be offered as a tag; empty for other inputs."""
    return catalogue.topic(source.text) if source.format.name == "catalogue" else ""


def with_keys(records: Iterator[Publication]) -> Iterator[Publication]:
    """The records, each with a citation key that none before it has; keys that are there and free stay."""
    used: set[str] = set()
    keys = citekey.Distinct(lambda wanted: used.intersection(wanted))
    for record in records:
        [key] = keys.give([record.key or citekey.make(record)])
        used.add(fold_key(key))
        yield record if record.key == key else replace(record, key=key)
