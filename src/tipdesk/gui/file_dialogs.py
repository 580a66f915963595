"""The dialogs that ask for files and folders; they tell what a file is by its name alone."""

from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QFileIconProvider, QWidget

_LAST = "last_folder"  # a property of the application: the folder in which a file was chosen last


class _ByName(QFileIconProvider):
    """Qt's own looks into each file that it lists, which takes the locks away that this process holds on an open library."""

    def icon(self, of: QFileIconProvider.IconType | QFileInfo) -> QIcon:
        if isinstance(of, QFileInfo):
            of = QFileIconProvider.IconType.Folder if of.isDir() else QFileIconProvider.IconType.File
        return super().icon(of)

    def type(self, info: QFileInfo) -> str:
        return "" if info.isDir() else info.suffix()


def ask_for_file(parent: QWidget, title: str, *, folder: Path | None = None, only: str = "") -> Path | None:
    """One file that is there, such as `only` says (`CSV (*.csv)`); None if the user thought better of it."""
    return next(iter(_asked(parent, title, folder, only, QFileDialog.FileMode.ExistingFile)), None)


def ask_for_files(parent: QWidget, title: str) -> list[Path]:
    """Files that are there; none if the user thought better of it."""
    return _asked(parent, title, None, "", QFileDialog.FileMode.ExistingFiles)


def ask_for_folder(parent: QWidget, title: str) -> Path | None:
    """A folder that is there."""
    return next(iter(_asked(parent, title, None, "", QFileDialog.FileMode.Directory)), None)


def ask_where_to_save(parent: QWidget, title: str, proposed: Path | str, only: str) -> Path | None:
    """A file that may be there or not; the user was asked whether one that is there may be replaced.

    A name without a suffix gets the one of the name that is proposed, before that is asked.
    """
    return next(iter(_asked(parent, title, Path(proposed), only, QFileDialog.FileMode.AnyFile)), None)


def _asked(parent: QWidget, title: str, start: Path | None, only: str, mode: QFileDialog.FileMode) -> list[Path]:
    saving, icons, application = mode == QFileDialog.FileMode.AnyFile, _ByName(), QApplication.instance()
    assert application is not None
    folder = start.parent if start and saving else start
    if folder is None or folder == Path():
        folder = Path(application.property(_LAST) or "")
    dialog = QFileDialog(parent, title, str(folder), only)
    dialog.setIconProvider(icons)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == QFileDialog.FileMode.Directory)
    if saving and start:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(start.suffix)
        dialog.selectFile(start.name)
    try:
        if not dialog.exec():
            return []
        application.setProperty(_LAST, dialog.directory().absolutePath())
        return [Path(name) for name in dialog.selectedFiles()]
    finally:
        dialog.deleteLater()
