"""Older library files brought to the present version, one step at a time."""

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Table

from tipdesk.domain import citekey, editions
from tipdesk.domain.errors import SystemRefused
from tipdesk.domain.text import squeeze
from tipdesk.storage import extra, full_text, links, publications, schema, terms
from tipdesk.storage import keys as citation_keys
from tipdesk.storage.connection import Connection, transaction

Step = Callable[[Connection], None]

# Where version 1 kept folded text: table, its key, the column that is folded and the one that holds the result.
_FOLDED = (
    ("publication", "id", "title", "sort_title"),
    ("term", "id", "name", "folded"),
    ("term_alias", "term_id, name", "name", "folded"),
)


def _make(conn: Connection, *tables: Table) -> None:
    for statement in schema.statements(*tables):
        conn.execute(statement)


def _to_version_2(conn: Connection) -> None:
    """Saved searches and own vocabularies; one folding, in the index and in what else was folded; more names of places."""
    _make(conn, schema.saved_search, schema.vocabulary)
    for dropped in ("TRIGGER full_text_insert", "TRIGGER full_text_delete", "TRIGGER full_text_update", "TABLE full_text"):
        conn.execute(f"DROP {dropped}")
    for table, keys, written, folded in _FOLDED:
        rows = conn.execute(f"SELECT {keys}, {written}, {folded} FROM {table}").fetchall()
        changed = [(new, *row[:-2]) for row in rows if (new := squeeze(row[-2])) != row[-1]]
        if changed:
            where = " AND ".join(f"{key} = ?" for key in keys.split(", "))
            conn.executemany(f"UPDATE {table} SET {folded} = ? WHERE {where}", changed)
    terms.add_seeded_aliases(conn)
    full_text.build(conn)
    full_text.fill(conn, 1)


def _to_version_3(conn: Connection) -> None:
    """Older keys, pinned keys, the formula of keys, files that are kept in step."""
    _make(conn, schema.key_alias, schema.pinned_key, schema.setting, schema.kept_file)
    ids = conn.execute("SELECT id FROM publication").scalars()
    for batch in publications.batches(ids):
        there = publications.load(conn, batch)
        citation_keys.note_aliases(conn, [(p.id, p.extra) for p in there])
        citation_keys.pin(conn, [p.id for p in there if not citekey.is_made(p.key, p) or (p.source and p.key in p.source.text)])


def _to_version_4(conn: Connection) -> None:
    """Links between editions and between translations. Damaged fields are left to `check`, which opens upgraded libraries."""
    _make(conn, schema.publication_link)
    mentions = " OR ".join(f"""instr(lower(extra), '"{role}"')""" for role in editions.ROLES)
    held = []
    for number, text in conn.execute(f"SELECT id, CAST(extra AS BLOB) FROM publication WHERE {mentions}"):
        with contextlib.suppress(ValueError):
            held.append((number, extra.read(text.decode())))
    links.note(conn, held)


def _to_version_5(conn: Connection) -> None:
    """Stars, what was read, and the texts of linked files."""
    _make(conn, schema.publication_mark, schema.file_text)
    full_text.build_for_files(conn)


# The step at place n takes a library from version n + 1 to n + 2.
STEPS: tuple[Step, ...] = (_to_version_2, _to_version_3, _to_version_4, _to_version_5)


def upgrade(conn: Connection, path: Path, version: int, steps: Sequence[Step] = STEPS) -> Path:
    """Bring the library at `path` from `version` to the newest in one transaction; returns the copy made of it before.

    Raises SystemRefused where the copy cannot be made. On any error the library stays as it was.
    """
    copy = path.with_name(f"{path.name}.version-{version}")
    copy.unlink(missing_ok=True)
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        conn.execute("VACUUM INTO ?", (str(copy),))  # cannot run inside a transaction
    except Exception as error:
        copy.unlink(missing_ok=True)
        raise SystemRefused(f"{path} must be upgraded, but no copy could be made first: {error}.") from error
    with transaction(conn):
        reached = conn.execute("PRAGMA user_version").scalar()  # another program may have been first
        for number, step in enumerate(steps[reached - 1 :], start=reached + 1):
            step(conn)
            conn.execute(f"PRAGMA user_version = {number}")
    return copy
