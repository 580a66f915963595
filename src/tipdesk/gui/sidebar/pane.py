"""The facets pane: counts asked for in a lane of its own, and the tree that shows them."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.query import READ
from tipdesk.domain.text import fold
from tipdesk.gui.filters import DUPLICATES, FACETS, TRASH, UNREAD, Choice, Filters, State
from tipdesk.gui.sidebar.counting import counts_of, steady
from tipdesk.gui.sidebar.model import FacetModel
from tipdesk.gui.sidebar.tree import FACET, LISTS, MORE, MOST, PLACE, SAVED, SWITCH, TOP, VALUE, Counts, Key, Node, View, build
from tipdesk.gui.sidebar.view import FacetTree
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.library import Library, Wanted
    from tipdesk.domain.saved_search import SavedSearch
    from tipdesk.domain.vocabularies import Vocabulary
    from tipdesk.gui.sidebar.menu import FacetMenu

CONTRIBUTOR = "contributor"
SLOW = 300  # milliseconds, after which facets are shown without counts
CLICKS: tuple[bool | None, ...] = (None, False, None, True)  # what a value becomes with each press in a row, from not chosen on


class _Result(NamedTuple):
    """What was counted, and the tree that it makes in a view; both are made in a lane."""

    places: dict[str, int]
    counts: Counts
    fresh: Counts  # the same in their own order
    wanted: "Wanted"  # of contributors, who may be as many as publications
    view: View
    root: Node


def _tree(library: "Library | None", places: dict[str, int], counts: Counts, view: View) -> Node:
    called = library.called(view.sought) if library is not None and view.sought.strip() else frozenset()
    return build(places, counts, view, called)


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

    shown = Signal()  # lines with counts were put in

    def __init__(self, workspace: Workspace, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filters = filters
        self._lane = workspace.lane("facets", after=workspace.rows)
        self._tree_lane = workspace.lane("facet-tree")
        self._places: dict[str, int] = {}
        self._counts: Counts = {}
        self._counted_contributors: Wanted | None = None
        self._fresh: Counts = {}
        self._kept: frozenset[Key] = frozenset()  # the lines that stay where they are
        self._whole: set[str] = set()
        self._searches: tuple[SavedSearch, ...] = ()
        self._lists: tuple[tuple[int, str], ...] = ()
        self._open: set[Key] = {(FACET, facet, "") for facet in (*FACETS, LISTS, SAVED)}
        self._chosen: dict[Choice, int] = {}  # the ids of chosen terms
        self._drawn = filters.state  # what is chosen as the lines show it
        self._pressed: tuple[Choice | None, int] = (None, 0)
        self._selected: Callable[[], Sequence[int]] = tuple
        self._building = False
        self.model = FacetModel(filters, self)
        self.tree = FacetTree(self.model, self)
        self.box = _Box(self)
        self.box.setAccessibleName(self.tr("Find a facet value"))
        self.box.setPlaceholderText(self.tr("Find a country, theme, tag…"))
        self.box.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=100)
        self._timer.timeout.connect(self._build)
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(self._build)
        self.box.textChanged.connect(self._sought)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.nothing = QLabel(self.tr("Nothing here has this in its name. Esc shows everything again."), self)
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(6, 3, 6, 3)
        self.nothing.hide()
        column.addWidget(self.box)
        column.addWidget(self.nothing)
        column.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        self.tree.pressed_node.connect(self._press)
        self.tree.left.connect(self._let_move)
        self.tree.dropped.connect(self._file)
        self.tree.menu_wanted.connect(self._show_menu)
        self.tree.expanded.connect(lambda index: self._opened(index, True))
        self.tree.collapsed.connect(lambda index: self._opened(index, False))
        self.model.renamed.connect(lambda node, name: self.menu.rename(node, name))
        filters.changed.connect(self._filtered)
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._library_opened)

    @property
    def answered(self) -> bool:
        """Does it show what this library answered?"""
        return bool(self._places)

    @cached_property
    def menu(self) -> "FacetMenu":
        """The context menu, made when it is first asked for."""
        from tipdesk.gui.sidebar.menu import FacetMenu

        return FacetMenu(self._workspace, self._filters, self.tree, self._selected)

    def set_selected(self, selected: Callable[[], Sequence[int]]) -> None:
        """Where the ids of the selected publications come from."""
        self._selected = selected

    # -- what is remembered between sessions

    def closed_facets(self) -> list[str]:
        """The facets that are folded up."""
        return [facet for facet in (*self._filters.facets, LISTS, SAVED) if (FACET, facet, "") not in self._open]

    def close_facets(self, facets: Sequence[str]) -> None:
        """Fold these up."""
        self._open -= {(FACET, facet, "") for facet in facets}
        if self._workspace.library is not None:
            self._build()

    # -- counting

    def refresh(self) -> None:
        """Count anew; what is folded up is not counted."""
        library = self._workspace.library
        if library is None:
            return
        known = dict(self._places)
        queries = {facet: self._filters.query(without=facet) for facet in self._wanted()}
        first = self._counted_contributors is None  # the other facets need not wait for contributors
        queried, view, worldwide = self._filters.places, self._view(), self._filters.worldwide
        wanted, before = self._wanted_contributors(), self._counts if self._kept else {}

        def work(job: Job) -> _Result:
            # Duplicates are compared anew after each edit, which takes longer than all the rest: only when they are asked for.
            places = known or library.counts({place: query for place, query in queried.items() if place != DUPLICATES}, job)
            fresh = counts_of(library, queries, wanted, worldwide, job, at_once=first)
            counts = {facet: steady(before.get(facet), top) for facet, top in fresh.items()} if before else fresh
            return _Result(places, counts, fresh, wanted, view, _tree(library, places, counts, view))

        self._lane.run(work, self._counted)

    def _wanted(self) -> list[str]:
        wanted = [facet for facet in self._filters.facets if (FACET, facet, "") in self._open or self.box.text()]
        if "region" in wanted and "country" not in wanted:
            wanted.append("country")  # the region tree shows countries
        return wanted

    def _view(self) -> View:
        choices = frozenset(self._filters.choices)
        return View(choices, frozenset(self._whole), self.box.text(), self._searches, self._lists, self._filters.own, self._kept)

    def _wanted_contributors(self) -> "Wanted":
        from tipdesk.app.library import Wanted

        names = fold(self.box.text().strip())
        chosen = tuple(choice.name for choice in self._filters.choices if choice.facet == CONTRIBUTOR)
        return Wanted(MOST if names or CONTRIBUTOR in self._whole else TOP + 2, names, chosen)

    def _has_all(self) -> bool:
        """Are there counts of all that the view shows now?"""
        if self.box.text().strip() and set(self._filters.facets) - self._counts.keys():
            return False
        known, had = self._counts.get(CONTRIBUTOR), self._counted_contributors
        if known is None or had is None or (not had.names and known.whole <= len(known.counts)):
            return True
        wanted = self._wanted_contributors()
        return wanted.names == had.names and (wanted.most or 0) <= (had.most or 0)

    def _counted(self, result: _Result) -> None:
        self._places, self._fresh, self._counted_contributors = result.places, result.fresh, result.wanted
        self._counts = result.counts if self._kept else result.fresh
        if result.view == self._view():
            self._slow.stop()
            self._tree_lane.cancel()  # it would show older counts later
            self._show(result.root)
        else:
            self._build()
        if CONTRIBUTOR in self._wanted() and CONTRIBUTOR not in result.fresh:
            self.refresh()

    def _build(self) -> None:
        """Show the same counts in another way."""
        library, view, places, counts = self._workspace.library, self._view(), self._places, self._counts
        if library is not None and not self._has_all():
            self.refresh()
            return
        self._tree_lane.run(lambda _job: _tree(library, places, counts, view), self._show)

    def _show(self, root: Node) -> None:
        current = self.model.node(self.tree.currentIndex()).key
        scroll = self.tree.verticalScrollBar().value()
        self.nothing.setVisible(bool(self.box.text()) and not root.children)
        self._building = True
        self.model.set_root(root)
        for node in self.model.nodes:
            if node.children and (node.key in self._open or self.box.text()):
                self.tree.setExpanded(self.model.index_of(node), True)
        self._building = False
        self._chosen |= {node.choice: node.term_id for node in self.model.nodes if node.choice is not None and node.term_id}
        self._chosen = {choice: number for choice, number in self._chosen.items() if choice in self._filters.choices}
        if (index := self.model.find(current)).isValid():
            self.tree.setCurrentIndex(index)
        self.tree.verticalScrollBar().setValue(scroll)
        if self.answered:
            self.shown.emit()

    def _opened(self, index: QModelIndex, is_open: bool) -> None:
        if self._building or self.box.text():
            return
        node = self.model.node(index)
        if is_open:
            self._open.add(node.key)
        else:
            self._open.discard(node.key)
        if is_open and node.what == FACET and node.section not in self._counts:
            self._let_move()
            self.refresh()

    # -- choosing

    def _press(self, node: Node, alt: bool) -> None:
        if node.what in (VALUE, SWITCH) and not self._kept:
            self._kept = frozenset(node.key for node in self.model.nodes)
        if node.search is not None:
            self._filters.restore(State(node.section))  # what was saved and nothing else; Alt+Left leads back
        elif node.what == PLACE:
            self._filters.set_place(node.section)
        elif node.what == SWITCH:
            self._filters.set_worldwide(not self._filters.worldwide)
        elif node.what == MORE:
            self._whole ^= {node.section}
            self._kept, self._counts = frozenset(), self._fresh
            self._build()
        elif node.choice is not None:
            self._filters.choose(node.choice, self._next_state(node.choice, alt))

    def _let_move(self) -> None:
        """Nobody presses lines any more: they may come, go and change places."""
        if self._kept:
            self._kept, self._counts = frozenset(), self._fresh
            self._build()

    def _sought(self) -> None:
        if self._kept:
            self._kept, self._counts = frozenset(), self._fresh
        self._timer.start()

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
        from tipdesk.app.edits import FileUnder, SetField, SetMark, SetTrashed

        if node.what == PLACE and node.section == TRASH:
            self._workspace.do(SetTrashed(ids))
        elif node.list_id:
            self.menu.add_to_list(node.list_id, ids)
        elif node.choice is not None and node.choice.facet == "is":
            unread = node.choice.name == UNREAD
            self._workspace.do(SetMark(ids, READ if unread else node.choice.name, not unread))
        elif node.choice is not None and node.choice.facet == "kind":
            self._workspace.do(SetField(ids, "kind", node.choice.name))
        elif node.choice is not None:
            self._workspace.do(FileUnder(ids, node.choice.facet, (node.choice.name,)))

    def _show_menu(self, node: Node, where: QPoint) -> None:
        if node.what == VALUE or node.search is not None or node.list_id:
            self.menu.popup(node, where)

    # -- what happens elsewhere

    def _filtered(self) -> None:
        state = self._filters.state._replace(text="")
        if state != self._drawn:  # what is typed shows in the counts alone
            self._drawn = state
            self.tree.viewport().update()
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.searches or changes.lists or changes.terms or changes.everything:
            self._read_kept()
        if changes.terms or changes.everything:
            self._follow_terms()
        self._places, self._kept = {}, frozenset()
        self.refresh()

    def _follow_terms(self) -> None:
        """What is chosen stays so under another name, be it given here, by undo or by another program."""
        library, ids = self._workspace.library, list(self._chosen.values())
        names = {term.id: term.name for term in library.terms(ids=ids)} if library is not None and ids else {}
        for choice, number in list(self._chosen.items()):
            if (name := names.get(number, choice.name)) != choice.name:
                self._chosen[Choice(choice.facet, name)] = self._chosen.pop(choice)
                self._filters.rename(choice, name)

    def _read_kept(self) -> None:
        library = self._workspace.library
        own: Sequence[Vocabulary] = ()
        self._searches, self._lists = (), ()
        if library is not None:
            try:
                own = library.vocabularies()
                self._searches, self._lists = tuple(library.saved_searches()), tuple(library.list_titles())
            except TipdeskError as error:
                self._workspace.report(error)
        before = self._filters.facets
        self._filters.set_own(own)
        self._open |= {(FACET, facet, "") for facet in self._filters.facets if facet not in before}
        self._filters.set_kept(self._searches, self._lists)

    def _library_opened(self) -> None:
        self._places, self._counts, self._fresh, self._kept, self._chosen = {}, {}, {}, frozenset(), {}
        self._counted_contributors = None
        self._read_kept()
        self._whole.clear()
        self._slow.start()
        self.refresh()
