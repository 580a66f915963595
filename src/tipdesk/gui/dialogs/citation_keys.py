"""Citation keys by a formula: what another formula would change is shown as it is typed, and done as one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tipdesk.app import keys
from tipdesk.app.keys import MakeKeys
from tipdesk.app.library import Library
from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Progress
from tipdesk.domain.query import Everything
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.workspace import Workspace

MOST = 500  # rows that are shown
TYPING = 250  # milliseconds


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    old: str
    new: str  # empty: pinned


@dataclass(frozen=True, slots=True)
class _Found:
    ids: tuple[int, ...]
    changed: int
    pinned: int
    rows: Sequence[_Row]


def _read(library: Library, chosen: Sequence[int] | None, formula: str, progress: Progress) -> _Found:
    ids = tuple(library.find(Everything(), (), progress) if chosen is None else chosen)
    changed = keys.preview(library, ids, formula, progress)
    pinned = keys.pinned(library, ids)
    new = {each.id: each.new for each in changed[:MOST]}
    shown = [*new, *sorted(pinned)[: MOST - len(new)]]
    rows = [_Row(row.title, row.key, new.get(row.id, "")) for row in library.rows(shown)]
    return _Found(ids, len(changed), len(pinned), rows)


class CitationKeysDialog(QDialog):
    """Not modal; follows the workspace and what is typed."""

    def __init__(self, workspace: Workspace, selected: Callable[[], Sequence[int]], parent: QWidget | None = None) -> None:
        """`selected` tells which publications are selected in the table."""
        super().__init__(parent)
        self._workspace, self._selected = workspace, selected
        self._lane = workspace.lane("citation-keys")
        self._found = _Found((), 0, 0, ())
        self._chosen: tuple[int, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._timer.timeout.connect(self._load)
        self.setWindowTitle(self.tr("Citation keys"))
        self.resize(820, 560)
        self.messages = MessageBar(self)
        self.formula = QLineEdit(self)
        self.formula.setAccessibleName(self.tr("Formula"))
        self.formula.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.which = QComboBox(self)
        self.which.setAccessibleName(self.tr("Which publications"))
        self.line = QLabel(self)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.preview = QTreeWidget(self)
        self.preview.setAccessibleName(self.tr("Keys that would change"))
        self.preview.setHeaderLabels([self.tr("Publication"), self.tr("Key"), self.tr("New key")])
        self.preview.setRootIsDecorated(False)
        self.preview.setUniformRowHeights(True)
        self.preview.setAllColumnsShowFocus(True)
        self.preview.header().setStretchLastSection(False)
        for column, mode in enumerate(
            (QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive, QHeaderView.ResizeMode.Interactive)
        ):
            self.preview.header().setSectionResizeMode(column, mode)
            self.preview.header().resizeSection(column, 210)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self.change = buttons.addButton(self.tr("Change &keys"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._apply)
        self._lay_out(buttons)
        self.formula.textEdited.connect(lambda _text: self._wait())
        self.which.activated.connect(lambda _row: self._load())
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._opened)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        text = self.tr(
            "Text and parts in brackets: [auth] the first author's family name or a body's acronym, [authors] up to three, [year], "
            "[shortyear], [title] its first word of weight, [shorttitle] three words, [lang], [publisher], [container] its initials. "
            "[auth:4] takes four letters; [auth:capital] and [auth:upper] write them large."
        )
        parts = QLabel(text, self)
        parts.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("Formula"), self.formula)
        form.addRow(parts)
        form.addRow(self.tr("Of"), self.which)
        layout = QVBoxLayout(self)
        layout.addWidget(self.messages)
        layout.addLayout(form)
        layout.addWidget(self.line)
        layout.addWidget(self.preview, 1)
        layout.addWidget(buttons)

    # -- showing

    def present(self) -> None:
        """Show the dialog with the library's formula, and what is selected as the other choice."""
        self.messages.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        self._chosen = tuple(self._selected())
        self.which.clear()
        self.which.addItem(self.tr("The whole library"))
        if self._chosen:
            self.which.addItem(self.tr("The {} selected").format(len(self._chosen)))
        self.which.setCurrentIndex(int(len(self._chosen) > 1))
        self._start()

    def _start(self) -> None:
        library = self._workspace.library

        def show(formula: str) -> None:
            self.formula.setText(formula)
            self._load()

        if library is not None:
            self._lane.run(lambda _job: keys.formula(library), show)

    def _opened(self) -> None:
        if self._workspace.library is None:
            self.close()
        elif self.isVisible():
            self.present()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.added or changes.removed or changes.updated or changes.everything):
            self._load()

    def _wait(self) -> None:
        self.change.setEnabled(False)
        self._timer.start()

    def _load(self) -> None:
        library, formula = self._workspace.library, self.formula.text().strip()
        chosen = self._chosen if self.which.currentIndex() == 1 else None
        self._timer.stop()
        self.change.setEnabled(False)
        if library is not None:
            self._lane.run(lambda job: _read(library, chosen, formula, job), self._show, self._refused)

    def _show(self, found: _Found) -> None:
        self._found = found
        said = self.tr("{} keys change and stay known as older ones; {} of {} are pinned and stay.")
        self.line.setText(said.format(found.changed, found.pinned, len(found.ids)))
        if found.changed + found.pinned > len(found.rows):
            self.line.setText(f"{self.line.text()} {self.tr('The first {} are shown.').format(len(found.rows))}")
        self.preview.clear()
        self.preview.addTopLevelItems([self._item(row) for row in found.rows])
        self.change.setEnabled(self._workspace.editable)

    def _item(self, row: _Row) -> QTreeWidgetItem:
        texts = (row.title, row.old, row.new or self.tr("pinned"))
        item = QTreeWidgetItem([isolated(text) for text in texts])
        for column, text in enumerate(texts):
            item.setData(column, Qt.ItemDataRole.AccessibleTextRole, text)
            item.setToolTip(column, tooltip(text))
        if not row.new:
            item.setForeground(2, self.palette().placeholderText())
            item.setToolTip(2, tooltip(self.tr("This key came from a file or was set by hand; no formula changes it.")))
        return item

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TipdeskError):
            self.line.setText(str(error))
            self.preview.clear()
        else:
            self._workspace.report(error)

    # -- changing

    def _apply(self) -> None:
        """Make keys by the formula from now on, and those that are shown at once."""
        changed = self._found.changed

        def told(_changes: object) -> None:
            self.messages.tell(self.tr("{} keys changed. New publications get keys by this formula too.").format(changed))

        self._workspace.do(MakeKeys(self._found.ids, self.formula.text().strip()), told, failed=self._refused)
