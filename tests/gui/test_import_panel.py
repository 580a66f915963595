"""The import panel: what would come in is shown first, comes in as one step, and can be stopped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.bench.records import entries
from tipdesk.app.library import Library
from tipdesk.domain.query import Everything, parse
from tipdesk.gui.dialogs.import_panel import ImportPanel
from tipdesk.gui.workspace import Workspace

PAGE = Path(__file__).parents[1] / "data" / "catalogue-page.txt"


@pytest.fixture
def workspace(tmp_path: Path, workspace_on: Callable[[Path], Workspace]) -> Workspace:
    Library.create(tmp_path / "one.tipdesk").close()
    return workspace_on(tmp_path / "one.tipdesk")


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> ImportPanel:
    made = ImportPanel(workspace)
    qtbot.addWidget(made)
    return made


def press(panel: ImportPanel, name: str) -> None:
    [button] = [b for b in panel.findChildren(QPushButton) if b.text() == name and b.isVisibleTo(panel)]
    assert button.isEnabled()
    button.click()


def outcomes(panel: ImportPanel) -> list[str]:
    model = panel.review.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def count(workspace: Workspace) -> int:
    assert workspace.library is not None
    return workspace.library.count(Everything())


def test_a_pasted_page_is_reviewed_and_comes_in_as_one_step(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_text(PAGE.read_text(encoding="utf-8"))
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"] * 4)
    assert count(workspace) == 0
    press(panel, "Add “Trafficking”")
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert workspace.library is not None and workspace.library.count(parse("tag:trafficking").query) == 4
    panel.open_text(PAGE.read_text(encoding="utf-8"))
    qtbot.waitUntil(lambda: outcomes(panel) == ["Known already"] * 4)
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert count(workspace) == 0


def test_a_record_that_is_not_wanted_stays_out(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_files([PAGE])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 4)
    panel.review.model.setData(panel.review.model.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert workspace.library is not None
    assert [p.title for p in workspace.library.get(workspace.library.find(parse("screening").query))] == []
    assert count(workspace) == 3


def test_a_problem_is_shown_with_its_line_and_its_text(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("@misc{a, title = {Whole}}\n\n@misc{b, title = {Never closed\n")
    qtbot.waitUntil(lambda: outcomes(panel) == ["New", "Problem"])
    assert panel.review.model.data(panel.review.model.index(1, 4)) == "3"
    panel.review.table.setCurrentIndex(panel.review.model.index(1, 1))
    assert "Never closed" in panel.review._mending.toPlainText()


def test_text_in_no_format_says_so(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("Dear all, lunch is at noon.")
    qtbot.waitUntil(lambda: "no format" in panel._line.text)


def test_a_long_import_is_cancelled_and_leaves_nothing(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "many.bib"
    file.write_text("".join(entries(3000)), encoding="utf-8")
    panel.open_files([file])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3000, timeout=60_000)
    press(panel, "Import")
    assert panel._job is not None
    with qtbot.waitSignal(panel._job.progressed, timeout=20_000):
        pass
    press(panel, "Cancel")
    qtbot.waitUntil(lambda: panel._job is None, timeout=20_000)
    assert "nothing was changed" in panel._line.text
    assert count(workspace) == 0
    assert workspace.undo_label == ""
