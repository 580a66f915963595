"""The builder of reading lists on a real library: dropped into, reordered, annotated, taken back."""

import sqlite3

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.gui.reading.hands import COURSE, START, dragged, drop, node, on, outline, select, wait_for
from tipdesk.app.edits import SetField, SetTrashed
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.reading.builder import ReadingLists
from tipdesk.gui.reading.model import MIME, MINUTES, PAGES
from tipdesk.gui.table.drags import put_ids


def test_a_list_is_shown_with_times_and_what_to_see_to(builder: ReadingLists) -> None:
    assert outline(builder) == START
    model = builder.model
    times = [model.data(model.index_of(each).siblingAtColumn(MINUTES)) for each in model.nodes[1:4]]
    assert times == ["\u20681 h 45 min\u2069", "\u206830 min\u2069", "\u20681 h 15 min\u2069"]
    assert builder.line.text() == "3 readings · 1 h 45 min to read · 1 without minutes · 1 warning"
    spoken = model.data(model.index_of(node(builder, "beta")), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Beta report (2019) — Harbour Office, further, 1 h 15 min, beta has neither a web address nor a file."


def test_publications_are_dropped_between_items_and_taken_back(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    put_ids(data, [4, 1])
    drop(builder, data, on(builder, "beta", "above"))
    wait_for(builder, qtbot, ["1 One", "alpha", "delta", "alpha", "beta", *START[3:]])
    qtbot.waitUntil(lambda: [each.item.key for each in builder.tree.selected() if each.item] == ["delta", "alpha"])
    window.workspace.undo()
    wait_for(builder, qtbot, START)


def test_publications_dropped_on_a_new_list_get_a_section(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.chooser.ask_new()
    dialog = builder.chooser.findChild(QInputDialog)
    assert dialog is not None
    title = "Next course: two days for shelter staff"
    dialog.setTextValue(title)
    assert dialog.findChild(QLineEdit).width() > dialog.fontMetrics().horizontalAdvance(title)
    dialog.accept()
    wait_for(builder, qtbot, [])
    data = QMimeData()
    put_ids(data, [2])
    drop(builder, data, builder.tree.viewport().rect().center())
    wait_for(builder, qtbot, ["1 ", "beta"])
    assert [each.item and each.item.key for each in builder.tree.selected()] == ["beta"]
    assert builder._workspace.undo_label == "Add item to the reading list"


def test_what_is_dropped_below_all_comes_last_and_above_all_first(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    put_ids(data, [4])
    drop(builder, data, builder.tree.viewport().rect().bottomLeft() - QPoint(-40, 10))
    wait_for(builder, qtbot, [*START[:6], "delta", "2.1 Evening"])
    window.workspace.undo()
    wait_for(builder, qtbot, START)
    drop(builder, data, on(builder, "1 One", "above"))
    wait_for(builder, qtbot, ["1 One", "delta", *START[1:]])


def test_what_is_added_where_there_is_no_list_is_in_the_new_one(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.selectAll()
    window.actions_by_name["add_to_list"].trigger()
    builder = window.commands.reading_lists()
    qtbot.waitUntil(lambda: builder.chooser.findChild(QInputDialog) is not None)
    dialog = builder.chooser.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("Next course")
    dialog.accept()
    wait_for(builder, qtbot, ["1 ", "alpha", "beta", "epsilon", "gamma", "delta"])
    assert window.workspace.undo_label == "Add reading list"


def test_items_and_sections_are_dragged(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    drop(builder, dragged(builder, "alpha"), on(builder, "gamma", "above"))
    wait_for(builder, qtbot, ["1 One", "beta", "2 Two", "Break", "alpha", "gamma", "2.1 Evening"])
    drop(builder, dragged(builder, "2 Two"), on(builder, "1 One", "above"))
    wait_for(builder, qtbot, ["1 Two", "Break", "alpha", "gamma", "1.1 Evening", "2 One", "beta"])
    drop(builder, dragged(builder, "1 Two"), on(builder, "1.1 Evening"))
    qtbot.waitUntil(lambda: "itself" in builder.messages.label.text())
    for _ in range(2):
        window.workspace.undo()
    wait_for(builder, qtbot, START)


def test_another_programs_drag_is_refused(builder: ReadingLists) -> None:
    data = QMimeData()
    data.setData(MIME, b"1 item 1")
    assert not builder.model.canDropMimeData(data, Qt.DropAction.MoveAction, 0, 0, builder.model.index_of(node(builder, "1 One")))


def test_keys_move_items_through_the_sections_and_back(builder: ReadingLists, qtbot: QtBot) -> None:
    select(builder, "beta")
    for after in (
        ["1 One", "alpha", "2 Two", "beta", "Break", "gamma", "2.1 Evening"],
        ["1 One", "alpha", "2 Two", "Break", "beta", "gamma", "2.1 Evening"],
        ["1 One", "alpha", "2 Two", "Break", "gamma", "beta", "2.1 Evening"],
        ["1 One", "alpha", "2 Two", "Break", "gamma", "2.1 Evening", "beta"],
    ):
        qtbot.keyClick(builder.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        wait_for(builder, qtbot, after)
        qtbot.waitUntil(lambda: [each.item.key for each in builder.tree.selected() if each.item] == ["beta"])
    qtbot.keyClick(builder.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(builder.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, ["1 One", "alpha", "2 Two", "Break", "gamma", "beta", "2.1 Evening"])
    select(builder, "2 Two")
    qtbot.keyClick(builder.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, ["1 Two", "Break", "gamma", "beta", "1.1 Evening", "2 One", "alpha"])
    qtbot.keyClick(builder.tree, Qt.Key.Key_Delete)
    wait_for(builder, qtbot, ["1 One", "alpha"])


def test_keys_pressed_faster_than_moves_are_done_all_count(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.tree.setFocus()
    select(builder, "alpha")
    for _ in range(4):
        qtbot.keyClick(builder.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, ["1 One", "beta", "2 Two", "Break", "gamma", "alpha", "2.1 Evening"])
    for _ in range(9):  # more than there are places
        qtbot.keyClick(builder.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, START)


def test_keys_put_sections_into_the_one_above_and_out_again(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.tree.setFocus()
    select(builder, "2 Two")
    qtbot.keyClick(builder.tree, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, ["1 One", "alpha", "beta", "1.1 Two", "Break", "gamma", "1.1.1 Evening"])
    qtbot.keyClick(builder.tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, START)
    select(builder, "1 One")
    qtbot.keyClick(builder.tree, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)  # there is none above
    qtbot.keyClick(builder.tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    select(builder, "2.1 Evening")
    qtbot.keyClick(builder.tree, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    wait_for(builder, qtbot, [*START[:6], "3 Evening"])
    select(builder, "alpha")
    assert not builder._in.isEnabled() and not builder._out.isEnabled()


def test_sections_and_items_are_removed_together_in_one_step(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    builder.tree.setFocus()
    select(builder, "beta", "2 Two", "gamma")
    qtbot.keyClick(builder.tree, Qt.Key.Key_Delete)
    wait_for(builder, qtbot, ["1 One", "alpha"])
    window.workspace.undo()
    wait_for(builder, qtbot, START)


def test_titles_keep_half_of_a_narrow_window(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.tree.resize(460, 400)
    header = builder.tree.header()
    qtbot.waitUntil(lambda: header.isSectionHidden(PAGES) and header.sectionSize(0) >= header.width() // 2)
    builder.tree.resize(520, 400)
    qtbot.waitUntil(lambda: not header.isSectionHidden(PAGES))


def test_what_is_typed_is_kept_and_undone_step_by_step(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    select(builder, "alpha")
    fields = builder.forms._of_item.fields
    assert fields["minutes"].text() == "30" and builder.forms.about.text() == "\u2068Alpha manual (2018) — Wren, Ada\u2069"
    fields["minutes"].setFocus()
    fields["minutes"].selectAll()
    qtbot.keyClicks(fields["minutes"], "half an hour")
    fields["minutes"].commit()
    qtbot.waitUntil(lambda: "whole number" in builder.messages.label.text())
    qtbot.waitUntil(lambda: fields["minutes"].text() == "30")
    fields["annotation"].setFocus()
    qtbot.keyClicks(fields["annotation"], "Chapter 2 only")
    select(builder, "beta", "gamma")  # what is being typed belongs to alpha
    assert window.workspace.library is not None
    library = window.workspace.library
    qtbot.waitUntil(lambda: library.reading_lists()[0].sections[0].items[0].annotation == "Chapter 2 only")
    assert builder.forms.about.text() == "2 items are edited together."
    assert fields["importance"].currentText() == ""
    fields["importance"].setEditText("must read")
    fields["importance"].commit()
    qtbot.waitUntil(lambda: library.reading_lists()[0].sections[1].items[1].importance == "must read")
    assert library.reading_lists()[0].sections[0].items[1].importance == "must read"
    for _ in range(2):
        window.workspace.undo()
    qtbot.waitUntil(lambda: library.reading_lists()[0] == COURSE)


def test_a_wheel_over_the_importance_scrolls_and_changes_nothing(builder: ReadingLists, qtbot: QtBot) -> None:
    select(builder, "alpha")
    box = builder.forms._of_item.fields["importance"]
    at, turn = QPointF(20, 8), QPoint(0, -120)
    for target in (box, box.lineEdit()):
        nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, target.mapToGlobal(at), QPoint(), turn, *nothing, False)
        QApplication.sendEvent(target, event)
    assert box.currentText() == "essential" and not builder._workspace.busy


def test_what_is_said_of_an_arabic_reading_keeps_its_direction(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.add_publications([4], None)
    qtbot.waitUntil(lambda: builder.forms.about.text().startswith("\u2068دليل الموانئ (2020)\u2069\n"))


def test_what_was_typed_while_another_program_writes_stays_and_is_kept_later(
    busy: sqlite3.Connection, builder: ReadingLists, qtbot: QtBot
) -> None:
    select(builder, "alpha")
    note = builder.forms._of_item.fields["annotation"]
    note.setPlainText("Chapter 2 only")
    busy.execute("BEGIN IMMEDIATE")
    note.commit()
    qtbot.waitUntil(lambda: "another program; try again" in builder.messages.label.text())
    qtbot.waitUntil(lambda: builder._workspace.settled)
    busy.execute("ROLLBACK")
    assert note.toPlainText() == "Chapter 2 only"
    select(builder, "beta")
    library = builder._workspace.library
    assert library is not None
    qtbot.waitUntil(lambda: library.reading_lists()[0].sections[0].items[0].annotation == "Chapter 2 only")


def test_a_section_is_renamed_in_place(builder: ReadingLists, qtbot: QtBot) -> None:
    index = builder.model.index_of(node(builder, "1 One"))
    assert not builder.model.setData(index, "First day")
    wait_for(builder, qtbot, ["1 First day", *START[1:]])


def test_what_is_in_the_trash_is_struck_out(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SetTrashed((1,)))
    model = builder.model

    def struck() -> bool:
        font = model.data(model.index_of(node(builder, "alpha")), Qt.ItemDataRole.FontRole)
        return font is not None and font.strikeOut()

    qtbot.waitUntil(struck)


def test_what_is_selected_in_the_table_is_added_behind_what_is_selected_here(
    builder: ReadingLists, window: MainWindow, qtbot: QtBot
) -> None:
    select(builder, "Break")
    window.pane.table.go_to(list(window.pane.table.model().ids).index(4))
    window.actions_by_name["add_to_list"].trigger()
    wait_for(builder, qtbot, ["1 One", "alpha", "beta", "2 Two", "Break", "delta", "gamma", "2.1 Evening"])


def test_versions_in_other_languages_are_told_and_added(builder: ReadingLists, window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SetField((4,), "extra", (("translation-of", "alpha"),)))
    select(builder, "alpha")
    qtbot.waitUntil(lambda: "other languages: \u2068العربية\u2069." in builder.forms.about.text())
    builder._translations.trigger()
    wait_for(builder, qtbot, ["1 One", "alpha", "delta", *START[2:]])
    select(builder, "alpha", "delta")
    qtbot.waitUntil(lambda: not builder._translations.isEnabled() and "other languages" not in builder.forms.about.text())
