"""What is read, how, and what the columns of a table hold."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QTableWidget
from pytestqt.qtbot import QtBot

from tests.gui.importing.hands import PAGE, count, drop, named, outcomes, pick, press, records, settled
from tipdesk.app import profiles
from tipdesk.app.library import Library
from tipdesk.domain.query import Everything
from tipdesk.gui.dialogs.import_panel import MAPPING, SOURCE, ImportPanel
from tipdesk.gui.workspace import Workspace

# -- source


def test_files_folders_and_text_are_read_together_and_shown_as_found(
    panel: ImportPanel, qtbot: QtBot, tmp_path: Path, french: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "two.bib").write_text("@misc{a, title = {A}}\n@misc{b, title = {Never closed")
    panel.choose()
    panel.source.text.setPlainText("title,year\nPasted,2001\n")
    drop(panel, [french, tmp_path / "folder"])
    settled(panel, qtbot)
    files = named(panel, QTableWidget, "Files")
    rows = [[files.item(row, column).text().strip("\u2068\u2069") for column in range(5)] for row in range(files.rowCount())]
    assert rows == [
        ["liste.csv", "CSV", "cp1252 (guessed)", "semicolon ;", "3 records"],
        ["two.bib", "BibTeX", "utf-8", "", "1 record, 1 problem"],
        ["pasted text", "CSV", "utf-8", "comma ,", "1 record"],
    ]
    assert panel._pages.currentIndex() == SOURCE
    drop(panel, [french])
    settled(panel, qtbot)
    assert files.rowCount() == 3
    press(panel, "&Remove")
    settled(panel, qtbot)
    assert [origin.path and origin.path.name for origin in panel.source.origins] == ["two.bib", None]


def test_what_was_found_can_be_changed_and_is_read_anew(panel: ImportPanel, qtbot: QtBot, french: Path) -> None:
    panel.open_files([french])
    settled(panel, qtbot)
    assert named(panel, QComboBox, "Encoding").itemText(0) == "Found by itself: cp1252"
    pick(named(panel, QComboBox, "Encoding"), "cp1251")
    settled(panel, qtbot)
    assert panel.review.model.data(panel.review.model.index(0, 1)) != "\u2068Rapport d’été\u2069"
    pick(named(panel, QComboBox, "Encoding"), "Found by itself")
    pick(named(panel, QComboBox, "Delimiter"), "comma ,")
    settled(panel, qtbot)
    assert outcomes(panel) == ["Problem"]
    pick(named(panel, QComboBox, "Delimiter"), "Found by itself")
    settled(panel, qtbot)
    assert outcomes(panel) == ["New"] * 3
    pick(named(panel, QComboBox, "Format"), "BibTeX")
    settled(panel, qtbot)
    assert outcomes(panel) == [] and not panel._import.isEnabled()


def test_an_unreadable_file_does_not_stop_the_others(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    panel.open_files([PAGE, tmp_path / "missing.bib"])
    settled(panel, qtbot)
    assert "missing.bib cannot be read" in panel._line.text
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert count(workspace) == 4


def test_a_long_paste_does_not_go_into_the_text_box(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("title;year\n" + "A long title of a record;2001\n" * 20_000)
    settled(panel, qtbot)
    assert panel.source.text.toPlainText() == ""
    assert panel.review.model.rowCount() == 20_000


def test_a_paste_anywhere_on_the_page_goes_into_the_box(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.choose()
    QApplication.clipboard().setText("@misc{a, title = {Pasted}}")
    qtbot.keyClick(named(panel, QTableWidget, "Files"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"])


# -- mapping


def test_a_french_spreadsheet_maps_itself(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, french: Path) -> None:
    panel.open_files([french])
    settled(panel, qtbot)
    assert panel._pages.currentIndex() == MAPPING
    boxes = panel.mapping.boxes
    assert [boxes.box(column).currentText() for column in range(7)] == [
        "Title", "Author", "Year", "Country", "Abstract", "Keep as it is", "Keep as it is",
    ]  # fmt: skip
    assert boxes.box(3).accessibleName() == "Column Pays: Country"
    assert boxes.separator_box(3).accessibleName() == "Separator in column Pays: parted by itself"
    assert not boxes.separator_box(0).isVisibleTo(panel)
    assert panel.mapping.unknown_places == "1 place is not known: \u2068Atlantide\u2069. It comes in as a new one."
    model = panel.mapping.table.model()
    marked = [
        (row, column) for row in range(3) for column in range(7) if model.data(model.index(row, column), Qt.ItemDataRole.BackgroundRole)
    ]
    assert marked == [(2, 3)]
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert [(p.title, p.date, p.countries) for p in records(workspace)] == [
        ("Rapport d’été", "2019", ("Senegal",)),
        ("Guide du refuge", "2020", ("Côte d'Ivoire",)),
        ("Étude du lac", "2021", ("Atlantide",)),
    ]


def test_columns_mapped_by_hand_become_a_profile_for_the_window_and_the_command_line(
    panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path, french: Path, kept: Path
) -> None:
    panel.open_files([french])
    settled(panel, qtbot)
    pick(panel.mapping.boxes.box(5), "Number")
    pick(panel.mapping.boxes.box(6), "Tags")  # before the first choice was read
    settled(panel, qtbot)
    pick(panel.mapping.boxes.separator_box(6), "parted by ,")
    settled(panel, qtbot)
    named(panel, QLineEdit, "Name of the profile").setText("Liste du port")
    press(panel, "&Save profile")
    settled(panel, qtbot)
    assert named(panel, QComboBox, "Profile").currentText() == "Liste du port"
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    here = records(workspace)
    assert (here[0].number, here[0].tags) == ("A/1", ("Ports", "Mer"))
    there = tmp_path / "there.tipdesk"
    command = [sys.executable, "-m", "tipdesk", "import", str(french), "-l", str(there), "--profile", "Liste du port"]
    env = {"PYTHONPATH": str(Path(__file__).parents[3] / "src"), "PATH": "", "LANG": "C.UTF-8", "XDG_CONFIG_HOME": str(kept)}
    subprocess.run(command, check=True, env=env, capture_output=True)
    with Library(there) as other:
        assert other.get(sorted(other.find(Everything()))) == here


def test_a_profile_that_fits_is_offered_and_can_be_deleted(panel: ImportPanel, qtbot: QtBot, french: Path) -> None:
    profiles.save("Cotes", profiles.Layout(fields={"Cote": "number", "Sujets traités": "-"}))
    panel.open_files([french])
    settled(panel, qtbot)
    assert panel.mapping.boxes.box(5).currentText() == "Keep as it is"
    press(panel, "Use “\u2068Cotes\u2069”, which fits")
    settled(panel, qtbot)
    assert [panel.mapping.boxes.box(column).currentText() for column in (0, 5, 6)] == ["Title", "Number", "Leave out"]
    press(panel, "Delete profile")
    settled(panel, qtbot)
    assert profiles.names() == []


def test_every_column_is_reached_by_tab_though_it_be_out_of_sight(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.show()
    panel.open_text(";".join(f"Column {number}" for number in range(300)) + ";title;year\n" + "x;" * 300 + "y;2001\n")
    settled(panel, qtbot)
    boxes = panel.mapping.boxes
    assert len(boxes._boxes) < 20
    boxes.box(0).setFocus()
    for _ in range(30):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    box = QApplication.focusWidget()
    assert box is boxes.box(30) and box.accessibleName() == "Column Column 30: Keep as it is"
    assert boxes.viewport().rect().contains(box.geometry().center())
    qtbot.keyClick(box, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is boxes.box(29)


def test_two_tables_with_the_same_columns_are_mapped_together(panel: ImportPanel, qtbot: QtBot, tmp_path: Path, french: Path) -> None:
    twin = tmp_path / "suite.csv"
    twin.write_bytes(french.read_bytes())
    (tmp_path / "other.csv").write_text("title,Cote\nA,1\n")
    panel.open_files([french, twin, tmp_path / "other.csv"])
    settled(panel, qtbot)
    pick(panel.mapping.boxes.box(5), "Number")
    settled(panel, qtbot)
    assert [bool(origin.layout.fields) for origin in panel.source.origins] == [True, True, False]
    pick(named(panel, QComboBox, "Table"), "other.csv")
    assert panel.mapping.boxes.box(1).currentText() == "Keep as it is"
