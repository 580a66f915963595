"""CSV, one row a record: read with any delimiter and header, written so that spreadsheets can edit it and give it back."""

import csv
import graphlib
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tipdesk.domain import dates, vocabularies
from tipdesk.domain.fields import BY_NAME, FIELDS, FieldKind
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import AUTHOR, ROLES, Contributor, format_name, parse_name
from tipdesk.domain.publication import Note, Problem, Publication, Source
from tipdesk.domain.text import squeeze
from tipdesk.domain.values import join_list, split_list, terms
from tipdesk.formats import csv_columns as names
from tipdesk.formats import written_dates
from tipdesk.formats.base import MAX_FIELD, Format
from tipdesk.formats.clean import bare_doi, clean, over_limit
from tipdesk.formats.csv_columns import Column
from tipdesk.formats.csv_rows import Row, header_rows, rows

MAX_COLUMNS = 1000
_RUNS = tuple("=+-@\t\r＝＋－＠")  # first characters that make a spreadsheet run a cell as a formula
_UID = re.compile(r"[0-9a-f]{16}")
_NOTE_END = "\n\n---\n\n"
_NOTE_RULE = re.compile(r"(?m)^(\\*---)$")
_NOTE_ESCAPED = re.compile(r"(?m)^\\(\\*---)$")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's delimiter and columns; `own` for one that tipdesk wrote."""

    delimiter: str
    columns: list[Column]
    own: bool


def columns(text: str, mapping: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """The columns of a table in order, each with what it is read as. Raises ValueError for a mapping that names nothing."""
    return tuple(_table(clean(text)[0], mapping).columns)


def _table(text: str, mapping: Mapping[str, str] | None) -> _Table:
    best = ("", [""], -1)
    for delimiter, cells in header_rows(text):
        known = sum(bool(names.column(_plain(cell).strip()).field) for cell in cells)
        if (known, len(cells)) > (best[2], len(best[1])):
            best = (delimiter, cells, known)
    header = [_plain(cell).strip() for cell in best[1]]
    own = "id" in header and "key" in header and "kind" in header and "modified" in header
    return _Table(best[0] or ",", names.mapped(header, mapping), own)


def read(text: str, mapping: Mapping[str, str] | None = None) -> Iterator[Publication | Problem]:
    """The publications and problems of a table, row by row. `mapping` (column to field) goes before the columns' names.

    Raises ValueError for a mapping that names no column or no field.
    """
    text, problems = clean(text)
    yield from problems
    table = _table(text, mapping)
    if len(table.columns) > MAX_COLUMNS:
        yield Problem(1, f"The table has {len(table.columns)} columns, more than {MAX_COLUMNS}.")
        return
    body = (row for row in rows(text, table.delimiter) if row.broken or any(cell.strip() for cell in row.cells))
    header = next((row for row in body if not re.match(r"(?i)sep=[,;\t|]?$", row.text)), None)
    if header is None or header.broken:
        return
    if not any(column.field for column in table.columns):
        yield Problem(header.line, "No column of this table has a name that is known; say which is which by a mapping.", header.text)
        return
    yield from _doubled(table.columns, header)
    for row in body:
        yield _record(row, table, header.text)


def _doubled(found: Sequence[Column], header: Row) -> Iterator[Problem]:
    seen: set[str] = set()
    for column in found:
        if column.name and column.name in seen:
            yield Problem(header.line, f'The column "{column.name}" is there twice; the second is kept as another field.', header.text)
        seen.add(column.name)


def _record(row: Row, table: _Table, header: str) -> Publication | Problem:
    if row.broken:
        return Problem(row.line, row.broken, row.text)
    count = len(table.columns)
    if len(row.cells) < count or any(row.cells[count:]):
        return Problem(row.line, f"This row has {len(row.cells)} cells where the header has {count}.", row.text)
    reading = _Reading(table)
    for column, cell in zip(table.columns, row.cells, strict=False):
        text = _plain(cell) if table.own else _plain(cell).strip()
        if text:
            reading.put(column, text)
    if reason := over_limit(reading.values.get("key", ""), row.cells if len(row.text) > MAX_FIELD else []):
        return Problem(row.line, reason, row.text[:1000])
    return reading.publication(Source("csv", row.text, header, row.line))


def _plain(cell: str) -> str:
    """A cell without the `'` that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and (cell[1:2] == "'" or cell[1:].startswith(_RUNS)) else cell


class _Reading:
    """A row on its way to a Publication."""

    def __init__(self, table: _Table) -> None:
        self.own = table.own
        self.values: dict[str, Any] = {}
        self.people: dict[str, list[Contributor]] = {}
        self.extra: list[tuple[str, str]] = []
        self.year = ("", "")  # column and text

    def put(self, column: Column, text: str) -> None:
        match column.field:
            case "":
                self.extra.append((names.extra_name(column.name), text))
            case "contributors":
                self.people.setdefault(column.role, []).extend(_people(text, column.role))
            case "kind":
                self._kind(column.name, text)
            case "id" if _UID.fullmatch(text):
                self.values["uid"] = text
            case "id":  # another program's
                self.extra.append((column.name, text))
            case "year":
                self.year = (column.name, text)
            case "regions":
                self._regions(text)
            case "notes":
                self.values["notes"] = tuple(Note(note, public=self.own) for note in _notes(text))
            case _:
                self._field(column, text)

    def _kind(self, column: str, text: str) -> None:
        kind = text if self.own else kind_by_any_name(text)
        if kind:
            self.values["kind"] = kind
        else:
            self.extra.append((column, text))

    def _regions(self, text: str) -> None:
        self.values["regions"], written = _region_terms(text)
        if written:
            self.values["written_region"] = written

    def _field(self, column: Column, text: str) -> None:
        field = BY_NAME.get(column.field)
        kind = field.kind if field else FieldKind.TEXT
        if kind is FieldKind.TERMS:
            self.values[column.field] = _filed(BY_NAME[column.field].vocabulary, text)
        elif kind is FieldKind.DATE and not self.own:
            if date := written_dates.edtf(text):
                self.values[column.field] = date
            else:
                self.extra.append((column.name, text))
        else:
            self.values[column.field] = bare_doi(text) if column.field == "doi" else text

    def publication(self, source: Source) -> Publication:
        """The row's record."""
        values = dict(self.values)
        written = values.pop("written_region", "")
        if written and all(name != vocabularies.SOURCE_REGION for name, _ in self.extra):
            self.extra.append((vocabularies.SOURCE_REGION, written))
        values["date"] = self._date(values.get("date", ""))
        order = sorted(self.people, key=_role_order)
        values["contributors"] = tuple(person for role in order for person in self.people[role])
        return Publication(**values, extra=tuple(self.extra), source=source)

    def _date(self, date: str) -> str:
        """The year's column goes before the date's, where the two differ: it is the one that people edit."""
        column, text = self.year
        if not text:
            return date
        year = written_dates.edtf(re.sub(r"\.0$", "", text))
        if not year:
            self.extra.append((column, text))
            return date
        return date if dates.year_of(date) == dates.year_of(year) and dates.year_of(year) is not None else year


def _role_order(role: str) -> tuple[int, str]:
    return (ROLES.index(role), "") if role in ROLES else (len(ROLES), role)


def kind_by_any_name(text: str) -> str:
    """The kind that a name in tipdesk, BibTeX, RIS or CSL means, in any case; empty for none."""
    squeezed = squeeze(text)
    for kind in KINDS:
        if squeeze(kind.name) == squeezed:
            return kind.name
    for kind in KINDS:
        if squeezed and squeezed in {squeeze(name) for name in (*kind.bibtex, kind.biblatex, kind.csl, kind.ris)}:
            return kind.name
    return ""


@lru_cache(maxsize=4096)
def _people(text: str, role: str) -> tuple[Contributor, ...]:
    return tuple(Contributor(parse_name(name), role) for name in split_list(text))


@lru_cache(maxsize=1024)
def _region_terms(text: str) -> tuple[tuple[str, ...], str]:
    return vocabularies.regions(split_list(text))


@lru_cache(maxsize=4096)
def _filed(vocabulary: str, text: str) -> tuple[str, ...]:
    return terms(vocabulary, split_list(text))


def _notes(text: str) -> list[str]:
    return [_NOTE_ESCAPED.sub(r"\1", note) for note in text.split(_NOTE_END) if note]


def write(publications: Iterable[Publication]) -> Iterator[str]:
    """A table of the publications, private notes left out. Which columns it has depends on all of them, so all are held."""
    held = list(publications)
    roles = sorted({c.role for p in held for c in p.contributors if c.role != AUTHOR}, key=_role_order)
    extras = _extra_columns(held)
    header: list[str] = ["id"]
    for field in FIELDS:
        header += _headers(field.name, roles)
    header += ["added", "modified", *(names.extra_header(*extra) for extra in extras)]
    yield "\ufeff" + _line(header)
    for publication in held:
        yield _line(_cells(publication, roles, extras))


def _headers(field: str, roles: Sequence[str]) -> list[str]:
    if field == "contributors":
        return [names.role_header(role) for role in (AUTHOR, *roles)]
    return {"date": ["year", "date"], "extra": []}.get(field, [field])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([f"'{cell}" if cell.startswith(_RUNS) or cell[:1] == "'" else cell for cell in cells])
    return out.getvalue()


def _cells(publication: Publication, roles: Sequence[str], extras: Sequence[tuple[str, int]]) -> list[str]:
    cells = [publication.uid]
    for field in FIELDS:
        if field.name == "contributors":
            cells += [join_list(format_name(c.name) for c in publication.contributors if c.role == role) for role in (AUTHOR, *roles)]
        elif field.name == "date":
            cells += _year_and_date(publication.date)
        elif field.name == "notes":
            cells.append(_NOTE_END.join(_NOTE_RULE.sub(r"\\\1", note.text) for note in publication.notes if note.public and note.text))
        elif field.kind is FieldKind.TERMS:
            cells.append(join_list(getattr(publication, field.name)))
        elif field.name != "extra":
            cells.append(getattr(publication, field.name))
    here = dict(zip(_occurrences(publication), (value for _, value in publication.extra), strict=True))
    return [*cells, publication.added, publication.modified, *(here.get(extra, "") for extra in extras)]


def _year_and_date(date: str) -> tuple[str, str]:
    """The year for people to edit, and the date where it says more."""
    year = dates.year_of(date)
    if year is None:
        return "", date
    plain = f"{year:04}" if year >= 0 else f"{year:05}"
    return plain, "" if plain == date else date


def _occurrences(publication: Publication) -> list[tuple[str, int]]:
    """The names of the other fields, each with how many of that name there have been."""
    counts: dict[str, int] = {}
    found = []
    for name, _ in publication.extra:
        counts[name] = counts.get(name, 0) + 1
        found.append((name, counts[name]))
    return found


def _extra_columns(held: Sequence[Publication]) -> list[tuple[str, int]]:
    """The columns for other fields, in an order that agrees with every record's own, or else that of their first use."""
    lists = [_occurrences(publication) for publication in held if publication.extra]
    try:
        return _merged(lists)
    except graphlib.CycleError:
        place = {name: index for index, name in enumerate(dict.fromkeys(name for found in lists for name in found))}
        return _merged([sorted(found, key=place.__getitem__) for found in lists])


def _merged(lists: Sequence[Sequence[tuple[str, int]]]) -> list[tuple[str, int]]:
    order: graphlib.TopologicalSorter[tuple[str, int]] = graphlib.TopologicalSorter()
    for found in lists:
        order.add(found[0])
        for before, after in itertools.pairwise(found):
            order.add(after, before)
    return list(order.static_order())


def _recognises(text: str) -> bool:
    """A table is told by two columns whose names are known, one of them the title."""
    table = _table(text, None)
    known = {column.field for column in table.columns if column.field}
    return "title" in known and len(known) > 1


CSV = Format("csv", "CSV", (".csv", ".tsv"), read, write, _recognises)
