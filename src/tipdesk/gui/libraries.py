"""Which library is open: asked for, made, or the one of the last session."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QMenu, QWidget

from tipdesk.domain.errors import SystemRefused
from tipdesk.gui.session import Session
from tipdesk.gui.tasks import PAINT_MILLISECONDS, Job
from tipdesk.gui.workspace import Workspace

SUFFIX = ".tipdesk"


class Libraries(QObject):
    """Opens and makes libraries in the workspace, and remembers them in the session."""

    def __init__(self, workspace: Workspace, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._session = session
        self._window = window
        self._lane = workspace.lane("sample", latest_only=False)
        self.folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))

    def open_first(self, path: Path | None) -> bool:
        """Open the library asked for, else that of the last session if it is still there; is there one?

        What is in the window is painted before: beside that, both would take longer.
        """
        first = path or Path(self._session.text("library", "/"))
        if path is None and not os.path.isfile(first):
            return False
        self._workspace.wait(PAINT_MILLISECONDS)
        self._workspace.open(first)
        return True

    def note_opened(self) -> None:
        """Remember what is open now."""
        library = self._workspace.library
        if library is not None:
            self._session.opened(library.path)

    def ask_open(self) -> None:
        """Let the user choose a library to open."""
        from tipdesk.gui.file_dialogs import ask_for_file  # not before somebody asks

        if path := ask_for_file(self._window, self.tr("Open library"), folder=self.folder, only=self._filter()):
            self._workspace.open(path)

    def ask_new(self) -> None:
        """Let the user choose where a new library is to be."""
        from tipdesk.gui.file_dialogs import ask_where_to_save  # not before somebody asks

        if path := ask_where_to_save(self._window, self.tr("New library"), self._free("library"), self._filter()):
            self._workspace.create(path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX))

    def start_empty(self, then: Callable[[], None] | None = None) -> None:
        """Make an empty library in the documents folder, under a name that is free."""
        if self._make_folder():
            self._workspace.create(self._free("library"), then)

    def begin(self, then: Callable[[], None]) -> None:
        """Do something with the open library, or else with a new and empty one; nothing while one is being opened."""
        if self._workspace.library is not None:
            then()
        elif not self._workspace.busy:
            self.start_empty(then)

    def open_sample(self) -> None:
        """Make a copy of the sample library in the documents folder and open it; an earlier copy is opened as it is."""
        target = self.folder / f"tipdesk sample{SUFFIX}"
        if os.path.isfile(target):
            self._workspace.open(target)
            return
        if not self._make_folder():
            return

        def work(_job: Job) -> None:
            from tipdesk.app import sample

            try:
                sample.create(target).close()
            except FileExistsError:
                raise SystemRefused(f"{target} is there already; open it, or move it away.") from None

        self._lane.run(work, lambda _made: self._workspace.open(target))

    def fill_recent(self, menu: QMenu) -> None:
        """One entry for each library opened last."""
        for path in self._session.recent():
            menu.addAction(path.name.replace("&", "&&"), partial(self._workspace.open, path))
        if menu.isEmpty():
            menu.addAction(self.tr("None yet")).setEnabled(False)

    def _filter(self) -> str:
        return self.tr("tipdesk libraries (*{})").format(SUFFIX)

    def _make_folder(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            text = self.tr("The folder {} cannot be made: {}. Choose another place by New library in the menu File.")
            self._workspace.report(SystemRefused(text.format(self.folder, error.strerror)))
            return False
        return True

    def _free(self, name: str) -> Path:
        paths = (self.folder / f"{name}{number}{SUFFIX}" for number in ("", *(f" {n}" for n in range(2, 1000))))
        return next(path for path in paths if not os.path.lexists(path))
