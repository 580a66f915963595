"""What the actions on publications do: to the selection, to the clipboard, to the library."""

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from tipdesk.domain.changes import Changes
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import READ, STARRED, Everything
from tipdesk.gui.actions import Actions
from tipdesk.gui.drops import local_files
from tipdesk.gui.editor.details import DetailsPane
from tipdesk.gui.filters import TRASH, Filters
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.table import row_filters
from tipdesk.gui.table.pane import PublicationPane
from tipdesk.gui.table.places import Place
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.gui.dialogs.citation_keys import CitationKeysDialog
    from tipdesk.gui.dialogs.import_panel import ImportPanel
    from tipdesk.gui.dialogs.kept_files import KeptFilesDialog
    from tipdesk.gui.dialogs.linking import LinkDialog
    from tipdesk.gui.dialogs.vocabularies import VocabulariesDialog
    from tipdesk.gui.reading.builder import ReadingLists

SCHEMES = ("http", "https", "mailto")
ROW_MENU = (
    "edit", "note", "-", "star", "read", "tag", "link", "-", "file", "url", "copy_citation", "add_to_list", "-", "trash", "restore",
    "remove",
)  # fmt: skip


class Commands(QObject):
    """The slots of the actions that concern publications, and the panels that they open."""

    def __init__(
        self, workspace: Workspace, filters: Filters, pane: PublicationPane, details: DetailsPane, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._filters = filters
        self._pane = pane
        self._details = details
        self._messages = messages
        self._window = window
        self._panel: ImportPanel | None = None
        self._vocabularies: VocabulariesDialog | None = None
        self._reading_lists: ReadingLists | None = None
        self._kept_files: KeptFilesDialog | None = None
        self._keys: CitationKeysDialog | None = None
        self._link: LinkDialog | None = None
        details.list_wanted.connect(self.show_list)
        details.publication_wanted.connect(self.go_to)
        self._lane = workspace.lane("commands", latest_only=False)

    def register(self, actions: Actions, begin: Callable[[Callable[[], None]], None]) -> None:
        """Give the actions what they do; `begin` does what needs a library with the open one, or else with a new one."""
        self._begin = begin
        slots: dict[str, Callable[[], object]] = {
            "import": lambda: begin(self.choose_import),
            "export": self.export,
            "in_step": self.show_kept_files,
            "keys": self.show_keys,
            "undo": self._workspace.undo,
            "redo": self._workspace.redo,
            "paste": self.paste,
            "add": self.add,
            "edit": self._details.edit,
            "note": self._details.new_note,
            "star": lambda: self.toggle(STARRED),
            "read": lambda: self.toggle(READ),
            "tag": self._details.add_tag,
            "link": self.link,
            "url": self.show_address,
            "trash": lambda: self.set_trashed(True),
            "restore": lambda: self.set_trashed(False),
            "remove": self.remove,
            "vocabularies": self.show_vocabularies,
            "lists": lambda: self.reading_lists().present(),
            "add_to_list": self.add_to_list,
        }
        for name, slot in slots.items():
            actions.add(name, slot)

    def row_menu(self, actions: Actions) -> QMenu:
        """What can be done with the selected publications."""
        menu = QMenu(self._window)
        gone = self._filters.place == TRASH
        left_out = {"trash", "edit", "note", "star", "read", "tag", "link", "add_to_list"} if gone else {"restore", "remove"}
        actions.fill(menu, [name for name in ROW_MENU if name not in left_out])
        library, current = self._workspace.library, self._pane.table.current_id()
        if library is not None and current:
            menu.addSeparator()
            narrow = menu.addMenu(QIcon.fromTheme("view-filter"), self.tr("Filter by this value"))
            for publication in library.get((current,)):
                row_filters.fill(narrow, publication, self._filters)
        return menu

    def selected(self) -> tuple[int, ...]:
        """The ids of the selected publications."""
        return tuple(self._pane.table.selected_ids())

    # -- changing

    def add(self) -> None:
        """Add an empty publication, select it and go to its title."""
        from tipdesk.app.edits import Add

        def show(changes: Changes) -> None:
            [new] = changes.added
            self._show_among_all(new)
            self._details.edit()

        self._workspace.do(Add((Publication(),)), show)

    def go_to(self, number: int) -> None:
        """Select a publication in the table; search and filters are let go of if they hide it."""
        table = self._pane.table
        ids = table.model().ids
        if number in ids:
            table.go_to(ids.index(number))
        else:
            self._show_among_all(number)
        self._pane.setFocus()

    def _show_among_all(self, number: int) -> None:
        self._filters.clear()
        self._pane.table.clearSelection()
        self._pane.remember(Place(number, 0, array("q", (number,))))
        self._pane.refresh()
        self._details.show_ids((number,))

    def link(self) -> None:
        """Ask what the selection is a translation or another edition of."""
        if self._link is None:
            from tipdesk.gui.dialogs.linking import LinkDialog

            self._link = LinkDialog(self._workspace, self._window)
        self._link.present(self.selected(), self._pane.table.current_id())

    def set_trashed(self, trashed: bool) -> None:
        """Move the selection to the trash, or bring it back."""
        from tipdesk.app.edits import SetTrashed

        if ids := self.selected():
            self._workspace.do(SetTrashed(ids, trashed))

    def toggle(self, mark: str) -> None:
        """Give the selection a mark, or take it away where the current publication has it; without a current one, the first."""
        table, ids = self._pane.table, self.selected()
        current = table.currentIndex()
        if ids:
            row = table.model().row(current.row() if current.isValid() else table.model().ids.index(ids[0]))
            self.mark(ids, mark, row is None or mark not in row.marks)

    def mark(self, ids: tuple[int, ...], mark: str, on: bool) -> None:
        """Give publications a mark, or take it away, where the library may be changed."""
        from tipdesk.app.edits import SetMark

        if ids and self._workspace.editable:
            self._workspace.do(SetMark(ids, mark, on))

    def remove(self) -> None:
        """Delete the selection from the library; undo brings it back."""
        from tipdesk.app.edits import Remove

        if ids := self.selected():
            self._workspace.do(Remove(ids))

    # -- in and out

    def choose_import(self) -> None:
        """Show the import panel."""
        self.panel().choose()

    def import_files(self, files: Sequence[Path]) -> None:
        """Show what these files would bring in."""
        self.panel().open_files(files)

    def paste(self) -> None:
        """Show what the clipboard would bring in."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # None where nothing was ever copied
        if files := local_files(data.urls()):
            self._begin(lambda: self.import_files(files))
        elif text := data.text().strip():
            self._begin(lambda: self.panel().open_text(text))
        else:
            self._messages.tell(self.tr("The clipboard holds no text; copy a record, a table or a catalogue page first."))

    def panel(self) -> "ImportPanel":
        """The import panel, made when it is first asked for."""
        if self._panel is None:
            from tipdesk.gui.dialogs.import_panel import ImportPanel

            self._panel = ImportPanel(self._workspace, self._window)
        return self._panel

    def show_vocabularies(self) -> None:
        """Show the vocabularies and their terms."""
        if self._vocabularies is None:
            from tipdesk.gui.dialogs.vocabularies import VocabulariesDialog

            self._vocabularies = VocabulariesDialog(self._workspace, self._window)
        self._vocabularies.present()

    def reading_lists(self) -> "ReadingLists":
        """The builder of reading lists, made when it is first asked for."""
        if self._reading_lists is None:
            from tipdesk.gui.reading.builder import ReadingLists

            self._reading_lists = ReadingLists(self._workspace, self._details.cite.choice, self.selected, self._window)
        return self._reading_lists

    def show_list(self, number: int, item: int = 0) -> None:
        """Show the builder with a list, and an item of it selected."""
        self.reading_lists().present_list(number, item)

    def add_to_list(self) -> None:
        """Show the builder, and add the selection to the list that it shows."""
        builder = self.reading_lists()
        builder.present(then=builder.add_selected)

    def export(self) -> None:
        """Ask what to export where."""
        from tipdesk.app import exporting

        library = self._workspace.library
        if library is not None:
            self._lane.run(lambda job: exporting.ids(library, Everything(), job), self._show_export)

    def _show_export(self, everything: Sequence[int]) -> None:
        from tipdesk.gui.dialogs.export import ExportDialog

        table = self._pane.table
        ids = table.selected_ids(), table.model().ids, everything
        ExportDialog(self._workspace, self._details.cite.choice, ids, self._window).open()

    def show_kept_files(self) -> None:
        """Show the files that are kept in step."""
        if self._kept_files is None:
            from tipdesk.gui.dialogs.kept_files import KeptFilesDialog

            self._kept_files = KeptFilesDialog(self._workspace, self._filters, self._window)
        self._kept_files.present()

    def show_keys(self) -> None:
        """Show the formula that citation keys are made by, and what another would change."""
        if self._keys is None:
            from tipdesk.gui.dialogs.citation_keys import CitationKeysDialog

            self._keys = CitationKeysDialog(self._workspace, self.selected, self._window)
        self._keys.present()

    def show_address(self) -> None:
        """Show the current publication's web address, and open it only when told to."""
        library, current = self._workspace.library, self._pane.table.current_id()
        if library is not None and current:
            self._lane.run(lambda _job: library.get((current,)), self._ask_address)

    def _ask_address(self, found: Sequence[Publication]) -> None:
        address = address_of(found[0]) if found else ""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if not address:
            self._messages.tell(self.tr("This publication has no web address."))
        elif not url.isValid() or url.scheme().lower() not in SCHEMES:
            self._messages.warn(self.tr("Only http, https and mailto addresses are opened, and this is none: {}").format(address))
        else:
            text = self.tr("This leaves tipdesk and opens in your browser: {}").format(address)
            self._messages.ask(text, self.tr("Open"), lambda: QDesktopServices.openUrl(url))


def address_of(publication: Publication) -> str:
    """Where the publication is on the web: its address, or that of its DOI."""
    return publication.url or (f"https://doi.org/{publication.doi}" if publication.doi else "")
