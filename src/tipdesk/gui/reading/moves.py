"""Where in a reading list a step up or down takes what is selected, and what stands behind it."""

from collections import deque
from collections.abc import Callable

from tipdesk.app.edit import Edit
from tipdesk.app.list_edits import MoveItems, MoveSections
from tipdesk.gui.reading.model import Node

Move = Callable[[list[Node], list[Node], int], Edit | None]


class Moves:
    """Moves that are asked for faster than they are done: each is worked out once the one before is shown."""

    def __init__(self, nodes: Callable[[], tuple[list[Node], list[Node]]], do: Callable[[Edit], object]) -> None:
        """`nodes` tells what is selected, and all there is."""
        self._nodes, self._do = nodes, do
        self._asked: deque[tuple[Move, int]] = deque()

    def ask(self, move: Move, way: int) -> None:
        """Move what is selected by `step` or `nest`."""
        self._asked.append((move, way))
        if len(self._asked) == 1:
            self._begin()

    def shown(self) -> None:
        """What was done last is shown."""
        if self._asked:
            self._asked.popleft()
            self._begin()

    def forget(self) -> None:
        """Do nothing more of what was asked for."""
        self._asked.clear()

    def _begin(self) -> None:
        while self._asked:
            move, way = self._asked[0]
            if edit := move(*self._nodes(), way):
                self._do(edit)
                return
            self._asked.popleft()


def step(selected: list[Node], nodes: list[Node], way: int) -> Edit | None:
    """The edit that moves neighbours of one kind by one place, `way` -1 up or 1 down; None where there is no such place.

    Items go on into the section before or behind theirs; sections stay among those that they lie beside.
    """
    if not selected or any(node.parent is not selected[0].parent or node.key[0] != selected[0].key[0] for node in selected):
        return None
    parent = selected[0].parent
    assert parent is not None
    ids = tuple(node.key[1] for node in selected)
    siblings = parent.items if selected[0].item else parent.ids
    rest = [number for number in siblings if number not in ids]
    at = siblings.index(ids[0]) + (way if way < 0 else 1)
    if 0 <= at <= len(rest):
        before = rest[at] if at < len(rest) else 0
        if selected[0].item:
            return MoveItems(ids, parent.key[1], before)
        return MoveSections(ids, parent.key[1] or None, before)
    return _into_next(parent, ids, nodes, way) if selected[0].item else None


def _into_next(parent: Node, ids: tuple[int, ...], nodes: list[Node], way: int) -> Edit | None:
    sections = [node for node in nodes if node.section]
    at = sections.index(parent) + way
    if not 0 <= at < len(sections):
        return None
    target = sections[at]
    return MoveItems(ids, target.key[1], target.items[0] if way > 0 and target.items else 0)


def nest(selected: list[Node], nodes: list[Node], way: int) -> Edit | None:
    """The edit that moves neighbouring sections, `way` 1 into the one above or -1 out of theirs; None where there is no such place."""
    if not selected or any(node.parent is not selected[0].parent or not node.section for node in selected):
        return None
    parent = selected[0].parent
    assert parent is not None
    ids = tuple(node.key[1] for node in selected)
    if way > 0:
        at = parent.ids.index(ids[0])
        return MoveSections(ids, parent.ids[at - 1]) if at else None
    return MoveSections(ids, parent.parent.key[1] or None, behind(parent)) if parent.parent is not None else None


def aim(node: Node) -> tuple[int, int]:
    """The section that something is added to, and what it stands before there: behind an item, at the end of a section."""
    return (node.parent.key[1], behind(node)) if node.item and node.parent is not None else (node.key[1], 0)


def behind(node: Node | None) -> int:
    """The id of what stands behind a section or an item among its like; 0 for the end."""
    if node is None or node.parent is None:
        return 0
    siblings = node.parent.ids if node.section else node.parent.items
    at = siblings.index(node.key[1]) + 1
    return siblings[at] if at < len(siblings) else 0
