"""A library: what goes in is found, filed, renamed and brought back."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from tests.property.strategies import publication as a_publication
from tests.storage.conftest import SHELF, titles
from tipdesk.app import edits
from tipdesk.app.library import Library, Sort
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import TERM_FIELDS
from tipdesk.domain.names import Contributor, Organisation
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import Between, Everything, parse
from tipdesk.domain.text import squeeze
from tipdesk.storage import search


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
        conn.set_trace_callback(statements.append)
        edits.SetField((1,), "tags", ("health",)).apply(conn)
        conn.set_trace_callback(None)
    assert not [s for s in statements if "FROM term" in s and "WHERE" not in s]


def test_of_what_was_touched_an_answer_about_a_moment_reads_no_more(shelf: Library) -> None:
    statements: list[str] = []
    with shelf.reading() as conn:
        conn.set_trace_callback(statements.append)
        assert list(search.ids_of(conn, Between("modified", "2020"), BitMap((2, 3)))) == [2, 3]
        conn.set_trace_callback(None)
        [plan, *_] = [row[-1] for row in conn.execute(f"EXPLAIN QUERY PLAN {statements[-1]}")]
    assert "INTEGER PRIMARY KEY" in plan


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("", ["50% A", "50% a_b", "50%", "MULLER", "Mu", "Muller", "mule", "Öst", "öst"]),
        ("Mu", ["Mu", "Muller", "mule"]),
        ("MU", ["MULLER", "Mu", "Muller", "mule"]),
        ("Ö", ["Öst"]),
        ("50% a", ["50% a_b"]),
        ("_", []),
    ],
)
def test_contributors_are_completed_in_any_case_of_a_to_z(library: Library, beginning: str, found: list[str]) -> None:
    names = ("Mu", "MULLER", "Muller", "mule", "Öst", "öst", "50% A", "50% a_b", "50%", "Mu")
    library.apply(edits.Add([Publication(title="One", contributors=tuple(Contributor(Organisation(name)) for name in names))]))
    assert library.contributors(beginning) == sorted(found)
    assert library.contributors(beginning, 2) == sorted(found)[:2]
