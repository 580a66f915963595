"""What stands where the table would be empty: why, and what to do next."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

Offer = tuple[str, Callable[[], object]]


class EmptyPage(QWidget):
    """A sentence and buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._text)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def show_offers(self, text: str, offers: Sequence[Offer] = ()) -> None:
        """Say this, with a button for each offer."""
        self._text.setText(text)
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch(1)
        for label, slot in offers:
            button = QPushButton(label.replace("&", "&&"), self)
            button.clicked.connect(lambda _checked=False, act=slot: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
