"""The context menu of a facet value: narrow down by it, file under it, and look after the term itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QColorDialog, QInputDialog, QLabel, QMenu

from tipdesk.domain.query_text import text_of
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.gui.filters import Choice, Filters, State
from tipdesk.gui.sidebar.model import RENAMABLE
from tipdesk.gui.sidebar.tree import Node
from tipdesk.gui.sidebar.view import FacetTree
from tipdesk.gui.workspace import Workspace


class FacetMenu(QObject):
    """Makes the menu and does what is chosen, through the workspace."""

    def __init__(self, workspace: Workspace, filters: Filters, tree: FacetTree) -> None:
        super().__init__(tree)
        self._workspace = workspace
        self._filters = filters
        self._tree = tree
        self._selected: Callable[[], Sequence[int]] = tuple

    def set_selected(self, selected: Callable[[], Sequence[int]]) -> None:
        """Where the ids of the selected publications come from."""
        self._selected = selected

    def popup(self, node: Node, where: QPoint) -> None:
        """Show the menu of a value or a saved search."""
        self.make(node).popup(where)

    def make(self, node: Node) -> QMenu:
        """The menu of a value or a saved search; it deletes itself when it is closed."""
        menu = QMenu(self._tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if node.search is not None:
            self._add_search(menu, node, node.search)
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
        replaced = menu.addAction(self.tr("Replace by what is shown now"), lambda: self._save(replace(search, query=shown)))
        replaced.setEnabled(bool(shown) and shown != search.query)
        menu.addAction(QIcon.fromTheme("edit-delete"), self.tr("Delete"), lambda: self._forget(search))

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
        if choice.facet in RENAMABLE:
            menu.addAction(QIcon.fromTheme("edit-rename"), self.tr("Rename"), lambda: self._tree.rename(node))
        if choice.facet != "kind":
            menu.addAction(self.tr("Merge into…"), lambda: self._ask_merge(node, choice))
        menu.addAction(self.tr("Colour…"), lambda: self._ask_colour(node))
        if node.colour:
            menu.addAction(self.tr("No colour"), lambda: self._set_colour(node.term_id, ""))
        if choice.facet in RENAMABLE:
            menu.addSeparator()
            menu.addAction(QIcon.fromTheme("edit-delete"), self.tr("Delete"), lambda: self._delete(node, choice))

    # -- doing

    def rename(self, node: Node, name: str) -> None:
        """Rename the saved search or the term of a node; a choice of it is kept."""
        from tipdesk.app.edits import RenameTerm

        if node.search is not None:
            self._save(replace(node.search, name=name))
            return
        choice = node.choice
        assert choice is not None
        self._workspace.do(RenameTerm(node.term_id, name), lambda _changes: self._filters.rename(choice, name))

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
        library = self._workspace.library
        if library is None:
            return
        others = {term.name: term.id for term in library.terms(choice.facet) if term.id != node.term_id}
        dialog = QInputDialog(self._tree)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Merge"))
        dialog.setLabelText(self.tr("File everything that is under “{}” under:").format(choice.name))
        for label in dialog.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
        dialog.setComboBoxItems(list(others))
        dialog.textValueSelected.connect(lambda name: self._merge(node, choice, name, others[name]))
        dialog.open()

    def _merge(self, node: Node, choice: Choice, name: str, into: int) -> None:
        from tipdesk.app.edits import MergeTerms

        self._workspace.do(MergeTerms((node.term_id,), into), lambda _changes: self._filters.rename(choice, name))
