"""The files that publications are linked to: opened in the system's programs, and linked."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from tipdesk.domain import linked_files
from tipdesk.domain.linked_files import LinkedFile
from tipdesk.domain.publication import Publication
from tipdesk.gui.actions import Actions
from tipdesk.gui.file_dialogs import ask_for_file
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.table.view import PublicationTable
from tipdesk.gui.workspace import Workspace

# What a system shows and does not run: a path in a record may come from anywhere.
DOCUMENTS = frozenset(
    f".{suffix}"
    for suffix in """pdf epub djvu ps doc docx odt rtf txt md tex html htm mht xls xlsx ods csv tsv ppt pptx odp png jpg jpeg gif tif tiff
    bmp webp svg mp3 m4a ogg wav mp4 webm mkv mov""".split()
)


class FileCommands(QObject):
    """The actions on linked files."""

    def __init__(self, workspace: Workspace, table: PublicationTable, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._table = table
        self._messages = messages
        self._window = window
        self._lane = workspace.lane("files", latest_only=False)

    def register(self, actions: Actions) -> None:
        """Give the actions what they do."""
        actions.add("file", lambda: self._with_current(self._show))
        actions.add("link_file", self.link)

    def _with_current(self, then: Callable[[Publication], None]) -> None:
        library, current = self._workspace.library, self._table.current_id()
        if library is not None and current:

            def take(found: Sequence[Publication]) -> None:
                for one in found:
                    then(one)

            self._lane.run(lambda _job: library.get((current,)), take)

    def _show(self, publication: Publication) -> None:
        """Open its file; of several, ask which."""
        files = linked_files.of(publication.extra)
        if not files:
            self._messages.tell(self.tr("This publication is linked to no file; “Link to a file” in the menu Library does that."))
        elif len(files) == 1:
            self.open(files[0].path)
        else:
            self.menu(files).popup(self._table.mapToGlobal(self._table.visualRect(self._table.currentIndex()).bottomLeft()))

    def menu(self, files: Sequence[LinkedFile]) -> QMenu:
        """One entry for each file."""
        menu = QMenu(self._window)
        for file in files:
            name = file.path.replace("\\", "/").rpartition("/")[2].replace("&", "&&")
            menu.addAction(f"{name} ({file.description})" if file.description else name, partial(self.open, file.path))
        return menu

    def open(self, path: str) -> None:
        """Open a document in the system's program for it; tell why not, if not."""
        library = self._workspace.library
        if library is None:
            return
        whole = library.path.parent / path
        if linked_files.is_elsewhere(path):
            self._messages.warn(self.tr("Files of other machines are not opened from here: {}").format(path))
        elif whole.suffix.lower() not in DOCUMENTS:
            self._messages.warn(self.tr("Only documents, pictures and recordings are opened from here, and this is none: {}").format(path))
        elif not whole.is_file():
            self._messages.warn(self.tr("The file is not there: {}").format(whole))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(whole))):
            self._messages.warn(self.tr("No program of this system opens the file: {}").format(whole))

    def link(self) -> None:
        """Ask for a file, and link the current publication to it."""
        if (file := ask_for_file(self._window, self.tr("Link to a file"))) is not None:
            self._with_current(partial(self._link, file))

    def _link(self, file: Path, publication: Publication) -> None:
        """A file in the library's folder is named from there, so that both can move together."""
        from tipdesk.app.edits import Batch, SetField

        library = self._workspace.library
        if library is None:
            return
        folder = library.path.parent.resolve()
        path = file.resolve()
        named = path.relative_to(folder) if path.is_relative_to(folder) else path
        extra = linked_files.with_file(publication.extra, named.as_posix())
        self._workspace.do(Batch((SetField((publication.id,), "extra", extra),), "Link to a file"))
