"""What a library file says of itself: whose it is, its version, and how it is laid out."""

import json

from tipdesk import resources
from tipdesk.storage.connection import Connection

APPLICATION_ID = 0x54495044  # "TIPD" in the file's header marks it as ours
VERSION = 5

# The columns that hold the plain fields of a publication, by the fields' own names.
PLAIN_FIELDS = (
    "key", "title", "subtitle", "date", "abstract", "publisher", "place", "container", "series", "number", "volume",
    "issue", "pages", "edition", "doi", "isbn", "issn", "url", "accessed", "uid", "added", "modified",
)  # fmt: skip

# Every table, index and trigger: its type, its name and the statement that made it.
Layout = frozenset[tuple[str, str, str]]


def of(conn: Connection) -> Layout:
    """How a file is laid out."""
    return frozenset(conn.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema"))


def expected(version: int) -> Layout:
    """How libraries of this version, from 1 to VERSION, are laid out, as JSON of `sorted(of(conn))` on a new one says it.

    A file that was tampered with is refused before it is trusted.
    """
    return frozenset((kind, name, made) for kind, name, made in json.loads(resources.path("layouts", f"{version}.json").read_bytes()))
