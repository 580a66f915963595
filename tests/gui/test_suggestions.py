"""The list under the search field: fields, values with their counts, and searches of late."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle, titles
from tipdesk.gui.completion import Word, word_at
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow

Key = Qt.Key


def type_(qtbot: QtBot, window: MainWindow, text: str) -> None:
    window.search.setFocus()
    qtbot.keyClicks(window.search, text)
    settle(qtbot, window)


def shown(window: MainWindow) -> list[tuple[str, str]]:
    """What the list offers, without isolating marks; nothing while it is not visible."""
    lines = window.suggestions.list
    items = [lines.topLevelItem(row) for row in range(lines.topLevelItemCount())] if lines.isVisible() else []
    return [(item.text(0)[1:-1], item.text(1)[1:-1]) for item in items]


@pytest.mark.parametrize(
    ("text", "cursor", "word"),
    [
        ("", 0, Word(0, 0)),
        ("ab co", 5, Word(3, 5, typed="co")),
        ("ab ", 3, Word(3, 3)),
        ("-country:Ke x", 11, Word(0, 11, "-", "country", False, "Ke")),
        ("(tag:", 5, Word(1, 5, "", "tag")),
        ('country:="Viet N', 16, Word(0, 16, "", "country", True, "Viet N")),
        ('a "b tag:x" c', 8, Word(2, 11, typed="b tag")),
        ("country:Kenya", 10, Word(0, 13, "", "country", False, "Ke")),
    ],
)
def test_the_word_at_the_cursor(text: str, cursor: int, word: Word) -> None:
    assert word_at(text, cursor) == word


def test_fields_are_suggested_with_what_they_mean_and_then_their_values(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "co")
    assert shown(window)[0] == ("country:", "a country by any of its names")
    qtbot.keyClick(window.search, Key.Key_Tab)
    settle(qtbot, window)
    assert window.search.text() == "country:" and window.search.hasFocus()
    assert shown(window) == [("Lebanon", "3"), ("Kenya", "2"), ("Sudan", "1")]
    qtbot.keyClicks(window.search, "su")
    settle(qtbot, window)
    assert shown(window) == [("Sudan", "1")]
    qtbot.keyClick(window.search, Key.Key_Down)
    qtbot.keyClick(window.search, Key.Key_Return)
    settle(qtbot, window)
    assert window.search.text() == "country:Sudan " and window.search.hasFocus() and not shown(window)
    assert len(titles(window)) == 1


def test_values_are_suggested_by_their_other_names(window: MainWindow, qtbot: QtBot) -> None:
    for typed in ("country:liban", "country:LBN"):
        window.search.setText("")
        type_(qtbot, window, typed)
        assert shown(window) == [("Lebanon", "3")] and len(titles(window)) == 3
    window.search.setText("")
    type_(qtbot, window, "country:lebanon")  # is whole
    assert shown(window) == []


def test_values_are_counted_under_the_filters_and_the_other_words(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("year", "2019"), False)
    type_(qtbot, window, "study country:")
    assert shown(window) == [("Kenya", "1"), ("Lebanon", "1")]


def test_negated_exact_and_quoted_values(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "-author:=har")
    assert shown(window) == [("Harbour Office", "1")]
    qtbot.keyClick(window.search, Key.Key_Tab)
    settle(qtbot, window)
    assert window.search.text() == '-author:="Harbour Office" ' and "Beta report" not in titles(window) and len(titles(window)) == 4
    qtbot.keyClicks(window.search, "lang:fran")
    settle(qtbot, window)
    assert shown(window) == []  # the French one is excluded
    window.search.setText("")
    type_(qtbot, window, "lang:fran")
    assert shown(window) == [("Français", "1")]
    qtbot.keyClick(window.search, Key.Key_Tab)
    assert window.search.text() == "lang:fr "


def test_return_searches_as_long_as_nothing_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "la")
    assert shown(window)
    qtbot.keyClick(window.search, Key.Key_Return)
    settle(qtbot, window)
    assert window.search.text() == "la" and not window.search.hasFocus() and not shown(window)


def test_escape_closes_the_list_first_and_up_leads_back_into_the_field(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "country:")
    qtbot.keyClick(window.search, Key.Key_Down)
    assert window.suggestions.list.currentIndex().row() == 0
    qtbot.keyClick(window.search, Key.Key_Up)
    assert window.suggestions.list.currentIndex().row() == -1
    qtbot.keyClick(window.search, Key.Key_Up)
    assert window.suggestions.list.currentIndex().row() == 2
    qtbot.keyClick(window.search, Key.Key_Escape)
    assert not shown(window) and window.search.text() == "country:"
    qtbot.keyClick(window.search, Key.Key_Escape)
    assert window.search.text() == ""


def test_a_click_takes_a_value(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "tag:")
    lines = window.suggestions.list
    sea = next(item for item in (lines.topLevelItem(row) for row in range(3)) if "sea/deep" in item.text(0))
    qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=lines.visualItemRect(sea).center())
    settle(qtbot, window)
    assert window.search.text() == "tag:sea/deep " and window.search.hasFocus() and titles(window) == ["Alpha manual"]


def test_searches_of_late_come_back_in_an_empty_field_also_in_the_next_session(
    open_window: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    for text in ("alpha", "beta", "alpha"):
        type_(qtbot, window, text)
        qtbot.keyClick(window.search, Key.Key_Return)
        window.search.clear()
        settle(qtbot, window)
    window.close()
    again = open_window(None)
    again.search.setFocus()
    qtbot.keyClick(again.search, Key.Key_Down)
    assert [label for label, _ in shown(again)][:4] == ["alpha", "beta", "title:", "author:"]
    qtbot.keyClick(again.search, Key.Key_Down)
    qtbot.keyClick(again.search, Key.Key_Down)
    qtbot.keyClick(again.search, Key.Key_Return)
    settle(qtbot, again)
    assert again.search.text() == "beta" and titles(again) == ["Beta report"]


def test_what_the_list_says_to_screen_readers(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "country:")
    lines = window.suggestions.list
    assert lines.accessibleName() == "Suggestions"
    spoken = [lines.topLevelItem(row).data(0, Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == ["Lebanon, 3 publications", "Kenya, 2 publications", "Sudan, 1 publication"]
