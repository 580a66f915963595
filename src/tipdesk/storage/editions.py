"""Later editions of publications, found by links and among the titles in a library file."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from tipdesk.domain import editions
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import words
from tipdesk.storage.publications import load
from tipdesk.storage.schema import publication

MOST = 1000  # titles that begin alike, among which editions are looked for


def newer(conn: Connection, of: Sequence[Publication]) -> dict[str, Publication]:
    """The latest edition of each of these that has a later one, by the citation key of the older; the trash is left out."""
    standing = publication.c.trashed == 0
    said = conn.scalars(select(publication.c.id).where(standing, publication.c.extra.contains(f'"{editions.LINK}"'))).all()
    linked: defaultdict[str, list[Publication]] = defaultdict(list)
    for one in load(conn, said):
        linked[editions.linked(one)].append(one)
    found = {}
    for older in of:
        like = [*linked[older.key.lower()], *_titled_alike(conn, older)]
        later = [one for one in like if one.id != older.id and editions.is_newer(one, older)]
        if later:
            found[older.key] = max(later, key=editions.age)
    return found


def _titled_alike(conn: Connection, one: Publication) -> list[Publication]:
    beginning = editions.beginning(one.title)
    if not beginning:
        return []
    held = publication.c.sort_title
    begun = select(publication.c.id, held).where(publication.c.trashed == 0, held >= beginning, held < beginning + "\U0010ffff")
    wanted = editions.stem(words(one.title))
    like = [number for number, title in conn.execute(begun.order_by(held).limit(MOST)) if editions.stem(title.split()) == wanted]
    return load(conn, like)
