"""Older library files brought to the present version, one step at a time."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, LargeBinary, cast, or_, select

from tipdesk.domain import citekey, editions
from tipdesk.domain.errors import SystemRefused
from tipdesk.domain.text import squeeze
from tipdesk.storage import extra, full_text, links, publications, schema, terms
from tipdesk.storage import keys as citation_keys

Step = Callable[[Connection], None]

# What the tables, indexes and triggers of each version come to: a file that was tampered with is refused before it is trusted. To lay out a
# library of the present version anew, for comparison, takes a hundred times as long.
LAYOUTS = {
    1: "970925aad14648fe08cac3514cfdcadb", 2: "c96e7fd96581a15e7c1917c375218f18", 3: "c2964a8e0af80fc2d885e4cd52317055",
    4: "63e5c57a07edd180bfedca56fcd7d2e7", 5: "279b42b16d127b03ecf556293d73f2c6",
}  # fmt: skip


def is_laid_out(version: int, layout: frozenset[tuple[str, str, str]]) -> bool:
    """Are the tables, indexes and triggers (type, name, statement) those of this version?"""
    return hashlib.blake2b(repr(sorted(layout)).encode(), digest_size=16).hexdigest() == LAYOUTS[version]


# Where version 1 kept folded text: table, its key, the column that is folded and the one that holds the result.
_FOLDED = (
    ("publication", "id", "title", "sort_title"),
    ("term", "id", "name", "folded"),
    ("term_alias", "term_id, name", "name", "folded"),
)


def _to_version_2(conn: Connection) -> None:
    """Saved searches and own vocabularies; one folding, in the index and in what else was folded; more names of places."""
    schema.saved_search.create(conn)
    schema.vocabulary.create(conn)
    for dropped in ("TRIGGER full_text_insert", "TRIGGER full_text_delete", "TRIGGER full_text_update", "TABLE full_text"):
        conn.exec_driver_sql(f"DROP {dropped}")
    for table, keys, written, folded in _FOLDED:
        rows = conn.exec_driver_sql(f"SELECT {keys}, {written}, {folded} FROM {table}").fetchall()
        changed = [(new, *row[:-2]) for row in rows if (new := squeeze(row[-2])) != row[-1]]
        if changed:
            where = " AND ".join(f"{key} = ?" for key in keys.split(", "))
            conn.exec_driver_sql(f"UPDATE {table} SET {folded} = ? WHERE {where}", changed)
    terms.add_seeded_aliases(conn)
    full_text.build(conn)
    full_text.fill(conn, 1)


def _to_version_3(conn: Connection) -> None:
    """Older keys, pinned keys, the formula of keys, files that are kept in step."""
    for table in (schema.key_alias, schema.pinned_key, schema.setting, schema.kept_file):
        table.create(conn)
    ids = list(conn.scalars(select(schema.publication.c.id)))
    for batch in publications.batches(ids):
        there = publications.load(conn, batch)
        citation_keys.note_aliases(conn, [(p.id, p.extra) for p in there])
        citation_keys.pin(conn, [p.id for p in there if not citekey.is_made(p.key, p) or (p.source and p.key in p.source.text)])


def _to_version_4(conn: Connection) -> None:
    """Links between editions and between translations. Damaged fields are left to `check`, which opens upgraded libraries."""
    schema.publication_link.create(conn)
    column = schema.publication.c.extra
    mentions = or_(*(column.contains(f'"{role}"') for role in editions.ROLES))
    held = []
    for number, text in conn.execute(select(schema.publication.c.id, cast(column, LargeBinary)).where(mentions)):
        with contextlib.suppress(ValueError):
            held.append((number, extra.read(text.decode())))
    links.note(conn, held)


def _to_version_5(conn: Connection) -> None:
    """Stars, what was read, and the texts of linked files."""
    schema.publication_mark.create(conn)
    schema.file_text.create(conn)
    full_text.build_for_files(conn)


# The step at place n takes a library from version n + 1 to n + 2.
STEPS: tuple[Step, ...] = (_to_version_2, _to_version_3, _to_version_4, _to_version_5)


def upgrade(engine: Engine, path: Path, version: int, steps: Sequence[Step] = STEPS) -> Path:
    """Bring the library at `path` from `version` to the newest in one transaction; returns the copy made of it before.

    Raises SystemRefused where the copy cannot be made. On any error the library stays as it was.
    """
    copy = path.with_name(f"{path.name}.version-{version}")
    copy.unlink(missing_ok=True)
    with contextlib.closing(engine.raw_connection()) as raw:
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            raw.cursor().execute("VACUUM INTO ?", (str(copy),))  # cannot run inside a transaction
        except Exception as error:
            copy.unlink(missing_ok=True)
            raise SystemRefused(f"{path} must be upgraded, but no copy could be made first: {error}.") from error
    with engine.connect().execution_options(tipdesk_begin="BEGIN IMMEDIATE") as conn, conn.begin():
        reached = conn.exec_driver_sql("PRAGMA user_version").scalar_one()  # another program may have been first
        for number, step in enumerate(steps[reached - 1 :], start=reached + 1):
            step(conn)
            conn.exec_driver_sql(f"PRAGMA user_version = {number}")
    return copy
