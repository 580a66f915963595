"""A table that comes back changes what was edited in it, and loses nothing that it does not show."""

import csv
import io
from pathlib import Path

import pytest

from tipdesk.app import exporting, importing
from tipdesk.app.edits import Add, FileUnder, SetAuthors, SetField
from tipdesk.app.importing import Import, Options, Report
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import Everything

SHELF = (
    Publication(
        key="wren2020",
        title="Quiet harbours",
        contributors=(Contributor(Person("Wren", "Ada")), Contributor(Person("Finch", "Bo"), "editor")),
        date="2020",
        countries=("Côte d'Ivoire",),
        regions=("Caribbean",),
        notes=(Note("Open.", True), Note("Secret.")),
        extra=(("source-country", "Ivory Coast"), ("source-region", "The Caribbean"), ("note", "n")),
    ),
    Publication(key="lark2019", title="Loud harbours", date="2019-05", tags=("sea",)),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library.create(tmp_path / "one.tipdesk")
    made.apply(Add(SHELF))
    return made


def table(library: Library) -> list[dict[str, str]]:
    text = "".join(exporting.pieces(exporting.publications(library, library.find(Everything())), importing.format_named("csv")))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def bring_in(library: Library, rows: list[dict[str, str]], columns: list[str] | None = None, **options: str) -> Report:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    report = Report()
    importing.run(library, Import([importing.input_of(out.getvalue(), "table.csv", "csv")], Options(**options), report))  # type: ignore[arg-type]
    return report


def by_key(library: Library) -> dict[str, Publication]:
    return {p.key: p for p in library.get(library.find(Everything()))}


def test_an_order_of_roles_that_columns_cannot_say_stays(tmp_path: Path) -> None:
    series, author = Contributor(Person("Lark", "Cy"), "collection-editor"), Contributor(Person("Wren", "Ada"))
    library = Library.create(tmp_path / "two.tipdesk")
    library.apply(Add((Publication(key="k", title="Quiet harbours", contributors=(series, author)),)))
    rows = table(library)
    assert bring_in(library, rows).skipped == 1
    assert by_key(library)["k"].contributors == (series, author)
    rows[0]["authors"] = "Finch, Bo; Wren, Ada"
    assert bring_in(library, rows).updated == 1
    assert by_key(library)["k"].contributors == (Contributor(Person("Finch", "Bo")), author, series)


@pytest.mark.parametrize(
    "column", ["year", "date", "key", "kind", "modified", "source-country", "source-region", "notes", "editor", "note", "regions", "added"]
)
def test_a_column_that_was_deleted_changes_nothing(library: Library, column: str) -> None:
    before = by_key(library)
    rows = table(library)
    report = bring_in(library, rows, [name for name in rows[0] if name != column])
    assert (report.updated, report.added, report.problems) == (0, 0, [])
    assert by_key(library) == before


def test_what_a_source_wrote_goes_with_the_places_that_it_was_written_for(library: Library) -> None:
    rows = [{name: row[name] for name in ("id", "key", "kind", "modified", "title", "countries")} for row in table(library)]
    [quiet] = [row for row in rows if row["title"] == "Quiet harbours"]
    quiet["countries"] = "Kenya"
    assert bring_in(library, rows).updated == 1
    now = by_key(library)[quiet["key"]]
    assert now.countries == ("Kenya",) and now.extra == (("source-region", "The Caribbean"), ("note", "n"))


def test_columns_in_another_order_change_nothing(library: Library) -> None:
    before = by_key(library)
    rows = table(library)
    assert bring_in(library, rows, sorted(rows[0], reverse=True)).skipped == 2
    assert by_key(library) == before


def test_a_year_that_is_edited_changes_the_date_and_private_notes_stay(library: Library) -> None:
    rows = table(library)
    for row in rows:
        row["year"] = "2022"
    assert bring_in(library, rows).updated == 2
    found = by_key(library)
    assert {p.date for p in found.values()} == {"2022"}
    assert found["wren2020"].notes == SHELF[0].notes
    assert found["wren2020"].contributors == SHELF[0].contributors


def test_ids_of_another_program_overwrite_nothing(library: Library) -> None:
    bring_in(library, [{"id": "1", "title": "Alpha"}, {"id": "2", "title": "Beta"}])
    report = bring_in(library, [{"id": "1", "title": "Gamma"}])
    assert (report.added, report.updated) == (1, 0)
    assert {p.title for p in by_key(library).values()} >= {"Alpha", "Beta", "Gamma"}


def test_a_row_that_stands_twice_is_taken_once_and_reported(library: Library) -> None:
    rows = table(library)
    again = [{**rows[0], "title": "First"}, {**rows[0], "title": "Second"}]
    report = bring_in(library, again)
    assert (report.updated, len(report.problems)) == (1, 1)
    assert "First" in {p.title for p in by_key(library).values()}


def test_values_that_fields_cannot_hold_are_reported_and_the_rest_of_the_row_goes_in(library: Library) -> None:
    rows = table(library)
    old = rows[0]["key"]
    rows[0] |= {"kind": "Reprot", "key": rows[1]["key"], "accessed": "yesterday", "publisher": "Harbour Press"}
    report = bring_in(library, rows)
    assert sorted(p.problem.reason.split()[0] for p in report.problems) == ["The", "There", "“yesterday”"]
    changed = by_key(library)[old]
    assert (changed.publisher, changed.kind, changed.accessed) == ("Harbour Press", "other", "")


def test_an_old_table_says_whose_later_changes_it_overwrote(library: Library) -> None:
    rows = [{**row, "modified": "2020-01-01T00:00:00Z"} for row in table(library)]
    library.apply(FileUnder((1,), "tag", ("new",)))
    assert bring_in(library, rows).overwritten == ["wren2020"]


def test_two_likely_duplicates_in_one_file_are_both_merged(library: Library) -> None:
    one, other = (
        "@misc{a, title={Loud Harbours}, year={2019}, keywords={one}}",
        "@misc{b, title={Loud harbours.}, year={2019}, keywords={two}, place={X}}",
    )
    file = f"{one}\n{other}"
    report = Report()
    importing.run(library, Import([importing.input_of(file, "x.bib", "bibtex")], Options(duplicates="merge"), report))
    assert report.merged == 2
    assert by_key(library)["lark2019"].tags == ("sea", "one", "two")


def test_an_unusable_file_says_why(library: Library) -> None:
    with pytest.raises(Exception, match=r"no record could be read.*clos"):
        importing.run(library, Import([importing.input_of("@misc{a, title={x", "x.bib", "bibtex")], Options(), Report()))


def test_a_field_set_by_hand_stays_as_it_is_in_an_untouched_table(library: Library) -> None:
    library.apply(SetField((2,), "publisher", "By hand"))
    assert bring_in(library, table(library)).updated == 0


def test_new_authors_leave_editors_where_they_are(library: Library) -> None:
    library.apply(SetAuthors((1, 2), ()))
    assert by_key(library)["wren2020"].contributors == (Contributor(Person("Finch", "Bo"), "editor"),)


@pytest.mark.parametrize("columns", [["notes", "private notes"], ["private notes"]])
def test_private_notes_that_a_column_adds_join_those_that_are_there(library: Library, columns: list[str]) -> None:
    rows = table(library)
    for row in rows:
        row["private notes"] = "Hush." if row["key"] == "wren2020" else ""
    bring_in(library, rows, ["id", "key", "kind", "modified", "title", *columns])
    found = by_key(library)
    assert set(found["wren2020"].notes) == {Note("Open.", True), Note("Secret."), Note("Hush.")}
    assert not found["lark2019"].notes


def test_a_public_note_that_is_moved_to_a_private_column_is_private(library: Library) -> None:
    rows = table(library)
    for row in rows:
        row["private notes"], row["notes"] = row["notes"], ""
    bring_in(library, rows)
    assert set(by_key(library)["wren2020"].notes) == {Note("Open."), Note("Secret.")}
