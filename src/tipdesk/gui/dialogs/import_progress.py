"""The line that says how far an import is, and what it would do."""

import time

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget


class ProgressLine(QWidget):
    """A sentence, and a bar while something is under way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._bar = QProgressBar(self)
        self._bar.hide()
        self._began = 0.0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 2)
        row.addWidget(self._bar, 1)

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say something."""
        self._label.setText(text)

    def begin(self, text: str) -> None:
        """Something is under way from now on."""
        self._began = time.monotonic()
        self._bar.setRange(0, 0)
        self._bar.show()
        self.say(text)

    def end(self) -> None:
        """Nothing is under way any more."""
        self._bar.hide()

    def reading(self, done: int, total: int) -> None:
        """So many lines of so many were read."""
        self._advance(done, total)
        left = self._left(done, total)
        self.say(self.tr("Reading… about {} left").format(left) if left else self.tr("Reading…"))

    def importing(self, done: int, total: int, records: int) -> None:
        """So many lines of so many were taken in, which held so many records."""
        if done >= total:
            self._bar.setRange(0, 0)
            self.say(self.tr("Writing the index…"))
            return
        self._advance(done, total)
        left, number = self._left(done, total), QLocale().toString
        if left:
            rate = round(records / (time.monotonic() - self._began))
            self.say(self.tr("{} records, {} a second, about {} left").format(number(records), number(rate), left))
        else:
            self.say(self.tr("{} records").format(number(records)))

    def _advance(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _left(self, done: int, total: int) -> str:
        """The time left; nothing in the first second and the first fiftieth, whose rate says little."""
        passed = time.monotonic() - self._began
        if passed < 1 or done * 50 < total:
            return ""
        left = round(passed / max(done, 1) * max(total - done, 0))
        return self.tr("{} s").format(left) if left < 60 else self.tr("{} min").format(f"{left // 60}:{left % 60:02}")
