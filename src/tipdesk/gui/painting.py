"""What our delegates paint with. Qt has all of this, but in PySide `QStyle` alone takes a thirtieth of the start to load."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """Fill a rectangle; pen and brush are others then. PySide's `fillRect` tries what a gradient is before it takes a colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(rect)


def in_direction(direction: Qt.LayoutDirection, room: QRect, rect: QRect) -> QRect:
    """Where a rectangle stands that was laid out from the left edge of its room: from the right one, where text runs that way. Like
    `QStyle.visualRect`."""
    if direction == Qt.LayoutDirection.LeftToRight:
        return rect
    return rect.translated(room.left() + room.right() - rect.left() - rect.right(), 0)
