"""The status bar: is everything saved, what would undo take back, and that nothing goes out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from tipdesk.gui.workspace import Workspace


class StatusLine(QStatusBar):
    """Follows the workspace by itself."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.addWidget(self.label, 1)
        self.addPermanentWidget(QLabel(self.tr("Offline: tipdesk opens no connection"), self))
        workspace.opened.connect(self._show)
        workspace.undo_changed.connect(self._show)
        workspace.busy_changed.connect(lambda _busy: self._show())

    def _show(self) -> None:
        self.label.setText(self._text())

    def _text(self) -> str:
        workspace = self._workspace
        if workspace.library is None:
            return ""
        if not workspace.editable:
            return self.tr("This library can only be read here")
        saved = self.tr("Saving…") if workspace.busy else self.tr("Saved")
        undo = workspace.undo_label
        return self.tr("{} · Undo: {}").format(saved, undo) if undo else saved
