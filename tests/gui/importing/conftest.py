"""An import panel on a real library."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.importing.hands import FRENCH
from tipdesk.app import profiles
from tipdesk.app.library import Library
from tipdesk.gui.dialogs.import_panel import ImportPanel
from tipdesk.gui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, workspace_on: Callable[[Path], Workspace]) -> Workspace:
    Library.create(tmp_path / "one.tipdesk").close()
    return workspace_on(tmp_path / "one.tipdesk")


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> ImportPanel:
    made = ImportPanel(workspace)
    qtbot.addWidget(made)
    return made


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Profiles are kept in a folder of the test's own."""
    monkeypatch.setattr(profiles, "folder", lambda: tmp_path / "config" / "tipdesk" / "profiles")
    return tmp_path / "config"


@pytest.fixture
def french(tmp_path: Path) -> Path:
    file = tmp_path / "liste.csv"
    file.write_bytes(FRENCH.replace("\n", "\r\n").encode("cp1252"))
    return file
