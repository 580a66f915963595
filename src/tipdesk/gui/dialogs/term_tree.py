"""The terms of one vocabulary as a tree, with what can be edited in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap

from tipdesk.domain.text import fold
from tipdesk.domain.vocabularies import Term
from tipdesk.domain.written_lists import join_list
from tipdesk.gui.painting import fill
from tipdesk.gui.text import isolated, native_language, tooltip
from tipdesk.gui.tree_model import Index, TreeModel

_R = Qt.ItemDataRole
NAME, ALIASES, PARENT, CODE, COUNT = range(5)
MIME = "application/x-tipdesk-terms"
SWATCH = 12  # pixels


@dataclass(slots=True, eq=False)
class TermNode:
    """A term, how many publications are filed under it or below it, and where it stands in the tree."""

    term: Term | None = None  # none at the root
    count: int = 0
    parent: "TermNode | None" = None
    children: "list[TermNode]" = field(default_factory=list)
    row: int = 0
    number: int = 0


def build(terms: Sequence[Term], counts: Mapping[int, int], sought: str = "") -> TermNode:
    """The tree of the terms, those of one level in the order given; with `sought`, those that hold it and what is above them."""
    nodes = {(term.vocabulary, term.name): TermNode(term, counts.get(term.id, 0)) for term in terms}
    shown = set(nodes)
    if sought := fold(sought.strip()):
        shown = set()
        for term in terms:
            if any(sought in fold(text) for text in (term.name, *term.aliases, term.code, _label(term))):
                above: tuple[str, str] | None = (term.vocabulary, term.name)
                while above in nodes and above not in shown:
                    shown.add(above)
                    at = nodes[above].term
                    above = at.parent if at is not None else None
    root = TermNode()
    for key, node in nodes.items():
        if key in shown and node.term is not None:
            parent = nodes.get(node.term.parent, root) if node.term.parent else root
            node.parent, node.row = parent, len(parent.children)
            parent.children.append(node)
    return root


def _label(term: Term) -> str:
    return native_language(term.name) if term.vocabulary == "language" else term.name


class TermModel(TreeModel[TermNode]):
    """Nodes as indexes by their numbers; says what the user typed or dropped, and changes nothing itself."""

    renamed = Signal(int, str)
    aliases_typed = Signal(int, str)
    code_typed = Signal(int, str)
    dropped = Signal(object, object)  # ids, id of the new parent or None
    columns = COUNT + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(TermNode(), parent)
        self._editable = False
        self._vocabulary = ""
        self._headers = (self.tr("Name"), self.tr("Other names"), self.tr("Lies below"), self.tr("Code"), self.tr("Publications"))

    def set_root(self, root: TermNode, vocabulary: str, editable: bool) -> None:
        """Show another tree."""
        self.beginResetModel()
        self.set_nodes(root)
        self._vocabulary, self._editable = vocabulary, editable and vocabulary != "kind"
        self.endResetModel()

    def term(self, index: Index) -> Term | None:
        """The term of an index."""
        return self.node(index).term

    def find(self, term_id: int) -> QModelIndex:
        """The index of the term with an id; an invalid one if it is not shown."""
        return next((self.index_of(node) for node in self._nodes if node.term is not None and node.term.id == term_id), QModelIndex())

    # -- Qt's hooks

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _R.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _R.DisplayRole:
            return self._headers[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self._editable:
            return flags
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        if self._vocabulary != "country":  # countries lie below regions, which are another vocabulary
            flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        fixed = {"language": (NAME,), "tag": (ALIASES,)}.get(self._vocabulary, ())
        if index.column() in (NAME, ALIASES, CODE) and index.column() not in fixed:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        node = self.node(index)
        term, column = node.term, index.column()
        if term is None:
            return None
        if role in (_R.DisplayRole, _R.EditRole):
            return self._text(node, term, column, role == _R.EditRole)
        if role == _R.ToolTipRole and column in (NAME, ALIASES, PARENT):
            return tooltip(self._text(node, term, column, True))
        if role == _R.DecorationRole and column == NAME and term.colour:
            return _swatch(term.colour)
        if role == _R.TextAlignmentRole and column == COUNT:
            return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        if role == _R.AccessibleTextRole and column == NAME:
            return self.tr("{}, {} publications").format(_label(term), node.count)
        return None

    def _text(self, node: TermNode, term: Term, column: int, whole: bool) -> str:
        match column:
            case 0:
                return term.name if whole else isolated(self._short(node, term))
            case 1:
                return join_list(term.aliases) if whole else isolated(join_list(term.aliases))
            case 2:
                return isolated(term.parent[1]) if term.parent else ""
            case 3:
                return term.code
        return str(node.count)

    def _short(self, node: TermNode, term: Term) -> str:
        """A tag's own part where the others stand above it; a language by its name and tag."""
        above = node.parent.term if node.parent is not None else None
        if term.vocabulary == "tag" and above is not None:
            return term.name.removeprefix(f"{above.name}/")
        label = _label(term)
        return label if label == term.name else f"{label} ({term.name})"

    def setData(self, index: Index, value: Any, role: int = _R.EditRole) -> bool:
        term, text = self.term(index), str(value).strip()
        if role != _R.EditRole or term is None or text == self.data(index, _R.EditRole):
            return False
        if index.column() == NAME and text:
            self.renamed.emit(term.id, text)
        elif index.column() == ALIASES:
            self.aliases_typed.emit(term.id, text)
        elif index.column() == CODE:
            self.code_typed.emit(term.id, text)
        return False  # it is shown once the library holds it

    # -- dragging terms below each other

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        terms = (self.term(index) for index in indexes if index.column() == NAME)
        data = QMimeData()
        data.setData(MIME, ",".join(str(term.id) for term in terms if term is not None).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        ids = tuple(int(number) for number in data.data(MIME).toStdString().split(",") if number)
        above = self.term(parent)
        if ids and (above is None or above.id not in ids):
            self.dropped.emit(ids, above.id if above is not None else None)
        return False  # the view would take the rows away that it believes were moved


def _swatch(colour: str) -> QPixmap:
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    fill(painter, QRect(1, 1, SWATCH - 2, SWATCH - 2), QColor(colour))
    painter.end()
    return pixmap
