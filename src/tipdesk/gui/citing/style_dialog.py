"""The style chooser: all styles by a search, the favourites, a file of one's own, and the language of citations."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from tipdesk.domain.publication import Publication
from tipdesk.gui.citing.choice import CitationChoice, style_label
from tipdesk.gui.citing.locale_box import LocaleBox
from tipdesk.gui.citing.preview import Preview
from tipdesk.gui.file_dialogs import ask_for_file
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import tooltip
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.citing import Style

Index = QModelIndex | QPersistentModelIndex
_R = Qt.ItemDataRole
PAUSE = 120  # milliseconds after the last key


class _Styles(QAbstractListModel):
    """Styles as (name, title, explanation); a tick puts one into the menu."""

    def __init__(self, choice: CitationChoice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._rows: list[tuple[str, str, str]] = []

    def set_rows(self, rows: list[tuple[str, str, str]]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> tuple[str, str, str]:
        return self._rows[number]

    def row_of(self, name: str) -> int:
        return next((number for number, row in enumerate(self._rows) if row[0] == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        name, title, more = self._rows[index.row()]
        if role == _R.DisplayRole:
            label = style_label(name, title)
            return f"{label} — {title}" if title and label != title else label
        if role == _R.CheckStateRole:
            return Qt.CheckState.Checked if name in self._choice.favourites else Qt.CheckState.Unchecked
        if role == _R.ToolTipRole:
            return tooltip(more)
        return None

    def setData(self, index: Index, value: Any, role: int = _R.EditRole) -> bool:
        if role != _R.CheckStateRole:
            return False
        name, title, _ = self._rows[index.row()]
        self._choice.set_favourite(name, title, Qt.CheckState(value) == Qt.CheckState.Checked)
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable


class _Search(QLineEdit):
    """Down and up go on in the list."""

    def __init__(self, found: QListView, parent: QWidget) -> None:
        super().__init__(parent)
        self._found = found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._found.setFocus()
            self._found.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


class StyleDialog(QDialog):
    """Shows the selected publication in the style that is marked; what was marked counts only once it is accepted."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._draft = CitationChoice(None, self)
        self._accepted = False  # before the search was over
        self._lane = workspace.lane("styles")
        self.setWindowTitle(self.tr("Citation style"))
        self.list = QListView(self)
        self.list.setAccessibleName(self.tr("Styles"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.styles = _Styles(choice, self.list)
        self.list.setModel(self.styles)
        self.search = _Search(self.list, self)
        self.search.setAccessibleName(self.tr("Search styles"))
        self.search.setPlaceholderText(self.tr("Search: a manual, a journal, a publisher, a university"))
        self.search.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setWordWrap(True)
        self.language = LocaleBox(self._draft, self)
        self.preview = Preview(workspace, self._draft, self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.tr("Use this style"), QDialogButtonBox.ButtonRole.AcceptRole)
        file = buttons.addButton(self.tr("Style file…"), QDialogButtonBox.ButtonRole.ActionRole)
        file.setAutoDefault(False)  # Return takes the style
        file.clicked.connect(self._ask_file)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("Language of citations"), self.language)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        column.addLayout(form)
        column.addWidget(self.preview)
        column.addWidget(buttons)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._find)
        self.search.textChanged.connect(lambda _text: self._type())
        self.list.selectionModel().currentChanged.connect(lambda index, _old: self._mark(index))
        self.list.doubleClicked.connect(lambda _index: self.accept())
        self.resize(640, 620)

    @property
    def waiting(self) -> bool:
        """Is a search asked for that has not begun?"""
        return self._timer.isActive()

    def present(self, publications: Sequence[Publication]) -> None:
        """Open with what is chosen now, and these publications to look at."""
        self._draft.choose(self._choice.style, self._choice.title, self._choice.locale)
        self.preview.show_publications(publications[:1], min(len(publications), 1))
        self.search.clear()
        self._find()
        self.open()
        self.search.setFocus()

    def accept(self) -> None:
        """Cite like this from now on; where a search is under way, as soon as it is over."""
        if self._timer.isActive():
            self._find()
        self._accepted = self._lane.busy
        if self._accepted or not self.styles.rowCount():
            return
        self._choice.choose(self._draft.style, self._draft.title, self._draft.locale)
        super().accept()

    def done(self, result: int) -> None:
        """What is found from now on is for the next time."""
        self._accepted = False
        super().done(result)

    def _type(self) -> None:
        self._accepted = False
        self._timer.start()

    def _find(self) -> None:
        self._timer.stop()
        text = self.search.text().strip()
        self.count.setText(self.tr("Searching all styles; the first time that takes some seconds…"))

        def work(_job: Job) -> "list[Style]":
            from tipdesk.app import citing

            return citing.search_styles(text)

        self._lane.run(work, lambda found: self._show(text, found))

    def _show(self, text: str, found: "list[Style]") -> None:
        rows = [(style.name, style.title, style.short) for style in found]
        if not text:
            there = {name for name, _, _ in rows}
            mine = {**self._choice.favourites, self._draft.style: self._draft.title}
            rows += [(name, title, "") for name, title in mine.items() if name not in there]
        self.styles.set_rows(rows)
        if text and not rows:
            self.count.setText(self.tr("No style has all these words in its name or title; try fewer."))
        elif text:
            self.count.setText(self.tr("{} styles; a tick puts one into the menu").format(len(rows)))
        else:
            self.count.setText(self.tr("Those in most use and your own; the search finds all others. A tick puts one into the menu."))
        number = 0 if text else self.styles.row_of(self._draft.style)
        if rows and number >= 0:
            self.list.setCurrentIndex(self.styles.index(number))
        self._take_over()

    def _take_over(self) -> None:
        if self._accepted:
            self.accept()

    def _mark(self, index: QModelIndex) -> None:
        if index.isValid():
            name, title, _ = self.styles.row(index.row())
            self._draft.choose(name, title)

    def _ask_file(self) -> None:
        if file := ask_for_file(self, self.tr("Style file"), only=self.tr("CSL styles (*.csl)")):
            self.open_file(file)

    def open_file(self, path: Path) -> None:
        """Mark the style in a file; what is wrong with it is said under the list."""

        def work(_job: Job) -> "Style":
            from tipdesk.app import citing

            return citing.find_style(str(path))

        def show(style: "Style") -> None:
            self.styles.set_rows([(str(path), style.title, style.short)])
            self.count.setText(str(path))
            self.list.setCurrentIndex(self.styles.index(0))
            self._take_over()

        def refuse(error: Exception) -> None:
            self._accepted = False
            self.count.setText(str(error))

        self._lane.run(work, show, refuse)
