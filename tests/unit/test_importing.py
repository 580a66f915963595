"""What an import does with what was decided in its review, and with texts that were mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.app import importing, reviewing
from tipdesk.app.importing import ADD, MERGE, SKIP, Import, Input, Options, Report
from tipdesk.app.judging import ALIKE, NEW, Verdict
from tipdesk.app.library import Library
from tipdesk.app.places import Places
from tipdesk.domain.errors import BadRequest, NothingUsable, SystemRefused
from tipdesk.domain.names import Contributor, Organisation
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.query import Everything
from tipdesk.formats import csv_
from tipdesk.formats.csv_columns import Layout

DEEP = "/".join("abcdefghij" * 6)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "one.tipdesk") as made:
        yield made


def _into(library: Library, source: Input, **decided: object) -> Report:
    report = Report()
    importing.run(library, Import([source], Options(), report, **decided))  # type: ignore[arg-type]
    return report


def _titles(library: Library) -> list[str]:
    """In the order in which they came in."""
    return [p.title for p in library.get(sorted(library.find(Everything())))]


def _bib(text: str) -> Input:
    return importing.input_of(text, "list.bib", "bibtex")


BROKEN = """@string{un = {United Nations}}
@misc{a, title = {First}}

@misc{b, title = {Second}, publisher = un

@misc{c, title = {Third}}
"""


def test_a_mended_entry_knows_the_macros_of_its_file_and_its_line() -> None:
    source = _bib(BROKEN)
    [problem] = [item for item in importing.read(source) if isinstance(item, Problem)]
    assert problem.line == 4
    [record] = importing.mended(source, problem, problem.text + "}")
    assert isinstance(record, Publication) and record.source is not None
    assert (record.publisher, record.source.line) == ("United Nations", 4)
    assert record.source.text == problem.text + "}"
    [still] = importing.mended(source, problem, problem.text)
    assert isinstance(still, Problem) and still.line == 4
    [nothing] = importing.mended(source, problem, "no entry at all")
    assert isinstance(nothing, Problem) and "No record" in nothing.reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TY  - BOOK\nTI  - A\nER  - \n", "ris"),
        ("@book{a, title = {A}}\n", "bibtex"),
        ('[{"id": "a", "title": "A"}]', "csljson"),
        ("Title\tAuthors\tYear\nA\tWren, Ada\t2001\n", "csv"),
        ("A title\n\nA text of it.\n\nCountry\nKenya\nRegion\nAfrica\nYear\n2001\n", "catalogue"),
        ("A title\n\nA text that ends too soon.\n", "catalogue"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_file_is_what_its_content_says(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(text.encode(encoding))
    assert importing.read_input(file).format.name == name
    assert importing.read_input(file, "ris").format.name == "ris"


def test_a_mended_row_has_the_header_and_layout_of_its_table() -> None:
    text = "sep=;\nTitre;Pays;Code\nUn;Kenya;1\nDeux;Li;ban;2\nTrois;Kenya;3\n"
    source = importing.input_of(text, "list.csv", "csv")
    source = Input(source.name, source.text, source.format, layout=Layout(fields={"Code": "number"}))
    [problem] = [item for item in importing.read(source) if isinstance(item, Problem)]
    assert (problem.line, problem.text) == (4, "Deux;Li;ban;2")
    [record] = importing.mended(source, problem, "Deux;Liban;2")
    assert isinstance(record, Publication) and record.source is not None
    assert (record.title, record.countries, record.number, record.source.line) == ("Deux", ("Lebanon",), "2", 4)


@pytest.mark.parametrize(
    ("form", "text", "mended"),
    [
        ("ris", "TY  - RPRT\nTI  - A\nER  - \n\nTI  - B\nER  - \n", "TY  - RPRT\nTI  - B\nER  - "),
        ("csljson", '[{"id": "a", "title": "A"},\n{"id": "b", "title": "B" x},\n{"id": "c", "title": "C"}]', '{"id": "b", "title": "B"}'),
        ("catalogue", "B\n\nText.\n\nCountry\n\nKenya\n", "B\n\nText.\n\nCountry\n\nKenya\n\nRegion\n\nAfrica\n\nYear\n\n2020"),
    ],
)
def test_a_record_of_any_format_is_mended(form: str, text: str, mended: str) -> None:
    source = importing.input_of(text, "list", form)
    [problem] = [item for item in importing.read(source) if isinstance(item, Problem)]
    [record] = importing.mended(source, problem, mended)
    assert isinstance(record, Publication) and record.source is not None
    assert (record.title, record.source.line) == ("B", problem.line)


def test_what_was_mended_comes_in_at_its_place_with_its_text(library: Library) -> None:
    source = _bib(BROKEN)
    [broken] = [item for item in reviewing.review(library, [source], Options()) if isinstance(item.found, Problem)]
    assert broken.mendable
    text = "@misc{b, title = {Second}}\n@misc{bb, title = {Second and a half}}"
    report = _into(library, source, mended={broken.place: text})
    assert (report.added, report.problems) == (4, [])
    assert _titles(library) == ["First", "Second", "Second and a half", "Third"]
    [second] = library.get([library.ids_by_key(["b"])["b"]])
    assert second.source is not None and second.source.text == "@misc{b, title = {Second}}"


def test_what_is_still_broken_is_reported_with_the_text_as_it_is_now(library: Library) -> None:
    report = _into(library, _bib(BROKEN), mended={(0, 1): "@misc{b, title = {Half"})
    assert report.added == 2
    assert [found.problem.text for found in report.problems] == ["@misc{b, title = {Half"]


def test_likely_duplicates_are_decided_one_by_one(library: Library) -> None:
    known = "".join(f"@misc{{k{n}, title = {{Title {n}}}, year = 2001}}\n" for n in range(4))
    _into(library, _bib(known))
    new = "".join(f"@misc{{n{n}, title = {{Title {n}}}, year = 2001, publisher = {{Harbour Office}}}}\n" for n in range(4))
    source = _bib(new)
    assert [item.found.what for item in reviewing.review(library, [source], Options()) if isinstance(item.found, Verdict)] == [ALIKE] * 4
    report = _into(library, source, choices={(0, 0): SKIP, (0, 1): MERGE, (0, 2): ADD})
    assert (report.added, report.merged, report.skipped) == (2, 1, 0)  # what was left out by hand is not counted as known
    records = {p.key: p.publisher for p in library.get(library.find(Everything()))}
    assert records == {"k0": "", "k1": "Harbour Office", "k2": "", "k3": "", "n2": "Harbour Office", "n3": "Harbour Office"}


def test_a_tag_that_lies_too_deep_costs_its_record_only(library: Library) -> None:
    report = _into(library, _bib(f"@misc{{a, title = {{A}}}}\n@misc{{b, title = {{B}}, keywords = {{{DEEP}}}}}\n@misc{{c, title = {{C}}}}"))
    assert _titles(library) == ["A", "C"]
    [found] = report.problems
    assert found.problem.line == 2 and "levels" in found.problem.reason and DEEP in found.problem.text
    with pytest.raises(BadRequest, match="levels"):
        importing.run(library, Import([_bib("@misc{d, title = {D}}")], Options(tags=(DEEP,)), Report()))
    assert _titles(library) == ["A", "C"]


def test_a_folder_is_the_files_in_it_that_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.bib", "sub/a.csv", "picture.png", "c.txt"):
        (folder / name).write_text("x")
    assert importing.files_in(folder) == [folder / "b.bib", folder / "c.txt", folder / "sub" / "a.csv"]
    assert importing.files_in(folder / "picture.png") == [folder / "picture.png"]
    monkeypatch.setattr(importing, "MAX_FILES", 2)
    with pytest.raises(SystemRefused, match="more than 2 files"):
        importing.files_in(folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingUsable, match="no file that tipdesk reads"):
        importing.files_in(tmp_path / "empty")


def test_saved_problems_can_be_mended_in_a_file_and_imported(library: Library) -> None:
    report = _into(library, _bib(BROKEN))
    text = "".join(importing.problems_text(report))
    assert text.startswith("list.bib:4: The closing brace of this @misc is missing.\n@misc{b, title = {Second}")
    _into(library, _bib(text.rstrip() + "}"))
    assert _titles(library) == ["First", "Third", "Second"]


def test_two_records_are_compared_field_by_field() -> None:
    one = Publication(title="A", date="2001", countries=("Kenya", "Lebanon"), contributors=(Contributor(Organisation("Harbour Office")),))
    other = Publication(title="A", date="2002", extra=(("x", "y"),))
    pairs = {pair.field.name: (pair.new, pair.known, pair.differs) for pair in reviewing.compare(one, other)}
    assert pairs["title"] == ("A", "A", False)
    assert pairs["date"] == ("2001", "2002", True)
    assert pairs["countries"] == ("Kenya; Lebanon", "", True)
    assert pairs["extra"] == ("", "x: y", True)
    assert "doi" not in pairs


def test_unknown_places_are_those_of_no_vocabulary_and_no_library(library: Library) -> None:
    _into(library, importing.input_of("title,country\nA,Ruritania\n", "list.csv", "csv"))
    places = Places(library.terms)
    assert places.unknown_in(Publication(countries=("Kenya", "Ruritania", "Atlantis"), regions=("Africa", "Middle-earth"))) == [
        "Atlantis",
        "Middle-earth",
    ]
    shown = csv_.preview("title,country,place\nA,Kenya,Atlantis\nB,Kenya; Atlantis,\nC,,\n")
    assert places.unknown_cells(shown) == {(1, 1)}


def test_a_problem_of_the_whole_table_cannot_be_mended(library: Library) -> None:
    source = importing.input_of("title,title\nA,B\n", "list.csv", "csv")
    first, second = reviewing.review(library, [source], Options())
    assert isinstance(first.found, Problem) and not first.mendable
    assert isinstance(second.found, Verdict) and second.found.what == NEW


@pytest.mark.parametrize("fate", [SKIP, MERGE])
def test_a_link_to_a_record_that_the_library_has_under_another_key_leads_to_that(library: Library, fate: str) -> None:
    _into(library, _bib("@book{own, title={Routes}, author={Bird, L.}, year={2020}, doi={10.1/x}}\n@book{two, title={Else}}"))
    coming = "@book{bird, title={Routes}, author={Bird, L.}, year={2020}, doi={10.1/x}, publisher={New}}\n@book{two, title={Roads}}\n"
    coming += "@book{fr, title={Voies}, translation-of={bird}, edition-of={two}}"
    importing.run(library, Import([_bib(coming)], Options(duplicates=fate), Report()))
    assert [p.extra for p in library.get(sorted(library.find(Everything())))][-1] == (("translation-of", "own"), ("edition-of", "twoa"))


def test_a_link_to_a_record_that_was_left_out_leads_to_the_one_that_it_is_like(library: Library) -> None:
    _into(library, _bib("@book{own, title={Routes}, doi={10.1234/x}}"))
    coming = "@book{en, title={Routes}, doi={10.1234/x}, publisher={New}}\n@book{no, title={Other}}\n"
    coming += "@book{fr, title={Voies}, translation-of={en}, edition-of={no}}"
    report = _into(library, _bib(coming), choices={(0, 0): SKIP, (0, 1): SKIP})
    assert (report.added, report.usable, report.alike) == (1, 1, [])
    assert _links(library) == {"fr": {"translation-of": "own", "edition-of": "no"}}


def _links(library: Library) -> dict[str, dict[str, str]]:
    return {p.key: dict(p.extra) for p in library.get(sorted(library.find(Everything()))) if p.extra}


def test_a_link_that_a_known_record_gains_leads_to_what_came_with_it_too(library: Library) -> None:
    _into(library, _bib("@book{x, title={Stranger}}\n@book{fr, title={Voies}}\n@book{es, title={Rutas}, translation-of={x}}"))
    coming = "@book{x, title={Roads}}\n@book{fr2, title={Voies}, translation-of={x}}\n@book{es2, title={Rutas}, edition-of={X}}"
    importing.run(library, Import([_bib(coming)], Options(duplicates=MERGE), Report()))
    assert _links(library) == {"fr": {"translation-of": "xa"}, "es": {"translation-of": "x", "edition-of": "xa"}}


def test_a_record_does_not_become_a_translation_of_itself(library: Library) -> None:
    _into(library, _bib("@book{own, title={Toolkit}, doi={10.1234/x}}"))
    coming = "@book{en, title={Toolkit}, doi={10.1234/x}, publisher={New}}\n@book{fr, title={Toolkit}, translation-of={en}, note={n}}"
    importing.run(library, Import([_bib(coming)], Options(duplicates=MERGE), Report()))
    assert _links(library) == {"own": {"note": "n"}}


def test_rows_that_come_back_are_linked_to_the_rows_of_their_table(library: Library) -> None:
    _into(library, _bib("@book{x, title={Stranger}}\n@book{en, title={Roads}}\n@book{fr, title={Voies}}"))
    (_, english, french) = library.get([1, 2, 3])
    table = f"id,key,title,translation-of\n{english.uid},x,Roads,\n{french.uid},fr,Voies,x\n,es,Rutas,x\n"
    report = _into(library, importing.input_of(table, "list.csv", "csv"))
    assert [problem.problem.reason for problem in report.problems] == ["The citation key x is taken; en keeps its own."]
    assert _links(library) == {"fr": {"translation-of": "en"}, "es": {"translation-of": "en"}}
