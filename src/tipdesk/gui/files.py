"""The files that publications are linked to: opened in the system's programs, and linked."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from tipdesk.domain import linked_files
from tipdesk.domain.linked_files import LinkedFile
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Has
from tipdesk.gui.actions import Actions
from tipdesk.gui.editor.files import FilesView
from tipdesk.gui.file_dialogs import ask_for_file
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.table.view import PublicationTable
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.files import KeepTexts, Outcome

# What a system shows and does not run: a path in a record may come from anywhere.
DOCUMENTS = frozenset(
    f".{suffix}"
    for suffix in """pdf epub djvu ps doc docx odt rtf txt md tex html htm mht xls xlsx ods csv tsv ppt pptx odp png jpg jpeg gif tif tiff
    bmp webp svg mp3 m4a ogg wav mp4 webm mkv mov""".split()
)
MENU_WIDTH = 500  # pixels of a file's name in a menu


class FileCommands(QObject):
    """The actions on linked files."""

    def __init__(self, workspace: Workspace, table: PublicationTable, shown: FilesView, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._table = table
        self._messages = messages
        self._window = window
        self._lane = workspace.lane("files", latest_only=False)
        shown.wanted.connect(self.open)
        shown.link_wanted.connect(self.link)
        workspace.opened.connect(self._end)  # what is being read is of another library then
        self._reading: Job | None = None
        self._ids: list[int] = []  # whose files are read, one after another

    def register(self, actions: Actions) -> None:
        """Give the actions what they do."""
        actions.add("file", lambda: self._with_current(self._show))
        actions.add("link_file", self.link)
        actions.add("read_files", self.read_all)

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
            name = file.path.replace("\\", "/").rpartition("/")[2]
            shown = f"{name} ({file.description})" if file.description else name
            shown = menu.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, MENU_WIDTH)
            menu.addAction(shown.replace("&", "&&"), partial(self.open, file.path))
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
            self._link(file)

    def _link(self, file: Path) -> None:
        from tipdesk.app import files

        library, current = self._workspace.library, self._table.current_id()
        if library is not None and current:
            self._workspace.do(files.LinkFile((current,), files.named(file, library)), lambda _changes: self._read((current,)))

    def read_all(self) -> None:
        """Read the text of all linked files; asked for again meanwhile, stop that."""
        library = self._workspace.library
        if self._reading is not None:
            self._reading.cancel()
        elif library is not None:
            self._lane.run(lambda job: tuple(library.find(Has("file"), (), job)), self._read)

    def _read(self, ids: Sequence[int]) -> None:
        """Read their files, after those that are being read."""
        from tipdesk.app import files

        self._ids += ids
        if self._reading is None:
            self._reading = Job(self)
            self._reading.progressed.connect(self._progressed)
            self._next(0, files.Outcome())

    def _next(self, start: int, outcome: "Outcome") -> None:
        """Read the files of some publications, keep their text, and go on; at the end tell what came of it."""
        from tipdesk.app import files

        library, job, ids = self._workspace.library, self._reading, tuple(self._ids)
        if library is None or job is None or start >= len(ids):
            self._end()
            self._tell(outcome)
            return

        def keep(texts: "KeepTexts") -> None:
            if job is self._reading:
                self._workspace.do(texts, lambda _changes: self._next(min(start + files.CHUNK, len(ids)), outcome), failed=failed)

        def failed(error: Exception) -> None:
            if job is self._reading:
                self._end()
            self._workspace.report(error)

        self._lane.run(lambda _job: files.read(library, ids, outcome, job, start), keep, failed, job)

    def _progressed(self, done: int, whole: int) -> None:
        if whole > 1:
            self._messages.tell(
                self.tr("Reading linked files, publication {} of {}. To stop, choose that again in the menu Tools.").format(done, whole)
            )

    def _end(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = None
        self._ids = []

    def _tell(self, outcome: "Outcome") -> None:
        if not outcome.problems:
            self._messages.tell(self.tr("Publications with files whose text can be searched: {}.").format(outcome.read + outcome.known))
            return
        key, path, reason = outcome.problems[0]
        text, more = self.tr("{} ({}): {}").format(path, key, reason), len(outcome.problems) - 1
        self._messages.warn(self.tr("{} {} more could not be read.").format(text, more) if more else text)
