"""The first page: three ways to begin, and the libraries opened last. No dialog, no network."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QPalette
from PySide6.QtWidgets import QCommandLinkButton, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Welcome(QWidget):
    """Shown while no library is open."""

    sample = Signal()
    bring_in = Signal()
    empty = Signal()
    open_recent = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("Welcome to tipdesk"), self)
        font = QFont(heading.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        heading.setFont(font)
        line = QLabel(self.tr("References on trafficking in persons, on this computer only."), self)
        line.setWordWrap(True)
        self._sample = self._card(
            "starred",
            self.tr("Open the sample library"),
            self.tr("Some sixty real publications to try things out on; delete it when you like."),
        )
        self._bring_in = self._card(
            "document-import",
            self.tr("Import or drop files"),
            self.tr("BibTeX, BibLaTeX, RIS, CSL-JSON, CSV or a catalogue page; drop files anywhere."),
        )
        self._empty = self._card(
            "document-new", self.tr("Start empty"), self.tr("A new library in your documents; add and paste as you go.")
        )
        cards = QHBoxLayout()
        for card, signal in ((self._sample, self.sample), (self._bring_in, self.bring_in), (self._empty, self.empty)):
            card.clicked.connect(lambda _checked=False, told=signal: told.emit())
            frame = QFrame(self)
            frame.setFrameShape(QFrame.Shape.StyledPanel)
            frame.setAutoFillBackground(True)
            frame.setBackgroundRole(QPalette.ColorRole.Base)
            QVBoxLayout(frame).addWidget(card)
            cards.addWidget(frame, 1)
        self._recent = QFrame(self)
        self._recent_column = QVBoxLayout(self._recent)
        self._recent_column.setContentsMargins(0, 0, 0, 0)
        self._recent_column.setSpacing(2)
        middle = QVBoxLayout()
        for widget in (heading, line):
            middle.addWidget(widget)
        middle.addSpacing(16)
        middle.addLayout(cards)
        middle.addSpacing(16)
        middle.addWidget(self._recent)
        grid = QGridLayout(self)
        grid.addLayout(middle, 1, 1)
        for number, stretch in ((0, 1), (2, 1)):
            grid.setColumnStretch(number, stretch)
            grid.setRowStretch(number, stretch + number // 2)
        grid.setColumnStretch(1, 6)
        self.setFocusProxy(self._sample)

    def _card(self, icon: str, title: str, text: str) -> QCommandLinkButton:
        card = QCommandLinkButton(title, text, self)
        card.setIcon(QIcon.fromTheme(icon))
        card.setIconSize(QSize(24, 24))
        card.setAccessibleName(title)
        card.setAccessibleDescription(text)
        card.setMinimumSize(220, 110)
        return card

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List the libraries opened last."""
        while item := self._recent_column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        if paths:
            self._recent_column.addWidget(QLabel(self.tr("Recent libraries"), self._recent))
        for path in paths:
            self._recent_column.addWidget(self._link(path, partial(self.open_recent.emit, path)))

    def _link(self, path: Path, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"{path.name}   {path.parent}".replace("&", "&&"), self._recent)
        button.setFlat(True)
        button.setIcon(QIcon.fromTheme("document-open"))
        button.setStyleSheet(
            "text-align: left; padding: 4px;" if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else "padding: 4px;"
        )
        button.clicked.connect(lambda _checked=False: slot())
        return button
