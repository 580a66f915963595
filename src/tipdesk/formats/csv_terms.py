"""The terms of a vocabulary as a table: one row a term, to be edited in a spreadsheet and to come back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tipdesk.domain.publication import Problem
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import Term
from tipdesk.domain.written_lists import join_list, split_list
from tipdesk.formats.clean import clean
from tipdesk.formats.csv_rows import Row, header_rows, line, plain, rows

COLUMNS = ("name", "parent", "aliases", "code", "colour")
_ALSO = {"term": "name", "broader": "parent", "liesbelow": "parent", "othernames": "aliases", "altlabel": "aliases", "color": "colour"}
LONGEST = 1000  # characters of a name, code or colour


@dataclass(frozen=True, slots=True)
class TermRow:
    """What a row says of a term; "" and () say nothing."""

    name: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    code: str = ""
    colour: str = ""
    line: int = 0


def write(terms: Iterable[Term]) -> Iterator[str]:
    """The table, in UTF-8 with a BOM by which spreadsheets tell it."""
    yield "\ufeff" + line(COLUMNS)
    for term in terms:
        yield line((term.name, term.parent[1] if term.parent else "", join_list(term.aliases), term.code, term.colour))


def read(text: str) -> Iterator[TermRow | Problem]:
    """The rows of a table whose header names at least the column `name`, in any order and with any delimiter; the others are left out."""
    text, problems = clean(text)
    yield from problems
    delimiter, found = max(((mark, _columns(cells)) for mark, cells in header_rows(text)), key=lambda pair: len(pair[1]))
    if "name" not in found:
        yield Problem(1, f"The table has no column “name”; its first line names the columns {', '.join(COLUMNS)}.")
        return
    header = True
    for row in rows(text, delimiter):
        if header and not row.broken:
            header = _columns(row.cells) != found
        elif row.broken or any(cell.strip() for cell in row.cells):
            yield _term(row, found)


def _columns(cells: Iterable[str]) -> dict[str, int]:
    """Where each known column is."""
    names = [_ALSO.get(squeeze(cell).replace(" ", ""), squeeze(cell)) for cell in cells]
    return {name: names.index(name) for name in COLUMNS if name in names}


def _term(row: Row, found: dict[str, int]) -> TermRow | Problem:
    if row.broken:
        return Problem(row.line, row.broken, row.text)
    cells = {name: plain(row.cells[place]).strip() for name, place in found.items() if place < len(row.cells)}
    if not cells.get("name"):
        return Problem(row.line, "This row has no name.", row.text)
    if any(len(text) > LONGEST for name, text in cells.items() if name != "aliases"):
        return Problem(row.line, f"A cell of this row is longer than {LONGEST} characters.", row.text[:LONGEST])
    return TermRow(
        cells["name"],
        cells.get("parent", ""),
        split_list(cells.get("aliases", "")),
        cells.get("code", ""),
        cells.get("colour", ""),
        row.line,
    )
