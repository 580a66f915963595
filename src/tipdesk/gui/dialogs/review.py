"""The lines of an import's review: what would become of each record, before anything is changed."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon

from tipdesk.app.importing import ADD, MERGE, SKIP, Input, Place
from tipdesk.app.judging import ALIKE, EQUAL, NEW, UPDATE, Verdict
from tipdesk.app.places import Places
from tipdesk.app.reviewing import Reviewed
from tipdesk.domain.publication import Problem, Source
from tipdesk.gui.text import isolated, tooltip
from tipdesk.gui.theme import row_icon

Index = QModelIndex | QPersistentModelIndex
PROBLEM = "problem"
OUTCOMES = (NEW, UPDATE, ALIKE, EQUAL, PROBLEM)
_LONGEST = 500  # characters of a title that are shown; laying out a million would hold up the window
MOST_PLACES = 1000  # names of unknown places that are kept


@dataclass(frozen=True, slots=True)
class Line:
    """One record or problem of an input: what would become of it, what it says, and where it is.

    `detail` is the known record's citation key, or the problem's reason; `text` the text of the file, `mended` what stands in
    its place, if anything does.
    """

    what: str
    place: Place
    line: int
    text: str
    title: str = ""
    byline: str = ""
    year: str = ""
    detail: str = ""
    known: int = 0  # id of the known record
    mendable: bool = False
    mended: str | None = None


class Lines:
    """The lines of a review in file order, counted and sorted by outcome while they come in; made in a lane."""

    def __init__(self, found: Iterable[Reviewed] = (), inputs: Sequence[Input] = (), places: Places | None = None) -> None:
        self.inputs = tuple(inputs)
        self.all: list[Line] = []
        self.rows: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))  # of each outcome
        self.of_input: Counter[tuple[int, str]] = Counter()
        unknown: dict[str, None] = {}
        for item in found:
            line = line_of(item.place, item.found, item.mendable)
            self.rows[line.what].append(len(self.all))
            self.of_input[item.place[0], line.what] += 1
            self.all.append(line)
            if places is not None and isinstance(item.found, Verdict) and len(unknown) < MOST_PLACES:
                unknown |= dict.fromkeys(places.unknown_in(item.found.record))
        self.unknown_places = tuple(unknown)


def line_of(place: Place, found: Verdict | Problem, mendable: bool = False) -> Line:
    """The line of one record or problem."""
    if isinstance(found, Problem):
        beginning = found.text.strip().split("\n", 1)[0][:200]
        return Line(PROBLEM, place, found.line, found.text, beginning, detail=found.reason, mendable=mendable)
    record, known = found.record, found.known
    source = record.source or Source("", "")
    title, byline, year = record.title[:_LONGEST], record.byline[:_LONGEST], str(record.year or "")
    detail, number = (known.key, known.id) if known else ("", 0)
    return Line(found.what, place, source.line, source.text, title, byline, year, detail, number)


class ReviewModel(QAbstractTableModel):
    """Lines with a check box for each record that would change the library.

    It knows what was chosen for single records, and counts as it goes: nothing here walks all lines.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = Lines()
        self._shown: Sequence[int] = ()
        self._choices: dict[int, str] = {}
        self._mended: dict[int, str] = {}
        self._tally: Counter[tuple[str, str]] = Counter()
        self._default = ADD
        self._icons: dict[str, QIcon] = {}
        self._icons_for = 0  # the palette
        self._columns = (
            self.tr("Outcome"),
            self.tr("Title"),
            self.tr("Author / body"),
            self.tr("Year"),
            self.tr("Line"),
            self.tr("Remark"),
        )
        self.outcomes = {
            NEW: (self.tr("New"), "list-add"),
            EQUAL: (self.tr("Known already"), "edit-copy"),
            UPDATE: (self.tr("Updates"), "edit-rename"),
            ALIKE: (self.tr("Likely duplicate"), "dialog-warning"),
            PROBLEM: (self.tr("Problem"), "dialog-error"),
        }
        self._fates = {
            ADD: self.tr("like {}; added all the same"),
            SKIP: self.tr("like {}; left out"),
            MERGE: self.tr("like {}; fills its gaps"),
        }

    def set_lines(self, lines: Lines) -> None:
        """Show these; all records are chosen."""
        self.beginResetModel()
        self._lines = lines
        self._shown = range(len(lines.all))
        self._choices.clear()
        self._mended.clear()
        self._tally = Counter({(what, ""): len(rows) for what, rows in lines.rows.items()})
        self.endResetModel()
        self.chosen_changed.emit()

    def show_only(self, what: str) -> None:
        """Show the lines that had this outcome when they were read; "" for all."""
        self.beginResetModel()
        self._shown = self._lines.rows[what] if what else range(len(self._lines.all))
        self.endResetModel()

    def set_default(self, choice: str) -> None:
        """What likely duplicates get for which nothing else was chosen: ADD, SKIP or MERGE."""
        self._default = choice
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self._columns) - 1))
        self.chosen_changed.emit()

    def line(self, row: int) -> Line:
        """The line of a row."""
        return self._lines.all[self._shown[row]]

    def line_numbered(self, number: int) -> Line:
        """The line of this number."""
        return self._lines.all[number]

    def choice(self, row: int) -> str:
        """What was chosen for a row's record; "" for nothing."""
        return self._choices.get(self._shown[row], "")

    def count(self, what: str, choice: str | None = None) -> int:
        """How many lines have this outcome; or of the likely duplicates, how many get this, or of others, have this choice."""
        if choice is None:
            return sum(number for (found, _), number in self._tally.items() if found == what)
        also = self._tally[what, ""] if choice == self._default and what == ALIKE and choice else 0
        return self._tally[what, choice] + also

    @property
    def choices(self) -> dict[Place, str]:
        """What was chosen for single records, as an import takes it."""
        return {self._lines.all[number].place: choice for number, choice in self._choices.items()}

    @property
    def mended(self) -> dict[Place, str]:
        """The texts that stand in place of those of problems, as an import takes them."""
        return {self._lines.all[number].place: text for number, text in self._mended.items()}

    def choose(self, row: int, choice: str) -> None:
        """Give a row's record SKIP, or a likely duplicate ADD, SKIP or MERGE; "" is what all get."""
        number = self._shown[row]
        what = self._lines.all[number].what
        self._tally[what, self._choices.pop(number, "")] -= 1
        self._tally[what, choice] += 1
        if choice:
            self._choices[number] = choice
        self._row_changed(row)

    def number(self, row: int) -> int:
        """The number of a row's line, which stays when other lines are shown."""
        return self._shown[row]

    def mend(self, number: int, text: str, found: Sequence[Verdict | Problem]) -> None:
        """Put a text in place of a problem's, which was found to be this; the text as it was takes it back."""
        line = self._lines.all[number]
        new = line_of(line.place, next((item for item in found if isinstance(item, Problem)), found[0]), mendable=True)
        if new.what != PROBLEM and len(found) > 1:
            new = replace(new, title=self.tr("{} and {} more").format(new.title, len(found) - 1))
        self._tally[line.what, self._choices.pop(number, "")] -= 1
        self._tally[new.what, ""] += 1
        is_mended = text != line.text
        self._lines.all[number] = replace(new, line=line.line, text=line.text, mendable=True, mended=text if is_mended else None)
        if is_mended:
            self._mended[number] = text
        else:
            self._mended.pop(number, None)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self._columns) - 1))
        self.chosen_changed.emit()

    def _row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))
        self.chosen_changed.emit()

    # -- Qt's hooks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0 and self.line(index.row()).what in (NEW, UPDATE, ALIKE):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.line(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), line, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (1, 4, 5):
            return tooltip((line.title, "", "", self._lines.inputs[line.place[0]].name, self._remark(index.row(), line))[column - 1])
        if column == 0 and role == Qt.ItemDataRole.DecorationRole:
            return self._icon(line.what)
        if column == 0 and role == Qt.ItemDataRole.CheckStateRole and line.what in (NEW, UPDATE, ALIKE):
            return Qt.CheckState.Unchecked if self._fate(index.row(), line) == SKIP else Qt.CheckState.Checked
        return None

    def _icon(self, what: str) -> QIcon:
        palette = QGuiApplication.palette()
        if self._icons_for != palette.cacheKey():
            self._icons = {outcome: row_icon(name, palette) for outcome, (_, name) in self.outcomes.items()}
            self._icons_for = palette.cacheKey()
        return self._icons[what]

    def _fate(self, row: int, line: Line) -> str:
        return self.choice(row) or (self._default if line.what == ALIKE else "")

    def _text(self, row: int, line: Line, column: int) -> str:
        match column:
            case 0:
                return self.outcomes[line.what][0]
            case 3:
                return line.year
            case 4:
                many = len(self._lines.inputs) > 1
                return isolated(f"{line.line} · {self._lines.inputs[line.place[0]].name}") if many else str(line.line or "")
            case 5:
                return isolated(self._remark(row, line))
        return isolated(line.title if column == 1 else line.byline)

    def _remark(self, row: int, line: Line) -> str:
        remark = self._fates[self._fate(row, line)].format(line.detail) if line.what == ALIKE else line.detail
        return self.tr("Mended. {}").format(remark).strip() if line.mended is not None else remark

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        row = index.row()
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        takes = ADD if self.line(row).what == ALIKE and self._default == SKIP else ""
        self.choose(row, takes if wanted else SKIP)
        return True
