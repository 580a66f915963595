"""The style chooser: all styles are searched, ticked ones are in the menu, and nothing counts before it is accepted."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.citing.test_styles import MINIMAL
from tests.gui.citing.conftest import rest, select
from tipdesk.gui.citing.style_dialog import StyleDialog
from tipdesk.gui.main_window import MainWindow


def opened(window: MainWindow, qtbot: QtBot) -> StyleDialog:
    window.actions_by_name["choose_style"].trigger()
    [dialog] = window.findChildren(StyleDialog)
    still(dialog, window, qtbot)
    return dialog


def still(dialog: StyleDialog, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.waiting and not dialog.preview.waiting and window.workspace.settled, timeout=60_000)
    rest(qtbot, window)


def shown(dialog: StyleDialog) -> list[str]:
    return [dialog.styles.index(row).data() for row in range(dialog.styles.rowCount())]


def in_menu(window: MainWindow) -> list[str]:
    menu = QMenu()
    window.citation_choice.fill_menu(menu)
    return [action.text() for action in menu.actions() if action.isCheckable()]


def test_a_style_is_searched_ticked_and_taken(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Alpha")
    dialog = opened(window, qtbot)
    assert shown(dialog)[0] == "APA 7 — APA Style 7th edition" and len(shown(dialog)) == 8
    qtbot.keyClicks(dialog.search, "human rights law")
    still(dialog, window, qtbot)
    assert shown(dialog) and all("Human Rights" in title for title in shown(dialog))
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Home)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    still(dialog, window, qtbot)
    taken = shown(dialog)[0]
    assert in_menu(window)[-1] == taken and window.citation_choice.style == "apa"
    assert "Alpha manual" in dialog.preview.entry.toPlainText()
    dialog.accept()
    rest(qtbot, window)
    assert window.citation_choice.label == taken and window.details.cite.style_button.accessibleName() == f"Style: {taken}"
    assert "Alpha manual" in window.details.cite.preview.entry.toPlainText()
    dialog = opened(window, qtbot)
    assert taken in shown(dialog)
    index = dialog.styles.index(shown(dialog).index(taken))
    dialog.styles.setData(index, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    window.citation_choice.choose("apa")
    assert taken not in in_menu(window)


def test_return_behind_what_was_typed_takes_the_first_that_is_found(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    qtbot.keyClicks(dialog.search, "zzzz")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    still(dialog, window, qtbot)
    assert dialog.isVisible() and dialog.count.text().startswith("No style has")
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "oscola")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=60_000)
    assert window.citation_choice.style == "oscola"
    dialog = opened(window, qtbot)
    qtbot.keyClicks(dialog.search, "ieee")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    dialog.reject()
    still(dialog, window, qtbot)
    assert window.citation_choice.style == "oscola"


def test_a_language_of_citations_is_chosen_apart(window: MainWindow, qtbot: QtBot) -> None:
    select(qtbot, window, "Épsilon")
    dialog = opened(window, qtbot)
    dialog.language.setCurrentIndex(dialog.language.findText("Français (France)"))
    still(dialog, window, qtbot)
    assert "(s. d.)" in dialog.preview.entry.toPlainText() and "n.d." in window.details.cite.preview.entry.toPlainText()
    dialog.reject()
    assert window.citation_choice.locale == ""
    dialog = opened(window, qtbot)
    assert dialog.language.currentText() == "The style's own"
    dialog.language.setCurrentIndex(dialog.language.findText("Français (France)"))
    dialog.accept()
    rest(qtbot, window)
    assert window.citation_choice.locale == "fr-FR" and "(s. d.)" in window.details.cite.preview.entry.toPlainText()


def test_a_style_file_is_used_from_where_it_lies(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    select(qtbot, window, "Alpha")
    dialog = opened(window, qtbot)
    broken = tmp_path / "broken.csl"
    broken.write_text("<style/>", encoding="utf-8")
    dialog.open_file(broken)
    still(dialog, window, qtbot)
    assert dialog.count.text() == f"{broken} is no CSL style: its root is no CSL style."
    mine = tmp_path / "mine own.csl"
    mine.write_text(MINIMAL, encoding="utf-8")
    dialog.open_file(mine)
    still(dialog, window, qtbot)
    assert dialog.preview.entry.toPlainText() == "Alpha manual"
    dialog.accept()
    rest(qtbot, window)
    assert window.citation_choice.style == str(mine) and window.details.cite.preview.entry.toPlainText() == "Alpha manual"
