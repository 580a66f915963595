"""The columns of the publications table, in their first order."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tipdesk.domain.query import MARKS
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.text import native_language

if TYPE_CHECKING:
    from tipdesk.app.library import TableRow


class Column(NamedTuple):
    """One column: `value` gives its text, `sort` the library's name for its order ("": none), `width` is in characters."""

    name: str
    label: str
    value: "Callable[[TableRow], str]"
    sort: str = ""
    width: int = 12
    shown: bool = True
    indexed: tuple[str, ...] = ()  # the columns of the search index that its text is from


def _languages(row: "TableRow") -> str:
    return ", ".join(native_language(tag) for tag in row.languages.split(", ")) if row.languages else ""


ICONS = 0  # the index of the column that shows what a publication is and has instead of a text
COLUMNS = (
    Column("icons", QT_TRANSLATE_NOOP("Columns", "Star, read, file, notes, web address"), lambda row: "", width=4),
    Column("title", QT_TRANSLATE_NOOP("Columns", "Title"), lambda row: row.title, "title", 52, indexed=("title", "subtitle")),
    Column("author", QT_TRANSLATE_NOOP("Columns", "Author / body"), lambda row: row.byline, "author", 24, indexed=("names",)),
    Column("year", QT_TRANSLATE_NOOP("Columns", "Year"), lambda row: "" if row.year is None else str(row.year), "year", 7),
    Column("place", QT_TRANSLATE_NOOP("Columns", "Place"), lambda row: row.places, "place", 14),
    Column("language", QT_TRANSLATE_NOOP("Columns", "Language"), _languages, "language", 10),
    Column("kind", QT_TRANSLATE_NOOP("Columns", "Kind"), lambda row: row.kind, "kind", 14, shown=False),
    Column("tags", QT_TRANSLATE_NOOP("Columns", "Tags"), lambda row: row.tags, "tags", 18, shown=False, indexed=("tags",)),
    Column("key", QT_TRANSLATE_NOOP("Columns", "Key"), lambda row: row.key, "key", 18, shown=False),
    Column("container", QT_TRANSLATE_NOOP("Columns", "In"), lambda row: row.container, "container", 20, shown=False),
    Column("publisher", QT_TRANSLATE_NOOP("Columns", "Publisher"), lambda row: row.publisher, "publisher", 20, shown=False),
    Column("added", QT_TRANSLATE_NOOP("Columns", "Added"), lambda row: row.added[:10], "added", 11, shown=False),
    Column("modified", QT_TRANSLATE_NOOP("Columns", "Modified"), lambda row: row.modified[:10], "modified", 11, shown=False),
)
TITLE = next(number for number, column in enumerate(COLUMNS) if column.name == "title")


def icons_of(row: "TableRow") -> tuple[tuple[str, bool], ...]:
    """What the icons of a row stand for, from the first to the last, and which of them it has."""
    marks = ((mark, mark in row.marks) for mark in MARKS)
    return (*marks, ("file", row.has_file), ("notes", row.has_notes), ("url", row.has_url))
