"""The publications that one is linked to as an edition or a translation, in the form of its details."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tipdesk.domain import editions
from tipdesk.domain.editions import MOST_LINKED, Linked
from tipdesk.domain.text import plain
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.editor.terms import RemoveButton
from tipdesk.gui.text import isolated, native_language, tooltip

_RELATIONS = {
    editions.ORIGINAL: QT_TRANSLATE_NOOP("Links", "Translation of"),
    editions.TRANSLATION: QT_TRANSLATE_NOOP("Links", "Translations"),
    editions.EARLIER: QT_TRANSLATE_NOOP("Links", "Earlier editions"),
    editions.LATER: QT_TRANSLATE_NOOP("Links", "Later editions"),
    editions.EDITION: QT_TRANSLATE_NOOP("Links", "Other editions"),
}
_SHAPE = """QPushButton { border: none; padding: 2px 0; color: palette(link); text-align: %s; }
QPushButton:hover, QPushButton:focus { text-decoration: underline; }
QPushButton:disabled { color: palette(placeholder-text); }"""


def relation_label(relation: str) -> str:
    """What publications that are linked in this way are called together."""
    return QCoreApplication.translate("Links", _RELATIONS[relation])


class LinksField(QWidget):
    """One line for each publication that is linked in one way: a press shows it, the cross behind it removes the link."""

    wanted = Signal(int)  # the id of a publication
    removed = Signal(int, str)  # the id of the publication that says so, and the role

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._editable = True
        self.setAccessibleName(label)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_editable(self, editable: bool) -> None:
        """Can links be removed here?"""
        self._editable = editable
        for cross in self.findChildren(RemoveButton):
            cross.setEnabled(editable)

    def set_links(self, links: Sequence[Linked]) -> None:
        """Show these links, whose relation is the one of this field."""
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for link in links:
            self._column.addWidget(self._line(link))
        if len(links) >= MOST_LINKED:
            self._column.addWidget(_faint(self.tr("No more than {} are shown.").format(MOST_LINKED), self))

    def _line(self, link: Linked) -> QWidget:
        title, behind = self._said(link)
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        there = link.publication
        if there is None or there.trashed:
            gone = _faint(isolated(title) + behind, line)
            gone.setToolTip(tooltip(title + behind))
            row.addWidget(gone, 1)
        else:
            button = LinkButton(title, behind, line)
            button.setAccessibleName(f"{self._label}: {title}{behind}")
            button.clicked.connect(lambda _checked=False, number=there.id: self.wanted.emit(number))
            row.addWidget(button, 1)
        remove = RemoveButton(self.tr("Remove the link to {}").format(title), line)
        remove.setEnabled(self._editable)
        remove.clicked.connect(lambda _checked=False: self.removed.emit(link.by, link.role))
        row.addWidget(remove)
        return line

    def _said(self, link: Linked) -> tuple[str, str]:
        """The title, and what stands behind it."""
        other = link.publication
        if other is None:
            return link.key, " · " + self.tr("no publication has this citation key")
        parts = [str(other.year or self.tr("no date")), *map(native_language, other.languages)]
        if other.trashed:
            parts.append(self.tr("in the trash"))
        return plain(other.title) or other.key, "".join(f" · {isolated(part)}" for part in parts)


def _faint(text: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    sized = label.sizePolicy()
    sized.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # a key without a blank would push all else out
    label.setSizePolicy(sized)
    return label


class LinkButton(QPushButton):
    """A title, cut where there is no room for it, and what stands behind it, cut only where that would leave it less than half."""

    def __init__(self, title: str, behind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._behind = title, behind
        self.setStyleSheet(_SHAPE % ("right" if self.isRightToLeft() else "left"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(title + behind))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(0, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # outside a dialog a button takes the space bar alone
            self.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        metrics, cut, width = self.fontMetrics(), Qt.TextElideMode.ElideRight, self.width() - 2
        behind = metrics.elidedText(self._behind, cut, width - min(metrics.horizontalAdvance(self._title), width // 2))
        title = metrics.elidedText(self._title, cut, width - metrics.horizontalAdvance(behind))
        self.setText(f"{isolated(title)}{behind}".replace("&", "&&"))
