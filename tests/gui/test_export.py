"""The export dialog: formats and bibliographies, written for real."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import settle
from tipdesk.app.edits import SetField, SetNotes
from tipdesk.domain.publication import Note
from tipdesk.gui.citing.locale_box import LocaleBox
from tipdesk.gui.citing.style_button import StyleButton
from tipdesk.gui.dialogs.export import ExportDialog
from tipdesk.gui.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> ExportDialog:
    window.workspace.do(SetNotes(1, (Note("SECRET"), Note("Told", public=True))))
    settle(qtbot, window)
    window.actions_by_name["export"].trigger()
    settle(qtbot, window)
    [dialog] = window.findChildren(ExportDialog)
    return dialog


def choose(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))


def test_a_format_holds_the_records_and_asks_for_no_style(window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    choose(dialog, "ris")
    assert not dialog.findChild(StyleButton).isVisible() and not dialog.findChild(LocaleBox).isVisible()
    dialog.write(tmp_path / "out.ris")
    settle(qtbot, window)
    written = (tmp_path / "out.ris").read_text(encoding="utf-8")
    assert written.count("TY  - ") == 5 and "SECRET" not in written
    assert window.messages.label.text() == "5 publications written to out.ris."


@pytest.mark.parametrize("name", ["text", "markdown", "html", "rtf", "docx", "odt"])
def test_a_bibliography_is_written_in_the_style_and_language_chosen(
    window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    choose(dialog, name)
    assert dialog.findChild(StyleButton).isVisible()
    window.citation_choice.choose("chicago-author-date", locale="fr-FR")
    assert dialog.findChild(StyleButton).text() == "Chicago author-date"
    assert dialog.findChild(LocaleBox).currentText() == "Français (France)"
    target = tmp_path / f"out.{name}"
    dialog.write(target)
    settle(qtbot, window)
    data = target.read_bytes()
    if name in ("docx", "odt"):
        with zipfile.ZipFile(target) as file:
            data = file.read("word/document.xml" if name == "docx" else "content.xml")
    assert b"Harbour Office. 2019." in data and b"SECRET" not in data


def test_it_warns_of_what_readers_may_not_find(window: MainWindow, dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog, "docx")
    settle(qtbot, window)
    assert dialog.warning.isVisible()
    assert dialog.warning.text() == "3 of 5 have neither publisher nor web address: readers may not find them."
    choose(dialog, "bibtex")
    settle(qtbot, window)
    assert not dialog.warning.isVisible()
    window.workspace.do(SetField((2, 4, 5), "publisher", "A press"))
    settle(qtbot, window)
    choose(dialog, "docx")
    settle(qtbot, window)
    assert not dialog.warning.isVisible()


def test_only_what_manuscripts_cite_is_written_and_what_is_missing_listed(
    window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "paper.tex").write_text(r"\cite{alpha,nobody1999} \input{part}", encoding="utf-8")
    (tmp_path / "notes.md").write_text("As [@gamma] has it.", encoding="utf-8")
    dialog.take_cited([tmp_path / "paper.tex", tmp_path / "notes.md"])
    settle(qtbot, window)
    button = next(each for each in dialog.findChildren(QRadioButton) if each.isChecked())
    assert button.text() == "The 2 cited in paper.tex, notes.md"
    part, nobody = dialog.missing.toPlainText().splitlines()
    assert nobody == "paper.tex: It cites nobody1999, which is no publication's citation key." and part.startswith("paper.tex: part, which")
    choose(dialog, "ris")
    dialog.write(tmp_path / "out.ris")
    settle(qtbot, window)
    written = (tmp_path / "out.ris").read_text(encoding="utf-8")
    assert written.count("TY  - ") == 2 and "Alpha manual" in written and "Gamma study" in written
    (tmp_path / "empty.md").write_text("Nothing.", encoding="utf-8")
    dialog.take_cited([tmp_path / "empty.md"])
    settle(qtbot, window)
    said = "No citation such as [@bird2020] or \\cite{bird2020} was found in empty.md; take a manuscript that cites."
    assert window.messages.label.text() == said


def test_a_style_that_is_not_there_leaves_the_old_file(window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old", encoding="utf-8")
    choose(dialog, "html")
    window.citation_choice.choose("/nowhere/mine.csl")
    dialog.write(target)
    settle(qtbot, window)
    assert (
        window.messages.label.text().startswith("There is no style file /nowhere/mine.csl; put it back, or choose another style.")
        and target.read_text(encoding="utf-8") == "old"
    )


def test_a_name_for_another_format_is_refused(window: MainWindow, dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    for form, name, said in (
        ("docx", "out.pdf", "out.pdf is a name for PDF, and Word document was chosen; name it out.docx, or choose the other format."),
        ("bibtex", "out.json", "out.json is a name for CSL-JSON, and BibTeX was chosen; name it out.bib, or choose the other format."),
        ("biblatex", "out.bib", ""),
        ("ris", "out.txt", ""),
        ("csv", "out.table", ""),
    ):
        choose(dialog, form)
        window.messages.hide()
        dialog.write(tmp_path / name)
        settle(qtbot, window)
        assert (tmp_path / name).exists() != bool(said)
        assert window.messages.label.text().startswith(said)


def test_only_what_there_is_can_be_chosen(dialog: ExportDialog) -> None:
    texts = {button.text(): button.isEnabled() for button in dialog.findChildren(QRadioButton)}
    assert texts == {"The 0 selected": False, "The 5 shown": True, "The whole library (5)": True, "What manuscripts cite": False}
    assert "Export…" in [button.text() for button in dialog.findChildren(QPushButton)]
