"""What comes into the window once its table is usable: timeline, suggestions, details, citing, and what the menus do."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from tipdesk.gui import theme
from tipdesk.gui.layout import put_details

if TYPE_CHECKING:
    from tipdesk.gui.main_window import MainWindow


def steps(window: "MainWindow") -> Iterator[None]:
    """Each step loads a part and makes it; between them the window answers. Whatever is loaded here is not loaded before."""
    workspace, filters, pane, search, session = window.workspace, window.filters, window.pane, window.search, window.session
    from tipdesk.gui.timeline import Timeline

    pane.set_timeline(Timeline(workspace, filters, pane))
    yield
    from tipdesk.gui.searches import Searches
    from tipdesk.gui.suggestions import Suggestions

    window.searches = Searches(workspace, filters, window)
    window.suggestions = Suggestions(workspace, filters, search, window)
    window.suggestions.recent = session.texts("recent_searches")
    yield
    import tipdesk.gui.editor.form  # noqa: F401  # most of what the next step needs
    from tipdesk.gui.citing.choice import CitationChoice

    window.citation_choice = CitationChoice(session, window)
    yield
    from tipdesk.gui.editor.details import DetailsPane

    yield
    window.details = DetailsPane(workspace, window.citation_choice, window)
    put_details(window.splitter, window.details)
    yield
    from tipdesk.gui.citing.commands import CiteCommands
    from tipdesk.gui.commands import Commands
    from tipdesk.gui.drops import FileDrops
    from tipdesk.gui.files import FileCommands

    window.commands = Commands(workspace, filters, pane, window.details, window.messages, window)
    window.cite_commands = CiteCommands(workspace, pane.table, window.details.cite, window.messages, window)
    window.file_commands = FileCommands(workspace, pane.table, window.details.files, window.messages, window)
    window.drops = FileDrops(workspace, window.libraries, window.commands)
    yield
    from tipdesk.gui.welcome import Welcome

    window.add_welcome(Welcome(window))
    _add_actions(window)
    _connect(window)
    if last := window.previousInFocusChain():
        QWidget.setTabOrder(last, search)  # from the details, and on to the facets
    window.filled = True
    window.details.show_ids(window.commands.selected())
    if workspace.library is None and not workspace.busy:
        window.show_page()


def _add_actions(window: "MainWindow") -> None:
    from tipdesk.gui.about import about

    actions = window.actions_by_name
    window.commands.register(actions, window.libraries.begin)
    window.cite_commands.register(actions)
    window.file_commands.register(actions)
    for name, slot in (
        ("close", window.workspace.close),
        ("save_search", window.searches.ask_name),
        ("back", window.searches.back),
        ("forward", window.searches.forward),
        ("details", window.go_to_details),
        ("about", partial(about, window)),
    ):
        actions.add(name, slot)


def _connect(window: "MainWindow") -> None:
    workspace, welcome, session = window.workspace, window.welcome, window.session

    def show_recent() -> None:
        welcome.show_recent(session.recent())

    show_recent()
    workspace.opened.connect(show_recent)
    welcome.sample.connect(window.libraries.open_sample)
    welcome.empty.connect(window.libraries.start_empty)
    welcome.bring_in.connect(lambda: window.libraries.begin(window.commands.choose_import))
    welcome.open_recent.connect(workspace.open)
    QApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: window.set_theme(session.text("theme", theme.SYSTEM)))
