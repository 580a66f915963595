"""What the models of trees have in common: they are made of nodes, and an index is the number of one."""

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex


class TreeNode(Protocol):
    """`row` is the node's place among its parent's children, `number` that among all nodes, which the model gives it."""

    parent: Any
    children: Any
    row: int
    number: int


N = TypeVar("N", bound=TreeNode)


def walk(root: N) -> Iterator[N]:
    """All nodes, parents before children."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


class TreeModel(QAbstractItemModel, Generic[N]):
    """Shows the nodes below a root. An index refers to a node by its number, so that no reference can dangle."""

    columns = 1

    def __init__(self, root: N, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes = [root]

    def set_nodes(self, root: N) -> None:
        """Show another tree; called between `beginResetModel` and `endResetModel`."""
        self._nodes = list(walk(root))
        for number, node in enumerate(self._nodes):
            node.number = number

    @property
    def nodes(self) -> list[N]:
        """All nodes, parents before children, beginning with the root, which is not shown."""
        return self._nodes

    def node(self, index: Index) -> N:
        """The node of an index; the root for none."""
        return self._nodes[index.internalId()] if index.isValid() else self._nodes[0]

    def index_of(self, node: N, column: int = 0) -> QModelIndex:
        """The index of a node that is shown."""
        return self.createIndex(node.row, column, node.number) if node.parent is not None else QModelIndex()

    # -- Qt's hooks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Qt asks for each cell before it shows it."""
        children = self.node(parent).children
        return self.index_of(children[row], column) if 0 <= row < len(children) and 0 <= column < self.columns else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The index above."""
        above = self.node(index).parent
        return self.index_of(above) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many nodes lie below."""
        return len(self.node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The same everywhere."""
        return self.columns
