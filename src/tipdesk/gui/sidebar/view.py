"""The tree of the sidebar: presses and keys become choices, dropped publications are filed."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from tipdesk.gui.sidebar.delegate import FacetDelegate
from tipdesk.gui.sidebar.model import FacetModel
from tipdesk.gui.sidebar.tree import FACET, PLACE, VALUE, Node
from tipdesk.gui.table.drags import dragged_ids
from tipdesk.gui.viewports import give_viewport

UNFILED = ("year", "contributor", "notes", "file")  # facets that publications cannot be filed under


class FacetTree(QTreeView):
    """Tells what was pressed, dropped or asked for; it changes nothing itself."""

    pressed_node = Signal(object, bool)  # Node, with Alt or Ctrl: window managers may keep Alt for themselves
    left = Signal()  # by the pointer, or by the keyboard's focus
    dropped = Signal(object, object)  # Node, ids
    menu_wanted = Signal(object, QPoint)  # Node, where on the screen
    list_wanted = Signal(int)  # the id of a reading list that was clicked twice

    def __init__(self, model: FacetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.drop_target = QPersistentModelIndex()
        give_viewport(self)
        self.setAccessibleName(self.tr("Facets"))
        self.setModel(model)
        self.setItemDelegate(FacetDelegate(self, model))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or all lines move, and are painted twice, once they fill it
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.clicked.connect(self._clicked)

    def rename(self, node: Node) -> None:
        """Let the user type another name in place."""
        self.edit(self._model.index_of(node))

    def _clicked(self, index: QModelIndex) -> None:
        self._press(index, QApplication.keyboardModifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Told on for reading lists; Qt's own signal does not come where the first click has the tree made anew."""
        if number := self._model.node(self.indexAt(event.position().toPoint())).list_id:
            self.list_wanted.emit(number)
        else:
            super().mouseDoubleClickEvent(event)

    def _press(self, index: QModelIndex, modifiers: Qt.KeyboardModifier) -> None:
        node = self._model.node(index)
        if node.what == FACET:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.pressed_node.emit(node, bool(modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return press the current line; with Alt or Ctrl they exclude it."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._press(self.currentIndex(), event.modifiers())
            return
        super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Told on."""
        super().leaveEvent(event)
        self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Told on."""
        super().focusOutEvent(event)
        self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the line under the mouse, or by keyboard for the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            where = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.menu_wanted.emit(self._model.node(index), where)

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Publications are welcome."""
        if dragged_ids(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only onto what they can be filed under."""
        index = self.indexAt(event.position().toPoint())
        fits = index.isValid() and takes(self._model.node(index)) and bool(dragged_ids(event.mimeData()))
        self._aim(index if fits else QModelIndex())
        event.setAccepted(fits)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is aimed at any more."""
        self._aim(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        """Told on; the sidebar files them."""
        node = self._model.node(self.drop_target)
        ids = dragged_ids(event.mimeData())
        self._aim(QModelIndex())
        if takes(node) and ids:
            event.acceptProposedAction()
            self.dropped.emit(node, ids)

    def _aim(self, index: QModelIndex) -> None:
        self.drop_target = QPersistentModelIndex(index)
        self.viewport().update()


def takes(node: Node) -> bool:
    """Can publications be dropped on this?"""
    return (node.what == VALUE and node.choice is not None and node.choice.facet not in UNFILED) or (
        node.what == PLACE and (node.section == "trash" or node.list_id > 0)
    )
