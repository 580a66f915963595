"""The text of linked files is searched with the publications, shown as the reason, and goes with what it is of."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tipdesk.app import edits, files
from tipdesk.app.library import Library, Stamp
from tipdesk.app.salvaging import salvage
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import parse
from tipdesk.storage import journal

TEXT = "Chapter one\nThe harbour master kept a ledger of recruiters.\nГлава о портах: 人口贩运"
STAMPS = (Stamp("papers/ledger.pdf", 10, 20),)


@pytest.fixture
def library(library: Library) -> Library:
    library.apply(
        edits.Add(
            (
                Publication(key="ledger", title="Ports", abstract="Ships wait.", extra=(("file", ":papers/ledger.pdf:PDF"),)),
                Publication(key="other", title="A ledger", notes=(Note("harbour"),)),
            )
        )
    )
    library.apply(files.KeepTexts(((number_of(library, "ledger"), STAMPS, TEXT),)))
    return library


def number_of(library: Library, key: str) -> int:
    return library.ids_by_key([key])[key]


def found(library: Library, text: str, typing: bool = False) -> set[str]:
    return {one.key for one in library.get(library.find(parse(text, typing=typing).query))}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("recruiters", {"ledger"}),
        ("recruit*", {"ledger"}),
        ("ships recruiters", {"ledger"}),  # one word in the abstract, one in the file
        ("ships -recruiters", set()),
        ("harbour ledger", {"ledger", "other"}),
        ('"harbour master kept"', {"ledger"}),
        ('"ledger harbour"', set()),
        ("title:recruiters", set()),
        ("портах", {"ledger"}),
        ("人口", {"ledger"}),
        ("recruiters OR waiting", {"ledger"}),
    ],
)
def test_words_of_files_are_found(library: Library, query: str, keys: set[str]) -> None:
    assert found(library, query) == keys


def test_the_file_is_the_reason_where_nothing_else_is(library: Library) -> None:
    number = number_of(library, "ledger")
    for text, field in (("recruiters", "file"), ("wait", "abstract"), ("ships ledger", "abstract")):
        passage = library.rows((number,), parse(text).query)[0].passage
        assert passage is not None and passage.field == field
    passage = library.rows((number,), parse("recruiters").query)[0].passage
    assert passage is not None
    start, length = passage.marks[0]
    assert passage.text[start : start + length] == "recruiters"


@pytest.mark.parametrize("before", [0, 10, 7_980, 8_000, 8_490, 300_000])
def test_the_reason_is_found_wherever_it_stands_in_a_long_file(library: Library, before: int) -> None:
    number = number_of(library, "ledger")
    text = f"{('So it goes on. ' * (before // 15 + 1))[:before]}\nA Kraken of old{' and so on' * 2000}"
    library.apply(files.KeepTexts(((number, STAMPS, text),)))
    passage = library.rows((number,), parse('"kraken of old"').query)[0].passage
    assert passage is not None
    start, length = passage.marks[0]
    assert passage.text[start : start + length] == "Kraken of old"
    assert passage.text.startswith("…") == (before > 100)


@pytest.mark.parametrize(("written", "shown"), [("Wale", {10}), ("WALE", {10}), ("wále", set(range(3, 8)))])
def test_for_the_rows_of_a_page_a_bounded_part_of_long_files_is_folded(tmp_path: Path, written: str, shown: set[int]) -> None:
    with Library.create(tmp_path / "long.tipdesk") as made:
        made.apply(edits.Add([Publication(title=f"T{number}") for number in range(10)]))
        ids = made.find(parse("").query)
        made.apply(files.KeepTexts(tuple((number, STAMPS, f"{'été ' * 25_000}{written}") for number in ids)))
        assert sum(row.passage is not None for row in made.rows(ids, parse("wale").query)) in shown


@pytest.mark.parametrize("damaged", ["", "x", "[1]", '[["a"]]', '{"a": 1}'])
def test_a_file_of_which_it_is_not_known_any_more_how_it_was_is_read_again(library: Library, damaged: str) -> None:
    number = number_of(library, "ledger")
    with closing(sqlite3.connect(library.path)) as conn:
        conn.execute("UPDATE file_text SET files = ?", (damaged,))
        conn.commit()
    assert library.read_files((number,)) == {number: ()}
    library.apply(files.KeepTexts(((number, STAMPS, TEXT),)))
    assert library.read_files((number,)) == {number: STAMPS}


def test_long_texts_are_taken_back_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_TEXT", 10_000)
    with Library.create(tmp_path / "long.tipdesk") as made:
        made.apply(edits.Add([Publication(title=f"T{number}") for number in range(12)]))
        ids = tuple(made.find(parse("").query))
        made.apply(files.KeepTexts(tuple((number, STAMPS, f"whale{number} {'é' * 3_000}") for number in ids)))
        removed = made.apply(edits.Remove(ids))
        noted = [sum(len(entry[4]) for entry in part if isinstance(entry[4], str)) for part in removed.inverse.noted.parts()]
        assert len(noted) > 3 and max(noted) < 15_000
        made.apply(removed.inverse)
        assert all(made.count(parse(f"whale{number}").query) == 1 for number in ids)


def test_it_is_undone_and_goes_with_its_publication(library: Library) -> None:
    number = number_of(library, "ledger")
    again = library.apply(files.KeepTexts(((number, STAMPS, "Only whales."),)))
    assert (found(library, "whales"), found(library, "recruiters")) == ({"ledger"}, set())
    library.apply(again.inverse)
    assert (found(library, "whales"), found(library, "recruiters")) == (set(), {"ledger"})
    removed = library.apply(edits.Remove((number,)))
    assert found(library, "recruiters") == set()
    library.apply(removed.inverse)
    assert found(library, "recruiters") == {"ledger"}
    assert library.check() == []


def test_a_link_that_is_taken_away_takes_its_text_along(library: Library) -> None:
    number = number_of(library, "ledger")
    library.apply(edits.SetField((number,), "extra", (("note", "n"), ("file", "old.pdf;papers/ledger.pdf"))))
    assert found(library, "recruiters") == {"ledger"}
    taken = library.apply(edits.SetField((number,), "extra", (("file", "old.pdf"),)))
    assert found(library, "recruiters") == set()
    library.apply(taken.inverse)
    assert found(library, "recruiters") == {"ledger"}
    assert library.read_files((number,)) == {number: STAMPS}


def test_marks_and_links_are_saved_from_a_damaged_library(library: Library, tmp_path: Path) -> None:
    library.apply(edits.SetMark((number_of(library, "ledger"), number_of(library, "other")), "starred"))
    library.apply(edits.SetMark((number_of(library, "other"),), "read"))
    library.apply(edits.SetTrashed((number_of(library, "ledger"),)))
    _, lost = salvage(library, tmp_path / "saved.tipdesk")
    assert lost == []
    with Library(tmp_path / "saved.tipdesk") as saved:
        assert (found(saved, "is:starred"), found(saved, "is:read")) == ({"other"}, {"other"})
        assert (found(saved, "in:trash is:starred"), found(saved, "in:trash has:file")) == ({"ledger"}, {"ledger"})


def test_what_is_no_publication_any_more_gets_no_text(library: Library) -> None:
    library.apply(files.KeepTexts(((9999, STAMPS, "whales"),)))
    assert found(library, "whales") == set()
    assert library.check() == []


def test_files_are_read_once_and_again_when_they_changed(library: Library) -> None:
    number, folder = number_of(library, "other"), library.path.parent
    (folder / "a.txt").write_text("Whales sing.")
    library.apply(files.LinkFile((number,), files.named(folder / "a.txt", library)))
    library.apply(files.LinkFile((number,), "gone.txt"))

    def read() -> files.Outcome:
        outcome = files.Outcome()
        library.apply(files.read(library, (number,), outcome))
        return outcome

    first = read()
    assert (first.read, first.problems) == (1, [("other", "gone.txt", files.GONE)])
    assert found(library, "whales") == {"other"}
    assert read().known == 1
    (folder / "a.txt").write_text("Dolphins sing, too.")
    assert read().read == 0  # one of its files is not there: what was read before stays
    library.apply(edits.SetField((number,), "extra", (("file", "a.txt"),)))
    assert read().read == 1
    assert (found(library, "dolphins"), found(library, "whales")) == ({"other"}, set())


@pytest.mark.parametrize("path", ["//server/a.txt", r"\\server\a.txt", "a\0.txt", "x" * 5000 + ".txt", "."])
def test_paths_that_lead_nowhere_are_told(library: Library, path: str) -> None:
    number = number_of(library, "other")
    library.apply(files.LinkFile((number,), path))
    outcome = files.Outcome()
    assert files.read(library, (number,), outcome).texts == ()
    assert len(outcome.problems) == 1


def test_a_file_beside_the_library_is_named_from_there(library: Library, tmp_path: Path) -> None:
    beside = library.path.parent / "papers" / "a.pdf"
    assert files.named(beside, library) == "papers/a.pdf"
    assert files.named(Path("/elsewhere/a.pdf"), library) == "/elsewhere/a.pdf"
