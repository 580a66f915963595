"""A library as a file: refused, damaged, replaced, shared with other programs."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.conftest import SHELF, titles
from tipdesk.app import edits
from tipdesk.app.library import Library
from tipdesk.app.salvaging import salvage
from tipdesk.domain.errors import BadRequest, LibraryRefused, SystemRefused
from tipdesk.domain.names import Contributor, Organisation
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything, parse
from tipdesk.storage import database, layout, terms
from tipdesk.storage.connection import Connection


def test_only_the_owner_can_read_a_library(library: Library) -> None:
    assert stat.S_IMODE(library.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(84), os.urandom(4096)])
def test_what_is_no_library_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.tipdesk"
    path.write_bytes(content)
    with pytest.raises(LibraryRefused):
        Library(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def other_database(path: Path, *statements: str) -> bytes:
    conn = sqlite3.connect(path)
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()
    return path.read_bytes()


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    content = other_database(tmp_path / "x.db", "CREATE TABLE publication(id INTEGER PRIMARY KEY)")
    with pytest.raises(LibraryRefused, match="not a tipdesk library"):
        Library(tmp_path / "x.db")
    assert (tmp_path / "x.db").read_bytes() == content


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (f"PRAGMA user_version = {layout.VERSION + 1}", "newer"),
        ("PRAGMA user_version = 0", "no version"),
        ("PRAGMA user_version = -1", "no version"),
        ("CREATE TRIGGER strange AFTER INSERT ON publication BEGIN DELETE FROM note; END", "not laid out"),
    ],
)
def test_a_newer_or_tampered_library_is_refused(library: Library, statement: str, reason: str) -> None:
    library.close()
    content = other_database(library.path, statement)
    with pytest.raises(LibraryRefused, match=reason):
        Library(library.path)
    assert library.path.read_bytes() == content


def test_a_path_with_signs_that_urls_give_a_meaning_is_taken_literally(tmp_path: Path) -> None:
    path = tmp_path / "50% off? #1 & ü.tipdesk"
    Library.create(path).close()
    with Library(path) as library:
        assert library.count(Everything()) == 0
    assert path in tmp_path.iterdir()


def test_a_failed_edit_leaves_nothing(shelf: Library) -> None:
    def records() -> object:
        yield Publication(title="First")
        raise Cancelled

    before = titles(shelf, "")
    with pytest.raises(Cancelled):
        shelf.apply(edits.Add(records()))  # type: ignore[arg-type]
    assert titles(shelf, "") == before
    assert shelf.check() == []
    shelf.apply(edits.SetField((1,), "title", "Still works"))
    assert titles(shelf, "works") == ["Still"]


def test_another_programs_change_is_noticed_and_ends_undo(shelf: Library) -> None:
    applied = shelf.apply(edits.SetField((1,), "title", "Mine"))
    assert not shelf.changed_elsewhere()
    with Library(shelf.path) as other:
        other.apply(edits.SetField((1,), "title", "Theirs"))
    with pytest.raises(BadRequest, match="Another program"):
        shelf.apply(applied.inverse)
    assert titles(shelf, "theirs") == ["Theirs"]


def test_another_programs_change_ends_undo_though_one_edits_on(shelf: Library) -> None:
    first = shelf.apply(edits.SetField((1,), "title", "Mine"))
    with Library(shelf.path) as other:
        other.apply(edits.SetField((1,), "title", "Theirs"))
    shelf.apply(edits.SetField((2,), "title", "Mine"))
    with pytest.raises(BadRequest, match="Another program"):
        shelf.apply(first.inverse)
    assert titles(shelf, "theirs") == ["Theirs"]


def test_after_another_programs_import_the_first_edit_may_be_a_removal(shelf: Library) -> None:
    with Library(shelf.path) as opened:
        number = opened.ids_by_key(["bird2020smuggling"])["bird2020smuggling"]
        shelf.apply(edits.Add([Publication(title="New")]))
        opened.apply(edits.Remove((number,)))
        assert opened.ids_by_key(["bird2020smuggling"]) == {}


def test_readers_see_the_old_state_while_a_write_is_under_way(shelf: Library) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> object:
        yield Publication(title="Being added")
        inside.set()
        go_on.wait(10)

    writer = threading.Thread(target=lambda: shelf.apply(edits.Add(slow())))  # type: ignore[arg-type]
    writer.start()
    assert inside.wait(10)
    assert titles(shelf, "") == ["An", "Côte", "Smuggling", "Undated"]
    go_on.set()
    writer.join()
    assert titles(shelf, "being") == ["Being"]


def test_a_cancelled_query_stops(shelf: Library) -> None:
    shelf.apply(edits.Add(Publication(title=f"Title {n}", abstract="word " * 50) for n in range(3000)))

    class Stopped:
        cancelled = True

        def report(self, done: int, total: int) -> None: ...

    with pytest.raises(Cancelled):
        shelf.find(parse("url:x publisher:y abstract:word").query, progress=Stopped())


def test_an_index_that_has_lost_what_it_says_of_itself_is_reported_as_damage(shelf: Library) -> None:
    shelf.close()
    other_database(shelf.path, "DELETE FROM full_text_config")
    with Library(shelf.path) as again:
        with pytest.raises(LibraryRefused, match="damaged"):
            again.count(parse("smuggling").query)
        assert again.check() == ["The search index does not match the publications."]


def test_check_finds_an_index_that_does_not_match(shelf: Library) -> None:
    shelf.close()
    other_database(shelf.path, "INSERT INTO full_text(full_text, rowid, title) VALUES ('delete', 1, 'Smuggling in a pandemic')")
    with Library(shelf.path) as again:
        assert again.check() == ["The search index does not match the publications."]


def test_check_says_that_a_library_is_busy_and_not_that_its_index_is_wrong(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 0",))
    with closing(sqlite3.connect(shelf.path, isolation_level=None)) as other, Library(shelf.path) as busy:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryRefused, match="another program"):
            busy.check()


@pytest.mark.parametrize(
    ("error", "refused", "reason"),
    [
        (sqlite3.OperationalError("database or disk is full"), SystemRefused, "disk is full"),
        (sqlite3.OperationalError("database is locked"), LibraryRefused, "another program"),
        (sqlite3.DatabaseError("vtable constructor failed: full_text"), LibraryRefused, "damaged"),
        (sqlite3.DatabaseError('fts5: corruption found reading blob 10 from table "full_text"'), LibraryRefused, "damaged"),
        (sqlite3.DatabaseError('fts5: missing row 4 from content table "main"."searched"'), LibraryRefused, "damaged"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), LibraryRefused, "damaged"),
    ],
)
def test_what_sqlite_reports_becomes_a_sentence(library: Library, error: Exception, refused: type[Exception], reason: str) -> None:
    with pytest.raises(refused, match=reason), library.reading():
        raise error


@pytest.mark.parametrize(
    "held",
    [
        "[[",
        '{"edition-of": "en"}',
        '[["edition-of", 5]]',
        '[["edition-of"]]',
        '[["a", "b", "c"]]',
        '"abc"',
        "5",
        "[" * 9999,
        '[["a", "\\ud800"]]',
    ],
)
def test_other_fields_that_are_none_are_reported_as_damage(shelf: Library, held: str) -> None:
    other_database(shelf.path, f"UPDATE publication SET extra = '{held}' WHERE id = 1")
    with pytest.raises(LibraryRefused, match="damaged"):
        shelf.get([1])
    assert shelf.check() == ["The other fields of publication number 1 cannot be read."]


@pytest.mark.parametrize("held", ["5", '"a file"', "file", b"file \xff".decode("latin-1")])
def test_other_fields_that_are_no_text_are_reported_as_damage(shelf: Library, held: str) -> None:
    other_database(shelf.path, f"UPDATE publication SET extra = x'{held.encode('latin-1').hex()}' WHERE id = 1")
    with pytest.raises(LibraryRefused, match="damaged"):
        shelf.get([1])
    assert [row.has_file for row in shelf.rows([1])] == [False]
    assert titles(shelf, "has:file") == []


@pytest.mark.parametrize("number", [-5, -(2**40)])
def test_a_publication_with_a_number_below_zero_is_reported_as_damage(shelf: Library, tmp_path: Path, number: int) -> None:
    shelf.close()
    other_database(shelf.path, f"UPDATE publication SET id = {number} WHERE id = 1")
    with Library(shelf.path) as damaged:
        with pytest.raises(LibraryRefused, match="damaged"):
            damaged.count(Everything())
        assert salvage(damaged, tmp_path / "saved.tipdesk")[0] == len(SHELF) - 1


def test_a_contributor_of_no_publication_is_reported_as_damage(library: Library) -> None:
    library.apply(edits.Add([Publication(title="One", contributors=(Contributor(Organisation("Zzyzx")),))]))
    library.close()
    whole = library.path.read_bytes()
    name, one, nothing, zero = 13 + 2 * len("Zzyzx"), 9, 0, 8  # how SQLite writes the kinds of an index's columns
    entry = bytes((4, name, one, zero)) + b"Zzyzx"
    assert whole.count(entry) == 1
    library.path.write_bytes(whole.replace(entry, bytes((4, name, nothing, zero)) + b"Zzyzx"))
    with Library(library.path) as damaged, pytest.raises(LibraryRefused, match="damaged"):
        damaged.facet("contributor", Everything())


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM publication_link", "links"),
        ("UPDATE publication_link SET folded = 'x'", "links"),
        ("INSERT INTO publication_link VALUES (2, 'edition-of', 'en')", "links"),
        ("DELETE FROM key_alias", "older citation keys"),
    ],
)
def test_check_finds_links_and_older_keys_that_no_publication_says(shelf: Library, statement: str, what: str) -> None:
    shelf.apply(edits.SetField((1,), "extra", (("translation-of", "En"), ("ids", "Old, older"))))
    assert shelf.check() == []
    other_database(shelf.path, statement)
    assert shelf.check() == [f"What is looked up of {what} does not match the publications."]


@pytest.mark.parametrize(
    ("message", "refused", "reason"),
    [
        ("disk I/O error", SystemRefused, "disk I/O"),
        ("database is locked", LibraryRefused, "another program"),
        ("file is not a database", LibraryRefused, "not a tipdesk library"),
    ],
)
def test_a_library_that_cannot_be_looked_at_is_not_called_a_stranger(
    library: Library, monkeypatch: pytest.MonkeyPatch, message: str, refused: type[Exception], reason: str
) -> None:
    def fail(_conn: object) -> None:
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(layout, "of", fail)
    with pytest.raises(refused, match=reason):
        Library(library.path)


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(LibraryRefused, match="cannot be opened"):
        Library(tmp_path / "a")


def test_a_library_that_could_not_be_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(conn: Connection) -> None:
        (tmp_path / "x.tipdesk-shm").touch()
        (tmp_path / "x.tipdesk-wal").touch()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(terms, "seed", fail)
    with pytest.raises(SystemRefused):
        Library.create(tmp_path / "x.tipdesk")
    assert list(tmp_path.iterdir()) == []


def replace_file(library: Library) -> bytes:
    """Puts another library where an open one is, as a program that restores a copy does; returns what is in it."""
    with Library.create(library.path.with_name("new")) as new:
        new.apply(edits.Add([Publication(title="New")]))
    content = new.path.read_bytes()
    new.path.replace(library.path)
    return content


def test_a_replaced_library_is_neither_written_nor_read(shelf: Library) -> None:
    content = replace_file(shelf)
    for ask in (
        lambda: shelf.apply(edits.SetField((1,), "title", "Lost")),
        lambda: shelf.count(Everything()),
        lambda: shelf.facet("tag", Everything()),
    ):
        with pytest.raises(LibraryRefused, match="replaced"):
            ask()
    assert [shelf.changed_elsewhere(), shelf.changed_elsewhere()] == [True, False]
    shelf.close()
    assert shelf.path.read_bytes() == content
    with Library(shelf.path) as new:
        assert titles(new, "") == ["New"]


def test_a_library_replaced_during_a_write_is_noticed(shelf: Library) -> None:
    def records() -> object:
        yield Publication(title="Into the old file")
        replace_file(shelf)

    with pytest.raises(LibraryRefused, match="replaced"):
        shelf.apply(edits.Add(records()))  # type: ignore[arg-type]


def test_a_removed_library_is_not_made_anew(library: Library) -> None:
    library.path.unlink()
    with pytest.raises(LibraryRefused, match="removed"):
        library.apply(edits.Add(SHELF))
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        database._connected(database._address(library.path, readonly=False))
    assert not library.path.exists()


def test_an_open_library_is_read_and_edited_without_what_only_new_ones_need(shelf: Library) -> None:
    """In a process of its own. SQLAlchemy takes longer to load than all the rest, and a window would wait for it."""
    used = (
        "import sys; from tipdesk.app import edits, library; from tipdesk.domain.query import parse\n"
        "with library.Library(sys.argv[1]) as shelf:\n"
        "    shelf.apply(edits.SetField((1,), 'title', 'Renamed'))\n"
        "    assert len(shelf.find(parse('renamed').query)) == 1 and shelf.rows((1,))\n"
        "assert 'sqlalchemy' not in sys.modules"
    )
    shelf.close()
    subprocess.run([sys.executable, "-c", used, str(shelf.path)], check=True)
