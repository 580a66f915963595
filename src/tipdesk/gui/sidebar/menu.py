"""The context menu of a facet value: narrow down by it, file under it, and look after the term itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QColorDialog, QMenu

from tipdesk.domain.query_text import text_of
from tipdesk.domain.reading import Item, Section
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.domain.vocabularies import Term
from tipdesk.gui.dialogs.asking import ask_choice
from tipdesk.gui.filters import Choice, Filters, State
from tipdesk.gui.sidebar.model import FIXED
from tipdesk.gui.sidebar.tree import Node
from tipdesk.gui.sidebar.view import FacetTree
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.list_edits import AddItems, AddSections


class FacetMenu(QObject):
    """Makes the menu and does what is chosen, through the workspace."""

    def __init__(self, workspace: Workspace, filters: Filters, tree: FacetTree, selected: Callable[[], Sequence[int]]) -> None:
        """`selected` tells the ids of the selected publications."""
        super().__init__(tree)
        self._workspace = workspace
        self._filters = filters
        self._tree = tree
        self._selected = selected
        self._lane = workspace.lane("add-to-list", latest_only=False)

    def popup(self, node: Node, where: QPoint) -> None:
        """Show the menu of a value, a reading list or a saved search."""
        self.make(node).popup(where)

    def make(self, node: Node) -> QMenu:
        """The menu of a value, a reading list or a saved search; it deletes itself when it is closed."""
        menu = QMenu(self._tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if node.search is not None:
            self._add_search(menu, node, node.search)
            return menu
        if node.list_id:
            self._add_list(menu, node.list_id)
            return menu
        choice = node.choice
        assert choice is not None
        state = self._filters.chosen(choice)
        menu.addAction(self.tr("Narrow down by this"), lambda: self._filters.choose(choice, False)).setEnabled(state is not False)
        menu.addAction(self.tr("Exclude this"), lambda: self._filters.choose(choice, True)).setEnabled(state is not True)
        menu.addAction(self.tr("Let go of this"), lambda: self._filters.choose(choice, None)).setEnabled(state is not None)
        if self._workspace.editable and node.term_id:
            self._add_filing(menu, choice)
            self._add_term(menu, node, choice)
        return menu

    def _add_search(self, menu: QMenu, node: Node, search: SavedSearch) -> None:
        menu.addAction(self.tr("Edit in the search field"), lambda: self._filters.restore(State(text=search.query)))
        if not self._workspace.editable:
            return
        menu.addSeparator()
        menu.addAction(QIcon.fromTheme("edit-rename"), self.tr("Rename"), lambda: self._tree.rename(node))
        shown = text_of(self._filters.query())
        replaced = menu.addAction(self.tr("Replace by what is shown now"), lambda: self._save(search._replace(query=shown)))
        replaced.setEnabled(bool(shown) and shown != search.query)
        menu.addAction(QIcon.fromTheme("edit-delete"), self.tr("Delete"), lambda: self._forget(search))

    def _add_list(self, menu: QMenu, number: int) -> None:
        menu.addAction(QIcon.fromTheme("view-list-tree"), self.tr("Open"), lambda: self._tree.list_wanted.emit(number))
        ids = tuple(self._selected())
        if ids and self._workspace.editable:
            menu.addAction(
                QIcon.fromTheme("list-add"), self.tr("Add the {} selected").format(len(ids)), lambda: self.add_to_list(number, ids)
            )

    def add_to_list(self, number: int, ids: Sequence[int]) -> None:
        """Add publications at the end of a reading list's last section; a list without any gets one."""
        library = self._workspace.library

        def work(_job: Job) -> "AddItems | AddSections | None":
            from tipdesk.app.list_edits import AddItems, AddSections

            whole = library.reading_list(number) if library is not None else None
            if library is None or whole is None:
                return None
            new = tuple(Item(publication.key) for publication in library.get(ids))
            return AddItems(whole.sections[-1].id, new) if whole.sections else AddSections(number, (Section("", items=new),))

        def add(edit: "AddItems | AddSections | None") -> None:
            if edit is not None:
                self._workspace.do(edit)

        self._lane.run(work, add)

    def _add_filing(self, menu: QMenu, choice: Choice) -> None:
        ids = tuple(self._selected())
        if not ids or choice.facet == "kind":
            return
        menu.addSeparator()
        count = len(ids)
        menu.addAction(
            QIcon.fromTheme("tag-new"), self.tr("Give it to the {} selected").format(count), lambda: self._file(ids, choice, True)
        )
        menu.addAction(
            QIcon.fromTheme("list-remove"), self.tr("Take it from the {} selected").format(count), lambda: self._file(ids, choice, False)
        )

    def _add_term(self, menu: QMenu, node: Node, choice: Choice) -> None:
        menu.addSeparator()
        if choice.facet not in FIXED:
            menu.addAction(QIcon.fromTheme("edit-rename"), self.tr("Rename"), lambda: self._tree.rename(node))
        if choice.facet != "kind":
            menu.addAction(self.tr("Merge into…"), lambda: self._ask_merge(node, choice))
            menu.addAction(self.tr("Move below…"), lambda: self._ask_parent(node, choice))
        menu.addAction(self.tr("Colour…"), lambda: self._ask_colour(node))
        if node.colour:
            menu.addAction(self.tr("No colour"), lambda: self._set_colour(node.term_id, ""))
        if choice.facet not in FIXED:
            menu.addSeparator()
            menu.addAction(QIcon.fromTheme("edit-delete"), self.tr("Delete"), lambda: self._delete(node, choice))

    # -- doing

    def rename(self, node: Node, name: str) -> None:
        """Rename the saved search or the term of a node."""
        from tipdesk.app.edits import RenameTerm

        if node.search is not None:
            self._save(node.search._replace(name=name))
            return
        choice = node.choice
        assert choice is not None
        self._workspace.do(RenameTerm(node.term_id, name), lambda _changes: self._filters.rename(choice, name))  # a name in use merges

    def _save(self, search: SavedSearch) -> None:
        from tipdesk.app.edits import SaveSearch

        self._workspace.do(SaveSearch(search))

    def _forget(self, search: SavedSearch) -> None:
        from tipdesk.app.edits import DeleteSearch

        self._workspace.do(DeleteSearch(search.id))

    def _file(self, ids: tuple[int, ...], choice: Choice, add: bool) -> None:
        from tipdesk.app.edits import FileUnder

        names = (choice.name,)
        self._workspace.do(FileUnder(ids, choice.facet, names if add else (), () if add else names))

    def _delete(self, node: Node, choice: Choice) -> None:
        from tipdesk.app.edits import DeleteTerms

        self._workspace.do(DeleteTerms((node.term_id,)), lambda _changes: self._filters.choose(choice, None))

    def _set_colour(self, term_id: int, colour: str) -> None:
        from tipdesk.app.edits import SetTermColour

        self._workspace.do(SetTermColour(term_id, colour))

    def _ask_colour(self, node: Node) -> None:
        dialog = QColorDialog(QColor(node.colour or "#0e6d99"), self._tree)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._set_colour(node.term_id, colour.name()))
        dialog.open()

    def _ask_merge(self, node: Node, choice: Choice) -> None:
        others = self._terms(choice.facet, node.term_id)
        question = self.tr("File everything that is under “{}” under:").format(choice.name)
        ask_choice(self._tree, self.tr("Merge"), question, [t.name for t in others], lambda n: self._merge(node, choice, others[n]))

    def _merge(self, node: Node, choice: Choice, into: Term) -> None:
        from tipdesk.app.edits import MergeTerms

        self._workspace.do(MergeTerms((node.term_id,), into.id), lambda _changes: self._filters.rename(choice, into.name))

    def _ask_parent(self, node: Node, choice: Choice) -> None:
        others = self._terms("region" if choice.facet == "country" else choice.facet, node.term_id)
        choices = [self.tr("(at the top)"), *(term.name for term in others)]
        question = self.tr("Let “{}” lie below:").format(choice.name)
        ask_choice(self._tree, self.tr("Move"), question, choices, lambda n: self._move(node, others[n - 1] if n else None))

    def _move(self, node: Node, above: Term | None) -> None:
        from tipdesk.app.term_edits import MoveTerms

        self._workspace.do(MoveTerms((node.term_id,), above.id if above is not None else None))

    def _terms(self, vocabulary: str, but: int) -> list[Term]:
        library = self._workspace.library
        return [term for term in library.terms(vocabulary) if term.id != but] if library is not None else []
