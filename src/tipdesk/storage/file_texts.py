"""What was read of the files that publications are linked to."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from tipdesk.domain import linked_files
from tipdesk.domain.pairs import Pairs
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed


class Stamp(NamedTuple):
    """A file as it was when it was read: its path as it is linked, its size in bytes, and when it was changed (nanoseconds)."""

    path: str
    size: int
    changed: int


def put(conn: Connection, number: int, files: Sequence[Stamp], text: str) -> None:
    """Keep the text of all files of a publication in place of what was kept; nothing for no files."""
    if not files:
        conn.execute("DELETE FROM file_text WHERE publication_id = ?", (number,))
        return
    stamps = json.dumps([(file.path, file.size, file.changed) for file in files], ensure_ascii=False)
    there = "SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM publication WHERE id = ?)"  # another program may have deleted it
    conn.execute(
        f"INSERT INTO file_text(publication_id, files, text) {there}"
        " ON CONFLICT(publication_id) DO UPDATE SET files = excluded.files, text = excluded.text",
        (number, stamps, text, number),
    )


def stamps(conn: Connection, ids: Sequence[int]) -> dict[int, tuple[Stamp, ...]]:
    """Of which files the texts of these publications are, none where that was damaged; those of which nothing was read are left out."""
    rows = conn.execute(f"SELECT publication_id, files FROM file_text WHERE publication_id {AMONG}", (listed(ids),))
    return {row[0]: _stamps(row[1]) for row in rows}


def _stamps(text: str) -> tuple[Stamp, ...]:
    try:
        return tuple(Stamp(*file) for file in json.loads(text))
    except (ValueError, TypeError):
        return ()


def follow(conn: Connection, ids: Sequence[int], extra: Pairs) -> None:
    """These other fields are those of the publications now: the text of a file that they do not name any more is let go."""
    linked = {file.path for file in linked_files.of(extra)}
    for number, files in stamps(conn, ids).items():
        if not linked.issuperset(file.path for file in files):
            put(conn, number, (), "")


def there_are(conn: Connection) -> bool:
    """Was the text of any file read?"""
    return conn.execute("SELECT 1 FROM file_text LIMIT 1").scalar() is not None


def text_of(conn: Connection, number: int) -> str:
    """The text of a publication's files; empty if none was read."""
    return conn.execute("SELECT text FROM file_text WHERE publication_id = ?", (number,)).scalar() or ""
