"""Later editions of a publication, found among the titles in a library file."""

from sqlalchemy import Connection, select

from tipdesk.domain import editions
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import words
from tipdesk.storage.publications import load
from tipdesk.storage.schema import publication

MOST = 1000  # titles that begin alike, among which editions are looked for


def newer(conn: Connection, older: Publication) -> Publication | None:
    """The latest edition of a publication that is later than it, the trash left out; None where there is none."""
    beginning = editions.beginning(older.title)
    held = publication.c.sort_title
    begun = select(publication.c.id, held).where(publication.c.trashed == 0, held >= beginning, held < beginning + "\U0010ffff")
    wanted = editions.stem(words(older.title))
    rows = conn.execute(begun.order_by(held).limit(MOST)) if beginning else ()
    like = [number for number, title in rows if number != older.id and editions.stem(title.split()) == wanted]
    later = [one for one in load(conn, like) if editions.is_newer(one, older)]
    return max(later, key=editions.age, default=None)
