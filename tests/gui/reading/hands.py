"""What tests of the builder do with it, and see in it."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tipdesk.domain.reading import Item, ReadingList, Section
from tipdesk.gui.reading.builder import ReadingLists
from tipdesk.gui.reading.model import Node

COURSE = ReadingList(
    "Course",
    sections=(
        Section("One", items=(Item("alpha", minutes=30), Item("beta", importance="further", minutes=75, private_note="Between us"))),
        Section("Two", items=(Item(text="Break"), Item("gamma")), sections=(Section("Evening"),)),
    ),
)
_Left, _No = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def outline(builder: ReadingLists) -> list[str]:
    """Each line of the tree: sections by number and title, items by key or text."""
    lines = []
    for node in builder.model.nodes[1:]:
        if node.section:
            lines.append(f"{node.numbering} {node.section.title}")
        elif node.item:
            lines.append(node.item.key or node.item.text)
    return lines


START = ["1 One", "alpha", "beta", "2 Two", "Break", "gamma", "2.1 Evening"]


def node(builder: ReadingLists, name: str) -> Node:
    return builder.model.nodes[1 + outline(builder).index(name)]


def select(builder: ReadingLists, *names: str) -> None:
    builder.tree.clearSelection()
    builder._select([node(builder, name) for name in names], node(builder, names[0]))


def wait_for(builder: ReadingLists, qtbot: QtBot, lines: Sequence[str]) -> None:
    qtbot.waitUntil(lambda: outline(builder) == list(lines))


def dragged(builder: ReadingLists, name: str) -> QMimeData:
    return builder.model.mimeData([builder.model.index_of(node(builder, name))])


def drop(builder: ReadingLists, data: QMimeData, where: QPoint) -> None:
    """As the system delivers it."""
    port, action = builder.tree.viewport(), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    QApplication.sendEvent(port, QDragEnterEvent(where, action, data, _Left, _No))
    QApplication.sendEvent(port, QDragMoveEvent(where, action, data, _Left, _No))
    QApplication.sendEvent(port, QDropEvent(QPointF(where), action, data, _Left, _No))


def on(builder: ReadingLists, name: str, edge: str = "") -> QPoint:
    rect = builder.tree.visualRect(builder.model.index_of(node(builder, name)))
    return {"above": rect.topLeft() + QPoint(40, 1), "below": rect.bottomLeft() + QPoint(40, -1)}.get(edge, rect.center())
