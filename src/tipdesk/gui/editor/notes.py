"""Notes about a publication: Markdown, private unless switched, kept as they are typed."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.domain.publication import Note
from tipdesk.gui.editor.fields import set_direction

AUTOSAVE = 1500  # milliseconds after the last key


class _Text(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _NoteBox(QFrame):
    """One note: its text, whether it may leave the desk, and a button that deletes it."""

    typed = Signal()
    settled = Signal()
    deleted = Signal()

    def __init__(self, note: Note, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.text = _Text(self)
        self.text.setPlainText(note.text)
        self.text.setAccessibleName(self.tr("Notes") if number == 0 else self.tr("Notes {}").format(number + 1))
        self.text.setPlaceholderText(self.tr("About the publication; no names or case details of people."))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * 5)
        set_direction(self.text, note.text)
        self.text.textChanged.connect(self._typed)
        self.text.left.connect(self.settled)
        self.public = QCheckBox(self.tr("May leave with exports"), self)
        self.public.setChecked(note.public)
        self.public.toggled.connect(self._show_privacy)
        self.public.toggled.connect(self.settled)
        self._privacy = QLabel(self)
        delete = QToolButton(self)
        delete.setIcon(QIcon.fromTheme("edit-delete"))
        delete.setAutoRaise(True)
        delete.setAccessibleName(self.tr("Delete note"))
        delete.setToolTip(delete.accessibleName())
        delete.clicked.connect(self.deleted)
        line = QHBoxLayout()
        line.addWidget(self._privacy)
        line.addStretch(1)
        line.addWidget(self.public)
        line.addWidget(delete)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.text)
        layout.addLayout(line)
        self._show_privacy(note.public)

    def note(self) -> Note:
        return Note(self.text.toPlainText(), self.public.isChecked())

    def _typed(self) -> None:
        set_direction(self.text, self.text.toPlainText())
        self.typed.emit()

    def _show_privacy(self, public: bool) -> None:
        self._privacy.setText(self.tr("Public") if public else self.tr("Private"))


class NotesField(QWidget):
    """All notes of a publication; `committed` hands over the whole tuple, a moment after typing or when a note is left."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Note, ...] = ()
        self._before: tuple[Note, ...] = ()
        self._boxes: list[_NoteBox] = []
        self._timer = QTimer(self, singleShot=True, interval=AUTOSAVE)
        self._timer.timeout.connect(self.commit)
        self._empty = QLabel(self.tr("No notes yet. What is this publication good for? What should others know?"), self)
        self._empty.setWordWrap(True)
        self._new = QPushButton(QIcon.fromTheme("text-x-note"), self.tr("New note"), self)
        self._new.clicked.connect(self.add)
        inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        self._column.addWidget(self._empty)
        self._column.addWidget(self._new, 0, Qt.AlignmentFlag.AlignLeading)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    @property
    def pending(self) -> bool:
        """Is there typed text that was not committed?"""
        return self._notes() != self._shown

    def set_value(self, notes: tuple[Note, ...], anew: bool = False) -> None:
        """Show these notes; unless `anew`, those that are shown already, and an empty one, stay as they are with their cursor."""
        self._timer.stop()
        if anew or notes != self._notes():
            for box in self._boxes:
                self._column.removeWidget(box)
                box.hide()
                box.deleteLater()
            self._boxes = []
            for note in notes:
                self._add_box(note)
        self._shown = self._before = notes
        self._empty.setVisible(not self._boxes)

    def add(self) -> None:
        """Open an empty note to type into."""
        box = self._add_box(Note(""))
        self._empty.hide()
        box.text.setFocus()

    def commit(self) -> None:
        """Hand over the notes, if they differ."""
        self._timer.stop()
        if self.pending:
            self._before, self._shown = self._shown, self._notes()
            self.committed.emit(self._shown)

    def take_back(self) -> None:
        """What was handed over could not be kept: it is pending again, unless something else is shown by now."""
        self._shown = self._before

    def set_editable(self, editable: bool) -> None:
        """Without a library that may be changed there is nothing to add."""
        self._new.setEnabled(editable)

    def _notes(self) -> tuple[Note, ...]:
        return tuple(note for box in self._boxes if (note := box.note()).text.strip())

    def _add_box(self, note: Note) -> _NoteBox:
        box = _NoteBox(note, len(self._boxes), self)
        box.typed.connect(self._timer.start)
        box.settled.connect(self.commit)
        box.deleted.connect(lambda: self._delete(box))
        self._column.insertWidget(len(self._boxes), box)
        self._boxes.append(box)
        box.show()
        return box

    def _delete(self, box: _NoteBox) -> None:
        self._boxes.remove(box)
        self._column.removeWidget(box)
        box.hide()
        box.deleteLater()
        self._empty.setVisible(not self._boxes)
        self.commit()
