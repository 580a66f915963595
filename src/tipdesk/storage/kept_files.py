"""Which files are kept in step with a library, in the library's own file."""

from sqlalchemy import Connection, delete, insert, select

from tipdesk.domain.kept_file import KeptFile
from tipdesk.storage.schema import kept_file, source


def load(conn: Connection) -> list[KeptFile]:
    """All of them, by target."""
    rows = conn.execute(select(kept_file).order_by(kept_file.c.target))
    return [KeptFile(row.target, row.format, row.query, row.list_id or 0, row.seal, row.id) for row in rows]


def put(conn: Connection, kept: KeptFile) -> None:
    """Keep a file; one with the same target is no longer kept."""
    remove(conn, kept.target)
    values = {"target": kept.target, "format": kept.format, "query": kept.query, "seal": kept.seal, "list_id": kept.list_id or None}
    conn.execute(insert(kept_file).values(values))


def remove(conn: Connection, target: str) -> None:
    """Keep this file no longer; it stays as it is."""
    conn.execute(delete(kept_file).where(kept_file.c.target == target))


def texts_with(conn: Connection, word: str) -> list[str]:
    """The texts in BibTeX that records came from and that hold a word."""
    return list(conn.scalars(select(source.c.text).where(source.c.format == "bibtex", source.c.text.contains(word, autoescape=True))))
