"""From files to the library: one path for every format, with progress, cancel and a report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from tipdesk import formats
from tipdesk.app.edits import SetFields, adding
from tipdesk.app.judging import ALIKE, NEW, UPDATE, Changes, Judge, Verdict
from tipdesk.app.library import Applied, Library
from tipdesk.domain import citekey
from tipdesk.domain.errors import BadRequest, NothingUsable, SystemRefused
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import catalogue, csv_, csv_columns
from tipdesk.formats.base import MAX_FILE, Format, decode
from tipdesk.storage import publications
from tipdesk.storage.database import Connection

ADD, SKIP, MERGE = "add", "skip", "merge"


@dataclass(frozen=True, slots=True)
class Input:
    """A text to import: what it is called, its format, and how its bytes were read."""

    name: str
    text: str
    format: Format
    encoding: str = "utf-8"
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `mapping` gives CSV columns (by header) the field that they hold; "" leaves one out."""

    duplicates: str = ADD
    tags: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


DEFAULTS = Options()


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
    return input_of(data, file.name, format_name or _name_by_suffix(file), encoding)


def _name_by_suffix(file: Path) -> str:
    found = formats.by_suffix(file)
    return found.name if found else ""


def input_of(data: bytes | str, name: str, format_name: str = "", encoding: str = "") -> Input:
    """Bytes or text (a paste, standard input) as an input; raises NothingUsable where the format cannot be told."""
    if isinstance(data, str):
        text, used, guessed = data, "utf-8", False
    else:
        if len(data) > MAX_FILE:
            raise SystemRefused(f"{name} is larger than {MAX_FILE // 2**20} MB; split it and import the parts.")
        decoded = decode(data, encoding)
        text, used, guessed = decoded.text, decoded.encoding, decoded.guessed
    chosen = format_named(format_name) if format_name else formats.recognise(text)
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


def read(source: Input, options: Options = DEFAULTS, progress: Progress = SILENT) -> Iterator[Publication | Problem]:
    """The records and problems of an input in file order, with the options' tags on each record."""
    reader = source.format.read
    assert reader is not None
    if source.format.name == "csv" and options.mapping:
        try:
            csv_.columns(source.text, options.mapping)
        except ValueError as error:
            raise BadRequest(str(error)) from error
        items = csv_.read(source.text, mapping=options.mapping)
    else:
        items = reader(source.text)
    total = source.text.count("\n") + 1
    for item in items:
        if isinstance(item, Publication):
            progress.report(min(item.source.line if item.source else 0, total), total)
            if options.tags:
                item = replace(item, tags=tuple(dict.fromkeys((*item.tags, *options.tags))))
        yield item


class _DryRun(Exception):
    """Thrown at the end of an import that must leave nothing."""


@dataclass(frozen=True, slots=True)
class Import:
    """The edit that takes inputs into the library: one transaction, one undo step. Its report is filled as it goes."""

    inputs: Sequence[Input]
    options: Options
    report: Report
    progress: Progress = SILENT
    left_out: frozenset[tuple[int, int]] = frozenset()  # records not wanted: (number of the input, number of the record in it)
    dry_run: bool = False
    label: str = "Import"

    def apply(self, conn: Connection) -> None:
        """Raises NothingUsable if no record could be read at all, Cancelled if the progress says so."""
        judge = Judge(conn)
        updates: list[tuple[int, Changes]] = []
        with adding(conn, lambda wanted, given: self.report.renamed.append((wanted, given))) as write:
            for number, source in enumerate(self.inputs):
                columns = _columns(source, self.options)
                for batch in _batches(self._records(number, source)):
                    new = []
                    for verdict in judge.verdicts(batch, columns):
                        self.report.problems += [FileProblem(source.name, problem) for problem in verdict.problems]
                        if self._is_new(verdict):
                            new.append(verdict.record)
                        elif verdict.known is not None and self._changes_known(verdict):
                            updates.append((verdict.known.id, verdict.changes))
                            judge.accept(verdict)
                    write(new)
        SetFields(tuple(updates)).apply(conn)
        if not self.report.usable and not self.left_out:
            names = ", ".join(source.name for source in self.inputs)
            reason = self.report.problems[0].problem.reason if self.report.problems else ""
            raise NothingUsable(f"{names}: no record could be read, so nothing was imported. {reason}".strip())
        if self.dry_run:
            raise _DryRun

    def _records(self, number: int, source: Input) -> Iterator[Publication]:
        record = -1
        for item in read(source, self.options, self.progress):
            if isinstance(item, Problem):
                self.report.problems.append(FileProblem(source.name, item))
                continue
            record += 1
            if (number, record) not in self.left_out:
                yield item
        if record < 0 and not any(found.file == source.name for found in self.report.problems):
            self.report.problems.append(FileProblem(source.name, Problem(0, "No record was found in it.")))

    def _changes_known(self, verdict: Verdict) -> bool:
        return verdict.what == UPDATE or (verdict.what == ALIKE and self.options.duplicates == MERGE)

    def _is_new(self, verdict: Verdict) -> bool:
        """Counts a record in the report; is it one to add?"""
        report = self.report
        if verdict.what == ALIKE and verdict.known is not None:
            report.alike.append((verdict.record.title, verdict.known.key))
        if verdict.stale and verdict.known is not None:
            report.overwritten.append(verdict.known.key)
        what = verdict.what if verdict.what != ALIKE else self.options.duplicates
        if what in (NEW, ADD):
            report.added += 1
        elif what == UPDATE:
            report.updated += 1
        elif what == MERGE:
            report.merged += 1
        else:
            report.skipped += 1
        return what in (NEW, ADD)


def _batches(records: Iterator[Publication]) -> Iterator[list[Publication]]:
    while batch := list(islice(records, publications.BATCH)):
        yield batch


def _columns(source: Input, options: Options) -> tuple[csv_columns.Column, ...]:
    return csv_.columns(source.text, options.mapping) if source.format.name == "csv" else ()


def review(
    library: Library,
    inputs: Sequence[Input],
    options: Options,
    progress: Progress = SILENT,
) -> Iterator[tuple[int, Verdict | Problem]]:
    """What an import would make of each record, in file order, each with the number of its input; nothing is changed.

    Citation keys that are taken are not looked at.
    """
    with library.reading(progress) as conn:
        judge = Judge(conn)
        for number, source in enumerate(inputs):
            items, columns = read(source, options, progress), _columns(source, options)
            while batch := list(islice(items, publications.BATCH)):
                records = [item for item in batch if isinstance(item, Publication)]
                verdicts = iter(judge.verdicts(records, columns))
                for item in batch:
                    if isinstance(item, Problem):
                        yield number, item
                        continue
                    verdict = next(verdicts)
                    yield number, verdict
                    yield from ((number, problem) for problem in verdict.problems)


def run(library: Library, job: Import) -> Applied | None:
    """Do an import, or with `dry_run` only fill its report; what it did, if it did anything.

    Raises NothingUsable if no record could be read at all, Cancelled if its progress says so; then nothing was changed.
    """
    try:
        return library.apply(job)
    except _DryRun:
        return None


def topic(source: Input) -> str:
    """What a catalogue page says that all its records are about: to be offered as a tag; empty for other inputs."""
    return catalogue.topic(source.text) if source.format.name == "catalogue" else ""


def with_keys(records: Iterator[Publication]) -> Iterator[Publication]:
    """The records, each with a citation key that none before it has; keys that are there and free stay."""
    used: set[str] = set()
    keys = citekey.Distinct(lambda wanted: used.intersection(wanted))
    for record in records:
        [key] = keys.give([record.key or citekey.make(record)])
        used.add(citekey.fold_key(key))
        yield record if record.key == key else replace(record, key=key)
