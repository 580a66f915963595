"""What leaves by the clipboard and by drags."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.gui.citing.conftest import select
from tests.gui.conftest import Opened, settle
from tipdesk.app.clippings import TYPES
from tipdesk.app.edits import Add, SetNotes
from tipdesk.app.library import Library
from tipdesk.domain.publication import Note, Publication
from tipdesk.gui.citing.carried import called
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.table.drags import IDS_MIME, dragged_ids, kept_out_of_texts

HTML, RTF, TEXT, BIBTEX, RIS, CSL = TYPES
NOTHING = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def clipboard() -> QMimeData:
    return QGuiApplication.clipboard().mimeData()


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QGuiApplication.clipboard().clear()
    window.pane.table.setFocus()
    qtbot.keyClick(window.pane.table, key, modifiers)
    settle(qtbot, window)


def text_of(data: QMimeData, mime: str) -> str:
    return data.data(mime).data().decode()


def test_one_copy_is_six_forms_without_private_notes(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SetNotes(1, (Note("SECRET"), Note("Told", public=True))))
    settle(qtbot, window)
    select(qtbot, window, "Alpha", "Beta")
    press(qtbot, window, Qt.Key.Key_C, CONTROL | SHIFT)
    data = clipboard()
    assert set(TYPES) <= set(data.formats())
    assert not any("SECRET" in text_of(data, mime) for mime in data.formats())
    assert data.text() == "Harbour Office. (2019). Beta report.\nWren, A. (2018). Alpha manual. https://example.org/a"
    assert "<em>Alpha manual</em>" in data.html() and text_of(data, RTF).startswith(r"{\rtf1")
    assert "@" in text_of(data, BIBTEX) and "TI  - Alpha manual" in text_of(data, RIS) and '"id": "alpha"' in text_of(data, CSL)
    assert window.messages.label.text() == "2 publications copied in the style APA 7."


def test_programs_of_windows_find_rtf_by_their_name_for_it() -> None:
    assert called(RTF, "win32") == (RTF, 'application/x-qt-windows-mime;value="Rich Text Format"')
    assert called(RTF, "linux") == called(RTF, "darwin") == (RTF,) and called(HTML, "win32") == (HTML,)


def test_a_citation_and_one_of_a_page(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha")
    press(qtbot, window, Qt.Key.Key_A, CONTROL | SHIFT)
    assert clipboard().text() == "(Wren, 2018)"
    press(qtbot, window, Qt.Key.Key_G, CONTROL | SHIFT)
    [dialog] = [d for d in window.findChildren(QInputDialog) if d.isVisible()]
    dialog.setTextValue("12")
    dialog.accept()
    settle(qtbot, window)
    assert clipboard().text() == "(Wren, 2018, p. 12)"


def test_keys_bare_and_as_a_manuscript_has_them(window: MainWindow, open_window: Opened, library: Path, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha", "Beta")
    press(qtbot, window, Qt.Key.Key_K, CONTROL | SHIFT)
    assert clipboard().text() == "alpha, beta"
    press(qtbot, window, Qt.Key.Key_M, CONTROL | SHIFT)
    assert clipboard().text() == r"\cite{alpha,beta}"
    menu = QMenu()
    window.cite_commands.fill_key_forms(menu)
    [markdown] = [action for action in menu.actions() if action.text() == "[@key]"]
    markdown.trigger()
    window.close()
    again = open_window(library)
    select(qtbot, again, "Alpha", "Beta")
    press(qtbot, again, Qt.Key.Key_M, CONTROL | SHIFT)
    assert clipboard().text() == "[@alpha; @beta]"


def test_a_limit_on_the_number_is_said(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    with Library.create(tmp_path / "many.tipdesk") as made:
        made.apply(Add(tuple(Publication(title=f"Study {number}") for number in range(1001))))
    window = open_window(tmp_path / "many.tipdesk")
    window.pane.table.selectAll()
    settle(qtbot, window)
    press(qtbot, window, Qt.Key.Key_C, CONTROL | SHIFT)
    assert window.messages.label.text().startswith("1,000 publications at most can be copied at once")
    assert QGuiApplication.clipboard().text() == ""
    assert window.cite_commands.carried(window.pane.table.selected_ids()).formats() == []


def test_a_drag_starts_at_once_and_has_the_six_forms_when_it_is_dropped(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.do(SetNotes(1, (Note("SECRET"),)))
    settle(qtbot, window)
    select(qtbot, window, "Alpha")
    data = window.pane.table.dragged()
    assert [mime for mime in data.formats() if mime != IDS_MIME] == list(TYPES) and data.hasFormat(TEXT) and not data.hasUrls()
    assert data.text() == "Wren, A. (2018). Alpha manual. https://example.org/a"  # waits for it
    assert "<em>Alpha manual</em>" in data.html() and "TY  - " in text_of(data, RIS)
    assert dragged_ids(data) == (1,)
    assert not any("SECRET" in text_of(data, mime) for mime in TYPES)


def test_a_drag_in_a_style_that_is_not_there_carries_the_records_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    window.citation_choice.choose("/nowhere/mine.csl")
    select(qtbot, window, "Alpha")
    data = window.pane.table.dragged()
    assert "@" in text_of(data, BIBTEX) and data.text() == ""
    settle(qtbot, window)
    assert window.messages.label.text().startswith("There is no style file /nowhere/mine.csl; put it back, or choose another style.")


def test_rows_are_still_filed_by_a_drop_on_a_facet(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Beta")
    data = window.pane.table.dragged()
    tree = window.facets.tree
    index = window.facets.model.find(("tag", "tag", "land"))
    tree.scrollTo(index)
    tree.drop_target = index
    where = QPointF(tree.visualRect(index).center())
    event = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NOTHING)
    tree.dropEvent(event)
    settle(qtbot, window)
    assert window.workspace.library is not None
    [beta] = window.workspace.library.get((2,))
    assert "land" in beta.tags


def test_a_row_that_misses_its_target_does_not_end_up_in_a_field(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Beta")
    data = window.pane.table.dragged()
    texts = [*window.details.findChildren(QLineEdit), *(box.viewport() for box in window.details.findChildren(QPlainTextEdit))]

    def taken() -> list[bool]:
        events = [QDragEnterEvent(QPoint(3, 3), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NOTHING) for _ in texts]
        for text, event in zip(texts, events, strict=True):
            event.ignore()
            QApplication.sendEvent(text, event)
        return [event.isAccepted() for event in events]

    with kept_out_of_texts():
        assert not any(taken())
    assert any(taken())


def test_closing_does_not_wait_for_references_that_nobody_wants_any_more(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    with Library.create(tmp_path / "many.tipdesk") as made:
        made.apply(Add(tuple(Publication(title=f"Study {number}", date="2020") for number in range(1000))))
    window = open_window(tmp_path / "many.tipdesk")
    window.pane.table.selectAll()
    settle(qtbot, window)
    QGuiApplication.clipboard().clear()
    window.cite_commands.copy_citation()
    qtbot.wait(300)
    assert window.close() and QGuiApplication.clipboard().text() == ""
