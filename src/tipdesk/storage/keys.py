"""Citation keys in a library file: whose they are or were, which are pinned, and the formula that makes new ones."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, insert, select

from tipdesk.domain import aliases, citekey
from tipdesk.domain.citekey import fold_key
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.storage import extra, links
from tipdesk.storage.schema import pinned_key, publication, setting

BATCH = 500  # keys or ids in one statement
_FORMULA = "key formula"


def owners(conn: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of the publications that have these keys, or else had them once, by the key asked for; in any case of A to Z."""
    folded = list(map(fold_key, keys))
    found: dict[str, int] = {}
    for start in range(0, len(folded), BATCH):
        marks = ", ".join("?" * len(batch := tuple(folded[start : start + BATCH])))
        former = f"SELECT folded, publication_id FROM key_alias WHERE folded IN ({marks}) ORDER BY publication_id DESC"
        for statement in (former, f"SELECT lower(key), id FROM publication WHERE lower(key) IN ({marks})"):
            found |= {row[0]: row[1] for row in conn.exec_driver_sql(statement, batch)}
    return {key: found[known] for key, known in zip(keys, folded, strict=True) if known in found}


def alias_rows(held: Iterable[tuple[int, Pairs]]) -> list[tuple[int, str, str]]:
    """What the index of older keys says of publications with these other fields."""
    return [(number, key, fold_key(key)) for number, fields in held for key in aliases.of(fields)]


def note_aliases(conn: Connection, held: Sequence[tuple[int, Pairs]], *, anew: bool = False) -> None:
    """Index the older keys that the other fields of publications hold; `anew` for those that were indexed before."""
    if anew and held:
        conn.exec_driver_sql("DELETE FROM key_alias WHERE publication_id = ?", [(number,) for number, _ in held])
    if rows := alias_rows(held):
        conn.exec_driver_sql("INSERT INTO key_alias VALUES (?, ?, ?)", rows)


def rename(conn: Connection, new_keys: Sequence[tuple[int, str]]) -> list[int]:
    """Give publications these keys, and keep those that they had as older ones; links to them follow.

    A key that the formula made of nothing, before there was a title, is not kept: no manuscript cites it. Whoever renames must `touch`
    these and those whose links followed, whose ids are returned.
    """
    followed: list[int] = []
    made_by = citekey.formula(formula(conn) or citekey.DEFAULT)
    for start in range(0, len(new_keys), BATCH):
        wanted = dict(new_keys[start : start + BATCH])
        set_or_read = set(conn.scalars(select(pinned_key.c.publication_id).where(pinned_key.c.publication_id.in_(wanted))))
        changed: list[tuple[int, str, Pairs]] = []
        old_keys: dict[str, str] = {}
        for row in conn.execute(select(publication.c.id, publication.c.key, publication.c.extra).where(publication.c.id.in_(wanted))):
            key = wanted[row.id]
            if row.key != key:
                held = extra.read(row.extra)
                of_nothing = row.id not in set_or_read and made_by.made(row.key, Publication())
                older = dict.fromkeys(old for old in (*aliases.of(held), "" if of_nothing else row.key) if old not in ("", key))
                changed.append((row.id, key, aliases.given(held, tuple(older))))
                old_keys[fold_key(row.key)] = key
        rows = [(key, extra.written(given), number) for number, key, given in changed]
        if rows:
            conn.exec_driver_sql("UPDATE publication SET key = ?, extra = ? WHERE id = ?", rows)
        note_aliases(conn, [(number, given) for number, _, given in changed], anew=True)
        followed += links.follow(conn, old_keys)
    return followed


def pin(conn: Connection, ids: Sequence[int]) -> None:
    """No formula changes the keys of these any more."""
    conn.exec_driver_sql("INSERT OR IGNORE INTO pinned_key VALUES (?)", [(number,) for number in ids]) if ids else None


def unpin(conn: Connection, ids: Sequence[int]) -> None:
    """Formulas may change the keys of these again."""
    for start in range(0, len(ids), BATCH):
        conn.execute(delete(pinned_key).where(pinned_key.c.publication_id.in_(ids[start : start + BATCH])))


def pinned(conn: Connection) -> set[int]:
    """The ids of all publications whose keys are pinned."""
    return set(conn.scalars(select(pinned_key.c.publication_id)))


def unpinned(conn: Connection) -> list[str]:
    """The keys that formulas may change."""
    return list(conn.scalars(select(publication.c.key).where(publication.c.id.not_in(select(pinned_key.c.publication_id)))))


def in_order(conn: Connection) -> Iterator[int]:
    """The ids of all publications, those in the trash too, by key."""
    return iter(conn.scalars(select(publication.c.id).order_by(publication.c.key)))


def formula(conn: Connection) -> str:
    """The formula that new keys are made by; empty for the one that every library begins with."""
    return conn.scalar(select(setting.c.value).where(setting.c.name == _FORMULA)) or ""


def set_formula(conn: Connection, text: str) -> None:
    """Make new keys by this formula from now on."""
    if text != formula(conn):
        conn.execute(delete(setting).where(setting.c.name == _FORMULA))
        conn.execute(insert(setting).values(name=_FORMULA, value=text))
