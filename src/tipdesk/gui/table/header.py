"""The table's header: shows by which columns the rows are ordered, and in which order of weight."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

NUMBERS = "¹²³⁴"
_Arrow = QStyleOptionHeader.SortIndicator


class SortHeader(QHeaderView):
    """Every column that the rows are ordered by has an arrow, and a number if there are several."""

    sort_wanted = Signal(int, bool)  # section, with Shift: among what is ordered already

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._order: tuple[tuple[int, bool], ...] = ()
        self._shift = False
        self.sectionClicked.connect(lambda section: self.sort_wanted.emit(section, self._shift))

    def show_order(self, order: Sequence[tuple[int, bool]]) -> None:
        """The sections that decide, the first weighs most, each with whether it runs backwards."""
        before, self._order = self._order, tuple(order)
        for section, _ in (*before, *order):
            self.updateSection(section)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Notes the keys that are held down, which a click does not tell."""
        self._shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        """Adds arrow and number."""
        super().initStyleOptionForIndex(option, logicalIndex)
        for number, (section, backwards) in enumerate(self._order, start=1):
            if section == logicalIndex:
                # Fusion's arrow for descending points up, as in its own headers.
                option.sortIndicator = _Arrow.SortUp if backwards else _Arrow.SortDown
                if len(self._order) > 1:
                    option.text = f"{NUMBERS[number - 1]}{option.text}"
