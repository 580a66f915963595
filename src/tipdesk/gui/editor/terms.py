"""The terms of one vocabulary that publications are filed under, as chips with completion."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from tipdesk.domain import values
from tipdesk.domain.fields import Field
from tipdesk.gui.editor.fields import SEVERAL, UndoLeaver
from tipdesk.gui.editor.flow import FlowLayout
from tipdesk.gui.text import native_language, tooltip

MAX_CHIP = 240  # pixels
_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chip(QFrame):
    """One term with a button that takes it away; Delete and Backspace on the button do the same."""

    removed = Signal()

    def __init__(self, text: str, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 2, 0)
        layout.setSpacing(2)
        if colour:
            dot = QLabel("●", self)
            dot.setStyleSheet(f"color: {colour}")
            layout.addWidget(dot)
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, MAX_CHIP))
        label.setToolTip("" if label.text() == text else text)
        button = RemoveButton(self.tr("Remove {}").format(text), self)
        button.clicked.connect(self.removed)
        layout.addWidget(label)
        layout.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class RemoveButton(QToolButton):
    """A cross that takes away what it stands behind."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tooltip(name))
        self.setAutoRaise(True)
        self.setText("×")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the form has Tab go here

    def event(self, event: QEvent) -> bool:
        """Its keys come here first: Delete is the window's for moving what is selected to the trash."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _REMOVING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _REMOVING:
            self.click()
        else:
            super().keyPressEvent(event)


class TermsField(QWidget):
    """Chips for the terms, and a line to type another one into.

    `committed` hands over the whole list. Where several publications are shown, only the terms that all of them have are
    chips, and `added` and `removed` hand over single names instead.
    """

    committed = Signal(object)
    added = Signal(object)
    removed = Signal(object)

    def __init__(self, field: Field, known: Callable[[], Sequence[tuple[str, str]]], parent: QWidget | None = None) -> None:
        """`known` gives the terms there are, as (name, colour), when completion first needs them."""
        super().__init__(parent)
        self._field = field
        self._known = known
        self._names: tuple[str, ...] = ()
        self._several = False
        self._chips: list[Chip] = []
        self._layout = FlowLayout(self)
        self._line = _TermLine(self)
        self._line.installEventFilter(UndoLeaver(self._line))
        name = self.tr("Add tag") if field.vocabulary == "tag" else self.tr("Add {}").format(field.label.lower())
        self._line.setAccessibleName(name)
        self._line.setPlaceholderText(name)
        self._line.setFrame(False)
        self._line.focused.connect(self._load_completion)
        self._line.returnPressed.connect(self.commit)
        self._line.editingFinished.connect(self.commit)
        self._line.emptied.connect(self._remove_last)
        self._layout.addWidget(self._line)
        self.setFocusProxy(self._line)
        self.setAccessibleName(field.label)

    @property
    def pending(self) -> bool:
        """Is there a typed term that was not committed?"""
        return bool(self._line.text().strip())

    def set_value(self, value: Any) -> None:
        """Show these terms; (SEVERAL, terms that all have) for several publications."""
        self._several = bool(value) and value[0] is SEVERAL
        self._names = tuple(value[1]) if self._several else tuple(value)
        for chip in self._chips:
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        colours = dict(self._known()) if self._field.vocabulary == "tag" and self._names else {}
        self._chips = []
        for name in self._names:
            chip = Chip(self._shown(name), colours.get(name, ""), self)
            chip.removed.connect(lambda name=name: self._remove(name))
            self._layout.insert(len(self._chips), chip)
            self._chips.append(chip)
            chip.show()
        self.updateGeometry()

    def commit(self) -> None:
        """File under what was typed; semicolons separate several."""
        text = self._line.text().strip()
        self._line.setText("")  # unlike clear() it leaves the line nothing to undo
        names = tuple(name for name in values.parse(self._field, text) if name not in self._names)
        if not names:
            return
        if self._several:
            self.added.emit(names)
        else:
            self._names += names
            self.committed.emit(self._names)

    def _remove(self, name: str) -> None:
        if self._several:
            self.removed.emit((name,))
        else:
            self._names = tuple(other for other in self._names if other != name)
            self.committed.emit(self._names)
        self._line.setFocus()

    def _remove_last(self) -> None:
        if self._names:
            self._remove(self._names[-1])

    def _shown(self, name: str) -> str:
        return native_language(name) if self._field.vocabulary == "language" else name

    def _load_completion(self) -> None:
        names = [name for name, _ in self._known()]
        if self._field.vocabulary == "language":
            names += [native_language(name) for name in names]
        completer = QCompleter(QStringListModel(sorted(set(names), key=str.casefold)), self._line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._line.setCompleter(completer)
        completer.activated.connect(lambda _text: self.commit(), Qt.ConnectionType.QueuedConnection)


class _TermLine(QLineEdit):
    focused = Signal()
    emptied = Signal()  # Backspace in an empty line

    def focusInEvent(self, event: Any) -> None:
        if self.completer() is None:
            self.focused.emit()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text() and not event.isAutoRepeat():
            self.emptied.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
