"""The table of publications."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QCoreApplication,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QCursor, QDrag, QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from tipdesk.gui.table.columns import COLUMNS, ICONS, TITLE
from tipdesk.gui.table.delegate import ICONS_WIDTH, MARGIN, PublicationDelegate, mark_at
from tipdesk.gui.table.drags import kept_out_of_texts, put_ids
from tipdesk.gui.table.header import SortHeader
from tipdesk.gui.table.model import Fetch, Pages, PublicationModel
from tipdesk.gui.table.places import Place, Rows
from tipdesk.gui.viewports import give_viewport

if TYPE_CHECKING:
    from tipdesk.domain.query import Match

MAX_RANGES = 3000  # a selection more scattered than this is let go of: it would hold the window up
SORT_KEYS = 4
LEAST_TITLE = 200

SortKeys = tuple[tuple[str, bool], ...]  # (column of app.library.Sort, descending), the first weighs most
_Select = QItemSelectionModel.SelectionFlag


class PublicationTable(QTableView):
    """Shows ids in the order that they are given; asks for another order by `sort_changed`."""

    selection_changed = Signal()
    sort_changed = Signal()
    activated_row = Signal()
    mark_wanted = Signal(int, str, bool)  # id, one of domain.query.MARKS, whether it is to have it
    drag_stayed = Signal()  # no other program took what was dragged

    def __init__(self, fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Publications"))
        self._model = PublicationModel(fetch, self)
        self._delegate = PublicationDelegate(self)
        self._header = SortHeader(self)
        self._sort: SortKeys = (("title", False),)
        self._menu: Callable[[], QMenu] | None = None
        self._carry: Callable[[Sequence[int]], QMimeData] = lambda _ids: QMimeData()
        self._restoring = False
        self.touched = 0  # counts the user's selections, so that one made during a query is not undone by its result
        self._configure()
        self.setHorizontalHeader(self._header)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self._configure_header()
        self.doubleClicked.connect(lambda _index: self.activated_row.emit())

    def _configure(self) -> None:
        give_viewport(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        rows.hide()

    def _configure_header(self) -> None:
        header = self._header
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_header_menu)
        header.sort_wanted.connect(self._sort_by_section)
        metrics = QFontMetrics(header.font())
        for number, column in enumerate(COLUMNS):
            header.resizeSection(number, metrics.averageCharWidth() * column.width + 2 * MARGIN)
            header.setSectionHidden(number, not column.shown)
        self._fit_icons()
        header.sectionResized.connect(self._section_resized)
        self._show_sort()

    # -- what is shown

    def model(self) -> PublicationModel:
        """The model over the ids."""
        return self._model

    def set_menu(self, menu: Callable[[], QMenu]) -> None:
        """What makes the rows' context menu."""
        self._menu = menu

    def set_carried(self, carry: Callable[[Sequence[int]], QMimeData]) -> None:
        """What makes the data of a drag for other programs; it is asked at once, and the ids are put in beside it."""
        self._carry = carry

    def set_sought(self, sought: "Sequence[Match]") -> None:
        """The words and phrases to mark, each where it was sought."""
        self._delegate.set_sought(sought)
        self.viewport().update()

    def show_ids(self, ids: "array[int]", rows: Rows, ready: Pages | None = None) -> None:
        """Show these publications, and select and scroll to these rows of them; `ready` are pages that need not be fetched."""
        self._restoring = True
        try:
            others = self._model.set_ids(ids, ready)
            self.executeDelayedItemsLayout()  # with a scroll bar or without, before anything is painted
            self._select(rows)
            if not others:
                pass
            elif rows.top >= 0:
                self.verticalScrollBar().setValue(rows.top)
            elif rows.current >= 0:
                self.scrollTo(self._model.index(rows.current, self._first_column()))
            else:
                self.verticalScrollBar().setValue(0)
        finally:
            self._restoring = False
        self.viewport().update()
        self.selection_changed.emit()

    def _select(self, rows: Rows) -> None:
        chosen = QItemSelection()
        last = len(COLUMNS) - 1
        kept = rows.selected
        if len(kept) > MAX_RANGES:
            kept = ((rows.current, rows.current),) if rows.current >= 0 else ()
        for first, end in kept:  # createIndex, as `index` asks back for the counts each time
            chosen.select(self._model.createIndex(first, 0), self._model.createIndex(end, last))
        selection = self.selectionModel()
        if rows.current >= 0:
            selection.setCurrentIndex(self._model.index(rows.current, self._first_column()), _Select.NoUpdate)
        selection.select(chosen, _Select.ClearAndSelect)

    @property
    def in_view(self) -> int:
        """How many rows there is room for."""
        return self.viewport().height() // self.verticalHeader().defaultSectionSize() + 1

    def place(self) -> Place:
        """What is selected, current and on top now."""
        ids = self._model.ids
        current = self.currentIndex().row()
        top = self.rowAt(0) if self.verticalScrollBar().value() else -1
        return Place(ids[current] if current >= 0 else 0, ids[top] if top >= 0 else 0, self.selected_ids(), current)

    def selected_ids(self) -> "array[int]":
        """The selected publications in display order; read as ranges, so that a million are quick."""
        chosen = self.selectionModel().selection()
        bounds = sorted({(chosen.at(i).top(), chosen.at(i).bottom()) for i in range(chosen.count())})
        found = array(self._model.ids.typecode)
        end = -1
        for first, last in bounds:
            if last > end:
                found += self._model.ids[max(first, end + 1) : last + 1]
                end = last
        return found

    def current_id(self) -> int:
        """The current publication, 0 for none."""
        row = self.currentIndex().row()
        return self._model.ids[row] if row >= 0 else 0

    def go_to(self, row: int) -> None:
        """Make a row the only selected one and show it."""
        if 0 <= row < len(self._model.ids):
            index = self._model.index(row, self._first_column())
            # Not selectRow: that heeds the keys that are held down.
            self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect | _Select.Rows)
            self.scrollTo(index)

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        shown = (header.logicalIndex(i) for i in range(header.count()))
        return next((column for column in shown if not header.isSectionHidden(column) and column), 1)

    # -- columns and their order

    @property
    def sort(self) -> SortKeys:
        """The order that is wanted."""
        return self._sort

    def set_sort(self, keys: Sequence[tuple[str, bool]]) -> None:
        """Take on an order that was remembered; unknown columns are passed over."""
        known = {column.sort for column in COLUMNS if column.sort}
        self._sort = tuple((name, down) for name, down in keys if name in known)[:SORT_KEYS] or (("title", False),)
        self._show_sort()

    def sort_by(self, name: str, among: bool = False) -> None:
        """Order by a column; by the one that it is ordered by already, the other way round.

        `among`: the others decide before it. A column that is among them is turned round, and the next time left out.
        """
        down = dict(self._sort).get(name)
        if not among:
            keys: SortKeys = ((name, not down if name == self._sort[0][0] else False),)
        elif down is None:
            keys = (*self._sort[: SORT_KEYS - 1], (name, False))
        elif not down:
            keys = tuple((other, True if other == name else was) for other, was in self._sort)
        else:
            keys = tuple(key for key in self._sort if key[0] != name)
        self.set_sort(keys)
        self.sort_changed.emit()

    def _sort_by_section(self, section: int, among: bool) -> None:
        if COLUMNS[section].sort:
            self.sort_by(COLUMNS[section].sort, among)

    def _show_sort(self) -> None:
        sections = {column.sort: number for number, column in enumerate(COLUMNS) if column.sort}
        self._header.show_order([(sections[name], down) for name, down in self._sort])

    def fill_columns_menu(self, menu: QMenu) -> None:
        """One entry for each column, checked if it is shown; the title always is."""
        header = self.horizontalHeader()
        for number, column in enumerate(COLUMNS):
            if column.name != "title":
                action = menu.addAction(QCoreApplication.translate("Columns", column.label))
                action.setCheckable(True)
                action.setChecked(not header.isSectionHidden(number))
                action.toggled.connect(lambda shown, section=number: header.setSectionHidden(section, not shown))

    def fill_sort_menu(self, menu: QMenu) -> None:
        """One entry for each order that there is, and below them what decides among equals."""
        self._fill_sort_menu(menu, among=False)
        menu.addSeparator()
        self._fill_sort_menu(menu.addMenu(self.tr("Then by")), among=True)

    def _fill_sort_menu(self, menu: QMenu, among: bool) -> None:
        first, *others = [name for name, _ in self._sort]
        for column in COLUMNS:
            if column.sort and not (among and column.sort == first):
                action = menu.addAction(QCoreApplication.translate("Columns", column.label))
                action.setCheckable(True)
                action.setChecked(column.sort in others if among else column.sort == first)
                action.triggered.connect(lambda _checked=False, name=column.sort: self.sort_by(name, among))

    def _show_header_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_columns_menu(menu)
        menu.popup(self.horizontalHeader().mapToGlobal(position))

    def _section_resized(self, section: int, _old: int, _new: int) -> None:
        if section != TITLE:
            self._fit_title()

    def _fit_title(self) -> None:
        """The title takes the room that the other columns leave."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(number) for number in range(header.count()) if number != TITLE)
        header.resizeSection(TITLE, max(LEAST_TITLE, self.viewport().width() - others))

    def _fit_icons(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(ICONS, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(ICONS, ICONS_WIDTH)

    def save_columns(self) -> QByteArray:
        """Which columns are shown, where and how wide."""
        return self.horizontalHeader().saveState()

    def restore_columns(self, state: QByteArray) -> None:
        """The inverse of `save_columns`; a state of other columns is passed over."""
        self.horizontalHeader().restoreState(state)
        self._fit_icons()
        self._show_sort()

    # -- Qt's hooks

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The headers get selection models of their own: sharing the table's, they ask every row on each paint."""
        assert model is not None
        super().setModel(model)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The delegate is told."""
        self._delegate.begin()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title grows and shrinks with the table."""
        super().resizeEvent(event)
        self._fit_title()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Told on by `selection_changed`, once per change and not while a result is put in."""
        if not self._restoring:  # else all is painted anew anyway, and Qt would go through each range
            super().selectionChanged(selected, deselected)
            self.touched += 1
            self.selection_changed.emit()

    def selectionCommand(self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None) -> _Select:
        """A click on the place of a mark leaves the selection as it is."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton and self._on_mark(index, event):
            return _Select.NoUpdate
        return super().selectionCommand(index, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the place of a mark it is a click; anywhere else it goes to the details."""
        if not self._on_mark(self.indexAt(event.position().toPoint()), event):
            super().mouseDoubleClickEvent(event)

    def is_under_mouse(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Does the mouse point at this cell?"""
        viewport = self.viewport()
        return viewport.underMouse() and self.indexAt(viewport.mapFromGlobal(QCursor.pos())) == index

    def _on_mark(self, index: QModelIndex | QPersistentModelIndex, event: QMouseEvent) -> bool:
        place = event.position().toPoint()
        return index.column() == ICONS and bool(mark_at(place, self.visualRect(index), self.layoutDirection()))

    def keyboardSearch(self, search: str) -> None:
        """Does nothing: Qt would read every row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the details. Where nothing is selected, Up, Down and Home begin with the current row, where Qt is already."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated_row.emit()
            return
        row = max(0, self.currentIndex().row())
        begins = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) or (event.key() == Qt.Key.Key_Home and row == 0)
        if begins and self._model.ids and not self.selectionModel().hasSelection():
            self.go_to(row)
            return
        super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and last row, as whole rows are selected; Qt's own go along the row."""
        there = self.currentIndex().column() if self.currentIndex().isValid() else self._first_column()
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self._model.index(0, there)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self._model.index(len(self._model.ids) - 1, there)
        return super().moveCursor(action, modifiers)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The rows' menu, at the mouse or, by keyboard, at the current row."""
        if self._menu is None or not self.currentIndex().isValid():
            return
        menu = self._menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        position = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        menu.popup(position)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """A copy of what is selected."""
        drag = QDrag(self)
        drag.setMimeData(self.dragged())
        with kept_out_of_texts():
            action = drag.exec(Qt.DropAction.CopyAction)
        if drag.target() is not None or action == Qt.DropAction.IgnoreAction:
            self.drag_stayed.emit()

    def dragged(self) -> QMimeData:
        """The selected ids beside what other programs take; Qt's own way would make an index for every cell of them."""
        ids = self.selected_ids()
        data = self._carry(ids)
        put_ids(data, ids)
        return data
