"""Files that are dropped anywhere on the window."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDropEvent

from tipdesk.gui.libraries import SUFFIX, Libraries
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.gui.commands import Commands


class FileDrops:
    """A library that is dropped is opened, other files are imported."""

    def __init__(self, workspace: Workspace, libraries: Libraries, commands: "Commands") -> None:
        self._workspace = workspace
        self._libraries = libraries
        self._commands = commands

    def welcome(self, event: QDropEvent) -> list[Path]:
        """The files that are dragged; if there are any, they are accepted."""
        files = local_files(event.mimeData().urls())
        if files:
            event.acceptProposedAction()
        return files

    def take(self, event: QDropEvent) -> None:
        """Open or import what is dropped."""
        files = self.welcome(event)
        if len(files) == 1 and files[0].suffix == SUFFIX:
            self._workspace.open(files[0])
        elif files:
            self._libraries.begin(lambda: self._commands.import_files(files))


def local_files(urls: Sequence[QUrl]) -> list[Path]:
    """The files among addresses that were dropped or pasted."""
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
