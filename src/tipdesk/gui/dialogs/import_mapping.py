"""The second step of an import, for tables: what each column holds."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QTableView, QVBoxLayout, QWidget

from tipdesk.app import profiles
from tipdesk.domain.fields import BY_NAME
from tipdesk.formats.csv_ import Preview
from tipdesk.formats.csv_columns import ADDED, ID, KEPT, MODIFIED, OMITTED, PRIVATE, YEAR, Layout, fold, targets
from tipdesk.gui.dialogs.column_boxes import ColumnBoxes
from tipdesk.gui.dialogs.import_profiles import ProfileRow
from tipdesk.gui.dialogs.import_source import Found, Origin
from tipdesk.gui.dialogs.review import MOST_PLACES
from tipdesk.gui.tasks import Lane
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.theme import mixed

Index = QModelIndex | QPersistentModelIndex
Cells = frozenset[tuple[int, int]]
_LONGEST = 300  # characters of a cell that are shown
_MOST_NAMED = 10  # unknown places that are named
_MARK = QColor("#f5b731")


class PreviewModel(QAbstractTableModel):
    """The first rows of a table, as they are; cells that name an unknown place are marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Preview("", "", (), (), ())
        self._unknown: Cells = frozenset()

    def show_table(self, table: Preview, unknown: Cells) -> None:
        """Show this one."""
        same = table.keys == self._table.keys and len(table.rows) == len(self._table.rows)
        if not same:
            self.beginResetModel()
        self._table, self._unknown = table, unknown
        if not same:
            self.endResetModel()
        elif table.rows and table.keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(table.rows) - 1, len(table.keys) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.keys)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(self._table.keys[section]) if orientation == Qt.Orientation.Horizontal else str(section + 1)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = index.row(), index.column()
        text = self._table.rows[place[0]][place[1]][:_LONGEST]
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(text.replace("\n", " ⏎ "))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self.tr("Not known: {}").format(text) if place in self._unknown else text)
        if place in self._unknown and role == Qt.ItemDataRole.DecorationRole:
            return QIcon.fromTheme("dialog-warning")
        if place in self._unknown and role == Qt.ItemDataRole.BackgroundRole:
            return mixed(_MARK, QGuiApplication.palette().color(QPalette.ColorRole.Base), 0.3)
        if place in self._unknown and role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Not known: {}").format(text)
        return None


class MappingPage(QWidget):
    """Shows a table with a box over each column. `laid_out` is emitted with what changes the layout of the table of a path."""

    laid_out = Signal(object, object)  # Path | None, Callable[[Layout], Layout]
    said = Signal(str)

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        """`lane` reads and writes the profiles."""
        super().__init__(parent)
        self._tables: list[Found] = []
        self._unknown: dict[int, Cells] = {}
        self._model = PreviewModel(self)
        self.table = QTableView(self)
        self.boxes = ColumnBoxes(self._targets(), self._separators(), self.table)
        self._make_table()
        self._which = QComboBox(self)
        self._which.setAccessibleName(self.tr("Table"))
        self._which.activated.connect(lambda _index: self._show_table())
        self._places = self._label()
        self._profiles = ProfileRow(lane, self._layout, self)
        self._profiles.loaded.connect(self._use)
        self._profiles.said.connect(self.said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._which)
        layout.addWidget(self._profiles)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._places)

    def show_tables(self, found: Sequence[Found], unknown: Sequence[Cells], names: Sequence[str], offers: Sequence[str]) -> None:
        """Show the tables among what was found, each with its unknown cells and the profile to offer for it; and all profiles."""
        old = self._current()
        self._tables = [one for one in found if one.table is not None]
        self._unknown = dict(enumerate(unknown))
        self._offers = list(offers)
        self._which.clear()
        for one in self._tables:
            self._which.addItem(one.origin.path.name if one.origin.path else self.tr("pasted text"))
        self._which.setVisible(len(self._tables) > 1)
        if old is not None:
            same = (number for number, one in enumerate(self._tables) if one.origin.path == old.path)
            self._which.setCurrentIndex(next(same, 0))
        self._profiles.show_names(names)
        self._show_table()

    def show_unknown_places(self, names: Sequence[str]) -> None:
        """Name the countries and regions of all records that are not known."""
        said = ", ".join(isolated(name[:60]) for name in names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
        if len(names) == 1:
            text = self.tr("1 place is not known: {}. It comes in as a new one.").format(said)
        else:
            number = self.tr("{} or more").format(len(names)) if len(names) >= MOST_PLACES else str(len(names))
            text = self.tr("{} places are not known: {}. They come in as new ones.").format(number, said)
        self._places.setText(text if names else "")
        self._places.setVisible(bool(names))

    @property
    def unknown_places(self) -> str:
        """What is said of places that are not known."""
        return self._places.text()

    # -- widgets

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        label.hide()
        return label

    def _make_table(self) -> None:
        self.table.setModel(self._model)
        self.table.setHorizontalHeader(self.boxes)
        self.table.setAccessibleName(self.tr("Preview"))
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.boxes.field_chosen.connect(self._set_field)
        self.boxes.separator_chosen.connect(self._set_separator)

    def _targets(self) -> list[tuple[str, str]]:
        special = {
            KEPT: self.tr("Keep as it is"),
            OMITTED: self.tr("Leave out"),
            "authors": self.tr("Author"),
            YEAR: self.tr("Year"),
            ID: self.tr("tipdesk's own id"),
            ADDED: self.tr("Added"),
            MODIFIED: self.tr("Changed"),
            PRIVATE: self.tr("Private notes"),
        }
        first = [KEPT, OMITTED, "title", "authors", YEAR]
        names = [*first, *(name for name in targets() if name not in first)]
        labels = {name: self.tr(BY_NAME[name].label) for name in names if name in BY_NAME}
        return [(name, special.get(name) or labels.get(name) or self.tr(name.capitalize())) for name in names]

    def _separators(self) -> list[tuple[str, str]]:
        return [
            ("", self.tr("parted by itself")),
            (";", self.tr("parted by ;")),
            (",", self.tr("parted by ,")),
            ("|", self.tr("parted by |")),
            ("/", self.tr("parted by /")),
            ("\n", self.tr("parted by line ends")),
        ]

    # -- what is shown and chosen

    def _current(self) -> Origin | None:
        row = self._which.currentIndex()
        return self._tables[row].origin if 0 <= row < len(self._tables) else None

    def _show_table(self) -> None:
        row = max(self._which.currentIndex(), 0)
        if row >= len(self._tables):
            return
        table = self._tables[row].table
        assert table is not None
        self._model.show_table(table, self._unknown.get(row, frozenset()))
        self.boxes.set_columns(table.keys, table.columns)
        self._profiles.offer("" if self._tables[row].origin.layout.fields else self._offers[row])

    def _set_field(self, column: int, target: str) -> None:
        key, path = self._key(column)
        self.laid_out.emit(path, lambda layout: replace(layout, fields={**layout.fields, key: target}))

    def _set_separator(self, column: int, separator: str) -> None:
        key, path = self._key(column)

        def change(layout: Layout) -> Layout:
            others = {name: text for name, text in layout.separators.items() if name != key}
            return replace(layout, separators={**others, key: separator} if separator else others)

        self.laid_out.emit(path, change)

    def _key(self, column: int) -> tuple[str, Path | None]:
        found = self._tables[max(self._which.currentIndex(), 0)]
        assert found.table is not None
        return found.table.keys[column], found.origin.path

    def _layout(self) -> Layout:
        """What a profile of the table that is shown would keep."""
        table = self._tables[max(self._which.currentIndex(), 0)].table
        return profiles.of(table) if table is not None else Layout()

    def _use(self, layout: Layout) -> None:
        """Lay the table out as a profile says, as far as that speaks of its columns."""
        row = max(self._which.currentIndex(), 0)
        if row < len(self._tables) and (table := self._tables[row].table) is not None:
            there = set(map(fold, table.keys))
            fields = {key: target for key, target in layout.fields.items() if fold(key) in there}
            separators = {key: text for key, text in layout.separators.items() if fold(key) in there}
            if layout.fields and not fields:
                self.said.emit(self.tr("This profile speaks of no column that this table has; choose another."))
                return
            new = Layout(layout.delimiter, fields, separators)
            self.laid_out.emit(self._tables[row].origin.path, lambda _layout: new)
