"""Problems are mended, likely duplicates decided, before anything comes in."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QTableWidget
from pytestqt.qtbot import QtBot

from tests.gui.importing.hands import BROKEN, FRENCH, named, outcomes, pick, press, records, select
from tipdesk.app import importing
from tipdesk.app.importing import Import, Options, Report
from tipdesk.gui.dialogs.import_panel import ImportPanel
from tipdesk.gui.workspace import Workspace


def test_a_broken_entry_is_mended_and_comes_in_at_its_place(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_text(BROKEN)
    qtbot.waitUntil(lambda: outcomes(panel) == ["New", "Problem", "New"])
    select(panel, 1)
    box = named(panel, QPlainTextEdit, "Text to mend")
    assert box.toPlainText() == "@misc{b, title = {Second}, publisher = port"
    box.setPlainText(box.toPlainText() + ", year = 20")
    qtbot.waitUntil(lambda: "Still a problem" in panel.review._outcome.text())
    box.setPlainText(box.toPlainText() + "19}")
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"] * 3)
    said = panel.review._outcome.text()
    assert said.startswith("New: ") and "Second" in said and "2019" in said and "Port Office" in said
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert [(p.title, p.publisher) for p in records(workspace)] == [("First", ""), ("Second", "Port Office"), ("Third", "")]
    second = records(workspace)[1].source
    assert second is not None and second.text == "@misc{b, title = {Second}, publisher = port, year = 2019}"


def test_mending_can_be_taken_back(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text(BROKEN)
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3)
    select(panel, 1)
    box = named(panel, QPlainTextEdit, "Text to mend")
    box.setPlainText("@misc{b, title = {Second}}")
    qtbot.waitUntil(lambda: outcomes(panel)[1] == "New")
    press(panel, "Restore the &original text")
    qtbot.waitUntil(lambda: outcomes(panel)[1] == "Problem")
    assert panel.review.mended == {}


def test_what_was_typed_just_before_import_or_another_line_is_not_lost(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_text(BROKEN + "@misc{d, title = {Fourth}\n")
    qtbot.waitUntil(lambda: outcomes(panel) == ["New", "Problem", "New", "Problem"])
    box = named(panel, QPlainTextEdit, "Text to mend")
    select(panel, 1)
    box.setPlainText("@misc{b, title = {Second}}")
    select(panel, 3)
    box.setPlainText("@misc{d, title = {Fourth}}")
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert [p.title for p in records(workspace)] == ["First", "Second", "Third", "Fourth"]


def test_a_row_of_a_table_is_mended_with_its_header(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, french: Path) -> None:
    french.write_text(FRENCH + "Quatre;de;trop;dans;cette;ligne;qui;est;longue\n", encoding="utf-8")
    panel.open_files([french])
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"] * 3 + ["Problem"])
    select(panel, 3)
    named(panel, QPlainTextEdit, "Text to mend").setPlainText("Quatre;Ada Wren;2022;Kenya;;;")
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"] * 4)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert (records(workspace)[3].title, records(workspace)[3].countries) == ("Quatre", ("Kenya",))


def test_likely_duplicates_stand_beside_the_known_record_and_are_decided_one_by_one(
    panel: ImportPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert workspace.library is not None
    known = "".join(f"@misc{{k{number}, title = {{Title {number}}}, year = 2001}}\n" for number in range(4))
    importing.run(workspace.library, Import([importing.input_of(known, "known", "bibtex")], Options(), Report()))
    panel.open_text("".join(f"@misc{{n{number}, title = {{Title {number}}}, year = 2001, publisher = {{P}}}}\n" for number in range(4)))
    qtbot.waitUntil(lambda: outcomes(panel) == ["Likely duplicate"] * 4)
    assert panel._line.text == "4 to add; 4 likely duplicates."
    select(panel, 0)
    pairs = named(panel, QTableWidget, "Side by side")
    qtbot.waitUntil(lambda: pairs.rowCount() > 3)
    cells = [[pairs.item(row, column).text().strip("\u2068\u2069") for column in range(4)] for row in range(pairs.rowCount())]
    shown = {field: rest for field, *rest in cells}
    assert shown["Title"] == ["", "Title 0", "Title 0"]
    assert shown["Publisher"] == ["≠", "P", ""]
    assert shown["Citation key"] == ["≠", "n0", "k0"]
    one = named(panel, QComboBox, "This record")
    pick(one, "Fill the gaps of the known record")
    select(panel, 1)
    pick(one, "Add it all the same")
    pick(named(panel, QComboBox, "Likely duplicates"), "Leave them out")
    assert panel._line.text == "1 to add; 1 to update; 2 left out; 4 likely duplicates."
    model = panel.review.model
    checks = [model.data(model.index(row, 0), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked for row in range(4)]
    assert checks == [True, True, False, False]
    model.setData(model.index(3, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert {p.key: p.publisher for p in records(workspace)} == {"k0": "P", "k1": "", "k2": "", "k3": "", "n1": "P", "n3": "P"}
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.settled)
    assert {p.key: p.publisher for p in records(workspace)} == {"k0": "", "k1": "", "k2": "", "k3": ""}


def test_only_problems_can_be_shown(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("".join(f"@misc{{a{number}, title = {{T}}" + "}\n" * (number % 10 > 0) + "\n" for number in range(50)))
    qtbot.waitUntil(lambda: panel.review.model.rowCount() > 0)
    show = named(panel, QComboBox, "Show")
    problems = panel.review.model.count("problem")
    assert problems == 5
    pick(show, "Problem (5)")
    assert outcomes(panel) == ["Problem"] * 5
    named(panel, QPlainTextEdit, "Text to mend").setPlainText("@misc{x, title = {Mended}}")
    qtbot.waitUntil(lambda: show.itemText(show.findData("problem")) == "Problem (4)")
    assert outcomes(panel) == ["New"] + ["Problem"] * 4


def test_bibtex_runs_from_the_left_in_a_mirrored_panel(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    panel.open_text(BROKEN)
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3)
    select(panel, 1)
    assert named(panel, QPlainTextEdit, "Text to mend").layoutDirection() == Qt.LayoutDirection.LeftToRight
