"""A library file on disk: made, checked before it is trusted, opened, read in many threads and written in one."""

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, pool
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from tipdesk.domain.errors import LibraryRefused, SystemRefused, TipdeskError
from tipdesk.domain.progress import Cancelled, Progress
from tipdesk.domain.text import fold, index_words
from tipdesk.storage import extra, full_text, journal, migrations, schema, terms
from tipdesk.storage.held_file import HeldFile, beside, is_in_use, located, states

__all__ = ["Connection", "Damaged", "Database", "create", "open_"]

BUSY_SECONDS = 10
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
    "PRAGMA synchronous = FULL",
)
# This SQLite lets no trigger write a full-text index or call a function of ours otherwise. It is safe for a file whose triggers were
# compared with ours to the letter before (`_inspect`), and only writers need it.
_TRUST = "PRAGMA trusted_schema = ON"

_DAMAGE = (
    "malformed", "not a database", "vtable constructor failed", "Could not decode to UTF-8", "user-defined function raised",
    "fts5: corrupt", "fts5: checksum mismatch", "fts5: missing row",  # of a damaged full-text index, as newer SQLite words it
)  # fmt: skip


class Damaged(LibraryRefused):
    """The file cannot be read as SQLite wrote it."""


class Database:
    """One open library file. Readers see a snapshot and never wait; the one writer holds BEGIN IMMEDIATE."""

    def __init__(self, file: HeldFile, *, readonly: bool) -> None:
        """Connects at once: the connection stays open in the pool, so that no other file can get this one's inode."""
        self.path = file.path
        self._file = file
        self._told_replaced = False
        self.readonly = readonly
        self._state = states(file.path)
        self._engine = _engine(file.path, readonly)
        self._write_lock = threading.Lock()
        self._writer: Connection | None = None
        self._noting = False  # is the journal laid out on the writer?
        self._watcher: Connection | None = None
        self._seen_version = -1
        self._others = -1  # the writer's data version when it was last looked at
        try:
            with _clear_errors(self.path), self._engine.connect() as conn:
                if not readonly:  # a copy made by VACUUM INTO has no log, and its writers would wait for its readers
                    _raw(conn).execute("PRAGMA journal_mode = WAL")
            with self.reading() as conn:
                conn.exec_driver_sql("SELECT 1 FROM publication LIMIT 1")  # opens the log
                file.connected()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes every connection; the last one of all folds the write-ahead log into the file."""
        for connection in filter(None, (self._writer, self._watcher)):
            connection.close()
        self._writer = self._watcher = None
        self._engine.dispose()
        self._file.close()

    @contextlib.contextmanager
    def reading(self, progress: Progress | None = None) -> Iterator[Connection]:
        """A connection on a snapshot. Raises Cancelled from inside a query once `progress` is cancelled."""
        self._file.hold()
        self._open_again()
        with _clear_errors(self.path), self._engine.connect() as conn, _interruptible(conn, progress):
            self._file.hold()
            yield conn

    @contextlib.contextmanager
    def watching(self, progress: Progress | None = None) -> Iterator[tuple[Connection, int]]:
        """One and the same connection each time, on a snapshot, and a number that is another after others have changed the library:
        after any change that was not made through this object.

        For one thread at a time. Raises Cancelled like `reading`.
        """
        self._file.hold()
        self._open_again()
        with _clear_errors(self.path):
            if self._watcher is not None and self._watcher.engine is not self._engine:
                self._watcher.close()
                self._watcher = None
            if self._watcher is None:
                self._watcher = self._engine.connect()
            conn, settled = self._watcher, False
            while not settled:
                others = self._changes_of_others()
                with conn.begin(), _interruptible(conn, progress):
                    conn.exec_driver_sql("SELECT 1 FROM publication LIMIT 1")  # takes the snapshot that the number is about
                    if settled := self._changes_of_others() == others:
                        yield conn, others

    def _open_again(self) -> None:
        """What nobody else had open was opened as a file that never changes: once it does, it is opened anew."""
        if not self.readonly or "immutable" not in self._engine.url.query:
            return
        with self._write_lock:
            now = states(self.path)
            if now != self._state:
                self._state = now
                self._engine.dispose()
                self._engine = _engine(self.path, readonly=True)

    def _changes_of_others(self) -> int:
        """What the writer's connection tells: it does not count its own changes. While it writes, nobody else can.

        Without a writer the files tell: where the log's index cannot be locked, SQLite counts each look as a change.
        """
        if self.readonly:
            return states(self.path)
        if self._write_lock.acquire(blocking=False):
            try:
                self._others = _data_version(self._own())
            finally:
                self._write_lock.release()
        return self._others

    def _own(self) -> Connection:
        """The writer's connection; under the write lock only."""
        if self._writer is None:
            self._writer = self._engine.connect().execution_options(tipdesk_begin="BEGIN IMMEDIATE")
            self._seen_version = _data_version(self._writer)
        return self._writer

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer's connection inside one transaction: all of it is kept, or on any exception none."""
        if self.readonly:
            raise LibraryRefused(f"{self.path} can only be read here; open a copy in a folder that you may write to.")
        with self._write_lock, _clear_errors(self.path):
            self._file.hold()
            writer = self._own()
            if not self._noting:
                _raw(writer).execute(_TRUST)
                with writer.begin():
                    journal.install(writer)
                self._noting = True
            with writer.begin():
                self._others = _data_version(writer)
                writer.exec_driver_sql("SELECT 1 FROM publication LIMIT 1")  # reads the layout anew after an import by another program
                yield writer
            _empty_log(_raw(writer))
            self._file.hold()

    def changed_elsewhere(self) -> bool:
        """Has another process written since this one last asked? False while this one is writing, and the first time.

        True once, too, for a file that was replaced or removed.
        """
        if self.readonly or not self._write_lock.acquire(blocking=False):
            return False
        try:
            self._file.take()
            if self._file.replaced():
                first_told, self._told_replaced = not self._told_replaced, True
                return first_told
            version = _data_version(self._own())
            seen, self._seen_version = self._seen_version, version
            return version != seen
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


def _data_version(conn: Connection) -> int:
    # Straight on the driver's connection, so that no transaction is begun for it.
    row: tuple[int] = _raw(conn).execute("PRAGMA data_version").fetchone()
    return row[0]


def _raw(conn: Connection) -> sqlite3.Connection:
    raw: Any = conn.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _empty_log(raw: sqlite3.Connection) -> None:
    """Moves the write-ahead log into the file, unless a reader is in the way: a log that stays would go into any later file here."""
    with contextlib.suppress(sqlite3.Error):  # what was committed is safe in either place
        raw.execute("PRAGMA busy_timeout = 0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.execute(_PRAGMAS[0])


def _engine(path: Path, readonly: bool) -> Engine:
    query = {"mode": "ro" if readonly else "rw", "uri": "true"}  # neither makes a file that is not there
    if readonly and not _writable(path) and not is_in_use(path):
        query["immutable"] = "1"  # else a log and its index are made here, which nobody could write to
    engine = create_engine(
        URL.create("sqlite", database=path.absolute().as_uri(), query=query),
        poolclass=pool.QueuePool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: object) -> None:
        for pragma in _PRAGMAS:
            raw.execute(pragma)
        raw.create_function("fold", 1, fold, deterministic=True)
        raw.create_function("index_words", 1, index_words, deterministic=True)
        raw.create_function("names_file", 1, lambda text: bool(extra.files(text)), deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(conn.get_execution_options().get("tipdesk_begin", "BEGIN"))

    return engine


_Reported = (DatabaseError, sqlite3.Error, UnicodeDecodeError, json.JSONDecodeError)


@contextlib.contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite reports into a sentence that says what to do."""
    try:
        yield
    except _Reported as error:
        if refusal := _refusal(path, error):
            raise refusal from error
        raise


def _refusal(path: Path, error: Exception) -> TipdeskError | None:
    message = str(error.orig if isinstance(error, DBAPIError) else error)
    if isinstance(error, UnicodeDecodeError | json.JSONDecodeError) or any(sign in message for sign in _DAMAGE):
        return Damaged(f"{path} is damaged; open a backup of it, or run `tipdesk check` on it.")
    if "locked" in message or "busy" in message:
        return LibraryRefused(f"{path} is being written by another program; try again when it has finished.")
    if "disk is full" in message or "disk I/O" in message:
        return SystemRefused(f"{path} could not be read or written ({message}); make room on the disk and try again.")
    if "readonly" in message or "unable to open" in message:
        return LibraryRefused(f"{path} cannot be opened; check that you may read it, and write to it and its folder.")
    return None


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


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
        engine.dispose()
        for made in (path, *beside(path)):
            made.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


def build(conn: Connection) -> None:
    """Lay out an empty library in an empty database."""
    conn.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")
    schema.metadata.create_all(conn)
    full_text.build(conn)
    full_text.build_for_files(conn)


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
    path, identity = located(path)
    version = _inspect(path)
    readonly = not _writable(path)
    if version < schema.VERSION:
        if readonly:
            raise LibraryRefused(f"{path} was made by an older tipdesk and cannot be upgraded here; open a copy in a folder for writing.")
        engine = _engine(path, readonly)
        event.listen(engine, "connect", lambda raw, _record: raw.execute(_TRUST))
        try:
            with _clear_errors(path):
                migrations.upgrade(engine, path, version)
        finally:
            engine.dispose()
    return Database(HeldFile(path, identity), readonly=readonly)


def _inspect(path: Path) -> int:
    """The version of a library, read without changing a byte of it."""
    engine = _engine(path, readonly=True)
    try:
        with engine.connect() as conn:
            application, version = (conn.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("application_id", "user_version"))
            layout = _layout(conn)
    except _Reported as error:
        refusal = _refusal(path, error)
        if refusal and not isinstance(refusal, Damaged):
            raise refusal from error
        raise LibraryRefused(f"{path} is not a tipdesk library, or is damaged; it was left as it is.") from error
    finally:
        engine.dispose()
    if application != schema.APPLICATION_ID:
        raise LibraryRefused(f"{path} is not a tipdesk library; it was left as it is.")
    if version < 1:
        raise LibraryRefused(f"{path} has no version that tipdesk knows; it was left as it is.")
    if version > schema.VERSION:
        raise LibraryRefused(f"{path} was made by a newer tipdesk; update tipdesk to open it.")
    if migrations.is_laid_out(version, layout):
        return int(version)
    if version < schema.VERSION:
        raise LibraryRefused(f"{path} is not laid out as a tipdesk library of its version; it was left as it is.")
    if strange := layout ^ _expected_layout():
        names = ", ".join(sorted({name for _, name, _ in strange})[:3])
        raise LibraryRefused(f"{path} is not laid out as a tipdesk library ({names}); it was left as it is.")
    return int(version)
