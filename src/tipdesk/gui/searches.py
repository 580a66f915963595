"""Searches that are kept: under a name in the library, and as the steps back and forward of this session."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QInputDialog, QWidget

from tipdesk.domain.query_text import text_of
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.gui.filters import Filters, State, saved_place
from tipdesk.gui.workspace import Workspace

MOST = 100  # steps back
SETTLED = 1000  # milliseconds without a change, after which what is chosen is a step of its own


class Searches(QObject):
    """What the actions on searches do."""

    def __init__(self, workspace: Workspace, filters: Filters, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._filters = filters
        self._window = window
        self._back: list[State] = []
        self._forward: list[State] = []
        self._now = filters.state
        self._timer = QTimer(self, singleShot=True, interval=SETTLED)
        self._timer.timeout.connect(self._note)
        filters.changed.connect(self._timer.start)
        workspace.opened.connect(self._forget)

    # -- back and forward

    def back(self) -> None:
        """What was chosen before."""
        self._note()
        self._go(self._back, self._forward)

    def forward(self) -> None:
        """What was chosen before the last step back."""
        self._go(self._forward, self._back)

    def _go(self, source: list[State], target: list[State]) -> None:
        if source:
            target.append(self._now)
            self._now = source.pop()
            self._filters.restore(self._now)
            self._timer.stop()

    def _note(self) -> None:
        self._timer.stop()
        state = self._filters.state
        if state != self._now:
            self._back.append(self._now)
            del self._back[:-MOST]
            self._forward.clear()
            self._now = state

    def _forget(self) -> None:
        """Begin here; another library is open."""
        self._timer.stop()
        self._back.clear()
        self._forward.clear()
        self._now = self._filters.state

    # -- under a name

    def ask_name(self) -> None:
        """Ask for the name to keep the search under, and keep it."""
        query = text_of(self._filters.query())
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Save search"))
        dialog.setLabelText(self.tr("Name of the saved search:"))
        dialog.setTextValue(self._filters.text.strip() or query)
        dialog.textValueSelected.connect(lambda name: self._save(SavedSearch(name, query)))
        dialog.resize(460, dialog.sizeHint().height())
        dialog.open()

    def _save(self, search: SavedSearch) -> None:
        from tipdesk.app.edits import SaveSearch

        def show(_changes: object) -> None:
            library = self._workspace.library
            for saved in library.saved_searches() if library else ():
                if saved.name == search.name.strip():
                    self._filters.restore(State(saved_place(saved.id)))

        self._workspace.do(SaveSearch(search), show)
