"""The window: a frame first, then facets and table of one workspace, then all else, and what is remembered of it."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from tipdesk.gui import theme
from tipdesk.gui.session import Session

if TYPE_CHECKING:  # what the panes are made of is loaded after the first paint
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QMenu

    from tipdesk.gui.citing.choice import CitationChoice
    from tipdesk.gui.citing.commands import CiteCommands
    from tipdesk.gui.commands import Commands
    from tipdesk.gui.drops import FileDrops
    from tipdesk.gui.editor.details import DetailsPane
    from tipdesk.gui.files import FileCommands
    from tipdesk.gui.searches import Searches
    from tipdesk.gui.suggestions import Suggestions
    from tipdesk.gui.welcome import Welcome
    from tipdesk.gui.workspace import Workspace

LATEST_MILLISECONDS = 2000  # after which all else comes, even if the library has not answered yet


class MainWindow(QMainWindow):
    """A frame where the last session left it; `show_table` puts facets, table, search field and menus into it, `complete` all else.

    `start` opens a library; once its first rows and counts are painted the rest comes by itself, a step at a time, so that the
    window answers in between. What is asked for that is not there yet brings the rest in at once.
    """

    painted = Signal()  # once, when the frame is on screen
    usable = Signal()  # once, when the first rows and counts are

    citation_choice: "CitationChoice"
    details: "DetailsPane"
    suggestions: "Suggestions"
    searches: "Searches"
    welcome: "Welcome"
    commands: "Commands"
    cite_commands: "CiteCommands"
    file_commands: "FileCommands"
    drops: "FileDrops"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.filled = False  # are all panes there?
        self._seen = self._begun = self._usable = self._closing = False
        self._rest: Iterator[None] = iter(())
        room = self.screen().availableSize() - QSize(20, 60)  # for the frame that a window manager puts around
        self.resize(QSize(1440, 900).boundedTo(room))
        self.restoreGeometry(session.state("geometry"))
        if session.text("theme", theme.SYSTEM) != theme.SYSTEM:  # else the frame has the system's colours, until ours are read
            self._apply_theme()

    def fill(self, workspace: "Workspace") -> None:
        """Put all panes of this workspace into the frame at once, as the last session left them."""
        self.show_table(workspace)
        self.complete()

    def show_table(self, workspace: "Workspace") -> None:
        """Put in what a library is looked through with, as the last session left it; all else has its place."""
        from tipdesk.gui.actions import Actions
        from tipdesk.gui.filters import Filters
        from tipdesk.gui.late import steps
        from tipdesk.gui.layout import lay_out
        from tipdesk.gui.libraries import Libraries
        from tipdesk.gui.messages import MessageBar
        from tipdesk.gui.remembered import Remembered
        from tipdesk.gui.search_bar import SearchBar
        from tipdesk.gui.sidebar.pane import FacetPane
        from tipdesk.gui.status import StatusLine
        from tipdesk.gui.table.pane import PublicationPane

        if self.session.text("theme", theme.SYSTEM) == theme.SYSTEM:
            self._apply_theme()
        self.workspace = workspace
        self.setAcceptDrops(True)
        self.setWindowTitle(workspace.title)
        self.filters = Filters(self)
        self.messages = MessageBar(self)
        self.facets = FacetPane(workspace, self.filters, self)
        self.pane = PublicationPane(workspace, self.filters, self)
        self.search = SearchBar(self.filters, self)
        self.libraries = Libraries(workspace, self.session, self)
        self.actions_by_name = Actions(self)
        self._remembered = Remembered(self)
        self.setStatusBar(StatusLine(workspace, self))
        self.actions_by_name.build(self.menuBar())
        self.splitter, self._pages = lay_out(self)
        self._add_actions()
        self._connect()
        self._remembered.recall()
        self._rest = steps(self)
        self._begun = True
        self._show_state()

    def complete(self) -> None:
        """Put in all that is not there yet."""
        for _step in self._rest:
            pass

    def start(self, path: Path | None) -> None:
        """Open this library, or the one of the last session; without either the welcome page stays."""
        if self.libraries.open_first(path):
            self._pages.setCurrentWidget(self.splitter)
            self.search.setEnabled(True)  # one may begin to type
            self._show_state()
            self._latest.start()
        else:
            self.complete()

    # -- putting together

    def _add_actions(self) -> None:
        actions, table = self.actions_by_name, self.pane.table
        for name, slot in (
            ("new", self.libraries.ask_new),
            ("open", self.libraries.ask_open),
            ("quit", self.close),
            ("select_all", table.selectAll),
            ("search", self._go_to_search),
            ("clear", self._clear),
            ("table", table.setFocus),
            ("facets", self.facets.tree.setFocus),
        ):
            actions.add(name, slot)
        actions.add_shown("timeline", lambda: self.pane.timeline)
        actions.add_menu("recent", self.libraries.fill_recent)
        actions.add_menu("columns", table.fill_columns_menu)
        actions.add_menu("sort_by", table.fill_sort_menu)
        actions.add_choices({f"theme_{choice}": partial(self.set_theme, choice) for choice in theme.CHOICES})
        actions.missed.connect(self.complete)

    def _connect(self) -> None:
        workspace, table = self.workspace, self.pane.table
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MILLISECONDS)
        self._latest.timeout.connect(self._go_on)
        workspace.opened.connect(self._library_opened)
        workspace.failed.connect(self._failed)
        workspace.said.connect(self.messages.tell)
        workspace.undo_changed.connect(self._show_state)
        workspace.busy_changed.connect(self._busy)
        self.pane.shown.connect(self._answered)
        self.facets.shown.connect(self._answered)
        self.pane.selection_changed.connect(self._selected)
        table.activated_row.connect(self.go_to_details)
        table.mark_wanted.connect(self._mark)
        table.set_menu(self._row_menu)
        table.set_carried(self._carried)
        self.facets.set_selected(lambda: tuple(table.selected_ids()))
        self.facets.tree.list_wanted.connect(self._show_list)
        offers = ((self.tr("Import"), self.actions_by_name["import"].trigger), (self.tr("Paste"), self.actions_by_name["paste"].trigger))
        self.pane.set_offers(lambda: offers if workspace.editable else ())
        self.search.left.connect(self._go_to_results)

    # -- what happens

    def _library_opened(self) -> None:
        typing = not self._remembered.recalled and (self.search.hasFocus() or self.facets.box.hasFocus())  # while it was opened
        self.setWindowTitle(self.workspace.title)
        self.libraries.note_opened()
        self._remembered.recall_filters()
        if typing:
            self._show_state()
        else:
            self.show_page()

    def show_page(self) -> None:
        """Show the library that is open, or else the welcome page."""
        is_open = self.workspace.library is not None
        self._pages.setCurrentWidget(self.splitter if is_open else self.welcome)
        (self.pane.table if is_open else self.welcome).setFocus()
        self.search.setEnabled(is_open)
        self._show_state()

    def add_welcome(self, welcome: "Welcome") -> None:
        """Have this to show while no library is open."""
        self.welcome = welcome
        self._pages.addWidget(welcome)

    def _failed(self, sentence: str) -> None:
        self.messages.warn(sentence)
        if self.workspace.library is None:
            self.complete()
            self.show_page()

    def _answered(self) -> None:
        from tipdesk.gui.tasks import PAINT_MILLISECONDS

        if self.pane.answered and self.facets.answered and not self._usable:
            self._usable = True
            QTimer.singleShot(PAINT_MILLISECONDS, self._begin_rest)

    def _begin_rest(self) -> None:
        self._latest.stop()
        self.usable.emit()
        self._go_on()

    def _go_on(self) -> None:
        """Put in the next of what is not there yet; what was typed meanwhile comes before the one after that."""
        if self.isVisible() and next(self._rest, True) is None:  # else it was the last
            QTimer.singleShot(0, self._go_on)

    def _selected(self) -> None:
        if self.filled:
            self.details.show_ids(tuple(self.pane.table.selected_ids()))
        self._show_state()

    def _show_state(self) -> None:
        self.actions_by_name.set_state(self._states())

    def _states(self) -> frozenset[str]:
        """What there is for actions to work on: the states of `actions`."""
        from tipdesk.gui import actions

        workspace = self.workspace
        is_open, editable = workspace.library is not None, workspace.editable
        chosen = self.pane.table.selectionModel().hasSelection()
        holds = {
            actions.LIBRARY: is_open,
            actions.COMING: self.search.isEnabled(),
            actions.EDITABLE: editable,
            actions.RECEPTIVE: editable or not is_open,
            actions.SELECTION: chosen,
            actions.CHANGEABLE: chosen and editable,
            actions.UNDO: bool(workspace.undo_label),
            actions.REDO: bool(workspace.redo_label),
        }
        return frozenset(state for state, is_so in holds.items() if is_so)

    def _row_menu(self) -> "QMenu":
        self.complete()
        return self.commands.row_menu(self.actions_by_name)

    def _carried(self, ids: Sequence[int]) -> "QMimeData":
        self.complete()
        return self.cite_commands.carried(ids)

    def _show_list(self, number: int) -> None:
        self.complete()
        self.commands.show_list(number)

    def _mark(self, number: int, mark: str, wanted: bool) -> None:
        self.complete()
        self.commands.mark((number,), mark, wanted)

    def _busy(self, busy: bool) -> None:
        if self._closing and not busy:
            QTimer.singleShot(0, self.close)

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _go_to_results(self) -> None:
        self.pane.setFocus()
        if not self.pane.table.selectionModel().hasSelection():
            self.pane.table.go_to(0)

    def go_to_details(self) -> None:
        """Edit what is selected; of nothing, see that."""
        self.complete()
        if self.commands.selected():
            self.details.edit()
        else:
            self.details.setFocus()

    def _clear(self) -> None:
        self.messages.hide()
        self.search.clear()
        self.filters.clear()
        self.pane.setFocus()

    def set_theme(self, choice: str) -> None:
        """Show these colours and remember that; what is not of theme.CHOICES is the system's."""
        choice = choice if choice in theme.CHOICES else theme.SYSTEM
        self.session.set("theme", choice)
        self._apply_theme()
        self.actions_by_name[f"theme_{choice}"].setChecked(True)
        for part in (self.actions_by_name, self.search, self.pane.chips, self.messages):
            part.set_icons()

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.session.text("theme"))

    # -- Qt's hooks

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time, `painted` follows once the picture is on screen."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        """Files are welcome anywhere."""
        if self._begun:
            self.complete()
            self.drops.welcome(event)

    def dropEvent(self, event: "QDropEvent") -> None:
        """A library is opened, other files are imported."""
        if self._begun:
            self.complete()
            self.drops.take(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is typed and what is under way is kept first; a second attempt to close stops what is under way."""
        if not self._begun:
            return
        if self.filled:
            self.details.commit()
        self.workspace.finish()
        if self.workspace.busy and not self._closing:
            self._closing = True
            self.messages.warn(self.tr("tipdesk closes as soon as the work under way is done; close it again to stop that work."))
            event.ignore()
            return
        self._remembered.keep()
        self.workspace.shutdown()
        super().closeEvent(event)
