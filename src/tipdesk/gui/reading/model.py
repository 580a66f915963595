"""A reading list as a tree: sections, the items in them and the sections inside, and what may be dragged where."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import Item, ReadingList, Section, totals
from tipdesk.gui.reading.words import importance_label, minutes_label
from tipdesk.gui.table.drags import IDS_MIME, dragged_ids
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.theme import row_icon
from tipdesk.gui.tree_model import Index, TreeModel

COLUMNS = READING, IMPORTANCE, PAGES, MINUTES = range(4)
MIME = "application/x-tipdesk-reading"  # our process, then `section` or `item` and ids
_R = Qt.ItemDataRole
_F = Qt.ItemFlag


@dataclass(slots=True, eq=False)
class Node:
    """A section or an item, and where it stands; the root, which is not shown, is neither."""

    section: Section | None = None
    item: Item | None = None
    numbering: str = ""  # a section's, as people count
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    row: int = 0
    number: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What it is found again by."""
        return ("item", self.item.id) if self.item else ("section", self.section.id if self.section else 0)

    @property
    def ids(self) -> tuple[int, ...]:
        """The sections directly inside, by id."""
        return tuple(child.section.id for child in self.children if child.section)

    @property
    def items(self) -> tuple[int, ...]:
        """The items directly inside, by id."""
        return tuple(child.item.id for child in self.children if child.item)


def build(whole: ReadingList | None) -> Node:
    """The tree of a list; of a section the items come first."""
    root = Node()
    waiting: list[tuple[Node, Sequence[Section]]] = [(root, whole.sections if whole else ())]
    while waiting:
        parent, sections = waiting.pop()
        for count, section in enumerate(sections, 1):
            node = Node(section, None, f"{parent.numbering}.{count}".lstrip("."), parent, row=len(parent.children))
            parent.children.append(node)
            node.children += [Node(None, item, "", node, row=row) for row, item in enumerate(section.items)]
            waiting.append((node, section.sections))
    return root


class ListModel(TreeModel[Node]):
    """Nodes as indexes by their places; says what was dropped where, and changes nothing itself.

    Where something is dropped is the id of a section (None: the top of the list) and of what it shall stand before (0: the end).
    """

    publications_dropped = Signal(object, object, int)  # their ids, section, item
    items_dropped = Signal(object, object, int)
    sections_dropped = Signal(object, object, int)
    retitled = Signal(int, str)  # a section
    columns = len(COLUMNS)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(Node(), parent)
        self._known: Mapping[str, Publication] = {}
        self._warned: Mapping[tuple[str, int], str] = {}
        self._editable = False
        self._headers = (self.tr("Reading"), self.tr("Importance"), self.tr("Pages"), self.tr("Time"))

    def set_list(
        self, whole: ReadingList | None, known: Mapping[str, Publication], warned: Mapping[tuple[str, int], str], editable: bool
    ) -> None:
        """Show a list with its publications by citation key; `warned` are warnings by the keys of nodes."""
        self.beginResetModel()
        self.set_nodes(build(whole))
        self._known, self._warned, self._editable = known, warned, editable and whole is not None
        self.endResetModel()

    def publication(self, item: Item) -> Publication | None:
        """What an item stands for; None for a text."""
        return self._known.get(item.key)

    # -- Qt's hooks

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _R.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _R.DisplayRole:
            return self._headers[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = _F.ItemIsEnabled | _F.ItemIsSelectable
        if not self._editable:
            return flags
        node = self.node(index)
        if node.item is None:
            flags |= _F.ItemIsDropEnabled
        if index.isValid():
            flags |= _F.ItemIsDragEnabled
            if node.section is not None and index.column() == READING:
                flags |= _F.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        node, column = self.node(index), index.column()
        if role == _R.DisplayRole:
            return isolated(self._text(node, column))
        if role == _R.EditRole and node.section is not None:
            return node.section.title
        if role == _R.ToolTipRole:
            return tooltip(self._warned.get(node.key) or self._text(node, column))
        if role == _R.AccessibleTextRole and column == READING:
            return self._spoken(node)
        if role == _R.DecorationRole and column == READING and node.key in self._warned:
            return row_icon("dialog-warning", QGuiApplication.palette())
        if role == _R.TextAlignmentRole and column == MINUTES:
            return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        if role == _R.FontRole:
            return _font(node)
        return None

    def _text(self, node: Node, column: int) -> str:
        if node.section is not None:
            if column == READING:
                return f"{node.numbering} {node.section.title or self.tr('(without a heading)')}"
            return minutes_label(totals(node.section).minutes) if column == MINUTES else ""
        item = node.item
        if item is None:
            return ""
        match column:
            case 0:
                return self.title(item)
            case 1:
                return importance_label(item.importance) if item.key else ""
            case 2:
                return item.pages
        return minutes_label(item.minutes)

    def title(self, item: Item) -> str:
        """One line that says what an item is."""
        publication = self.publication(item)
        if publication is None:
            return " ".join(item.text.split()) or item.key
        year = f" ({publication.year})" if publication.year else ""
        return " ".join(part for part in (publication.title + year, publication.byline and f"— {publication.byline}") if part)

    def _spoken(self, node: Node) -> str:
        said = [self._text(node, column) for column in COLUMNS]
        return ", ".join(text for text in (*said, self._warned.get(node.key, "")) if text)

    def setData(self, index: Index, value: Any, role: int = _R.EditRole) -> bool:
        section, text = self.node(index).section, str(value).strip()
        if role == _R.EditRole and section is not None and text != section.title:
            self.retitled.emit(section.id, text)
        return False  # it is shown once the library holds it

    # -- dragging

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME, IDS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Sections if there are any among them, else items: both at once can stand nowhere."""
        nodes = [self.node(index) for index in indexes if index.column() == READING]
        what = "section" if any(node.section for node in nodes) else "item"
        ids = sorted((node.number, node.key[1]) for node in nodes if node.key[0] == what)
        data = QMimeData()
        data.setData(MIME, f"{os.getpid()} {what} {' '.join(str(number) for _, number in ids)}".encode())
        return data

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self._editable or self.node(parent).item is not None:
            return False
        return bool(dragged_ids(data) or _dragged(data)[1])

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        above, (what, ids) = self.node(parent), _dragged(data)
        if what == "section":
            inner = above.ids
            at = row - len(above.items) if row >= 0 else len(inner)
            self.sections_dropped.emit(ids, above.section.id if above.section else None, inner[max(0, at)] if at < len(inner) else 0)
            return False  # the view would take the rows away that it believes were moved
        above, row = _place_of_items(above, row)
        before = above.items[row] if 0 <= row < len(above.items) else 0
        dropped = self.items_dropped if ids else self.publications_dropped
        dropped.emit(ids or dragged_ids(data), above.section.id if above.section else None, before)
        return False


def _place_of_items(above: Node, row: int) -> tuple[Node, int]:
    """The section and the place in it for items dropped at a row: behind a section is its end, below all the end of the last one."""
    if above.section is None and above.children:
        row = len(above.children) if row < 0 else row
        if row == 0:
            return above.children[0], 0
    return (above.children[row - 1], -1) if row > len(above.items) else (above, row)


def _dragged(data: QMimeData) -> tuple[str, tuple[int, ...]]:
    if not data.hasFormat(MIME):
        return "", ()
    process, what, *ids = data.data(MIME).toStdString().split()
    return (what, tuple(map(int, ids))) if int(process) == os.getpid() else ("", ())


def _font(node: Node) -> QFont | None:
    font = QFont()
    if node.section is not None:
        font.setBold(True)
    elif node.item is not None and node.item.trashed:
        font.setStrikeOut(True)
    elif node.item is not None and not node.item.key:
        font.setItalic(True)
    else:
        return None
    return font
