"""One connection to a library file: SQLite's own, asked in SQL."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Values = Sequence[Any]


class Cursor(sqlite3.Cursor):
    """The rows that a statement gives, each a tuple."""

    def scalar(self) -> Any:
        """The first value of the next row; None if there is no row."""
        row = self.fetchone()
        return None if row is None else row[0]

    def scalars(self) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in self]


class Connection(sqlite3.Connection):
    """Begins no transaction of its own accord: whoever made the connection says where one begins and ends."""

    def execute(self, statement: str, values: Values = (), /) -> Cursor:  # type: ignore[override]
        """Carry out a statement."""
        cursor = self.cursor(Cursor)
        cursor.execute(statement, values)
        return cursor

    def executemany(self, statement: str, rows: Iterable[Values], /) -> Cursor:  # type: ignore[override]
        """Carry out a statement for each row of values; it gives no rows itself."""
        cursor = self.cursor(Cursor)
        cursor.executemany(statement, rows)
        return cursor


@contextmanager
def snapshot(conn: Connection) -> Iterator[None]:
    """All that is read inside is read of one state: that of the first question."""
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.rollback()


@contextmanager
def transaction(conn: Connection) -> Iterator[None]:
    """What is written inside is kept, or on any exception nothing of it."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.commit()
    finally:
        conn.rollback()  # nothing, after that


@contextmanager
def savepoint(conn: Connection) -> Iterator[None]:
    """Inside a transaction: on any exception nothing of what was written inside this is kept, but what was before."""
    conn.execute("SAVEPOINT inner")
    try:
        yield
    except BaseException:
        if conn.in_transaction:  # a full disk, say, ends all of it
            conn.execute("ROLLBACK TO inner")
            conn.execute("RELEASE inner")
        raise
    conn.execute("RELEASE inner")
