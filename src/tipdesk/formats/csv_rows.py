"""CSV text to rows and back: the delimiter is found, a broken row costs only itself, and spreadsheets run nothing of it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tipdesk.formats.base import MAX_FIELD

DELIMITERS = ",;\t|"
_RUNS = tuple("=+-@\t\r＝＋－＠")  # first characters that make a spreadsheet run a cell as a formula
_GUARDED = frozenset((*_RUNS, "'"))
# What stands above a header: a spreadsheet's delimiter, Dimensions' remarks, the type that EndNote says once.
_ABOVE = re.compile(r'(?:sep=[,;\t|]?|"?About the data:[^\n]*|\*[A-Za-z][A-Za-z/ ]*)', re.IGNORECASE)
_HEAD = 64 * 1024  # characters in which a header must end
_MAX_ROW = 2 * MAX_FIELD  # characters that one row may take before its open quote counts as never closed
csv.field_size_limit(max(csv.field_size_limit(), MAX_FIELD + 1))


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, its text and the line on which it begins; `broken` says why it could not be read."""

    cells: list[str]
    text: str
    line: int
    broken: str = ""


class _Lines:
    """The lines of a text for csv.reader, which can be taken back to behind the first line of the current row."""

    def __init__(self, text: str) -> None:
        self._rest = iter(io.StringIO(text, newline=""))
        self._again: list[str] = []
        self.taken: list[str] = []
        self.line = 1
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._size > _MAX_ROW:
            raise StopIteration
        line = self._again.pop() if self._again else next(self._rest)
        self.taken.append(line)
        self._size += len(line)
        return line

    def next_row(self) -> None:
        self.line += len(self.taken)
        self.taken = []
        self._size = 0

    def give_up_first(self) -> None:
        self._again += reversed(self.taken[1:])
        del self.taken[1:]
        self.next_row()


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a text, one by one."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row([], lines.taken[0].rstrip("\r\n"), lines.line, _reason(str(error)))
            lines.give_up_first()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        yield Row(cells, "".join(lines.taken).rstrip("\r\n"), lines.line)
        lines.next_row()


def _reason(error: str) -> str:
    if "unexpected end" in error:
        return "A quote is opened in this row and never closed."
    if "field limit" in error:
        return "A field is longer than 1 MiB."
    if "expected after" in error:
        return "A quoted cell of this row does not end with its quote."
    return "This row cannot be read as CSV."


def line(cells: Sequence[str]) -> str:
    """A row as it is written, what a spreadsheet would run guarded by a `'`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([f"'{cell}" if cell[:1] in _GUARDED else cell for cell in cells])
    return out.getvalue()


def plain(cell: str) -> str:
    """A cell without the `'` that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and (cell[1:2] == "'" or cell[1:].startswith(_RUNS)) else cell


def is_above(text: str) -> bool:
    """Is a table's first line none of it, but said about it?"""
    return _ABOVE.fullmatch(text) is not None


def header_rows(text: str, delimiter: str = "") -> list[tuple[str, list[str]]]:
    """The header as the delimiter cuts it, or as each could; `sep=;` in front, as spreadsheets write it, decides by itself."""
    text = text[:_HEAD].lstrip("\r\n")
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        delimiter = delimiter or text[4]
    first, _, rest = text.partition("\n")
    if is_above(first.rstrip("\r")):
        text = rest
    return [(found, _first(text, found)) for found in delimiter or DELIMITERS]


def _first(text: str, delimiter: str) -> list[str]:
    return next((row.cells for row in rows(text.lstrip("\r\n"), delimiter) if any(row.cells)), [])
