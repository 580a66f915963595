"""A library file: what goes in is found, what is not ours is refused, and two programs can share it."""

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.strategies import publication as a_publication
from tipdesk.app import edits
from tipdesk.app.library import Library, Sort
from tipdesk.domain.errors import BadRequest, LibraryRefused
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import Everything, parse
from tipdesk.storage import migrations, schema

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
            assert got == Publication(**{**fields_of(given_), "key": got.key})
            assert got.source == given_.source


def fields_of(publication: Publication) -> dict[str, object]:
    return {name: getattr(publication, name) for name in Publication.__dataclass_fields__}


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


def test_an_upgrade_copies_the_file_first_and_runs_the_steps(library: Library) -> None:
    from tipdesk.storage.database import _engine

    library.apply(edits.Add(SHELF))
    library.close()
    engine = _engine(library.path, readonly=False)
    copy = migrations.upgrade(engine, library.path, 1, (lambda conn: conn.exec_driver_sql("UPDATE publication SET place = 'new'"),))
    engine.dispose()
    with sqlite3.connect(library.path) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (2,)
        assert conn.execute("SELECT DISTINCT place FROM publication").fetchall() == [("new",)]
    with Library(copy) as old:
        assert titles(old, "pandemic") == ["Smuggling"]
