"""How the window starts: a frame at once, then the panes, then the library; and what becomes of it when that goes wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle
from tipdesk.gui import application, workspace
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.session import Session
from tipdesk.storage import index, kept_index


@pytest.fixture
def frame(tmp_path: Path, qtbot: QtBot) -> MainWindow:
    window = MainWindow(Session(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    return window


def test_the_frame_is_painted_then_filled_and_the_library_opened(frame: MainWindow, library: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.painted):
        application.show(frame, library)
        assert not frame.filled
    settle(qtbot, frame)
    assert frame.pane.table.model().rowCount() == 5
    assert library.name in frame.windowTitle()


def test_a_frame_that_is_closed_before_it_is_filled_is_gone_without_complaint(frame: MainWindow) -> None:
    frame.show()
    assert frame.close()


def test_a_library_that_cannot_be_opened_leads_to_the_welcome_page(frame: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    spoilt = tmp_path / "spoilt.tipdesk"
    spoilt.write_bytes(b"not a library" * 1000)
    application.show(frame, spoilt)
    qtbot.waitUntil(lambda: frame.filled and frame.messages.isVisible())
    assert frame.welcome.isVisible()
    assert "spoilt.tipdesk" in frame.messages.label.text()


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
