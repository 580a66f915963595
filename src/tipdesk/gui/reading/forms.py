"""What is said of a list, of a section and of items, to be edited in place."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.domain.fields import Field
from tipdesk.domain.reading import IMPORTANCES, STATUSES, Item, ReadingList, Section
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.editor.fields import SEVERAL, LineField, TextField, UndoLeaver, WheelLeaver
from tipdesk.gui.reading.words import importance_label

_LINE, _PARAGRAPH, _TEXT, _CHOICE = "line", "paragraph", "text", "choice"
_OF_LIST = (
    ("title", QT_TRANSLATE_NOOP("Reading", "Title"), _PARAGRAPH),
    ("description", QT_TRANSLATE_NOOP("Reading", "Description"), _TEXT),
    ("audience", QT_TRANSLATE_NOOP("Reading", "Audience"), _LINE),
    ("owner", QT_TRANSLATE_NOOP("Reading", "Owner"), _LINE),
    ("period", QT_TRANSLATE_NOOP("Reading", "Period"), _LINE),
    ("status", QT_TRANSLATE_NOOP("Reading", "Status"), _CHOICE),
)
_OF_SECTION = (
    ("title", QT_TRANSLATE_NOOP("Reading", "Title"), _PARAGRAPH),
    ("description", QT_TRANSLATE_NOOP("Reading", "Description"), _TEXT),
)
_OF_ITEM = (
    ("text", QT_TRANSLATE_NOOP("Reading", "Text"), _TEXT),
    ("importance", QT_TRANSLATE_NOOP("Reading", "Importance"), _CHOICE),
    ("pages", QT_TRANSLATE_NOOP("Reading", "Pages"), _LINE),
    ("minutes", QT_TRANSLATE_NOOP("Reading", "Minutes"), _LINE),
    ("task", QT_TRANSLATE_NOOP("Reading", "Task"), _TEXT),
    ("annotation", QT_TRANSLATE_NOOP("Reading", "Annotation (handed out)"), _TEXT),
    ("private_note", QT_TRANSLATE_NOOP("Reading", "Private note (stays here)"), _TEXT),
)
_STATUSES = {"draft": QT_TRANSLATE_NOOP("Reading", "draft"), "final": QT_TRANSLATE_NOOP("Reading", "final")}


class ChoiceField(QComboBox):
    """One of some names, or where it may be typed another."""

    committed = Signal(object)

    def __init__(self, label: str, choices: Sequence[str], shown: Callable[[str], str], parent: QWidget, *, free: bool) -> None:
        super().__init__(parent)
        self._label_of = shown
        self._value: object = ""
        self._shown = ""
        self.setAccessibleName(label)
        self.setEditable(free)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(WheelLeaver(self))
        self.offer(choices)
        self.activated.connect(lambda _index: self.commit())
        if line := self.lineEdit():
            line.installEventFilter(UndoLeaver(line))
            line.editingFinished.connect(self.commit)

    def offer(self, choices: Sequence[str]) -> None:
        """The names to choose from."""
        if choices != [self.itemData(at) for at in range(self.count())]:
            self.clear()
            for choice in choices:
                self.addItem(self._label_of(choice), choice)
            self.set_value(self._value)

    @property
    def pending(self) -> bool:
        """Was something chosen or typed that was not committed?"""
        return self.currentText() != self._shown

    def set_value(self, value: Any) -> None:
        """Show a value; none for SEVERAL."""
        self._value = value
        known = isinstance(value, str)
        self.setCurrentIndex(self.findData(value) if known else -1)
        if self.isEditable() and self.currentIndex() < 0:
            self.setEditText(self._label_of(value) if known else "")
        self.setPlaceholderText(self.tr("several values") if value is SEVERAL else "")
        self._shown = self.currentText()

    def commit(self) -> None:
        """Hand over what was chosen, if it differs; nothing is no choice."""
        if not self.pending:
            return
        text = self.currentText().strip()
        at = self.findText(text)
        chosen = str(self.itemData(at)) if at >= 0 else text
        if not chosen or chosen == self._value:
            self.set_value(self._value)
            return
        self._value, self._shown = chosen, self.currentText()
        self.committed.emit(chosen)


class _Form(QWidget):
    """Fields one below the other; `edited` says which one got what."""

    edited = Signal(str, object)

    def __init__(self, fields: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.fields: dict[str, Any] = {}  # editors of fields, as gui.editor.fields has them
        self.rows = QFormLayout(self)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, source, shape in fields:
            label = QCoreApplication.translate("Reading", source)
            editor = _editor(name, label, shape, self)
            editor.committed.connect(lambda value, name=name: self.edited.emit(name, value))
            self.fields[name] = editor
            title = QLabel(label, self)
            title.setBuddy(editor)
            self.rows.addRow(title, editor)

    def show_values(self, values: Sequence[object]) -> None:
        """Show what all of these have in common; a field in which something is being typed is left alone."""
        for name, editor in self.fields.items():
            found = {getattr(value, name) for value in values}
            if not editor.pending:
                editor.set_value(SEVERAL if len(found) > 1 else _shown(found.pop() if found else ""))

    def commit(self) -> None:
        """Hand over what is being typed."""
        for editor in self.fields.values():
            editor.commit()


def _shown(value: object) -> object:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _editor(name: str, label: str, shape: str, parent: QWidget) -> Any:
    field = Field(name, label)
    match shape:
        case "choice":
            choices, free = (IMPORTANCES, True) if name == "importance" else (STATUSES, False)
            return ChoiceField(label, list(choices), importance_label if free else _status_label, parent, free=free)
        case "line":
            return LineField(field, parent)
    return TextField(field, parent, paragraph=shape == _PARAGRAPH)


def _status_label(status: str) -> str:
    return QCoreApplication.translate("Reading", _STATUSES.get(status, status))


class Forms(QStackedWidget):
    """The form of what is selected: items, a section, or the list itself."""

    list_edited = Signal(str, object)
    section_edited = Signal(int, str, object)
    items_edited = Signal(object, str, object)  # ids, field, value

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of_list, self._of_section, self._of_item = (_Form(fields, self) for fields in (_OF_LIST, _OF_SECTION, _OF_ITEM))
        self._section = 0
        self._items: tuple[int, ...] = ()
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        for form, above in ((self._of_list, None), (self._of_section, None), (self._of_item, self.about)):
            page = QWidget(self)
            column = QVBoxLayout(page)
            column.setContentsMargins(4, 4, 8, 4)
            if above is not None:
                column.addWidget(above)
            column.addWidget(form)
            column.addStretch(1)
            scroll = QScrollArea(self)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setWidget(page)
            self.addWidget(scroll)
        self._of_list.edited.connect(self.list_edited)
        self._of_section.edited.connect(lambda name, value: self.section_edited.emit(self._section, name, value))
        self._of_item.edited.connect(lambda name, value: self.items_edited.emit(self._items, name, value))

    def commit(self) -> None:
        """Hand over what is being typed; before anything else is shown."""
        for form in (self._of_list, self._of_section, self._of_item):
            form.commit()

    def take_back(self, name: str) -> None:
        """What was typed into a field and handed over could not be kept: it is pending again."""
        editor = (self._of_list, self._of_section, self._of_item)[self.currentIndex()].fields.get(name)
        if isinstance(editor, LineField | TextField):
            editor.take_back()

    def show_list(self, whole: ReadingList) -> None:
        """The list's own fields."""
        self._turn(0)
        self._of_list.show_values([whole])

    def show_section(self, section: Section) -> None:
        """One section."""
        if section.id != self._section:
            self.commit()
        self._section = section.id
        self._turn(1)
        self._of_section.show_values([section])

    def show_items(self, items: Sequence[Item], about: str, importances: Sequence[str]) -> None:
        """Items, together; `about` says which publication it is."""
        ids = tuple(item.id for item in items)
        if ids != self._items:
            self.commit()
        self._items = ids
        self._turn(2)
        self.about.setText(about)
        self._of_item.fields["importance"].offer(list(importances))
        self._of_item.show_values(items)
        readings = any(item.key for item in items)
        for name, there in (("importance", readings), ("pages", readings), ("text", any(not item.key or item.text for item in items))):
            self._of_item.rows.setRowVisible(self._of_item.fields[name], there)

    def _turn(self, page: int) -> None:
        if self.currentIndex() != page:
            self.commit()
        self.setCurrentIndex(page)
