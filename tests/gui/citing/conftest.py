from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle
from tipdesk.gui.main_window import MainWindow


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders for a user's styles and caches are new ones."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def select(qtbot: QtBot, window: MainWindow, *titles: str) -> None:
    """Select the rows whose titles begin so, and wait for the preview."""
    table = window.pane.table
    rows = [row for row in range(table.model().rowCount()) if table.model().text(row, 1).startswith(titles)]
    assert len(rows) == len(titles)
    table.clearSelection()
    for row in rows:
        chosen = table.selectionModel().SelectionFlag
        table.selectionModel().setCurrentIndex(table.model().index(row, 1), chosen.Select | chosen.Rows)
    rest(qtbot, window)


def rest(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the preview is the last word."""
    settle(qtbot, window)
    preview = window.details.cite.preview
    qtbot.waitUntil(lambda: not preview.waiting and window.workspace.settled, timeout=20_000)
