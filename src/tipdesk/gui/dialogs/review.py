"""The table of an import's review: what would become of each record, before anything is changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon

from tipdesk.app.importing import Input
from tipdesk.app.judging import ALIKE, EQUAL, NEW, UPDATE, Verdict
from tipdesk.domain.publication import Problem, Source
from tipdesk.gui.text import isolated

Index = QModelIndex | QPersistentModelIndex
PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Line:
    """One record or problem of an input: what would become of it, what it says, and where it is."""

    what: str
    title: str
    byline: str
    year: str
    detail: str  # the known record's key, or the problem's reason
    file: str
    line: int
    text: str
    input: int  # number of the input
    record: int  # number of the record in it; -1 for a problem


class ReviewModel(QAbstractTableModel):
    """Lines with a check box for each record that would change the library."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._left_out: set[int] = set()
        self._columns = (
            self.tr("Outcome"),
            self.tr("Title"),
            self.tr("Author / body"),
            self.tr("Year"),
            self.tr("Line"),
            self.tr("Remark"),
        )
        self._outcomes = {
            NEW: (self.tr("New"), "list-add"),
            EQUAL: (self.tr("Known already"), "edit-copy"),
            UPDATE: (self.tr("Updates"), "edit-rename"),
            ALIKE: (self.tr("Likely duplicate"), "dialog-warning"),
            PROBLEM: (self.tr("Problem"), "dialog-warning"),
        }

    def set_lines(self, lines: list[Line]) -> None:
        """Show these; all records are chosen."""
        self.beginResetModel()
        self._lines = lines
        self._left_out.clear()
        self.endResetModel()
        self.chosen_changed.emit()

    def line(self, row: int) -> Line:
        """The line of a row."""
        return self._lines[row]

    def count(self, what: str, chosen_only: bool = False) -> int:
        """How many lines have this outcome."""
        return sum(line.what == what and not (chosen_only and row in self._left_out) for row, line in enumerate(self._lines))

    @property
    def left_out(self) -> frozenset[tuple[int, int]]:
        """The records that the user does not want, as (number of the input, number of the record in it)."""
        return frozenset((self._lines[row].input, self._lines[row].record) for row in self._left_out)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0 and self._lines[index.row()].what in (NEW, UPDATE, ALIKE):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (1, 5):
            return line.title if index.column() == 1 else line.detail
        if index.column() == 0 and role == Qt.ItemDataRole.DecorationRole:
            return QIcon.fromTheme(self._outcomes[line.what][1])
        if index.column() == 0 and role == Qt.ItemDataRole.CheckStateRole and line.what in (NEW, UPDATE, ALIKE):
            return Qt.CheckState.Unchecked if index.row() in self._left_out else Qt.CheckState.Checked
        return None

    def _text(self, line: Line, column: int) -> str:
        number = str(line.line) if line.line else ""
        cells = (self._outcomes[line.what][0], isolated(line.title), isolated(line.byline), line.year, number, isolated(line.detail))
        return cells[column]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._left_out.discard(index.row())
        else:
            self._left_out.add(index.row())
        self.dataChanged.emit(index, index)
        self.chosen_changed.emit()
        return True


def lines_of(found: Iterable[tuple[int, Verdict | Problem]], inputs: Sequence[Input]) -> list[Line]:
    """The lines of a review, in file order."""
    records: Counter[int] = Counter()
    lines = []
    for number, item in found:
        file = inputs[number].name
        if isinstance(item, Problem):
            beginning = item.text.strip().split("\n")[0][:200]
            lines.append(Line(PROBLEM, beginning, "", "", item.reason, file, item.line, item.text, number, -1))
        else:
            lines.append(_line(item, file, number, records[number]))
            records[number] += 1
    return lines


def _line(verdict: Verdict, file: str, number: int, record: int) -> Line:
    publication, known = verdict.record, verdict.known
    source = publication.source or Source("", "")
    detail = known.key if known else ""
    year = str(publication.year or "")
    return Line(verdict.what, publication.title, publication.byline, year, detail, file, source.line, source.text, number, record)
