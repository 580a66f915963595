"""The last step of an import: what came in, and what did not."""

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tipdesk.app.importing import Report
from tipdesk.gui.file_dialogs import ask_where_to_save
from tipdesk.gui.text import isolated

MOST = 500  # remarks of one sort that are shown
_LONGEST = 2000  # characters of a problem's text that are shown


class SummaryPage(QWidget):
    """Shows the report of an import; `save` is emitted with the file that its problems are to be written to."""

    save = Signal(object)  # Path
    more = Signal()
    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._problems = QPlainTextEdit(self)
        self._problems.setReadOnly(True)
        self._problems.setAccessibleName(self.tr("Problems"))
        self._save = QPushButton(self.tr("&Save problems…"), self, autoDefault=False)
        self._save.clicked.connect(self._choose_target)
        more = QPushButton(self.tr("Import more"), self, autoDefault=False)
        more.clicked.connect(self.more)
        self.done = QPushButton(self.tr("Close"), self)
        self.done.clicked.connect(self.close_asked)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        buttons.addWidget(more)
        buttons.addWidget(self.done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said)
        layout.addWidget(self._problems, 1)
        layout.addStretch(0)
        layout.addLayout(buttons)

    def show_report(self, report: Report) -> None:
        """Say what an import did."""
        counts = (
            (report.added, self.tr("{} added")),
            (report.updated, self.tr("{} updated")),
            (report.merged, self.tr("{} merged into known records")),
            (report.skipped, self.tr("{} left out as known")),
            (len(report.problems), self.tr("{} problems")),
        )
        number = QLocale().toString
        done = "; ".join(text.format(number(count)) for count, text in counts if count) or self.tr("Nothing came in")
        self._said.setText(self.tr("{}. Undo takes all of it back in one step.").format(done))
        remarks = "\n\n".join(self._remarks(report))
        self._problems.setPlainText(remarks)
        self._problems.setVisible(bool(remarks))
        self._save.setVisible(bool(report.problems))

    def _remarks(self, report: Report) -> Iterator[str]:
        for found in report.problems[:MOST]:
            text = found.problem.text[:_LONGEST].strip()
            yield f"{found.file}:{found.problem.line}: {found.problem.reason}" + (f"\n{text}" if text else "")
        yield from self._rest(len(report.problems), self.tr("… and {} more problems; save them to see all."))
        sorts = (
            (report.renamed, self.tr("The citation key {} was taken; the new record has {}."), self.tr("… and {} more keys.")),
            (
                [(key,) for key in report.overwritten[:MOST]],
                self.tr("{} had been changed after the table was written; the table's values are in it now."),
                self.tr("… and {} more."),
            ),
            (report.alike, self.tr("“{}” is likely a duplicate of {}."), self.tr("… and {} more likely duplicates.")),
        )
        for found_ones, said, more in sorts:
            yield from (said.format(*map(isolated, values)) for values in islice(found_ones, MOST))
            yield from self._rest(len(found_ones), more)

    def _rest(self, count: int, said: str) -> Iterator[str]:
        if count > MOST:
            yield said.format(QLocale().toString(count - MOST))

    def _choose_target(self) -> None:
        if target := ask_where_to_save(self, self.tr("Save problems"), "problems.txt", self.tr("Text (*.txt)")):
            self.save.emit(target)
