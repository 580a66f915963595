"""The form of a publication's fields: those that hold something, and the others behind "Add field"."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tipdesk.domain import editions
from tipdesk.domain.editions import RELATIONS, Linked
from tipdesk.domain.fields import BY_NAME, FIELDS, Field, FieldKind
from tipdesk.domain.own_vocabularies import taken_out
from tipdesk.domain.publication import Publication
from tipdesk.domain.vocabularies import SOURCES, Vocabulary
from tipdesk.gui.editor.contributors import ContributorsField
from tipdesk.gui.editor.fields import SEVERAL, FieldEditor, KindField, LineField, TextField
from tipdesk.gui.editor.links import LinksField, relation_label
from tipdesk.gui.editor.terms import TermsField

# Shown even when they are empty: what a record of this field needs most.
ALWAYS = ("kind", "title", "contributors", "date", "languages", "countries", "regions", "tags", "abstract", "url", "key")
OF_ONE = ("title", "subtitle", "contributors", "abstract", "doi", "key")  # what each publication has to itself
_ORDER = (
    "title", "subtitle", "contributors", "kind", "date", "publisher", "place", "container", "series", "number", "volume", "issue",
    "pages", "edition", "languages", "countries", "regions", "category", "themes", "tags", "abstract", "url", "doi", "isbn", "issn",
    "accessed", "key",
)  # fmt: skip


class Form(QScrollArea):
    """Shows one publication or what several have in common; says which field the user set, and never changes anything itself."""

    set_field = Signal(str, object)  # field, value
    add_terms = Signal(str, object)  # vocabulary, names
    remove_terms = Signal(str, object)
    publication_wanted = Signal(int)
    link_removed = Signal(int, str)  # the id of the publication that says so, and the role

    def __init__(
        self, terms: Callable[[str], Sequence[tuple[str, str]]], complete: Callable[[str], list[str]], parent: QWidget | None = None
    ) -> None:
        """`terms` gives the (name, colour) of a vocabulary's terms, `complete` the contributors that begin with a text."""
        super().__init__(parent)
        self._terms = terms
        self._complete = complete
        self._fields: dict[str, Field] = {}
        self._own: tuple[Vocabulary, ...] = ()
        self._editors: dict[str, FieldEditor] = {}
        self._widgets: dict[str, QWidget] = {}
        self._extra: dict[tuple[int, str], LineField] = {}  # by place in the publication's `extra`, and name
        self._asked_for: set[str] = set()
        self._publications: tuple[Publication, ...] = ()
        self._editable = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 4, 8, 4)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(5)
        column.addLayout(self._form)
        self._written = {field: self._make_written() for field in SOURCES}  # places as their source wrote them
        self._add = QPushButton(QIcon.fromTheme("list-add"), self.tr("Add field"), self)
        self._menu = QMenu(self._add)
        self._add.setMenu(self._menu)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self.setWidget(inner)
        for name in _ORDER:
            self._make_row(BY_NAME[name])
        self.setTabOrder(self._widgets["key"], self._add)

    def set_vocabularies(self, own: Sequence[Vocabulary]) -> None:
        """The user's own vocabularies: each is a field."""
        if tuple(own) == self._own:
            return
        for vocabulary in self._own:
            self._form.removeRow(self._widgets.pop(vocabulary.name))
            del self._editors[vocabulary.name], self._fields[vocabulary.name]
        self._own = tuple(own)
        for vocabulary in own:
            self._make_row(Field(vocabulary.name, vocabulary.label, FieldKind.TERMS, vocabulary=vocabulary.name))
        self.show_publications(self._publications, self._editable)

    def show_publications(self, publications: Sequence[Publication], editable: bool) -> None:
        """Show these; a field in which the user is typing keeps what was typed while the same publications stay."""
        ids = {p.id for p in publications}
        same = ids == {p.id for p in self._publications}
        if not same:
            self._asked_for.clear()
        self._publications = tuple(publications)
        for name, editor in self._editors.items():
            if not (same and editor.pending):
                editor.set_value(self._value(self._fields[name]))
        self._show_extra()
        self._show_rows()
        self._set_editable(editable and bool(publications))

    def _set_editable(self, editable: bool) -> None:
        """Links are followed in what can only be read, too."""
        self._editable = editable
        for child in self._inner.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.setEnabled(editable or isinstance(child, LinksField))
        for links in self._links.values():
            links.set_editable(editable)

    def show_links(self, links: Sequence[Linked]) -> None:
        """Show these links of the publication."""
        for relation, field in self._links.items():
            found = [link for link in links if link.relation == relation]
            field.set_links(found)
            self._form.setRowVisible(field, bool(found))

    def focus_first(self) -> None:
        """Put the cursor into the title; of several publications, which have none in common, into the kind."""
        self._widgets["title" if len(self._publications) == 1 else "kind"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_field(self, name: str, _checked: bool = False) -> None:
        """Show a field, if it was hidden, and put the cursor into it."""
        self._asked_for.add(name)
        self._show_rows()
        self._widgets[name].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(self._widgets[name])

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes down the form. Lines of contributors and chips are made anew, and Qt would have them behind all else in the window."""
        stops, focus = self._stops(), self.focusWidget()
        at = stops.index(focus) + (1 if forward else -1) if focus in stops else -1
        if not 0 <= at < len(stops):
            return super().focusNextPrevChild(forward)
        stops[at].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        self.ensureWidgetVisible(stops[at])
        return True

    def _stops(self) -> list[QWidget]:
        items = (self._form.itemAt(row, QFormLayout.ItemRole.FieldRole) for row in range(self._form.rowCount()))
        editors = [editor for item in items if item and (editor := item.widget())]
        inside = [*(each for editor in editors for each in (editor, *editor.findChildren(QWidget))), self._add]
        able = [each for each in inside if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.focusProxy() is None]
        return [each for each in able if each.isEnabled() and each.isVisible()]

    def commit(self) -> None:
        """Hand over whatever is typed and not yet committed."""
        for editor in self._editors.values():
            editor.commit()
        for line in self._extra.values():
            line.commit()

    def take_back(self, name: str) -> None:
        """What was typed into a field and handed over could not be kept: it is pending again."""
        if isinstance(editor := self._editors.get(name), LineField | TextField):
            editor.take_back()

    def _make_row(self, field: Field) -> None:
        self._fields[field.name] = field
        editor = self._make_editor(field)
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(label.fontMetrics().elidedText(self._label(field), Qt.TextElideMode.ElideRight, 110))
        label.setBuddy(editor)
        label.setMinimumHeight(self.fontMetrics().height() + 8)
        label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._form.addRow(label, editor)
        self._form.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        self._widgets[field.name] = editor
        if field.name in SOURCES:
            self._form.addRow("", self._written[field.name])
        if field.name == "languages":
            self._links = {relation: self._make_links(relation_label(relation)) for relation in RELATIONS}

    def _make_links(self, name: str) -> LinksField:
        links = LinksField(name, self)
        label = QLabel(self)
        label.setText(name)
        label.setMinimumHeight(self.fontMetrics().height() + 8)
        self._form.addRow(label, links)
        self._form.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        self._form.setRowVisible(links, False)
        links.wanted.connect(self.publication_wanted)
        links.removed.connect(self.link_removed)
        return links

    def _make_written(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        return label

    def _label(self, field: Field) -> str:
        return self.tr(field.label) if field.name in BY_NAME else field.label

    def _make_editor(self, field: Field) -> QWidget:
        name = field.name
        editor: Any
        if field.kind is FieldKind.NAMES:
            editor = ContributorsField(self._complete, self)
        elif field.kind is FieldKind.TERMS:
            editor = TermsField(field, lambda: self._terms(field.vocabulary), self)
            editor.added.connect(lambda names: self.add_terms.emit(field.vocabulary, names))
            editor.removed.connect(lambda names: self.remove_terms.emit(field.vocabulary, names))
        elif field.kind is FieldKind.CHOICE:
            editor = KindField(field, self)
        elif field.kind is FieldKind.LONG:
            editor = TextField(field, self)
        elif name in ("title", "subtitle"):
            editor = TextField(field, self, paragraph=True)
        else:
            editor = LineField(field, self)
        editor.committed.connect(lambda value: self.set_field.emit(name, value))
        self._editors[name] = editor
        widget: QWidget = editor
        return widget

    def _value(self, field: Field) -> Any:
        """What the publications have in this field, or SEVERAL where they differ."""
        if not self._publications:
            return () if field.kind in (FieldKind.TERMS, FieldKind.NAMES) else ""
        first, *others = self._publications
        value = self._of(first, field)
        if field.kind is FieldKind.TERMS and others:
            return (SEVERAL, tuple(name for name in value if all(name in self._of(other, field) for other in others)))
        if all(self._of(other, field) == value for other in others):
            return value
        return () if field.kind is FieldKind.NAMES else SEVERAL

    def _of(self, publication: Publication, field: Field) -> Any:
        if field.name in BY_NAME:
            return getattr(publication, field.name)
        return taken_out(publication.extra, (field.name,))[1].get(field.name, ())

    def _show_rows(self) -> None:
        several = len(self._publications) > 1
        hidden = []
        for name, widget in self._widgets.items():
            value = self._value(self._fields[name])
            shown = name in ALWAYS or name in self._asked_for or bool(value and value != (SEVERAL, ()))
            offered = not several or name not in OF_ONE
            self._form.setRowVisible(widget, shown and offered)
            if offered and not shown:
                hidden.append(name)
        self._fill_menu(hidden)
        others = dict(self._publications[0].extra) if len(self._publications) == 1 else {}
        for field, label in self._written.items():
            written = others.get(SOURCES[field], "")
            label.setText(self.tr("as written: {}").format(written))
            self._form.setRowVisible(label, bool(written))

    def _fill_menu(self, hidden: Sequence[str]) -> None:
        self._menu.clear()
        for name in hidden:
            self._menu.addAction(self._label(self._fields[name])).triggered.connect(partial(self.focus_field, name))
        self._add.setVisible(bool(hidden) and bool(self._publications))

    def _show_extra(self) -> None:
        """Fields that tipdesk has no name for, under the names that they came with."""
        extra = self._publications[0].extra if len(self._publications) == 1 else ()
        elsewhere = {*SOURCES.values(), *(vocabulary.name for vocabulary in self._own)}  # these have lines of their own
        links = editions.places(extra).values()
        shown = [(index, name) for index, (name, _) in enumerate(extra) if name not in elsewhere and index not in links]
        if shown != list(self._extra):
            for line in self._extra.values():
                self._form.removeRow(line)
            self._extra = {place: self._make_extra(*place) for place in shown}
        for (index, _), line in self._extra.items():
            if not line.pending:
                line.set_value(extra[index][1])

    def _make_extra(self, index: int, name: str) -> LineField:
        line = LineField(replace(BY_NAME["title"], label=name), self)
        line.committed.connect(lambda value: self._set_extra(index, value))
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 110))
        label.setToolTip(name)
        self._form.addRow(label, line)
        return line

    def _set_extra(self, index: int, value: str) -> None:
        pairs = list(self._publications[0].extra)
        pairs[index] = (pairs[index][0], value)
        self.set_field.emit("extra", tuple(pair for pair in pairs if pair[1]))


assert set(_ORDER) | {"notes", "extra"} == {field.name for field in FIELDS}
