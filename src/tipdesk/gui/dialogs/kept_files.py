"""The files that are kept in step with the library: which there are, how they stand, a new one, and an end to one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tipdesk import formats
from tipdesk.app import exporting, kept
from tipdesk.app.edits import Batch
from tipdesk.app.kept import Keep, Outcome, StopKeeping
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.kept_file import KeptFile
from tipdesk.domain.query_text import text_of
from tipdesk.gui.file_dialogs import ask_where_to_save
from tipdesk.gui.filters import Filters
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.workspace import Workspace

FORMATS = ("bibtex", "biblatex", "csljson")
_TARGET = Qt.ItemDataRole.UserRole


class KeptFilesDialog(QDialog):
    """Not modal; what it shows is what became of the files when they were last brought up to date."""

    def __init__(self, workspace: Workspace, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._filters = workspace, filters
        self._reading = workspace.lane("kept-lists")
        self._writing = workspace.lane("keep-file", latest_only=False)
        self._outcomes: Sequence[Outcome] = ()
        self._lists: dict[int, str] = {}
        self.setWindowTitle(self.tr("Files kept in step"))
        self.resize(880, 480)
        self.messages = MessageBar(self)
        self.files = self._tree()
        self.empty = QLabel(
            self.tr("No file is kept in step yet. Choose below what it is to hold, such as the references of a paper."), self
        )
        self.empty.setWordWrap(True)
        self.what = QComboBox(self)
        self.what.setAccessibleName(self.tr("What the new file holds"))
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setMinimumContentsLength(24)
        self.format = QComboBox(self)
        self.format.setAccessibleName(self.tr("Format of the new file"))
        for name in FORMATS:
            self.format.addItem(formats.by_name(name).label, name)
        self._keep = self._button(self.tr("&Keep a file in step…"), self._ask_target)
        self._stop = self._button(self.tr("&Stop"), self.stop)
        self._lay_out()
        self.files.itemSelectionChanged.connect(self._show_buttons)
        for keys, step in ((QKeySequence.StandardKey.Undo, workspace.undo), (QKeySequence.StandardKey.Redo, workspace.redo)):
            QShortcut(keys, self).activated.connect(step)
        workspace.keeper.updated.connect(self._take)
        workspace.opened.connect(self._opened)
        filters.changed.connect(self._fill_what)

    # -- putting together

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setAccessibleName(self.tr("Files kept in step"))
        tree.setHeaderLabels([self.tr("File"), self.tr("What"), self.tr("Format"), self.tr("State")])
        tree.setRootIsDecorated(False)
        tree.setAllColumnsShowFocus(True)
        tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((220, 220, 90)):
            tree.setColumnWidth(column, width)
        return tree

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        stopping = QHBoxLayout()
        stopping.addWidget(QLabel(self.tr("A file that other programs change is left alone from then on."), self), 1)
        stopping.addWidget(self._stop)
        new = QGroupBox(self.tr("New"), self)
        form = QFormLayout(new)
        form.addRow(self.tr("What"), self.what)
        form.addRow(self.tr("Format"), self.format)
        keeping = QHBoxLayout()
        keeping.addStretch(1)
        keeping.addWidget(self._keep)
        form.addRow(keeping)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.messages)
        layout.addWidget(self.empty)
        layout.addWidget(self.files, 1)
        layout.addLayout(stopping)
        layout.addWidget(new)
        layout.addWidget(buttons)

    # -- showing

    def present(self) -> None:
        """Show the dialog, and how the files stand now."""
        self.messages.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        self._fill_what()
        self._workspace.keeper.update()

    def _opened(self) -> None:
        self.messages.hide()
        if self._workspace.library is None:
            self.close()
        elif self.isVisible():
            self._workspace.keeper.update()

    def _take(self, outcomes: Sequence[Outcome]) -> None:
        library = self._workspace.library
        if library is None or not self.isVisible():
            return

        def show(lists: dict[int, str]) -> None:
            self._outcomes, self._lists = outcomes, lists
            self._fill_what()
            self._show()

        self._reading.run(lambda _job: {each.id: each.title for each in library.reading_lists()}, show)

    def _show(self) -> None:
        chosen = self._chosen()
        self.files.clear()
        for outcome in self._outcomes:
            file = outcome.kept
            state = outcome.problem or (self.tr("In step") if self._workspace.editable else "")
            texts = (file.target, self._what_of(file), formats.by_name(file.format).label, state)
            item = QTreeWidgetItem([isolated(text) for text in texts])
            item.setData(0, _TARGET, file.target)
            for column, text in enumerate(texts):
                item.setData(column, Qt.ItemDataRole.AccessibleTextRole, text)
                item.setToolTip(column, tooltip(text))
            if outcome.problem:
                item.setIcon(3, QIcon.fromTheme("dialog-warning"))
            self.files.addTopLevelItem(item)
            item.setSelected(file.target in chosen)
        self.empty.setVisible(not self._outcomes)
        self._show_buttons()

    def _what_of(self, file: KeptFile) -> str:
        if file.list_id:
            return self.tr("Reading list “{}”").format(self._lists.get(file.list_id, "?"))
        return self.tr("Search: {}").format(file.query) if file.query else self.tr("The whole library")

    def _show_buttons(self) -> None:
        editable = self._workspace.editable
        self._stop.setEnabled(editable and bool(self._chosen()))
        self._keep.setEnabled(editable)

    def _fill_what(self) -> None:
        if not self.isVisible():
            return
        before = self.what.currentData()
        self.what.clear()
        self.what.addItem(self.tr("The whole library"), ("", 0))
        if query := text_of(self._filters.query()):
            self.what.addItem(self.tr("What is searched for now: {}").format(isolated(query)), (query, 0))
        for number, title in self._lists.items():
            self.what.addItem(self.tr("Reading list “{}”").format(isolated(title)), ("", number))
        rows = [row for row in range(self.what.count()) if self.what.itemData(row) == before]
        self.what.setCurrentIndex(rows[0] if rows else 0)

    # -- what the user does

    def _chosen(self) -> list[str]:
        return [str(item.data(0, _TARGET)) for item in self.files.selectedItems()]

    def stop(self) -> None:
        """Keep the selected files in step no longer; they stay as they are."""
        if targets := self._chosen():
            edits = [StopKeeping(target) for target in targets]
            self._do(Batch(edits, self.tr("Stop keeping files in step")))

    def _ask_target(self) -> None:
        form = formats.by_name(str(self.format.currentData()))
        suffix = form.suffixes[0]
        library = self._workspace.library
        if library is None:
            return
        proposed = library.path.parent / f"references{suffix}"
        if target := ask_where_to_save(self, self.tr("Keep a file in step"), proposed, f"{form.label} (*{suffix})"):
            self.keep(target)

    def keep(self, target: Path) -> None:
        """Write a file of what is chosen in place of what is there, and keep it in step; one that cannot be written is not kept."""
        library, name = self._workspace.library, str(self.format.currentData())
        query, list_id = self.what.currentData()
        if library is None:
            return

        def work(job: Job) -> KeptFile:
            exporting.check_name(target, formats.by_name(name))
            described = kept.described(library, target, name, query, list_id)
            kept.write_asked(library, described, job, replace=True)
            return described

        self._writing.run(work, lambda described: self._do(Keep(described)), self._refused)

    def _do(self, edit: Keep | Batch) -> None:
        self.messages.hide()
        self._workspace.do(edit, lambda _changes: self._workspace.keeper.update(), failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TipdeskError):
            self.messages.warn(str(error))
        else:
            self._workspace.report(error)
