"""Stars and what was read: given by click, key and drop, seen in the table and the facets, taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle, titles
from tipdesk.domain.query import READ, STARRED
from tipdesk.gui import remembered, theme
from tipdesk.gui.filters import CONDITIONS, UNREAD, Choice
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.sidebar.tree import VALUE
from tipdesk.gui.table.columns import ICONS
from tipdesk.gui.table.delegate import ICON, ICON_GAP, ICONS_WIDTH, MARGIN


def cell(window: MainWindow, row: int) -> QRect:
    table = window.pane.table
    return table.visualRect(table.model().index(row, ICONS))


def click(window: MainWindow, row: int, icon: int) -> None:
    """On the place of an icon, counted from where the line begins."""
    offset = MARGIN + icon * (ICON + ICON_GAP) + ICON // 2
    rect = cell(window, row)
    mirrored = window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    place = QPoint(rect.right() - offset if mirrored else rect.left() + offset, rect.center().y())
    QTest.mouseClick(window.pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def spoken(window: MainWindow, row: int) -> str:
    index = window.pane.table.model().index(row, ICONS)
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def values(window: MainWindow, facet: str) -> list[tuple[str, int]]:
    """What the sidebar counts of a facet."""
    return [
        (node.choice.name, node.count)
        for node in window.facets.model.nodes
        if node.what == VALUE and node.choice is not None and node.choice.facet == facet
    ]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_click_gives_a_star_and_another_takes_it(window: MainWindow, qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    window.resize(1300, 800)
    window.setLayoutDirection(direction)
    settle(qtbot, window)
    assert values(window, "is") == [(UNREAD, 5)]
    click(window, 1, 0)
    settle(qtbot, window)
    assert spoken(window, 1).startswith("starred")
    assert values(window, "is") == [(STARRED, 1), (UNREAD, 5)]
    assert window.workspace.undo_label == "Star"
    click(window, 1, 1)
    settle(qtbot, window)
    assert spoken(window, 1).startswith("starred, read")
    assert values(window, "is") == [(STARRED, 1), (UNREAD, 4), (READ, 1)]
    click(window, 1, 0)
    settle(qtbot, window)
    assert values(window, "is") == [(UNREAD, 4), (READ, 1)]
    for _ in range(3):
        window.workspace.undo()
    settle(qtbot, window)
    assert values(window, "is") == [(UNREAD, 5)]


def test_a_double_click_is_one(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.setFocus()
    wanted: list[bool] = []
    window.pane.table.mark_wanted.connect(lambda _number, _mark, on: wanted.append(on))
    rect = cell(window, 1)
    place = QPoint(rect.left() + MARGIN + ICON // 2, rect.center().y())
    for act in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):  # a screen sends these, the last one by itself
        act(window.pane.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, window)
    assert wanted == [True] and spoken(window, 1).startswith("starred")
    assert window.pane.table.hasFocus()


def test_a_click_beside_the_marks_only_selects(window: MainWindow, qtbot: QtBot) -> None:
    click(window, 1, 2)
    settle(qtbot, window)
    assert window.workspace.undo_label == ""
    assert window.pane.table.current_id()


def test_a_click_on_a_mark_leaves_the_selection_alone(window: MainWindow, qtbot: QtBot) -> None:
    table = window.pane.table
    table.go_to(0)
    table.selectAll()
    click(window, 1, 0)
    settle(qtbot, window)
    assert len(table.selected_ids()) == 5
    click(window, 1, 2)
    settle(qtbot, window)
    assert len(table.selected_ids()) == 1
    click(window, 3, 0)
    settle(qtbot, window)
    assert list(table.selected_ids()) == [table.model().ids[1]]
    assert values(window, "is") == [(STARRED, 2), (UNREAD, 5)]


def test_keys_mark_the_selection_as_the_current_one_is_not(window: MainWindow, qtbot: QtBot) -> None:
    table = window.pane.table
    table.setFocus()
    table.go_to(0)
    qtbot.keyClick(table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert values(window, "is") == [(UNREAD, 4), (READ, 1)]
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert window.workspace.undo_label == "Star 5 publications"
    qtbot.keyClick(table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert values(window, "is") == [(STARRED, 5), (UNREAD, 5)]  # the current one was read


def test_all_are_marked_where_none_is_the_current_one(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["select_all"].trigger()
    for on in (True, False):
        window.actions_by_name["star"].trigger()
        settle(qtbot, window)
        assert values(window, "is") == [(STARRED, 5)] * on + [(UNREAD, 5)]


def test_what_is_chosen_of_the_facet_narrows_down_and_is_followed(window: MainWindow, qtbot: QtBot) -> None:
    click(window, 0, 0)
    settle(qtbot, window)
    first = titles(window)[0]
    window.filters.choose(Choice("is", STARRED), False)
    settle(qtbot, window)
    assert titles(window) == [first]
    click(window, 0, 0)
    settle(qtbot, window)
    assert titles(window) == []


def test_publications_are_dropped_on_a_state(window: MainWindow, qtbot: QtBot) -> None:
    click(window, 0, 1)
    settle(qtbot, window)
    nodes = {node.choice.name: node for node in window.facets.model.nodes if node.choice is not None and node.choice.facet == "is"}
    ids = tuple(window.pane.table.model().ids)
    window.facets.tree.dropped.emit(nodes[READ], ids)
    settle(qtbot, window)
    assert values(window, "is") == [(READ, 5)]
    window.facets.tree.dropped.emit(nodes[UNREAD], ids[:2])
    settle(qtbot, window)
    assert values(window, "is") == [(UNREAD, 2), (READ, 3)]


def test_marks_last_and_another_window_shows_them(window: MainWindow, open_window: Opened, library: Path, qtbot: QtBot) -> None:
    click(window, 2, 0)
    settle(qtbot, window)
    window.close()
    QApplication.processEvents()
    again = open_window(library)
    assert spoken(again, 2).startswith("starred")
    assert set(CONDITIONS["is"]) == {STARRED, UNREAD, READ}


def test_a_star_is_seen_and_offered_under_the_mouse(window: MainWindow, qtbot: QtBot) -> None:
    theme.find_icons()
    window.resize(1300, 800)
    window.set_theme(theme.LIGHT)
    settle(qtbot, window)
    plain = window.pane.table.grab(QRect(0, 0, 60, 200)).toImage()
    QTest.mouseMove(window.pane.table.viewport(), cell(window, 3).center())
    qtbot.waitUntil(lambda: window.pane.table.grab(QRect(0, 0, 60, 200)).toImage() != plain)
    offered = window.pane.table.grab(QRect(0, 0, 60, 200)).toImage()
    click(window, 3, 0)
    settle(qtbot, window)
    assert window.pane.table.grab(QRect(0, 0, 60, 200)).toImage() not in (plain, offered)


def test_what_is_chosen_lasts_and_a_state_that_there_is_not_is_passed_over(
    window: MainWindow, open_window: Opened, library: Path, qtbot: QtBot
) -> None:
    click(window, 0, 0)
    window.filters.choose(Choice("is", STARRED), False)
    window.filters.choose(Choice("file", "without"), False)
    settle(qtbot, window)
    window.close()
    again = open_window(library)
    assert again.filters.choices == {Choice("is", STARRED): False, Choice("file", "without"): False}
    assert len(titles(again)) == 1
    assert remembered._state('{"place": "all", "text": "", "choices": [["is", "forgotten", false]]}', ("is",)).choices == ()


def test_a_narrower_first_column_of_an_earlier_session_has_room_for_all_icons(window: MainWindow) -> None:
    table, header = window.pane.table, window.pane.table.horizontalHeader()
    header.setSectionResizeMode(ICONS, header.ResizeMode.Interactive)
    header.resizeSection(ICONS, 40)
    table.restore_columns(table.save_columns())
    assert header.sectionSize(ICONS) == ICONS_WIDTH
