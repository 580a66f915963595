"""The import panel: choose or paste, see what would come in, take it in, and see what happened."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk import formats
from tipdesk.app import importing
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.judging import ALIKE, EQUAL, NEW, UPDATE
from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Cancelled
from tipdesk.gui.dialogs.review import PROBLEM, Line, ReviewModel, lines_of
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1256", "gb18030", "latin-1")
TYPING = 400  # milliseconds until pasted or typed text is read


class ImportPanel(QDialog):
    """Not modal: the window stays usable while records come in. One import is one undo step."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("import-review")
        self._files: tuple[Path, ...] = ()
        self._inputs: tuple[Input, ...] = ()
        self._job: Job | None = None
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self.resize(920, 640)
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._timer.timeout.connect(self._review)
        self._model = ReviewModel(self)
        self._model.chosen_changed.connect(self._count)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_review())
        self._pages.addWidget(self._make_summary())
        layout = QVBoxLayout(self)
        layout.addWidget(self._pages)
        workspace.opened.connect(self._review)
        self._turn_to(0)
        self._count()

    # -- what the window asks for

    def open_files(self, files: Sequence[Path]) -> None:
        """Show what these files hold."""
        self._start_over()
        self._files = tuple(files)
        self._text.clear()
        self._from.setText(", ".join(file.name for file in self._files))
        self._present()
        self._review()

    def open_text(self, text: str) -> None:
        """Show what a text holds, a pasted page for example."""
        self._start_over()
        self._files = ()
        self._from.setText(self.tr("text below"))
        self._text.setPlainText(text)
        self._present()
        self._timer.stop()
        self._review()
        self._table.setFocus()

    def choose(self) -> None:
        """Show the panel as it is, for the user to choose files or paste."""
        if self._pages.currentIndex() == 1:
            self._start_over()
        self._present()
        self._text.setFocus()

    def _present(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()

    def _start_over(self) -> None:
        self._turn_to(0)
        self._files = ()
        self._tags.clear()
        self._format.setCurrentIndex(0)
        self._encoding.setCurrentIndex(0)
        self._text.clear()
        self._from.setText(self.tr("nothing chosen yet"))

    # -- the pages

    def _turn_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        button = (self._import, self._finished)[page]
        button.setDefault(True)  # a dialog has one default button, whatever page it stands on
        button.setFocus()

    def _make_review(self) -> QWidget:
        page = QWidget(self)
        self._from = QLabel(self.tr("nothing chosen yet"), page)
        self._from.setTextFormat(Qt.TextFormat.PlainText)
        self._from.setWordWrap(True)
        choose = QPushButton(self.tr("Choose &files…"), page)
        choose.setAutoDefault(False)  # Return means Import
        choose.clicked.connect(self._choose_files)
        self._format = QComboBox(page)
        self._format.addItem(self.tr("Found by itself"), "")
        for form in formats.FORMATS:
            if form.read is not None:
                self._format.addItem(form.label, form.name)
        self._encoding = QComboBox(page)
        self._encoding.addItem(self.tr("Found by itself"), "")
        for name in ENCODINGS:
            self._encoding.addItem(name, name)
        for box, name in ((self._format, self.tr("Format")), (self._encoding, self.tr("Encoding"))):
            box.setAccessibleName(name)
            box.activated.connect(lambda _index: self._review())
        source = QHBoxLayout()
        source.addWidget(QLabel(self.tr("From:"), page))
        source.addWidget(self._from, 1)
        source.addWidget(choose)
        source.addSpacing(12)
        for label, box in ((self.tr("Format"), self._format), (self.tr("Encoding"), self._encoding)):
            source.addWidget(QLabel(label, page))
            source.addWidget(box)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(source)
        layout.addWidget(self._make_middle(page), 1)
        layout.addLayout(self._make_options(page))
        layout.addLayout(self._make_buttons(page))
        return page

    def _make_middle(self, page: QWidget) -> QWidget:
        self._text = QPlainTextEdit(page)
        self._text.setAccessibleName(self.tr("Pasted text"))
        self._text.setPlaceholderText(self.tr("Paste a catalogue page, BibTeX or a table here, or drop files on this panel."))
        self._text.textChanged.connect(self._typed)
        self._table = QTableView(page)
        self._table.setModel(self._model)
        self._table.setAccessibleName(self.tr("Review"))
        self._table.setAlternatingRowColors(True)
        self._table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._table.setWordWrap(False)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._table.setShowGrid(False)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 150), (2, 150), (3, 60), (4, 50), (5, 200)):
            self._table.setColumnWidth(column, width)
        self._table.selectionModel().currentChanged.connect(lambda current, _previous: self._show_text(current.row()))
        self._shown = QPlainTextEdit(page)
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName(self.tr("Its text"))
        self._shown.setPlaceholderText(self.tr("The text of the chosen line is shown here."))
        splitter = QSplitter(Qt.Orientation.Vertical, page)
        for widget, stretch in ((self._text, 2), (self._table, 5), (self._shown, 2)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        return splitter

    def _make_options(self, page: QWidget) -> QFormLayout:
        self._duplicates = QComboBox(page)
        self._duplicates.addItem(self.tr("Add them all the same"), importing.ADD)
        self._duplicates.addItem(self.tr("Leave them out"), importing.SKIP)
        self._duplicates.addItem(self.tr("Fill the gaps of the known records"), importing.MERGE)
        self._duplicates.setAccessibleName(self.tr("Likely duplicates"))
        self._duplicates.activated.connect(lambda _index: self._count())
        self._tags = QLineEdit(page)
        self._tags.setAccessibleName(self.tr("Tags for all"))
        self._tags.setPlaceholderText(self.tr("none; separate several with semicolons"))
        self._topic = QPushButton(page, autoDefault=False)  # what the page says it is about: an offer, never taken unasked
        self._topic.clicked.connect(self._add_topic)
        self._topic.hide()
        tags = QHBoxLayout()
        tags.addWidget(self._tags, 1)
        tags.addWidget(self._topic)
        form = QFormLayout()
        form.addRow(self.tr("Likely duplicates"), self._duplicates)
        form.addRow(self.tr("Tags for all"), tags)
        return form

    def _add_topic(self) -> None:
        self._tags.setText("; ".join(filter(None, (self._tags.text().strip(), *self._topic.property("topics")))))
        self._topic.hide()

    def _make_buttons(self, page: QWidget) -> QHBoxLayout:
        self._state = QLabel(page)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setWordWrap(True)
        self._bar = QProgressBar(page)
        self._bar.hide()
        self._stop = QPushButton(self.tr("Cancel"), page)
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(self._cancel)
        self._import = QPushButton(self.tr("Import"), page)
        self._import.clicked.connect(self._take_in)
        line = QHBoxLayout()
        line.addWidget(self._state, 1)
        line.addWidget(self._bar)
        line.addWidget(self._stop)
        line.addWidget(self._import)
        return line

    def _make_summary(self) -> QWidget:
        page = QWidget(self)
        self._summary = QLabel(page)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self._summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._problems = QPlainTextEdit(page)
        self._problems.setReadOnly(True)
        self._problems.setAccessibleName(self.tr("Problems"))
        more = QPushButton(self.tr("Import more"), page)
        more.clicked.connect(self.choose)
        close = QPushButton(self.tr("Close"), page)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(more)
        buttons.addWidget(close)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._summary)
        layout.addWidget(self._problems, 1)
        layout.addStretch(0)
        layout.addLayout(buttons)
        self._finished = close
        return page

    # -- reading

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Import"))
        if names:
            self.open_files([Path(name) for name in names])

    def _typed(self) -> None:
        if not self._files:
            self._timer.start()

    def _review(self) -> None:
        """Read the files or the text anew and judge every record, in the lane."""
        library = self._workspace.library
        files, text = self._files, self._text.toPlainText()
        if library is None or self._job is not None or not (files or text.strip()):
            self._lane.cancel()
            self._take_review((), [], "")
            return
        form, encoding, options = self._format.currentData(), self._encoding.currentData(), self._options()
        pasted = self.tr("pasted text")
        self._state.setText(self.tr("Reading…"))

        def work(job: Job) -> tuple[tuple[Input, ...], list[Line], str]:
            try:
                if files:
                    inputs = tuple(importing.read_input(file, form, encoding) for file in files)
                else:
                    inputs = (importing.input_of(text, pasted, form),)
            except TipdeskError as error:
                return (), [], str(error)
            return inputs, lines_of(importing.review(library, inputs, options, job), inputs), ""

        self._lane.run(work, lambda found: self._take_review(*found))

    def _take_review(self, inputs: tuple[Input, ...], lines: list[Line], problem: str) -> None:
        self._inputs = inputs
        self._model.set_lines(lines)
        self._shown.clear()
        if problem:
            self._state.setText(problem)
        topics = list(dict.fromkeys(filter(None, map(importing.topic, inputs))))
        self._topic.setVisible(bool(topics))
        self._topic.setText(self.tr("Add “{}”").format("; ".join(topics)))
        self._topic.setProperty("topics", topics)

    def _options(self) -> Options:
        tags = tuple(tag.strip() for tag in self._tags.text().split(";") if tag.strip())
        return Options(self._duplicates.currentData(), tags)

    def _show_text(self, row: int) -> None:
        self._shown.setPlainText(self._model.line(row).text if row >= 0 else "")

    def _count(self) -> None:
        model = self._model
        alike = model.count(ALIKE, chosen_only=True)
        coming = model.count(NEW, chosen_only=True) + (alike if self._duplicates.currentData() == importing.ADD else 0)
        changing = model.count(UPDATE, chosen_only=True) + (alike if self._duplicates.currentData() == importing.MERGE else 0)
        counts = (
            (coming, self.tr("{} to add")),
            (changing, self.tr("{} to update")),
            (model.count(EQUAL), self.tr("{} known already")),
            (model.count(ALIKE), self.tr("{} likely duplicates")),
            (model.count(PROBLEM), self.tr("{} problems")),
        )
        self._state.setText("; ".join(text.format(number) for number, text in counts if number))
        self._import.setEnabled(bool(coming or changing) and self._workspace.editable and self._job is None)

    # -- taking in

    def _take_in(self) -> None:
        report = Report()
        job = Job(self)
        job.progressed.connect(self._progress)
        label = self.tr("Import {}").format(", ".join(source.name for source in self._inputs)[:60])
        edit = Import(self._inputs, self._options(), report, job, self._model.left_out, label=label)
        self._set_job(job)
        self._workspace.do(edit, lambda changes: self._done(report, changes), job=job, failed=self._failed)

    def _set_job(self, job: Job | None) -> None:
        self._job = job
        self._bar.setVisible(job is not None)
        self._bar.setRange(0, 0)
        for widget in (self._text, self._format, self._encoding, self._duplicates, self._tags):
            widget.setEnabled(job is None)
        self._import.setEnabled(job is None)

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self.close()

    def _failed(self, error: Exception) -> None:
        self._set_job(None)
        self._count()
        if isinstance(error, Cancelled):
            self._state.setText(self.tr("Cancelled; nothing was changed."))
        elif isinstance(error, TipdeskError):
            self._state.setText(str(error))
        else:
            raise error

    def _done(self, report: Report, _changes: Changes) -> None:
        self._set_job(None)
        counts = (
            (report.added, self.tr("{} added")),
            (report.updated, self.tr("{} updated")),
            (report.merged, self.tr("{} merged into known records")),
            (report.skipped, self.tr("{} left out as known")),
            (len(report.problems), self.tr("{} problems")),
        )
        done = "; ".join(text.format(number) for number, text in counts if number) or self.tr("Nothing came in")
        self._summary.setText(self.tr("{}. Undo takes all of it back in one step.").format(done))
        lines = [f"{p.file}:{p.problem.line}: {p.problem.reason}\n{p.problem.text}" for p in report.problems]
        lines += [self.tr("The citation key {} was taken; the new record has {}.").format(*pair) for pair in report.renamed]
        lines += [
            self.tr("{} had been changed after the table was written; the table's values are in it now.").format(key)
            for key in report.overwritten
        ]
        lines += [self.tr("“{}” is likely a duplicate of {}.").format(*pair) for pair in report.alike]
        self._problems.setPlainText("\n\n".join(lines))
        self._problems.setVisible(bool(lines))
        self._model.set_lines([])
        self._text.clear()
        self._turn_to(1)

    def reject(self) -> None:
        """Esc cancels an import under way, and closes the panel otherwise."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()
