"""The timeline under the table: how many publications there are of each year, and a brush over it that chooses years."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionFocusRect, QToolTip, QWidget

from tipdesk.domain.query import Everything, Has, Not, Query, conjunction
from tipdesk.gui.filters import Filters
from tipdesk.gui.layout import BARS, timeline_height
from tipdesk.gui.painting import fill, in_direction
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated
from tipdesk.gui.theme import mixed
from tipdesk.gui.workspace import Workspace
from tipdesk.gui.years import Slot, slots, within

MARGIN = 8
NARROWEST, WIDEST = 5, 40  # a bar with the room around it
GRIP = 4  # pixels on either side of a handle
_R = QPalette.ColorRole
_Range = tuple[int, int]  # the first and the last slot


@dataclass(frozen=True, slots=True)
class _Counts:
    """Publications by year: of the whole library, under all filters but that on years, and of what is shown now."""

    library: Mapping[int, int] = field(default_factory=dict)
    there: Mapping[int, int] = field(default_factory=dict)
    shown: Mapping[int, int] = field(default_factory=dict)
    undated: int = 0


_UNKNOWN = _Counts()  # nothing was counted yet


class Timeline(QWidget):
    """One bar for each year. Drag over bars to choose years, press one for just that year, drag an end, double-click for all.

    By keyboard: the arrows move what is chosen, with Shift they move its end, Esc chooses all.
    """

    def __init__(self, workspace: Workspace, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filters = filters
        self._lane = workspace.lane("timeline", after=workspace.rows)
        self._counts = _UNKNOWN
        self.slots: tuple[Slot, ...] = ()
        self._anchor, self._end = -1, -1  # where the choice was begun, and the end that moves
        self._dragging = False
        self.setAccessibleName(self.tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        filters.changed.connect(self.refresh)
        workspace.changed.connect(lambda _changes: self.refresh())
        workspace.opened.connect(self._opened)

    # -- what is counted

    def refresh(self) -> None:
        """Count anew, if it can be seen."""
        library = self._workspace.library
        if library is None or self.isHidden():
            return
        there, shown = self._filters.query(without="year"), self._filters.query()

        def work(job: Job) -> _Counts:
            def by_year(query: Query) -> dict[int, int]:
                return {int(count.value): count.count for count in library.facet("year", query, job)}

            undated = library.count(conjunction((there, Not(Has("year")))), job)
            return _Counts(by_year(Everything()), by_year(there), by_year(shown), undated)

        self._lane.run(work, self._counted)

    def _counted(self, counts: _Counts) -> None:
        self._counts = counts
        self._lay_out()
        spoken = self._caption()
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def _lay_out(self) -> None:
        chosen = self._filters.years
        room = max(NARROWEST, self.width() - 2 * MARGIN)
        self.slots = slots({**self._counts.there, **self._counts.library}, room // NARROWEST)
        if not self._dragging:
            inside = [n for n, slot in enumerate(self.slots) if chosen and slot.high >= chosen[0] and slot.low <= chosen[1]]
            new = (inside[0], inside[-1]) if inside else (-1, -1)
            if new != self._chosen():
                self._anchor, self._end = new
        self.update()

    def _chosen(self) -> _Range:
        return min(self._anchor, self._end), max(self._anchor, self._end)

    def _opened(self) -> None:
        self._counted(_UNKNOWN)
        self.refresh()

    def _caption(self) -> str:
        if self._counts is _UNKNOWN:
            return ""
        if not self.slots or not self._counts.there:
            return self.tr("No publication here has a year")
        shown = sum(self._counts.shown.values())
        many = self.tr("1 publication") if shown == 1 else self.tr("{} publications").format(shown)
        chosen = self._filters.years or (min(self._counts.there), max(self._counts.there))
        if chosen[0] == chosen[1]:
            return self.tr("{}, {}").format(chosen[0], many)
        return self.tr("{} to {}, {}").format(*chosen, many)

    # -- choosing

    def _choose(self, anchor: int, end: int) -> None:
        last = len(self.slots) - 1
        new = (max(0, min(anchor, last)), max(0, min(end, last)))
        if self.slots and new != (self._anchor, self._end):
            self._anchor, self._end = new
            first, final = self._chosen()
            self._filters.set_years((self.slots[first].low, self.slots[final].high))
            self.update()

    def _choose_all(self) -> None:
        self._anchor = self._end = -1
        self._filters.set_years(None)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a choice, or takes hold of an end of the one that there is."""
        slot = self._slot_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or slot < 0:
            return
        self._dragging = True
        grip = self._grip_at(event.position().toPoint())
        first, last = self._chosen()
        if grip >= 0:
            self._anchor, self._end = (last, first) if grip == first else (first, last)
        else:
            self._choose(slot, slot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The choice follows the mouse from bar to bar."""
        where = event.position().toPoint()
        if self._dragging:
            self._choose(self._anchor, self._slot_at(where, nearest=True))
        elif self._grip_at(where) >= 0:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The choice stands."""
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """All years."""
        self._dragging = False
        self._choose_all()

    def event(self, event: QEvent) -> bool:
        """Escape is ours before it clears the whole search; a tooltip says how many lie under the mouse."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._filters.years:
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._slot_at(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(self.slots[number]) if number >= 0 else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End, with Shift for the end alone; Escape."""
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
        moved = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape and self._filters.years:
            self._choose_all()
        elif event.key() in keys and not moved and self.slots:
            self._move(Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _move(self, key: Qt.Key, end_only: bool) -> None:
        last = len(self.slots) - 1
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            end = 0 if key == Qt.Key.Key_Home else last
            self._choose(self._anchor if end_only and self._anchor >= 0 else end, end)
            return
        step = 1 if (key == Qt.Key.Key_Right) is not self._mirrored() else -1
        if self._anchor < 0:
            self._choose(0 if step > 0 else last, 0 if step > 0 else last)
        elif end_only:
            self._choose(self._anchor, self._end + step)
        elif self._chosen()[0] + step >= 0 and self._chosen()[1] + step <= last:
            self._choose(self._anchor + step, self._end + step)

    # -- where things are

    def sizeHint(self) -> QSize:
        """As high as a line, the bars and a line."""
        return QSize(200, timeline_height(self.fontMetrics()))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(60, self.sizeHint().height())

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _step(self) -> float:
        return min(WIDEST, (self.width() - 2 * MARGIN) / max(1, len(self.slots)))

    def slot_rect(self, number: int) -> QRect:
        """Where a bar may stand, from the top of the highest to the ground."""
        step, top = self._step(), self.fontMetrics().height() + 4
        left = round(MARGIN + number * step)
        rect = QRect(left, top, round(MARGIN + (number + 1) * step) - left, BARS)
        return in_direction(self.layoutDirection(), self.rect(), rect)

    def _slot_at(self, where: QPoint, nearest: bool = False) -> int:
        x = self.width() - 1 - where.x() if self._mirrored() else where.x()
        number = int((x - MARGIN) // self._step())
        if nearest:
            return max(0, min(number, len(self.slots) - 1))
        return number if 0 <= number < len(self.slots) and where.y() >= self.fontMetrics().height() else -1

    def _grip_at(self, where: QPoint) -> int:
        """The end of the choice that can be taken hold of here, -1 for none."""
        first, last = self._chosen()
        if first < 0:
            return -1
        chosen = self.slot_rect(first).united(self.slot_rect(last))
        sides = (last, first) if self._mirrored() else (first, last)
        for side, x in zip(sides, (chosen.left(), chosen.right()), strict=True):
            if abs(where.x() - x) <= min(GRIP, self._step() / 3):
                return side
        return -1

    def _tip(self, slot: Slot) -> str:
        years = str(slot.low) if slot.low == slot.high else self.tr("{} to {}").format(slot.low, slot.high)
        return self.tr("{}: {} of {}").format(years, within(self._counts.shown, slot), within(self._counts.there, slot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for other bars."""
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """What was not counted while it could not be seen is counted now."""
        super().showEvent(event)
        self.refresh()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caption, what is chosen, the bars, and years below them."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        palette = self.palette()
        painter.setPen(palette.color(_R.Text))
        line = QRect(MARGIN, 2, self.width() - 2 * MARGIN, self.fontMetrics().height())
        beside = self.tr("{} without a year").format(self._counts.undated) if self._counts.undated else ""
        wide = painter.fontMetrics().horizontalAdvance(beside) + MARGIN if beside else 0
        room = in_direction(self.layoutDirection(), line, line.adjusted(0, 0, -wide, 0))
        caption = painter.fontMetrics().elidedText(self._caption(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self._side(leading=True)), isolated(caption))
        painter.setPen(mixed(palette.color(_R.Text), palette.color(_R.Window), 0.7))
        painter.drawText(line, int(self._side(leading=False)), isolated(beside))
        if self.slots:
            self._paint_chosen(painter)
            self._paint_bars(painter)
            self._paint_years(painter)
        if self.hasFocus():
            focus = QStyleOptionFocusRect()
            focus.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter, self)
        painter.end()

    def _side(self, leading: bool) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if leading is not self._mirrored() else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter

    def _paint_chosen(self, painter: QPainter) -> None:
        first, last = self._chosen()
        if first < 0:
            return
        accent, ground = self.palette().color(_R.Highlight), self.palette().color(_R.Window)
        rect = self.slot_rect(first).united(self.slot_rect(last))
        fill(painter, rect.adjusted(0, -2, 0, 1), mixed(accent, ground, 0.2))
        for x in (rect.left(), rect.right() - 1):
            fill(painter, QRect(x, rect.top() - 2, 2, rect.height() + 3), accent)
            fill(painter, QRect(x - 2, rect.center().y() - 7, 6, 14), accent)

    def _paint_bars(self, painter: QPainter) -> None:
        highest = max((within(self._counts.there, slot) for slot in self.slots), default=0)
        accent, text, ground = (self.palette().color(role) for role in (_R.Highlight, _R.Text, _R.Window))
        base = self.slot_rect(0).bottom() + 1
        fill(painter, QRect(MARGIN, base, self.width() - 2 * MARGIN, 1), mixed(text, ground, 0.3))
        for number, slot in enumerate(self.slots):
            rect = self.slot_rect(number)
            gap = 1 if rect.width() > 3 else 0
            for counts, colour in ((self._counts.there, mixed(text, ground, 0.28)), (self._counts.shown, accent)):
                if count := within(counts, slot):
                    high = max(2, round(BARS * count / highest)) if highest else 0
                    fill(painter, QRect(rect.left() + gap, base - high, rect.width() - 2 * gap, high), colour)

    def _paint_years(self, painter: QPainter) -> None:
        """As many years as fit without touching, whole ones; first those at the ends that stand for far years."""
        painter.setPen(mixed(self.palette().color(_R.Text), self.palette().color(_R.Window), 0.8))
        metrics = painter.fontMetrics()
        top = self.slot_rect(0).bottom() + 3
        taken: list[QRect] = []
        for number, text in self._labels(metrics.horizontalAdvance("0000") + 10):
            wide = metrics.horizontalAdvance(text) + 2
            middle = self.slot_rect(number).center().x()
            left = max(2, min(middle - wide // 2, self.width() - 2 - wide))
            rect = QRect(left, top, wide, metrics.height())
            if not any(rect.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), isolated(text))
                taken.append(rect)

    def _labels(self, room: int) -> list[tuple[int, str]]:
        far = [(n, f"<{slot.high + 1}" if n == 0 else f">{slot.low - 1}") for n, slot in enumerate(self.slots) if slot.far]
        near = [(n, slot) for n, slot in enumerate(self.slots) if not slot.far]
        unit = near[0][1].high - near[0][1].low + 1
        each = next(
            (each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500) if each % unit == 0 and each / unit * self._step() >= room), 1000
        )
        return [*far, *((n, str(slot.low)) for n, slot in near if slot.low % each == 0)] or [(near[0][0], str(near[0][1].low))]
