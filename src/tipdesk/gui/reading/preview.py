"""The handout as it would be, in the style that is chosen."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from tipdesk.domain.errors import TipdeskError
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.citing.style_button import StyleButton
from tipdesk.gui.reading.found import Found
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace


class PreviewPage(QWidget):
    """The preview with what its style is chosen and what it is printed by."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = HandoutPreview(workspace, choice, self)
        self.print = QPushButton(QIcon.fromTheme("document-print"), self.tr("&Print…"), self)
        self.print.setAutoDefault(False)
        self.print.clicked.connect(lambda _checked=False: self.preview.ask_printer())
        top = QHBoxLayout()
        top.addWidget(StyleButton(choice, self))
        top.addStretch(1)
        top.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(top)
        column.addWidget(self.preview, 1)


class HandoutPreview(QTextBrowser):
    """Made in a lane and only while it is seen; it loads nothing that a page names."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = workspace.lane("handout-preview")
        self._choice = choice
        self._found = Found()
        self._stale = False
        self.setAccessibleName(self.tr("Preview of the handout"))
        self.setOpenLinks(False)
        paper = self.palette()
        paper.setColor(QPalette.ColorRole.Base, QColor("#ffffff"))
        paper.setColor(QPalette.ColorRole.Text, QColor("#000000"))
        self.setPalette(paper)
        choice.changed.connect(lambda: self.show_list(self._found))

    def loadResource(self, type_: int, name: QUrl | str) -> Any:
        """Nothing."""
        return None

    def show_list(self, found: Found) -> None:
        """Show this list, now or when the preview is next seen."""
        self._found, self._stale = found, True
        if self.isVisible():
            self._make()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._make()

    def ask_printer(self) -> None:
        """Print what is shown, on a printer of the system's or into a file."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self._found.whole is not None:
            printer.setDocName(self._found.whole.title)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def _make(self) -> None:
        found, style, locale = self._found, self._choice.style, self._choice.locale
        self._stale = False
        if found.whole is None:
            self.clear()
            return

        def work(job: Job) -> str:
            from tipdesk.app import citing, handing_out

            assert found.whole is not None
            with citing.stopped_by(job):
                look = citing.look(style, locale, "html")
                return handing_out.document(found.whole, found.known, look, handing_out.Options()).decode()

        self._lane.run(work, self._show, self._refused)

    def _show(self, page: str) -> None:
        top = self.verticalScrollBar().value()
        self.setHtml(page)
        self.verticalScrollBar().setValue(top)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, TipdeskError):
            raise error
        self.setPlainText(str(error))
