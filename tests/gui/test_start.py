"""How the window starts: a frame at once, then table, facets and library, then all else; and what becomes of it when that goes wrong."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle, titles
from tipdesk.app.library import Library
from tipdesk.app.list_edits import AddReadingList
from tipdesk.domain.reading import ReadingList
from tipdesk.gui import application, main_window, workspace
from tipdesk.gui.actions import TABLE
from tipdesk.gui.filters import FACETS, Choice, State
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.session import Session
from tipdesk.gui.workspace import Workspace
from tipdesk.storage import index, kept_index

CONTROL = Qt.KeyboardModifier.ControlModifier
USABLE = """
import sys
from pathlib import Path
from tipdesk.gui import application
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.session import Session

app = application.make()
window = MainWindow(Session(Path(sys.argv[2])))
window.painted.connect(lambda: print("painted", "tipdesk.gui.table.pane" in sys.modules))
window.usable.connect(lambda: print("usable", window.pane.table.model().rowCount(), *sorted(sys.modules)))
window.usable.connect(lambda: window.complete() or window.close() or app.quit())
application.show(window, Path(sys.argv[1]))
app.exec()
"""


@pytest.fixture
def frame(tmp_path: Path, qtbot: QtBot) -> MainWindow:
    window = MainWindow(Session(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    return window


def test_the_frame_is_painted_then_filled_and_the_library_opened(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.painted):
        application.show(frame, library)
        assert not frame.filled
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert frame.pane.table.model().rowCount() == 5
    assert library.name in frame.windowTitle()


def test_what_is_not_needed_for_rows_and_facets_is_not_loaded_before_they_are_shown(library: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", USABLE, library, tmp_path / "x.ini"], capture_output=True, text=True, check=True)
    painted, usable = done.stdout.splitlines()
    assert painted == "painted False"
    _, rows, *loaded = usable.split()
    assert int(rows) == 5 and "tipdesk.gui.table.pane" in loaded
    late = "citing dialogs editor reading commands completion drops files searches suggestions timeline welcome".split()
    early = ["tipdesk.gui.editor.flow"]  # of the chips
    assert [name for name in loaded if name.startswith("tipdesk.gui.") and name.split(".")[2] in late and name.count(".") > 2] == early
    assert not {f"tipdesk.gui.{name}" for name in late if name != "editor"} & {*loaded}


def test_the_style_is_ours_however_the_program_was_started() -> None:
    script = "import sys; sys.argv.clear(); from tipdesk.gui import application; print(application.make().style().name())"
    environment = os.environ | {"QT_STYLE_OVERRIDE": "Windows"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "fusion\n"


def use(frame: MainWindow, library: Path | None, qtbot: QtBot, work: Callable[[], object]) -> None:
    """Start, do this when the window is usable, and wait for all else, which begins to come when it is done."""
    done = []

    def begin() -> None:
        assert not frame.filled and frame.facets.model.find(("country", "country", "Lebanon")).isValid()
        work()
        done.append(True)

    frame.usable.connect(begin)
    application.show(frame, library)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert done


def test_nothing_moves_when_the_rest_comes(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    def places() -> list[QRect]:
        parts: list[QWidget | None] = [frame.facets.tree, frame.pane.table, frame.pane.timeline, frame.search, frame.splitter.widget(2)]
        return [QRect(part.mapTo(frame, part.rect().topLeft()), part.size()) for part in parts if part is not None]

    before: list[QRect] = []
    use(frame, library, qtbot, lambda: before.extend(places()))
    qtbot.wait(50)
    assert places() == before
    assert frame.splitter.widget(2) is frame.details and frame.details.isVisible() and frame.pane.timeline.height() > 50


def test_what_is_typed_before_all_is_there_is_kept(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    chosen: list[int] = []

    def work() -> None:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        chosen.extend(frame.pane.table.selected_ids())
        qtbot.keyClick(frame, Qt.Key.Key_F, CONTROL)
        qtbot.keyClicks(QApplication.focusWidget(), "manual")

    use(frame, library, qtbot, work)
    assert frame.search.hasFocus() and frame.search.text() == "manual" and len(titles(frame)) == 2
    frame.search.clear()
    settle(qtbot, frame)
    assert len(chosen) == 1 and list(frame.pane.table.selected_ids()) == chosen


def test_what_was_selected_before_the_details_are_there_is_shown_in_them(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    use(frame, library, qtbot, lambda: frame.pane.table.go_to(0))
    shown = {label.text() for label in frame.details.findChildren(QLabel) if label.isVisible()}
    assert titles(frame)[0] in shown


def test_files_that_are_dropped_before_all_is_there_are_taken(frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path) -> None:
    records = tmp_path / "records.ris"
    records.write_text("TY  - BOOK\nTI  - Heron\nER  - \n", encoding="utf-8")
    data, where = QMimeData(), QPointF(frame.rect().center())
    data.setUrls([QUrl.fromLocalFile(str(records))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def work() -> None:
        enter = QDragEnterEvent(where.toPoint(), *how)
        QApplication.sendEvent(frame, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(frame, QDropEvent(where, *how))

    use(frame, library, qtbot, work)
    assert frame.commands.panel().isVisible()


def test_a_facets_menu_and_what_is_dragged_are_whole_before_all_is_there(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    def entries() -> list[str]:
        node = frame.facets.model.node(frame.facets.model.find(("country", "country", "Lebanon")))
        return [action.text() for action in frame.facets.menu.make(node).actions()]

    before: list[list[str]] = []

    def work() -> None:
        frame.pane.table.go_to(0)
        before.extend((entries(), frame.pane.table.dragged().formats()))

    use(frame, library, qtbot, work)
    assert before == [entries(), frame.pane.table.dragged().formats()]
    assert "Give it to the 1 selected" in before[0] and "text/plain" in before[1]


def test_a_reading_list_is_opened_before_all_is_there(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    with Library(library) as opened:
        opened.apply(AddReadingList(ReadingList("Harbours")))
        [(number, _)] = opened.list_titles()
    use(frame, library, qtbot, lambda: frame.facets.tree.list_wanted.emit(number))
    assert frame.commands.reading_lists().isVisible()


def test_a_timeline_that_is_shown_before_it_is_there_has_the_keyboard(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    frame.session.set("timeline", "hidden")
    use(frame, library, qtbot, lambda: frame.actions_by_name["timeline"].trigger())
    assert frame.pane.timeline.isVisible() and frame.pane.timeline.hasFocus()


def test_where_all_facets_but_contributors_are_folded_up_these_are_counted(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    frame.session.set("closed_facets", [facet for facet in FACETS if facet != "contributor"])
    application.show(frame, library)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert frame.facets.model.find(("contributor", "contributor", "Wren, Ada")).isValid()


def test_another_library_that_is_opened_before_all_is_there_has_no_steps_back(
    frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other.tipdesk"
    Library.create(other).close()

    def work() -> None:
        frame.filters.set_text("manual")
        frame.workspace.open(other)

    use(frame, library, qtbot, work)
    frame.searches.back()
    assert other.name in frame.windowTitle() and frame.filters.state == State()


@pytest.mark.parametrize("table", ["vocabulary", "saved_search"])
def test_a_library_of_which_a_part_cannot_be_read_shows_the_rest(frame: MainWindow, library: Path, qtbot: QtBot, table: str) -> None:
    with closing(sqlite3.connect(library)) as conn:
        [[root]] = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchall()
        [[size]] = conn.execute("PRAGMA page_size").fetchall()
    with library.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    application.show(frame, library)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert len(titles(frame)) == 5 and frame.facets.model.find(("country", "country", "Lebanon")).isValid()
    assert "damaged" in frame.messages.label.text()


def test_one_can_begin_to_type_while_the_library_is_opened(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    frame.show_table(Workspace())
    with qtbot.waitActive(frame):
        frame.show()
    frame.start(library)
    assert frame.workspace.library is None
    qtbot.keyClick(frame, Qt.Key.Key_F, CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), "manual")
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert frame.search.hasFocus() and frame.search.text() == "manual" and len(titles(frame)) == 2


def test_one_can_begin_to_look_for_a_facet_while_the_library_is_opened(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    frame.show_table(Workspace())
    with qtbot.waitActive(frame):
        frame.show()
    frame.start(library)
    frame.facets.box.setFocus()
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert frame.facets.box.hasFocus()


def test_what_is_asked_for_as_soon_as_there_are_panes_comes_after_the_library(
    frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other.tipdesk"
    Library.create(other).close()
    ready: list[bool] = []

    def ask() -> None:
        frame.libraries.folder = tmp_path / "documents"
        frame.libraries.begin(lambda: None)  # as what is pasted does: no new library is made for it beside the one that comes
        ready.append(frame.search.isEnabled())
        frame.workspace.open(other)

    application.show(frame, library)
    frame.painted.connect(ask)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert ready == [True] and other.name in frame.windowTitle() and not frame.libraries.folder.exists()


def test_where_a_library_takes_long_to_open_all_else_comes_before_it(
    frame: MainWindow, library: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "LATEST_MILLISECONDS", 20)
    frame.show_table(Workspace())
    frame.show()
    ready = threading.Event()
    frame.workspace._writer.run(lambda _job: ready.wait(10), lambda _ready: None)
    frame.start(library)
    qtbot.waitUntil(lambda: frame.filled)
    assert frame.workspace.library is None and frame.pane.isVisible() and not frame.welcome.isVisible()
    ready.set()
    qtbot.waitUntil(lambda: frame.workspace.library is not None)
    settle(qtbot, frame)
    assert len(titles(frame)) == 5 and frame.pane.table.hasFocus()


@pytest.mark.parametrize(("name", "expected"), [("edit", "Title"), ("tag", "Add tag"), ("note", "Notes")])
def test_what_is_asked_for_before_it_is_there_comes_at_once(
    frame: MainWindow, library: Path, qtbot: QtBot, name: str, expected: str
) -> None:
    def work() -> None:
        frame.pane.table.go_to(0)
        qtbot.keySequence(frame, frame.actions_by_name[name].shortcut())
        assert frame.filled

    use(frame, library, qtbot, work)
    typed_into = QApplication.focusWidget()
    assert frame.details.isAncestorOf(typed_into) and typed_into.accessibleName() == expected
    actions = frame.actions_by_name
    assert {*actions._slots, *actions._fillers} == {spec.name for spec in TABLE} - {"-"}


def test_a_window_that_is_closed_before_all_is_there_keeps_what_was_remembered(
    frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    use(frame, library, qtbot, lambda: None)
    frame.pane.table.sort_by("year")
    frame.filters.choose(Choice("country", "Lebanon"), False)
    settle(qtbot, frame)
    frame.pane.table.go_to(1)
    frame.splitter.setSizes([200, 300, 200])
    frame.actions_by_name["timeline"].trigger()
    frame.suggestions.recent = ["heron"]
    [chosen] = frame.pane.table.selected_ids()
    sizes = frame.splitter.sizes()
    frame.close()

    usable = MainWindow(Session(tmp_path / "window.ini"))
    qtbot.addWidget(usable)
    usable.usable.connect(usable.close)
    application.show(usable, None)
    qtbot.waitUntil(lambda: usable._usable and not usable.isVisible())

    opening = MainWindow(Session(tmp_path / "window.ini"))
    qtbot.addWidget(opening)
    opening.show_table(Workspace())
    opening.show()
    opening.start(None)
    assert not opening.close()  # that is done when the library is open
    qtbot.waitUntil(lambda: not opening.isVisible())

    last = MainWindow(Session(tmp_path / "window.ini"))
    qtbot.addWidget(last)
    application.show(last, None)
    qtbot.waitUntil(lambda: last.filled)
    settle(qtbot, last)
    assert not usable.filled and last.splitter.sizes() == sizes and last.suggestions.recent == ["heron"]
    assert last.pane.table.sort == (("year", False),) and len(titles(last)) == 3 and last.pane.timeline.isHidden()
    assert list(last.pane.table.selected_ids()) == [chosen]


def test_a_frame_that_is_closed_before_it_is_filled_is_gone_without_complaint(frame: MainWindow) -> None:
    frame.show()
    assert frame.close()


def test_a_frame_that_is_closed_as_soon_as_it_is_painted_opens_nothing(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    with qtbot.waitExposed(frame):
        frame.show()
    application.show(frame, library)
    with qtbot.waitSignal(frame.painted):
        frame.repaint()
        assert frame.close()
    assert not hasattr(frame, "workspace")


def test_a_library_that_cannot_be_opened_leads_to_the_welcome_page(frame: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    spoilt = tmp_path / "spoilt.tipdesk"
    spoilt.write_bytes(b"not a library" * 1000)
    application.show(frame, spoilt)
    qtbot.waitUntil(lambda: frame.filled and frame.messages.isVisible())
    assert frame.welcome.isVisible()
    assert "spoilt.tipdesk" in frame.messages.label.text()
    assert not frame.actions_by_name["search"].isEnabled()


def test_the_frame_comes_back_where_it_was(frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path) -> None:
    application.show(frame, library)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    frame.resize(700, 520)
    frame.close()
    assert MainWindow(Session(tmp_path / "window.ini")).size() == frame.size()


def test_a_last_library_that_the_system_does_not_let_look_at_leads_to_the_welcome_page(
    tmp_path: Path, frame: MainWindow, qtbot: QtBot
) -> None:
    Session(tmp_path / "window.ini").opened(tmp_path / ("x" * 300))  # too long a name, as after a move to another disk
    application.show(frame, None)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    assert frame.welcome.isVisible()


def test_a_documents_folder_that_cannot_be_made_is_told_of(frame: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    application.show(frame, None)
    qtbot.waitUntil(lambda: frame.filled)
    frame.libraries.folder = tmp_path / "Documents"
    frame.libraries.folder.write_text("a file", encoding="utf-8")
    for begin in (frame.welcome.sample, frame.welcome.empty):
        frame.messages.hide()
        begin.emit()
        qtbot.waitUntil(frame.messages.isVisible)
        assert "Documents cannot be made: File exists. Choose another place" in frame.messages.label.text()


def test_the_tour_leaves_its_pictures_and_ends_well(tmp_path: Path) -> None:
    """In a process of its own, as `make run` does it without a screen."""
    done = subprocess.run([sys.executable, "-m", "tipdesk.gui.demo", "--to", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.stem[3:] for path in sorted(tmp_path.iterdir())][-3:] == ["cite", "reading-list", "dark"]


@pytest.mark.parametrize(("milliseconds", "expected"), [(60_000, False), (1, True)])
def test_a_window_that_has_nothing_to_do_reads_ahead_what_typing_will_ask_for(
    frame: MainWindow, library: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, milliseconds: int, expected: bool
) -> None:
    monkeypatch.setattr(kept_index, "user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    monkeypatch.setattr(kept_index, "SETTLED", 0.0)
    monkeypatch.setattr(index, "WORTH_KEEPING", 1)
    monkeypatch.setattr(workspace, "AHEAD_MILLISECONDS", milliseconds)
    application.show(frame, library)
    qtbot.waitUntil(lambda: frame.filled)
    settle(qtbot, frame)
    qtbot.wait(300)
    frame.close()
    found = kept_index.read(library)
    assert found is not None
    assert any(name.startswith("begins ") for name in found) == expected
