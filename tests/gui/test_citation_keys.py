"""The formula of citation keys in the window: shown as it is typed, done as one step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle
from tipdesk.app.keys import PinKeys
from tipdesk.gui.dialogs.citation_keys import CitationKeysDialog
from tipdesk.gui.main_window import MainWindow

ALL = (1, 2, 3, 4, 5)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> CitationKeysDialog:
    window.workspace.do(PinKeys(ALL, pinned=False))
    window.workspace.do(PinKeys((2,)))
    settle(qtbot, window)
    [action] = [each for menu in window.menuBar().findChildren(QMenu) for each in menu.actions() if each.text() == "Citation ke&ys…"]
    action.trigger()
    settle(qtbot, window)
    [made] = window.findChildren(CitationKeysDialog)
    return made


def type_(dialog: CitationKeysDialog, window: MainWindow, qtbot: QtBot, formula: str) -> None:
    dialog.formula.selectAll()
    qtbot.keyClicks(dialog.formula, formula)
    qtbot.waitUntil(lambda: not dialog._timer.isActive())
    settle(qtbot, window)


def rows(dialog: CitationKeysDialog) -> dict[str, str]:
    items = [dialog.preview.topLevelItem(row) for row in range(dialog.preview.topLevelItemCount())]
    return {item.text(1).strip("\u2068\u2069"): item.text(2).strip("\u2068\u2069") for item in items}


def keys(window: MainWindow) -> list[str]:
    assert window.workspace.library is not None
    return [publication.key for publication in window.workspace.library.get(ALL)]


BEFORE = ["alpha", "beta", "gamma", "delta", "epsilon"]


def test_what_a_formula_would_change_is_shown_and_done_as_one_step(dialog: CitationKeysDialog, window: MainWindow, qtbot: QtBot) -> None:
    assert dialog.formula.text() == "[auth][year][title]" and rows(dialog)["alpha"] == "wren2018alpha"
    type_(dialog, window, qtbot, "x[year]")
    assert rows(dialog) == {"alpha": "x2018", "gamma": "x2019", "delta": "x2020", "epsilon": "xnd", "beta": "pinned"}
    assert dialog.line.text() == "4 keys change and stay known as older ones; 1 of 5 are pinned and stay."
    assert keys(window) == BEFORE
    qtbot.mouseClick(dialog.change, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert keys(window) == ["x2018", "beta", "x2019", "x2020", "xnd"] and rows(dialog) == {"beta": "pinned"}
    window.workspace.undo()
    settle(qtbot, window)
    assert keys(window) == BEFORE


def test_what_makes_no_keys_is_said_and_cannot_be_done(dialog: CitationKeysDialog, window: MainWindow, qtbot: QtBot) -> None:
    type_(dialog, window, qtbot, "[nothing]")
    assert dialog.line.text().startswith("“[nothing]” makes no citation keys; use [auth]")
    assert rows(dialog) == {} and not dialog.change.isEnabled()


def test_only_what_is_selected_gets_new_keys(dialog: CitationKeysDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog.close()
    window.pane.table.selectRow(0)
    window.commands.show_keys()
    settle(qtbot, window)
    dialog.which.setCurrentIndex(1)
    dialog.which.activated.emit(1)
    type_(dialog, window, qtbot, "x[year]")
    assert rows(dialog) == {"alpha": "x2018"}
