"""The search field: read as one types, a moment after the last key."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from tipdesk.gui.filters import Filters

TYPING = 120  # milliseconds


class SearchBar(QLineEdit):
    """Gives what is typed to the filters, and follows them when they are cleared elsewhere."""

    left = Signal()  # Return or Down: the user wants to go on in the results

    def __init__(self, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self.setAccessibleName(self.tr("Search"))
        self.setPlaceholderText(self.tr("Search: words, “a phrase”, author:bird, year:2015..2019, country:Kenya, no:abstract"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(160)
        self._icon = self.addAction(QIcon.fromTheme("edit-find"), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._timer.timeout.connect(self.commit)
        self._following = False
        self.textChanged.connect(lambda _text: None if self._following else self._timer.start())
        filters.changed.connect(self._follow)

    @property
    def waiting(self) -> bool:
        """Was something typed that is not searched for yet?"""
        return self._timer.isActive()

    def commit(self) -> None:
        """Search for what stands there now."""
        self._timer.stop()
        self._filters.set_text(self.text())

    def set_icons(self) -> None:
        """Take the icons anew, after the theme has changed."""
        self._icon.setIcon(QIcon.fromTheme("edit-find"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Down search at once and go on to the results."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.commit()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _follow(self) -> None:
        # While the timer runs, what the user has typed since is newer than the filters.
        if not self._timer.isActive() and self.text() != self._filters.text:
            self._following = True  # the signal is not blocked: by it the button that clears the field knows whether to show
            self.setText(self._filters.text)
            self._following = False
