"""The sidebar's model over its nodes."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from tipdesk.gui.filters import Filters
from tipdesk.gui.sidebar.tree import FACET, MORE, PLACE, SWITCH, VALUE, Key, Node
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.tree_model import Index, TreeModel

_R = Qt.ItemDataRole
FIXED = ("kind", "language")  # terms that keep their names


class FacetModel(TreeModel[Node]):
    """The lines of the sidebar: what they are called, and what screen readers say."""

    renamed = Signal(object, str)  # Node, new name

    def __init__(self, filters: Filters, parent: QObject | None = None) -> None:
        super().__init__(Node("root", ""), parent)
        self._filters = filters

    def set_root(self, root: Node) -> None:
        """Show another tree."""
        self.beginResetModel()
        self.set_nodes(root)
        self.endResetModel()

    def find(self, key: Key) -> QModelIndex:
        """The index of the node with a key; an invalid one if it is not shown."""
        return next((self.index_of(node) for node in self._nodes if node.key == key), QModelIndex())

    # -- QAbstractItemModel

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Terms and saved searches can be renamed in place."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        node = self.node(index)
        if (node.what == VALUE and node.term_id and node.choice and node.choice.facet not in FIXED) or node.search:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        """The name, isolated; for screen readers name, count and state; for renaming the whole name."""
        node = self.node(index)
        if role == _R.DisplayRole:
            return isolated(self.label(node))
        if role == _R.AccessibleTextRole:
            return self.spoken(node)
        if role == _R.ToolTipRole and (node.choice or node.search or node.list_id):
            return tooltip(node.search.query if node.search else self.spoken(node))
        if role == _R.EditRole:
            return _name(node)
        return None

    def setData(self, index: Index, value: Any, role: int = _R.EditRole) -> bool:
        """Asks for a new name of a term or a saved search."""
        node = self.node(index)
        name = str(value).strip()
        if role != _R.EditRole or not name or name == _name(node):
            return False
        self.renamed.emit(node, name)
        return True

    def spoken(self, node: Node) -> str:
        """A node in words: `Kenya, 14 publications, not selected`."""
        if node.what in (FACET, MORE):
            return self.label(node)
        states = {None: self.tr("not selected"), False: self.tr("selected"), True: self.tr("excluded")}
        if node.what == SWITCH or node.count < 0:
            return self.tr("{}, {}").format(self.label(node), states[self.state(node)])
        count = self.tr("1 publication") if node.count == 1 else self.tr("{} publications").format(node.count)
        return self.tr("{}, {}, {}").format(node.label, count, states[self.state(node)])

    def state(self, node: Node) -> bool | None:
        """None for what is not chosen, else whether it is excluded."""
        if node.what == PLACE:
            return False if self._filters.place == node.section else None
        if node.what == SWITCH:
            return False if self._filters.worldwide else None
        return self._filters.chosen(node.choice) if node.choice else None

    def label(self, node: Node) -> str:
        """The bare name."""
        if node.what == SWITCH:
            return self.tr("Include Worldwide")
        if node.what != MORE:
            return node.label
        above = node.parent
        all_there = above is not None and len(above.children) > int(node.label)
        return self.tr("Show fewer") if all_there else self.tr("Show all {}…").format(node.label)


def _name(node: Node) -> str:
    """What can be renamed of a node."""
    return node.choice.name if node.choice else node.search.name if node.search else ""
