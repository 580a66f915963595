"""The builder of reading lists: a list as a tree, what is said of each part, and how it will look."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QSplitter, QTabWidget, QToolButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from tipdesk.app.edit import Edit
from tipdesk.app.list_edits import (
    AddItems,
    AddSections,
    DeleteSections,
    MoveItems,
    MoveSections,
    RemoveItems,
    SetItemField,
    SetListField,
    SetSectionField,
)
from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import BadRequest, TipdeskError
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import IMPORTANCES, Item, Section, importances
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.dialogs.asking import ask_text
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.reading import moves
from tipdesk.gui.reading.chooser import ListChooser
from tipdesk.gui.reading.forms import Forms
from tipdesk.gui.reading.found import Found, read
from tipdesk.gui.reading.handing_out import HandOutDialog
from tipdesk.gui.reading.model import ListModel, Node
from tipdesk.gui.reading.preview import PreviewPage
from tipdesk.gui.reading.view import ListTree
from tipdesk.gui.reading.words import invitation_label, summary_label, versions_label
from tipdesk.gui.text import isolated
from tipdesk.gui.workspace import Workspace

Ids = Callable[[], Sequence[int]]


class ReadingLists(QDialog):
    """Not modal, so that publications can be dragged here; every change is an edit of the workspace."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, selected: Ids, parent: Widget | None = None) -> None:
        """`selected` tells which publications are selected in the table."""
        super().__init__(parent)
        self._workspace, self._choice, self._selected_publications = workspace, choice, selected
        self._lane = workspace.lane("reading-lists")
        self._asking = workspace.lane("reading-publications", latest_only=False)
        self._found = Found()
        self._number = 0  # of the list that is shown
        self._to_select: set[tuple[str, int]] | None = None  # all that was there before what is to be selected came in
        self.setWindowTitle(self.tr("Reading lists"))
        self.resize(1080, 700)
        self.messages = MessageBar(self)
        self.model = ListModel(self)
        self.tree = ListTree(self.model, self)
        self.forms = Forms(self)
        self._moves = moves.Moves(lambda: (self.tree.selected(), self.model.nodes), self.do)
        self._page = PreviewPage(workspace, choice, self)
        self.preview = self._page.preview
        self.chooser = ListChooser(workspace, self)
        self.line = QLabel(self)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self._make_actions()
        self._lay_out()
        self._connect()

    # -- putting together

    def _make_actions(self) -> None:
        def action(text: str, icon: str, keys: str, slot: Callable[[], object], of: Widget = self) -> QAction:
            made = QAction(QIcon.fromTheme(icon), text, self)
            made.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut if of is self else Qt.ShortcutContext.WidgetShortcut)
            made.triggered.connect(lambda _checked=False: slot())
            of.addAction(made)
            return made

        self._add = action(self.tr("Add selected publications"), "list-add", "Ctrl+Shift+L", self.add_selected)
        self._section = action(self.tr("Add section"), "folder", "Ctrl+Shift+S", self._ask_section)
        self._text = action(self.tr("Add text"), "text-x-note", "Ctrl+Shift+T", self._ask_new_text)
        self._translations = action(self.tr("Add versions in other languages"), "list-add", "", self._add_versions)
        tree = self.tree
        inwards, outwards = ("Ctrl+Left", "Ctrl+Right") if self.isRightToLeft() else ("Ctrl+Right", "Ctrl+Left")
        self._up = action(self.tr("Move up"), "go-up", "Ctrl+Up", lambda: self._moves.ask(moves.step, -1), tree)
        self._down = action(self.tr("Move down"), "go-down", "Ctrl+Down", lambda: self._moves.ask(moves.step, 1), tree)
        self._in = action(self.tr("Move into the section above"), "go-next", inwards, lambda: self._moves.ask(moves.nest, 1), tree)
        self._out = action(self.tr("Move out of its section"), "go-previous", outwards, lambda: self._moves.ask(moves.nest, -1), tree)
        self._remove = action(self.tr("Remove from the list"), "edit-delete", "Del", self._remove_selected, tree)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.chooser, 1)
        self._hand_out = QPushButton(QIcon.fromTheme("document-export"), self.tr("&Hand out…"), self)
        self._hand_out.setAutoDefault(False)
        self._hand_out.clicked.connect(lambda _checked=False: self.hand_out())
        top.addWidget(self._hand_out)
        tools = QHBoxLayout()
        for made in (self._add, self._section, self._text, self._up, self._down, self._remove):
            tool = QToolButton(self)
            tool.setDefaultAction(made)
            if made in (self._add, self._section, self._text):
                tool.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tool.setAccessibleName(made.text())
            tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            tools.addWidget(tool)
        tools.addStretch(1)
        left, right = Widget(self), QTabWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)
        column.addWidget(self.tree, 1)
        column.addLayout(tools)
        right.addTab(self.forms, self.tr("Edit"))
        right.addTab(self._page, self.tr("Preview"))
        right.setDocumentMode(True)
        split = QSplitter(self)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([660, 420])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.messages)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        layout.addWidget(self.line)

    def _connect(self) -> None:
        workspace, model, forms = self._workspace, self.model, self.forms
        self.chooser.chosen.connect(self.choose)
        self.chooser.said.connect(self.messages.tell)
        self.chooser.refused.connect(self._refused)
        self.tree.chosen.connect(self._show_form)
        self.tree.menu_wanted.connect(self._show_menu)
        model.publications_dropped.connect(self.add_publications)
        model.items_dropped.connect(lambda ids, section, before: self.do(MoveItems(ids, section, before)) if section else None)
        model.sections_dropped.connect(lambda ids, parent, before: self.do(MoveSections(ids, parent, before)))
        model.retitled.connect(lambda number, title: self.do(SetSectionField(number, "title", title)))
        forms.list_edited.connect(lambda name, value: self.do(SetListField(self._number, name, value), name))
        forms.section_edited.connect(lambda *edited: self.do(SetSectionField(*edited), edited[1]))
        forms.items_edited.connect(self._set_items)
        for keys, step in ((QKeySequence.StandardKey.Undo, workspace.undo), (QKeySequence.StandardKey.Redo, workspace.redo)):
            QShortcut(keys, self).activated.connect(step)
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._opened)

    # -- what the window asks for

    def present(self, then: Callable[[], object] = lambda: None) -> None:
        """Show the builder, and do something once it shows a list."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._load(then)

    def present_list(self, number: int, item: int = 0) -> None:
        """Show the builder with this list, and an item of it selected."""
        self.forms.commit()
        self._number = number
        self.present(lambda: self._go_to(item))

    def _go_to(self, item: int) -> None:
        for node in self.model.nodes:
            if node.key == ("item", item):
                self.tree.setCurrentIndex(self.model.index_of(node))

    def choose(self, number: int) -> None:
        """Show this list."""
        self.forms.commit()
        self._number = number
        self._load()

    def add_selected(self) -> None:
        """Add what is selected in the table behind what is selected here."""
        ids = self._selected_publications()
        if not ids:
            self.messages.tell(self.tr("Select publications in the table first, or drag them here."))
            return
        self.add_publications(ids, *self._aim())

    def add_publications(self, ids: Sequence[int], section: int | None, before: int = 0) -> None:
        """Add publications by id; without a section or a list to put them into one is made."""
        library, number = self._workspace.library, self._number
        if library is None:
            return

        def add(keys: Sequence[str]) -> None:
            new = tuple(Item(key) for key in keys)
            if self._found.whole is None:
                self.chooser.ask_new((Section("", items=new),))
            else:
                self._put(AddItems(section, new, before) if section else AddSections(number, (Section("", items=new),)))

        self._asking.run(lambda _job: [publication.key for publication in library.get(ids)], add)

    def hand_out(self) -> None:
        """Ask how to hand the list out."""
        self.forms.commit()
        if self._found.whole is not None:
            HandOutDialog(self._workspace, self._choice, self._number, self._tell, self._refused, self).open()

    def do(self, edit: Edit, field: str = "") -> None:
        """Apply an edit, of a field that was typed into; what is refused is said here."""
        self.messages.hide()
        self._workspace.do(edit, failed=lambda error: self._refused(error, field))

    def _put(self, edit: Edit) -> None:
        """Apply an edit, and select what it adds."""
        self._to_select = {node.key for node in self.model.nodes}
        self.do(edit)

    def _tell(self, news: str) -> None:
        """Where it is seen: here, or in the window once this is closed."""
        (self.messages.tell if self.isVisible() else self._workspace.said.emit)(news)

    def _refused(self, error: Exception, field: str = "") -> None:
        self._to_select = None
        self._moves.forget()
        if field and not isinstance(error, BadRequest):
            self.forms.take_back(field)  # it only could not be written now
        if isinstance(error, TipdeskError) and self.isVisible():
            self.messages.warn(str(error))
            self._load()
        else:
            self._workspace.report(error)

    # -- showing

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.lists or changes.updated or changes.removed or changes.added or changes.everything):
            self._load()

    def _opened(self) -> None:
        self.messages.hide()
        self._number = 0
        if self._workspace.library is None:
            self.close()
        elif self.isVisible():
            self._load()

    def _load(self, then: Callable[[], object] = lambda: None) -> None:
        library, number = self._workspace.library, self._number

        def show(found: Found) -> None:
            self._show(found)
            then()

        if library is not None:
            self._lane.run(lambda _job: read(library, number), show)

    def _show(self, found: Found) -> None:
        tree, whole = self.tree, found.whole
        same = whole is not None and whole.id == self._number
        nodes = self.model.nodes
        chosen = {node.key for node in tree.selected()} if same else set()
        closed = {node.key for node in nodes if node.section and not tree.isExpanded(self.model.index_of(node))} if same else set()
        current, scroll = self.model.node(tree.currentIndex()).key if same else None, tree.verticalScrollBar().value()
        self._found, self._number = found, whole.id if whole else 0
        self.chooser.show_lists(found)
        tree.selectionModel().blockSignals(True)
        self.model.set_list(whole, found.known, found.warned, self._workspace.editable)
        new = self.model.nodes
        if same and self._to_select is not None and (added := {node.key for node in new} - self._to_select):
            chosen = {key for key in added if key[0] == "item"} or added  # not the section that was made to hold them
            current, self._to_select = min(chosen), None
        for node in new:
            if node.section:
                tree.setExpanded(self.model.index_of(node), node.key not in closed)
        self._select([node for node in new if node.key in chosen], next((node for node in new if node.key == current), None))
        tree.selectionModel().blockSignals(False)
        tree.verticalScrollBar().setValue(scroll)
        tree.viewport().update()
        self._show_form()
        self.preview.show_list(found)
        self._moves.shown()

    def _select(self, chosen: Sequence[Node], current: Node | None) -> None:
        selection = self.tree.selectionModel()
        if current is not None:
            selection.setCurrentIndex(self.model.index_of(current), selection.SelectionFlag.NoUpdate)
        for node in chosen:
            selection.select(self.model.index_of(node), selection.SelectionFlag.Select | selection.SelectionFlag.Rows)

    def _show_form(self) -> None:
        found, nodes = self._found, self.tree.selected()
        items = [node.item for node in nodes if node.item]
        sections = [node.section for node in nodes if node.section]
        there, editable = found.whole is not None, self._workspace.editable
        self._hand_out.setEnabled(there)
        for holds, *actions in (
            (True, self._add),
            (there, self._section),
            (bool(found.whole and found.whole.sections), self._text),
            (bool(nodes), self._up, self._down, self._remove),
            (bool(sections) and not items, self._in, self._out),
            (bool(self._versions(items)), self._translations),
        ):
            for action in actions:
                action.setEnabled(editable and holds)
        self.forms.setEnabled(there and editable)
        self._show_line()
        if found.whole is None:
            return
        if items and not sections:
            used = dict.fromkeys((*IMPORTANCES, *importances(found.whole)))
            self.forms.show_items(items, self._about(items), list(used))
        elif len(sections) == 1 and not items:
            self.forms.show_section(sections[0])
        else:
            self.forms.show_list(found.whole)

    def _about(self, items: Sequence[Item]) -> str:
        if len(items) > 1:
            return self.tr("{} items are edited together.").format(len(items))
        title, warning = isolated(self.model.title(items[0])) if items[0].key else "", self._found.warned.get(("item", items[0].id), "")
        return "\n".join(text for text in (title, warning, versions_label(self._versions(items))) if text)

    def _versions(self, items: Sequence[Item]) -> list[Publication]:
        """Those of these in other languages that do not stand in the list yet."""
        standing = {node.item.key for node in self.model.nodes if node.item}
        found = {other.key: other for item in items for other in self._found.versions.get(item.key, ())}
        return [other for key, other in found.items() if key not in standing]

    def _show_line(self) -> None:
        whole = self._found.whole
        self.line.setText(summary_label(whole, len(self._found.warned)) if whole else "")
        self.empty.setText(invitation_label(whole))
        self.empty.setVisible(bool(self.empty.text()))

    # -- what the user does

    def _add_versions(self) -> None:
        """Behind what is selected, as important as that."""
        section, before = self._aim()
        items = [node.item for node in self.tree.selected() if node.item]
        if section and (others := self._versions(items)):
            self._put(AddItems(section, tuple(Item(other.key, importance=items[-1].importance) for other in others), before))

    def _ask_section(self) -> None:
        ask_text(self, self.tr("Add section"), self.tr("Title of the section:"), "", self._add_section)

    def _add_section(self, title: str) -> None:
        """Beside the section that is selected, or last."""
        node = next((node for node in self.tree.selected() if node.section), None)
        parent = node.parent if node is not None else None
        below = parent.section.id if parent is not None and parent.section else None
        self._put(AddSections(self._number, (Section(title.strip()),), below, moves.behind(node)))

    def _ask_new_text(self) -> None:
        ask_text(self, self.tr("Add text"), self.tr("Text between the readings:"), "", self._add_text)

    def _add_text(self, text: str) -> None:
        section, before = self._aim()
        if section:
            self._put(AddItems(section, (Item(text=text.strip()),), before))

    def _aim(self) -> tuple[int | None, int]:
        """Where what is added goes: behind the item that is selected, at the end of that section, else of the last one."""
        if selected := self.tree.selected():
            return moves.aim(selected[-1])
        whole = self._found.whole
        return (whole.sections[-1].id if whole and whole.sections else None), 0

    def _remove_selected(self) -> None:
        nodes = self.tree.selected()
        sections = tuple(node.section.id for node in nodes if node.section)
        items = tuple(node.item.id for node in nodes if node.item)
        self.do(DeleteSections(sections, items) if sections else RemoveItems(items))

    def _set_items(self, ids: tuple[int, ...], name: str, value: Any) -> None:
        if name == "minutes":
            if value and not value.isdecimal():
                self.messages.warn(self.tr("Minutes are a whole number, such as 30."))
                self._load()
                return
            value = int(value) if value else None
        self.do(SetItemField(ids, name, value), name)

    def _show_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions([self._add, self._translations, self._section, self._text])
        menu.addSeparator()
        menu.addActions([self._up, self._down, self._in, self._out, self._remove])
        menu.exec(where)
        menu.deleteLater()

    def done(self, result: int) -> None:
        """What is being typed is kept."""
        self.forms.commit()
        super().done(result)
