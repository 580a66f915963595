"""Files that are dropped anywhere on the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from tipdesk.gui.libraries import SUFFIX
from tipdesk.gui.workspace import Workspace


class FileDrops(QObject):
    """A library that is dropped is opened, other files are imported."""

    def __init__(self, workspace: Workspace, bring_in: Callable[[list[Path]], None], window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._bring_in = bring_in
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped on the window."""
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        files = local_files(event.mimeData().urls())
        if files:
            event.acceptProposedAction()
        if files and event.type() == QEvent.Type.Drop:
            self._take(files)
        return bool(files)

    def _take(self, files: list[Path]) -> None:
        if len(files) == 1 and files[0].suffix == SUFFIX:
            self._workspace.open(files[0])
        else:
            self._bring_in(files)


def local_files(urls: Sequence[QUrl]) -> list[Path]:
    """The files among addresses that were dropped or pasted."""
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
