"""Countries and regions that no vocabulary knows, to be settled in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch, MergeTerms
from tipdesk.app.term_edits import KeepPlace, MakeRegion
from tipdesk.domain import vocabularies
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import Term
from tipdesk.gui.dialogs.asking import complete_by_parts
from tipdesk.gui.labels import facet_label
from tipdesk.gui.text import isolated, tooltip

Index = QModelIndex | QPersistentModelIndex
_R = Qt.ItemDataRole
PLACE, KIND, COUNT, SETTLED = range(4)


class PlacesModel(QAbstractTableModel):
    """A row for each unresolved place, and what it is to become; nothing is changed before it is applied."""

    settled_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: Sequence[Term] = ()
        self._counts: Mapping[int, int] = {}
        self._known: dict[str, int] = {}  # term ids by what is shown
        self._other: dict[str, str] = {}  # what is shown, by any name, folded
        self._settled: dict[int, str] = {}  # what was chosen, by term id
        self._headers = (self.tr("Place"), self.tr("Came in as"), self.tr("Publications"), self.tr("Settle as"))
        self.keep, self.region = self.tr("Keep as a place of its own"), self.tr("Make it a region")

    def show_places(self, places: Sequence[Term], counts: Mapping[int, int], known: Sequence[Term]) -> None:
        """Show these; what was chosen for those that are still there stays. `known` are the countries and regions to choose from."""
        self.beginResetModel()
        unresolved = {term.id for term in places}
        names = {term.id: self._shown(term) for term in known if term.id not in unresolved}
        self._known = {name: number for number, name in sorted(names.items(), key=lambda pair: pair[1].casefold())}
        self._other = {squeeze(alias): names[term.id] for term in known if term.id in names for alias in term.aliases}
        chosen = {number: text for number, text in self._settled.items() if number in unresolved and text in self.choices}
        before = {term.id for term in self._places}
        self._places, self._counts = sorted(places, key=lambda term: (-counts.get(term.id, 0), term.name.casefold())), counts
        fresh = {term.id: self._proposal(term) for term in places if term.id not in before}
        self._settled = {number: text for number, text in fresh.items() if text in self._known} | chosen
        self.endResetModel()
        self.settled_changed.emit()

    def _shown(self, term: Term) -> str:
        return self.tr("{} (region)").format(term.name) if term.vocabulary == "region" else term.name

    def _proposal(self, term: Term) -> str:
        """A region that came in as a country, or the other way round."""
        other = "country" if term.vocabulary == "region" else "region"
        name = vocabularies.canonical(other, term.name)
        return self._shown(Term(other, name)) if name else ""

    @property
    def choices(self) -> list[str]:
        """What a place can become."""
        return ["", self.keep, self.region, *self._known]

    @property
    def settled(self) -> int:
        """For how many places something is chosen."""
        return len(self._settled)

    def edit(self) -> Batch:
        """What was chosen, as one step."""
        edits: list[Edit] = []
        for term in self._places:
            chosen = self._settled.get(term.id, "")
            if chosen == self.keep or (chosen == self.region and term.vocabulary == "region"):
                edits.append(KeepPlace(term.id))
            elif chosen == self.region:
                edits.append(MakeRegion(term.id))
            elif chosen:
                edits.append(MergeTerms((term.id,), self._known[chosen]))
        label = self.tr("Settle 1 place") if len(edits) == 1 else self.tr("Settle {} places").format(len(edits))
        return Batch(edits, label)

    # -- Qt's hooks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _R.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _R.DisplayRole:
            return self._headers[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == SETTLED else flags

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        term = self._places[index.row()]
        if role == _R.EditRole and index.column() == SETTLED:
            return self._settled.get(term.id, "")
        if role == _R.DisplayRole:
            cells = (term.name, facet_label(term.vocabulary), str(self._counts.get(term.id, 0)), self._settled.get(term.id, ""))
            return isolated(cells[index.column()])
        if role == _R.ToolTipRole and index.column() == PLACE:
            return tooltip(term.name)
        if role == _R.TextAlignmentRole and index.column() == COUNT:
            return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = _R.EditRole) -> bool:
        value = self._other.get(squeeze(value), value) if value not in self.choices else value
        if role != _R.EditRole or value not in self.choices:
            return False
        number = self._places[index.row()].id
        if value:
            self._settled[number] = value
        else:
            self._settled.pop(number, None)
        self.dataChanged.emit(index, index)
        self.settled_changed.emit()
        return True


class _Choices(QStyledItemDelegate):
    """Edits a cell by choosing, with completion."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        model = index.model()
        assert isinstance(model, PlacesModel)
        box.addItems(model.choices)
        complete_by_parts(box)
        box.setAccessibleName(model.headerData(SETTLED, Qt.Orientation.Horizontal))
        box.activated.connect(lambda _number: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(index.data(_R.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentText())


class PlacesPage(QWidget):
    """The unresolved places, a choice for each or for all selected, and one button that settles what was chosen."""

    wanted = Signal(object)  # Edit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editable = False
        self.model = PlacesModel(self)
        about = QLabel(self.tr("Places that no list of countries and regions knows. A place that is merged stays as another name."), self)
        about.setWordWrap(True)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(SETTLED, _Choices(self.table))
        self.table.setAccessibleName(self.tr("Unresolved places"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SETTLED, QHeaderView.ResizeMode.Stretch)
        self.box = QComboBox(self)
        self.box.setAccessibleName(self.tr("Settle the selected as"))
        complete_by_parts(self.box)
        if (line := self.box.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Settle the selected as…"))
        self.box.setMinimumContentsLength(24)
        self._set = QPushButton(self.tr("&Set for the selected"), self)
        self.button = QPushButton(self)
        row = QHBoxLayout()
        row.addWidget(self.box, 1)
        row.addWidget(self._set)
        row.addStretch(1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self._set.clicked.connect(self.set_selected)
        self.button.clicked.connect(lambda: self.wanted.emit(self.model.edit()))
        self.model.settled_changed.connect(self._show_state)
        self._show_state()

    def show_places(self, places: Sequence[Term], counts: Mapping[int, int], known: Sequence[Term], editable: bool) -> None:
        """Show these unresolved places, to settle as one of the known ones."""
        self._editable = editable
        self.model.show_places(places, counts, known)
        typed = self.box.currentText()
        self.box.clear()
        self.box.addItems(self.model.choices)
        self.box.setCurrentText(typed)

    def set_selected(self) -> None:
        """Give all selected places what the box says."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        for row in rows:
            self.model.setData(self.model.index(row, SETTLED), self.box.currentText())

    def _show_state(self) -> None:
        count = self.model.settled
        self.button.setText(self.tr("&Apply ({})").format(count))
        self.button.setEnabled(self._editable and count > 0)
        self._set.setEnabled(self._editable and self.model.rowCount() > 0)
