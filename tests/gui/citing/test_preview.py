"""The preview at the foot of the details: real records, real pandoc."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from tests.gui.citing.conftest import rest, select
from tests.gui.conftest import Opened
from tipdesk.app.edits import SetField
from tipdesk.citing import pandoc
from tipdesk.gui.citing.formatted import FormattedText
from tipdesk.gui.main_window import MainWindow


def texts(window: MainWindow) -> tuple[str, str, str]:
    preview = window.details.cite.preview
    return preview.entry.toPlainText(), preview.where.text(), preview.citation.toPlainText()


def italics(field: FormattedText) -> str:
    cursor = QTextCursor(field.document())
    found = ""
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        found += cursor.selectedText() if cursor.charFormat().fontItalic() else ""
        cursor.clearSelection()
    return found


def test_what_is_selected_is_cited_with_its_italics(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha")
    assert texts(window) == ("Wren, A. (2018). Alpha manual. https://example.org/a", "In the text:", "(Wren, 2018)")
    assert italics(window.details.cite.preview.entry) == "Alpha manual"


def test_an_edit_is_followed(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha")
    window.workspace.do(SetField((1,), "date", "2021"))
    rest(qtbot, window)
    assert texts(window)[0].startswith("Wren, A. (2021).") and texts(window)[2] == "(Wren, 2021)"
    window.workspace.undo()
    rest(qtbot, window)
    assert texts(window)[2] == "(Wren, 2018)"


def test_the_latest_selection_counts(window: MainWindow, qtbot: QtBot) -> None:
    for row in (0, 1, 2, 3, 2, 1):
        window.pane.table.go_to(row)
        qtbot.wait(30)
    rest(qtbot, window)
    assert texts(window)[2] == "(Harbour Office, 2019)"


def test_markup_in_a_title_is_text(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Épsilon")
    entry = window.details.cite.preview.entry
    assert entry.toPlainText() == "Heron, B. (n.d.). Épsilon <img src=“file:///x”> & manual."
    assert "￼" not in entry.toPlainText() and "<img" not in entry.toHtml()


def test_a_title_from_right_to_left_runs_so(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "دليل")
    block = window.details.cite.preview.entry.document().firstBlock()
    assert "دليل الموانئ" in block.text() and block.textDirection() == Qt.LayoutDirection.RightToLeft
    select(qtbot, window, "Alpha")
    assert window.details.cite.preview.entry.document().firstBlock().textDirection() == Qt.LayoutDirection.LeftToRight


def test_several_are_a_bibliography_and_one_citation(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Gamma", "Alpha", "Beta")
    assert texts(window)[0].splitlines() == [
        "Harbour Office. (2019). Beta report.",
        "Wren, A. (2018). Alpha manual. https://example.org/a",
        "Wren, A. (2019). Gamma study. file:///etc/passwd",
    ]
    assert texts(window)[2] == "(Harbour Office, 2019; Wren, 2018, 2019)"


def test_style_and_language_are_followed_and_come_back(
    window: MainWindow, open_window: Opened, library: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    select(qtbot, window, "Alpha")
    window.citation_choice.choose("oscola")
    rest(qtbot, window)
    assert texts(window)[1] == "In a footnote:" and texts(window)[2].startswith("Ada Wren,")
    window.citation_choice.choose("chicago-author-date", locale="fr-FR")
    window.citation_choice.set_favourite("nature", "Nature", True)
    assert window.details.cite.style_button.text() == "Chicago author-date"
    window.close()
    again = open_window(library).citation_choice
    assert (again.style, again.locale, again.favourites["nature"]) == ("chicago-author-date", "fr-FR", "Nature")
    assert "apa" in again.favourites


def test_no_style_in_the_menu_stays_none(window: MainWindow, open_window: Opened, library: Path) -> None:
    for name, title in list(window.citation_choice.favourites.items()):
        window.citation_choice.set_favourite(name, title, False)
    window.close()
    assert open_window(library).citation_choice.favourites == {}


def test_what_goes_wrong_is_one_sentence_in_its_place(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha")
    window.citation_choice.choose("/nowhere/mine.csl")
    rest(qtbot, window)
    assert (
        texts(window)[0].startswith("There is no style file /nowhere/mine.csl; put it back, or choose another style.")
        and texts(window)[2] == ""
    )
    assert not window.messages.isVisible()
    window.citation_choice.choose("apa")
    rest(qtbot, window)
    assert texts(window)[2] == "(Wren, 2018)"


def test_without_pandoc_it_says_what_is_missing(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    pandoc.binary.cache_clear()
    window.citation_choice.choose("apa", locale="sv-SE")
    select(qtbot, window, "Beta")
    assert texts(window)[0] == "Citations need pandoc, which is not installed here; install the package pypandoc_binary."
    assert texts(window)[2] == ""
    pandoc.binary.cache_clear()
