"""The import panel: what would come in is shown first, comes in as one step, and can be stopped."""

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tests.bench.records import entries
from tests.gui.conftest import answer_files
from tests.gui.importing.hands import BROKEN, PAGE, count, named, outcomes, press, settled
from tipdesk.app import importing
from tipdesk.app.importing import Report
from tipdesk.app.reviewing import Reviewed
from tipdesk.domain.publication import Problem
from tipdesk.domain.query import parse
from tipdesk.gui.dialogs.import_panel import REVIEW, SOURCE, SUMMARY, ImportPanel
from tipdesk.gui.dialogs.review import Lines
from tipdesk.gui.workspace import Workspace


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


def test_problems_are_listed_and_saved(panel: ImportPanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "list.bib").write_text(BROKEN)
    panel.open_files([tmp_path / "list.bib"])
    qtbot.waitUntil(lambda: len(outcomes(panel)) == 3)
    with qtbot.waitSignal(workspace.changed):
        press(panel, "Import")
    qtbot.waitUntil(lambda: panel._pages.currentIndex() == SUMMARY)
    assert named(panel, QPlainTextEdit, "Problems").toPlainText().startswith("list.bib:4: The closing brace")
    target = tmp_path / "problems.txt"
    answer_files(target)
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
