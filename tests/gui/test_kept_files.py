"""Files kept in step by the window: written after every change, told of when they cannot be, listed, added and stopped."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import answer_files, settle
from tipdesk.app import kept
from tipdesk.app.edits import SetField
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList
from tipdesk.domain.reading import Item, ReadingList, Section
from tipdesk.gui.dialogs.kept_files import KeptFilesDialog
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.text import isolated


@pytest.fixture(autouse=True)
def _settings_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def references(library: Path) -> Path:
    """A file that is kept in step since before the window was opened."""
    file = library.parent / "references.bib"
    with Library(library) as opened:
        kept.keep(opened, file)
    return file


def holds(file: Path, text: str) -> bool:
    return file.exists() and text in file.read_text(encoding="utf-8")


def shown(window: MainWindow, qtbot: QtBot) -> KeptFilesDialog:
    window.actions_by_name["in_step"].trigger()
    settle(qtbot, window)
    [dialog] = window.findChildren(KeptFilesDialog)
    return dialog


def rows(dialog: KeptFilesDialog) -> list[list[str]]:
    items = [dialog.files.topLevelItem(row) for row in range(dialog.files.topLevelItemCount())]
    return [[item.text(column).strip("\u2068\u2069") for column in range(4)] for item in items]


def test_it_follows_edits_undo_and_other_programs(references: Path, window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(SetField((1,), "publisher", "Harbour Press"))
    qtbot.waitUntil(lambda: holds(references, "Harbour Press"))
    window.workspace.undo()
    qtbot.waitUntil(lambda: not holds(references, "Harbour Press"))
    with Library(library) as other:
        other.apply(SetField((1,), "publisher", "Elsewhere"))
    qtbot.waitUntil(lambda: holds(references, "Elsewhere"))


@pytest.mark.parametrize("way", ["library", "window", "other library"])
def test_what_was_changed_last_is_written_before_the_end(
    references: Path, window: MainWindow, library: Path, qtbot: QtBot, way: str
) -> None:
    window.workspace.do(SetField((1,), "publisher", "Last moment"))
    if way == "library":
        window.workspace.close()
        qtbot.waitUntil(lambda: window.workspace.library is None)
    elif way == "window":
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    else:
        Library.create(library.parent / "two.tipdesk").close()
        window.workspace.open(library.parent / "two.tipdesk")
        qtbot.waitUntil(lambda: window.workspace.title.endswith("two.tipdesk"))
    assert holds(references, "Last moment")


def test_a_problem_is_said_once_until_it_was_gone(references: Path, window: MainWindow, qtbot: QtBot) -> None:
    said: list[str] = []
    window.workspace.failed.connect(said.append)
    dialog = shown(window, qtbot)
    references.unlink()
    references.mkdir()
    for publisher in ("One", "Two"):
        with qtbot.waitSignal(window.workspace.keeper.updated):
            window.workspace.do(SetField((1,), "publisher", publisher))
    [sentence] = said
    assert sentence.endswith("references.bib is a folder; name a file. Nothing was changed.")
    qtbot.waitUntil(lambda: rows(dialog) == [["references.bib", "The whole library", "BibTeX", sentence]])
    references.rmdir()
    window.workspace.do(SetField((1,), "publisher", "Three"))
    qtbot.waitUntil(lambda: holds(references, "Three"))
    qtbot.waitUntil(lambda: rows(dialog)[0][3] == "In step")
    assert said == [sentence]


def test_files_are_added_listed_stopped_and_taken_back(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(AddReadingList(ReadingList("Course", sections=(Section("One", items=(Item("beta"),)),))))
    window.filters.set_text("country:Kenya")
    settle(qtbot, window)
    dialog = shown(window, qtbot)
    texts = [dialog.what.itemText(row) for row in range(dialog.what.count())]
    query = isolated("country:Kenya*")
    assert texts == ["The whole library", f"What is searched for now: {query}", f"Reading list “{isolated('Course')}”"]
    assert rows(dialog) == [] and dialog.empty.isVisible()

    def keep(what: int, form: str, name: str) -> None:
        dialog.what.setCurrentIndex(what)
        dialog.format.setCurrentIndex(dialog.format.findData(form))
        answer_files(library.parent / name)
        dialog._keep.click()
        settle(qtbot, window)

    keep(1, "biblatex", "kenya.bib")
    keep(2, "csljson", "course.json")
    listed = [
        ["course.json", "Reading list “Course”", "CSL-JSON", "In step"],
        ["kenya.bib", "Search: country:Kenya*", "BibLaTeX", "In step"],
    ]
    assert rows(dialog) == listed
    assert holds(library.parent / "course.json", "Beta report") and not holds(library.parent / "course.json", "Alpha")
    assert holds(library.parent / "kenya.bib", "Gamma study") and not holds(library.parent / "kenya.bib", "Beta")
    dialog.files.setCurrentItem(dialog.files.topLevelItem(0))
    dialog._stop.click()
    settle(qtbot, window)
    assert rows(dialog) == listed[1:]
    window.workspace.undo()
    qtbot.waitUntil(lambda: rows(dialog) == listed)


def test_what_others_changed_is_told_of_until_the_user_has_it_replaced(
    references: Path, window: MainWindow, library: Path, qtbot: QtBot
) -> None:
    dialog = shown(window, qtbot)
    references.write_text("by hand")
    window.workspace.do(SetField((1,), "publisher", "Harbour Press"))
    qtbot.waitUntil(lambda: "references.bib was left alone" in rows(dialog)[0][3])
    assert references.read_text() == "by hand"
    dialog.keep(references)  # the dialog that asked for its name has asked whether to replace it
    qtbot.waitUntil(lambda: rows(dialog)[0][3] == "In step")
    assert holds(references, "Harbour Press")


def test_a_name_or_place_that_will_not_do_is_refused(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    dialog = shown(window, qtbot)
    dialog.keep(library.parent / "references.txt")
    settle(qtbot, window)
    assert dialog.messages.label.text().startswith("A file that is kept in step in BibTeX is called *.bib")
    dialog.keep(library.parent / "nowhere" / "references.bib")
    settle(qtbot, window)
    assert "its folder is not there" in dialog.messages.label.text() and rows(dialog) == []
