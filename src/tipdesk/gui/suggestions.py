"""The list under the search field: what may stand where one types, chosen by keys or mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from tipdesk.gui import completion
from tipdesk.gui.completion import LEAST, Suggestion, word_at
from tipdesk.gui.filters import Filters
from tipdesk.gui.search_bar import SearchBar
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated
from tipdesk.gui.workspace import Workspace

MOST_RECENT = 10
LINES = 10  # that are shown at once
WIDTH = 460
_CLOSING = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)


class Suggestions(QObject):
    """Watches a search field and shows what could be typed. Nothing is chosen until the user chooses it, so that Return still searches.

    Behind a field stand the values that publications have under the present filters, counted in a lane of its own. In an
    empty field, Down shows the searches of late and the fields that there are.
    """

    def __init__(self, workspace: Workspace, filters: Filters, bar: SearchBar, window: QWidget) -> None:
        super().__init__(bar)
        self._workspace = workspace
        self._filters = filters
        self._bar = bar
        self._window = window
        self._lane = workspace.lane("suggestions", after=workspace.rows)
        self._shown: Sequence[Suggestion] = ()
        self._waiting = False  # for values: what is shown is of an earlier word
        self.recent: list[str] = []  # the texts searched for, the latest first
        self.list = _list(window)
        self.list.setAccessibleName(self.tr("Suggestions"))
        self.list.itemClicked.connect(lambda item: self._take(self.list.indexOfTopLevelItem(item)))
        bar.textEdited.connect(lambda _text: self._ask())
        bar.left.connect(self._note)
        bar.installEventFilter(self)

    # -- what is shown

    def _ask(self) -> None:
        self._lane.cancel()
        text = self._bar.text()
        word = word_at(text, self._bar.cursorPosition())
        library = self._workspace.library
        if not word.field:
            self._show(completion.fields(word.typed, word, self._filters.own) if len(word.typed) >= LEAST else ())
            return
        if library is None:
            return
        rest = text[: word.start] + text[word.end :]
        query, own = self._filters.query(text="" if "OR" in rest.split() else rest), self._filters.own
        self._waiting = True
        self.list.setCurrentIndex(QModelIndex())

        def work(job: Job) -> list[Suggestion]:
            return completion.values(library, word, query, job, own)

        self._lane.run(work, self._show)

    def _show_all(self) -> None:
        cursor = self._bar.cursorPosition()
        recent = [Suggestion(text, text, self.tr("searched for of late")) for text in self.recent] if not self._bar.text() else []
        self._show(
            [*recent, *completion.fields("", word_at("", 0), self._filters.own)]
            if word_at(self._bar.text(), cursor).start == cursor
            else ()
        )

    def _show(self, suggestions: Sequence[Suggestion]) -> None:
        self._waiting = False
        self._shown = suggestions if self._bar.hasFocus() else ()
        self.list.clear()
        self.list.setVisible(bool(self._shown))
        if not self._shown:
            return
        faint = self.list.palette().brush(QPalette.ColorRole.PlaceholderText)
        for suggestion in self._shown:
            beside = str(suggestion.count) if suggestion.count >= 0 else suggestion.remark
            item = QTreeWidgetItem([isolated(suggestion.label), isolated(beside)])
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, self._spoken(suggestion))
            item.setSizeHint(0, QSize(0, self.list.fontMetrics().height() + 7))
            item.setForeground(1, faint)
            if suggestion.count >= 0:
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self._place()
        _announce(self._bar, self.tr("{} suggestions; Down goes to them").format(len(self._shown)))

    def _place(self) -> None:
        """Under the search field, inside the window."""
        room = self._window.rect()
        width = min(WIDTH, room.width())
        corner = self._bar.mapTo(self._window, QPoint(0, self._bar.height()))
        mirrored = self._bar.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = corner.x() + self._bar.width() - width if mirrored else corner.x()
        height = min(len(self._shown), LINES) * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth()
        self.list.setGeometry(max(0, min(left, room.width() - width)), corner.y(), width, min(height, room.height() - corner.y()))
        self.list.scrollToTop()
        self.list.raise_()

    def _spoken(self, suggestion: Suggestion) -> str:
        if suggestion.count >= 0:
            many = self.tr("1 publication") if suggestion.count == 1 else self.tr("{} publications").format(suggestion.count)
            return self.tr("{}, {}").format(suggestion.label, many)
        return self.tr("{}, {}").format(suggestion.label, suggestion.remark) if suggestion.remark else suggestion.label

    # -- what is chosen

    def _move(self, step: int) -> None:
        row = (self.list.currentIndex().row() + 1 + step) % (len(self._shown) + 1) - 1
        self.list.setCurrentIndex(self.list.model().index(row, 0))
        if row >= 0:
            _announce(self._bar, self._spoken(self._shown[row]))

    def _take(self, row: int) -> None:
        suggestion = self._shown[row]
        text = self._bar.text()
        self._show(())
        word = word_at(text, self._bar.cursorPosition())
        end = word.end + (suggestion.text.endswith(" ") and text[word.end : word.end + 1] == " ")
        self._bar.setSelection(word.start, end - word.start)
        self._bar.insert(suggestion.text)  # as if it were typed: it can be taken back, and what follows a field is suggested

    def _note(self) -> None:
        if text := self._bar.text().strip():
            self.recent = [text, *(other for other in self.recent if other != text)][:MOST_RECENT]

    # -- keys

    def eventFilter(self, _bar: QObject, event: QEvent) -> bool:
        """The field's keys come here first; those that are of no use to the list go on to the field."""
        if event.type() in _CLOSING:
            if self._shown:
                self._show(())
            if event.type() == QEvent.Type.FocusOut:
                self._note()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape and self._shown:
                event.accept()  # before the window's Escape clears the search
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not self._shown:
            wanted = key == Qt.Key.Key_Down and not self._bar.text()
            if wanted or (key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier):
                self._show_all()
                return True
            return False
        chosen = self.list.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self._show(())
        elif key == Qt.Key.Key_Tab and not self._waiting:
            self._take(max(chosen, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen >= 0:
            self._take(chosen)
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._show(())
            return False
        return True


def _list(window: QWidget) -> QTreeWidget:
    """Not a window of its own, which would take the keyboard's focus or be put anywhere by a window manager."""
    made = QTreeWidget(window)
    made.setColumnCount(2)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    made.setStyleSheet("QTreeWidget { border: 1px solid palette(highlight); }")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    made.hide()
    return made


def _announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say it."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
