"""A library file on disk: made, checked before it is trusted, opened, read in many threads and written in one."""

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from tipdesk.domain.errors import LibraryRefused, SystemRefused, TipdeskError
from tipdesk.domain.progress import Cancelled, Progress
from tipdesk.domain.text import fold, index_words
from tipdesk.storage import extra, layout
from tipdesk.storage.connection import Connection, snapshot, transaction
from tipdesk.storage.held_file import HeldFile, beside, is_in_use, located, states

__all__ = ["Damaged", "Database", "create", "open_"]

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
    # Of a damaged full-text index, as newer SQLite words it.
    "fts5: corrupt", "fts5: checksum mismatch", "fts5: missing row", "invalid fts5 file format",
)  # fmt: skip


class Damaged(LibraryRefused):
    """The file cannot be read as SQLite wrote it."""


class Database:
    """One open library file. Readers see a snapshot and never wait; the one writer holds BEGIN IMMEDIATE."""

    def __init__(self, file: HeldFile, *, readonly: bool) -> None:
        """Connects at once: a connection stays open, so that no other file can get this one's inode."""
        self.path = file.path
        self._file = file
        self._told_replaced = False
        self.readonly = readonly
        self._state = states(file.path)
        self._address = _address(file.path, readonly)
        self._idle: list[Connection] = []  # those that read, in between; another list once the file is opened anew
        self._write_lock = threading.Lock()
        self._writer: Connection | None = None
        self._noting = False  # is the journal laid out on the writer?
        self._watcher: tuple[Connection, list[Connection]] | None = None  # and the idle ones that it was made beside
        self._seen_version = -1
        self._others = -1  # the writer's data version when it was last looked at
        try:
            with _clear_errors(self.path):
                conn = _connected(self._address)
                self._idle.append(conn)
                if not readonly:  # a copy made by VACUUM INTO has no log, and its writers would wait for its readers
                    conn.execute("PRAGMA journal_mode = WAL")
                file.hold()
                conn.execute("SELECT 1 FROM publication LIMIT 1")  # opens the log
                file.connected()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes every connection; the last one of all folds the write-ahead log into the file."""
        watcher = self._watcher[0] if self._watcher else None
        for connection in filter(None, (self._writer, watcher)):
            connection.close()
        self._writer = self._watcher = None
        self._renew_idle()
        self._file.close()

    def _renew_idle(self) -> None:
        """Connections that read now are closed when they are done."""
        idle, self._idle = self._idle, []
        _close(idle)

    @contextlib.contextmanager
    def reading(self, progress: Progress | None = None) -> Iterator[Connection]:
        """A connection on a snapshot. Raises Cancelled from inside a query once `progress` is cancelled."""
        self._file.hold()
        self._open_again()
        idle = self._idle
        with _clear_errors(self.path):
            try:
                conn = idle.pop()
            except IndexError:
                conn = _connected(self._address)
            try:
                with snapshot(conn), _interruptible(conn, progress):
                    self._file.hold()
                    yield conn
            finally:
                idle.append(conn)
                if idle is not self._idle:
                    _close(idle)

    @contextlib.contextmanager
    def watching(self, progress: Progress | None = None) -> Iterator[tuple[Connection, int]]:
        """One and the same connection each time, on a snapshot, and a number that is another after others have changed the library:
        after any change that was not made through this object.

        For one thread at a time. Raises Cancelled like `reading`.
        """
        self._file.hold()
        self._open_again()
        with _clear_errors(self.path):
            if self._watcher is not None and self._watcher[1] is not self._idle:
                self._watcher[0].close()
                self._watcher = None
            if self._watcher is None:
                idle = self._idle
                self._watcher = _connected(self._address), idle
            conn, settled = self._watcher[0], False
            while not settled:
                others = self._changes_of_others()
                with snapshot(conn), _interruptible(conn, progress):
                    conn.execute("SELECT 1 FROM publication LIMIT 1")  # takes the snapshot that the number is about
                    if settled := self._changes_of_others() == others:
                        yield conn, others

    def _open_again(self) -> None:
        """What nobody else had open was opened as a file that never changes: once it does, it is opened anew."""
        if not self.readonly or "immutable" not in self._address:
            return
        with self._write_lock:
            now = states(self.path)
            if now != self._state:
                self._state = now
                self._address = _address(self.path, readonly=True)
                self._renew_idle()

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
            self._writer = _connected(self._address)
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
                from tipdesk.storage import journal  # loaded with the first edit

                writer.execute(_TRUST)
                with transaction(writer):
                    journal.install(writer)
                self._noting = True
            with transaction(writer):
                self._others = _data_version(writer)
                writer.execute("SELECT 1 FROM publication LIMIT 1")  # reads the layout anew after an import by another program
                yield writer
            _empty_log(writer)
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


def _close(connections: list[Connection]) -> None:
    with contextlib.suppress(IndexError):  # two threads may be at it
        while True:
            connections.pop().close()


@contextlib.contextmanager
def _interruptible(conn: Connection, progress: Progress | None) -> Iterator[None]:
    """Inside it, a query ends with Cancelled soon after `progress` is cancelled."""
    if progress is not None:
        conn.set_progress_handler(lambda: progress.cancelled, 20_000)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise Cancelled from None
        raise
    finally:
        conn.set_progress_handler(None, 0)


def _data_version(conn: Connection) -> int:
    version: int = conn.execute("PRAGMA data_version").scalar()
    return version


def _empty_log(conn: Connection) -> None:
    """Moves the write-ahead log into the file, unless a reader is in the way: a log that stays would go into any later file here."""
    with contextlib.suppress(sqlite3.Error):  # what was committed is safe in either place
        conn.execute("PRAGMA busy_timeout = 0")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    conn.execute(_PRAGMAS[0])


def _address(path: Path, readonly: bool) -> str:
    """The file as SQLite opens it; no file is made where there is none."""
    way = "ro" if readonly else "rw"
    if readonly and not _writable(path) and not is_in_use(path):
        way += "&immutable=1"  # else a log and its index are made here, which nobody could write to
    return f"{path.absolute().as_uri()}?mode={way}"


def _connected(address: str) -> Connection:
    """A connection for any thread; close it after use."""
    conn = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, factory=Connection)
    try:
        for pragma in _PRAGMAS:
            conn.execute(pragma)
        conn.create_function("fold", 1, fold, deterministic=True)
        conn.create_function("index_words", 1, index_words, deterministic=True)
        conn.create_function("names_file", 1, lambda text: bool(extra.files(text)), deterministic=True)
    except BaseException:
        conn.close()
        raise
    return conn


_Reported = (sqlite3.Error, UnicodeDecodeError, json.JSONDecodeError)


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
    message = str(error)
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
    from tipdesk.storage import terms

    try:
        with _clear_errors(path), contextlib.closing(_connected(_address(path, readonly=False))) as conn:
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute(_TRUST)
            with transaction(conn):
                build(conn)
                terms.seed(conn)
    except BaseException:
        for made in (path, *beside(path)):
            made.unlink(missing_ok=True)
        raise


def build(conn: Connection) -> None:
    """Lay out an empty library in an empty database."""
    from tipdesk.storage import full_text, schema  # with SQLAlchemy, which takes longer to load than a library to open

    conn.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {layout.VERSION}")
    for statement in schema.statements(*schema.metadata.sorted_tables):
        conn.execute(statement)
    full_text.build(conn)
    full_text.build_for_files(conn)


def open_(path: Path) -> Database:
    """Open a library file, upgraded if it is of an older version; a file or folder without write permission for reading only.

    Raises LibraryRefused, leaving the file as it is, unless it is a sound library of this or an older version.
    """
    path, identity = located(path)
    version = _inspect(path)
    readonly = not _writable(path)
    if version < layout.VERSION:
        if readonly:
            raise LibraryRefused(f"{path} was made by an older tipdesk and cannot be upgraded here; open a copy in a folder for writing.")
        from tipdesk.storage import migrations

        with _clear_errors(path), contextlib.closing(_connected(_address(path, readonly))) as conn:
            conn.execute(_TRUST)
            migrations.upgrade(conn, path, version)
    return Database(HeldFile(path, identity), readonly=readonly)


def _inspect(path: Path) -> int:
    """The version of a library, read without changing a byte of it."""
    try:
        with contextlib.closing(_connected(_address(path, readonly=True))) as conn:
            application, version = (conn.execute(f"PRAGMA {name}").scalar() for name in ("application_id", "user_version"))
            laid_out = layout.of(conn)
    except _Reported as error:
        refusal = _refusal(path, error)
        if refusal and not isinstance(refusal, Damaged):
            raise refusal from error
        raise LibraryRefused(f"{path} is not a tipdesk library, or is damaged; it was left as it is.") from error
    if application != layout.APPLICATION_ID:
        raise LibraryRefused(f"{path} is not a tipdesk library; it was left as it is.")
    if version < 1:
        raise LibraryRefused(f"{path} has no version that tipdesk knows; it was left as it is.")
    if version > layout.VERSION:
        raise LibraryRefused(f"{path} was made by a newer tipdesk; update tipdesk to open it.")
    if strange := laid_out ^ layout.expected(version):
        names = ", ".join(sorted({name for _, name, _ in strange})[:3])
        raise LibraryRefused(f"{path} is not laid out as a tipdesk library of its version ({names}); it was left as it is.")
    return int(version)
