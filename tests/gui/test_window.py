"""The window as a user meets it: search, undo by keys, other programs, sessions."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import SHELF, Opened, count_text, settle, titles
from tipdesk.app.edits import Add, FileUnder, SetField
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.table.columns import TITLE

NOTHING = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


# -- search


def test_typing_searches_and_escape_clears(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.pane.table, Qt.Key.Key_K, CONTROL)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "man")
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual", "Épsilon <img src='file:///x'> & manual"]
    assert count_text(window) == "2 of 5"
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.pane.table.hasFocus() and window.pane.table.current_id() == window.pane.table.model().ids[0]
    qtbot.keyClick(window.pane.table, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert len(titles(window)) == 5 and window.search.text() == ""


def test_a_malformed_text_is_explained_in_place(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.search, "(alpha")
    settle(qtbot, window)
    assert not window.pane.hint.isVisible() and titles(window) == ["Alpha manual"]
    qtbot.keyClicks(window.search, "))")
    settle(qtbot, window)
    assert window.pane.hint.isVisible() and "bracket" in window.pane.hint.text()
    assert titles(window) == ["Alpha manual"]


def test_a_row_tells_why_it_was_found_where_its_title_does_not(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SetField((1,), "abstract", "Ships wait. The Kraken <b>of</b> old is blamed."))
    window.filters.set_text("alpha krak")
    settle(qtbot, window)
    title = window.pane.table.model().index(0, TITLE)
    assert title.data(Qt.ItemDataRole.AccessibleTextRole) == "Alpha manual\nAbstract: Ships wait. The Kraken of old is blamed."
    row = window.pane.table.model().row(0)
    assert row is not None and row.passage is not None
    marked = window.grab().toImage()
    window.filters.set_text("alpha")
    settle(qtbot, window)
    assert title.data(Qt.ItemDataRole.AccessibleTextRole) == "Alpha manual"
    assert window.grab().toImage() != marked


def test_no_match_offers_what_helps(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("country", "Sudan"), False)
    qtbot.keyClicks(window.search, "alpha")
    settle(qtbot, window)
    [button] = [b for b in window.pane.empty.findChildren(QPushButton) if b.isVisible()]
    assert button.text() == "Remove “Sudan”"
    button.click()
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual"]


def test_what_was_selected_is_selected_again_when_it_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(titles(window).index("Beta report"))
    qtbot.keyClicks(window.search, "alpha")
    settle(qtbot, window)
    assert not window.pane.table.selected_ids()
    window.search.clear()
    settle(qtbot, window)
    assert titles(window)[window.pane.table.currentIndex().row()] == "Beta report"
    assert len(window.pane.table.selected_ids()) == 1


# -- changing


def test_delete_undo_and_redo_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    table = window.pane.table
    table.setFocus()
    table.go_to(1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert "Beta report" not in titles(window) and len(titles(window)) == 4
    assert titles(window)[table.currentIndex().row()].startswith("Épsilon")  # the next takes its place
    assert "Undo: Move publication to the trash" in window.statusBar().label.text()
    qtbot.keyClick(table, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert len(titles(window)) == 5 and window.workspace.redo_label
    qtbot.keyClick(table, Qt.Key.Key_Z, CONTROL | SHIFT)
    settle(qtbot, window)
    assert len(titles(window)) == 4


def test_undo_takes_a_tag_back_from_the_line_that_it_was_typed_in(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(1)
    settle(qtbot, window)
    window.details.add_tag()
    line = next(each for each in window.details.findChildren(QLineEdit) if each.accessibleName() == "Add tag")
    qtbot.keyClicks(line, "mine")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, window)
    (chosen,) = window.workspace.library.get(window.pane.table.selected_ids())
    assert "mine" in chosen.tags
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    (chosen,) = window.workspace.library.get(window.pane.table.selected_ids())
    assert "mine" not in chosen.tags and line.text() == ""


def test_undo_asked_for_while_an_edit_is_under_way_takes_that_edit_back(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids)
    window.workspace.do(SetField(ids[:1], "title", "First"))
    window.workspace.do(SetField(ids[:1], "title", "Second"))
    window.workspace.undo()
    settle(qtbot, window)
    assert "First" in titles(window)
    window.workspace.undo()
    window.workspace.undo()
    settle(qtbot, window)
    assert "Alpha manual" in titles(window)


def test_a_refused_edit_is_told_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids)
    window.workspace.do(SetField(ids[:1], "key", "beta"))
    settle(qtbot, window)
    assert "taken" in window.messages.label.text() and window.messages.isVisible()
    assert not window.workspace.undo_label


def test_another_program_s_changes_are_shown_and_end_undo(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(FileUnder(tuple(window.pane.table.model().ids[:1]), "tag", ("mine",)))
    settle(qtbot, window)
    assert window.workspace.undo_label
    with Library(library) as other:
        other.apply(Add((Publication(title="Zeta"),)))
    qtbot.waitUntil(lambda: "Zeta" in titles(window), timeout=5000)
    assert not window.workspace.undo_label
    assert "cannot be undone" in window.messages.label.text()


def test_changes_by_others_are_noticed_by_a_window_that_only_reads(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    with Library(library) as other:
        other.apply(Add((Publication(title="Zeta"),)))
    qtbot.waitUntil(lambda: "Zeta" in titles(window), timeout=5000)


def test_adding_goes_to_the_new_publication(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["add"].trigger()
    settle(qtbot, window)
    assert len(titles(window)) == 6
    assert len(window.pane.table.selected_ids()) == 1 and titles(window)[window.pane.table.currentIndex().row()] == ""
    focus = window.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, "Zeta")
    window.details.commit()
    settle(qtbot, window)
    assert "Zeta" in titles(window)


def test_citation_keys_are_copied(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.setFocus()
    window.pane.table.go_to(0)
    qtbot.keyClick(window.pane.table, Qt.Key.Key_K, CONTROL | SHIFT)
    settle(qtbot, window)
    assert QGuiApplication.clipboard().text() == "alpha"


def test_an_address_is_shown_first_and_only_the_web_is_opened(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    window.actions_by_name["url"].trigger()
    settle(qtbot, window)
    assert "https://example.org/a" in window.messages.label.text() and not opened
    window.messages.button.click()
    assert opened == ["https://example.org/a"]
    window.pane.table.go_to(titles(window).index("Gamma study"))
    window.actions_by_name["url"].trigger()
    settle(qtbot, window)
    assert window.messages.button.isHidden() and "file:///etc/passwd" in window.messages.label.text()
    assert len(opened) == 1


# -- sessions


def test_a_session_is_taken_up_again(open_window: Opened, library: Path, qtbot: QtBot) -> None:
    first = open_window(library)
    first.resize(760, 640)
    first.pane.table.sort_by("year")
    first.pane.table.setColumnHidden(8, False)
    first.set_theme("dark")
    first.facets.close_facets(["kind"])
    settle(qtbot, first)
    first.pane.table.go_to(titles(first).index("Gamma study"))
    first.close()
    second = open_window(None)
    assert second.workspace.library is not None and second.workspace.library.path == library
    assert second.pane.table.sort[0] == ("year", False) and not second.pane.table.isColumnHidden(8)
    assert titles(second)[second.pane.table.currentIndex().row()] == "Gamma study"
    assert len(second.pane.table.selected_ids()) == 1
    assert second.actions_by_name["theme_dark"].isChecked()
    assert second.facets.closed_facets() == ["kind"]
    assert (second.width(), second.height()) == (760, 640)


def test_the_first_run_is_one_page_without_dialogs(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(None)
    assert window.welcome.isVisible() and window.windowTitle() == "tipdesk"
    window.welcome.sample.emit()
    qtbot.waitUntil(lambda: window.pane.table.model().rowCount() > 50, timeout=10_000)
    assert window.windowTitle() == "tipdesk — tipdesk sample.tipdesk"
    window.workspace.close()
    qtbot.waitUntil(lambda: window.welcome.isVisible())
    window.welcome.empty.emit()
    qtbot.waitUntil(lambda: window.workspace.library is not None)
    settle(qtbot, window)
    assert window.pane.empty.isVisible()
    assert [b.text() for b in window.pane.empty.findChildren(QPushButton)] == ["Import", "Paste"]


def test_a_paste_on_the_first_page_begins_a_library(open_window: Opened, qtbot: QtBot) -> None:
    window = open_window(None)
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(window.welcome, Qt.Key.Key_V, CONTROL)
    assert "holds no text" in window.messages.label.text() and window.workspace.library is None
    QGuiApplication.clipboard().setText("@book{quiet, title = {Quiet harbours}, year = {2020}}")
    qtbot.keyClick(window.welcome, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: window.workspace.library is not None and window.commands.panel().isVisible())
    settle(qtbot, window)
    assert window.windowTitle() == "tipdesk — library.tipdesk" and window.actions_by_name["import"].isEnabled()


def test_what_is_no_library_is_refused_and_the_open_one_stays(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "no.tipdesk").write_text("no")
    with qtbot.waitSignal(window.workspace.failed):
        window.workspace.open(tmp_path / "no.tipdesk")
    assert len(titles(window)) == len(SHELF)


def test_closing_waits_for_the_work_under_way(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(SetField((1,), "title", "Kept"))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    with Library(library) as again:
        assert again.get((1,))[0].title == "Kept"


def test_a_library_dropped_on_the_window_is_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Library.create(tmp_path / "two.tipdesk").close()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "two.tipdesk"))])
    where, how = QPoint(10, 10), (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NOTHING)
    with qtbot.waitSignal(window.workspace.opened):
        QApplication.sendEvent(window, QDragEnterEvent(where, *how))
        QApplication.sendEvent(window, QDropEvent(where, *how))
    assert window.windowTitle() == "tipdesk — two.tipdesk"


def test_names_that_others_use(window: MainWindow) -> None:
    names = {w.accessibleName() for w in (window.search, window.pane.table, window.facets.tree, window.details)}
    assert names == {"Search", "Publications", "Facets", "Details"}
    texts = {name: window.actions_by_name[name].text().replace("&", "") for name in ("import", "export", "undo", "redo", "tag")}
    assert texts == {"import": "Import", "export": "Export", "undo": "Undo", "redo": "Redo", "tag": "Add tag"}


def test_no_two_entries_of_a_menu_have_the_same_letter(window: MainWindow) -> None:
    for menu in window.menuBar().findChildren(QMenu):
        letters = [key for action in menu.actions() if (key := QKeySequence.mnemonic(action.text()).toString())]
        assert sorted(letters) == sorted(set(letters)), menu.title()


def test_chips_and_messages_take_on_colours_that_are_chosen_later(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.set_text("year:2015")
    settle(qtbot, window)
    window.messages.tell("Done.")
    window.set_theme("light")
    pictures = []
    for choice in ("light", "dark"):
        window.set_theme(choice)
        settle(qtbot, window)
        pictures.append([part.grab().toImage().pixelColor(20, 12).lightness() for part in (window.pane.chips, window.messages)])
    assert all(light > 150 and dark < 100 for light, dark in zip(*pictures, strict=True))


def test_a_search_that_is_let_go_of_elsewhere_leaves_no_button_to_clear_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.search, "kenya")
    settle(qtbot, window)
    clearing, _icon = window.search.findChildren(QToolButton)
    qtbot.waitUntil(lambda: clearing.property("opacity") == 1)
    window.filters.clear()
    qtbot.waitUntil(lambda: clearing.property("opacity") == 0)
    assert window.search.text() == ""
