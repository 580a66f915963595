"""The part of a view that scrolls, made here."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QWidget


def give_viewport(view: QAbstractItemView) -> None:
    """Like the one that Qt makes. Asked for that, PySide looks through all kinds of widgets for what it is: 8 ms. This one it knows."""
    viewport = QWidget(view)
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    view.setViewport(viewport)
