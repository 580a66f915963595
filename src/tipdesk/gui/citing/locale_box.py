"""The languages of citations."""

from PySide6.QtWidgets import QComboBox, QWidget

from tipdesk.gui.citing.choice import locale_label
from tipdesk.gui.dialogs.asking import complete_by_parts


class LocaleBox(QComboBox):
    """All locales by their own names, found by any part of them; the first choice leaves it to the style."""

    def __init__(self, parent: QWidget | None = None) -> None:
        from tipdesk.app import citing

        super().__init__(parent)
        self.setAccessibleName(self.tr("Language of citations"))
        self.addItem(self.tr("The style's own"), "")
        for label, locale in sorted((locale_label(locale), locale) for locale in citing.LOCALES):
            self.addItem(label, locale)
        complete_by_parts(self)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(lambda: self.setEditText(self.itemText(self.currentIndex())))

    @property
    def chosen(self) -> str:
        """The locale; empty for the style's own."""
        return str(self.currentData() or "")

    def choose(self, locale: str) -> None:
        """Show this one."""
        self.setCurrentIndex(max(self.findData(locale), 0))
