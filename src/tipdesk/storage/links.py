"""Links between publications in a library file: who says to be an edition or a translation of what has a citation key."""

import json
from collections.abc import Iterable, Mapping, Sequence

from tipdesk.domain import editions
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.pairs import Pairs
from tipdesk.storage import extra
from tipdesk.storage.connection import Connection

_TO = "FROM publication_link CROSS JOIN publication ON id = publication_id WHERE folded IN (SELECT value FROM json_each(?))"
_SAYING = f"SELECT folded, id {_TO} AND role = ? AND trashed = 0 ORDER BY id LIMIT ?"
# The + takes from the column its affinity, which the index on lower(key) has not: else SQLite goes through all keys.
_ABOVE = """WITH RECURSIVE above(id) AS (SELECT ? UNION SELECT coalesce(
 (SELECT p.id FROM publication p WHERE lower(p.key) = +l.folded),
 (SELECT a.publication_id FROM key_alias a WHERE a.folded = l.folded ORDER BY a.publication_id LIMIT 1))
 FROM above JOIN publication_link l ON publication_id = above.id AND role = ?) SELECT id FROM above WHERE id IS NOT NULL"""
_HELD = f"SELECT folded, role, id, extra {_TO} AND id >= ? ORDER BY id"


def link_rows(held: Iterable[tuple[int, Pairs]]) -> list[tuple[int, str, str]]:
    """What the index of links says of publications with these other fields."""
    return [(number, role, fold_key(key)) for number, fields in held for role, key in editions.links(fields).items()]


def note(conn: Connection, held: Sequence[tuple[int, Pairs]], *, anew: bool = False) -> None:
    """Index the links that the other fields of publications hold; `anew` for those that were indexed before."""
    if anew and held:
        conn.executemany("DELETE FROM publication_link WHERE publication_id = ?", [(number,) for number, _ in held])
    if rows := link_rows(held):
        conn.executemany("INSERT INTO publication_link VALUES (?, ?, ?)", rows)


def saying(conn: Connection, keys: Sequence[str], role: str, limit: int = -1) -> list[tuple[str, int]]:
    """Who links to these keys in this role, in the order in which they were added: the key, folded, and the id; the trash is left out."""
    rows = conn.execute(_SAYING, (json.dumps(list(map(fold_key, keys))), role, limit))
    return [(row[0], row[1]) for row in rows]


def above(conn: Connection, number: int, role: str) -> set[int]:
    """The ids of a publication, of what it is linked to in this role, of what that is linked to, and so on."""
    return set(conn.execute(_ABOVE, (number, role)).scalars())


def follow(conn: Connection, new_keys: Mapping[str, str], first: int = 0) -> list[int]:
    """Let links to these folded keys, those from the trash too, name others instead; the ids of who says them, to be touched.

    Links of publications before the id `first` stay.
    """
    changed: dict[int, Pairs] = {}
    for folded, role, number, text in conn.execute(_HELD, (json.dumps(list(new_keys)), first)).fetchall():
        held = changed.get(number) or extra.read(text)
        changed[number] = editions.relinked(held, role, new_keys[folded])
    rows = [(extra.written(given), number) for number, given in changed.items()]
    if rows:
        conn.executemany("UPDATE publication SET extra = ? WHERE id = ?", rows)
    note(conn, list(changed.items()), anew=True)
    return list(changed)
