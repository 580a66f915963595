"""The tab of reading lists: where a publication stands, and what is said of it there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import Item, Place, ReadingList, places
from tipdesk.gui.labels import facet_label
from tipdesk.gui.reading.words import importance_label
from tipdesk.gui.text import isolated, tooltip

_IDS = Qt.ItemDataRole.UserRole


class ListsView(QWidget):
    """One line for each place; `wanted` is emitted with the ids of list and item when one is clicked or entered."""

    wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nowhere = QLabel(self.tr("It stands in no reading list. Drag it onto one, or press Ctrl+Shift+L."), self)
        self._nowhere.setWordWrap(True)
        self.places = QTreeWidget(self)
        self.places.setAccessibleName(facet_label("lists"))
        self.places.setHeaderHidden(True)
        self.places.setRootIsDecorated(False)
        self.places.setItemsExpandable(False)
        self.places.setWordWrap(True)
        self.places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.places.itemClicked.connect(self._open)
        self.places.itemActivated.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._nowhere)
        column.addWidget(self.places, 1)

    def show_publication(self, publication: Publication | None, lists: Sequence[ReadingList]) -> int:
        """Show where a publication stands in these lists; returns in how many places."""
        self.places.clear()
        number = 0
        for whole in lists if publication is not None else ():
            top = self._line(whole.title, whole.id, 0)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for place in places(whole):
                for item in place.section.items:
                    if publication is not None and item.key == publication.key:
                        number += 1
                        top.addChild(self._line(self._said(place, item), whole.id, item.id))
            self.places.addTopLevelItem(top)
        self.places.expandAll()
        self.places.setHidden(not lists)
        self._nowhere.setHidden(bool(lists))
        return number

    def _line(self, text: str, list_id: int, item_id: int) -> QTreeWidgetItem:
        line = QTreeWidgetItem(["\n".join(isolated(part) for part in text.splitlines())])
        line.setData(0, _IDS, [list_id, item_id])
        line.setData(0, Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
        line.setToolTip(0, tooltip(text))
        return line

    def _said(self, place: Place, item: Item) -> str:
        where = f"{place.number} {place.section.title}".strip()
        first = f"{where} · {importance_label(item.importance)}" if item.importance else where
        private = self.tr("Private: {}").format(item.private_note) if item.private_note else ""
        return "\n".join(part for part in (first, item.annotation, private) if part)

    def _open(self, line: QTreeWidgetItem, _column: int) -> None:
        list_id, item_id = line.data(0, _IDS)
        self.wanted.emit(list_id, item_id)
