"""CSV, one row a record: read with any delimiter and header, written so that spreadsheets can edit it and give it back."""

import graphlib
import itertools
import pickle
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tipdesk.domain import dates
from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.names import AUTHOR
from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.domain.written_lists import join_list
from tipdesk.domain.written_names import format_name
from tipdesk.formats import csv_columns as names
from tipdesk.formats.base import MAX_FIELD, Format
from tipdesk.formats.clean import clean, over_limit
from tipdesk.formats.csv_columns import FOUND, Column, Layout
from tipdesk.formats.csv_records import NOTE_END, Reading, role_order
from tipdesk.formats.csv_rows import Row, header_rows, is_above, line, plain, rows

MAX_COLUMNS = 1000
_BEGINNING = 4 * MAX_FIELD  # characters that a preview looks at
_BATCH = 500  # rows that wait together
_HELD = 4 * 1024 * 1024  # bytes of rows that wait in memory
_NOTE_RULE = re.compile(r"(?m)^(\\*---)$")

Extra = tuple[str, int]  # the name of another field, and how many of that name its record has had so far


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's delimiter and columns; `own` for one that tipdesk wrote."""

    delimiter: str
    columns: list[Column]
    own: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How a table begins: its delimiter and header, its columns and what a layout calls them, its first rows."""

    delimiter: str
    header: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def columns(text: str, layout: Layout = FOUND) -> tuple[Column, ...]:
    """The columns of a table in order, each with what it is read as. Raises ValueError for a layout that names nothing."""
    return tuple(_table(clean(text)[0], layout).columns)


def preview(text: str, layout: Layout = FOUND, count: int = 50) -> Preview:
    """The first rows of a table that can be read. Raises ValueError for a layout that names nothing."""
    text = clean(text[:_BEGINNING])[0]
    table = _table(text, layout)
    width = len(table.columns)
    whole = (row for row in _body(text, table) if not row.broken)
    header = next(whole, Row([], "", 0))
    first = itertools.islice((row for row in whole if not _fault(row, width)), count)
    cells = tuple(tuple(map(plain, row.cells[:width])) for row in first)
    return Preview(table.delimiter, header.text, tuple(table.columns), tuple(names.keys([column.name for column in table.columns])), cells)


def _table(text: str, layout: Layout) -> _Table:
    names.check_delimiter(layout.delimiter)
    best = ("", [""], -1)
    for delimiter, cells in header_rows(text, layout.delimiter):
        known = sum(bool(names.column(plain(cell).strip()).field) for cell in cells)
        if (known, len(cells)) > (best[2], len(best[1])):
            best = (delimiter, cells, known)
    header = [plain(cell).strip() for cell in best[1]]
    own = "id" in header and "key" in header and "kind" in header and "modified" in header
    return _Table(best[0] or layout.delimiter or ",", names.mapped(header, layout), own)


def _body(text: str, table: _Table) -> Iterator[Row]:
    """The rows that hold something, the header first; what is only said about the table above it is none."""
    filled = (row for row in rows(text, table.delimiter) if row.broken or any(cell.strip() for cell in row.cells))
    first = next(filled, None)
    if first is not None and not is_above(first.text):
        yield first
    yield from filled


def read(text: str, layout: Layout = FOUND) -> Iterator[Publication | Problem]:
    """The publications and problems of a table, row by row. What the layout says goes before what is found.

    Raises ValueError for a layout that names no column or no field.
    """
    text, problems = clean(text)
    yield from problems
    table = _table(text, layout)
    if len(table.columns) > MAX_COLUMNS:
        yield Problem(1, f"The table has {len(table.columns)} columns, more than {MAX_COLUMNS}.")
        return
    body = _body(text, table)
    header = next(body, None)
    if header is None or header.broken:
        return
    if not any(column.field not in ("", names.OMITTED) for column in table.columns):
        yield Problem(header.line, "No column of this table has a name that is known; say which is which by a mapping.", header.text)
        return
    yield from _doubled(table.columns, header)
    for row in body:
        yield _record(row, table, header.text)


def _doubled(found: Sequence[Column], header: Row) -> Iterator[Problem]:
    seen: set[str] = set()
    for column in found:
        if column.name and column.name in seen and not column.field:
            yield Problem(header.line, f'The column "{column.name}" is there twice; the second is kept as another field.', header.text)
        seen.add(column.name)


def _fault(row: Row, width: int) -> str:
    """Why a row cannot be read, or nothing."""
    if row.broken or (len(row.cells) >= width and not any(row.cells[width:])):
        return row.broken
    return f"This row has {len(row.cells)} cell{'s' * (len(row.cells) != 1)} where the header has {width}."


def _record(row: Row, table: _Table, header: str) -> Publication | Problem:
    if reason := _fault(row, len(table.columns)):
        return Problem(row.line, reason, row.text)
    reading = Reading(table.own)
    for column, cell in zip(table.columns, row.cells, strict=False):
        text = plain(cell) if table.own else plain(cell).strip()
        if text:
            reading.put(column, text)
    if reason := over_limit(reading.values.get("key", ""), row.cells if len(row.text) > MAX_FIELD else []):
        return Problem(row.line, reason, f"{row.text[:1000]} …")
    return reading.publication(Source("csv", row.text, header, row.line))


def write(publications: Iterable[Publication]) -> Iterator[str]:
    """A table of the publications, private notes left out.

    Which columns it has depends on all of them, so rows wait until the last was seen; many wait in a temporary file.
    """
    roles: set[str] = set()
    extras: dict[tuple[Extra, ...], None] = {}  # in the order of their first use
    left = iter(publications)
    with tempfile.SpooledTemporaryFile(_HELD) as waiting:
        while batch := list(itertools.islice(left, _BATCH)):
            roles.update(c.role for publication in batch for c in publication.contributors)
            extras |= dict.fromkeys(tuple(_occurrences(publication)) for publication in batch if publication.extra)
            pickle.dump([_cells(publication) for publication in batch], waiting, pickle.HIGHEST_PROTOCOL)
        end = waiting.tell()
        waiting.seek(0)
        header = _header(roles, _extra_columns(list(extras)))
        yield "\ufeff" + line(header)
        while waiting.tell() < end:
            for cells in pickle.load(waiting):
                yield line([cells.get(name, "") for name in header])


def _header(roles: Collection[str], extras: Iterable[Extra]) -> list[str]:
    header = ["id"]
    for field in FIELDS:
        if field.name == "contributors":
            header += [names.role_header(role) for role in sorted({AUTHOR, *roles}, key=role_order)]
        else:
            header += {"date": ["year", "date"], "extra": []}.get(field.name, [field.name])
    return [*header, "added", "modified", *(names.extra_header(*extra) for extra in extras)]


def _cells(publication: Publication) -> dict[str, str]:
    """The cells of a row by the names of their columns."""
    cells = {"id": publication.uid, "added": publication.added, "modified": publication.modified}
    for field in FIELDS:
        if field.name == "date":
            cells["year"], cells["date"] = _year_and_date(publication.date)
        elif field.name == "notes":
            public = (note.text for note in publication.notes if note.public and note.text)
            cells["notes"] = NOTE_END.join(_NOTE_RULE.sub(r"\\\1", text) for text in public)
        elif field.kind is FieldKind.TERMS:
            cells[field.name] = join_list(getattr(publication, field.name))
        elif field.name not in ("contributors", "extra"):
            cells[field.name] = getattr(publication, field.name)
    for role in {c.role for c in publication.contributors}:
        cells[names.role_header(role)] = join_list(format_name(c.name) for c in publication.contributors if c.role == role)
    for extra, (_, value) in zip(_occurrences(publication), publication.extra, strict=True):
        cells[names.extra_header(*extra)] = value
    return cells


def _year_and_date(date: str) -> tuple[str, str]:
    """The year for people to edit, and the date where it says more."""
    year = dates.year_of(date)
    if year is None:
        return "", date
    plain = f"{year:04}" if year >= 0 else f"{year:05}"
    return plain, "" if plain == date else date


def _occurrences(publication: Publication) -> list[Extra]:
    """The names of the other fields, each with how many of that name there have been."""
    counts: dict[str, int] = {}
    found = []
    for name, _ in publication.extra:
        counts[name] = counts.get(name, 0) + 1
        found.append((name, counts[name]))
    return found


def _extra_columns(lists: Sequence[Sequence[Extra]]) -> list[Extra]:
    """The columns for other fields, in an order that agrees with every record's own, or else that of their first use."""
    try:
        return _merged(lists)
    except graphlib.CycleError:
        place = {name: index for index, name in enumerate(dict.fromkeys(name for found in lists for name in found))}
        return _merged([sorted(found, key=place.__getitem__) for found in lists])


def _merged(lists: Sequence[Sequence[Extra]]) -> list[Extra]:
    order: graphlib.TopologicalSorter[Extra] = graphlib.TopologicalSorter()
    for found in lists:
        order.add(found[0])
        for before, after in itertools.pairwise(found):
            order.add(after, before)
    return list(order.static_order())


def _recognises(text: str) -> bool:
    """A table is told by two columns whose names are known, one of them the title."""
    table = _table(text, FOUND)
    known = {column.field for column in table.columns if column.field}
    return "title" in known and len(known) > 1


CSV = Format("csv", "CSV", (".csv", ".tsv"), read, write, _recognises)
