"""The editor of the vocabularies: every change by its own widgets and keys, each an undo step; places settled in one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QColorDialog, QInputDialog, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle, titles
from tipdesk.app.edits import FileUnder
from tipdesk.domain.vocabularies import Term
from tipdesk.gui.dialogs.places_page import PLACE, SETTLED
from tipdesk.gui.dialogs.term_tree import CODE, COUNT, NAME, PARENT
from tipdesk.gui.dialogs.vocabularies import VocabulariesDialog
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


class Editor:
    """A user's hands on the dialog."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        window.actions_by_name["vocabularies"].trigger()
        dialog = window.findChild(VocabulariesDialog)
        assert dialog is not None
        self.dialog: VocabulariesDialog = dialog
        self.page, self.tree = dialog.terms, dialog.terms.tree
        settle(qtbot, window)

    def choose(self, vocabulary: str) -> None:
        self.dialog.choose(vocabulary)
        settle(self.qtbot, self.window)

    def answer(self, text: str) -> None:
        dialog = self.dialog.findChild(QInputDialog)
        assert dialog is not None and dialog.isVisible()
        dialog.setTextValue(text)
        dialog.accept()
        settle(self.qtbot, self.window)
        self.qtbot.waitUntil(lambda: self.dialog.findChild(QInputDialog) is None)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.dialog.activateWindow()  # a question before may still have the screen
        self.qtbot.waitUntil(self.dialog.isActiveWindow)
        self.tree.setFocus()
        self.qtbot.keyClick(self.tree, key, modifier)
        settle(self.qtbot, self.window)

    def type(self, text: str) -> None:
        line = self.tree.viewport().findChild(QLineEdit)
        assert line is not None
        line.selectAll()
        self.qtbot.keyClicks(line, text)
        self.qtbot.keyClick(line, KEY.Key_Return)
        settle(self.qtbot, self.window)

    def select(self, *names: str) -> None:
        self.tree.selectionModel().clear()
        for name in names:
            index = self.page.model.find(self.term(name).id)
            assert index.isValid(), name
            self.tree.choose(index)
            self.tree.selectionModel().setCurrentIndex(index, self.tree.selectionModel().SelectionFlag.NoUpdate)

    def term(self, name: str) -> Term:
        return next(node.term for node in self.page.model.nodes if node.term is not None and node.term.name == name)

    def names(self) -> list[str]:
        return [node.term.name for node in self.page.model.nodes if node.term is not None]

    def cell(self, name: str, column: int) -> str:
        index = self.page.model.find(self.term(name).id).siblingAtColumn(column)
        return str(index.data()).strip("\u2068\u2069")

    def said(self) -> str:
        assert self.dialog.messages.isVisible()
        return self.dialog.messages.label.text()


@pytest.fixture
def editor(window: MainWindow, qtbot: QtBot) -> Editor:
    return Editor(window, qtbot)


def test_a_vocabulary_of_ones_own_is_made_filled_filed_under_and_filtered_by(editor: Editor, qtbot: QtBot) -> None:
    window = editor.window
    qtbot.mouseClick(editor.dialog._add, Qt.MouseButton.LeftButton)
    editor.answer("Audience")
    assert editor.dialog.vocabulary == "audience" and editor.names() == []
    editor.key(KEY.Key_Insert)
    editor.answer("practitioners")
    editor.select("practitioners")
    editor.key(KEY.Key_Insert)
    editor.answer("judges")
    assert editor.cell("judges", PARENT) == "practitioners"
    [alpha] = window.workspace.library.ids_by_key(["alpha"]).values()
    window.workspace.do(FileUnder((alpha,), "audience", ("judges",)))
    settle(qtbot, window)
    assert editor.cell("judges", COUNT) == "1" and editor.cell("practitioners", COUNT) == "1"
    index = window.facets.model.find(("audience", "audience", "practitioners"))
    assert index.isValid() and window.facets.model.node(index).children[0].label == "judges"
    window.filters.choose(Choice("audience", "practitioners"), False)
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual"]
    assert any("Audience" in button.text() for button in window.pane.chips.findChildren(QToolButton))
    window.filters.clear()
    window.search.setText("audience:judges")
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual"] and window.filters.problem == ""
    qtbot.mouseClick(editor.dialog._rename, Qt.MouseButton.LeftButton)
    editor.answer("Readers")
    assert editor.dialog.list.currentItem().text().strip("\u2068\u2069") == "Readers" and titles(window) == ["Alpha manual"]
    qtbot.mouseClick(editor.dialog._delete, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.workspace.library.vocabularies() == [] and "audience" in window.filters.problem
    editor.key(KEY.Key_Z, CONTROL)
    assert titles(window) == ["Alpha manual"]


def test_terms_are_renamed_given_other_names_and_codes_in_place(editor: Editor) -> None:
    editor.choose("country")
    editor.select("Kenya")
    assert editor.cell("Kenya", COUNT) == "2" and editor.cell("Kenya", CODE) == "KEN"
    editor.key(KEY.Key_F2)
    editor.type("Republic of Kenya")
    assert "Kenya" in editor.term("Republic of Kenya").aliases
    editor.key(KEY.Key_F2, CONTROL)
    editor.type(r"Kenya; Kenia")
    assert editor.term("Republic of Kenya").aliases == ("Kenia", "Kenya")
    editor.key(KEY.Key_F2, SHIFT)
    editor.type("KE")
    assert editor.cell("Republic of Kenya", CODE) == "KE"
    editor.key(KEY.Key_F2, CONTROL)
    editor.type("Sudan")
    assert "a name of Sudan already" in editor.said() and editor.term("Republic of Kenya").aliases == ("Kenia", "Kenya")
    for _ in range(3):
        editor.window.workspace.undo()
    settle(editor.qtbot, editor.window)
    assert editor.cell("Kenya", CODE) == "KEN"


def test_terms_are_moved_by_menu_and_by_drag_and_never_below_themselves(editor: Editor) -> None:
    editor.choose("theme")
    editor.select("Recruitment", "Transfer")
    editor.key(KEY.Key_M, CONTROL | SHIFT)
    editor.answer("Means")
    assert editor.cell("Recruitment", PARENT) == editor.cell("Transfer", PARENT) == "Means"
    model = editor.page.model
    drag(editor, "Recruitment", "Act")
    assert editor.cell("Recruitment", PARENT) == "Act"
    drag(editor, "Act", "Recruitment")
    assert "below itself" in editor.said() and editor.cell("Act", PARENT) == ""
    drag(editor, "Recruitment", "")
    assert editor.cell("Recruitment", PARENT) == ""
    editor.choose("country")
    assert not model.flags(model.find(editor.term("Kenya").id)) & Qt.ItemFlag.ItemIsDragEnabled
    editor.select("Kenya")
    editor.key(KEY.Key_M, CONTROL | SHIFT)
    editor.answer("Middle Africa")
    assert editor.cell("Kenya", PARENT) == "Middle Africa"


def drag(editor: Editor, name: str, onto: str) -> None:
    model = editor.page.model
    data: QMimeData = model.mimeData([model.find(editor.term(name).id)])
    target = model.find(editor.term(onto).id) if onto else model.index_of(model.nodes[0])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, target)
    settle(editor.qtbot, editor.window)


def test_terms_are_merged_coloured_and_deleted(editor: Editor) -> None:
    editor.choose("tag")
    assert editor.names() == ["land", "sea", "sea/deep"] and editor.cell("sea/deep", NAME) == "deep"
    editor.select("land")
    editor.key(KEY.Key_L, CONTROL)
    dialog = editor.page.findChild(QColorDialog)
    dialog.setCurrentColor("#aa2200")
    dialog.accept()
    settle(editor.qtbot, editor.window)
    assert editor.term("land").colour == "#aa2200"
    editor.key(KEY.Key_M, CONTROL)
    editor.answer("sea")
    assert editor.names() == ["sea", "sea/deep"] and editor.cell("sea", COUNT) == "3"
    editor.select("sea")
    editor.key(KEY.Key_Delete)
    assert editor.names() == []
    for _ in range(3):
        editor.key(KEY.Key_Z, CONTROL)
    assert editor.names() == ["land", "sea", "sea/deep"] and editor.term("land").colour == ""


def test_the_box_finds_terms_by_any_name_and_shows_what_is_above_them(editor: Editor, qtbot: QtBot) -> None:
    editor.choose("country")
    find(editor, "ivory co")
    assert editor.names() == ["Côte d'Ivoire"]
    editor.choose("tag")
    assert editor.page.box.text() == ""
    find(editor, "DEEP")
    assert editor.names() == ["sea", "sea/deep"] and editor.tree.isExpanded(editor.page.model.find(editor.term("sea").id))
    editor.choose("kind")
    editor.select("report")
    assert not editor.page._delete.isEnabled() and editor.page._colour.isEnabled()


def find(editor: Editor, text: str) -> None:
    editor.page.box.setText(text)
    editor.qtbot.waitUntil(lambda: not editor.page._timer.isActive())


def test_unresolved_places_are_settled_in_one_undo_step(editor: Editor, qtbot: QtBot) -> None:
    workspace, page = editor.window.workspace, editor.dialog.places
    library = workspace.library
    [alpha, beta] = library.ids_by_key(["alpha", "beta"]).values()
    workspace.do(FileUnder((alpha, beta), "country", ("Kenyaland", "Atlantis")))
    workspace.do(FileUnder((beta,), "country", ("Western Africa", "Mordor")))
    settle(qtbot, editor.window)
    model = page.model
    assert editor.dialog.tabs.tabText(1) == "Unresolved places (4)"
    rows = {str(model.index(row, PLACE).data()).strip("\u2068\u2069"): row for row in range(model.rowCount())}
    assert list(rows) == ["Atlantis", "Kenyaland", "Mordor", "Western Africa"]
    assert model.index(rows["Western Africa"], SETTLED).data(Qt.ItemDataRole.EditRole) == "Western Africa (region)"
    editor.dialog.tabs.setCurrentWidget(page)
    settle_as(editor, rows["Kenyaland"], "republic of kenya")  # by another name
    assert model.index(rows["Kenyaland"], SETTLED).data(Qt.ItemDataRole.EditRole) == "Kenya"
    settle_as(editor, rows["Kenyaland"], "Nowhere at all")  # is no choice, and changes nothing
    page.table.selectRow(rows["Mordor"])
    page.box.setCurrentText(model.region)
    page.set_selected()
    assert page.button.text() == "&Apply (3)"
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    settle(qtbot, editor.window)
    assert [term.name for term in library.unresolved_places()] == ["Atlantis"] and workspace.undo_label == "Settle 3 places"
    [p] = library.get((beta,))
    assert p.countries == ("Lebanon", "Kenya", "Atlantis") and sorted(p.regions) == ["Mordor", "Western Africa"]
    settle_as(editor, 0, model.keep)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    settle(qtbot, editor.window)
    assert library.unresolved_places() == [] and model.rowCount() == 0
    workspace.undo()
    workspace.undo()
    settle(qtbot, editor.window)
    assert len(library.unresolved_places()) == 4


def settle_as(editor: Editor, row: int, text: str) -> None:
    table = editor.dialog.places.table
    index = editor.dialog.places.model.index(row, SETTLED)
    table.setCurrentIndex(index)
    if not table.isPersistentEditorOpen(index) and table.indexWidget(index) is None:
        table.edit(index)
    box = next(child for child in table.viewport().children() if child.inherits("QComboBox"))
    box.setCurrentText(text)
    table.commitData(box)
    table.closeEditor(box, table.itemDelegate().EndEditHint.NoHint)
    QApplication.processEvents()


def test_own_terms_are_edited_in_the_details(editor: Editor, qtbot: QtBot) -> None:
    window = editor.window
    qtbot.mouseClick(editor.dialog._add, Qt.MouseButton.LeftButton)
    editor.answer("Audience")
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    settle(qtbot, window)
    form = window.details._form
    form.focus_field("audience")
    line = form._widgets["audience"]._line  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "judges; police")
    qtbot.keyClick(line, KEY.Key_Return)
    settle(qtbot, window)
    [alpha] = window.workspace.library.ids_by_key(["alpha"]).values()
    assert window.workspace.library.get((alpha,))[0].extra == (("audience", "judges; police"),)
    assert form._extra == {} and window.workspace.undo_label == "Edit audience"


def test_terms_go_out_to_a_table_and_come_in_as_one_step(editor: Editor, tmp_path: Path) -> None:
    editor.choose("theme")
    editor.dialog.write(tmp_path / "themes.csv")
    settle(editor.qtbot, editor.window)
    assert "themes.csv" in editor.said()
    text = (tmp_path / "themes.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "more.csv").write_text(text + "Debts,Means,Schulden,,\nAct,Act,,,\n", encoding="utf-8")
    before = len(editor.names())
    editor.dialog.bring_in(tmp_path / "more.csv")
    settle(editor.qtbot, editor.window)
    assert editor.said().startswith(f"1 added, 0 changed, {before} as before.\nLine {before + 3}: Act cannot lie below itself")
    assert editor.cell("Debts", PARENT) == "Means" and editor.term("Debts").aliases == ("Schulden",)
    editor.key(KEY.Key_Z, CONTROL)
    assert len(editor.names()) == before
    editor.dialog.bring_in(tmp_path / "none.csv")
    settle(editor.qtbot, editor.window)
    assert "none.csv" in editor.said()
    editor.choose("kind")
    assert not editor.dialog._import.isEnabled()
