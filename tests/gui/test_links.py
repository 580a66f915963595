"""Links between editions and translations in the window: seen and followed in the details, made in a dialog, removed and undone."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle
from tipdesk.app.edits import Add, SetField, SetTrashed
from tipdesk.app.library import Library
from tipdesk.app.linking import LinkTo
from tipdesk.domain.editions import EDITION_OF, TRANSLATION_OF
from tipdesk.domain.publication import Publication
from tipdesk.gui import theme
from tipdesk.gui.dialogs.linking import LinkDialog
from tipdesk.gui.main_window import MainWindow

ALPHA, BETA, GAMMA, DELTA = 1, 2, 3, 4  # in English, French, English and Arabic; of 2018, 2019, 2019 and 2020


def lines(window: MainWindow) -> list[str]:
    """What the details say of links, as a screen reader would."""
    buttons = window.details.findChildren(QPushButton)
    return [
        b.accessibleName().replace("\u2068", "").replace("\u2069", "") for b in buttons if b.isVisible() and " · " in b.accessibleName()
    ]


def button(window: MainWindow, beginning: str) -> QAbstractButton:
    found = [b for b in window.details.findChildren(QAbstractButton) if b.isVisible() and b.accessibleName().startswith(beginning)]
    assert len(found) == 1, (beginning, found)
    return found[0]


def select(window: MainWindow, qtbot: QtBot, *numbers: int) -> None:
    """Select publications as with Ctrl and clicks; the last one is the current one."""
    table = window.pane.table
    table.go_to(table.model().ids.index(numbers[0]))
    for number in numbers[1:]:
        index = table.model().index(table.model().ids.index(number), 1)
        table.selectionModel().setCurrentIndex(
            index, table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows
        )
    settle(qtbot, window)


def do(window: MainWindow, qtbot: QtBot, *edits: LinkTo | SetTrashed | SetField) -> None:
    for edit in edits:
        window.workspace.do(edit)
    settle(qtbot, window)


def stored(window: MainWindow, number: int) -> Publication:
    assert window.workspace.library is not None
    return window.workspace.library.get([number])[0]


def test_links_stand_in_the_details_of_both_and_nothing_where_there_are_none(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, ALPHA)
    assert lines(window) == []
    do(window, qtbot, LinkTo((BETA, DELTA), TRANSLATION_OF, ALPHA), LinkTo((GAMMA,), EDITION_OF, ALPHA))  # while it is shown
    assert lines(window) == [
        "Translations: Beta report · 2019 · Français",
        "Translations: دليل الموانئ · 2020 · العربية",
        "Later editions: Gamma study · 2019 · English",
    ]
    assert [label.text() for label in window.details.findChildren(QLabel) if label.isVisible() and "edition" in label.text()] == [
        "Later editions"
    ]
    select(window, qtbot, GAMMA)
    assert lines(window) == ["Earlier editions: Alpha manual · 2018 · English"]
    assert not [line for line in window.details.findChildren(QLineEdit) if line.accessibleName() == "edition-of"]  # no line to type it
    select(window, qtbot, BETA)
    assert lines(window) == ["Translation of: Alpha manual · 2018 · English"]
    select(window, qtbot, ALPHA, BETA)
    assert lines(window) == []


def test_a_click_or_a_key_goes_to_the_other_publication(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    select(window, qtbot, BETA)
    qtbot.mouseClick(button(window, "Translation of: Alpha"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.commands.selected() == (ALPHA,) and lines(window) == ["Translations: Beta report · 2019 · Français"]
    assert window.pane.table.hasFocus()
    link = button(window, "Translations: Beta")
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.commands.selected() == (BETA,)


def test_a_search_that_hides_the_other_publication_is_let_go_of(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    window.filters.set_text("Beta")
    settle(qtbot, window)
    select(window, qtbot, BETA)
    button(window, "Translation of: Alpha").click()
    settle(qtbot, window)
    assert window.commands.selected() == (ALPHA,) and window.filters.text == ""
    assert window.pane.table.model().rowCount() == 5


@pytest.mark.parametrize("shown", [ALPHA, BETA])
def test_a_link_is_removed_from_either_end_and_undo_brings_it_back(window: MainWindow, qtbot: QtBot, shown: int) -> None:
    do(window, qtbot, LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    select(window, qtbot, shown)
    before = lines(window)
    cross = button(window, "Remove the link to ")
    cross.setFocus()
    qtbot.keyClick(cross, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert lines(window) == [] and stored(window, BETA).extra == ()
    assert window.workspace.undo_label == "Unlink translation"
    window.workspace.undo()
    settle(qtbot, window)
    assert lines(window) == before and len(before) == 1


def test_what_lies_in_the_trash_or_is_not_there_is_named_and_leads_nowhere(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, LinkTo((BETA,), TRANSLATION_OF, ALPHA), SetField((DELTA,), "extra", (("edition-of", "lost"),)))
    do(window, qtbot, SetTrashed((ALPHA,)))
    for number, said in ((BETA, "Alpha manual · 2018 · English · in the trash"), (DELTA, "lost · no publication has this citation key")):
        select(window, qtbot, number)
        texts = [label.text().replace("\u2068", "").replace("\u2069", "") for label in window.details.findChildren(QLabel)]
        assert lines(window) == [] and said in texts
    button(window, "Remove the link to lost").click()
    settle(qtbot, window)
    assert stored(window, DELTA).extra == ()


# -- making one


def ask(window: MainWindow, qtbot: QtBot) -> LinkDialog:
    [action] = [each for menu in window.menuBar().findChildren(QMenu) for each in menu.actions() if each.objectName() == "link"]
    action.trigger()
    settle(qtbot, window)
    [dialog] = window.findChildren(LinkDialog)
    return dialog


def offered(dialog: LinkDialog) -> list[str]:
    return [dialog.list.topLevelItem(row).text(0).strip("\u2068\u2069") for row in range(dialog.list.topLevelItemCount())]


def test_a_link_is_made_by_typing_and_taken_back_as_one_step(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, DELTA)
    dialog = ask(window, qtbot)
    assert dialog.what.text().replace("\u2068", "").replace("\u2069", "") == "“دليل الموانئ” is" and not dialog.link.isEnabled()
    assert offered(dialog) == ["Alpha manual", "Beta report", "Épsilon <img src='file:///x'> & manual", "Gamma study"]
    qtbot.keyClicks(dialog.search, "alph")
    settle(qtbot, window)
    assert offered(dialog) == ["Alpha manual"]
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert not dialog.isVisible() and stored(window, DELTA).extra == (("translation-of", "alpha"),)
    assert lines(window) == ["Translation of: Alpha manual · 2018 · English"] and window.workspace.undo_label == "Link translation"
    window.workspace.undo()
    settle(qtbot, window)
    assert lines(window) == [] and stored(window, DELTA).extra == ()


def test_of_two_that_are_selected_the_current_one_is_linked_to_the_other(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, ALPHA, BETA)
    dialog = ask(window, qtbot)
    assert offered(dialog)[0] == "Alpha manual" and dialog.list.currentIndex().row() == 0 and dialog.translation.isChecked()
    dialog.reject()
    select(window, qtbot, GAMMA, ALPHA)
    dialog = ask(window, qtbot)
    assert offered(dialog)[0] == "Gamma study" and dialog.edition.isChecked()  # in the same language
    qtbot.mouseClick(dialog.link, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert stored(window, ALPHA).extra == (("edition-of", "gamma"),)


def test_several_are_linked_to_one_as_one_step(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, BETA, GAMMA, DELTA)
    dialog = ask(window, qtbot)
    assert dialog.what.text() == "These 3 publications are each" and "Beta report" not in offered(dialog)
    qtbot.keyClicks(dialog.search, "manual")
    settle(qtbot, window)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [dict(stored(window, number).extra) for number in (BETA, GAMMA, DELTA)] == [{"translation-of": "alpha"}] * 3
    assert window.workspace.undo_label == "Link 3 translations"


def test_a_loop_is_refused_in_the_dialog_and_a_link_that_gives_way_is_named(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    select(window, qtbot, ALPHA)
    dialog = ask(window, qtbot)
    qtbot.keyClicks(dialog.search, "beta")
    settle(qtbot, window)
    dialog.link.click()
    settle(qtbot, window)
    assert dialog.isVisible() and dialog.messages.label.text().startswith("beta is a translation of alpha already")
    assert stored(window, ALPHA).extra == ()
    dialog.reject()
    select(window, qtbot, BETA)
    dialog = ask(window, qtbot)
    assert not dialog.messages.isVisible() and "Alpha manual" in dialog.line.text() and "takes the place" in dialog.line.text()
    dialog.edition.click()
    assert "takes the place" not in dialog.line.text()


# -- many, and long ones


def test_tab_goes_through_the_links_where_they_stand(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, LinkTo((BETA, DELTA), TRANSLATION_OF, ALPHA))
    select(window, qtbot, ALPHA)
    first = button(window, "Translations: Beta")
    first.setFocus()
    seen = []
    for _ in range(4):
        focus = window.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName().replace("\u2068", "").replace("\u2069", ""))
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == [
        "Translations: Beta report · 2019 · Français",
        "Remove the link to Beta report",
        "Translations: دليل الموانئ · 2020 · العربية",
        "Remove the link to دليل الموانئ",
    ]
    assert isinstance(window.focusWidget(), QLineEdit)  # of the countries


def test_a_long_key_that_leads_nowhere_pushes_nothing_out_of_sight(window: MainWindow, qtbot: QtBot) -> None:
    select(window, qtbot, BETA)
    widths = []
    for key in ("k", "k" * 256):
        do(window, qtbot, SetField((BETA,), "extra", (("translation-of", key),)))
        [form] = [area for area in window.details.findChildren(QScrollArea) if area.isAncestorOf(button(window, "Remove the link to "))]
        widths.append(form.widget().width())
    assert widths[0] == widths[1]
    dialog = ask(window, qtbot)
    assert "k" * 256 in dialog.line.text() and dialog.width() == 680


def test_many_languages_leave_the_title_half_of_its_line(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, SetField((BETA,), "languages", ("fr", "es", "pt", "ar", "ru", "zh")), LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    select(window, qtbot, ALPHA)
    link = button(window, "Translations: Beta")
    assert "Beta" in link.text() and link.fontMetrics().horizontalAdvance(link.text()) <= link.width()


def test_of_more_translations_than_are_shown_it_is_said_and_editions_are_shown_too(window: MainWindow, qtbot: QtBot) -> None:
    linked = [Publication(key=f"t{number}", title=f"T {number}", extra=(("translation-of", "alpha"),)) for number in range(120)]
    window.workspace.do(Add([*linked, Publication(key="second", title="Second", date="2020", extra=(("edition-of", "alpha"),))]))
    settle(qtbot, window)
    select(window, qtbot, ALPHA)
    said = lines(window)
    assert len([line for line in said if line.startswith("Translations: ")]) == 100
    assert [line for line in said if line.startswith("Later")] == ["Later editions: Second · 2020"]
    assert [label.text() for label in window.details.findChildren(QLabel) if "No more than" in label.text()] == [
        "No more than 100 are shown."
    ]


def test_what_is_said_twice_is_a_link_and_a_line(window: MainWindow, qtbot: QtBot) -> None:
    do(window, qtbot, SetField((BETA,), "extra", (("translation-of", "alpha"), ("translation-of", "gamma"))))
    select(window, qtbot, BETA)
    assert lines(window) == ["Translation of: Alpha manual · 2018 · English"]
    assert [line.text() for line in window.details.findChildren(QLineEdit) if line.accessibleName() == "translation-of"] == ["gamma"]


def test_in_a_library_for_reading_links_are_followed_and_not_removed(
    library: Path, open_window: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library(library) as shelf:
        shelf.apply(LinkTo((BETA,), TRANSLATION_OF, ALPHA))
    monkeypatch.setattr(os, "access", lambda *_: False)
    window = open_window(library)
    select(window, qtbot, ALPHA)
    assert not button(window, "Remove the link to ").isEnabled() and not window.details.findChild(QLineEdit).isEnabled()
    qtbot.mouseClick(button(window, "Translations: Beta"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.commands.selected() == (BETA,)


@pytest.mark.parametrize("colours", [theme.DARK, theme.CONTRAST, theme.LIGHT])
def test_what_can_be_ticked_is_seen_in_all_colours(window: MainWindow, qtbot: QtBot, colours: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.find_icons()
    window.set_theme(colours)
    select(window, qtbot, BETA)
    dialog = ask(window, qtbot)
    image = dialog.edition.grab(QRect(0, 0, 16, dialog.edition.height())).toImage()  # its circle, which is empty
    ground = dialog.palette().window().color().lightnessF()
    seen = [image.pixelColor(x, y).lightnessF() for x in range(image.width()) for y in range(image.height())]
    assert max(abs(lightness - ground) for lightness in seen) > 0.4
    dialog.reject()
    window.set_theme(theme.LIGHT)
