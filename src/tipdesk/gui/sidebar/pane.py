"""The facets pane: counts asked for in a lane of its own, and the tree that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tipdesk.domain.changes import Changes
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.gui.filters import FACETS, TRASH, Choice, Filters
from tipdesk.gui.sidebar.menu import FacetMenu
from tipdesk.gui.sidebar.model import FacetModel
from tipdesk.gui.sidebar.tree import FACET, MORE, PLACE, SAVED, VALUE, Counts, Key, Node, View, build
from tipdesk.gui.sidebar.view import FacetTree
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

CLICKS: tuple[bool | None, ...] = (None, False, None, True)  # what a value becomes with each press in a row, from not chosen on


@dataclass(frozen=True, slots=True)
class _Result:
    """What was counted, and the tree that it makes in a view; both are made in a lane, for a facet may have 100,000 values."""

    places: dict[str, int]
    counts: Counts
    view: View
    root: Node


class _Box(QLineEdit):
    """Escape empties it, before the window's Escape clears the search and all filters."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            return
        super().keyPressEvent(event)


class FacetPane(QWidget):
    """What the library can be narrowed down by, with how many publications each value would show."""

    def __init__(self, workspace: Workspace, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filters = filters
        self._lane = workspace.lane("facets")
        self._tree_lane = workspace.lane("facet-tree")
        self._places: dict[str, int] = {}
        self._counts: Counts = {}
        self._whole: set[str] = set()
        self._searches: tuple[SavedSearch, ...] = ()
        self._open: set[Key] = {(FACET, facet, "") for facet in (*FACETS, SAVED)}
        self._pressed: tuple[Choice | None, int] = (None, 0)
        self._building = False
        self.model = FacetModel(filters, self)
        self.tree = FacetTree(self.model, self)
        self.menu = FacetMenu(workspace, filters, self.tree)
        self.box = _Box(self)
        self.box.setAccessibleName(self.tr("Find a facet value"))
        self.box.setPlaceholderText(self.tr("Find a country, theme, tag…"))
        self.box.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=100)
        self._timer.timeout.connect(self._build)
        self.box.textChanged.connect(lambda _text: self._timer.start())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.box)
        column.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        self.tree.pressed_node.connect(self._press)
        self.tree.dropped.connect(self._file)
        self.tree.menu_wanted.connect(self._show_menu)
        self.tree.expanded.connect(lambda index: self._opened(index, True))
        self.tree.collapsed.connect(lambda index: self._opened(index, False))
        self.model.renamed.connect(self.menu.rename)
        filters.changed.connect(self._filtered)
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._library_opened)
        self._build()

    # -- what is remembered between sessions

    def closed_facets(self) -> list[str]:
        """The facets that are folded up."""
        return [facet for facet in (*self._filters.facets, SAVED) if (FACET, facet, "") not in self._open]

    def close_facets(self, facets: Sequence[str]) -> None:
        """Fold these up."""
        self._open -= {(FACET, facet, "") for facet in facets}
        self._build()

    # -- counting

    def refresh(self) -> None:
        """Count anew; what is folded up is not counted."""
        library = self._workspace.library
        if library is None:
            return
        known = dict(self._places)
        queries = {facet: self._filters.query(without=facet) for facet in self._wanted()}
        queried, view = self._filters.places, self._view()

        def work(job: Job) -> _Result:
            places = known or {place: library.count(query, job) for place, query in queried.items()}
            counts = {facet: library.facet(facet, query, job) for facet, query in queries.items()}
            return _Result(places, counts, view, build(places, counts, view))

        self._lane.run(work, self._counted)

    def _wanted(self) -> list[str]:
        wanted = [facet for facet in self._filters.facets if (FACET, facet, "") in self._open or self.box.text()]
        if "region" in wanted and "country" not in wanted:
            wanted.append("country")  # the region tree shows countries
        return wanted

    def _view(self) -> View:
        return View(frozenset(self._filters.choices), frozenset(self._whole), self.box.text(), self._searches, self._filters.own)

    def _counted(self, result: _Result) -> None:
        self._places, self._counts = result.places, result.counts
        if result.view == self._view():
            self._show(result.root)
        else:
            self._build()

    def _build(self) -> None:
        """Show the same counts in another way."""
        view, places, counts = self._view(), self._places, self._counts
        if view.sought and set(self._filters.facets) - counts.keys():
            self.refresh()
        self._tree_lane.run(lambda _job: build(places, counts, view), self._show)

    def _show(self, root: Node) -> None:
        current = self.model.node(self.tree.currentIndex()).key
        scroll = self.tree.verticalScrollBar().value()
        self._building = True
        self.model.set_root(root)
        for node in self.model.nodes:
            if node.children and (node.key in self._open or self.box.text()):
                self.tree.setExpanded(self.model.index_of(node), True)
        self._building = False
        if (index := self.model.find(current)).isValid():
            self.tree.setCurrentIndex(index)
        self.tree.verticalScrollBar().setValue(scroll)

    def _opened(self, index: QModelIndex, is_open: bool) -> None:
        if self._building or self.box.text():
            return
        node = self.model.node(index)
        if is_open:
            self._open.add(node.key)
        else:
            self._open.discard(node.key)
        if is_open and node.what == FACET and node.section not in self._counts:
            self.refresh()

    # -- choosing

    def _press(self, node: Node, alt: bool) -> None:
        if node.what == PLACE:
            self._filters.set_place(node.section)
        elif node.what == MORE:
            self._whole ^= {node.section}
            self._build()
        elif node.choice is not None:
            self._filters.choose(node.choice, self._next_state(node.choice, alt))

    def _next_state(self, choice: Choice, alt: bool) -> bool | None:
        state = self._filters.chosen(choice)
        if alt:
            self._pressed = (None, 0)
            return None if state is True else True
        last, presses = self._pressed
        step = presses + 1 if last == choice and CLICKS[presses % 4] is state else 1 + CLICKS.index(state)
        self._pressed = (choice, step)
        return CLICKS[step % 4]

    def _file(self, node: Node, ids: tuple[int, ...]) -> None:
        from tipdesk.app.edits import FileUnder, SetField, SetTrashed

        if node.what == PLACE and node.section == TRASH:
            self._workspace.do(SetTrashed(ids))
        elif node.choice is not None and node.choice.facet == "kind":
            self._workspace.do(SetField(ids, "kind", node.choice.name))
        elif node.choice is not None:
            self._workspace.do(FileUnder(ids, node.choice.facet, (node.choice.name,)))

    def _show_menu(self, node: Node, where: QPoint) -> None:
        if node.what == VALUE or node.search is not None:
            self.menu.popup(node, where)

    # -- what happens elsewhere

    def _filtered(self) -> None:
        self.tree.viewport().update()
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.searches or changes.terms or changes.everything:
            self._read_kept()
        self._places = {}
        self.refresh()

    def _read_kept(self) -> None:
        library = self._workspace.library
        before = self._filters.facets
        self._filters.set_own(library.vocabularies() if library is not None else ())
        self._open |= {(FACET, facet, "") for facet in self._filters.facets if facet not in before}
        self._searches = tuple(library.saved_searches()) if library is not None else ()
        self._filters.set_saved(self._searches)

    def _library_opened(self) -> None:
        self._places, self._counts = {}, {}
        self._read_kept()
        self._whole.clear()
        self._build()
        self.refresh()
