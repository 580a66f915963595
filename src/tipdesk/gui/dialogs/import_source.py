"""The first step of an import: files and pasted text, and how each is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk import formats
from tipdesk.app.importing import Input
from tipdesk.formats.csv_ import Preview
from tipdesk.formats.csv_columns import FOUND, Layout
from tipdesk.gui.file_dialogs import ask_for_files, ask_for_folder
from tipdesk.gui.text import isolated, set_text, tooltip

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1256", "gb18030", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
TYPING = 400  # milliseconds until pasted or typed text is read
MOST_TYPED = 300_000  # characters that the text box takes; a longer paste is kept beside it
_SHOWN = 3000  # characters of a file's beginning


@dataclass(frozen=True, slots=True)
class Origin:
    """What is to be read, and how where that is not to be found by itself: a file, or the one text if there is no path."""

    path: Path | None = None
    text: str = ""
    format: str = ""
    encoding: str = ""
    layout: Layout = FOUND

    @property
    def key(self) -> tuple[Path | None, str, str, str]:
        """What decides on the text that is read from it; the layout of a table does not."""
        return self.path, self.text, self.format, self.encoding


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in an origin: an input, and how it begins if it is a table; or else why there is none."""

    origin: Origin
    input: Input | None = None
    table: Preview | None = None
    problem: str = ""


class PasteBox(QPlainTextEdit):
    """Takes text; a paste that is long or is of files goes past it, as a signal."""

    long_text = Signal(str)
    files = Signal(list)  # of Path

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What Ctrl+V and dropping call."""
        paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if paths:
            self.files.emit(paths)
        elif len(source.text()) > MOST_TYPED:
            self.long_text.emit(source.text())
        else:
            super().insertFromMimeData(source)


class SourcePage(QWidget):
    """The list of what is to be read; `changed` says that it, or how something in it is read, is another than before."""

    changed = Signal()
    chosen = Signal(list)  # paths of files and folders, by the dialogs or a paste

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._origins: list[Origin] = []
        self._found: Sequence[Found] = ()
        self._timer = QTimer(self, singleShot=True, interval=TYPING)
        self._timer.timeout.connect(self._take_text)
        self._make_widgets()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_buttons())
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self._make_list())
        splitter.addWidget(self._make_texts())
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        layout.addWidget(splitter, 1)
        self._show_settings()

    # -- what the panel asks for

    @property
    def origins(self) -> list[Origin]:
        """What is to be read, in order; what was typed last included."""
        if self._timer.isActive():
            self._timer.stop()
            self._put_text()
        return list(self._origins)

    def set_origins(self, origins: Sequence[Origin]) -> None:
        """Read these from now on; says nothing."""
        self._timer.stop()
        self._origins = list(origins)
        typed = next((origin.text for origin in origins if origin.path is None), "")
        if len(typed) <= MOST_TYPED and typed != self.text.toPlainText():
            self.text.blockSignals(True)
            self.text.setPlainText(typed)
            self.text.blockSignals(False)

    def show_found(self, found: Sequence[Found]) -> None:
        """Show what was found in each origin."""
        self._found = found
        row = max(self._list.currentRow(), 0)
        self._list.setRowCount(len(found))
        for number, one in enumerate(found):
            self._show_row(number, one)
        if found:
            self._list.setCurrentCell(min(row, len(found) - 1), 0)
        self._show_settings()

    def show_counts(self, texts: Sequence[str]) -> None:
        """Say how much there is in each origin that could be read."""
        readable = [number for number, one in enumerate(self._found) if one.input is not None]
        for number, text in zip(readable, texts, strict=False):
            if item := self._list.item(number, 4):
                item.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A paste goes into the text box, wherever on the page the focus is."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.text.paste()
        else:
            super().keyPressEvent(event)

    # -- widgets

    def _make_widgets(self) -> None:
        self._list = QTableWidget(0, 5, self)
        self._list.setAccessibleName(self.tr("Files"))
        self._list.setHorizontalHeaderLabels(
            [self.tr("File"), self.tr("Format"), self.tr("Encoding"), self.tr("Delimiter"), self.tr("Found")]
        )
        self._list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setTabKeyNavigation(False)
        self._list.setWordWrap(False)
        self._list.setShowGrid(False)
        self._list.verticalHeader().hide()
        self._list.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self._list.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 130), (2, 110), (3, 90), (4, 260)):
            self._list.setColumnWidth(column, width)
        self._list.currentCellChanged.connect(lambda *_: self._show_settings())
        self._format, self._encoding, self._delimiter = QComboBox(self), QComboBox(self), QComboBox(self)
        for form in formats.FORMATS:
            if form.read is not None:
                self._format.addItem(form.label, form.name)
        for name in ENCODINGS:
            self._encoding.addItem(name, name)
        for mark in DELIMITERS:
            self._delimiter.addItem(self.delimiter_name(mark), mark)
        for box, name in (
            (self._format, self.tr("Format")),
            (self._encoding, self.tr("Encoding")),
            (self._delimiter, self.tr("Delimiter")),
        ):
            box.insertItem(0, self.tr("Found by itself"), "")
            box.setCurrentIndex(0)
            box.setAccessibleName(name)
            box.setMinimumContentsLength(20)
            box.activated.connect(lambda _index: self._set_reading())
        self.text = PasteBox(self)
        self.text.setAccessibleName(self.tr("Pasted text"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Paste a catalogue page, BibTeX, RIS, CSL-JSON or a table here, or drop files on this panel."))
        self.text.textChanged.connect(self._timer.start)
        self.text.files.connect(self.chosen)
        self.text.long_text.connect(self._take_long_text)
        self._beginning = QPlainTextEdit(self)
        self._beginning.setReadOnly(True)
        self._beginning.setTabChangesFocus(True)
        self._beginning.setAccessibleName(self.tr("How it begins"))
        self._beginning.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._beginning.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._beginning.setPlaceholderText(self.tr("The beginning of the chosen file is shown here."))

    def delimiter_name(self, mark: str) -> str:
        """What a delimiter is called."""
        names = {",": self.tr("comma ,"), ";": self.tr("semicolon ;"), "\t": self.tr("tab"), "|": self.tr("bar |")}
        return names.get(mark, mark)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._take_off = QPushButton(self.tr("&Remove"), self, autoDefault=False)
        files = QPushButton(self.tr("Choose &files…"), self, autoDefault=False)
        folder = QPushButton(self.tr("Choose f&older…"), self, autoDefault=False)
        for button, slot in ((files, self._choose_files), (folder, self._choose_folder), (self._take_off, self._remove)):
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _make_list(self) -> QWidget:
        upper = QWidget(self)
        settings = QHBoxLayout()
        self._which = QLabel(upper)
        self._which.setTextFormat(Qt.TextFormat.PlainText)
        for label, box in (
            (self.tr("For&mat"), self._format),
            (self.tr("&Encoding"), self._encoding),
            (self.tr("&Delimiter"), self._delimiter),
        ):
            name = QLabel(label, upper)
            name.setBuddy(box)
            settings.addWidget(name)
            settings.addWidget(box, 1)
            settings.addSpacing(8)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list, 1)
        column.addWidget(self._which)
        column.addLayout(settings)
        return upper

    def _make_texts(self) -> QWidget:
        lower = QSplitter(self)
        for widget in (self.text, self._beginning):
            lower.addWidget(widget)
        lower.setChildrenCollapsible(False)
        return lower

    # -- what is chosen

    def _choose_files(self) -> None:
        if files := ask_for_files(self, self.tr("Import")):
            self.chosen.emit(files)

    def _choose_folder(self) -> None:
        if folder := ask_for_folder(self, self.tr("Import all files in a folder")):
            self.chosen.emit([folder])

    def _remove(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._found):
            path = self._found[row].origin.path
            self.set_origins([origin for origin in self._origins if origin.path != path])
            if path is None:
                self.text.clear()
                self._timer.stop()
            self.changed.emit()

    def _take_text(self) -> None:
        self._put_text()
        self.changed.emit()

    def _put_text(self) -> None:
        text = self.text.toPlainText()
        others = [origin for origin in self._origins if origin.path is not None]
        old = next((origin for origin in self._origins if origin.path is None), Origin())
        self._origins = [*others, replace(old, text=text)] if text.strip() else others

    def _take_long_text(self, text: str) -> None:
        self.set_origins([*(origin for origin in self._origins if origin.path is not None), Origin(None, text)])
        self.changed.emit()

    # -- how it is read

    def _show_row(self, row: int, found: Found) -> None:
        name = found.origin.path.name if found.origin.path else self.tr("pasted text")
        source = found.input
        guessed = self.tr("{} (guessed)")
        cells = (
            isolated(name),
            source.format.label if source else "",
            (guessed.format(source.encoding) if source.guessed else source.encoding) if source else "",
            self.delimiter_name(found.table.delimiter) if found.table else "",
            found.problem,
        )
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(tooltip(str(found.origin.path) if column == 0 and found.origin.path else text))
            self._list.setItem(row, column, item)

    def _show_settings(self) -> None:
        """The boxes say how the current file is read, and what would be found by itself."""
        row = self._list.currentRow()
        found = self._found[row] if 0 <= row < len(self._found) else None
        origin = found.origin if found else Origin()
        source = found.input if found else None
        table = found.table if found else None
        for box, value, said in (
            (self._format, origin.format, source.format.label if source else ""),
            (self._encoding, origin.encoding, source.encoding if source else ""),
            (
                self._delimiter,
                origin.layout.delimiter,
                self.delimiter_name(table.delimiter) if table and not origin.layout.delimiter else "",
            ),
        ):
            box.setItemText(0, self.tr("Found by itself: {}").format(said) if said and not value else self.tr("Found by itself"))
            box.setCurrentIndex(max(box.findData(value), 0))
            box.setEnabled(found is not None)
        self._take_off.setEnabled(found is not None)
        self._encoding.setEnabled(origin.path is not None)
        self._delimiter.setEnabled(table is not None)
        name = (origin.path.name if origin.path else self.tr("pasted text")) if found else ""
        self._which.setText(self.tr("How {} is read:").format(isolated(name)) if name else self.tr("How it is read:"))
        set_text(self._beginning, source.text[:_SHOWN] if source and origin.path else "")

    def _set_reading(self) -> None:
        row = self._list.currentRow()
        if not 0 <= row < len(self._found):
            return
        path = self._found[row].origin.path
        self._origins = [self._as_set(origin) if origin.path == path else origin for origin in self._origins]
        self.changed.emit()

    def _as_set(self, origin: Origin) -> Origin:
        """An origin as the boxes say that it is read."""
        delimiter = self._delimiter.currentData()
        # with another delimiter the columns are others
        layout = origin.layout if delimiter == origin.layout.delimiter else Layout(delimiter)
        return replace(origin, format=self._format.currentData(), encoding=self._encoding.currentData(), layout=layout)
