"""Older library files brought to the present version, one step at a time."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine

from tipdesk.domain.errors import SystemRefused
from tipdesk.storage import schema

Step = Callable[[Connection], None]


def _add_saved_searches_and_vocabularies(conn: Connection) -> None:
    schema.saved_search.create(conn)
    schema.vocabulary.create(conn)


# The step at place n takes a library from version n + 1 to n + 2.
STEPS: tuple[Step, ...] = (_add_saved_searches_and_vocabularies,)


def upgrade(engine: Engine, path: Path, version: int, steps: Sequence[Step] = STEPS) -> Path:
    """Bring the library at `path` from `version` to the newest in one transaction; returns the copy made of it before.

    Raises SystemRefused where the copy cannot be made. On any error the library stays as it was.
    """
    copy = path.with_name(f"{path.name}.version-{version}")
    copy.unlink(missing_ok=True)
    with contextlib.closing(engine.raw_connection()) as raw:
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(copy),))  # cannot run inside a transaction
        except Exception as error:
            copy.unlink(missing_ok=True)
            raise SystemRefused(f"{path} must be upgraded, but no copy could be made first: {error}.") from error
    with engine.begin() as conn:
        for number, step in enumerate(steps[version - 1 :], start=version + 1):
            step(conn)
            conn.exec_driver_sql(f"PRAGMA user_version = {number}")
    return copy
