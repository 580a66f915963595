"""The timeline: bars by year, and years chosen over them by mouse and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle, titles
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.years import Slot, slots, within

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def middle(window: MainWindow, year: int) -> QPoint:
    timeline = window.pane.timeline
    number = next(number for number, slot in enumerate(timeline.slots) if slot.low <= year <= slot.high)
    return timeline.slot_rect(number).center()


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key, shift: bool = False) -> None:
    window.pane.timeline.setFocus()
    for key in keys:
        qtbot.keyClick(window.pane.timeline, key, SHIFT if shift else Qt.KeyboardModifier.NoModifier)
    settle(qtbot, window)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """One publication of each year from 2010 to 2019, one of 1526, one without."""
    path = tmp_path / "years.tipdesk"
    with Library.create(path) as made:
        made.apply(Add(tuple(Publication(title=f"Of {year}", date=str(year)) for year in (*range(2010, 2020), 1526))))
        made.apply(Add((Publication(title="Undated"),)))
    return path


def test_years_far_from_the_others_share_a_bar() -> None:
    found = slots({1526: 1, 1601: 1, 2010: 4, 2012: 3, 2999: 1}, 100)
    assert found == (Slot(1526, 1601, far=True), Slot(2010, 2010), Slot(2011, 2011), Slot(2012, 2012), Slot(2999, 2999, far=True))
    assert within({1526: 1, 1601: 1, 2010: 4}, found[0]) == 2
    assert slots({}, 100) == ()
    assert len(slots({1920: 1, 2020: 9}, 200)) == 101  # a hundred years apart is not far


def test_too_many_years_are_put_together() -> None:
    assert slots(dict.fromkeys(range(1993, 2024), 1), 10)[:2] == (Slot(1990, 1994), Slot(1995, 1999))


def test_a_drag_chooses_a_range_and_a_double_click_lets_go(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    timeline = window.pane.timeline
    qtbot.mousePress(timeline, LEFT, pos=middle(window, 2012))
    qtbot.mouseMove(timeline, middle(window, 2014))
    qtbot.mouseMove(timeline, middle(window, 2015))
    qtbot.mouseRelease(timeline, LEFT, pos=middle(window, 2015))
    settle(qtbot, window)
    assert window.filters.choices == {Choice("year", "2012..2015"): False}
    assert titles(window) == ["Of 2012", "Of 2013", "Of 2014", "Of 2015"]
    assert timeline.accessibleDescription() == "2012 to 2015, 4 publications"
    [line] = [node for node in window.facets.model.nodes if node.choice == Choice("year", "2012..2015")]
    assert (line.label, line.count) == ("2012–2015", 4)
    qtbot.mouseDClick(timeline, LEFT, pos=middle(window, 2018))
    settle(qtbot, window)
    assert not window.filters.choices and len(titles(window)) == 12


def test_an_end_is_dragged_by_its_handle(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    timeline = window.pane.timeline
    window.filters.set_years((2012, 2015))
    settle(qtbot, window)
    number = next(number for number, slot in enumerate(timeline.slots) if slot.low == 2012)
    qtbot.mousePress(timeline, LEFT, pos=QPoint(timeline.slot_rect(number).left() + 1, timeline.slot_rect(number).center().y()))
    qtbot.mouseMove(timeline, middle(window, 2010))
    qtbot.mouseRelease(timeline, LEFT, pos=middle(window, 2010))
    settle(qtbot, window)
    assert window.filters.years == (2010, 2015)


def test_a_click_chooses_one_year_and_keeps_what_is_excluded(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    window.filters.choose(Choice("year", "2010"), True)
    settle(qtbot, window)
    qtbot.mouseClick(window.pane.timeline, LEFT, pos=middle(window, 1526))
    settle(qtbot, window)
    assert titles(window) == ["Of 1526"]
    assert window.filters.choices == {Choice("year", "2010"): True, Choice("year", "1526"): False}


def test_years_are_chosen_moved_and_widened_by_keys(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    filters = window.filters
    press(qtbot, window, Key.Key_Left)
    assert filters.years == (2019, 2019)
    press(qtbot, window, Key.Key_Left, Key.Key_Left)
    assert filters.years == (2017, 2017)
    press(qtbot, window, Key.Key_Left, Key.Key_Left, shift=True)
    assert filters.years == (2015, 2017)
    press(qtbot, window, Key.Key_Right, shift=True)
    assert filters.years == (2016, 2017)
    press(qtbot, window, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert filters.years == (2018, 2019)
    press(qtbot, window, Key.Key_Home)
    assert titles(window) == ["Of 1526"]
    qtbot.keyClicks(window.search, "of")
    settle(qtbot, window)
    press(qtbot, window, Key.Key_Escape)
    assert filters.years is None and filters.text == "of" and len(titles(window)) == 11
    press(qtbot, window, Key.Key_Escape)
    assert filters.text == ""


def test_in_a_mirrored_window_time_runs_to_the_left(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert middle(window, 2012).x() > middle(window, 2015).x()
    qtbot.mouseClick(window.pane.timeline, LEFT, pos=middle(window, 2012))
    assert window.filters.years == (2012, 2012)
    press(qtbot, window, Key.Key_Left)
    assert window.filters.years == (2013, 2013)


def test_bars_show_what_matches_in_the_accent_colour(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    window.filters.set_years((2012, 2013))
    settle(qtbot, window)
    timeline = window.pane.timeline
    image: QImage = timeline.grab().toImage()
    accent = timeline.palette().highlight().color()
    ground = timeline.slot_rect(0).bottom() - 2
    coloured = {year for year in range(2010, 2020) if image.pixelColor(middle(window, year).x(), ground) == accent}
    assert coloured == {2012, 2013}


def test_it_is_hidden_by_the_menu_and_stays_so(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    assert window.pane.timeline.isVisible() and window.actions_by_name["timeline"].isChecked()
    window.actions_by_name["timeline"].trigger()
    assert not window.pane.timeline.isVisible()
    window.close()
    again = open_window(shelf)
    assert not again.pane.timeline.isVisible() and not again.actions_by_name["timeline"].isChecked()
    again.filters.set_years((2012, 2013))
    again.actions_by_name["timeline"].trigger()
    settle(qtbot, again)
    assert again.pane.timeline.accessibleDescription() == "2012 to 2013, 2 publications"


def test_without_any_year_it_says_so(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "undated.tipdesk"
    with Library.create(path) as made:
        made.apply(Add((Publication(title="Undated"),)))
    window = open_window(path)
    timeline = window.pane.timeline
    assert timeline.accessibleDescription() == "No publication here has a year"
    press(qtbot, window, Key.Key_Left)
    qtbot.mouseClick(timeline, LEFT, pos=timeline.rect().center())
    assert not window.filters.choices and not timeline.grab().isNull()


def test_a_range_of_years_can_be_saved_as_a_search_and_comes_back(open_window: Opened, shelf: Path, qtbot: QtBot) -> None:
    window = open_window(shelf)
    window.filters.set_years((2012, 2013))
    settle(qtbot, window)
    window.close()
    again = open_window(shelf)
    assert again.filters.years == (2012, 2013) and titles(again) == ["Of 2012", "Of 2013"]
