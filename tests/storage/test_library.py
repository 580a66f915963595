"""A library file: what goes in is found, what is not ours is refused, and two programs can share it."""

import gzip
import os
import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from tests.property.strategies import publication as a_publication
from tipdesk.app import edits
from tipdesk.app.library import Library, Sort
from tipdesk.domain.errors import BadRequest, LibraryRefused, SystemRefused
from tipdesk.domain.fields import TERM_FIELDS
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import Everything, parse
from tipdesk.domain.text import squeeze
from tipdesk.storage import database, migrations, schema

BIRD = Contributor(Person("Bird", "Lucia"))
WALK_FREE = Contributor(Organisation("Walk Free Foundation"))
SHELF = (
    Publication(
        title="Smuggling in a pandemic", contributors=(BIRD,), date="2020-04", kind="policy brief", countries=("Kenya",), tags=("health",)
    ),
    Publication(
        title="An index of slavery", contributors=(WALK_FREE,), date="2018", regions=("Europe",), abstract="Ratings of governments."
    ),
    Publication(title="Côte d'Ivoire: cocoa", countries=("Côte d'Ivoire",), languages=("fr",), tags=("training/exercise",), date="2015"),
    Publication(title="Undated portal", url="https://example.org/x", notes=(Note("Ask before citing."),), countries=("Worldwide",)),
)


@pytest.fixture
def shelf(library: Library) -> Library:
    library.apply(edits.Add(SHELF))
    return library


def titles(library: Library, query: str, *sort: Sort) -> list[str]:
    return [p.title.split()[0] for p in library.get(library.find(parse(query).query, sort))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["An", "Côte", "Smuggling", "Undated"]),
        ("PANDEMIC", ["Smuggling"]),
        ("cote", ["Côte"]),
        ("ratings governments", ["An"]),
        ('"governments ratings"', []),
        ("smugg*", ["Smuggling"]),
        ("smuggling OR slavery", ["An", "Smuggling"]),
        ("-smuggling -slavery", ["Côte", "Undated"]),
        ("author:bird", ["Smuggling"]),
        ("title:ratings", []),
        ("citing", ["Undated"]),
        ("region:Africa", ["Côte", "Smuggling"]),
        ('region:"Eastern Africa"', ["Smuggling"]),
        ('country:"Ivory Coast"', ["Côte"]),
        ("country:CIV", ["Côte"]),
        ("tag:training", ["Côte"]),
        ("tag:training/exercise", ["Côte"]),
        ("lang:french", ["Côte"]),
        ("kind:brief", ["Smuggling"]),
        ("year:2015..2018", ["An", "Côte"]),
        ("year:>2018", ["Smuggling"]),
        ("year:<=2015", ["Côte"]),
        ("no:year", ["Undated"]),
        ("has:notes has:url", ["Undated"]),
        ("added:>1d", ["An", "Côte", "Smuggling", "Undated"]),
        ("added:<2020", []),
        ("key:bird2020smuggling", ["Smuggling"]),
        ("key:bird*", ["Smuggling"]),
        ("url:EXAMPLE.org", ["Undated"]),
        ("in:trash", []),
        ("-in:trash", ["An", "Côte", "Smuggling", "Undated"]),
        ("NOT in:trash slavery", ["An"]),
        ("added:>400000d", ["An", "Côte", "Smuggling", "Undated"]),
        ("(pandemic OR slavery) year:2018", ["An"]),
        ('"; DROP TABLE publication; --', []),
        ("--", []),
        ("(", []),
    ],
)
def test_queries_find_what_they_say(shelf: Library, query: str, found: list[str]) -> None:
    assert titles(shelf, query) == found


def test_sorting_by_several_keys(shelf: Library) -> None:
    assert titles(shelf, "", Sort("year", descending=True)) == ["Smuggling", "An", "Côte", "Undated"]


def test_a_facet_counts_a_region_with_the_countries_inside_it(shelf: Library) -> None:
    counts = {c.value: c.count for c in shelf.facet("region", Everything())}
    assert counts["Africa"] == 2
    assert counts["Europe"] == 1
    assert {c.value: c.count for c in shelf.facet("tag", Everything())} == {"health": 1, "training": 1, "training/exercise": 1}
    assert [(c.value, c.count) for c in shelf.facet("contributor", Everything())] == [("Bird, Lucia", 1), ("Walk Free Foundation", 1)]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(a_publication, min_size=1, max_size=5))
def test_a_publication_comes_back_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, records: list[Publication]) -> None:
    with Library.create(tmp_path_factory.mktemp("library") / "one.tipdesk") as library:
        library.apply(edits.Add(records))
        back = library.get(range(1, len(records) + 1))
        for given_, got in zip(records, back, strict=True):
            assert _folded(got) == _folded(replace(given_, key=got.key))
            assert got.source == given_.source


def _folded(publication: Publication) -> Publication:
    """With its terms folded: two that differ in typography are one term of the library, in the spelling that came first."""
    terms = {
        field.name: tuple(dict.fromkeys(squeeze(value) or value for value in getattr(publication, field.name))) for field in TERM_FIELDS
    }
    return replace(publication, **terms)


def test_trash_hides_and_restore_brings_back_notes_and_tags(shelf: Library) -> None:
    [number] = shelf.find(parse("health").query)
    shelf.apply(edits.SetNotes(number, (Note("71b9"),)))
    before = shelf.get([number])
    shelf.apply(edits.SetTrashed((number,)))
    assert titles(shelf, "health") == []
    assert titles(shelf, "in:trash health") == ["Smuggling"]
    shelf.apply(edits.SetTrashed((number,), trashed=False))
    assert shelf.get([number]) == before
    assert titles(shelf, "71b9 tag:health") == ["Smuggling"]


def test_all_but_the_trash_leaves_the_trash_out(shelf: Library) -> None:
    shelf.apply(edits.SetTrashed((1,)))
    assert titles(shelf, "-in:trash") == ["An", "Côte", "Undated"]
    assert titles(shelf, "in:trash") == ["Smuggling"]


def test_the_longest_searches_are_answered(shelf: Library) -> None:
    for text in ("in " * 500, " OR ".join(["index"] * 500), "url:example " * 500, "(an OR in) " * 250):
        query = parse(text)
        assert not query.problem
        assert shelf.count(query.query) <= len(SHELF)


@pytest.mark.parametrize("level", ["c d OR -({})", "a -(b OR {})", "NOT (a OR b NOT ({}))", "(a b (c OR {}))", "a OR ({} b)"])
def test_the_most_nested_searches_are_answered(shelf: Library, level: str) -> None:
    query, problem = parse("in"), ""
    text = 'country:x OR title:"y z" has:tag'
    while not problem:
        query, text = parse(text), level.format(text)
        problem = parse(text).problem
        assert shelf.count(query.query) <= len(SHELF)
        shelf.facet("region", query.query)
    assert "nested" in problem


def test_signs_that_sqlite_does_not_take_are_passed_over(shelf: Library) -> None:
    assert titles(shelf, "an\0slavery\ud800") == ["An"]


def test_editing_a_trashed_record_does_not_bring_it_back(shelf: Library) -> None:
    shelf.apply(edits.SetTrashed((1,)))
    shelf.apply(edits.SetField((1,), "title", "Edited in the trash"))
    assert titles(shelf, "in:trash") == ["Edited"]


def test_a_renamed_tag_takes_those_below_it_along_and_is_found_by_its_new_name(shelf: Library) -> None:
    [training] = [t for t in shelf.terms("tag") if t.name == "training"]
    shelf.apply(edits.RenameTerm(training.id, "teaching"))
    assert titles(shelf, "tag:teaching/exercise") == ["Côte"]
    assert titles(shelf, "exercise") == ["Côte"]
    assert titles(shelf, "training") == []


def test_merged_countries_are_one_and_the_old_name_still_finds_it(shelf: Library) -> None:
    countries = {t.name: t.id for t in shelf.terms("country")}
    shelf.apply(edits.MergeTerms((countries["Kenya"],), countries["Côte d'Ivoire"]))
    assert titles(shelf, "country:kenya") == ["Côte", "Smuggling"]
    shelf.apply(edits.SetField((4,), "countries", ("Kenya",)))
    assert shelf.get([4])[0].countries == ("Côte d'Ivoire",)


def test_a_key_that_is_taken_gets_a_suffix_and_cannot_be_set(shelf: Library) -> None:
    renamed: list[tuple[str, str]] = []
    shelf.apply(edits.Add([Publication(key="bird2020smuggling", title="Another")], renamed=lambda *keys: renamed.append(keys)))
    assert renamed == [("bird2020smuggling", "bird2020smugglinga")]
    with pytest.raises(BadRequest, match="taken"):
        shelf.apply(edits.SetField((2,), "key", "BIRD2020smuggling"))


def test_keys_with_capitals_beyond_ascii_are_told_apart(library: Library) -> None:
    library.apply(edits.Add([Publication(key="Éa", title="Capital"), Publication(key="éA", title="Small")]))
    library.apply(edits.Add([Publication(key="ÉA", title="Again")]))
    assert [p.key for p in library.get((1, 2, 3))] == ["Éa", "éA", "ÉAa"]
    assert library.ids_by_key(["ÉA", "éa", "none"]) == {"ÉA": 1, "éa": 2}
    assert titles(library, "key:Éa") == ["Capital"]
    assert titles(library, "key:éa*") == ["Small"]


def test_a_tag_with_too_many_levels_is_refused(library: Library) -> None:
    library.apply(edits.Add([Publication(title="One", tags=("/".join("x" * 50),))]))
    with pytest.raises(BadRequest, match="levels"):
        library.apply(edits.SetField((1,), "tags", ("/".join("x" * 2000),)))
    [lowest] = [t for t in library.terms("tag") if t.name.count("/") == 49]
    with pytest.raises(BadRequest, match="levels"):
        library.apply(edits.RenameTerm(lowest.id, lowest.name + "y/z"))


def test_filing_reads_only_the_terms_that_it_needs(shelf: Library) -> None:
    with shelf._database.writing() as conn:
        statements: list[str] = []
        conn.connection.dbapi_connection.set_trace_callback(statements.append)  # type: ignore[union-attr]
        edits.SetField((1,), "tags", ("health",)).apply(conn)
        conn.connection.dbapi_connection.set_trace_callback(None)  # type: ignore[union-attr]
    assert not [s for s in statements if "FROM term" in s and "WHERE" not in s]


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
        (f"PRAGMA user_version = {schema.VERSION + 1}", "newer"),
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
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), LibraryRefused, "damaged"),
    ],
)
def test_what_sqlite_reports_becomes_a_sentence(library: Library, error: Exception, refused: type[Exception], reason: str) -> None:
    with pytest.raises(refused, match=reason), library.reading():
        raise error


def test_a_row_with_damaged_json_is_reported_as_damage(shelf: Library) -> None:
    other_database(shelf.path, "UPDATE publication SET extra = '[[' WHERE id = 1")
    with pytest.raises(LibraryRefused, match="damaged"):
        shelf.get([1])


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

    monkeypatch.setattr(database, "_layout", fail)
    with pytest.raises(refused, match=reason):
        Library(library.path)


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(LibraryRefused, match="cannot be opened"):
        Library(tmp_path / "a")


def test_a_library_that_could_not_be_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(conn: database.Connection) -> None:
        (tmp_path / "x.tipdesk-shm").touch()
        (tmp_path / "x.tipdesk-wal").touch()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(database.terms, "seed", fail)
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
    engine = database._engine(library.path, readonly=False)
    with pytest.raises(OperationalError, match="unable to open"):
        engine.connect()
    assert not library.path.exists()


def test_a_library_in_a_folder_for_reading_shows_what_is_in_the_log_too(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with shelf.reading() as conn:
        conn.exec_driver_sql("SELECT * FROM publication").fetchone()
        shelf.apply(edits.Add([Publication(title="In the log")]))
        assert shelf.path.with_name(f"{shelf.path.name}-wal").stat().st_size
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Library(shelf.path) as reading:
            assert reading.readonly
            assert reading.count(Everything()) == len(SHELF) + 1
    shelf.close()
    with Library(shelf.path) as reading:
        assert "immutable=1" in str(reading._database._engine.url)
        assert reading.count(Everything()) == len(SHELF) + 1


@pytest.fixture
def of_version_1(tmp_path: Path) -> Path:
    """A library as version 1 wrote it."""
    path = tmp_path / "old.tipdesk"
    path.write_bytes(gzip.decompress((Path(__file__).parents[1] / "data" / "version-1.tipdesk.gz").read_bytes()))
    return path


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pandemic", ["Smuggling"]),
        ("\u0627\u0644\u0627\u0637\u0641\u0627\u0644", ["\u062d\u0645\u0627\u064a\u0629"]),
        ("人口", ["打击贩运人口"]),
        ("強制", ["人身取引と強制労働"]),
        ("매매", ["인신매매"]),
        ("еще", ["Ещё"]),
        ("lodz", ["Smuggling"]),
        ("tag:strasse", ["Smuggling"]),
        ("tag:еще", ["Ещё"]),
        ("country:404", ["Smuggling"]),
        ("in:trash", ["Gone"]),
    ],
)
def test_a_library_of_version_1_is_upgraded_and_searched_by_the_new_folding(of_version_1: Path, query: str, found: list[str]) -> None:
    with Library(of_version_1) as library:
        assert titles(library, query) == found
        assert library.check() == []
        library.apply(edits.SetField((2,), "title", "Changed 人口"))
        assert titles(library, "人口") == ["Changed", "打击贩运人口"]
    with Library(of_version_1) as again:
        assert again.count(Everything()) == 6


def test_an_upgraded_library_is_laid_out_as_a_new_one(of_version_1: Path, library: Library) -> None:
    Library(of_version_1).close()
    for path in (of_version_1, library.path):
        assert database._inspect(path) == schema.VERSION
    with sqlite3.connect(of_version_1) as old, sqlite3.connect(library.path) as new:
        aliases = "SELECT vocabulary, term.name, a.name, a.folded FROM term JOIN term_alias a ON a.term_id = term.id"
        assert set(new.execute(aliases)) <= set(old.execute(aliases))


def test_an_old_library_that_was_tampered_with_is_refused(of_version_1: Path) -> None:
    content = other_database(of_version_1, "CREATE TRIGGER strange AFTER INSERT ON publication BEGIN DELETE FROM note; END")
    with pytest.raises(LibraryRefused, match="not laid out"):
        Library(of_version_1)
    assert of_version_1.read_bytes() == content


def test_an_upgrade_copies_the_file_first_and_runs_the_steps(of_version_1: Path) -> None:
    engine = database._engine(of_version_1, readonly=False)
    copy = migrations.upgrade(engine, of_version_1, 1, (lambda conn: conn.exec_driver_sql("UPDATE publication SET place = 'new'"),))
    engine.dispose()
    with sqlite3.connect(of_version_1) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (2,)
        assert conn.execute("SELECT DISTINCT place FROM publication").fetchall() == [("new",)]
    with Library(copy) as old:
        assert titles(old, "pandemic") == ["Smuggling"]
