"""The terms of one vocabulary: a filter box, their tree, and what can be done with them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QHBoxLayout, QHeaderView, QLineEdit, QMenu, QToolButton, QTreeView, QWidget
from PySide6.QtWidgets import QVBoxLayout as Column

from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch, DeleteTerms, MergeTerms, RenameTerm, SetTermColour
from tipdesk.app.term_edits import AddTerm, MoveTerms, SetAliases, SetCode
from tipdesk.domain.vocabularies import Term
from tipdesk.domain.written_lists import split_list
from tipdesk.gui.dialogs.asking import ask_choice, ask_text
from tipdesk.gui.dialogs.term_tree import ALIASES, CODE, COUNT, NAME, PARENT, TermModel, build
from tipdesk.gui.text import native_language

_WIDTHS = {ALIASES: 190, PARENT: 130, CODE: 60}  # pixels


class TermsPage(QWidget):
    """Shows the terms it is given; every change is handed on as an edit."""

    wanted = Signal(object)  # Edit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: Sequence[Term] = ()
        self._regions: Sequence[Term] = ()
        self._counts: Mapping[int, int] = {}
        self._vocabulary = ""
        self._editable = False
        self._to_show = ""  # the name of a term that was just added
        self.box = QLineEdit(self)
        self.box.setAccessibleName(self.tr("Find a term"))
        self.box.setPlaceholderText(self.tr("Find a term by its name, another name or code…"))
        self.box.setClearButtonEnabled(True)
        self.model = TermModel(self)
        self.tree = _Tree(self)
        self.tree.setModel(self.model)
        self.tree.setAccessibleName(self.tr("Terms"))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self._build)
        self._make_actions()
        row = QHBoxLayout()
        for action in (self._add, self._merge, self._move, self._colour, self._delete):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        row.addStretch(1)
        column_ = Column(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addWidget(self.box)
        column_.addWidget(self.tree, 1)
        column_.addLayout(row)
        self.box.textChanged.connect(lambda _text: self._timer.start())
        self.tree.selectionModel().selectionChanged.connect(lambda *_: self._show_state())
        self.tree.menu_wanted.connect(self._show_menu)
        self.model.renamed.connect(lambda number, name: self.wanted.emit(RenameTerm(number, name)))
        self.model.aliases_typed.connect(lambda number, text: self.wanted.emit(SetAliases(number, split_list(text))))
        self.model.code_typed.connect(lambda number, text: self.wanted.emit(SetCode(number, text)))
        self.model.dropped.connect(self._moved)

    def _make_actions(self) -> None:
        def action(text: str, icon: str, keys: str, slot: Callable[[], object]) -> QAction:
            made = QAction(QIcon.fromTheme(icon), text, self.tree) if icon else QAction(text, self.tree)
            made.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            made.setToolTip(f"{text.rstrip('…')} ({made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
            made.triggered.connect(lambda _checked=False: slot())
            self.tree.addAction(made)
            return made

        self._add = action(self.tr("Add…"), "list-add", "Ins", self._ask_new)
        self._rename = action(self.tr("Rename"), "edit-rename", "F2", lambda: self._edit(NAME))
        self._aliases = action(self.tr("Other names"), "", "Ctrl+F2", lambda: self._edit(ALIASES))
        self._code = action(self.tr("Code"), "", "Shift+F2", lambda: self._edit(CODE))
        self._merge = action(self.tr("Merge into…"), "", "Ctrl+M", self._ask_merge)
        self._move = action(self.tr("Move below…"), "", "Ctrl+Shift+M", self._ask_parent)
        self._colour = action(self.tr("Colour…"), "", "Ctrl+L", self._ask_colour)
        self._bleach = action(self.tr("No colour"), "", "Ctrl+Shift+L", partial(self._set_colour, ""))
        self._delete = action(self.tr("Delete"), "edit-delete", "Del", self._remove)

    # -- showing

    def show_terms(
        self, vocabulary: str, terms: Sequence[Term], regions: Sequence[Term], counts: Mapping[int, int], editable: bool
    ) -> None:
        """Show the terms of a vocabulary, and how many publications lie under each; `regions` are what countries lie below."""
        if vocabulary != self._vocabulary:
            self.box.clear()
        self._vocabulary, self._terms, self._regions = vocabulary, sorted(terms, key=_order), regions
        self._counts, self._editable = counts, editable
        self._build()

    def _build(self) -> None:
        open_ = {node.term.id for node in self.model.nodes if node.term and self.tree.isExpanded(self.model.index_of(node))}
        known = {node.term.id for node in self.model.nodes if node.term}
        current, chosen = self.model.term(self.tree.currentIndex()), [term.id for term in self.selected()]
        scroll = self.tree.verticalScrollBar().value()
        sought = self.box.text()
        self.model.set_root(build(self._terms, self._counts, sought), self._vocabulary, self._editable)
        few = len(self._terms) <= 100
        for node in self.model.nodes:
            if node.term and node.children and (sought or node.term.id in open_ or (few and node.term.id not in known)):
                self.tree.setExpanded(self.model.index_of(node), True)
        self.tree.verticalScrollBar().setValue(scroll)
        for number in chosen:
            self.tree.choose(self.model.find(number))
        if current is not None and (index := self.model.find(current.id)).isValid():
            self.tree.selectionModel().setCurrentIndex(index, self.tree.selectionModel().SelectionFlag.NoUpdate)
        self._show_added()
        self._show_state()

    def _show_added(self) -> None:
        added = next((term for term in self._terms if term.name == self._to_show), None)
        if self._to_show and added is not None and (index := self.model.find(added.id)).isValid():
            self._to_show = ""
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def _show_state(self) -> None:
        count, changeable = len(self.selected()), self._editable and self._vocabulary != "kind"
        self._add.setEnabled(changeable and bool(self._vocabulary))
        for action in (self._merge, self._move, self._delete, self._rename, self._aliases, self._code):
            action.setEnabled(changeable and count > 0)
        for action in (self._colour, self._bleach):
            action.setEnabled(self._editable and count > 0)

    def selected(self) -> list[Term]:
        """The selected terms."""
        found = (self.model.term(index) for index in self.tree.selectionModel().selectedRows(NAME))
        return [term for term in found if term is not None]

    def _show_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._add, self._rename, self._aliases, self._code])
        menu.addSeparator()
        menu.addActions([self._merge, self._move, self._colour, self._bleach])
        menu.addSeparator()
        menu.addAction(self._delete)
        menu.popup(where)

    # -- doing

    def _edit(self, column: int) -> None:
        index = self.tree.currentIndex()
        self.tree.edit(index.siblingAtColumn(column))

    def _ask_new(self) -> None:
        current = self.selected()[:1]
        above = current[0] if current and self._vocabulary not in ("country", "language", "category") else None
        if above is None:
            question = self.tr("Name of the new term:")
        else:
            question = self.tr("Name of the new term, which will lie below “{}”:").format(above.name)
        ask_text(self, self.tr("Add a term"), question, "", lambda name: self._add_term(name.strip(), above))

    def _add_term(self, name: str, above: Term | None) -> None:
        if self._vocabulary == "tag" and above is not None:
            name = f"{above.name}/{name}"
        self._to_show = name
        self.wanted.emit(AddTerm(self._vocabulary, name, above.id if above is not None else None))

    def _ask_merge(self) -> None:
        terms = self.selected()
        ids = tuple(term.id for term in terms)
        others = [term for term in self._terms if term.id not in ids]
        question = self.tr("File everything that is under {} under:").format(self._named(terms))
        ask_choice(self, self.tr("Merge"), question, [_shown(t) for t in others], lambda n: self.wanted.emit(MergeTerms(ids, others[n].id)))

    def _ask_parent(self) -> None:
        terms = self.selected()
        ids = tuple(term.id for term in terms)
        others = self._regions if self._vocabulary == "country" else [term for term in self._terms if term.id not in ids]
        choices = [self.tr("(at the top)"), *map(_shown, others)]
        question = self.tr("Let {} lie below:").format(self._named(terms))
        ask_choice(self, self.tr("Move"), question, choices, lambda n: self.wanted.emit(MoveTerms(ids, others[n - 1].id if n else None)))

    def _moved(self, ids: tuple[int, ...], parent: int | None) -> None:
        self.wanted.emit(MoveTerms(ids, parent))

    def _named(self, terms: Sequence[Term]) -> str:
        return f"“{terms[0].name}”" if len(terms) == 1 else self.tr("the {} selected").format(len(terms))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(QColor(self.selected()[0].colour or "#0e6d99"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._set_colour(colour.name()))
        dialog.open()

    def _set_colour(self, colour: str) -> None:
        edits: list[Edit] = [SetTermColour(term.id, colour) for term in self.selected()]
        self.wanted.emit(Batch(edits, edits[0].label) if len(edits) > 1 else edits[0])

    def _remove(self) -> None:
        self.wanted.emit(DeleteTerms(tuple(term.id for term in self.selected())))


class _Tree(QTreeView):
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda place: self.menu_wanted.emit(self.viewport().mapToGlobal(place)))

    def choose(self, index: object) -> None:
        flags = self.selectionModel().SelectionFlag
        self.selectionModel().select(index, flags.Select | flags.Rows)  # type: ignore[call-overload]


def _order(term: Term) -> str:
    return _shown(term).casefold()


def _shown(term: Term) -> str:
    return f"{native_language(term.name)} ({term.name})" if term.vocabulary == "language" else term.name
