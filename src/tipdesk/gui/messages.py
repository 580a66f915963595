"""The line above the content that says what went wrong, what is new, or asks before something leaves the desk."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

NEWS = 8000  # milliseconds that news stay


class MessageBar(QFrame):
    """Shows one message at a time, in place of a dialog: the window stays usable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon = QLabel(self)
        self._name = ""
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self._close = QToolButton(self)
        self._close.setIcon(QIcon.fromTheme("window-close"))
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(self.tr("Close message"))
        self._close.setToolTip(self._close.accessibleName())
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        self._action: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=NEWS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def warn(self, text: str) -> None:
        """Something went wrong; stays until it is closed or something else is said."""
        self._show("dialog-warning", text)

    def tell(self, text: str) -> None:
        """News that go by themselves."""
        self._show("dialog-information", text)
        self._timer.start()

    def ask(self, text: str, button: str, action: Callable[[], object]) -> None:
        """Do something only if the button is pressed; it has the keyboard's focus."""
        self._show("dialog-information", text)
        self._action = action
        self.button.setText(button)
        self.button.show()
        self.button.setFocus()

    def set_icons(self) -> None:
        """Take the icons anew, after the theme has changed."""
        self._icon.setPixmap(QIcon.fromTheme(self._name).pixmap(16, 16))
        self._close.setIcon(QIcon.fromTheme("window-close"))

    def _show(self, icon: str, text: str) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # not at the start: their enumerations are large

        self._timer.stop()
        self._action = None
        self.button.hide()
        self._name = icon
        self.set_icons()
        self.label.setText(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))

    def _act(self) -> None:
        action = self._action
        self.hide()
        if action is not None:
            action()
