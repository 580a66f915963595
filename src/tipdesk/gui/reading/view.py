"""The tree of a reading list, and what may be dragged in it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from tipdesk.gui.reading.model import IMPORTANCE, MINUTES, PAGES, READING, ListModel, Node

_WIDTHS = {IMPORTANCE: 100, PAGES: 70, MINUTES: 80}  # pixels


class ListTree(QTreeView):
    """Tells what is selected; it changes nothing itself."""

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
        self.setIndentation(14)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(READING, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def selected(self) -> list[Node]:
        """What is selected, in reading order."""
        nodes = [self._model.node(index) for index in self.selectionModel().selectedRows(READING)]
        return sorted(nodes, key=lambda node: node.number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where titles would have less than half, they get the room of the pages, which the form says too."""
        super().resizeEvent(event)
        self.setColumnHidden(PAGES, self.width() < 2 * sum(_WIDTHS.values()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        where = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        self.menu_wanted.emit(self.viewport().mapToGlobal(where))
