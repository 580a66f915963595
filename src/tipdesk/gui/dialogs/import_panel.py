"""The import panel: what is to come in, what its columns hold, what would become of each record, and what came in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk.app import exporting, importing
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.judging import ALIKE, EQUAL, NEW, UPDATE
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Cancelled
from tipdesk.formats.csv_columns import Layout
from tipdesk.gui.dialogs import import_reading
from tipdesk.gui.dialogs.import_mapping import MappingPage
from tipdesk.gui.dialogs.import_progress import ProgressLine
from tipdesk.gui.dialogs.import_reading import Begun, Key
from tipdesk.gui.dialogs.import_review import ReviewPage
from tipdesk.gui.dialogs.import_source import Found, Origin, SourcePage
from tipdesk.gui.dialogs.import_summary import SummaryPage
from tipdesk.gui.dialogs.review import PROBLEM, Line, Lines
from tipdesk.gui.tasks import Job, keep_loaded
from tipdesk.gui.workspace import Workspace

SOURCE, MAPPING, REVIEW, SUMMARY = range(4)
MANY = 10_000  # lines of a review


class ImportPanel(QDialog):
    """Not modal: the window stays usable while records come in. One import is one undo step.

    What is to be read is on the first page; whenever something in it changes, it is read anew in a lane, and the other pages
    show what was found.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("import-review")
        self._compare_lane = workspace.lane("import-compare")
        self._mend_lane = workspace.lane("import-mend", latest_only=False)
        self._file_lane = workspace.lane("import-files", latest_only=False)
        self._read_before: dict[Key, Input] = {}
        self._found: tuple[Found, ...] = ()
        self._lines = Lines()
        self._report = Report()
        self._job: Job | None = None
        self._going_on = False  # to the next step once the origins are read
        self._line = ProgressLine(self)
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self.resize(980, 700)
        self._make_pages()
        layout = QVBoxLayout(self)
        layout.addLayout(self._make_steps())
        layout.addWidget(self._pages, 1)
        layout.addLayout(self._make_buttons())
        workspace.opened.connect(self._read)
        self._turn_to(SOURCE)
        self._show_state()

    # -- what the window asks for

    def open_files(self, files: Sequence[Path]) -> None:
        """Show what these files, or the files in these folders, hold."""
        self._start_over()
        self._present()
        self._add_files(files, go_on=True)

    def open_text(self, text: str) -> None:
        """Show what a text holds, a pasted page for example."""
        self._start_over()
        self._present()
        self.source.set_origins([Origin(None, text)])
        self._going_on = True
        self._read()

    def choose(self) -> None:
        """Show the panel as it is, for the user to choose files or paste."""
        if self._pages.currentIndex() == SUMMARY:
            self._start_over()
        self._present()
        if self._pages.currentIndex() == SOURCE:
            self.source.text.setFocus()

    def _present(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()

    def _start_over(self) -> None:
        if self._job is None:
            self.source.set_origins([])
            self.review.start_over()
            self._read()
            self._turn_to(SOURCE)

    # -- widgets

    def _make_pages(self) -> None:
        self.source, self.mapping, self.review, self.summary = (
            SourcePage(self),
            MappingPage(self._file_lane, self),
            ReviewPage(self),
            SummaryPage(self),
        )
        self._pages = QStackedWidget(self)
        for page in (self.source, self.mapping, self.review, self.summary):
            self._pages.addWidget(page)
        self.source.changed.connect(self._read)
        self.source.chosen.connect(self._add_files)
        self.mapping.laid_out.connect(self._lay_out)
        self.mapping.said.connect(self._line.say)
        self.review.chosen_changed.connect(self._show_state)
        self.review.compare_asked.connect(self._compare)
        self.review.mend_asked.connect(self._mend)
        self.summary.save.connect(self._save_problems)
        self.summary.more.connect(self.choose)
        self.summary.close_asked.connect(self.close)

    def _make_steps(self) -> QHBoxLayout:
        self._steps = QButtonGroup(self)
        row = QHBoxLayout()
        names = (self.tr("Source"), self.tr("Mapping"), self.tr("Review"), self.tr("Summary"))
        for number, name in enumerate(names):
            step = QToolButton(self)
            step.setText(name)
            step.setCheckable(True)
            step.setAutoRaise(True)
            step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            step.clicked.connect(partial(self._turn_to, number))
            self._steps.addButton(step, number)
            row.addWidget(step)
        row.addStretch(1)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        self._back = QPushButton(self.tr("&Back"), self, autoDefault=False)
        self._back.clicked.connect(lambda: self._turn_to(self._beside(-1)))
        self._next = QPushButton(self.tr("&Next"), self)
        self._next.clicked.connect(lambda: self._turn_to(self._beside(1)))
        self._stop = QPushButton(self.tr("Cancel"), self, autoDefault=False)
        self._stop.clicked.connect(self.reject)
        self._import = QPushButton(self.tr("Import"), self)
        self._import.clicked.connect(self._take_in)
        line = QHBoxLayout()
        line.addWidget(self._line, 1)
        for widget in (self._back, self._next, self._stop, self._import):
            line.addWidget(widget)
        return line

    # -- steps

    def _beside(self, direction: int) -> int:
        step = self._pages.currentIndex() + direction
        return step + direction if step == MAPPING and not self._has_tables() else step

    def _has_tables(self) -> bool:
        return any(found.table is not None for found in self._found)

    def _turn_to(self, step: int) -> None:
        self._pages.setCurrentIndex(step)
        self._steps.button(step).setChecked(True)
        self._back.setVisible(step in (MAPPING, REVIEW))
        self._next.setVisible(step in (SOURCE, MAPPING))
        self._stop.setVisible(step != SUMMARY)
        self._import.setVisible(step != SUMMARY)
        default = (self._next, self._next, self._import, self.summary.done)[step]
        default.setDefault(True)  # a dialog has one default button, whatever page it stands on
        (self.source.text, self.mapping.table, self.review.table, self.summary.done)[step].setFocus()
        self._show_state()

    def _show_state(self) -> None:
        """What can be done now, and what an import would do."""
        reading = self._lane.busy
        readable = any(found.input is not None for found in self._found)
        done = self._pages.currentIndex() == SUMMARY
        idle = self._job is None
        for step, possible in (
            (SOURCE, not done),
            (MAPPING, self._has_tables() and not done),
            (REVIEW, readable and not done),
            (SUMMARY, done),
        ):
            self._steps.button(step).setEnabled(possible and idle)
        self._next.setEnabled(readable and idle)
        self._back.setEnabled(idle)
        if idle and not reading:
            self._line.end()
        self._import.setEnabled(any(self.review.expected) and idle and not reading and self._workspace.editable)
        if idle and not reading:
            self._line.say("" if done else self._sentence())

    def _sentence(self) -> str:
        unread = [found.problem for found in self._found if found.input is None]
        return " ".join(filter(None, (self.review.sentence, *unread[:2], "…" if len(unread) > 2 else "")))

    # -- reading

    def _add_files(self, files: Sequence[Path], go_on: bool = False) -> None:
        """Add files, and those in folders, to what is read."""
        paths = list(files)

        def take(found: list[Path]) -> None:
            there = self.source.origins
            known = {origin.path for origin in there}
            texts = [origin for origin in there if origin.path is None]
            self.source.set_origins(
                [o for o in there if o.path is not None] + [Origin(f) for f in dict.fromkeys(found) if f not in known] + texts
            )
            self._going_on = go_on
            self._read()

        self._line.say(self.tr("Reading…"))
        self._file_lane.run(lambda _job: [file for path in paths for file in importing.files_in(path)], take, self._failed)

    def _read(self) -> None:
        """Read everything anew in the lane, as far as it was not read before, and judge every record."""
        library, origins = self._workspace.library, self.source.origins
        if library is None or self._job is not None or not origins:
            self._lane.cancel()
            if self._job is None:
                self._take_begun(Begun((), (), (), ()))
            return
        before, pasted = dict(self._read_before), self.tr("pasted text")
        self._line.begin(self.tr("Reading…"))
        self._lane.run(lambda job: import_reading.begin(library, origins, before, pasted, job), self._take_begun)
        self._show_state()

    def _take_begun(self, begun: Begun) -> None:
        self._found = begun.found
        self._read_before = {found.origin.key: found.input for found in begun.found if found.input is not None}
        self.source.show_found(begun.found)
        self.mapping.show_tables(begun.found, begun.unknown, begun.profiles, begun.offers)
        if self._going_on:
            self._going_on = False
            readable = any(found.input is not None for found in begun.found)
            self._turn_to(MAPPING if self._has_tables() else REVIEW if readable else SOURCE)
        elif self._pages.currentIndex() == MAPPING and not self._has_tables():
            self._turn_to(SOURCE)
        library = self._workspace.library
        inputs = tuple(found.input for found in begun.found if found.input is not None)
        if library is None or not inputs:
            self._take_lines(Lines())
            return
        self._line.begin(self.tr("Reading…"))
        job = self._lane.run(lambda job: import_reading.lines(library, inputs, job), self._take_lines)
        job.progressed.connect(self._show_reading)
        self._show_state()

    def _show_reading(self, done: int, total: int) -> None:
        if self._job is None and self._lane.busy:
            self._line.reading(done, total)

    def _take_lines(self, lines: Lines) -> None:
        self._lines = lines
        if len(lines.all) > MANY:
            keep_loaded()
        topics = list(dict.fromkeys(filter(None, map(importing.topic, lines.inputs))))
        self.mapping.show_unknown_places(lines.unknown_places)
        self.review.show_lines(lines, topics, self.mapping.unknown_places)
        counts = []
        for number in range(len(lines.inputs)):
            records = sum(lines.of_input[number, what] for what in (NEW, UPDATE, ALIKE, EQUAL))
            problems = lines.of_input[number, PROBLEM]
            said = self.tr("1 record") if records == 1 else self.tr("{} records").format(QLocale().toString(records))
            wrong = self.tr("{}, 1 problem") if problems == 1 else self.tr("{}, {} problems")
            counts.append(wrong.format(said, QLocale().toString(problems)) if problems else said)
        self.source.show_counts(counts)
        self._show_state()

    # -- mapping

    def _lay_out(self, path: Path | None, change: Callable[[Layout], Layout]) -> None:
        """Lay out a table in another way, and those with the same columns too."""
        keys = next((found.table.keys for found in self._found if found.table and found.origin.path == path), ())
        alike = {found.origin.path for found in self._found if found.table and found.table.keys == keys}
        origins = self.source.origins
        self.source.set_origins([replace(o, layout=change(o.layout)) if o.path in alike else o for o in origins])
        self._read()

    # -- single lines

    def _compare(self, line: Line) -> None:
        library, lines = self._workspace.library, self._lines
        if library is not None:
            source = lines.inputs[line.place[0]]
            self._compare_lane.run(
                lambda _job: import_reading.compare(library, source, line), lambda pairs: self.review.show_compared(line, pairs)
            )

    def _mend(self, number: int, line: Line, text: str) -> None:
        library, lines = self._workspace.library, self._lines
        if library is not None:
            source = lines.inputs[line.place[0]]
            self._mend_lane.run(
                lambda _job: import_reading.mend(library, source, line, text),
                lambda found: self.review.show_mended(number, text, found) if self._lines is lines else None,
            )

    # -- taking in

    def _take_in(self) -> None:
        report, job = Report(), Job(self)
        inputs, review = self._lines.inputs, self.review
        job.progressed.connect(self._progress)
        label = self.tr("Import {}").format(", ".join(source.name for source in inputs)[:60])
        edit = Import(inputs, Options(review.duplicates, review.tags), report, job, review.model.choices, review.mended, label=label)
        self._report = report
        self._set_job(job)
        self._line.begin(self.tr("Importing…"))
        self._workspace.do(edit, lambda _changes: self._done(), job=job, failed=self._failed)

    def _set_job(self, job: Job | None) -> None:
        self._job = job
        for page in (self.source, self.mapping, self.review):
            page.setEnabled(job is None)
        self._show_state()

    def _progress(self, done: int, total: int) -> None:
        if self._job is not None:
            self._line.importing(done, total, self._report.usable)

    def _failed(self, error: Exception) -> None:
        if self._job is not None:
            self._set_job(None)
        self._show_state()
        if isinstance(error, Cancelled):
            self._line.say(self.tr("Cancelled; nothing was changed."))
        elif isinstance(error, TipdeskError):
            self._line.say(str(error))
        else:
            raise error

    def _done(self) -> None:
        self._set_job(None)
        self.source.set_origins([])
        self._read()
        self.summary.show_report(self._report)
        self._turn_to(SUMMARY)

    def _save_problems(self, target: Path) -> None:
        report = self._report
        self._file_lane.run(
            lambda _job: exporting.write_file(target, importing.problems_text(report)),
            lambda _none: self._line.say(self.tr("The problems were written to {}.").format(target.name)),
            self._failed,
        )

    # -- Qt's hooks

    def reject(self) -> None:
        """Esc and Cancel stop an import under way, or else the reading, and close the panel otherwise."""
        if self._job is not None:
            self._job.cancel()
            self._line.say(self.tr("Cancelling…"))
        elif self._lane.busy:
            self._lane.cancel()
            self._take_lines(Lines())
            self._line.say(self.tr("Reading was stopped; whatever you change in the source is read anew."))
        else:
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped."""
        if self._job is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They are added to what is read."""
        event.acceptProposedAction()
        if self._pages.currentIndex() == SUMMARY:
            self._start_over()
        self._add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
