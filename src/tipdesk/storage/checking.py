"""What is wrong with a library file."""

import sqlite3
from collections.abc import Iterator

from tipdesk.domain.pairs import Pairs
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.storage import extra, keys, links
from tipdesk.storage.connection import Connection
from tipdesk.storage.database import Damaged, Database

_EXTRA = "SELECT id, CAST(extra AS BLOB) FROM publication WHERE extra != '[]' ORDER BY id"  # a text that is none is not decoded


def check(database: Database, progress: Progress = SILENT) -> list[str]:
    """What is wrong with an open library, a sentence each; empty if it is sound. Nothing is changed.

    SQLite's own integrity check, its foreign keys, and what is looked up against what it repeats: the other fields and the text.
    """
    found: list[str] = []
    progress.report(0, 4)
    with database.reading(progress) as conn:
        found += [f"The file is damaged: {row[0]}." for row in conn.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        progress.report(1, 4)
        found += [f"A row of {row[0]} belongs to nothing." for row in conn.execute("PRAGMA foreign_key_check")]
        progress.report(2, 4)
        found += [] if found else _other_fields(conn)
        progress.report(3, 4)
    if not database.readonly and not found:
        try:
            with database.writing() as conn:  # FTS5 takes the order to check itself as an insert, but writes nothing
                for index in ("full_text", "file_words"):
                    conn.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except (Damaged, sqlite3.Error):  # of some damage FTS5 says no more than "SQL logic error"
            found.append("The search index does not match the publications.")
    progress.report(4, 4)
    return found


def _other_fields(conn: Connection) -> Iterator[str]:
    held: list[tuple[int, Pairs]] = []
    sound = True
    for number, text in conn.execute(_EXTRA):
        try:
            held.append((number, extra.read(text.decode())))
        except ValueError:
            sound = False
            yield f"The other fields of publication number {number} cannot be read."
    if sound and set(keys.alias_rows(held)) != {tuple(row) for row in conn.execute("SELECT * FROM key_alias")}:
        yield "What is looked up of older citation keys does not match the publications."
    if sound and set(links.link_rows(held)) != {tuple(row) for row in conn.execute("SELECT * FROM publication_link")}:
        yield "What is looked up of links does not match the publications."
