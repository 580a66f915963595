"""How a cell of the publications table is painted: matches marked, each text in its own direction."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tipdesk.gui.table.columns import COLUMNS, ICONS
from tipdesk.gui.text import isolated, right_to_left, sought_words, spans
from tipdesk.gui.theme import mixed, row_icon

if TYPE_CHECKING:
    from tipdesk.app.library import TableRow
    from tipdesk.gui.table.view import PublicationTable

MARGIN = 5
MOST_ICONS = 20  # that are kept
_R = QPalette.ColorRole


class PublicationDelegate(QStyledItemDelegate):
    """Paints straight from the model's rows: asking the model role by role costs several times as much."""

    def __init__(self, table: "PublicationTable") -> None:
        super().__init__(table)
        self._table = table
        self._sought: tuple[tuple[str, ...], ...] = ()
        self._icons: dict[tuple[str, int, int], QIcon] = {}

    def set_words(self, words: tuple[str, ...]) -> None:
        """Mark these words and phrases in the columns that free words are sought in."""
        self._sought = sought_words(words)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the text, for the header's double click."""
        text = self._table.model().text(index.row(), index.column())
        metrics: QFontMetrics = option.fontMetrics
        return QSize(metrics.horizontalAdvance(text) + 2 * MARGIN + 2, metrics.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Background, text or icons, and the line around the current row's cell."""
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, self._table)
        row = self._table.model().row(index.row())
        if row is None:
            return
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        if index.column() == ICONS:
            self._paint_icons(painter, rect, option, row)
            return
        column = COLUMNS[index.column()]
        sought = self._sought if column.searched else ()
        self._paint_text(painter, rect.adjusted(MARGIN, 0, -MARGIN, 0), option, column.value(row), chosen, sought)

    def _paint_icons(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, row: "TableRow") -> None:
        side = min(16, rect.height() - 4)
        left = rect.left() + MARGIN - 1
        for there, name in ((row.has_notes, "text-x-note"), (row.has_url, "applications-internet")):
            place = QRect(left, rect.center().y() - side // 2 + 1, side, side)
            if there:
                mode = QIcon.Mode.Selected if option.state & QStyle.StateFlag.State_Selected else QIcon.Mode.Normal
                icon = self._icon(name, option.palette, side)
                icon.paint(painter, QStyle.visualRect(option.direction, rect, place), Qt.AlignmentFlag.AlignCenter, mode)
            left += side + 3

    def _icon(self, name: str, palette: QPalette, side: int) -> QIcon:
        key = (name, palette.cacheKey(), side)
        icon = self._icons.get(key)
        if icon is None or icon.isNull():
            if len(self._icons) > MOST_ICONS:
                self._icons.clear()  # made for colours that were shown before
            icon = self._icons[key] = row_icon(name if QIcon.hasThemeIcon(name) else "go-next", palette, side)
        return icon

    def _paint_text(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, text: str, chosen: bool, sought: tuple[tuple[str, ...], ...]
    ) -> None:
        if not text:
            return
        palette: QPalette = option.palette
        metrics: QFontMetrics = option.fontMetrics
        painter.setPen(palette.color(_R.HighlightedText if chosen else _R.Text))
        painter.setFont(option.font)
        flags = self._alignment(text, option)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        found = spans(elided, sought)
        if not found:
            painter.drawText(rect, int(flags | Qt.TextFlag.TextSingleLine), isolated(elided))
            return
        self._paint_marked(painter, rect, elided, found, flags, palette, chosen)

    def _paint_marked(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        found: list[tuple[int, int]],
        flags: Qt.AlignmentFlag,
        palette: QPalette,
        chosen: bool,
    ) -> None:
        layout = QTextLayout(isolated(text), painter.font())
        how = QTextOption(flags & ~Qt.AlignmentFlag.AlignVCenter)
        how.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(how)
        mark = QTextCharFormat()
        mark.setFontWeight(QFont.Weight.DemiBold)
        if not chosen:
            mark.setBackground(QBrush(mixed(QColor("#f5b731"), palette.color(_R.Base), 0.38)))
        formats = []
        for start, length in found:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start + 1, length, mark
            formats.append(one)
        layout.setFormats(formats)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(rect.width())
        layout.endLayout()
        painter.save()
        painter.setClipRect(rect)
        layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))
        painter.restore()

    @staticmethod
    def _alignment(text: str, option: QStyleOptionViewItem) -> Qt.AlignmentFlag:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        to_the_right = right_to_left(text) or (mirrored and not any(character.isalpha() for character in text))
        side = Qt.AlignmentFlag.AlignRight if to_the_right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
