"""What a library file says of itself: whose it is, its version, and how it is laid out."""

import hashlib

from tipdesk.storage.connection import Connection

APPLICATION_ID = 0x54495044  # "TIPD" in the file's header marks it as ours
VERSION = 5

# The columns that hold the plain fields of a publication, by the fields' own names.
PLAIN_FIELDS = (
    "key", "title", "subtitle", "date", "abstract", "publisher", "place", "container", "series", "number", "volume",
    "issue", "pages", "edition", "doi", "isbn", "issn", "url", "accessed", "uid", "added", "modified",
)  # fmt: skip

Layout = frozenset[tuple[str, str, str]]

# What the tables, indexes and triggers of each version come to: a file that was tampered with is refused before it is trusted. To lay out a
# library of the present version anew, for comparison, takes a hundred times as long.
LAYOUTS = {
    1: "970925aad14648fe08cac3514cfdcadb", 2: "c96e7fd96581a15e7c1917c375218f18", 3: "c2964a8e0af80fc2d885e4cd52317055",
    4: "63e5c57a07edd180bfedca56fcd7d2e7", 5: "279b42b16d127b03ecf556293d73f2c6",
}  # fmt: skip


def of(conn: Connection) -> Layout:
    """Every table, index and trigger with the statement that made it."""
    return frozenset(conn.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema"))


def is_of(version: int, layout: Layout) -> bool:
    """Are the tables, indexes and triggers those of this version?"""
    return hashlib.blake2b(repr(sorted(layout)).encode(), digest_size=16).hexdigest() == LAYOUTS[version]
