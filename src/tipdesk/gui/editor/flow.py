"""A layout that sets widgets in lines, as text is set."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from tipdesk.gui.painting import in_direction


class FlowLayout(QLayout):
    """Items from the leading edge on, in as many lines as the width asks for; the last item gets what is left of its line."""

    def __init__(self, parent: QWidget, gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before the item at `index`."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(QSize(0, item.minimumSize().height()))
        return size

    def _arrange(self, rect: QRect, move: bool) -> int:
        x, y, line = 0, 0, 0
        visible = [item for item in self._items if not item.isEmpty()]
        for item in visible:
            last = item is visible[-1]
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            if x and x + (min(width, 60) if last else width) > rect.width():
                x, y, line = 0, y + line + self._gap, 0
            if last:
                width = max(1, rect.width() - x)
            if move:
                place = QRect(QPoint(rect.x() + x, rect.y() + y), QSize(width, size.height()))
                owner = self.parentWidget()
                direction = owner.layoutDirection() if owner else Qt.LayoutDirection.LeftToRight
                item.setGeometry(in_direction(direction, rect, place))
            x += width + self._gap
            line = max(line, size.height())
        return y + line
