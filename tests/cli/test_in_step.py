"""A file that is kept in step follows every change of the library, entry by entry, and goes nowhere it was not asked to."""

import difflib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tipdesk.app import kept
from tipdesk.app.edits import RenameTerm
from tipdesk.app.kept import Keep
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList
from tipdesk.app.term_edits import AddVocabulary, DeleteVocabulary
from tipdesk.domain.kept_file import KeptFile
from tipdesk.domain.reading import Item, ReadingList, Section

KEYS = ("walk2018", "bird2020", "unodc2019", "Zimmerman2003", "alpha1990")
BIB = "".join(f"@misc{{{key}, title = {{Title of {key}}}, year = {{{key[-4:]}}}}}\n\n" for key in KEYS)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home")}


@pytest.fixture
def library(run: Run, home: dict[str, str]) -> str:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB, env=home)
    return "one.tipdesk"


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:2] in ("+ ", "- ")]


@pytest.mark.parametrize("name", ["refs.bib", "refs.biblatex", "refs.json", "refs.ris", "refs.csv"])
def test_one_edit_changes_one_entry(run: Run, library: str, tmp_path: Path, home: dict[str, str], name: str) -> None:
    run("export", name, "--keep-in-step", "-l", library, env=home)
    before = (tmp_path / name).read_text(encoding="utf-8")
    places = [before.index(f"Title of {key}") for key in sorted(KEYS)]
    assert places == sorted(places)
    run("edit", "key:bird2020", "--set", "publisher=Harbour Press", "-l", library, env=home)
    after = (tmp_path / name).read_text(encoding="utf-8")
    told = changed_lines(before, after)
    assert any("Harbour Press" in line for line in told)
    assert not any(key in line for line in told for key in KEYS if key != "bird2020")
    assert len(told) <= 4


def test_it_follows_imports_notes_keys_and_the_trash(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    run("export", "refs.bib", "--keep-in-step", "-q", "year:>=2000 -title:Zimmerman2003", "-l", library, env=home)
    file = tmp_path / "refs.bib"

    def keys() -> list[str]:
        return [entry.partition(",")[0] for entry in file.read_text().split("@misc{")[1:]]

    assert keys() == ["bird2020", "unodc2019", "walk2018"]
    run("import", "-", "-f", "bibtex", "-l", library, text="@misc{new2021, title = {New}, year = {2021}}", env=home)
    run("edit", "key:walk2018", "--trash", "-l", library, env=home)
    run("keys", "key:unodc2019", "--unpin", "-l", library, env=home)
    run("keys", "key:unodc2019", "--formula", "z[year]", "-l", library, env=home)
    run("note", "bird2020", "--add", "SECRET", "-l", library, env=home)
    assert keys() == ["bird2020", "new2021", "z2019"]
    assert "ids = {unodc2019}" in file.read_text() and "SECRET" not in file.read_text()
    stamp = file.stat()
    run("note", "bird2020", "--add", "Another", "-l", library, env=home)
    run("edit", "key:alpha1990", "--set", "title=Beta", "-l", library, env=home)
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)


def test_it_follows_a_tag_that_is_renamed(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    run("edit", "year:>=2018", "--add-tag", "paper", "-l", library, env=home)
    run("export", "refs.bib", "--keep-in-step", "-q", "tag:paper -key:bird2020", "-l", library, env=home)
    before = (tmp_path / "refs.bib").read_text()
    with Library(tmp_path / library) as opened:
        opened.apply(RenameTerm(next(term.id for term in opened.terms("tag")), "first paper"))
    run("edit", "key:walk2018", "--set", "title=Walking", "-l", library, env=home)
    told = changed_lines(before.replace("paper", "first paper"), (tmp_path / "refs.bib").read_text())
    assert [line[:16] for line in told] == ["- @misc{walk2018", "+ @misc{walk2018"] and "{Walking}" in told[1]


def test_it_is_left_alone_when_its_query_is_not_understood_any_more(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    with Library(tmp_path / library) as opened:
        opened.apply(AddVocabulary("Audience"))
    run("edit", "key:bird2020", "--set", "audience=judges", "-l", library, env=home)
    run("export", "refs.bib", "--keep-in-step", "-q", "audience:judges", "-l", library, env=home)
    before = (tmp_path / "refs.bib").read_bytes()
    assert b"bird2020" in before
    with Library(tmp_path / library) as opened:
        opened.apply(DeleteVocabulary(1))
    told = run("edit", "key:walk2018", "--add-tag", "x", "-l", library, env=home).stderr
    assert "refs.bib was left as it is" in told and "“audience:” is not a field" in told
    assert (tmp_path / "refs.bib").read_bytes() == before


def test_they_are_listed_and_stopped(run: Run, ask: Any, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    (tmp_path / "paper").mkdir()
    run("export", "paper/refs.bib", "--keep-in-step", "-f", "biblatex", "-q", "year:2020", "-l", library, env=home)
    listed = {"target": "paper/refs.bib", "format": "biblatex", "query": "year:2020", "changed": False}
    assert ask("in-step", "-l", library, env=home) == [listed]
    (tmp_path / "paper" / "refs.bib").unlink()
    assert ask("in-step", "--now", "-l", library, env=home) == [listed | {"changed": True}]
    run("in-step", "--stop", "paper/refs.bib", "-l", library, env=home)
    assert ask("in-step", "-l", library, env=home) == []
    assert "not kept in step" in run("in-step", "--stop", "paper/refs.bib", "-l", library, status=2, env=home).stderr
    assert (tmp_path / "paper" / "refs.bib").exists()


def test_a_file_that_cannot_be_written_is_told_of_and_stops_nothing(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    for folder in ("gone", "kept"):
        (tmp_path / folder).mkdir()
        run("export", f"{folder}/refs.bib", "--keep-in-step", "-l", library, env=home)
    (tmp_path / "gone" / "refs.bib").unlink()
    (tmp_path / "gone").rmdir()
    done = run("edit", "key:bird2020", "--set", "title=Changed", "-l", library, env=home)
    assert "gone/refs.bib was not written: its folder is not there." in done.stderr
    assert "Changed" in (tmp_path / "kept" / "refs.bib").read_text() and not (tmp_path / "gone").exists()
    run("export", "nowhere/refs.bib", "--keep-in-step", "-l", library, status=6, env=home)
    assert "nowhere" not in run("in-step", "-l", library, env=home).stdout
    for wrong in ("refs.docx", "refs.md", "-", "refs.json"):
        run("export", wrong, "--keep-in-step", "-f", "bibtex", "-l", library, status=2, env=home)


def test_a_library_that_is_moved_copied_or_sent_replaces_no_file_until_it_is_asked_to(
    run: Run, library: str, tmp_path: Path, home: dict[str, str]
) -> None:
    run("export", "refs.bib", "--keep-in-step", "-l", library, env=home)
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / library, tmp_path / "other" / library)
    (tmp_path / "other" / "refs.bib").write_text("made by hand")
    done = run("edit", "key:bird2020", "--set", "title=Changed", "-l", f"other/{library}", env=home)
    assert "another place" in done.stderr and (tmp_path / "other" / "refs.bib").read_text() == "made by hand"
    (tmp_path / "other" / "refs.bib").unlink()
    run("export", "other/refs.bib", "--keep-in-step", "-l", f"other/{library}", env=home)
    assert run("edit", "key:bird2020", "--set", "title=Again", "-l", f"other/{library}", env=home).stderr == ""
    assert "Again" in (tmp_path / "other" / "refs.bib").read_text()
    stranger = {"HOME": str(tmp_path / "other")}  # another user's, or another computer
    assert "another computer" in run("edit", "key:bird2020", "--set", "title=New", "-l", library, env=stranger).stderr


@pytest.mark.parametrize("query", ["", "key:nothing"])
def test_a_file_of_somebody_else_is_not_replaced(run: Run, library: str, tmp_path: Path, home: dict[str, str], query: str) -> None:
    file = tmp_path / "mine.bib"
    file.write_text("made by hand")
    refused = run("export", "mine.bib", "--keep-in-step", "-q", query, "-l", library, status=6, env=home)
    assert "mine.bib is there and was not written by this library; move it away" in refused.stderr
    assert file.read_text() == "made by hand" and run("in-step", "-l", library, env=home).stdout == ""
    file.unlink()
    run("export", "mine.bib", "--keep-in-step", "-q", query, "-l", library, env=home)
    run("export", "mine.bib", "--keep-in-step", "-q", "year:2020", "-l", library, env=home)
    assert file.read_text().count("@misc") == 1


def test_what_others_write_into_a_kept_file_stays(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    run("export", "refs.bib", "--keep-in-step", "-l", library, env=home)
    file = tmp_path / "refs.bib"
    by_hand = file.read_text() + "% a line of mine"
    file.write_text(by_hand)
    done = run("edit", "key:bird2020", "--set", "title=Changed", "-l", library, env=home)
    assert "refs.bib was left alone: others have changed it" in done.stderr and file.read_text() == by_hand
    assert "left alone" in run("export", "refs.bib", "--keep-in-step", "-l", library, status=6, env=home).stderr
    file.rename(tmp_path / "mine.bib")
    assert run("edit", "key:bird2020", "--set", "title=Again", "-l", library, env=home).stderr == ""
    assert "Again" in file.read_text()


def test_two_libraries_do_not_take_one_file_from_each_other(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    run("sample", "two.tipdesk", env=home)
    file = tmp_path / "refs.bib"
    for each in (library, "two.tipdesk"):
        run("export", "refs.bib", "--keep-in-step", "-l", each, env=home)
        file.rename(tmp_path / f"{each}.bib")
    run("in-step", "--now", "-l", library, env=home)
    done = run("edit", "key:bird2020smuggling", "--add-tag", "x", "-l", "two.tipdesk", env=home)
    assert "refs.bib was left alone" in done.stderr and file.read_text() == (tmp_path / f"{library}.bib").read_text()


def test_programs_that_write_at_once_know_what_each_other_wrote(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    run("export", "refs.bib", "--keep-in-step", "-l", library, env=home)
    with ThreadPoolExecutor() as programs:
        for key in KEYS:
            programs.submit(run, "edit", f"key:{key}", "--set", f"title=Changed {key}", "-l", library, env=home)
    assert run("edit", "key:bird2020", "--set", "title=Last", "-l", library, env=home).stderr == ""
    assert (tmp_path / "refs.bib").read_text().count("Changed") == len(KEYS) - 1


@pytest.mark.parametrize("target", ["../out/x.bib", "/etc/x.bib", "C:/x.bib", "a\\b.bib", ".profile", "link/x.bib", "notes.txt"])
def test_a_library_from_elsewhere_names_no_file_to_be_overwritten(tmp_path: Path, target: str) -> None:
    (tmp_path / "out").mkdir()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "out")
    with Library.create(folder / "one.tipdesk") as library:
        library.apply(Keep(KeptFile(target, "bibtex")))
        [outcome] = kept.update(library)
    assert outcome.problem and not outcome.changed
    assert sorted(path.name for path in (*folder.iterdir(), *(tmp_path / "out").iterdir())) == ["link", "one.tipdesk"]


def test_a_reading_list_is_kept_in_step_until_it_is_gone(run: Run, library: str, tmp_path: Path, home: dict[str, str]) -> None:
    with Library(tmp_path / library) as opened:
        course = ReadingList("Course", sections=(Section("Day", "", (Item("walk2018"),), (Section("Noon", "", (Item("bird2020"),)),)),))
        opened.apply(AddReadingList(course))
    run("export", "course.bib", "--keep-in-step", "--list", "Course", "-l", library, env=home)
    text = (tmp_path / "course.bib").read_text()
    assert text.index("bird2020") < text.index("walk2018") and "unodc" not in text
    run("list", "delete", "Course", "-l", library, env=home)
    assert "reading list" in run("edit", "key:bird2020", "--set", "title=Changed", "-l", library, env=home).stderr
    assert (tmp_path / "course.bib").read_text() == text


def test_what_others_refer_to_stands_behind_them_for_bibtex(run: Run, tmp_path: Path, home: dict[str, str]) -> None:
    text = "@inbook{z1, title = {Chapter}, crossref = {a1}}\n\n@book{a1, title = {Whole}}\n\n@book{b1, title = {Other}}\n"
    run("import", "-", "-f", "bibtex", "-l", "two.tipdesk", text=text, env=home)
    run("export", "refs.bib", "--keep-in-step", "-l", "two.tipdesk", env=home)
    written = (tmp_path / "refs.bib").read_text()
    assert written.index("{b1,") < written.index("{z1,") < written.index("{a1,")
