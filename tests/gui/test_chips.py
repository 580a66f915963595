"""The chips above the table: what narrows the library down, in words, and let go of one by one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle, titles
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow


def chips(window: MainWindow) -> dict[str, QToolButton]:
    """The chips that are shown, by what they say, without isolating marks."""
    bare = str.maketrans("", "", "\u2068\u2069")
    found = [chip for chip in window.pane.chips.findChildren(QToolButton) if chip.defaultAction() is None and chip.isVisible()]
    return {chip.text().translate(bare): chip for chip in found}


def type_(qtbot: QtBot, window: MainWindow, text: str) -> None:
    window.search.clear()
    window.search.setFocus()
    qtbot.keyClicks(window.search, text)
    qtbot.keyClick(window.search, Qt.Key.Key_Escape) if window.suggestions.list.isVisible() else None
    settle(qtbot, window)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("manual alpha", []),
        ("manual country:Leb", ["Country: Leb…"]),
        ("lang:fr title:beta*", ["Language: Français", "Title: beta…"]),
        ('"forced labour" -draft', ["“forced labour”", "not “draft”"]),
        ("year:2015..2019 -year:2018", ["Year: 2015–2019", "Year: not 2018"]),
        ("year:>=2018 modified:<2024-03 ", ["Year: from 2018", "Modified: before 2024-03"]),
        ("no:year has:notes -has:tag ", ["Without: Year", "Has: Notes", "Without: Tag"]),
        ("a (b OR tag:c) ", ["b OR tag:c"]),
        ("alpha OR beta ", ["alpha OR beta"]),
        ('author:="Wren, Ada" in:trash', ["Author: Wren, Ada", "Trash"]),
        ("place:Rome -(a b) ", ["Place of publication: Rome", "not a b"]),
        ("alpha)", []),
    ],
)
def test_terms_that_are_no_plain_words_have_chips(window: MainWindow, qtbot: QtBot, text: str, said: list[str]) -> None:
    type_(qtbot, window, text)
    assert list(chips(window)) == said


def test_a_chip_takes_its_term_out_of_the_search_field(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("year", "2019"), False)
    type_(qtbot, window, "-country:Sudan lang:en (study OR manual) wr")
    assert list(chips(window)) == ["Country: not Sudan", "Language: English", "study OR manual", "Year: 2019"]
    assert titles(window) == ["Gamma study"]
    chips(window)["Language: English"].click()
    settle(qtbot, window)
    assert window.search.text() == "-country:Sudan (study OR manual) wr"
    chips(window)["study OR manual"].click()
    settle(qtbot, window)
    assert window.search.text() == "-country:Sudan wr"
    chips(window)["Year: 2019"].click()
    chips(window)["Country: not Sudan"].click()
    settle(qtbot, window)
    assert window.search.text() == "wr" and not chips(window) and titles(window) == ["Alpha manual", "Gamma study"]


def test_chips_read_from_their_own_side_in_a_mirrored_window(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("language", "ar"), True)
    settle(qtbot, window)
    [chip] = chips(window).values()
    assert chip.text() == "\u2068Language: not \u2068العربية\u2069\u2069"
