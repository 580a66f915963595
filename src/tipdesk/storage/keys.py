"""Citation keys in a library file: whose they are or were, which are pinned, and the formula that makes new ones."""

from collections.abc import Iterable, Iterator, Sequence

from tipdesk.domain import aliases, citekey
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.storage import extra, links
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed

BATCH = 500  # keys in one statement
_FORMULA = "key formula"


def owners(conn: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of the publications that have these keys, or else had them once, by the key asked for; in any case of A to Z."""
    folded = list(map(fold_key, keys))
    found: dict[str, int] = {}
    for start in range(0, len(folded), BATCH):
        marks = ", ".join("?" * len(batch := tuple(folded[start : start + BATCH])))
        former = f"SELECT folded, publication_id FROM key_alias WHERE folded IN ({marks}) ORDER BY publication_id DESC"
        for statement in (former, f"SELECT lower(key), id FROM publication WHERE lower(key) IN ({marks})"):
            found |= {row[0]: row[1] for row in conn.execute(statement, batch)}
    return {key: found[known] for key, known in zip(keys, folded, strict=True) if known in found}


def alias_rows(held: Iterable[tuple[int, Pairs]]) -> list[tuple[int, str, str]]:
    """What the index of older keys says of publications with these other fields."""
    return [(number, key, fold_key(key)) for number, fields in held for key in aliases.of(fields)]


def note_aliases(conn: Connection, held: Sequence[tuple[int, Pairs]], *, anew: bool = False) -> None:
    """Index the older keys that the other fields of publications hold; `anew` for those that were indexed before."""
    if anew and held:
        conn.executemany("DELETE FROM key_alias WHERE publication_id = ?", [(number,) for number, _ in held])
    if rows := alias_rows(held):
        conn.executemany("INSERT INTO key_alias VALUES (?, ?, ?)", rows)


def rename(conn: Connection, new_keys: Sequence[tuple[int, str]]) -> list[int]:
    """Give publications these keys, and keep those that they had as older ones; links to them follow.

    A key that the formula made of nothing, before there was a title, is not kept: no manuscript cites it. Whoever renames must `touch`
    these and those whose links followed, whose ids are returned.
    """
    followed: list[int] = []
    made_by = citekey.formula(formula(conn) or citekey.DEFAULT)
    for start in range(0, len(new_keys), BATCH):
        wanted = dict(new_keys[start : start + BATCH])
        set_or_read = set(conn.execute(f"SELECT publication_id FROM pinned_key WHERE publication_id {AMONG}", (listed(wanted),)).scalars())
        changed: list[tuple[int, str, Pairs]] = []
        old_keys: dict[str, str] = {}
        for number, was, text in conn.execute(f"SELECT id, key, extra FROM publication WHERE id {AMONG}", (listed(wanted),)):
            key = wanted[number]
            if was != key:
                held = extra.read(text)
                of_nothing = number not in set_or_read and made_by.made(was, Publication())
                older = dict.fromkeys(old for old in (*aliases.of(held), "" if of_nothing else was) if old not in ("", key))
                changed.append((number, key, aliases.given(held, tuple(older))))
                old_keys[fold_key(was)] = key
        rows = [(key, extra.written(given), number) for number, key, given in changed]
        if rows:
            conn.executemany("UPDATE publication SET key = ?, extra = ? WHERE id = ?", rows)
        note_aliases(conn, [(number, given) for number, _, given in changed], anew=True)
        followed += links.follow(conn, old_keys)
    return followed


def pin(conn: Connection, ids: Sequence[int]) -> None:
    """No formula changes the keys of these any more."""
    conn.executemany("INSERT OR IGNORE INTO pinned_key VALUES (?)", [(number,) for number in ids])


def unpin(conn: Connection, ids: Sequence[int]) -> None:
    """Formulas may change the keys of these again."""
    conn.execute(f"DELETE FROM pinned_key WHERE publication_id {AMONG}", (listed(ids),))


def pinned(conn: Connection) -> set[int]:
    """The ids of all publications whose keys are pinned."""
    return set(conn.execute("SELECT publication_id FROM pinned_key").scalars())


def unpinned(conn: Connection) -> list[str]:
    """The keys that formulas may change."""
    return conn.execute("SELECT key FROM publication WHERE id NOT IN (SELECT publication_id FROM pinned_key)").scalars()


def in_order(conn: Connection) -> Iterator[int]:
    """The ids of all publications, those in the trash too, by key."""
    return iter(conn.execute("SELECT id FROM publication ORDER BY key").scalars())


def formula(conn: Connection) -> str:
    """The formula that new keys are made by; empty for the one that every library begins with."""
    return conn.execute("SELECT value FROM setting WHERE name = ?", (_FORMULA,)).scalar() or ""


def set_formula(conn: Connection, text: str) -> None:
    """Make new keys by this formula from now on."""
    if text != formula(conn):
        put = "INSERT INTO setting(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value"
        conn.execute(put, (_FORMULA, text))
