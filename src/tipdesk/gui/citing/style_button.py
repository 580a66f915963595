"""The button that shows the style and lets another be taken."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.text import tooltip

WIDTH = 180  # pixels of a name that are shown


class StyleButton(QPushButton):
    """Follows the choice, and drops down the styles in the menu."""

    def __init__(self, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._styles = QMenu(self)
        self._styles.aboutToShow.connect(self._fill)
        self.setMenu(self._styles)
        choice.changed.connect(self._name)
        self._name()

    def _fill(self) -> None:
        self._styles.clear()
        self._choice.fill_menu(self._styles)

    def _name(self) -> None:
        label = self._choice.label
        self.setText(self.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, WIDTH).replace("&", "&&"))
        self.setToolTip(tooltip(label))
        self.setAccessibleName(self.tr("Style: {}").format(label))
