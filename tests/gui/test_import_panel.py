"""The import panel: what would come in is shown first, comes in as one step, and can be stopped."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tests.bench.records import entries
from tipdesk.app import importing, profiles
from tipdesk.app.importing import Import, Options, Report
from tipdesk.app.library import Library
from tipdesk.app.reviewing import Reviewed
from tipdesk.domain.publication import Problem, Publication
from tipdesk.domain.query import Everything, parse
from tipdesk.gui.dialogs.import_panel import MAPPING, REVIEW, SOURCE, SUMMARY, ImportPanel
from tipdesk.gui.dialogs.review import Lines
from tipdesk.gui.workspace import Workspace

PAGE = Path(__file__).parents[1] / "data" / "catalogue-page.txt"


@pytest.fixture
def workspace(tmp_path: Path, workspace_on: Callable[[Path], Workspace]) -> Workspace:
    Library.create(tmp_path / "one.tipdesk").close()
    return workspace_on(tmp_path / "one.tipdesk")


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> ImportPanel:
    made = ImportPanel(workspace)
    qtbot.addWidget(made)
    return made


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Profiles are kept in a folder of the test's own."""
    monkeypatch.setattr(profiles, "folder", lambda: tmp_path / "config" / "tipdesk" / "profiles")
    return tmp_path / "config"


FRENCH = """Titre;Auteur;Année;Pays;Résumé;Cote;Sujets traités
Rapport d’été;Jeanne Dupré;2019;Sénégal;Un résumé;A/1;Ports, Mer
Guide du refuge;Bureau du Port;2020;Côte d’Ivoire;Un autre;A/2;Refuges
Étude du lac;Ada Wren;2021;Atlantide;Un troisième;A/3;Lacs
"""


@pytest.fixture
def french(tmp_path: Path) -> Path:
    file = tmp_path / "liste.csv"
    file.write_bytes(FRENCH.replace("\n", "\r\n").encode("cp1252"))
    return file


def named(panel: ImportPanel, kind: type, name: str) -> Any:
    """The widget of this kind and accessible name that is shown, or would be on its page."""
    [found] = [widget for widget in panel.findChildren(kind) if widget.accessibleName() == name]
    return found


def pick(box: QComboBox, text: str) -> None:
    """Choose an entry as a user does."""
    place = box.findText(text)
    assert place >= 0, [box.itemText(number) for number in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def settled(panel: ImportPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel._workspace.settled, timeout=30_000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: panel._workspace.settled, timeout=30_000)


def drop(panel: ImportPanel, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    panel.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))


def records(workspace: Workspace) -> list[Publication]:
    """In the order in which they came in."""
    assert workspace.library is not None
    return workspace.library.get(sorted(workspace.library.find(Everything())))


def press(panel: ImportPanel, name: str) -> None:
    [button] = [b for b in panel.findChildren(QPushButton) if b.text() == name and b.isVisibleTo(panel)]
    assert button.isEnabled()
    button.click()


def outcomes(panel: ImportPanel) -> list[str]:
    model = panel.review.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def count(workspace: Workspace) -> int:
    assert workspace.library is not None
    return workspace.library.count(Everything())


def test_a_pasted_page_is_reviewed_and_comes_in_as_one_step(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_text(PAGE.read_text(encoding="utf-8"))
    qtbot.waitUntil(lambda: outcomes(panel) == ["New"] * 4)
    assert count(workspace) == 0
    press(panel, "Add “Trafficking”")
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert workspace.library is not None and workspace.library.count(parse("tag:trafficking").query) == 4
    panel.open_text(PAGE.read_text(encoding="utf-8"))
    qtbot.waitUntil(lambda: outcomes(panel) == ["Known already"] * 4)
    with qtbot.waitSignal(workspace.changed):
        workspace.undo()
    assert count(workspace) == 0


def test_a_record_that_is_not_wanted_stays_out(panel: ImportPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.open_files([PAGE])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 4)
    panel.review.model.setData(panel.review.model.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    assert workspace.library is not None
    assert [p.title for p in workspace.library.get(workspace.library.find(parse("screening").query))] == []
    assert count(workspace) == 3


def test_a_problem_is_shown_with_its_line_and_its_text(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("@misc{a, title = {Whole}}\n\n@misc{b, title = {Never closed\n")
    qtbot.waitUntil(lambda: outcomes(panel) == ["New", "Problem"])
    assert panel.review.model.data(panel.review.model.index(1, 4)) == "3"
    panel.review.table.setCurrentIndex(panel.review.model.index(1, 1))
    assert "Never closed" in panel.review._mending.toPlainText()


def test_text_in_no_format_says_so(panel: ImportPanel, qtbot: QtBot) -> None:
    panel.open_text("Dear all, lunch is at noon.")
    qtbot.waitUntil(lambda: "no format" in panel._line.text)


def test_a_long_import_is_cancelled_and_leaves_nothing(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "many.bib"
    file.write_text("".join(entries(3000)), encoding="utf-8")
    panel.open_files([file])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3000, timeout=60_000)
    press(panel, "Import")
    assert panel._job is not None
    with qtbot.waitSignal(panel._job.progressed, timeout=20_000):
        pass
    press(panel, "Cancel")
    qtbot.waitUntil(lambda: panel._job is None, timeout=20_000)
    assert "nothing was changed" in panel._line.text
    assert count(workspace) == 0
    assert workspace.undo_label == ""


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
        ["two.bib", "BibTeX", "utf-8", "", "1 records, 1 problems"],
        ["pasted text", "CSV", "utf-8", "comma ,", "1 records"],
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
    env = {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PATH": "", "LANG": "C.UTF-8", "XDG_CONFIG_HOME": str(kept)}
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


# -- review


BROKEN = """@string{port = {Port Office}}
@misc{a, title = {First}}

@misc{b, title = {Second}, publisher = port

@misc{c, title = {Third}}
"""


def select(panel: ImportPanel, row: int) -> None:
    panel.review.table.setCurrentIndex(panel.review.model.index(row, 1))


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


# -- summary


def test_problems_are_listed_and_saved(
    panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.bib").write_text(BROKEN)
    panel.open_files([tmp_path / "list.bib"])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    qtbot.waitUntil(lambda: panel._pages.currentIndex() == SUMMARY)
    assert named(panel, QPlainTextEdit, "Problems").toPlainText().startswith("list.bib:4: The closing brace")
    target = tmp_path / "problems.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(panel, "&Save problems…")
    qtbot.waitUntil(target.exists)
    assert target.read_text() == (
        "list.bib:4: The closing brace of this @misc is missing.\n@misc{b, title = {Second}, publisher = port\n\n"
    )
    press(panel, "Import more")
    assert panel._pages.currentIndex() == SOURCE and panel.source.origins == []


def test_a_hundred_thousand_problems_do_not_hold_up_the_summary(panel: ImportPanel, qtbot: QtBot) -> None:
    report = Report(problems=[importing.FileProblem("x.csv", Problem(number, "Why.", "text " * 100)) for number in range(100_000)])
    clock = QElapsedTimer()
    clock.start()
    panel.summary.show_report(report)
    assert clock.elapsed() < 1000
    assert "more problems; save them" in named(panel, QPlainTextEdit, "Problems").toPlainText()


def test_a_hundred_thousand_lines_do_not_hold_up_the_window(panel: ImportPanel, qtbot: QtBot) -> None:
    source = importing.input_of("title\n", "list.csv", "csv")
    lines = Lines((Reviewed((0, number), Problem(number, "Why.", "text"), True) for number in range(100_000)), [source])
    panel.show()
    panel._turn_to(REVIEW)
    for work in (
        lambda: panel.review.show_lines(lines, [], ""),
        lambda: panel.review.model.show_only("problem"),
        lambda: panel.review.model.set_default("skip"),
        lambda: panel.review.model.mend(99_999, "other", [Problem(1, "Why.", "other")]),
        lambda: panel.review.table.scrollToBottom(),
    ):
        clock = QElapsedTimer()
        clock.start()
        work()
        QApplication.processEvents()
        assert clock.elapsed() < 250  # 10 on a machine that does nothing else


def test_a_cancelled_import_can_be_run_again(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "many.bib"
    file.write_text("".join(entries(3000)), encoding="utf-8")
    panel.open_files([file])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3000 and panel._workspace.settled, timeout=60_000)
    press(panel, "Import")
    assert panel._job is not None
    with qtbot.waitSignal(panel._job.progressed, timeout=20_000):
        pass
    press(panel, "Cancel")
    qtbot.waitUntil(lambda: panel._job is None, timeout=20_000)
    assert panel._pages.currentIndex() == REVIEW and count(workspace) == 0
    press(panel, "Import")
    qtbot.waitUntil(lambda: panel._pages.currentIndex() == SUMMARY, timeout=60_000)
    assert count(workspace) == 3000
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.settled, timeout=60_000)
    assert count(workspace) == 0


def test_reading_is_stopped_by_cancel(panel: ImportPanel, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "many.bib"
    file.write_text("".join(entries(5000)), encoding="utf-8")
    panel.open_files([file])
    qtbot.waitUntil(lambda: panel._lane.busy and panel._line._bar.maximum() > 0, timeout=20_000)
    press(panel, "Cancel")
    assert panel.isVisible() and "stopped" in panel._line.text
    qtbot.wait(300)
    assert outcomes(panel) == []


def test_no_name_is_missing_for_those_who_hear_the_panel(panel: ImportPanel, qtbot: QtBot, french: Path) -> None:
    panel.open_files([french])
    settled(panel, qtbot)
    for kind in (QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget):
        for widget in panel.findChildren(kind):
            interface = QAccessible.queryAccessibleInterface(widget)
            hidden = widget.objectName().startswith("qt_") or (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox))
            assert hidden or interface.text(QAccessible.Text.Name), widget
