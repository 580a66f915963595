"""The source tab: the text that a record came from, and what it would be exported as."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from tipdesk.domain.publication import Publication


class SourceView(QWidget):
    """Read only; plain text in a fixed-width font."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self._export = self._pane(layout, self.tr("As BibTeX"))
        self._came = QLabel(self)
        layout.addWidget(self._came)
        self._source = self._text(self.tr("As it came"))
        layout.addWidget(self._source, 1)

    def _pane(self, layout: QVBoxLayout, title: str) -> QPlainTextEdit:
        layout.addWidget(QLabel(title, self))
        text = self._text(title)
        layout.addWidget(text, 1)
        return text

    def _text(self, name: str) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setReadOnly(True)
        text.setAccessibleName(name)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        return text

    def show_publication(self, publication: Publication, exported: str) -> None:
        """Show a publication's source and its export."""
        source = publication.source
        self._export.setPlainText(exported)
        self._source.setVisible(source is not None)
        self._came.setText(self.tr("As it came ({})").format(source.format) if source else "")
        before, _, after = source.context.partition("\f") if source else ("", "", "")
        self._source.setPlainText(f"{before}\n{source.text}\n{after}".strip() if source else "")
