"""How a line of the sidebar is painted: its box, name and count, and a bar behind them as long as the count is large."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from tipdesk.gui.painting import fill, in_direction
from tipdesk.gui.sidebar.model import FacetModel
from tipdesk.gui.sidebar.tree import FACET, MORE, PLACE, SWITCH, VALUE, Node
from tipdesk.gui.text import isolated
from tipdesk.gui.theme import is_dark, mixed

if TYPE_CHECKING:
    from tipdesk.gui.sidebar.view import FacetTree

GAP = 5
BOX = 13
_R = QPalette.ColorRole
_Align = Qt.AlignmentFlag
# Put together once: Python takes a microsecond for each bar between flags.
_LEFT, _RIGHT = (int(side | _Align.AlignAbsolute | _Align.AlignVCenter) for side in (_Align.AlignLeft, _Align.AlignRight))


class FacetDelegate(QStyledItemDelegate):
    """Lays a line out from its leading edge and mirrors that as a whole, so nothing overlaps in either direction."""

    def __init__(self, tree: "FacetTree", model: FacetModel) -> None:
        super().__init__(tree)
        self._tree = tree
        self._model = model
        self._fonts: dict[tuple[bool, bool], tuple[QFont, QFontMetrics]] = {}  # bold, struck out
        self._font = QFont()  # that they are made of

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All lines are of one height."""
        return QSize(80, option.fontMetrics.height() + 5)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """The bar, then box, colour, name and count."""
        node = self._model.node(index)
        rect = option.rect
        painter.save()
        painter.setClipRect(rect)
        state = self._model.state(node)
        palette = option.palette
        if node.what == PLACE and state is False:
            fill(painter, rect, palette.color(_R.Highlight))
            pen = palette.color(_R.HighlightedText)
        else:
            self._paint_bar(painter, option, node, state)
            pen = palette.color(_R.Link if node.what == MORE else _R.Text)
        left = rect.left() + GAP
        if node.what in (VALUE, SWITCH):
            self._paint_box(painter, option, QRect(left, rect.center().y() - BOX // 2, BOX, BOX), state)
            left += BOX + GAP
            if node.colour:
                dot = QRect(left, rect.center().y() - 4, 9, 9)
                fill(painter, in_direction(option.direction, rect, dot), QColor(node.colour))
                left += 9 + GAP
        self._paint_texts(painter, option, node, left, pen, state)
        if index == self._tree.drop_target or (self._tree.hasFocus() and index == self._tree.currentIndex()):
            # Fusion's own frame shows only where the tree was reached by Tab.
            painter.setPen(QPen(pen if node.what == PLACE and state is False else palette.color(_R.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_bar(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, state: bool | None) -> None:
        if node.what != VALUE or node.share <= 0:
            return
        rect = option.rect.adjusted(GAP + BOX + 2, 1, -1, -1)
        bar = QRect(rect.left(), rect.top(), max(2, round(rect.width() * node.share)), rect.height())
        share = (0.30 if state is False else 0.20) if is_dark(option.palette) else (0.26 if state is False else 0.14)
        colour = mixed(option.palette.color(_R.Highlight), option.palette.color(_R.Base), share)
        fill(painter, in_direction(option.direction, option.rect, bar), colour)

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, state: bool | None) -> None:
        place = in_direction(option.direction, option.rect, box)
        frame = mixed(option.palette.color(_R.Text), option.palette.color(_R.Base), 0.45)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(frame, 1))
        painter.setBrush(option.palette.color(_R.Base))
        painter.drawRoundedRect(place.adjusted(0, 0, -1, -1).toRectF().translated(0.5, 0.5), 2, 2)
        painter.setPen(QPen(option.palette.color(_R.Text), 1.8))
        x, y = place.left(), place.top()
        if state is False:
            painter.drawPolyline([QPoint(x + 3, y + 6), QPoint(x + 5, y + 9), QPoint(x + 10, y + 3)])
        elif state is True:
            painter.drawLine(x + 3, y + 3, x + 9, y + 9)
            painter.drawLine(x + 9, y + 3, x + 3, y + 9)
        painter.restore()

    def _paint_texts(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, left: int, pen: QColor, state: bool | None) -> None:
        rect = option.rect
        font, metrics = self._looks(option.font, node.what == FACET, state is True)
        count = str(node.count) if node.count >= 0 and node.what in (PLACE, VALUE) else ""
        width = metrics.horizontalAdvance(count)
        leading, trailing = (_RIGHT, _LEFT) if option.direction == Qt.LayoutDirection.RightToLeft else (_LEFT, _RIGHT)
        name_room = QRect(left, rect.top(), max(0, rect.right() - GAP - width - GAP - left), rect.height())
        count_room = QRect(rect.right() - GAP - width, rect.top(), width + 1, rect.height())
        text = self._model.label(node)
        painter.setFont(font)
        painter.setPen(pen)
        elided = isolated(metrics.elidedText(text, Qt.TextElideMode.ElideRight, name_room.width()))
        painter.drawText(in_direction(option.direction, rect, name_room), leading, elided)
        if count:
            painter.setFont(option.font)
            painter.setPen(mixed(pen, option.palette.color(_R.Base), 0.75))
            place = in_direction(option.direction, rect, count_room)
            painter.drawText(place, trailing, count)

    def _looks(self, font: QFont, bold: bool, struck: bool) -> tuple[QFont, QFontMetrics]:
        """A font made once: to make one takes as long as to write a line with it."""
        if font != self._font:
            self._font = QFont(font)
            self._fonts.clear()
        if (bold, struck) not in self._fonts:
            made = QFont(font)
            made.setBold(bold)
            made.setStrikeOut(struck)
            self._fonts[bold, struck] = made, QFontMetrics(made)
        return self._fonts[bold, struck]
