"""The details pane: what is typed is kept, in one publication or in many, and what is shown follows the library."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle, titles
from tipdesk.app.edits import Add, SetField
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.editor.details import DetailsPane
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.workspace import Workspace

SHELF = (
    Publication(
        title="Quiet harbours", contributors=(Contributor(Person("Wren", "Ada")),), date="2020", tags=("sea", "work"), countries=("Kenya",)
    ),
    Publication(
        title="Loud harbours",
        date="2020",
        tags=("sea",),
        regions=("Caribbean",),
        countries=("Côte d'Ivoire",),
        extra=(("source-country", "Ivory Coast"), ("source-region", "The Caribbean")),
    ),
    Publication(title="دليل الموانئ", languages=("ar",)),
)


@pytest.fixture
def workspace(tmp_path: Path, workspace_on: Callable[[Path], Workspace]) -> Workspace:
    with Library.create(tmp_path / "one.tipdesk") as library:
        library.apply(Add(SHELF))
    return workspace_on(tmp_path / "one.tipdesk")


@pytest.fixture
def pane(workspace: Workspace, qtbot: QtBot) -> DetailsPane:
    made = DetailsPane(workspace, CitationChoice(None))
    qtbot.addWidget(made)
    made.resize(420, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(pane: DetailsPane, qtbot: QtBot, *ids: int) -> None:
    pane.show_ids(ids)
    qtbot.waitUntil(lambda: pane._shown == ids)


def named(pane: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = [w for w in pane.findChildren(kind) if w.accessibleName() == name and w.isVisibleTo(pane)]
    assert found, name
    return found[0]


def stored(workspace: Workspace, number: int = 1) -> Publication:
    assert workspace.library is not None
    return workspace.library.get([number])[0]


def test_a_title_is_kept_on_return_and_taken_back_on_escape(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    title = named(pane, QPlainTextEdit, "Title")
    title.setFocus()
    qtbot.keyClick(title, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(title, "Still harbours")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(title, Qt.Key.Key_Return)
    assert stored(workspace).title == "Still harbours"
    qtbot.keyClicks(title, " and more")
    qtbot.keyClick(title, Qt.Key.Key_Escape)
    assert title.toPlainText() == "Still harbours"
    assert workspace.undo_label == "Edit title"


def test_what_is_typed_is_kept_when_another_publication_is_shown(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    named(pane, QPlainTextEdit, "Title").setPlainText("Typed and left")
    with qtbot.waitSignal(workspace.changed):
        pane.show_ids((2,))
    assert (stored(workspace, 1).title, stored(workspace, 2).title) == ("Typed and left", "Loud harbours")


def test_a_date_that_is_none_is_marked_and_not_kept(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    date = named(pane, QLineEdit, "Date")
    date.setText("next week")
    qtbot.keyClick(date, Qt.Key.Key_Return)
    assert "not a date" in date.toolTip()
    assert stored(workspace).date == "2020"
    date.setText("2021-05")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(date, Qt.Key.Key_Return)
    assert stored(workspace).date == "2021-05"


def test_tags_are_added_and_removed_with_keys(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    pane.add_tag()
    line = named(pane, QLineEdit, "Add tag")
    qtbot.keyClicks(line, "training/exercise")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stored(workspace).tags == ("sea", "work", "training/exercise")
    with qtbot.waitSignal(workspace.changed):
        named(pane, QAbstractButton, "Remove sea").click()
    assert stored(workspace).tags == ("work", "training/exercise")


def test_what_is_changed_for_several_changes_in_all_of_them_as_one_step(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1, 2)
    assert [
        w.accessibleName() for w in pane.findChildren(QAbstractButton) if w.accessibleName().startswith("Remove") and w.isVisibleTo(pane)
    ] == ["Remove sea"]
    assert not any(w.isVisibleTo(pane) for w in pane.findChildren(QPlainTextEdit))  # a slip would give all of them one title, or abstract
    assert named(pane, QLineEdit, "Date").text() == "2020"
    line = named(pane, QLineEdit, "Add tag")
    qtbot.keyClicks(line, "both")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (stored(workspace, 1).tags, stored(workspace, 2).tags) == (("sea", "work", "both"), ("sea", "both"))
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert (stored(workspace, 1).tags, stored(workspace, 2).tags) == (("sea", "work"), ("sea",))


def test_fields_that_differ_say_so(pane: DetailsPane, qtbot: QtBot) -> None:
    show(pane, qtbot, 1, 3)
    assert named(pane, QLineEdit, "Date").placeholderText() == "several values"


def test_a_person_is_made_an_organisation_and_back_in_one_click_each(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    with qtbot.waitSignal(workspace.changed):
        named(pane, QAbstractButton, "Person; press to make it an organisation").click()
    assert stored(workspace).contributors == (Contributor(Organisation("Ada Wren")),)
    qtbot.waitUntil(
        lambda: not [w for w in pane.findChildren(QAbstractButton) if w.accessibleName().startswith("Person") and w.isVisibleTo(pane)]
    )
    with qtbot.waitSignal(workspace.changed):
        named(pane, QAbstractButton, "Organisation; press to make it a person").click()
    assert stored(workspace).contributors == (Contributor(Person("Wren", "Ada")),)


def test_a_contributor_is_added_by_name(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    line = named(pane, QLineEdit, "Add contributor")
    line.setText("Harbour Watch Foundation")
    with qtbot.waitSignal(workspace.changed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stored(workspace).contributors[1] == Contributor(Organisation("Harbour Watch Foundation"))


def test_a_note_is_private_until_it_is_switched_and_keeps_itself(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    pane.new_note()
    note = named(pane, QPlainTextEdit, "Notes")
    with qtbot.waitSignal(workspace.changed, timeout=4000):
        qtbot.keyClicks(note, "Good for day one.")
    assert stored(workspace).notes == (Note("Good for day one."),)
    switch = next(w for w in pane.findChildren(QCheckBox) if w.isVisibleTo(pane))
    with qtbot.waitSignal(workspace.changed):
        switch.click()
    assert stored(workspace).notes == (Note("Good for day one.", public=True),)
    assert note.toPlainText() == "Good for day one."


def test_typing_goes_on_undisturbed_while_the_library_changes(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    title = named(pane, QPlainTextEdit, "Title")
    title.setFocus()
    title.setPlainText("Half typ")
    with qtbot.waitSignal(workspace.changed):
        workspace.do(SetField((1,), "place", "Mombasa"))
    qtbot.waitUntil(lambda: named(pane, QLineEdit, "Place").text() == "Mombasa")
    assert title.toPlainText() == "Half typ"


def test_the_region_as_its_source_wrote_it_stands_beside(pane: DetailsPane, qtbot: QtBot) -> None:
    show(pane, qtbot, 2)
    written = pane._form._written
    assert written["regions"].isVisibleTo(pane) and "The Caribbean" in written["regions"].text()
    assert written["countries"].isVisibleTo(pane) and "Ivory Coast" in written["countries"].text()


def test_a_right_to_left_title_is_laid_out_from_the_right(pane: DetailsPane, qtbot: QtBot) -> None:
    show(pane, qtbot, 3)
    assert named(pane, QPlainTextEdit, "Title").layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_a_key_that_is_taken_is_refused_and_the_field_shows_the_old_one(pane: DetailsPane, workspace: Workspace, qtbot: QtBot) -> None:
    show(pane, qtbot, 1)
    key = named(pane, QLineEdit, "Citation key")
    old = key.text()
    key.setText(stored(workspace, 2).key)
    with qtbot.waitSignal(workspace.failed) as refused:
        qtbot.keyClick(key, Qt.Key.Key_Return)
    assert "taken" in refused.args[0]
    qtbot.waitUntil(lambda: key.text() == old)


def test_delete_on_a_chip_takes_the_chip_away_and_not_the_publication(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.selectRow(0)
    settle(qtbot, window)
    cross = named(window.details, QAbstractButton, "Remove sea/deep")
    cross.setFocus()
    qtbot.keyClick(cross, Qt.Key.Key_Delete)
    settle(qtbot, window)
    [alpha] = window.workspace.library.get([1])
    assert (alpha.tags, alpha.trashed) == ((), False)


def test_tab_goes_down_the_form_through_contributors_and_chips_and_on(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    settle(qtbot, window)
    window.details.edit()
    met = []
    for _ in range(21):
        focus = window.focusWidget()
        assert focus is not None
        met.append(focus.accessibleName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert met[:7] == [
        "Title", "Contributor", "Person; press to make it an organisation", "Role: author", "Remove Wren, Ada", "Add contributor", "Kind",
    ]  # fmt: skip
    assert met[8:14] == ["Add language", "Remove English", "Add country", "Remove Kenya", "Add region", "Add tag"]
    assert met[15:20] == ["Abstract", "URL", "Citation key", "", "Bibliography entry"]
    for _ in range(21):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    focus = window.focusWidget()
    assert focus is not None and focus.accessibleName() == "Title"


def test_what_was_typed_while_another_program_writes_stays_and_is_kept_later(
    busy: sqlite3.Connection, window: MainWindow, qtbot: QtBot
) -> None:
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    settle(qtbot, window)
    details = window.details
    abstract = details._form._editors["abstract"]
    assert isinstance(abstract, QPlainTextEdit)
    abstract.setPlainText("A longer one")
    details.new_note()
    details._notes._boxes[-1].text.setPlainText("A thought")
    busy.execute("BEGIN IMMEDIATE")
    details.commit()
    settle(qtbot, window)
    assert "another program; try again" in window.messages.label.text()
    busy.execute("ROLLBACK")
    assert abstract.toPlainText() == "A longer one" and details._notes._boxes[-1].note().text == "A thought"
    window.pane.table.go_to(titles(window).index("Beta report"))
    settle(qtbot, window)
    assert window.workspace.library is not None
    [alpha] = window.workspace.library.get([1])
    assert alpha.abstract == "A longer one" and [note.text for note in alpha.notes] == ["A thought"]


@pytest.mark.parametrize("name", ["subtitle", "contributors", "url", "abstract", "tags"])
def test_undo_in_a_field_without_anything_typed_is_the_librarys(name: str, window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    window.workspace.do(SetField((1,), "date", "1999"))
    settle(qtbot, window)
    window.details._form.focus_field(name)
    focus = window.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert window.workspace.redo_label == "Edit date"
    window.details._form.focus_field(name)
    focus = window.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, "x")
    qtbot.keyClick(focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # takes back what was typed
    settle(qtbot, window)
    assert window.workspace.redo_label == "Edit date" and not window.details._form._editors[name].pending


def test_a_publication_is_typed_in_by_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    def type_in(text: str, then: Qt.Key) -> None:
        focus = window.focusWidget()
        assert focus is not None
        qtbot.keyClicks(focus, text)
        qtbot.keyClick(focus, then)
        settle(qtbot, window)  # what is shown is made anew meanwhile

    window.actions_by_name["add"].trigger()
    settle(qtbot, window)
    type_in("Quiet harbours", Qt.Key.Key_Tab)
    type_in("Bird, Lucia", Qt.Key.Key_Return)
    type_in("Reed, Max", Qt.Key.Key_Tab)
    focus = window.focusWidget()
    assert focus is not None and focus.accessibleName() == "Kind"
    assert window.workspace.library is not None
    [new] = window.workspace.library.get(window.pane.table.selected_ids())
    assert (new.title, new.byline) == ("Quiet harbours", "Bird, Lucia; Reed, Max")
    assert new.key == "untitlednd"
    window.pane.table.go_to(titles(window).index("Beta report"))
    settle(qtbot, window)
    [left] = window.workspace.library.get([new.id])
    assert (left.key, left.aliases) == ("birdndquiet", ())  # nobody has cited what it was called before it was anything
    window.workspace.undo()
    settle(qtbot, window)
    assert window.workspace.library.get([new.id])[0].key == "untitlednd"
