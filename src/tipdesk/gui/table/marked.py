"""How text is painted in which something was found; loaded with the first search."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from tipdesk.domain.passages import Span
from tipdesk.gui.text import isolated
from tipdesk.gui.theme import mixed


def paint_marked(
    painter: QPainter, rect: QRect, text: str, found: Sequence[Span], side: Qt.AlignmentFlag, ground: QColor, chosen: bool
) -> None:
    """One line with what was found in it marked, on a ground of this colour or on that of selected rows."""
    layout = QTextLayout(isolated(text), painter.font())
    how = QTextOption(side)
    how.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(how)
    mark = _mark(0 if chosen else ground.rgb())
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


@lru_cache(8)
def _mark(ground: int) -> QTextCharFormat:
    """How a match looks on a ground of this colour; 0: on that of selected rows."""
    mark = QTextCharFormat()
    mark.setFontWeight(QFont.Weight.DemiBold)
    if ground:
        mark.setBackground(QBrush(mixed(QColor("#f5b731"), QColor(ground), 0.38)))
    return mark
