"""How a cell of the publications table is painted: matches marked, each text in its own direction."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from tipdesk.domain.passages import Span, spans
from tipdesk.domain.query import MARKS, READ, STARRED
from tipdesk.domain.text import Phrase, phrase
from tipdesk.gui.painting import fill, in_direction
from tipdesk.gui.table.columns import COLUMNS, ICONS, TITLE, icons_of
from tipdesk.gui.text import isolated, right_to_left
from tipdesk.gui.theme import mixed, row_icon

if TYPE_CHECKING:
    from tipdesk.app.library import Passage, TableRow
    from tipdesk.domain.query import Match
    from tipdesk.gui.table.view import PublicationTable

MARGIN = 5
ICON, ICON_GAP = 16, 3  # pixels
OFFERED = 0.4  # how much of its colour the place of a mark shows under the mouse
_ICONS = {
    STARRED: "starred",
    READ: "dialog-ok-apply",
    "file": "mail-attachment",
    "notes": "text-x-note",
    "url": "applications-internet",
}
ICONS_WIDTH = len(_ICONS) * (ICON + ICON_GAP) + 2 * MARGIN
FAINT = 0.7  # how much a passage has of the text's colour
PASSAGE = 0.5  # of the title's cell, at least, where a passage stands behind the title
MOST_ICONS = 20  # that are kept
_R = QPalette.ColorRole
# Put together once: Python takes a microsecond for each bar between flags, and a screen has hundreds of cells.
_SIDES = {
    right: (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
    for right in (False, True)
}
_ONE_LINE = {right: int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine) for right, side in _SIDES.items()}


class PublicationDelegate(QStyledItemDelegate):
    """Paints straight from the model's rows: asking the model role by role costs several times as much."""

    def __init__(self, table: "PublicationTable") -> None:
        super().__init__(table)
        self._table = table
        self._sought: dict[str, list[Phrase]] = {}  # by the column that shows them
        self._icons: dict[tuple[str, int, int], QIcon] = {}
        self._selected: dict[int, bool] = {}  # by row, as long as one picture is painted

    def set_sought(self, sought: "Sequence[Match]") -> None:
        """Mark these words and phrases, of prefixes longer words too, each in the columns that it was sought in."""
        phrases = [(phrase(match.text, match.prefix), match.columns) for match in sought]
        self._sought = {
            column.name: [one for one, among in phrases if not among or set(among) & set(column.indexed)]
            for column in COLUMNS
            if column.indexed
        }

    def begin(self) -> None:
        """Another picture is painted: rows may be selected that were not."""
        self._selected.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the text, for the header's double click."""
        text = self._table.model().text(index.row(), index.column())
        metrics: QFontMetrics = option.fontMetrics
        return QSize(metrics.horizontalAdvance(text) + 2 * MARGIN + 2, metrics.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Text or icons; on a ground of their own if they are selected, else on the row's."""
        selected = self._is_selected(index)
        if selected:
            fill(painter, option.rect, option.palette.color(_R.Highlight))
        row = self._table.model().row(index.row())
        if row is None:
            return
        rect: QRect = option.rect
        if index.column() == ICONS:
            self._paint_icons(painter, option, row, selected, self._table.is_under_mouse(index))
            return
        column = COLUMNS[index.column()]
        sought = self._sought.get(column.name, ())
        rect = rect.adjusted(MARGIN, 0, -MARGIN, 0)
        if index.column() == TITLE and row.passage:
            rect = self._paint_passage(painter, rect, option, row, row.passage, selected)
        self._paint_text(painter, rect, option, column.value(row), lambda shown: spans(shown, sought), selected)

    def _is_selected(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Asked once for a row: in a selection of many pieces Qt looks through all of them."""
        if (selected := self._selected.get(index.row())) is None:
            selected = self._selected[index.row()] = self._table.selectionModel().isSelected(index)
        return selected

    def _paint_icons(self, painter: QPainter, option: QStyleOptionViewItem, row: "TableRow", selected: bool, hovered: bool) -> None:
        rect: QRect = option.rect
        side = _icon_side(rect)
        mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
        for number, (what, there) in enumerate(icons_of(row)):
            offered = hovered and what in MARKS and not there  # a press gives the mark
            if there or offered:
                painter.setOpacity(OFFERED if offered else 1.0)
                icon = self._icon("non-starred" if offered and what == STARRED else _ICONS[what], option.palette, side)
                icon.paint(painter, _icon_place(number, rect, option.direction), Qt.AlignmentFlag.AlignCenter, mode)
        painter.setOpacity(1.0)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """A press on the place of a mark asks for it, or for it to be taken away; the second one of a double click does not."""
        row = self._table.model().row(index.row())
        if index.column() != ICONS or row is None or not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        mark = mark_at(event.position().toPoint(), option.rect, option.direction)
        if mark and event.type() == QEvent.Type.MouseButtonPress:
            self._table.mark_wanted.emit(row.id, mark, mark not in row.marks)
        return bool(mark)

    def _icon(self, name: str, palette: QPalette, side: int) -> QIcon:
        key = (name, palette.cacheKey(), side)
        icon = self._icons.get(key)
        if icon is None or icon.isNull():
            if len(self._icons) > MOST_ICONS:
                self._icons.clear()  # made for colours that were shown before
            icon = self._icons[key] = row_icon(name if QIcon.hasThemeIcon(name) else "go-next", palette, side)
        return icon

    def _paint_passage(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, row: "TableRow", passage: "Passage", selected: bool
    ) -> QRect:
        """Paint behind the title, fainter, why the row was found; returns the room that is left for the title."""
        metrics: QFontMetrics = option.fontMetrics
        gap = metrics.averageCharWidth() * 2
        title = min(metrics.horizontalAdvance(isolated(row.title)) + 1, int(rect.width() * (1 - PASSAGE)))
        behind = in_direction(option.direction, rect, rect.adjusted(title + gap, 0, 0, 0))
        if metrics.horizontalAdvance(passage.text[: sum(passage.marks[0])] + "……") > behind.width():
            passage = passage.from_the_match()
        marks = passage.marks
        self._paint_text(
            painter, behind, option, passage.text, lambda shown: [span for span in marks if sum(span) <= len(shown)], selected, faint=True
        )
        return in_direction(option.direction, rect, QRect(rect.left(), rect.top(), title, rect.height()))

    def _paint_text(
        self,
        painter: QPainter,
        rect: QRect,
        option: QStyleOptionViewItem,
        text: str,
        marks: Callable[[str], Sequence[Span]],
        selected: bool,
        faint: bool = False,
    ) -> None:
        if not text:
            return
        palette: QPalette = option.palette
        pen, base = (_R.HighlightedText, _R.Highlight) if selected else (_R.Text, _R.Base)
        painter.setPen(mixed(palette.color(pen), palette.color(base), FAINT) if faint else palette.color(pen))
        painter.setFont(option.font)
        to_the_right = self._runs_from_the_right(text, option)
        metrics: QFontMetrics = option.fontMetrics
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        found = marks(elided)
        if not found:
            painter.drawText(rect, _ONE_LINE[to_the_right], isolated(elided))
            return
        from tipdesk.gui.table.marked import paint_marked  # not before something is sought

        paint_marked(painter, rect, elided, found, _SIDES[to_the_right], palette.color(_R.Base), selected)

    @staticmethod
    def _runs_from_the_right(text: str, option: QStyleOptionViewItem) -> bool:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        return right_to_left(text) or (mirrored and not any(character.isalpha() for character in text))


def mark_at(position: QPoint, rect: QRect, direction: Qt.LayoutDirection) -> str:
    """The mark whose place in a cell of icons this is, "" for none."""
    return next((mark for number, mark in enumerate(MARKS) if _icon_place(number, rect, direction).contains(position)), "")


def _icon_side(rect: QRect) -> int:
    return min(ICON, rect.height() - 4)


def _icon_place(number: int, rect: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Where the icon of this number stands in a cell."""
    side = _icon_side(rect)
    place = QRect(rect.left() + MARGIN - 1 + number * (side + ICON_GAP), rect.center().y() - side // 2 + 1, side, side)
    return in_direction(direction, rect, place)
