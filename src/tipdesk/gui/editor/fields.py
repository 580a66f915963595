"""Editors of single fields. Each shows a value, and says `committed` when the user has given it another.

Every editor has the same four: `set_value(value)`, `pending` (typed, but not yet committed), `commit()`, and the signal
`committed(value)`. None holds the state of a publication: after a commit it is told the value anew.
"""

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from tipdesk.domain import values
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.fields import Field
from tipdesk.domain.kinds import KINDS
from tipdesk.gui.text import right_to_left

SEVERAL = object()  # shown instead of a value where the selected publications differ


class FieldEditor(Protocol):
    """What the form asks of an editor."""

    committed: Signal

    @property
    def pending(self) -> bool: ...

    def set_value(self, value: Any) -> None: ...

    def commit(self) -> None: ...


def set_direction(widget: QWidget, text: str) -> None:
    """Lay a field out by the direction of what it holds."""
    direction = Qt.LayoutDirection.RightToLeft if right_to_left(text) else Qt.LayoutDirection.LeftToRight
    widget.setLayoutDirection(direction if text else widget.window().layoutDirection())


class UndoLeaver(QObject):
    """Leaves Undo and Redo to the library where a field has nothing to take back; Qt's fields would swallow them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            of = watched.document() if isinstance(watched, QPlainTextEdit) else watched
            assert isinstance(of, QTextDocument | QLineEdit)
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if (event.matches(undo) and not of.isUndoAvailable()) or (event.matches(redo) and not of.isRedoAvailable()):
                event.ignore()
                return True
        return False


class LineField(QLineEdit):
    """One line of text; Return or leaving the field commits, Esc takes back what was typed."""

    committed = Signal(object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._shown = self._before = ""
        self.setAccessibleName(field.label)
        self.installEventFilter(UndoLeaver(self))
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._edited)

    @property
    def pending(self) -> bool:
        """Is there typed text that was not committed?"""
        return self.text() != self._shown

    def set_value(self, value: Any) -> None:
        """Show a value, or a placeholder for SEVERAL."""
        self._shown = self._before = "" if value is SEVERAL else str(value)
        self.setPlaceholderText(self.tr("several values") if value is SEVERAL else "")
        self.setText(self._shown)
        self.setCursorPosition(0)
        self._mark("")
        set_direction(self, self._shown)

    def commit(self) -> None:
        """Hand over what was typed, if it differs and the field can hold it; else say in the tool tip why not."""
        if not self.pending:
            return
        try:
            value = values.parse(self._field, self.text().strip())
        except BadRequest as error:
            self._mark(str(error))
            return
        self._before, self._shown = self._shown, self.text()
        self.committed.emit(value)

    def take_back(self) -> None:
        """What was handed over could not be kept: it is pending again, unless something else is shown by now."""
        self._shown = self._before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pending:
            self.setText(self._shown)
            self._mark("")
            return
        super().keyPressEvent(event)

    def _edited(self, text: str) -> None:
        set_direction(self, text)
        self._mark("")

    def _mark(self, problem: str) -> None:
        self.setToolTip(problem)
        self.setAccessibleDescription(problem)
        owner = self.parentWidget()
        palette = QPalette(owner.palette() if owner else self.palette())
        if problem:
            palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.red)
        self.setPalette(palette)


class TextField(QPlainTextEdit):
    """Text that grows over several lines; commits when it is left or on Ctrl+Return, Esc takes back, Tab leaves it.

    A `paragraph` is one: Return commits instead of beginning another.
    """

    committed = Signal(object)

    def __init__(self, field: Field, parent: QWidget | None = None, *, paragraph: bool = False) -> None:
        super().__init__(parent)
        self._paragraph = paragraph
        self._shown = self._before = ""
        self.setAccessibleName(field.label)
        self.installEventFilter(UndoLeaver(self))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    @property
    def pending(self) -> bool:
        """Is there typed text that was not committed?"""
        return self.toPlainText() != self._shown

    def set_value(self, value: Any) -> None:
        """Show a value, or a placeholder for SEVERAL."""
        self._shown = "" if value is SEVERAL else str(value)
        self.setPlaceholderText(self.tr("several values") if value is SEVERAL else "")
        self.setPlainText(self._shown)
        self._shown = self._before = self.toPlainText()  # Qt keeps line ends its own way
        set_direction(self, self._shown)

    def commit(self) -> None:
        """Hand over what was typed, if it differs."""
        if self.pending:
            self._before, self._shown = self._shown, self.toPlainText()
            text = " ".join(self._shown.split()) if self._paragraph else self._shown.strip()
            self.committed.emit(text)

    def take_back(self) -> None:
        """What was handed over could not be kept: it is pending again, unless something else is shown by now."""
        self._shown = self._before

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # another width, another number of lines

    def sizeHint(self) -> QSize:
        lines = max(1 if self._paragraph else 2, min(16, self._lines()))
        height = self.fontMetrics().lineSpacing() * lines + 2 * (self.frameWidth() + round(self.document().documentMargin())) + 4
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def _lines(self) -> int:
        return round(self.document().size().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (self._paragraph or control):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape and self.pending:
            self.setPlainText(self._shown)
        else:
            super().keyPressEvent(event)


class WheelLeaver(QObject):
    """Lets a wheel that turns over an unfocused combo box scroll the form instead of changing the value."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class KindField(QComboBox):
    """The kind of publication, from the list of kinds."""

    committed = Signal(object)
    pending = False

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(field.label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(WheelLeaver(self))
        for kind in sorted(KINDS, key=lambda kind: (kind.name == "other", kind.name.casefold())):
            self.addItem(kind.name)
        self.activated.connect(lambda _index: self.committed.emit(self.currentText()))

    def set_value(self, value: Any) -> None:
        """Show a kind; one that is no kind of tipdesk's, or SEVERAL, is shown as no choice."""
        self.setCurrentIndex(-1 if value is SEVERAL else self.findText(str(value)))
        self.setPlaceholderText(self.tr("several values") if value is SEVERAL else str(value))

    def commit(self) -> None:
        """A choice is committed as it is made."""
