"""Vocabularies of the user's own, terms looked after, and places settled; each change in a real library, taken back and done again."""

from pathlib import Path

import pytest

from tests.storage.dump import dump
from tipdesk import formats
from tipdesk.app.edit import Edit
from tipdesk.app.edits import Add, Batch, FileUnder, MergeTerms, RenameTerm, SaveSearch, SetField
from tipdesk.app.exporting import as_text
from tipdesk.app.library import Library
from tipdesk.app.salvaging import salvage
from tipdesk.app.term_edits import (
    AddTerm,
    AddVocabulary,
    DeleteVocabulary,
    KeepPlace,
    MakeRegion,
    MoveTerms,
    RenameVocabulary,
    SetAliases,
    SetCode,
    SetTerms,
)
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything, parse
from tipdesk.domain.record import to_record
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.domain.vocabularies import Vocabulary


def there_and_back(library: Library, edit: Edit) -> None:
    """Apply an edit, and see that undo restores the file to the letter and redo its state."""
    before = dump(library.path)
    applied = library.apply(edit)
    after = dump(library.path)
    undone = library.apply(applied.inverse)
    assert dump(library.path) == before
    library.apply(undone.inverse)
    assert dump(library.path) == after


def refused(library: Library, edit: Edit, reason: str) -> None:
    before = dump(library.path)
    with pytest.raises(TipdeskError, match=reason):
        library.apply(edit)
    assert dump(library.path) == before


def term_id(library: Library, vocabulary: str, name: str) -> int:
    return next(term.id for term in library.terms(vocabulary) if term.name == name)


def found(library: Library, query: str) -> list[str]:
    parsed = parse(query, own=[vocabulary.name for vocabulary in library.vocabularies()])
    assert not parsed.problem
    return [p.key for p in library.get(sorted(library.find(parsed.query)))]


@pytest.fixture
def shelf(library: Library) -> Library:
    """Three publications, two of which came in with another field "Audience"."""
    library.apply(
        Add(
            (
                Publication(key="one", title="One", extra=(("eprint", "7"), ("Audience", "judges; police"))),
                Publication(key="two", title="Two", extra=(("audience", "judges"), ("colour", "red"))),
                Publication(key="three", title="Three", countries=("Atlantis", "Kenya"), regions=("Sahel",)),
            )
        )
    )
    return library


def test_saved_searches_follow_terms_that_are_renamed_merged_and_moved(shelf: Library) -> None:
    shelf.apply(AddVocabulary("Audience"))
    shelf.apply(FileUnder((1, 2), "tag", ("training/exercise", "legal")))
    for query in (
        "tag:=training", 'TITLE:one (tag:Training/Exercise OR no:url) -tag:="legal"', "audience:=police", "country:=Atlantis", "tag:train*",
        'country:="Atlantis" (',
    ):  # fmt: skip
        shelf.apply(SaveSearch(SavedSearch(query, query)))

    def kept() -> list[str]:
        return [search.query for search in shelf.saved_searches()]

    there_and_back(shelf, RenameTerm(term_id(shelf, "tag", "training"), "Courses"))
    assert kept()[:2] == ["tag:=Courses", "title:one (tag:Courses/exercise OR no:url) -tag:=legal"]
    there_and_back(shelf, MergeTerms((term_id(shelf, "tag", "Courses"),), term_id(shelf, "tag", "legal")))
    there_and_back(shelf, RenameTerm(term_id(shelf, "audience", "police"), 'the "police"'))
    there_and_back(shelf, MakeRegion(term_id(shelf, "country", "Atlantis")))
    assert kept() == [
        "tag:=legal", "title:one (tag:legal/exercise OR no:url) -tag:=legal",
        r'audience:="the \"police\""', "region:=Atlantis", "tag:train*",
        'country:="Atlantis" (',
    ]  # fmt: skip
    assert [found(shelf, query) for query in (kept()[0], *kept()[2:4])] == [["one", "two"], ["one"], ["three"]]


# -- vocabularies of the user's own


def test_a_vocabulary_takes_over_the_fields_of_its_name_and_is_searched_counted_and_shown(shelf: Library) -> None:
    there_and_back(shelf, AddVocabulary(" Audience "))
    assert shelf.vocabularies() == [Vocabulary("audience", "Audience", 1)]
    there_and_back(shelf, FileUnder((3,), "audience", ("police",)))
    assert found(shelf, "audience:judges") == ["one", "two"]
    assert found(shelf, "-audience:judges") == ["three"]
    assert found(shelf, 'audience:="police"') == ["one", "three"]
    assert {count.value: count.count for count in shelf.facet("audience", Everything())} == {"judges": 2, "police": 2}
    one, three = shelf.get((1, 3))
    assert one.extra == (("eprint", "7"), ("audience", "judges; police"))
    assert to_record(three)["extra"] == {"audience": "police"}
    there_and_back(shelf, SetTerms((1, 3), "audience", ("teachers",)))
    there_and_back(shelf, SetField((2,), "extra", (("colour", "blue"), ("audience", r"Smith\; Sons"))))
    assert {count.value for count in shelf.facet("audience", Everything())} == {"teachers", "Smith; Sons"}
    there_and_back(shelf, SetField((2,), "extra", ()))
    assert found(shelf, "audience:teachers") == ["one", "three"] and shelf.get((2,))[0].extra == ()
    assert shelf.check() == []


def test_its_terms_nest_merge_and_go_by_other_names_as_those_of_all_vocabularies(shelf: Library) -> None:
    shelf.apply(AddVocabulary("Audience"))
    there_and_back(shelf, AddTerm("audience", "practitioners"))
    practitioners = term_id(shelf, "audience", "practitioners")
    there_and_back(shelf, MoveTerms((term_id(shelf, "audience", "judges"), term_id(shelf, "audience", "police")), practitioners))
    assert found(shelf, "audience:practitioners") == ["one", "two"]
    there_and_back(shelf, SetAliases(term_id(shelf, "audience", "judges"), ("juges", " jueces ", "juges")))
    there_and_back(shelf, FileUnder((3,), "audience", ("Jueces",)))
    assert found(shelf, "audience:judges") == ["one", "two", "three"]
    there_and_back(shelf, MergeTerms((term_id(shelf, "audience", "police"),), term_id(shelf, "audience", "judges")))
    there_and_back(shelf, RenameTerm(term_id(shelf, "audience", "judges"), "bench"))
    assert shelf.get((1,))[0].extra[-1] == ("audience", "bench")
    refused(shelf, MoveTerms((practitioners,), term_id(shelf, "audience", "bench")), "cannot lie below itself")
    refused(shelf, MoveTerms((practitioners,), term_id(shelf, "theme", "Act")), "another vocabulary")


def test_renaming_shows_another_label_and_deleting_takes_the_terms_away(shelf: Library) -> None:
    shelf.apply(AddVocabulary("Audience"))
    there_and_back(shelf, RenameVocabulary(1, "Leserschaft"))
    assert shelf.vocabularies() == [Vocabulary("audience", "Leserschaft", 1)] and found(shelf, "audience:police") == ["one"]
    refused(shelf, AddVocabulary("leserschaft"), "already")
    refused(shelf, AddVocabulary("Audience"), "already")
    there_and_back(shelf, DeleteVocabulary(1))
    assert shelf.vocabularies() == [] and shelf.terms("audience") == [] and shelf.get((1,))[0].extra == (("eprint", "7"),)
    refused(shelf, FileUnder((1,), "audience", ("judges",)), "no vocabulary audience")
    assert "audience" in parse("audience:judges").problem


@pytest.mark.parametrize(
    "label", ["Translation of", "edition-of", "", " ", "Country", "tags", "Publisher", "note", "has", "Year", "Mots-clés", "C3", "x" * 41]
)
def test_a_label_that_cannot_be_is_refused(library: Library, label: str) -> None:
    refused(library, AddVocabulary(label), "cannot name|field already")


@pytest.mark.parametrize(("label", "name"), [("Target group", "targetgroup"), ("Público", "publico"), ("الجمهور", "الجمهور")])
def test_labels_in_any_language_can_be_searched_for(library: Library, label: str, name: str) -> None:
    library.apply(AddVocabulary(label))
    library.apply(Add((Publication(key="k", title="T", extra=((label, "école"),)), Publication(key="l"))))
    assert found(library, f"{name}:ecole") == ["k"]


@pytest.mark.parametrize("name", [form.name for form in formats.FORMATS if form.write])
def test_terms_survive_every_format_and_are_known_when_they_come_back(shelf: Library, tmp_path: Path, name: str) -> None:
    shelf.apply(AddVocabulary("Audience"))
    written = as_text(shelf.get((1, 2, 3)), name)
    with Library.create(tmp_path / "two.tipdesk") as other:
        other.apply(AddVocabulary("Audience"))
        read = formats.by_name(name).read
        assert read is not None
        other.apply(Add(tuple(p for p in read(written) if isinstance(p, Publication))))
        assert sorted(found(other, "audience:judges")) == ["one", "two"]
        assert found(other, "audience:police") == ["one"]
        assert [p.extra for p in other.get((1, 2))] == [p.extra for p in shelf.get((1, 2))]


def test_what_can_be_saved_of_a_library_keeps_them(shelf: Library, tmp_path: Path) -> None:
    shelf.apply(AddVocabulary("Audience"))
    saved, lost = salvage(shelf, tmp_path / "saved.tipdesk")
    assert (saved, lost) == (3, [])
    with Library(tmp_path / "saved.tipdesk") as other:
        assert found(other, "audience:judges") == ["one", "two"]


# -- terms


def test_terms_are_added_coded_and_moved(library: Library) -> None:
    there_and_back(library, AddTerm("theme", "Debt", term_id(library, "theme", "Means")))
    debt = term_id(library, "theme", "Debt")
    assert next(term for term in library.terms("theme") if term.id == debt).parent == ("theme", "Means")
    there_and_back(library, SetCode(debt, " D1 "))
    there_and_back(library, MoveTerms((debt,)))
    there_and_back(library, MoveTerms((term_id(library, "country", "Kenya"),), term_id(library, "region", "Middle Africa")))
    there_and_back(library, AddTerm("tag", "a/b/c"))
    there_and_back(library, MoveTerms((term_id(library, "tag", "a/b"),)))
    assert [term.name for term in library.terms("tag")] == ["a", "b", "b/c"]
    there_and_back(library, MoveTerms((term_id(library, "tag", "b"),), term_id(library, "tag", "a")))
    refused(library, MoveTerms((term_id(library, "tag", "a"),), term_id(library, "tag", "a/b")), "below itself")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: AddTerm("theme", " "), "needs a name"),
        (lambda _: AddTerm("country", "Ivory Coast"), "a name of Côte d'Ivoire already"),
        (lambda _: AddTerm("kind", "poster"), "fixed"),
        (lambda _: AddTerm("nothing", "x"), "no vocabulary nothing"),
        (lambda x: SetAliases(x("country", "Kenya"), ("Soudan",)), "a name of Sudan already"),
        (lambda x: MoveTerms((x("kind", "report"),)), "fixed"),
        (lambda x: MoveTerms((x("region", "Africa"),), x("region", "Western Africa")), "below itself"),
        (lambda x: MoveTerms((x("country", "Kenya"),), x("country", "Sudan")), "another vocabulary"),
        (lambda _: SetCode(999_999, "x"), "not there any more"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(library: Library, make, reason: str) -> None:  # type: ignore[no-untyped-def]
    refused(library, make(lambda vocabulary, name: term_id(library, vocabulary, name)), reason)


# -- places


def test_unresolved_places_are_settled_in_one_step(shelf: Library) -> None:
    shelf.apply(FileUnder((1, 2), "country", ("Kenyaland", "Zanj", "Mordor")))
    unresolved = {(term.vocabulary, term.name): term.id for term in shelf.unresolved_places()}
    assert sorted(unresolved) == [
        ("country", "Atlantis"), ("country", "Kenyaland"), ("country", "Mordor"), ("country", "Zanj"), ("region", "Sahel"),
    ]  # fmt: skip
    steps = (
        KeepPlace(unresolved["country", "Atlantis"]),
        MergeTerms((unresolved["country", "Kenyaland"],), term_id(shelf, "country", "Kenya")),
        MergeTerms((unresolved["country", "Zanj"],), term_id(shelf, "region", "Eastern Africa")),
        MakeRegion(unresolved["country", "Mordor"]),
        KeepPlace(unresolved["region", "Sahel"]),
    )
    there_and_back(shelf, Batch(steps, "Settle places"))
    assert shelf.unresolved_places() == []
    one, three = shelf.get((1, 3))
    assert one.countries == ("Kenya",) and sorted(one.regions) == ["Eastern Africa", "Mordor"]
    assert three.countries == ("Atlantis", "Kenya") and three.regions == ("Sahel",)
    shelf.apply(SetField((2,), "countries", ("Kenyaland", "Atlantis")))
    assert shelf.get((2,))[0].countries == ("Kenya", "Atlantis") and shelf.unresolved_places() == []
    assert sorted(found(shelf, "country:kenyaland")) == ["one", "three", "two"]
