"""A library file on disk: made, checked before it is trusted, opened, read in many threads and written in one."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, pool
from sqlalchemy.exc import DatabaseError, OperationalError

from tipdesk.domain.errors import LibraryRefused, SystemRefused
from tipdesk.domain.progress import SILENT, Cancelled, Progress
from tipdesk.domain.text import fold
from tipdesk.storage import journal, migrations, schema, terms

__all__ = ["Connection", "Database", "check", "create", "open_"]

BUSY_SECONDS = 10
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = FULL",
)
# This SQLite lets no trigger write a full-text index otherwise. It is safe for a file whose triggers were compared with ours
# to the letter before (`_inspect`), and only writers need it.
_TRUST = "PRAGMA trusted_schema = ON"


class Database:
    """One open library file. Readers see a snapshot and never wait; the one writer holds BEGIN IMMEDIATE."""

    def __init__(self, path: Path, *, readonly: bool) -> None:
        self.path = path
        self.readonly = readonly
        self._engine = _engine(path, readonly)
        self._write_lock = threading.Lock()
        self._writer: Connection | None = None
        self._watcher: Connection | None = None  # asks for changes until there is a writer, which takes the write lock to begin
        self._counting: Connection | None = None
        self._seen_version = -1

    def close(self) -> None:
        """Closes every connection; the last one of all folds the write-ahead log into the file."""
        for connection in filter(None, (self._writer, self._watcher, self._counting)):
            connection.close()
        self._writer = self._watcher = self._counting = None
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self, progress: Progress | None = None) -> Iterator[Connection]:
        """A connection on a snapshot. Raises Cancelled from inside a query once `progress` is cancelled."""
        with _clear_errors(self.path), self._engine.connect() as conn, _interruptible(conn, progress):
            yield conn

    @contextlib.contextmanager
    def watching(self, progress: Progress | None = None) -> Iterator[tuple[Connection, int]]:
        """One and the same connection each time, on a snapshot, and a number that is another after every change to the library.

        For one thread at a time. Raises Cancelled like `reading`.
        """
        with _clear_errors(self.path):
            if self._counting is None:
                self._counting = self._engine.connect()
            conn = self._counting
            with conn.begin(), _interruptible(conn, progress):
                conn.exec_driver_sql("SELECT 1 FROM publication LIMIT 1")  # takes the snapshot that the number is about
                yield conn, _data_version(conn)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer's connection inside one transaction: all of it is kept, or on any exception none."""
        if self.readonly:
            raise LibraryRefused(f"{self.path} can only be read here; open a copy in a folder that you may write to.")
        with self._write_lock, _clear_errors(self.path):
            if self._writer is None:
                self._writer = self._engine.connect().execution_options(tipdesk_begin="BEGIN IMMEDIATE")
                _raw(self._writer).execute(_TRUST)
                with self._writer.begin():
                    journal.install(self._writer)
                self._seen_version = _data_version(self._writer)
            with self._writer.begin():
                yield self._writer
            self._seen_version = _data_version(self._writer)

    def changed_elsewhere(self) -> bool:
        """Has another process written since this one last wrote or asked? False while this one is writing, and the first time."""
        if self.readonly or not self._write_lock.acquire(blocking=False):
            return False
        try:
            first = self._writer is None and self._watcher is None
            if first:
                self._watcher = self._engine.connect()
            version, seen = _data_version(self._writer or self._watcher), self._seen_version
            self._seen_version = version
            return version != seen and not first
        finally:
            self._write_lock.release()


@contextlib.contextmanager
def _interruptible(conn: Connection, progress: Progress | None) -> Iterator[None]:
    """Inside it, a query ends with Cancelled soon after `progress` is cancelled."""
    raw = _raw(conn)
    if progress is not None:
        raw.set_progress_handler(lambda: progress.cancelled, 20_000)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error.orig):
            raise Cancelled from None
        raise
    finally:
        raw.set_progress_handler(None, 0)


def _data_version(conn: Connection | None) -> int:
    assert conn is not None
    # Straight on the driver's connection, so that no transaction is begun for it.
    row: tuple[int] = _raw(conn).execute("PRAGMA data_version").fetchone()
    return row[0]


def _raw(conn: Connection) -> sqlite3.Connection:
    raw: Any = conn.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _engine(path: Path, readonly: bool) -> Engine:
    query = {"mode": "ro", "uri": "true"} if readonly else {}
    if readonly and not os.access(path.parent, os.W_OK):
        query["immutable"] = "1"
    name = path.as_uri() if readonly else str(path)
    engine = create_engine(
        URL.create("sqlite", database=name, query=query),
        poolclass=pool.QueuePool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: object) -> None:
        for pragma in _PRAGMAS:
            raw.execute(pragma)
        raw.create_function("fold", 1, fold, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(conn.get_execution_options().get("tipdesk_begin", "BEGIN"))

    return engine


@contextlib.contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite reports into a sentence that says what to do."""
    try:
        yield
    except DatabaseError as error:
        message = str(error.orig)
        if "locked" in message or "busy" in message:
            raise LibraryRefused(f"{path} is being written by another program; try again when it has finished.") from error
        if "malformed" in message or "not a database" in message:
            raise LibraryRefused(f"{path} is damaged; open a backup of it, or run `tipdesk check` on it.") from error
        if "disk is full" in message or "disk I/O" in message:
            raise SystemRefused(f"{path} could not be written ({message}); make room on the disk and try again.") from error
        if "readonly" in message or "unable to open" in message:
            raise LibraryRefused(f"{path} cannot be opened for writing; check that you may write to it and its folder.") from error
        raise


def create(path: Path) -> None:
    """Make a new library file, readable by its owner only, with the seeded vocabularies in it.

    Raises SystemRefused where the file cannot be made, FileExistsError where there is one already.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise
    except OSError as error:
        raise SystemRefused(f"{path} cannot be created: {error.strerror}.") from error
    engine = _engine(path, readonly=False)
    try:
        with _clear_errors(path), engine.connect() as conn:
            _raw(conn).execute("PRAGMA journal_mode = WAL")
            _raw(conn).execute(_TRUST)
            with conn.begin():
                build(conn)
                terms.seed(conn)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


def build(conn: Connection) -> None:
    """Lay out an empty library in an empty database."""
    conn.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")
    schema.metadata.create_all(conn)
    conn.exec_driver_sql(schema.FULL_TEXT)
    for trigger in schema.FULL_TEXT_TRIGGERS.values():
        conn.exec_driver_sql(trigger)


def _layout(conn: Connection) -> frozenset[tuple[str, str, str]]:
    """Every table, index and trigger with the statement that made it."""
    rows = conn.exec_driver_sql("SELECT type, name, coalesce(sql, '') FROM sqlite_schema")
    return frozenset((row[0], row[1], row[2]) for row in rows)


@cache
def _expected_layout() -> frozenset[tuple[str, str, str]]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        build(conn)
        layout = _layout(conn)
    engine.dispose()
    return layout


def open_(path: Path) -> Database:
    """Open a library file, upgraded if it is of an older version; a file or folder without write permission for reading only.

    Raises LibraryRefused, leaving the file as it is, unless it is a sound library of this or an older version.
    """
    path = path.resolve()
    version = _inspect(path)
    readonly = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    if version < schema.VERSION:
        engine = _engine(path, readonly)
        migrations.upgrade(engine, path, version)
        engine.dispose()
    return Database(path, readonly=readonly)


def _inspect(path: Path) -> int:
    """The version of a library, read without changing a byte of it."""
    if not path.is_file():
        raise LibraryRefused(f"{path} is not there; check its name, or make it with `tipdesk import` or `tipdesk sample`.")
    engine = _engine(path, readonly=True)
    try:
        with engine.connect() as conn:
            application, version = (conn.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("application_id", "user_version"))
            layout = _layout(conn)
    except DatabaseError as error:
        raise LibraryRefused(f"{path} is not a tipdesk library, or is damaged ({error.orig}); it was left as it is.") from error
    finally:
        engine.dispose()
    if application != schema.APPLICATION_ID:
        raise LibraryRefused(f"{path} is not a tipdesk library; it was left as it is.")
    if version > schema.VERSION:
        raise LibraryRefused(f"{path} was made by a newer tipdesk; update tipdesk to open it.")
    if version == schema.VERSION and (strange := layout ^ _expected_layout()):
        names = ", ".join(sorted({name for _, name, _ in strange})[:3])
        raise LibraryRefused(f"{path} is not laid out as a tipdesk library ({names}); it was left as it is.")
    return int(version)


def check(database: Database, progress: Progress = SILENT) -> list[str]:
    """What is wrong with an open library, a sentence each; empty if it is sound. Nothing is changed.

    SQLite's own integrity check, its foreign keys, and the full-text index against the text that it is made from.
    """
    found: list[str] = []
    progress.report(0, 3)
    with database.reading(progress) as conn:
        found += [f"The file is damaged: {row[0]}." for row in conn.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
        progress.report(1, 3)
        found += [f"A row of {row[0]} belongs to nothing." for row in conn.exec_driver_sql("PRAGMA foreign_key_check")]
        progress.report(2, 3)
    if not database.readonly and not found:
        try:
            with database.writing() as conn:  # FTS5 takes the order to check itself as an insert, but writes nothing
                conn.exec_driver_sql("INSERT INTO full_text(full_text, rank) VALUES ('integrity-check', 1)")
        except LibraryRefused:
            found.append("The search index does not match the publications.")
    progress.report(3, 3)
    return found
