"""What a transaction did, row by row, so that it can be taken back exactly.

Temporary triggers on the writer's connection note every change of every table: for an insert its key, for an update the
old value of each column that changed, for a delete the whole row. Whatever an edit does, its inverse is the reverse of
that, and can never be wrong in a way that the edit itself is not. (SQLite's documentation describes the technique under
"Automatic Undo/Redo Using SQLite".)
"""

import json
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, groupby

from tipdesk.domain.changes import Changes
from tipdesk.storage.connection import Connection

# (operation, table, key as JSON, column, value): an insert has neither column nor value, a delete its row as JSON.
Entry = tuple[str, str, str, str, str | int | None]

BATCH = 1000  # entries that are unpacked, and rows that are written back, at a time
MOST_TEXT = 8_000_000  # characters of their values, or of one if it is longer: the texts of a thousand files are half a gigabyte
_OF_PUBLICATION = (
    "contributor", "publication_term", "note", "source", "key_alias", "publication_link", "pinned_key", "publication_mark", "file_text",
)  # fmt: skip
BULK_TABLES = ("publication", *_OF_PUBLICATION)
# The tables of what is no publication, and what Changes calls them.
_OTHERS = {
    **dict.fromkeys(("term", "term_alias", "vocabulary"), "terms"),
    **dict.fromkeys(("reading_list", "reading_section", "reading_item"), "lists"),
    "saved_search": "searches",
    "kept_file": "files",
}
TABLES = (*BULK_TABLES, *_OTHERS, "setting")


class Noted:
    """What a transaction did, in order. It is kept packed: that of an import taken back holds all the text that came in."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._packed = tuple(zlib.compress(pickle.dumps(some), 1) for some in _batches(entries))

    def parts(self) -> Iterator[list[Entry]]:
        """The entries, as many at a time as are held at once."""
        for packed in self._packed:
            yield pickle.loads(zlib.decompress(packed))

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(self.parts())

    def __reversed__(self) -> Iterator[Entry]:
        for packed in reversed(self._packed):
            yield from reversed(pickle.loads(zlib.decompress(packed)))


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    some: list[Entry] = []
    length = 0
    for entry in entries:
        some.append(entry)
        length += len(entry[4]) if isinstance(entry[4], str) else 0
        if len(some) == BATCH or length >= MOST_TEXT:
            yield some
            some, length = [], 0
    if some:
        yield some


def install(conn: Connection) -> None:
    """Start noting what this connection changes; in its first transaction."""
    conn.execute("CREATE TEMP TABLE journal(seq INTEGER PRIMARY KEY, operation TEXT, name TEXT, key TEXT, column_name TEXT, value)")
    for table in TABLES:
        for statement in _triggers(conn, table).values():
            conn.execute(statement)


def _columns(conn: Connection, table: str) -> tuple[list[str], list[str]]:
    """All columns of a table, and those of its key, in their order."""
    found = conn.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    return [name for name, _ in found], [name for _, name in sorted((place, name) for name, place in found if place)]


def _triggers(conn: Connection, name: str) -> dict[str, str]:
    columns, keys = _columns(conn, name)
    new_key, old_key = (f"json_array({', '.join(f'{row}.{key}' for key in keys)})" for row in ("new", "old"))
    row = f"json_array({', '.join(f'old.{column}' for column in columns)})"
    note = "INSERT INTO journal(operation, name, key, column_name, value) VALUES"
    triggers = {
        f"{name}_inserted": f"AFTER INSERT ON main.{name} BEGIN {note} ('insert', '{name}', {new_key}, '', NULL); END",
        f"{name}_deleted": f"AFTER DELETE ON main.{name} BEGIN {note} ('delete', '{name}', {old_key}, '', {row}); END",
    }
    for c in columns:
        if c not in keys:
            triggers[f"{name}_{c}_updated"] = (
                f"AFTER UPDATE OF {c} ON main.{name} WHEN old.{c} IS NOT new.{c} "
                f"BEGIN {note} ('update', '{name}', {old_key}, '{c}', old.{c}); END"
            )
    return {trigger: f"CREATE TEMP TRIGGER {trigger} {body}" for trigger, body in triggers.items()}


def clear(conn: Connection) -> None:
    """Forget what was noted: an edit begins."""
    conn.execute("DELETE FROM temp.journal")


def entries(conn: Connection) -> Noted:
    """What was noted since `clear`."""
    rows = conn.execute("SELECT operation, name, key, column_name, value FROM temp.journal ORDER BY seq")
    return Noted((row[0], row[1], row[2], row[3], row[4]) for row in rows)


@contextmanager
def adding_many(conn: Connection, first: int) -> Iterator[None]:
    """Inside this, new rows of publications are not noted one by one: afterwards one entry says "all from id `first` on"."""
    for table in BULK_TABLES:
        conn.execute(f"DROP TRIGGER temp.{table}_inserted")
    yield
    for table in BULK_TABLES:
        conn.execute(_triggers(conn, table)[f"{table}_inserted"])
    last = conn.execute("SELECT max(id) FROM publication").scalar()
    if last is not None and last >= first:
        conn.execute(
            "INSERT INTO temp.journal(operation, name, key, column_name) VALUES ('range', 'publication', ?, '')",
            (json.dumps([first, last]),),
        )


def revert(conn: Connection, noted: Noted) -> None:
    """Take back what was noted, the last first."""
    conn.execute("PRAGMA defer_foreign_keys = ON")
    for (operation, name), run in groupby(reversed(noted), key=lambda entry: (entry[0], entry[1])):
        for some in _batches(run):
            _revert(conn, operation, name, some)


def _revert(conn: Connection, operation: str, name: str, some: Sequence[Entry]) -> None:
    if operation == "update":
        _revert_updates(conn, name, some)
    elif operation == "delete":
        rows = [tuple(json.loads(str(entry[4]))) for entry in some]
        conn.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    else:
        where = "id BETWEEN ? AND ?" if operation == "range" else _where(conn, name)
        conn.executemany(f"DELETE FROM {name} WHERE {where}", [tuple(json.loads(entry[2])) for entry in some])


def _where(conn: Connection, name: str) -> str:
    return " AND ".join(f"{key} = ?" for key in _columns(conn, name)[1])


def _revert_updates(conn: Connection, name: str, run: Sequence[Entry]) -> None:
    """Within a run of updates the columns do not touch each other, so each column's values go in at one stroke."""
    by_column: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for entry in run:
        by_column[entry[3]].append((entry[4], *json.loads(entry[2])))
    where = _where(conn, name)
    for column, values in by_column.items():
        conn.executemany(f"UPDATE {name} SET {column} = ? WHERE {where}", values)


def changes(noted: Iterable[Entry]) -> Changes:
    """Which publications what was noted touched, and whether it touched terms, saved searches and so on."""
    new: set[int] = set()
    gone: set[int] = set()
    touched: set[int] = set()
    others: set[str] = set()
    for operation, name, key, column, value in noted:
        if name == "publication":
            ids = json.loads(key)
            if operation == "range":
                new.update(range(ids[0], ids[1] + 1))
            elif operation == "update":
                (touched if column != "trashed" else new if value else gone).add(ids[0])
            else:
                (new if operation == "insert" else gone).add(ids[0])
        elif name in _OF_PUBLICATION:
            touched.add(json.loads(key)[0])
        elif name in _OTHERS:
            others.add(_OTHERS[name])
    came, went = frozenset(new - gone), frozenset(gone - new)
    return Changes(came, went, frozenset(touched - new - gone), **dict.fromkeys(others, True))
