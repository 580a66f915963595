"""A table's header in which every column is a pair of boxes: what it holds, and what parts its lists."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableView

from tipdesk.formats.csv_columns import Column, target_of

_MARGIN = 3  # pixels
_NARROWEST = 120  # pixels of a column


class _Box(QComboBox):
    """A box over a column: the wheel scrolls the table and changes nothing, Tab goes to the next column though it be out of sight."""

    def __init__(self, go_on: Callable[["_Box", bool], bool], parent: QHeaderView) -> None:
        super().__init__(parent)
        self._go_on = go_on
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:
        return self._go_on(self, next) or super().focusNextPrevChild(next)


class ColumnBoxes(QHeaderView):
    """The header of a preview. Boxes are made for the columns in sight, so that a thousand columns cost nothing."""

    field_chosen = Signal(int, str)  # column, one of csv_columns.targets()
    separator_chosen = Signal(int, str)  # column, text; "" for the one that is found

    def __init__(self, targets: Sequence[tuple[str, str]], separators: Sequence[tuple[str, str]], table: QTableView) -> None:
        """`targets` and `separators` are pairs of (value, what it is called)."""
        super().__init__(Qt.Orientation.Horizontal, table)
        self._targets, self._separators = self._model(targets), self._model(separators)
        self._names = dict(targets)
        self._columns: Sequence[Column] = ()
        self._keys: Sequence[str] = ()
        self._boxes: dict[int, tuple[_Box, _Box]] = {}
        self.setMinimumSectionSize(_NARROWEST)
        self.setDefaultSectionSize(170)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionResized.connect(lambda *_: self._place())
        self.geometriesChanged.connect(self._place)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self._place())
        probe = QComboBox(self)
        probe.hide()
        self._box_height = probe.sizeHint().height()
        self._label_height = self.fontMetrics().height() + 2 * _MARGIN
        probe.deleteLater()

    def _model(self, values: Sequence[tuple[str, str]]) -> QStandardItemModel:
        model = QStandardItemModel(self)
        for value, name in values:
            item = QStandardItem(name)
            item.setData(value, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        return model

    def set_columns(self, keys: Sequence[str], columns: Sequence[Column]) -> None:
        """Show these columns, by the names that a layout has for them; the table's model has as many."""
        if keys != self._keys:
            for pair in self._boxes.values():
                for box in pair:
                    box.hide()
                    box.deleteLater()
            self._boxes.clear()
        self._keys, self._columns = keys, columns
        for number in self._boxes:
            self._show(number)
        self._place()

    def box(self, column: int) -> QComboBox:
        """The box of what a column holds."""
        return self._pair(column)[0]

    def separator_box(self, column: int) -> QComboBox:
        """The box of what parts a column's lists; hidden for a column that holds none."""
        return self._pair(column)[1]

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._label_height + 2 * (self._box_height + _MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # -- boxes

    def _pair(self, column: int) -> tuple[_Box, _Box]:
        if column not in self._boxes:
            field, separator = _Box(self._go_on, self), _Box(self._go_on, self)
            field.setModel(self._targets)
            separator.setModel(self._separators)
            field.activated.connect(lambda index, number=column: self.field_chosen.emit(number, field.itemData(index)))
            separator.activated.connect(lambda index, number=column: self.separator_chosen.emit(number, separator.itemData(index)))
            self._boxes[column] = field, separator
            self._show(column)
        return self._boxes[column]

    def _show(self, number: int) -> None:
        field, separator = self._boxes[number]
        column, key = self._columns[number], self._keys[number]
        target = target_of(column)
        place = field.findData(target)
        field.setCurrentIndex(place)
        if place < 0:  # a role that is not offered
            field.setPlaceholderText(target)
        field.setAccessibleName(self.tr("Column {}: {}").format(key, self._names.get(target, target)))
        field.setToolTip(field.accessibleName())
        place = separator.findData(column.separator)
        separator.setCurrentIndex(place)
        if place < 0:
            separator.setPlaceholderText(column.separator)
        separator.setAccessibleName(self.tr("Separator in column {}: {}").format(key, separator.currentText() or column.separator))
        separator.setToolTip(separator.accessibleName())
        separator.setVisible(column.is_list and not field.isHidden())

    def _place(self) -> None:
        """Put the boxes over the columns that are in sight, and hide the others."""
        seen = set(self._in_sight())
        for number in self._boxes.keys() - seen:
            for box in self._boxes[number]:
                box.hide()
        top = self._label_height
        for number in sorted(seen):
            field, separator = self._pair(number)
            left, width = self.sectionViewportPosition(number) + _MARGIN, self.sectionSize(number) - 2 * _MARGIN
            field.setGeometry(left, top, width, self._box_height)
            separator.setGeometry(left, top + self._box_height + _MARGIN // 2, width, self._box_height)
            field.show()
            separator.setVisible(self._columns[number].is_list)

    def _in_sight(self) -> range:
        count = min(self.count(), len(self._columns))
        if not count:
            return range(0)
        ends = [self.logicalIndexAt(0), self.logicalIndexAt(self.viewport().width() - 1)]
        first, last = (end if end >= 0 else other for end, other in zip(sorted(ends), (0, count - 1), strict=True))
        return range(max(first, 0), min(last, count - 1) + 1) if -1 not in ends else range(max(0, max(ends)), count)

    def _go_on(self, box: _Box, onward: bool) -> bool:
        """Give the focus to the box after or before this one; False at the ends."""
        number = next(column for column, pair in self._boxes.items() if box in pair)
        field, separator = self._boxes[number]
        if onward and box is field and self._columns[number].is_list:
            separator.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if not onward and box is separator:
            field.setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        target = number + (1 if onward else -1)
        if not 0 <= target < len(self._columns):
            return False
        self._bring_into_sight(target)
        new, its_separator = self._pair(target)
        last = its_separator if not onward and self._columns[target].is_list else new
        last.setFocus(Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _bring_into_sight(self, column: int) -> None:
        table = self.parent()
        assert isinstance(table, QTableView)
        table.scrollTo(table.model().index(0, column))
        self._place()
