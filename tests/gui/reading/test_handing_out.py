"""Handing out: what leaves, what is seen before, and paper."""

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QLineEdit, QTabWidget
from pytestqt.qtbot import QtBot

from tests.gui.reading.hands import select
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.reading.builder import ReadingLists
from tipdesk.gui.reading.handing_out import HandOutDialog


@pytest.mark.parametrize(("tick", "leaves"), [(False, False), (True, True)])
def test_private_notes_leave_only_when_ticked(builder: ReadingLists, qtbot: QtBot, tmp_path: Path, tick: bool, leaves: bool) -> None:
    builder.hand_out()
    dialog = builder.findChild(HandOutDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.private.isVisible)
    assert not dialog.private.isChecked() and not dialog.notes.isVisible()
    dialog.format.setCurrentIndex(dialog.format.findData("markdown"))
    dialog.private.setChecked(tick)
    assert dialog.notes.isVisible() == tick
    assert dialog.notes.toPlainText() == "1#2 beta\nBetween us"
    target = tmp_path / "course.md"
    dialog.write(target)
    qtbot.waitUntil(target.exists, timeout=20_000)
    written = target.read_text(encoding="utf-8")
    assert "Alpha manual" in written and ("Between us" in written) == leaves
    dialog.reject()


def test_how_a_handout_went_is_said_in_the_builder(builder: ReadingLists, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for target, said in (
        (tmp_path / "not there" / "course.md", "could not be written"),
        (tmp_path / "course.pdf", "course.pdf is a name for PDF, and Markdown was chosen; name it course.md,"),
        (tmp_path / "course.md", "was written to course.md"),
    ):
        builder.hand_out()
        [dialog] = builder.findChildren(HandOutDialog)
        qtbot.waitUntil(dialog.save.isEnabled)
        dialog.format.setCurrentIndex(dialog.format.findData("markdown"))
        dialog.write(target)
        dialog.accept()
        qtbot.waitUntil(lambda said=said: said in builder.messages.label.text(), timeout=20_000)
        assert builder.messages.isVisible() and not window.messages.isVisible()
        qtbot.waitUntil(lambda: not builder.findChildren(HandOutDialog))


def test_a_tick_made_for_another_format_counts_for_that_alone(builder: ReadingLists, qtbot: QtBot, tmp_path: Path) -> None:
    builder.hand_out()
    dialog = builder.findChild(HandOutDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.private.isVisible)
    dialog.private.setChecked(True)
    dialog.format.setCurrentIndex(dialog.format.findData("bibtex"))
    assert not dialog.private.isVisible()
    dialog.write(tmp_path / "course.bib")
    dialog.reject()
    qtbot.waitUntil(lambda: "was written to course.bib" in builder.messages.label.text())
    assert "Between us" not in (tmp_path / "course.bib").read_text(encoding="utf-8")


def test_a_handout_holds_by_default_what_the_preview_shows(builder: ReadingLists, qtbot: QtBot) -> None:
    builder.hand_out()
    dialog = builder.findChild(HandOutDialog)
    assert dialog is not None and all(box.isChecked() for box in dialog.parts.values())
    dialog.reject()  # before it has read the list


def test_what_was_just_typed_is_among_the_private_notes_that_would_leave(builder: ReadingLists, qtbot: QtBot, tmp_path: Path) -> None:
    select(builder, "alpha")
    note = builder.forms._of_item.fields["private_note"]
    note.setFocus()
    qtbot.keyClicks(note, "Ask Ada first")
    builder.hand_out()
    dialog = builder.findChild(HandOutDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.notes.toPlainText() == "1#1 alpha\nAsk Ada first\n\n1#2 beta\nBetween us")
    dialog.reject()


def test_the_preview_shows_the_handout(builder: ReadingLists, qtbot: QtBot) -> None:
    tabs = builder.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "Alpha manual" in builder.preview.toPlainText(), timeout=20_000)
    assert "Between us" not in builder.preview.toPlainText()


def test_the_handout_is_printed(builder: ReadingLists, qtbot: QtBot, tmp_path: Path) -> None:
    tabs = builder.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "Alpha manual" in builder.preview.toPlainText(), timeout=20_000)
    builder._page.print.click()
    dialog = builder.findChild(QPrintDialog)
    assert dialog is not None
    dialog.findChild(QLineEdit, "filename").setText(str(tmp_path / "course.pdf"))
    dialog.accept()
    assert (tmp_path / "course.pdf").read_bytes().startswith(b"%PDF")
