"""What the table shows of publications."""

from collections.abc import Sequence
from typing import NamedTuple

from tipdesk.domain.passages import Passage
from tipdesk.domain.query import MARKS
from tipdesk.domain.text import plain
from tipdesk.storage import extra, marks
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed
from tipdesk.storage.terms import filed

_ROWS = f"""SELECT id, key, title, subtitle, byline, year, container, publisher, added, modified, notes, url, extra FROM publication
 WHERE id {AMONG}"""


class TableRow(NamedTuple):
    """What a table shows of a publication."""

    id: int
    key: str
    title: str
    byline: str
    year: int | None
    places: str
    languages: str
    kind: str
    tags: str
    container: str
    publisher: str
    added: str
    modified: str
    has_notes: bool
    has_url: bool
    has_file: bool = False
    marks: frozenset[str] = frozenset()  # of domain.query.MARKS
    passage: Passage | None = None  # why a search found it, where neither title nor byline show that


def rows(conn: Connection, ids: Sequence[int]) -> list[TableRow]:
    """The rows of a table by id, in the order asked for; ids that are not there are left out."""
    found: dict[int, TableRow] = {}
    terms, marked = filed(conn, ids), marks.of(conn, ids)
    read = conn.execute(_ROWS, (listed(ids),)).fetchall()
    for number, key, title, subtitle, byline, year, container, publisher, added, modified, notes, url, other in read:
        of = terms[number]
        found[number] = TableRow(
            number, key, plain(f"{title}: {subtitle}" if subtitle else title), byline, year,
            "; ".join(of["country"] or of["region"]), ", ".join(of["language"]), "".join(of["kind"][:1]), "; ".join(of["tag"]),
            container, publisher, added, modified, bool(notes), bool(url), bool(extra.files(other)),
            frozenset(mark for mark in MARKS if (number, mark) in marked),
        )  # fmt: skip
    return [found[number] for number in ids if number in found]
