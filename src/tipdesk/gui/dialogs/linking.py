"""What publications are a translation or another edition of: the other one is found by typing, and linked as one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tipdesk.domain.editions import EDITION_OF, TRANSLATION_OF, Linked
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.query import parse
from tipdesk.domain.text import plain, squeeze, words
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.table.columns import COLUMNS
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.library import Library, TableRow

MOST = 100  # publications that are offered
_SHOWN = tuple(column for column in COLUMNS if column.name in ("title", "author", "year", "language"))
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is offered; of a single publication that is to be linked, its row and its links."""

    rows: "Sequence[TableRow]" = ()
    more: bool = False
    ours: "TableRow | None" = None
    links: Sequence[Linked] = ()


def _read(library: "Library", text: str, ids: Sequence[int], first: int, job: Job) -> _Found:
    """What a search finds but for what is to be linked; titles that hold all its words come before others."""
    query = parse(text, typing=True, own=[vocabulary.name for vocabulary in library.vocabularies()]).query
    found, left_out = library.find(query, (), job), {*ids, first}
    offered = [number for number in found[: MOST + len(left_out)] if number not in left_out]
    if first and not text.strip():
        offered.insert(0, first)
    sought = words(text)
    rows = sorted(library.rows(offered[:MOST]), key=lambda row: any(word not in squeeze(row.title) for word in sought))
    single = len(ids) == 1
    ours = next(iter(library.rows(ids)), None) if single else None
    return _Found(rows, len(offered) > MOST, ours, library.linked(ids[0]) if single else ())


class LinkDialog(QDialog):
    """Asks while the window waits; Link makes one undo step, and what is refused is said here."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("linking")
        self._ids: tuple[int, ...] = ()
        self._first = 0  # is offered before all others
        self._guess = False  # the role, from the languages of two
        self._found = _Found()
        self.setModal(True)
        self.setWindowTitle(self.tr("Link to translation or edition"))
        self.resize(680, 480)
        self.messages = MessageBar(self)
        self.what = QLabel(self)
        self.translation = QRadioButton(self.tr("a &translation of"), self)
        self.edition = QRadioButton(self.tr("another &edition of"), self)
        self.translation.setChecked(True)
        self.search = QLineEdit(self)
        self.search.setAccessibleName(self.tr("Find the other publication"))
        self.search.setPlaceholderText(self.tr("Words of its title, its author, its year…"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = _list(self)
        self.line = QLabel(self)
        for label in (self.what, self.line):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            sized = label.sizePolicy()
            sized.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # a key without a blank would widen the dialog
            label.setSizePolicy(sized)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.rejected.connect(self.reject)
        self.link = buttons.addButton(self.tr("&Link"), QDialogButtonBox.ButtonRole.ActionRole)
        self.link.setDefault(True)
        self.link.clicked.connect(lambda _checked=False: self._apply())
        layout = QVBoxLayout(self)
        for widget in (self.messages, self.what, self.translation, self.edition, self.search, self.list, self.line, buttons):
            layout.addWidget(widget)
        self.search.textEdited.connect(lambda _text: self._load())
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_state())
        self.list.itemActivated.connect(lambda _item: self._apply())
        self.translation.toggled.connect(lambda _checked: self._show_state())
        workspace.opened.connect(self.reject)

    def present(self, ids: Sequence[int], current: int) -> None:
        """Ask what these publications are linked to; of two, `current` is linked to the other one, which is offered first."""
        others = [number for number in ids if number != current]
        two = len(ids) == 2 and len(others) == 1
        self._ids, self._first = ((current,), others[0]) if two else (tuple(ids), 0)
        self._guess = two
        self.messages.hide()
        self.search.clear()
        self.what.setText(self.tr("These {} publications are each").format(len(self._ids)) if len(self._ids) > 1 else "")
        self.open()
        self.search.setFocus()
        self._load()

    # -- what is offered

    def _load(self) -> None:
        library, text, ids, first = self._workspace.library, self.search.text(), self._ids, self._first
        self.list.setCurrentIndex(QModelIndex())  # what is shown is of an earlier word
        if library is not None:
            self._lane.run(lambda job: _read(library, text, ids, first, job), self._show)

    def _show(self, found: _Found) -> None:
        self._found = found
        if found.ours is not None:
            self.what.setText(self.tr("“{}” is").format(isolated(found.ours.title or found.ours.key)))
            if self._guess and found.rows:
                other_language = found.ours.languages != found.rows[0].languages
                (self.translation if other_language else self.edition).setChecked(True)
        self._guess = False
        self.list.clear()
        self.list.addTopLevelItems([_item(row) for row in found.rows])
        if found.rows and (self._first or self.search.text().strip()):
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show_state()

    @property
    def _role(self) -> str:
        return TRANSLATION_OF if self.translation.isChecked() else EDITION_OF

    def _chosen(self) -> "TableRow | None":
        row = self.list.currentIndex().row()
        return self._found.rows[row] if row >= 0 else None

    def _show_state(self) -> None:
        self.link.setEnabled(self._chosen() is not None)
        said = next((link for link in self._found.links if link.role == self._role and link.by in self._ids), None)
        lines = []
        if said is not None:
            other = isolated(plain(said.publication.title) if said.publication else said.key)
            text = (
                self.tr("Now it is linked as a translation of {}; this link takes the place of that one.")
                if said.role == TRANSLATION_OF
                else self.tr("Now it is linked as an edition of {}; this link takes the place of that one.")
            )
            lines.append(text.format(other))
        if not self._found.rows:
            lines.append(self.tr("Nothing is found; try other words."))
        if self._found.more:
            lines.append(self.tr("The first {} are shown; type to find others.").format(MOST))
        self.line.setText("\n".join(lines))
        self.line.setVisible(bool(lines))

    def eventFilter(self, _search: QObject, event: QEvent) -> bool:
        """The keys that walk a list walk this one while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TO_LIST:
            QApplication.sendEvent(self.list, event)
            return True
        return False

    # -- linking

    def _apply(self) -> None:
        from tipdesk.app.linking import LinkTo

        if (chosen := self._chosen()) is not None:
            self.messages.hide()
            self._workspace.do(LinkTo(self._ids, self._role, chosen.id), lambda _changes: self.accept(), failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TipdeskError):
            self.messages.warn(str(error))
        else:
            self._workspace.report(error)


def _list(parent: QWidget) -> QTreeWidget:
    made = QTreeWidget(parent)
    made.setAccessibleName(parent.tr("Publications found"))
    made.setHeaderLabels([QApplication.translate("Columns", column.label) for column in _SHOWN])
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    header = made.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for place, column in enumerate(_SHOWN[1:], 1):
        header.resizeSection(place, column.width * made.fontMetrics().averageCharWidth())
    return made


def _item(row: "TableRow") -> QTreeWidgetItem:
    texts = [column.value(row) or (row.key if column.name == "title" else "") for column in _SHOWN]
    item = QTreeWidgetItem([isolated(text) for text in texts])
    for place, text in enumerate(texts):
        item.setData(place, Qt.ItemDataRole.AccessibleTextRole, text)
        item.setToolTip(place, tooltip(text))
    return item
