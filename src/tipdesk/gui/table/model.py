"""The table's model: an array of ids in display order, and pages of rows fetched by id as they are looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from tipdesk.domain.query import READ, STARRED
from tipdesk.gui.labels import field_label
from tipdesk.gui.table.columns import COLUMNS, ICONS, TITLE, icons_of
from tipdesk.gui.text import isolated, tooltip

if TYPE_CHECKING:
    from tipdesk.app.library import TableRow

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], "Sequence[TableRow]"]
Pages = dict[int, "list[TableRow | None]"]

PAGE = 32  # rows; one page by id takes some milliseconds, so it is fetched where it is asked for, unless it was fetched before
PAGES_KEPT = 192
_R = Qt.ItemDataRole
_Flag = Qt.ItemFlag
_OF_A_CELL = _Flag.ItemIsEnabled | _Flag.ItemIsSelectable | _Flag.ItemNeverHasChildren | _Flag.ItemIsDragEnabled


def pages(ids: "array[int]", first: int, last: int, fetch: Fetch) -> Pages:
    """The pages that hold the rows from the first to the last, by number; None stands for a publication that has gone meanwhile."""
    if not ids:
        return {}
    start, end = first // PAGE, min(last, len(ids) - 1) // PAGE + 1
    by_id = {row.id: row for row in fetch(ids[start * PAGE : end * PAGE])}
    return {page: [by_id.get(number) for number in ids[page * PAGE : (page + 1) * PAGE]] for page in range(start, end)}


class PublicationModel(QAbstractTableModel):
    """Rows are ids; what they show is fetched by `fetch`, a page at a time, and forgotten again, the longest unused first."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: array[int] = array("I")
        self._pages: OrderedDict[int, list[TableRow | None]] = OrderedDict()

    @property
    def ids(self) -> "array[int]":
        """The ids in display order; not to be changed."""
        return self._ids

    def set_ids(self, ids: "array[int]", ready: Pages | None = None) -> bool:
        """Show these publications and read every row anew, but for pages that are ready; were they others before? If not, selection and
        scroll stay.
        """
        if ids == self._ids:
            self._pages = OrderedDict(ready or {})
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(COLUMNS) - 1))
            return False
        self.beginResetModel()
        self._ids = ids
        self._pages = OrderedDict(ready or {})
        self.endResetModel()
        return True

    def row(self, number: int) -> "TableRow | None":
        """What a row shows; None for a publication that has gone meanwhile."""
        page, offset = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._pages |= pages(self._ids, page * PAGE, page * PAGE, self._fetch)
            rows = self._pages[page]
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows[offset]

    def text(self, number: int, column: int) -> str:
        """The bare text of a cell."""
        row = self.row(number)
        return COLUMNS[column].value(row) if row else ""

    # -- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Every id is a row."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All of COLUMNS; the header hides some."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _R.DisplayRole) -> Any:
        """Texts for the screen are isolated, those for screen readers are bare."""
        if not index.isValid():
            return None
        if role == _R.DisplayRole:
            return isolated(self.text(index.row(), index.column()))
        if role == _R.AccessibleTextRole:
            return self._spoken(index.row(), index.column())
        if role == _R.ToolTipRole:
            return tooltip(self._spoken(index.row(), index.column()))
        return None

    def _spoken(self, number: int, column: int) -> str:
        row = self.row(number)
        if column == TITLE and row and row.passage:
            return self.tr("{}\n{}: {}").format(row.title, field_label(row.passage.field), row.passage.text)
        if column != ICONS:
            return self.text(number, column)
        names = {
            STARRED: self.tr("starred"),
            READ: self.tr("read"),
            "file": self.tr("has a file"),
            "notes": self.tr("has notes"),
            "url": self.tr("has a web address"),
        }
        return ", ".join(names[name] for name, there in icons_of(row) if there) if row else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _R.DisplayRole) -> Any:
        """The columns' labels; rows have none."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (_R.DisplayRole, _R.AccessibleTextRole, _R.ToolTipRole):
            text = QCoreApplication.translate("Columns", COLUMNS[section].label)
            return "" if section == ICONS and role == _R.DisplayRole else text
        if role == _R.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selected and dragged; edited in the details pane."""
        return _OF_A_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags
