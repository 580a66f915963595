"""Later editions of publications, found by links and among the titles in a library file, and their versions in other languages."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from tipdesk.domain import editions
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import words
from tipdesk.storage.publications import ids_by_key, load
from tipdesk.storage.schema import publication

MOST = 1000  # titles that begin alike, among which editions are looked for
_BEGUN = "SELECT id, sort_title FROM publication WHERE trashed = 0 AND sort_title >= ? AND sort_title < ? ORDER BY sort_title LIMIT ?"


def newer(conn: Connection, of: Sequence[Publication]) -> dict[str, Publication]:
    """The latest edition of each of these that has a later one, by the citation key of the older; the trash is left out."""
    linked: defaultdict[str, list[Publication]] = defaultdict(list)
    for one in _linking(conn, editions.LINK):
        linked[editions.linked(one)].append(one)
    alike = {older.key: _titled_alike(conn, older) for older in of}
    others = {one.id: one for one in load(conn, list({number for some in alike.values() for number in some}))}
    found = {}
    for older in of:
        like = [*linked[older.key.lower()], *(others[number] for number in alike[older.key])]
        if later := [one for one in like if editions.is_newer(one, older)]:
            found[older.key] = max(later, key=editions.age)
    return found


def versions(conn: Connection, of: Sequence[Publication]) -> dict[str, list[Publication]]:
    """The versions of each of these in other languages that are in the library, by its citation key; the trash is left out."""
    together: defaultdict[str, list[Publication]] = defaultdict(list)
    for one in _linking(conn, editions.TRANSLATION):
        together[editions.original(one)].append(one)
    originals = load(conn, list(ids_by_key(conn, list(together)).values()))
    for one in originals:
        if not one.trashed:
            together[one.key.lower()].insert(0, one)
    found = {one.key: [other for other in together.get(editions.original(one), ()) if other.key != one.key] for one in of}
    return {key: others for key, others in found.items() if others}


def _linking(conn: Connection, link: str) -> list[Publication]:
    """What says something by this link and is not in the trash."""
    mentions = publication.c.extra.contains(f'"{link}"')
    said = select(publication.c.id).where(publication.c.trashed == 0, mentions).order_by(publication.c.id)
    return load(conn, conn.scalars(said).all())


def _titled_alike(conn: Connection, one: Publication) -> list[int]:
    """The ids of the others whose titles are the same but for what tells editions apart."""
    beginning = editions.beginning(one.title)
    if not beginning:
        return []
    wanted = editions.stem(words(one.title))
    rows = conn.exec_driver_sql(_BEGUN, (beginning, beginning + "\U0010ffff", MOST))
    return [number for number, title in rows if number != one.id and editions.stem(title.split()) == wanted]
