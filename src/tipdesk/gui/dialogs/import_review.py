"""The third step of an import: each record as it would come in, beside what is known, and problems to be mended."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk.app.importing import ADD, MERGE, SKIP, Place
from tipdesk.app.judging import ALIKE, EQUAL, NEW, UPDATE, Verdict
from tipdesk.app.reviewing import Compared
from tipdesk.domain.publication import Problem
from tipdesk.gui.dialogs.review import OUTCOMES, PROBLEM, Line, Lines, ReviewModel
from tipdesk.gui.text import isolated, set_text, tooltip
from tipdesk.gui.theme import mixed

TYPING = 400  # milliseconds until a text that is mended is read
_LONGEST = 20_000  # characters of a text that are shown
_LONGEST_CELL = 2000  # of them that one cell shows
_LONGEST_MENDED = 200_000  # characters of a text that can be mended
_DIFFERS = QColor("#f5b731")


class ReviewPage(QWidget):
    """The table of a review and, below it, more of its current line.

    The panel answers `compare_asked` by `show_compared`, and `mend_asked` by `show_mended`.
    """

    chosen_changed = Signal()
    compare_asked = Signal(object)  # Line
    mend_asked = Signal(int, object, str)  # number of the line, Line, text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReviewModel(self)
        self.model.chosen_changed.connect(self._chosen)
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._timer.timeout.connect(self._ask_to_mend)
        self._mending_number = -1  # of the line whose text is in the box to mend
        self._asked: dict[int, str] = {}  # texts that the panel has still to answer for, by the numbers of their lines
        self.table = self._make_table()
        self._details = QStackedWidget(self)
        for made in (self._make_text, self._make_comparison, self._make_mending):
            self._details.addWidget(made())
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.table)
        splitter.addWidget(self._details)
        splitter.setSizes([300, 220])
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_filter())
        layout.addWidget(splitter, 1)
        layout.addLayout(self._make_options())

    # -- what the panel asks for

    @property
    def duplicates(self) -> str:
        """What likely duplicates get."""
        return str(self._duplicates.currentData())

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags for all that comes in."""
        return tuple(tag.strip() for tag in self._tags.text().split(";") if tag.strip())

    @property
    def mended(self) -> dict[Place, str]:
        """The texts in place of those of problems; those included that nothing is known of yet."""
        if self._timer.isActive():
            self._ask_to_mend()
        return self.model.mended | {self.model.line_numbered(number).place: text for number, text in self._asked.items()}

    @property
    def expected(self) -> tuple[int, int]:
        """How many records would come in, and how many would change known ones."""
        count = self.model.count
        return count(NEW, "") + count(ALIKE, ADD), count(UPDATE, "") + count(ALIKE, MERGE)

    @property
    def sentence(self) -> str:
        """What an import would do, in numbers."""
        count = self.model.count
        coming, changing = self.expected
        counts = (
            (coming, self.tr("{} to add")),
            (changing, self.tr("{} to update")),
            (sum(count(what, SKIP) for what in (NEW, UPDATE, ALIKE)), self.tr("{} left out")),
            (count(EQUAL), self.tr("{} known already")),
            (count(ALIKE), self.tr("1 likely duplicate") if count(ALIKE) == 1 else self.tr("{} likely duplicates")),
            (count(PROBLEM), self.tr("1 problem") if count(PROBLEM) == 1 else self.tr("{} problems")),
        )
        said = "; ".join(text.format(QLocale().toString(number)) for number, text in counts if number)
        return f"{said}." if said else ""

    def start_over(self) -> None:
        """Forget the tags of the last import."""
        self._tags.clear()

    def show_lines(self, lines: Lines, topics: Sequence[str], places: str) -> None:
        """Show the lines of a review, the topics that the pages offer as tags, and what is to be said of places."""
        self._timer.stop()
        self._mending_number = -1
        self._asked.clear()
        self._filter.setCurrentIndex(0)
        self.model.set_lines(lines)
        self._show_line()
        self._topic.setVisible(bool(topics))
        self._topic.setText(self.tr("Add “{}”").format("; ".join(topics)))
        self._topic.setProperty("topics", list(topics))
        self._places.setText(places)
        self._places.setVisible(bool(places))

    def show_compared(self, line: Line, pairs: Sequence[Compared]) -> None:
        """Show a record that comes in beside the known one."""
        if self._line() is not line:
            return
        differing = mixed(_DIFFERS, self.palette().color(QPalette.ColorRole.Base), 0.3)
        self._pairs.setRowCount(len(pairs))
        for row, pair in enumerate(pairs):
            cells = (self.tr(pair.field.label), "≠" if pair.differs else "", pair.new, pair.known)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(isolated(text[:_LONGEST_CELL].replace("\n", " ⏎ ")))
                item.setToolTip(tooltip(text[:_LONGEST_CELL]))
                if pair.differs:
                    item.setBackground(differing)
                    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, self.tr("differs"))
                self._pairs.setItem(row, column, item)

    def show_mended(self, number: int, text: str, found: Sequence[Verdict | Problem]) -> None:
        """Show what a line's text says now that was mended."""
        if self._asked.get(number) == text:
            del self._asked[number]
        self.model.mend(number, text, found)
        if number == self._mending_number and text == self._mending.toPlainText():
            self._back.setEnabled(text != self.model.line_numbered(number).text)
            self._outcome.setText("\n".join(self._sentence(item) for item in found[:3]) + ("\n…" if len(found) > 3 else ""))

    # -- widgets

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Review"))
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 160), (2, 150), (3, 60), (4, 80), (5, 230)):
            table.setColumnWidth(column, width)
        table.selectionModel().currentChanged.connect(lambda _current, _previous: self._show_line())
        return table

    def _make_filter(self) -> QHBoxLayout:
        self._filter = QComboBox(self)
        self._filter.setAccessibleName(self.tr("Show"))
        self._filter.addItem(self.tr("All"), "")
        for what in OUTCOMES:
            self._filter.addItem(self.model.outcomes[what][0], what)
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._filter.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._filter.activated.connect(lambda _index: self._show_only())
        label = QLabel(self.tr("&Show"), self)
        label.setBuddy(self._filter)
        self._places = QLabel(self)
        self._places.setTextFormat(Qt.TextFormat.PlainText)
        self._places.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._filter)
        row.addSpacing(12)
        row.addWidget(self._places, 1)
        row.addStretch()
        return row

    def _text_box(self, name: str, placeholder: str = "") -> QPlainTextEdit:
        box = QPlainTextEdit(self)
        box.setAccessibleName(name)
        box.setTabChangesFocus(True)
        box.setPlaceholderText(placeholder)
        box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        return box

    def _make_text(self) -> QWidget:
        self._shown = self._text_box(self.tr("Its text"), self.tr("The text of the chosen line is shown here."))
        self._shown.setReadOnly(True)
        return self._shown

    def _make_comparison(self) -> QWidget:
        page = QWidget(self)
        self._pairs = QTableWidget(0, 4, page)
        self._pairs.setAccessibleName(self.tr("Side by side"))
        self._pairs.setHorizontalHeaderLabels([self.tr("Field"), "", self.tr("In the file"), self.tr("In the library")])
        self._pairs.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._pairs.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._pairs.setTabKeyNavigation(False)
        self._pairs.setWordWrap(False)
        self._pairs.verticalHeader().hide()
        self._pairs.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self._pairs.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(16)
        self._pairs.setColumnWidth(0, 120)
        self._pairs.setColumnWidth(1, 24)
        self._one = QComboBox(page)
        self._one.setAccessibleName(self.tr("This record"))
        self._one.addItem(self.tr("As all likely duplicates"), "")
        self._one.addItem(self.tr("Add it all the same"), ADD)
        self._one.addItem(self.tr("Leave it out"), SKIP)
        self._one.addItem(self.tr("Fill the gaps of the known record"), MERGE)
        self._one.activated.connect(lambda _index: self.model.choose(self.table.currentIndex().row(), self._one.currentData()))
        self._one_label = QLabel(self.tr("&This record"), page)
        self._one_label.setBuddy(self._one)
        row = QHBoxLayout()
        row.addWidget(self._one_label)
        row.addWidget(self._one, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pairs, 1)
        column.addLayout(row)
        return page

    def _make_mending(self) -> QWidget:
        page = QWidget(self)
        self._why = QLabel(page)
        self._outcome = QLabel(page)
        for label in (self._why, self._outcome):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._outcome.setAccessibleName(self.tr("What it says now"))
        self._mending = self._text_box(self.tr("Text to mend"))
        self._mending.textChanged.connect(self._timer.start)
        self._back = QPushButton(self.tr("Restore the &original text"), page, autoDefault=False)
        self._back.clicked.connect(self._restore)
        row = QHBoxLayout()
        row.addWidget(self._outcome, 1)
        row.addWidget(self._back)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._why)
        column.addWidget(self._mending, 1)
        column.addLayout(row)
        return page

    def _make_options(self) -> QFormLayout:
        self._duplicates = QComboBox(self)
        self._duplicates.addItem(self.tr("Add them all the same"), ADD)
        self._duplicates.addItem(self.tr("Leave them out"), SKIP)
        self._duplicates.addItem(self.tr("Fill the gaps of the known records"), MERGE)
        self._duplicates.setAccessibleName(self.tr("Likely duplicates"))
        self._duplicates.activated.connect(lambda _index: self.model.set_default(self.duplicates))
        self._tags = QLineEdit(self)
        self._tags.setAccessibleName(self.tr("Tags for all"))
        self._tags.setPlaceholderText(self.tr("none; separate several with semicolons"))
        self._topic = QPushButton(self, autoDefault=False)  # what the page says it is about: an offer, never taken unasked
        self._topic.clicked.connect(self._add_topic)
        self._topic.hide()
        tags = QHBoxLayout()
        tags.addWidget(self._tags, 1)
        tags.addWidget(self._topic)
        form = QFormLayout()
        form.addRow(self.tr("Likely duplicates"), self._duplicates)
        form.addRow(self.tr("Tags for all"), tags)
        return form

    # -- what happens

    def _add_topic(self) -> None:
        self._tags.setText("; ".join(filter(None, (self._tags.text().strip(), *self._topic.property("topics")))))
        self._topic.hide()

    def _show_only(self) -> None:
        self.model.show_only(self._filter.currentData())
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 1))
        self._show_line()

    def _chosen(self) -> None:
        for place in range(1, self._filter.count()):
            what = self._filter.itemData(place)
            self._filter.setItemText(place, f"{self.model.outcomes[what][0]} ({QLocale().toString(self.model.count(what))})")
        self.chosen_changed.emit()

    def _line(self) -> Line | None:
        row = self.table.currentIndex().row()
        return self.model.line(row) if 0 <= row < self.model.rowCount() else None

    def _show_line(self) -> None:
        """Below the table: the text of a line, the record that it is like, or its text to be mended."""
        if self._timer.isActive():  # another line was gone to before the text was read
            self._ask_to_mend()
        self._mending_number = -1
        line = self._line()
        if line is not None and line.mendable and len(line.text) <= _LONGEST_MENDED:
            self._mending_number = self.model.number(self.table.currentIndex().row())
            self._show_mending(line)
        elif line is not None and line.known:
            self._details.setCurrentIndex(1)
            for widget in (self._one, self._one_label):
                widget.setVisible(line.what == ALIKE)
            self._one.setCurrentIndex(self._one.findData(self.model.choice(self.table.currentIndex().row())))
            self._pairs.setRowCount(0)
            self.compare_asked.emit(line)
        else:
            self._details.setCurrentIndex(0)
            set_text(self._shown, line.text[:_LONGEST] if line else "")

    def _show_mending(self, line: Line) -> None:
        self._details.setCurrentIndex(2)
        self._mending.blockSignals(True)
        set_text(self._mending, line.text if line.mended is None else line.mended)
        self._mending.blockSignals(False)
        self._why.setText(self.tr("Line {}: mend the text, and it comes in with the others.").format(line.line))
        self._back.setEnabled(line.mended is not None)
        self._outcome.setText(
            isolated(line.detail) if line.what == PROBLEM else f"{self.model.outcomes[line.what][0]}: {isolated(line.title)}"
        )

    def _ask_to_mend(self) -> None:
        self._timer.stop()
        if self._mending_number >= 0:
            text = self._asked[self._mending_number] = self._mending.toPlainText()
            self.mend_asked.emit(self._mending_number, self.model.line_numbered(self._mending_number), text)

    def _restore(self) -> None:
        if self._mending_number >= 0:
            self._mending.setPlainText(self.model.line_numbered(self._mending_number).text)

    def _sentence(self, found: Verdict | Problem) -> str:
        if isinstance(found, Problem):
            return self.tr("Still a problem: {}").format(isolated(found.reason))
        record = found.record
        parts = (record.title, record.byline, str(record.year or ""), record.publisher or record.container, "; ".join(record.countries))
        said = " · ".join(isolated(part[:200]) for part in parts if part)
        return self.tr("{}: {}").format(self.model.outcomes[found.what][0], said)
