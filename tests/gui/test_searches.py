"""Searches that are kept under a name, taken step by step back and forward, and found again in the next session."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle, titles
from tipdesk.app.edits import Add, SaveSearch, SetField
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.gui.filters import Choice, State
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.sidebar.tree import Node

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def type_(qtbot: QtBot, window: MainWindow, text: str) -> None:
    window.search.setFocus()
    window.search.selectAll()
    qtbot.keyClicks(window.search, text)
    settle(qtbot, window)


def saved(window: MainWindow) -> dict[str, int]:
    return {node.label: node.count for node in window.facets.model.nodes if node.search is not None}


def node_of(window: MainWindow, name: str) -> Node:
    return next(node for node in window.facets.model.nodes if node.search is not None and node.label == name)


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def save(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.activateWindow()  # the dialog before may still have the screen
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL | SHIFT)
    dialog = window.findChild(QInputDialog)
    dialog.setTextValue(name)
    dialog.accept()
    settle(qtbot, window)


def test_a_search_is_saved_with_its_facets_and_follows_the_library(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "manual OR study")
    window.filters.choose(Choice("country", "Kenya"), False)
    settle(qtbot, window)
    button = next(b for b in window.pane.chips.findChildren(QToolButton) if b.defaultAction() is not None)
    assert button.isVisible()
    save(qtbot, window, "Field work")
    assert saved(window) == {"Field work": 2}
    assert window.filters.state == State(place=window.filters.place) and window.filters.place.startswith("saved:")
    assert sorted(titles(window)) == ["Alpha manual", "Gamma study"] and not button.isVisible()
    assert [match.text.removesuffix("*") for match in window.filters.sought()] == ["manual", "study"]  # what is marked in the rows
    [beta] = window.workspace.library.ids_by_key(["beta"]).values()
    window.workspace.do(SetField((beta,), "countries", ("Kenya",)))
    window.workspace.do(SetField((beta,), "title", "Beta study"))
    settle(qtbot, window)
    assert saved(window) == {"Field work": 3} and "Beta study" in titles(window)
    window.workspace.undo()
    window.workspace.undo()
    window.workspace.undo()
    settle(qtbot, window)
    assert saved(window) == {} and window.filters.place == "all"


def test_pressing_a_saved_search_shows_it_alone_and_back_leads_to_what_was_chosen_before(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SaveSearch(SavedSearch("Lebanon", "country:Lebanon year:2019..")))
    type_(qtbot, window, "manual")
    window.filters.choose(Choice("country", "Kenya"), False)
    window.searches._note()
    settle(qtbot, window)
    tree = window.facets.tree
    tree.setCurrentIndex(window.facets.model.index_of(node_of(window, "Lebanon")))
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert window.search.text() == "" and not window.filters.choices and len(titles(window)) == saved(window)["Lebanon"] == 3
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    settle(qtbot, window)
    assert window.search.text() == "manual" and window.filters.choices == {Choice("country", "Kenya"): False}


def test_a_saved_search_is_edited_renamed_replaced_and_deleted_from_its_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SaveSearch(SavedSearch("Lebanon", "country:Lebanon year:2019..")))
    settle(qtbot, window)
    assert saved(window) == {"Lebanon": 3}
    choose(window.facets.menu.make(node_of(window, "Lebanon")), "Edit in the search field")
    settle(qtbot, window)
    assert window.search.text() == "country:Lebanon year:2019.." and len(titles(window)) == 3
    type_(qtbot, window, "country:Lebanon year:2020..")
    choose(window.facets.menu.make(node_of(window, "Lebanon")), "Replace by what is shown now")
    settle(qtbot, window)
    assert saved(window) == {"Lebanon": 1}
    index = window.facets.model.index_of(node_of(window, "Lebanon"))
    assert window.facets.model.setData(index, "Ports")
    settle(qtbot, window)
    assert saved(window) == {"Ports": 1}
    choose(window.facets.menu.make(node_of(window, "Ports")), "Delete")
    settle(qtbot, window)
    assert saved(window) == {}


def test_a_name_that_is_taken_is_refused_with_a_sentence(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "manual")
    save(qtbot, window, "Mine")
    type_(qtbot, window, "study")
    save(qtbot, window, "Mine")
    assert "named Mine already" in window.messages.label.text()
    assert saved(window) == {"Mine": 2}


def test_back_and_forward_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "manual")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    window.searches._note()
    window.filters.choose(Choice("country", "Sudan"), False)
    settle(qtbot, window)
    assert len(titles(window)) == 1
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    settle(qtbot, window)
    assert window.search.text() == "manual" and not window.filters.choices and len(titles(window)) == 2
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    settle(qtbot, window)
    assert window.search.text() == "" and len(titles(window)) == 5
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    settle(qtbot, window)
    assert window.filters.choices == {Choice("country", "Sudan"): False} and len(titles(window)) == 1
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    window.filters.choose(Choice("country", "Kenya"), False)  # another way from here: there is nothing to go forward to
    window.searches._note()
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    settle(qtbot, window)
    assert window.filters.choices == {Choice("country", "Kenya"): False}


def test_the_search_comes_back_in_the_next_session_but_not_in_another_library(
    open_window: Opened, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(library)
    window.workspace.do(SaveSearch(SavedSearch("Lebanon", "country:Lebanon")))
    settle(qtbot, window)
    window.filters.set_place(f"saved:{node_of(window, 'Lebanon').search.id}")
    window.filters.choose(Choice("year", "2019"), True)
    type_(qtbot, window, "e")
    window.pane.table.go_to(1)
    kept, shown, selected = window.filters.state, titles(window), window.pane.table.selected_ids()
    window.close()
    again = open_window(library)
    assert again.filters.state == kept and titles(again) == shown and again.search.text() == "e"
    assert again.pane.table.selected_ids() == selected
    other = tmp_path / "other.tipdesk"
    with Library.create(other) as made:
        made.apply(Add(tuple(Publication(key=f"key{n}", title=f"Title {n}") for n in range(9))))
    again.workspace.open(other)
    settle(qtbot, again)
    assert not again.pane.table.selected_ids() and len(titles(again)) == 9
    assert again.filters.state == State() and again.search.text() == ""
    qtbot.keyClick(again, Qt.Key.Key_Left, ALT)
    assert again.filters.state == State()
    again.workspace.open(library)
    settle(qtbot, again)
    type_(qtbot, again, "manual")
    again.close()
    assert open_window(other).filters.state == State()


def test_saved_searches_survive_in_the_file(library: Path) -> None:
    with Library(library) as shelf:
        shelf.apply(SaveSearch(SavedSearch("  Kenya ", "country:Kenya")))
    with Library(library) as shelf:
        assert [(search.name, search.query) for search in shelf.saved_searches()] == [("Kenya", "country:Kenya")]
