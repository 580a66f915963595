"""The tab of files: what a publication is linked to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tipdesk.domain import linked_files
from tipdesk.domain.linked_files import LinkedFile
from tipdesk.domain.publication import Publication
from tipdesk.gui.editor.links import LinkButton
from tipdesk.gui.editor.terms import RemoveButton
from tipdesk.gui.text import isolated


class FilesView(QWidget):
    """One line for each file: a press opens it, the cross behind it takes the link away."""

    wanted = Signal(str)  # a path as it is linked
    removed = Signal(str)
    link_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = QLabel(self.tr("It is linked to no file. A linked document opens with F4, and its text can be searched."), self)
        self._none.setWordWrap(True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._link = QPushButton(self.tr("Link to a file…"), self)
        self._link.clicked.connect(self.link_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 4)
        column.addWidget(self._none)
        column.addLayout(self._lines)
        row = QHBoxLayout()
        row.addWidget(self._link)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def show_publication(self, publication: Publication | None, editable: bool) -> int:
        """Show the files of a publication; returns how many there are."""
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        files = linked_files.of(publication.extra) if publication is not None else ()
        before: QWidget = self._link  # Tab goes from line to line and then there, wherever in the window they were made
        for file in files:
            line = self._line(file, editable)
            self._lines.addWidget(line)
            for button in line.findChildren(QAbstractButton):
                self.setTabOrder(before, button)
                before = button
        self.setTabOrder(before, self._link)
        self._none.setHidden(bool(files))
        self._link.setEnabled(editable)
        return len(files)

    def _line(self, file: LinkedFile, editable: bool) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        folder, _, name = file.path.replace("\\", "/").rpartition("/")
        parts = [part for part in (file.description, folder) if part]
        button = LinkButton(name, "".join(f" · {isolated(part)}" for part in parts), line)
        button.setAccessibleName(self.tr("Open {}").format(" · ".join((name, *parts))))
        button.clicked.connect(lambda _checked=False: self.wanted.emit(file.path))
        row.addWidget(button, 1)
        remove = RemoveButton(self.tr("Remove the link to {}").format(name), line)
        remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remove.setEnabled(editable)
        remove.clicked.connect(lambda _checked=False: self.removed.emit(file.path))
        row.addWidget(remove)
        return line
