"""Reading lists in the sidebar and in the details: chosen, dropped on, opened where a publication stands."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle, titles
from tipdesk.app.list_edits import AddReadingList
from tipdesk.domain.query import parse
from tipdesk.domain.query_text import text_of
from tipdesk.domain.reading import Item, ReadingList, Section, items
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.reading.builder import ReadingLists
from tipdesk.gui.sidebar.tree import Node

COURSE = ReadingList(
    "Course, autumn",
    sections=(Section("One", items=(Item("alpha", annotation="Read first."),)), Section("Two", items=(Item("gamma"), Item("alpha")))),
)


@pytest.fixture
def listed(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.workspace.do(AddReadingList(COURSE))
    window.workspace.do(AddReadingList(ReadingList("Course")))
    settle(qtbot, window)
    return window


def node(window: MainWindow, title: str) -> Node:
    return next(node for node in window.facets.model.nodes if node.list_id and node.label == title)


def centre(window: MainWindow, title: str) -> QPoint:
    tree = window.facets.tree
    index = window.facets.model.index_of(node(window, title))
    tree.scrollTo(index)
    return tree.visualRect(index).center()


def held(window: MainWindow, title: str) -> list[str]:
    assert window.workspace.library is not None
    whole = window.workspace.library.reading_list(node(window, title).list_id)
    return [item.key for item in items(whole)] if whole else []


def test_a_click_shows_what_stands_in_a_list_and_it_is_a_search(listed: MainWindow, qtbot: QtBot) -> None:
    assert (node(listed, "Course, autumn").count, node(listed, "Course").count) == (2, 0)
    qtbot.mouseClick(listed.facets.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre(listed, "Course, autumn"))
    settle(qtbot, listed)
    assert titles(listed) == ["Alpha manual", "Gamma study"]
    listed.filters.clear()
    listed.filters.set_text('list:"course, autumn" -title:gamma')
    settle(qtbot, listed)
    assert titles(listed) == ["Alpha manual"]


def test_lists_of_one_title_are_told_apart_and_each_shows_its_own(listed: MainWindow, qtbot: QtBot) -> None:
    assert listed.workspace.library is not None
    first = node(listed, "Course, autumn").list_id
    listed.workspace.do(AddReadingList(ReadingList("COURSE, autumn", sections=(Section("", items=(Item("beta"),)),))))
    settle(qtbot, listed)
    lines = {node.label: node for node in listed.facets.model.nodes if node.list_id}
    second = max(node.list_id for node in lines.values())
    assert set(lines) == {"Course", f"Course, autumn #{first}", f"COURSE, autumn #{second}"}
    assert (lines[f"Course, autumn #{first}"].count, lines[f"COURSE, autumn #{second}"].count) == (2, 1)
    qtbot.mouseClick(listed.facets.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre(listed, f"COURSE, autumn #{second}"))
    settle(qtbot, listed)
    assert titles(listed) == ["Beta report"]
    assert parse(text_of(listed.filters.query())).query == listed.filters.query()  # as a saved search keeps it
    listed.filters.clear()
    for text, found in (
        (f"list:#{first}", ["Alpha manual", "Gamma study"]),
        ('list:"course, autumn"', ["Alpha manual", "Beta report", "Gamma study"]),
    ):
        listed.filters.set_text(text)
        settle(qtbot, listed)
        assert titles(listed) == found


@pytest.mark.parametrize(("title", "before"), [("Course, autumn", ["alpha", "gamma", "alpha"]), ("Course", [])])
def test_what_is_dropped_on_a_list_comes_last_in_it(listed: MainWindow, qtbot: QtBot, title: str, before: list[str]) -> None:
    listed.filters.set_place(f"list:{node(listed, title).list_id}")
    settle(qtbot, listed)
    assert listed.pane.empty.isVisible() != bool(before)
    assert before or listed.pane.empty.findChild(QLabel).text() == "This reading list holds no publication yet."
    listed.facets.tree.dropped.emit(node(listed, title), (2, 4))
    settle(qtbot, listed)
    assert held(listed, title) == [*before, "beta", "delta"]
    assert node(listed, title).count == listed.pane.table.model().rowCount() == len({*before}) + 2
    listed.workspace.undo()
    settle(qtbot, listed)
    assert held(listed, title) == before


def test_the_details_say_where_it_stands_and_open_the_list_there(listed: MainWindow, qtbot: QtBot) -> None:
    listed.details.show_ids((1,))
    settle(qtbot, listed)
    view = listed.details._lists
    top = view.places.topLevelItem(0)
    lines = [top.child(row).data(0, Qt.ItemDataRole.AccessibleTextRole) for row in range(top.childCount())]
    assert lines == ["1 One · essential, Read first.", "2 Two · essential"]
    assert "Lists (2)" in [listed.details._tabs.tabText(tab) for tab in range(listed.details._tabs.count())]
    view.places.itemClicked.emit(top.child(1), 0)
    [builder] = listed.findChildren(ReadingLists)
    qtbot.waitUntil(lambda: [each.item.key for each in builder.tree.selected() if each.item] == ["alpha"])
    assert builder.tree.selected()[0].parent is not None and builder.tree.selected()[0].parent.numbering == "2"


def test_a_double_click_opens_the_builder(listed: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseDClick(listed.facets.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre(listed, "Course, autumn"))
    settle(qtbot, listed)
    [builder] = listed.findChildren(ReadingLists)
    qtbot.waitUntil(lambda: builder.isVisible() and builder.chooser.lists.currentText().strip("\u2068\u2069") == "Course, autumn")
