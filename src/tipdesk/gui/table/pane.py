"""The middle of the window: chips and count, a hint on the search text, and the table or what to do without one."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.query import Everything, Query
from tipdesk.gui.chips import ChipBar
from tipdesk.gui.filters import ALL, ATTENTION, DUPLICATES, RECENT, TRASH, UNFILED, Choice, Filters, is_list
from tipdesk.gui.labels import value_label
from tipdesk.gui.layout import timeline_height
from tipdesk.gui.table.empty import EmptyPage, Offer
from tipdesk.gui.table.model import Pages, pages
from tipdesk.gui.table.places import Place, Rows, locate
from tipdesk.gui.table.view import PublicationTable
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.library import TableRow

QUICK = 100_000  # so many ids may be searched for the selection in the GUI thread


class _Result(NamedTuple):
    """What a query gave."""

    ids: "array[int]"
    whole: int  # all that are not in the trash
    place: Place
    rows: Rows
    ready: Pages  # those that will be seen
    loose: tuple[tuple[Choice | None, int], ...]  # for an empty result: what could be let go of, and how many that would show


class PublicationPane(QWidget):
    """Shows what the filters ask for. What the user selected last is selected again as often as it comes into view."""

    selection_changed = Signal()
    shown = Signal()  # a result was put in

    def __init__(self, workspace: Workspace, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filters = filters
        self._lane = workspace.rows
        self._offers: Callable[[], Sequence[Offer]] = tuple
        self._place = Place()
        self._touched = 0
        self._whole = -1
        self.answered = False  # does it show what this library answered?
        self._moved = False  # the search or filters changed, so the old scroll position means nothing
        self.chips = ChipBar(filters, self)
        self.hint = QLabel(self)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(8, 0, 8, 5)
        self.hint.hide()
        self.table = PublicationTable(self._rows, self)
        self.empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.timeline = QWidget(self)  # keeps its place
        self.timeline.setFixedHeight(timeline_height(self.fontMetrics()))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.chips, self.hint, self._stack, self.timeline):
            column.addWidget(widget)
        column.setStretch(2, 1)
        self.setFocusProxy(self.table)
        self.table.selection_changed.connect(self.selection_changed)
        self.table.sort_changed.connect(self.refresh)
        self.chips.emptied.connect(self.setFocus)
        filters.changed.connect(self._filtered)
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._opened)

    def set_offers(self, offers: Callable[[], Sequence[Offer]]) -> None:
        """What an empty library offers to do."""
        self._offers = offers

    def set_timeline(self, timeline: QWidget) -> None:
        """Put it into the place that is kept for it; hidden or with the keyboard's focus, if that is."""
        timeline.setHidden(self.timeline.isHidden())
        self._column.replaceWidget(self.timeline, timeline)
        if self.timeline.hasFocus():
            timeline.setFocus()
        self.timeline.deleteLater()
        self.timeline = timeline

    def remember(self, place: Place) -> None:
        """Select this when the next result comes, as if the user had."""
        self._place = place
        self._touched = self.table.touched

    def refresh(self) -> None:
        """Ask anew; the answer is shown when it comes, unless something newer was asked meanwhile."""
        library = self._workspace.library
        if library is None:
            return
        if self.table.touched != self._touched:
            self.remember(self.table.place())
        top = 0 if self._moved else self.table.place().top
        place = Place(self._place.current, top, self._place.selected, self._place.row)
        query, whole, sort = self._filters.query(), self._whole, self.table.sort
        ways, in_view = self._ways_out(), self.table.in_view

        def work(job: Job) -> _Result:
            from tipdesk.app.library import Sort

            ids = library.find(query, [Sort(name, down) for name, down in sort], job)
            count = whole if whole >= 0 else library.count(Everything(), job)
            loose = [] if ids else [(way, library.count(wider, job)) for way, wider in ways]
            rows = locate(ids, place)
            first = rows.top if rows.top >= 0 else max(0, rows.current - in_view)
            ready = pages(ids, first, first + 2 * in_view, lambda some: library.rows(some, query))
            return _Result(ids, count, place, rows, ready, tuple(loose))

        self._lane.run(work, self._show)

    def _ways_out(self) -> list[tuple[Choice | None, Query]]:
        """What could be let go of, the latest first."""
        ways: list[tuple[Choice | None, Query]] = [(c, self._filters.query_without(c)) for c in reversed(self._filters.choices)]
        if self._filters.text.strip():
            ways.append((None, self._filters.query_without(None)))
        return ways

    def _show(self, result: _Result) -> None:
        rows = result.rows
        if self.table.touched != self._touched:  # the user has selected something since the question
            rows = locate(result.ids, self.table.place()) if len(result.ids) <= QUICK else Rows()
        elif rows.current < 0 and not self._moved and result.place.row >= 0 and result.ids:
            near = min(result.place.row, len(result.ids) - 1)  # the current one has gone: the next takes its place
            rows = Rows(near, rows.top, rows.selected or ((near, near),))
        self._moved = False
        self.answered = True
        self._whole = result.whole
        self.table.set_sought(self._filters.sought())
        self.table.show_ids(result.ids, rows, result.ready)
        self.chips.set_count(len(result.ids), result.whole)
        if not result.ids:
            self._explain(result)
        had_focus = self.table.hasFocus()
        self._stack.setCurrentIndex(0 if result.ids else 1)
        if had_focus and not result.ids:
            self.empty.setFocus()
        self.shown.emit()

    def _explain(self, result: _Result) -> None:
        way = next((choice for choice, count in result.loose if count), None)
        helps = any(count for _, count in result.loose)
        if helps and way is None:
            what = self._filters.text.strip()
            self.empty.show_offers(
                self.tr("No match for “{}”.").format(what), [(self.tr("Clear the search"), lambda: self._filters.set_text(""))]
            )
        elif way is not None:
            name = value_label(way)
            text = self.tr("No match: remove “{}”?").format(name)
            self.empty.show_offers(text, [(self.tr("Remove “{}”").format(name), lambda: self._filters.choose(way, None))])
        elif self._filters.narrowed:
            self.empty.show_offers(self.tr("No match."), [(self.tr("Clear search and filters"), self._filters.clear)])
        else:
            self._explain_place()

    def _explain_place(self) -> None:
        place = self._filters.place
        texts = {
            TRASH: self.tr("The trash is empty."),
            UNFILED: self.tr("Every publication has a tag or a category."),
            ATTENTION: self.tr("Every publication has a year, an author and an abstract."),
            DUPLICATES: self.tr("No publication is likely the same as another."),
            RECENT: self.tr("Nothing was added in the last seven days."),
        }
        if is_list(place):
            texts[place] = self.tr("This reading list holds no publication yet.")
        if place == ALL:
            self.empty.show_offers(self.tr("This library is empty."), self._offers())
        else:
            self.empty.show_offers(
                texts.get(place, self.tr("No publication matches this saved search now.")),
                [(self.tr("Show all publications"), lambda: self._filters.set_place(ALL))],
            )

    def _rows(self, ids: Sequence[int]) -> "Sequence[TableRow]":
        library = self._workspace.library
        try:
            return library.rows(ids, self._filters.query()) if library else ()
        except TipdeskError as error:
            self._workspace.report(error)
            return ()

    def _filtered(self) -> None:
        problem = self._filters.problem
        self.hint.setText(self.tr("Read as plain words: {}").format(problem) if problem else self._filters.place_problem)
        self.hint.setVisible(bool(self.hint.text()))
        self._moved = True
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.added or changes.removed or changes.everything:
            self._whole = -1
        self.refresh()

    def _opened(self) -> None:
        """What the library is asked comes with what is remembered of it."""
        self._whole = -1
        self.answered = False
        self._moved = False
        if self._workspace.library is None:
            self.remember(Place())
            self.table.show_ids(array("I"), Rows())
