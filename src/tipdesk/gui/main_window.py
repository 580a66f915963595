"""The window: a frame first, then facets, table and details of one workspace, the actions on them, and what is remembered of it all."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from tipdesk.gui import theme
from tipdesk.gui.session import Session

if TYPE_CHECKING:  # what the panes are made of is loaded by `fill`, after the first paint
    from tipdesk.gui.workspace import Workspace


class MainWindow(QMainWindow):
    """A frame where the last session left it, until `fill` puts the panes together; `start` then opens a library."""

    painted = Signal()  # once, when the frame is on screen

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.filled = False  # are the panes there?
        self._seen = self._closing = False
        room = self.screen().availableSize() - QSize(20, 60)  # for the frame that a window manager puts around
        self.resize(QSize(1440, 900).boundedTo(room))
        self.restoreGeometry(session.state("geometry"))
        if session.text("theme", theme.SYSTEM) != theme.SYSTEM:  # else the frame has the system's colours, until ours are read
            self._apply_theme()

    def fill(self, workspace: "Workspace") -> None:
        """Put the panes of this workspace into the frame, as the last session left them."""
        from tipdesk.gui.actions import Actions
        from tipdesk.gui.citing.choice import CitationChoice
        from tipdesk.gui.citing.commands import CiteCommands
        from tipdesk.gui.commands import Commands
        from tipdesk.gui.drops import FileDrops
        from tipdesk.gui.editor.details import DetailsPane
        from tipdesk.gui.files import FileCommands
        from tipdesk.gui.filters import Filters
        from tipdesk.gui.layout import lay_out
        from tipdesk.gui.libraries import Libraries
        from tipdesk.gui.messages import MessageBar
        from tipdesk.gui.remembered import Remembered
        from tipdesk.gui.search_bar import SearchBar
        from tipdesk.gui.searches import Searches
        from tipdesk.gui.sidebar.pane import FacetPane
        from tipdesk.gui.status import StatusLine
        from tipdesk.gui.suggestions import Suggestions
        from tipdesk.gui.table.pane import PublicationPane
        from tipdesk.gui.welcome import Welcome

        session = self.session
        self.workspace = workspace
        self.filters = Filters(self)
        self.messages = MessageBar(self)
        self.facets = FacetPane(workspace, self.filters, self)
        self.pane = PublicationPane(workspace, self.filters, self)
        self.citation_choice = CitationChoice(session, self)
        self.details = DetailsPane(workspace, self.citation_choice, self)
        self.search = SearchBar(self.filters, self)
        self.suggestions = Suggestions(workspace, self.filters, self.search, self)
        self.searches = Searches(workspace, self.filters, self)
        self.welcome = Welcome(self)
        self.libraries = Libraries(workspace, session, self)
        self.commands = Commands(workspace, self.filters, self.pane, self.details, self.messages, self)
        self.cite_commands = CiteCommands(workspace, self.pane.table, self.details.cite, self.messages, self)
        self.file_commands = FileCommands(workspace, self.pane.table, self.details.files, self.messages, self)
        self.actions_by_name = Actions(self)
        self._drops = FileDrops(workspace, self.libraries, self.commands, self)
        self._remembered = Remembered(self)
        self.setStatusBar(StatusLine(workspace, self))
        self._add_actions()
        self.splitter, self._pages = lay_out(self)
        self._connect()
        self._remembered.recall()
        self.filled = True
        self._library_opened()

    def start(self, path: Path | None) -> None:
        """Open this library, or the one of the last session; without either the welcome page stays."""
        if self.libraries.open_first(path):
            self._pages.setCurrentIndex(1)

    # -- putting together

    def _add_actions(self) -> None:
        from tipdesk.gui.about import about

        add = self.actions_by_name.add
        self.commands.register(self.actions_by_name, self.libraries.begin)
        self.cite_commands.register(self.actions_by_name)
        self.file_commands.register(self.actions_by_name)
        for name, slot in (
            ("new", self.libraries.ask_new),
            ("open", self.libraries.ask_open),
            ("close", self.workspace.close),
            ("quit", self.close),
            ("select_all", self.pane.table.selectAll),
            ("search", self._go_to_search),
            ("save_search", self.searches.ask_name),
            ("back", self.searches.back),
            ("forward", self.searches.forward),
            ("clear", self._clear),
            ("table", self.pane.table.setFocus),
            ("details", self._go_to_details),
            ("facets", self.facets.tree.setFocus),
            ("about", partial(about, self)),
        ):
            add(name, slot)
        self.actions_by_name.add_shown("timeline", self.pane.timeline)
        self.actions_by_name.add_menu("recent", self.libraries.fill_recent)
        self.actions_by_name.add_menu("columns", self.pane.table.fill_columns_menu)
        self.actions_by_name.add_menu("sort_by", self.pane.table.fill_sort_menu)
        self.actions_by_name.add_choices({f"theme_{choice}": partial(self.set_theme, choice) for choice in theme.CHOICES})
        self.actions_by_name.build(self.menuBar())

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.opened.connect(self._library_opened)
        workspace.failed.connect(self._failed)
        workspace.said.connect(self.messages.tell)
        workspace.undo_changed.connect(self._show_state)
        workspace.busy_changed.connect(self._busy)
        self.pane.selection_changed.connect(self._selected)
        self.pane.table.activated_row.connect(self._go_to_details)
        self.pane.set_offers(
            lambda: (
                ((self.tr("Import"), self.commands.choose_import), (self.tr("Paste"), self.commands.paste)) if workspace.editable else ()
            )
        )
        self.commands.serve(self.facets)
        self.search.left.connect(self._go_to_results)
        self.welcome.sample.connect(self.libraries.open_sample)
        self.welcome.empty.connect(self.libraries.start_empty)
        self.welcome.bring_in.connect(lambda: self.libraries.begin(self.commands.choose_import))
        self.welcome.open_recent.connect(workspace.open)
        QApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.set_theme(self.session.text("theme", theme.SYSTEM)))

    # -- what happens

    def _library_opened(self) -> None:
        is_open = self.workspace.library is not None
        self.setWindowTitle(self.workspace.title)
        self.libraries.note_opened()
        self._remembered.recall_filters()
        self.searches.forget()
        self.welcome.show_recent(self.session.recent())
        self._pages.setCurrentIndex(1 if is_open else 0)
        (self.pane.table if is_open else self.welcome).setFocus()
        self.search.setEnabled(is_open)
        self._show_state()

    def _failed(self, sentence: str) -> None:
        self.messages.warn(sentence)
        self._pages.setCurrentIndex(1 if self.workspace.library is not None else 0)

    def _selected(self) -> None:
        self.details.show_ids(self.commands.selected())
        self._show_state()

    def _show_state(self) -> None:
        self.actions_by_name.set_state(self.commands.states())

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

    def _go_to_details(self) -> None:
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is typed and what is under way is kept first; a second attempt to close stops what is under way."""
        if not self.filled:
            return
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
