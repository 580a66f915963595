"""Which files are kept in step with a library, in the library's own file."""

from tipdesk.domain.kept_file import KeptFile
from tipdesk.storage.connection import Connection


def load(conn: Connection) -> list[KeptFile]:
    """All of them, by target."""
    rows = conn.execute("SELECT target, format, query, coalesce(list_id, 0), seal, id FROM kept_file ORDER BY target")
    return [KeptFile(*row) for row in rows]


def put(conn: Connection, kept: KeptFile) -> None:
    """Keep a file; one with the same target is no longer kept."""
    remove(conn, kept.target)
    values = (kept.target, kept.format, kept.query, kept.seal, kept.list_id or None)
    conn.execute("INSERT INTO kept_file(target, format, query, seal, list_id) VALUES (?, ?, ?, ?, ?)", values)


def remove(conn: Connection, target: str) -> None:
    """Keep this file no longer; it stays as it is."""
    conn.execute("DELETE FROM kept_file WHERE target = ?", (target,))


def texts_with(conn: Connection, word: str) -> list[str]:
    """The texts in BibTeX that records came from and that hold a word."""
    return conn.execute("SELECT text FROM source WHERE format = 'bibtex' AND instr(lower(text), lower(?))", (word,)).scalars()
