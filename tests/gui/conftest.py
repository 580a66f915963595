"""The window on a real library file, off the screen."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Publication
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.session import Session
from tipdesk.gui.workspace import Workspace
from tipdesk.storage import database

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _by(family: str, given: str = "") -> tuple[Contributor, ...]:
    return (Contributor(Person(family, given) if given else Organisation(family)),)


SHELF = (
    Publication(
        title="Alpha manual",
        contributors=_by("Wren", "Ada"),
        date="2018",
        countries=("Kenya",),
        tags=("sea/deep",),
        languages=("en",),
        abstract="A",
        url="https://example.org/a",
        key="alpha",
    ),
    Publication(
        title="Beta report",
        contributors=_by("Harbour Office"),
        date="2019",
        countries=("Lebanon",),
        tags=("sea",),
        languages=("fr",),
        abstract="B",
        key="beta",
    ),
    Publication(
        title="Gamma study",
        contributors=_by("Wren", "Ada"),
        date="2019",
        countries=("Kenya", "Lebanon"),
        category=("Reports",),
        languages=("en",),
        abstract="C",
        url="file:///etc/passwd",
        key="gamma",
    ),
    Publication(title="دليل الموانئ", date="2020", countries=("Lebanon",), languages=("ar",), key="delta"),
    Publication(
        title="Épsilon <img src='file:///x'> & manual", contributors=_by("Heron", "Bo"), countries=("Sudan",), tags=("land",), key="epsilon"
    ),
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of five publications."""
    path = tmp_path / "one.tipdesk"
    with Library.create(path) as made:
        made.apply(Add(SHELF))
    return path


@pytest.fixture
def workspace_on(qtbot: QtBot) -> Iterator[Callable[[Path], Workspace]]:
    """Opens workspaces without a window, and shuts them down."""
    made: list[Workspace] = []

    def open_(path: Path) -> Workspace:
        made.append(Workspace())
        with qtbot.waitSignal(made[-1].opened):
            made[-1].open(path)
        return made[-1]

    yield open_
    for workspace in made:
        workspace.shutdown()


Opened = Callable[[Path | None], MainWindow]


@pytest.fixture
def open_window(tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    """Opens windows that share one file of settings, as sessions do, and closes them."""
    windows: list[MainWindow] = []

    def open_(path: Path | None) -> MainWindow:
        window = MainWindow(Session(tmp_path / "settings" / "window.ini"))
        window.fill(Workspace())
        window.libraries.folder = tmp_path / "documents"
        windows.append(window)
        window.show()
        window.start(path)
        settle(qtbot, window)
        return window

    yield open_
    for window in windows:
        if not window.close():  # the first attempt waits for what is under way
            window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Opened, library: Path) -> MainWindow:
    """The window on the library of five."""
    return open_window(library)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is under way, typing included."""
    qtbot.waitUntil(lambda: window.workspace.settled and not window.search.waiting, timeout=10_000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: window.workspace.settled, timeout=10_000)


def titles(window: MainWindow) -> list[str]:
    """What the table shows, without its isolating marks."""
    model = window.pane.table.model()
    return [model.text(row, 1) for row in range(model.rowCount())]


def count_text(window: MainWindow) -> str:
    """How many publications are visible of how many."""
    return window.pane.chips.findChild(QLabel).text()


def answer_files(chosen: Path | None, look: Callable[[QFileDialog], None] = lambda _dialog: None) -> None:
    """Choose this in the next file dialog, or cancel it; `look` is called while it is open."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(20, answer)
            return
        try:
            look(dialog)
        finally:
            if chosen is None:
                dialog.reject()
            else:
                dialog.selectFile(str(chosen))
                dialog.accept()

    QTimer.singleShot(0, answer)


@pytest.fixture
def busy(library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program, which can write to the library of five and does not let the window wait for it."""
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 0", *database._PRAGMAS[1:]))
    with closing(sqlite3.connect(library, isolation_level=None)) as other:
        yield other
