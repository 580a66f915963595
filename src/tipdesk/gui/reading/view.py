"""The tree of a reading list: dragging, and moving by keys."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from tipdesk.gui.reading.model import IMPORTANCE, MINUTES, PAGES, READING, ListModel, Node

_WIDTHS = {IMPORTANCE: 110, PAGES: 70, MINUTES: 90}  # pixels
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ListTree(QTreeView):
    """Tells what the user wants moved or removed; it changes nothing itself."""

    step_wanted = Signal(int)  # -1: up, 1: down
    removal_wanted = Signal()
    menu_wanted = Signal(QPoint)  # on the screen
    chosen = Signal()  # something else is selected

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Reading list"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(READING, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def selected(self) -> list[Node]:
        """What is selected, in reading order."""
        nodes = [self._model.node(index) for index in self.selectionModel().selectedRows(READING)]
        return sorted(nodes, key=lambda node: node.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl with an arrow moves what is selected, Del takes it out."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_wanted.emit(step)
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        where = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        self.menu_wanted.emit(self.viewport().mapToGlobal(where))
