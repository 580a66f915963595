"""A course in the builder."""

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.reading.hands import COURSE, outline
from tipdesk.app.list_edits import AddReadingList
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.reading.builder import ReadingLists


@pytest.fixture
def builder(window: MainWindow, qtbot: QtBot) -> ReadingLists:
    with qtbot.waitSignal(window.workspace.changed):
        window.workspace.do(AddReadingList(COURSE))
    made = window.commands.reading_lists()
    made.present()
    qtbot.waitUntil(lambda: outline(made) != [])
    return made
