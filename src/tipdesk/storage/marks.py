"""Marks of publications: stars, and what was read."""

from collections.abc import Sequence

from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed


def put(conn: Connection, ids: Sequence[int], mark: str) -> None:
    """Give this mark to those of the publications that are there and have it not yet."""
    new = f"SELECT id, ? FROM publication WHERE id {AMONG}"
    conn.execute(f"INSERT OR IGNORE INTO publication_mark {new}", (mark, listed(ids)))


def take(conn: Connection, ids: Sequence[int], mark: str) -> None:
    """Take this mark from the publications."""
    conn.execute(f"DELETE FROM publication_mark WHERE publication_id {AMONG} AND name = ?", (listed(ids), mark))


def of(conn: Connection, ids: Sequence[int]) -> set[tuple[int, str]]:
    """The marks of these publications: id and mark."""
    return set(conn.execute(f"SELECT publication_id, name FROM publication_mark WHERE publication_id {AMONG}", (listed(ids),)))
