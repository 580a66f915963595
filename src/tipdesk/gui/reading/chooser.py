"""The line above a reading list: which one it is, and making, copying and deleting lists."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from tipdesk.app.edit import Edit
from tipdesk.app.list_edits import AddReadingList, CopyReadingList, DeleteReadingList
from tipdesk.domain.changes import Changes
from tipdesk.domain.list_titles import shown
from tipdesk.domain.reading import ReadingList, Section
from tipdesk.gui.dialogs.asking import ask_text
from tipdesk.gui.reading.found import Found
from tipdesk.gui.text import isolated
from tipdesk.gui.workspace import Workspace


class ListChooser(QWidget):
    """Says which list is wanted; a list that was just made or copied is."""

    chosen = Signal(int)
    said = Signal(str)
    refused = Signal(object)  # an exception

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("new-reading-list", latest_only=False)
        self._found = Found()
        self.lists = QComboBox(self)
        self.lists.setAccessibleName(self.tr("Reading list to show"))
        self.lists.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lists.activated.connect(lambda _row: self.chosen.emit(int(self.lists.currentData())))
        self._new = self._button(self.tr("&New…"), self.ask_new)
        self._copy = self._button(self.tr("&Copy…"), self._ask_copy)
        self._delete = self._button(self.tr("&Delete"), self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.lists, 1)
        for button in (self._new, self._copy, self._delete):
            row.addWidget(button)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def show_lists(self, found: Found) -> None:
        """Show which lists there are, and which is shown."""
        self._found = found
        self.lists.clear()
        for number, title in shown(found.lists):
            self.lists.addItem(isolated(title), number)
        self.lists.setCurrentIndex(self.lists.findData(found.whole.id if found.whole else 0))
        editable = self._workspace.editable
        self._new.setEnabled(editable)
        for button in (self._copy, self._delete):
            button.setEnabled(editable and found.whole is not None)

    def ask_new(self, sections: tuple[Section, ...] = ()) -> None:
        """Ask for the title of a new list, which gets these sections."""

        def make(title: str) -> None:
            self._add(AddReadingList(ReadingList(title.strip(), sections=sections)))

        ask_text(self, self.tr("New reading list"), self.tr("Title of the new list:"), "", make)

    def _ask_copy(self) -> None:
        if (whole := self._found.whole) is not None:
            question = self.tr("Title of the copy, which is a draft to be worked on:")
            ask_text(
                self, self.tr("Copy reading list"), question, whole.title, lambda title: self._add(CopyReadingList(whole.id, title.strip()))
            )

    def _add(self, edit: Edit) -> None:
        library = self._workspace.library

        def show(_changes: Changes) -> None:
            if library is not None:  # the new one has the highest id
                self._lane.run(lambda _job: max(each.id for each in library.reading_lists()), self.chosen.emit)

        self._workspace.do(edit, show, failed=self.refused.emit)

    def _remove(self) -> None:
        if (whole := self._found.whole) is not None:
            said = self.tr("“{}” was deleted; Undo brings it back.").format(whole.title)
            self._workspace.do(DeleteReadingList(whole.id), lambda _changes: self.said.emit(said), failed=self.refused.emit)
