"""The languages of citations."""

from PySide6.QtWidgets import QComboBox, QWidget

from tipdesk.gui.citing.choice import CitationChoice, locale_label
from tipdesk.gui.dialogs.asking import complete_by_parts


class LocaleBox(QComboBox):
    """All locales by their own names, found by any part of them; the first leaves it to the style. It follows a choice, and sets it."""

    def __init__(self, choice: CitationChoice, parent: QWidget | None = None) -> None:
        from tipdesk.app import citing

        super().__init__(parent)
        self._choice = choice
        # Else its width would be that of all names, for which Qt loads a font for each of their scripts.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)
        self.setAccessibleName(self.tr("Language of citations"))
        self.addItem(self.tr("The style's own"), "")
        for label, locale in sorted((locale_label(locale), locale) for locale in citing.LOCALES):
            self.addItem(label, locale)
        complete_by_parts(self)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(lambda: self.setEditText(self.itemText(self.currentIndex())))

        self._follow()
        choice.changed.connect(self._follow)
        self.currentIndexChanged.connect(lambda _index: self._set())

    def _follow(self) -> None:
        self.setCurrentIndex(max(self.findData(self._choice.locale), 0))

    def _set(self) -> None:
        locale = str(self.currentData() or "")
        if locale != self._choice.locale:
            self._choice.choose(self._choice.style, self._choice.title, locale)
