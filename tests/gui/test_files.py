"""Linked files: shown, found, opened in the system's program if they are documents, and linked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import answer_files, settle, titles
from tipdesk.app import files
from tipdesk.app.edits import Add, SetField
from tipdesk.app.library import Library
from tipdesk.domain import linked_files
from tipdesk.domain.publication import Publication
from tipdesk.gui import theme
from tipdesk.gui.editor.links import LinkButton
from tipdesk.gui.editor.terms import RemoveButton
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.table.columns import ICONS


class Opened(QObject):
    """The system's program for files."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture
def opened() -> Iterator[Opened]:
    program = Opened()
    QDesktopServices.setUrlHandler("file", program, "take")
    yield program
    QDesktopServices.unsetUrlHandler("file")


def give(window: MainWindow, qtbot: QtBot, file: str) -> None:
    """Link the first publication, and select it."""
    table = window.pane.table
    window.workspace.do(SetField((table.model().ids[0],), "extra", (("file", file),)))
    settle(qtbot, window)
    table.setFocus()
    table.go_to(0)


def press_f4(window: MainWindow, qtbot: QtBot) -> str:
    window.messages.hide()
    qtbot.keyClick(window.pane.table, Qt.Key.Key_F4)
    settle(qtbot, window)
    return window.messages.label.text() if window.messages.isVisible() else ""


def test_a_linked_document_is_opened_from_the_librarys_folder(window: MainWindow, qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    document = tmp_path / "papers" / "a; b.pdf"
    document.parent.mkdir()
    document.write_bytes(b"%PDF-1.4")
    give(window, qtbot, r":papers/a\; b.pdf:PDF")
    assert press_f4(window, qtbot) == ""
    assert opened.paths == [document]
    index = window.pane.table.model().index(0, ICONS)
    assert "has a file" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    window.filters.set_text("has:file")
    settle(qtbot, window)
    assert len(titles(window)) == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone.pdf", "is not there"),
        ("run.sh", "Only documents"),
        ("run.desktop", "Only documents"),
        ("plain", "Only documents"),
        ("//server/share/a.pdf", "other machines"),
        (r"\\server\share\a.pdf", "other machines"),
        ("folder.pdf", "is not there"),
    ],
)
def test_what_is_no_document_at_hand_is_told_and_not_opened(
    window: MainWindow, qtbot: QtBot, opened: Opened, tmp_path: Path, path: str, said: str
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    for name in ("run.sh", "run.desktop", "plain"):
        (tmp_path / name).write_text("#!/bin/sh\n")
    give(window, qtbot, path)
    assert said in press_f4(window, qtbot)
    assert opened.paths == []


def test_without_a_file_it_is_said_how_to_link_one(window: MainWindow, qtbot: QtBot, opened: Opened) -> None:
    window.pane.table.setFocus()
    window.pane.table.go_to(0)
    assert "Link to a file" in press_f4(window, qtbot)
    assert opened.paths == []


def test_of_several_files_one_is_chosen(window: MainWindow, qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    for name in ("one.pdf", "two & three.txt"):
        (tmp_path / name).write_text("x")
    give(window, qtbot, "Whole:one.pdf:PDF;two & three.txt")
    press_f4(window, qtbot)
    [menu] = [menu for menu in window.findChildren(type(window.actions_by_name["recent"].menu())) if menu.isVisible()]
    assert [action.text() for action in menu.actions()] == ["one.pdf (Whole)", "two && three.txt"]
    menu.actions()[1].trigger()
    menu.close()
    assert opened.paths == [tmp_path / "two & three.txt"]


def test_a_file_is_linked_beside_those_that_were_there_and_taken_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Whales sing.")
    give(window, qtbot, "old.pdf")
    answer_files(tmp_path / "new.txt")
    window.actions_by_name["link_file"].trigger()
    qtbot.waitUntil(lambda: window.workspace.undo_label == "Read linked files")
    settle(qtbot, window)
    assert "old.pdf" in window.messages.label.text() and "is not there" in window.messages.label.text()
    window.filters.set_text("whales")
    settle(qtbot, window)
    assert len(titles(window)) == 1
    row = window.pane.table.model().row(0)
    assert row is not None and row.passage is not None and row.passage.field == "file"
    window.filters.clear()
    settle(qtbot, window)
    library = window.workspace.library
    assert library is not None
    number = window.pane.table.model().ids[0]
    assert dict(library.get((number,))[0].extra)["file"] == "old.pdf;:new.txt:TXT"
    window.workspace.undo()
    window.workspace.undo()
    settle(qtbot, window)
    assert dict(library.get((number,))[0].extra)["file"] == "old.pdf"


def test_all_linked_files_are_read_piece_by_piece(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CHUNK", 2)
    ids = tuple(window.pane.table.model().ids)
    for number in ids:
        (tmp_path / f"{number}.txt").write_text(f"Whales sing, for the {number}th time.")
        window.workspace.do(files.LinkFile((number,), f"{number}.txt"))
    settle(qtbot, window)
    window.actions_by_name["read_files"].trigger()
    qtbot.waitUntil(lambda: "can be searched" in window.messages.label.text())
    assert "5" in window.messages.label.text()
    window.filters.set_text("whales sing")
    settle(qtbot, window)
    assert len(titles(window)) == 5
    window.actions_by_name["read_files"].trigger()  # nothing has changed since
    settle(qtbot, window)
    assert "5" in window.messages.label.text()
    steps = 0
    while window.workspace.undo_label == "Read linked files":
        window.workspace.undo()
        settle(qtbot, window)
        steps += 1
    assert (steps, titles(window)) == (3, [])


def test_reading_is_stopped_by_asking_again(window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 1)
    for number in window.pane.table.model().ids:
        (tmp_path / f"{number}.txt").write_text("Whales sing.")
        window.workspace.do(files.LinkFile((number,), f"{number}.txt"))
    settle(qtbot, window)
    window.actions_by_name["read_files"].trigger()
    qtbot.waitUntil(lambda: window.workspace.undo_label == "Read linked files")
    window.actions_by_name["read_files"].trigger()
    settle(qtbot, window)
    window.filters.set_text("whales")
    settle(qtbot, window)
    assert 1 <= len(titles(window)) < 5


def test_names_of_files_take_on_colours_that_are_chosen_later(window: MainWindow, qtbot: QtBot) -> None:
    theme.find_icons()
    window.set_theme(theme.LIGHT)
    give(window, qtbot, "one.pdf")
    window.details.findChild(QTabWidget).setCurrentWidget(window.details.files)
    settle(qtbot, window)
    [button] = window.details.files.findChildren(LinkButton)
    for choice in (theme.DARK, theme.CONTRAST, theme.LIGHT):
        window.set_theme(choice)
        assert button.palette().color(QPalette.ColorRole.Link) == QApplication.palette().color(QPalette.ColorRole.Link)


def test_the_tab_of_files_works_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1300, 800)
    give(window, qtbot, "one.pdf;two.pdf")
    settle(qtbot, window)
    tabs = window.details.findChild(QTabWidget)
    tabs.setCurrentWidget(window.details.files)
    settle(qtbot, window)
    focused = window.details.files.findChildren(LinkButton)[0]
    focused.setFocus()
    reached = [focused.accessibleName()]
    for _ in range(4):
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        focused = window.focusWidget()
        reached.append(focused.accessibleName() or focused.text())
    assert reached == ["Open one.pdf", "Remove the link to one.pdf", "Open two.pdf", "Remove the link to two.pdf", "Link to a file…"]
    cross = window.details.files.findChildren(RemoveButton)[-1]
    cross.setFocus()
    qtbot.keyClick(cross, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert tabs.tabText(tabs.currentIndex()) == "Files (1)"
    assert len(titles(window)) == 5


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_names_of_files_begin_where_lines_begin(window: MainWindow, qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    theme.find_icons()
    window.resize(1300, 800)
    window.setLayoutDirection(direction)
    give(window, qtbot, "a.pdf")
    window.details.findChild(QTabWidget).setCurrentWidget(window.details.files)
    settle(qtbot, window)
    [button] = window.details.files.findChildren(LinkButton)
    picture = button.grab().toImage()
    ground = picture.pixelColor(picture.width() // 2, 0)
    drawn = [x for x in range(picture.width()) for y in range(picture.height()) if picture.pixelColor(x, y) != ground]
    assert button.width() > 100
    assert (max(drawn) < button.width() / 2) == (direction == Qt.LayoutDirection.LeftToRight)


def test_long_names_of_files_leave_the_menu_narrower_than_the_window(window: MainWindow, qtbot: QtBot) -> None:
    give(window, qtbot, "a & b.pdf;" + "long_name_" * 25 + ".pdf")
    menu = window.file_commands.menu(linked_files.of(window.workspace.library.get(tuple(window.pane.table.model().ids)[:1])[0].extra))
    assert menu.sizeHint().width() < 700
    assert [action.text()[:5] + action.text()[-4:] for action in menu.actions()] == ["a && .pdf", "long_.pdf"]


def test_what_is_read_goes_into_no_other_library(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    other = tmp_path / "other.tipdesk"
    with Library.create(other) as made:
        made.apply(Add([Publication(title="Another library")] * 5))
    for number in window.pane.table.model().ids:
        (tmp_path / f"{number}.txt").write_text("Whales sing.")
        window.workspace.do(files.LinkFile((number,), f"{number}.txt"))
    settle(qtbot, window)
    window.actions_by_name["read_files"].trigger()
    window.workspace.open(other)
    ids = tuple(window.pane.table.model().ids)
    window.workspace.do(files.KeepTexts(tuple((number, (), "") for number in ids)))  # meant for the first library, too
    qtbot.waitUntil(lambda: titles(window) == ["Another library"] * 5)
    settle(qtbot, window)
    assert window.workspace.undo_label == ""
    assert window.workspace.library is not None and window.workspace.library.read_files(ids) == {}
    window.actions_by_name["read_files"].trigger()
    settle(qtbot, window)
    assert "can be searched: 0" in window.messages.label.text()


def test_a_file_that_is_linked_while_others_are_read_is_read_too(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    first, second = tuple(window.pane.table.model().ids)[:2]
    for number in (first, second):
        (tmp_path / f"{number}.txt").write_text("Whales sing.")
    window.workspace.do(files.LinkFile((first,), f"{first}.txt"))
    settle(qtbot, window)
    window.pane.table.go_to(1)
    answer_files(tmp_path / f"{second}.txt")
    window.actions_by_name["read_files"].trigger()
    window.actions_by_name["link_file"].trigger()
    settle(qtbot, window)
    window.filters.set_text("whales")
    settle(qtbot, window)
    assert len(titles(window)) == 2


def test_the_tab_of_files_opens_and_takes_links_away(window: MainWindow, qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(b"%PDF-1.4")
    give(window, qtbot, "Whole:one.pdf:PDF;papers/دليل.pdf")
    settle(qtbot, window)
    tabs = window.details.findChild(QTabWidget)
    tabs.setCurrentWidget(window.details.files)
    assert tabs.tabText(tabs.currentIndex()) == "Files (2)"
    buttons = {button.accessibleName(): button for button in window.details.files.findChildren(QPushButton)}
    assert {"Open one.pdf · Whole", "Open دليل.pdf · papers"} <= set(buttons)  # without the signs that isolate on the screen
    qtbot.mouseClick(buttons["Open one.pdf · Whole"], Qt.MouseButton.LeftButton)
    assert opened.paths == [tmp_path / "one.pdf"]
    [cross, _] = window.details.files.findChildren(RemoveButton)
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert tabs.tabText(tabs.currentIndex()) == "Files (1)"
    assert window.workspace.undo_label == "Take a link to a file away"
    window.workspace.undo()
    settle(qtbot, window)
    assert tabs.tabText(tabs.currentIndex()) == "Files (2)"
    window.pane.table.go_to(1)
    settle(qtbot, window)
    assert tabs.tabText(tabs.indexOf(window.details.files)) == "Files"
