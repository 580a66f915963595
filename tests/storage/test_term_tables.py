"""A vocabulary goes out as a table, is edited in a spreadsheet, and comes back as one step."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.test_vocabularies import refused, term_id, there_and_back
from tipdesk.app import term_tables
from tipdesk.app.edits import Add, Batch, FileUnder, SetTermColour
from tipdesk.app.library import Library
from tipdesk.app.term_edits import AddTerm, AddVocabulary, SetAliases, SetCode
from tipdesk.app.term_tables import ImportTerms, Report
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.vocabularies import Term
from tipdesk.formats import csv_terms
from tipdesk.formats.csv_terms import TermRow
from tipdesk.storage.terms import MAX_LEVELS


def bring_in(library: Library, vocabulary: str, text: str) -> Report:
    report = Report()
    there_and_back(library, ImportTerms(vocabulary, tuple(csv_terms.read(text)), report))
    return report


def outline(library: Library, vocabulary: str) -> dict[str, tuple[str, tuple[str, ...], str, str]]:
    return {t.name: (t.parent[1] if t.parent else "", t.aliases, t.code, t.colour) for t in library.terms(vocabulary)}


def counts(report: Report) -> tuple[int, int, int]:
    return report.added, report.changed, report.same


@pytest.fixture
def audience(library: Library) -> Library:
    library.apply(AddVocabulary("Audience"))
    library.apply(Add([Publication(key="one", title="One")]))
    library.apply(FileUnder((1,), "audience", ("judges",)))
    library.apply(SetAliases(term_id(library, "audience", "judges"), ("bench",)))
    return library


def test_what_goes_out_comes_back_into_another_library_as_it_was(audience: Library, tmp_path: Path) -> None:
    audience.apply(AddTerm("audience", '=practitioners; all, "of" \'em'))
    audience.apply(AddTerm("audience", "juges", term_id(audience, "audience", '=practitioners; all, "of" \'em')))
    audience.apply(SetCode(term_id(audience, "audience", "juges"), "-1"))
    audience.apply(SetTermColour(term_id(audience, "audience", "juges"), "#aa2200"))
    audience.apply(SetAliases(term_id(audience, "audience", "juges"), ("a; b", "@c")))
    text = "".join(term_tables.write(audience, "audience"))
    assert text.startswith("\ufeffname,parent,aliases,code,colour\r\n")
    assert not any(cell[:1] in tuple("=+-@") for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    assert counts(bring_in(audience, "audience", text)) == (0, 0, 3)
    with Library.create(tmp_path / "two.tipdesk") as other:
        other.apply(AddVocabulary("Audience"))
        assert counts(bring_in(other, "audience", text)) == (3, 0, 0)
        assert outline(other, "audience") == outline(audience, "audience")


@pytest.mark.parametrize("vocabulary", ["country", "region", "theme", "tag", "language"])
def test_the_vocabularies_that_are_there_come_back_unchanged(library: Library, vocabulary: str) -> None:
    library.apply(AddTerm("tag", "sea/deep/blue"))
    text = "".join(term_tables.write(library, vocabulary))
    report = bring_in(library, vocabulary, text)
    assert counts(report) == (0, 0, len(library.terms(vocabulary))) and report.problems == []


def test_terms_are_merged_by_name_or_another_name_and_lose_nothing(audience: Library) -> None:
    rows = (
        "Term;Color;Broader;aliases;remark",
        "Judges;;practitioners;magistrates;x",
        "prosecutors;#AA2200;practitioners;;",
        "practitioners",
        "the bench;;;bench;",
    )
    text = "\n".join(rows)
    report = bring_in(audience, "audience", text)
    assert counts(report) == (2, 1, 0) and report.problems == []
    assert outline(audience, "audience") == {
        "judges": ("practitioners", ("bench", "magistrates", "the bench"), "", ""),
        "practitioners": ("", (), "", ""),
        "prosecutors": ("practitioners", (), "", "#aa2200"),
    }
    assert audience.get((1,))[0].extra == (("audience", "judges"),)


def test_what_cannot_be_is_told_and_the_rest_comes_in(audience: Library) -> None:
    text = 'name,parent,aliases,colour\na,b,,\nb,a,,red\n,,,\nc,nowhere,judges;chairs,\n,b,,\n"d,,,\n'
    report = bring_in(audience, "audience", text)
    assert set(outline(audience, "audience")) == {"judges", "a", "b"}  # c goes by another name of judges
    assert outline(audience, "audience")["judges"][1] == ("bench", "c", "chairs")
    assert sorted((found.line, found.reason.split()[0]) for found in report.problems) == [
        (3, "b"), (3, "red"), (5, "There"), (6, "This"), (7, "A"),
    ]  # fmt: skip


def test_countries_lie_below_regions_and_tags_by_their_paths(library: Library) -> None:
    report = bring_in(library, "country", "name,parent,aliases\nKenya,Middle Africa,Kenia\nAtlantis,Ocean,\n")
    assert counts(report) == (1, 1, 0) and [found.reason for found in report.problems] == ["There is no region Ocean to lie below."]
    assert outline(library, "country")["Kenya"][0] == "Middle Africa"
    report = bring_in(library, "tag", "name,parent,aliases\ndeep,sea,\nsea/deep/blue,sea/deep,azure\n")
    assert [found.reason for found in report.problems] == ["Tags have no other names; azure was left out."]
    assert [term.name for term in library.terms("tag")] == ["sea", "sea/deep", "sea/deep/blue"]


@pytest.mark.parametrize(
    ("vocabulary", "text", "reason"),
    [
        ("kind", "name\nposter\n", "fixed"),
        ("nothing", "name\nx\n", "no vocabulary nothing"),
        ("theme", "colour\nred\n", "no column “name”"),
        ("theme", "", "no column “name”"),
        ("theme", "\0\x01", "no column “name”"),
        ("theme", "name\n", "no rows"),
    ],
)
def test_a_table_that_is_of_no_use_changes_nothing(library: Library, vocabulary: str, text: str, reason: str) -> None:
    edit = ImportTerms(vocabulary, tuple(csv_terms.read(text)), Report())
    refused(library, edit, reason)
    refused(library, Batch([AddTerm("theme", "New"), edit], "Import"), reason)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).map(str.strip)


@given(st.lists(st.tuples(texts.filter(bool), texts, st.lists(texts.filter(bool), max_size=2, unique=True), texts)))
def test_any_terms_are_read_as_they_were_written(terms: list[tuple[str, str, list[str], str]]) -> None:
    written = "".join(
        csv_terms.write(Term("a", name, ("a", above) if above else None, code, "", tuple(also)) for name, above, also, code in terms)
    )
    found = list(csv_terms.read(written))
    assert not [row for row in found if isinstance(row, Problem)]
    assert [(row.name, row.parent, list(row.aliases), row.code) for row in found if isinstance(row, TermRow)] == terms


def test_a_term_that_would_lie_too_deep_stays_where_it_was(audience: Library) -> None:
    above = term_id(audience, "audience", "judges")
    for level in range(MAX_LEVELS - 1):
        audience.apply(AddTerm("audience", f"level {level}", above))
        above = term_id(audience, "audience", f"level {level}")
    audience.apply(AddTerm("audience", "police"))
    report = bring_in(audience, "audience", f"name,parent,colour\npolice,level {MAX_LEVELS - 2},#112233\n")
    assert ["too deep" in problem.reason for problem in report.problems] == [True]
    assert outline(audience, "audience")["police"] == ("", (), "", "#112233")
