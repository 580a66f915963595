"""From files to the library: one path for every format, with progress, cancel and a report."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from tipdesk import formats
from tipdesk.app.edits import SetFields, adding
from tipdesk.app.library import Applied, Library
from tipdesk.domain import citekey, duplicates
from tipdesk.domain.errors import BadRequest, NothingUsable, SystemRefused
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.vocabularies import SOURCE_REGION
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

    @property
    def usable(self) -> int:
        """How many records could be read."""
        return self.added + self.updated + self.merged + self.skipped


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of one record: `new`, `equal`, `update` or `alike`; `known` is the record of the library it is like.

    `changes` are the fields that an update or a merge would set in `known`.
    """

    record: Publication
    what: str
    known: Publication | None = None
    changes: tuple[tuple[str, Any], ...] = ()


NEW, EQUAL, UPDATE, ALIKE = "new", "equal", "update", "alike"


def read_input(path: Path | str, format_name: str = "", encoding: str = "") -> Input:
    """A file as an input: its format by the name given, else its suffix, else its content.

    Raises NothingUsable where the format cannot be told, SystemRefused where the file cannot be read or is too large.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_FILE:
            raise SystemRefused(f"{file.name} is larger than {MAX_FILE // 2**20} MB; split it and import the parts.")
        data = file.read_bytes()
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
    chosen = formats.by_name(format_name) if format_name else formats.recognise(text)
    if chosen is None:
        raise NothingUsable(f"{name} is in no format that tipdesk reads; name its format if it should be.")
    if chosen.read is None:
        raise BadRequest(f"{chosen.label} can be written but not read.")
    return Input(name, text, chosen, used, guessed)


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
        updates: list[tuple[int, tuple[tuple[str, Any], ...]]] = []
        first = publications.next_id(conn)
        with adding(conn, lambda wanted, given: self.report.renamed.append((wanted, given))) as write:
            for number, source in enumerate(self.inputs):
                for batch in _batches(self._records(number, source)):
                    verdicts = judge(conn, batch, source, self.options, first)
                    write([v.record for v in verdicts if self._counts_as_new(v, updates)])
        SetFields(tuple(updates)).apply(conn)
        if not self.report.usable and not self.left_out:
            names = ", ".join(source.name for source in self.inputs)
            raise NothingUsable(f"{names}: no record could be read, so nothing was imported.")
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

    def _counts_as_new(self, verdict: Verdict, updates: list[tuple[int, tuple[tuple[str, Any], ...]]]) -> bool:
        """Counts a record in the report; one that changes a known record goes to the updates."""
        report = self.report
        if verdict.what == ALIKE and verdict.known is not None:
            report.alike.append((verdict.record.title, verdict.known.key))
        if verdict.what == NEW or (verdict.what == ALIKE and self.options.duplicates == ADD):
            report.added += 1
            return True
        if verdict.what == EQUAL or (verdict.what == ALIKE and (self.options.duplicates == SKIP)):
            report.skipped += 1
            return False
        assert verdict.known is not None
        if verdict.what == UPDATE:
            report.updated += 1
        else:
            report.merged += 1
        if verdict.changes:
            updates.append((verdict.known.id, verdict.changes))
        return False


def _batches(records: Iterator[Publication]) -> Iterator[list[Publication]]:
    while batch := list(islice(records, publications.BATCH)):
        yield batch


def judge(conn: Connection, batch: Sequence[Publication], source: Input, options: Options, first: int) -> list[Verdict]:
    """A verdict on each record of a batch, against the library and against the records before it in the batch.

    Records with ids from `first` on came in with the same import: those are the same or they are not, but never merged.
    """
    by_uid = publications.ids_by(conn, "uid", [p.uid for p in batch if p.uid])
    by_digest = publications.ids_by(conn, "digest", [publications.digest(p.source) for p in batch if p.source])
    by_title = publications.ids_by(conn, "sort_title", [publications.sort_title(p.title) for p in batch])
    by_doi = publications.ids_by(conn, "doi", [p.doi for p in batch if p.doi])
    ids = {number for found in (by_uid, by_digest, by_title, by_doi) for numbers in found.values() for number in numbers}
    known = {p.id: p for p in publications.load(conn, sorted(ids))}
    columns = csv_.columns(source.text, options.mapping) if source.format.name == "csv" and by_uid else ()
    here: defaultdict[str, list[Publication]] = defaultdict(list)
    verdicts = []
    for new in batch:
        same = [known[number] for number in by_uid.get(new.uid, ()) if number < first and not known[number].trashed] if new.uid else []
        if same:
            verdicts.append(_update(new, same[0], columns))
            continue
        digest = publications.digest(new.source) if new.source else ""
        candidates = [known[n] for n in by_title.get(publications.sort_title(new.title), ())] + here[new.title]
        candidates += [known[n] for n in by_doi.get(new.doi, ())] if new.doi else []
        verdict = _compare(new, [known[n] for n in by_digest.get(digest, ())], candidates, first)
        if verdict.what in (NEW, ALIKE):
            here[new.title].append(new)
        verdicts.append(verdict)
    return verdicts


def _compare(new: Publication, same_text: Sequence[Publication], candidates: Sequence[Publication], first: int) -> Verdict:
    if same_text:
        return Verdict(new, EQUAL, same_text[0])
    for known in candidates:
        if duplicates.adds_nothing(new, known):
            return Verdict(new, EQUAL, known)
    for known in candidates:
        if 0 < known.id < first and duplicates.alike(new, known):
            return Verdict(new, ALIKE, known, duplicates.merged(known, new))
    return Verdict(new, NEW)


def _update(new: Publication, known: Publication, columns: Sequence[csv_columns.Column]) -> Verdict:
    """A record that left this library as a row of a table, and comes back: what the table has columns for wins.

    Private notes, roles and other fields that the table has no column for stay as they are.
    """
    fields = {"date" if column.field == "year" else column.field for column in columns}
    changes: list[tuple[str, Any]] = []
    for name in BY_NAME:
        value: Any = getattr(new, name)
        if name == "contributors" and name in fields:
            roles = {column.role for column in columns if column.field == "contributors"}
            value += tuple(c for c in known.contributors if c.role not in roles)
        elif name == "notes" and name in fields:
            value += tuple(note for note in known.notes if not note.public)
            if set(value) == set(known.notes):
                continue
        elif name == "extra":
            carried = {csv_columns.extra_name(column.name) for column in columns if not column.field} | {SOURCE_REGION}
            value += tuple(pair for pair in known.extra if pair[0] not in carried)
            if sorted(value) == sorted(known.extra):
                continue
        elif name not in fields or (name == "key" and not value):
            continue
        if value != getattr(known, name):
            changes.append((name, value))
    return Verdict(new, UPDATE if changes else EQUAL, known, tuple(changes))


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
        first = publications.next_id(conn)
        for number, source in enumerate(inputs):
            items = read(source, options, progress)
            while batch := list(islice(items, publications.BATCH)):
                records = [item for item in batch if isinstance(item, Publication)]
                verdicts = iter(judge(conn, records, source, options, first))
                for item in batch:
                    yield number, next(verdicts) if isinstance(item, Publication) else item


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
        used.add(key.lower())
        yield record if record.key == key else replace(record, key=key)
