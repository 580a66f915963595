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
_BEGUN = "SELECT id, sort_title FROM publication WHERE trashed = 0 AND sort_title >= ? AND sort_title < ? ORDER BY sort_title LIMIT ?"


def newer(conn: Connection, of: Sequence[Publication]) -> dict[str, Publication]:
    """The latest edition of each of these that has a later one, by the citation key of the older; the trash is left out."""
    said = select(publication.c.id).where(publication.c.trashed == 0, publication.c.extra.contains(f'"{editions.LINK}"'))
    linked: defaultdict[str, list[Publication]] = defaultdict(list)
    for one in load(conn, conn.scalars(said).all()):
        linked[editions.linked(one)].append(one)
    alike = {older.key: _titled_alike(conn, older) for older in of}
    others = {one.id: one for one in load(conn, list({number for some in alike.values() for number in some}))}
    found = {}
    for older in of:
        like = [*linked[older.key.lower()], *(others[number] for number in alike[older.key])]
        if later := [one for one in like if editions.is_newer(one, older)]:
            found[older.key] = max(later, key=editions.age)
    return found


def _titled_alike(conn: Connection, one: Publication) -> list[int]:
    """The ids of the others whose titles are the same but for what tells editions apart."""
    beginning = editions.beginning(one.title)
    if not beginning:
        return []
    wanted = editions.stem(words(one.title))
    rows = conn.exec_driver_sql(_BEGUN, (beginning, beginning + "\U0010ffff", MOST))
    return [number for number, title in rows if number != one.id and editions.stem(title.split()) == wanted]
