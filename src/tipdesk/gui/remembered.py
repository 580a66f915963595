"""What a window looks like is remembered when it closes, and is so again when the next one opens."""

import contextlib
import json
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tipdesk.gui import theme
from tipdesk.gui.filters import CONDITIONS, Choice, State
from tipdesk.gui.table.places import Place

if TYPE_CHECKING:
    from tipdesk.gui.main_window import MainWindow

MOST_SELECTED = 100  # publications


class Remembered:
    """Writes a window's look to its session and reads it back."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.recalled = False  # was there a library yet?

    def recall(self) -> None:
        """Make the window as it was: panes, columns and order, facets; selection and search come with the library."""
        window = self._window
        session, table = window.session, window.pane.table
        window.splitter.restoreState(session.state("splitter"))
        table.restore_columns(session.state("columns"))
        keys = [text.partition(" ") for text in session.texts("sort")]
        table.set_sort([(name, order == "down") for name, _, order in keys])
        window.facets.close_facets(session.texts("closed_facets"))
        if session.text("timeline") == "hidden":
            window.actions_by_name["timeline"].trigger()
        shown = session.text("theme")
        window.actions_by_name[f"theme_{shown if shown in theme.CHOICES else theme.SYSTEM}"].setChecked(True)

    def recall_filters(self) -> None:
        """Choose and select what was in the library that is open, if it was the one of the last session; once. Of others all is shown.

        What was typed into the search field while the first one was being opened stays.
        """
        window = self._window
        session, library = window.session, window.workspace.library
        of, kept = session.text("filters_of"), session.text("filters")
        again = library is not None and of == str(library.path)
        state = _state(kept, window.filters.facets) if again else State()
        if not self.recalled and window.search.text():
            state = state._replace(text=window.search.text())
        [current] = session.numbers("current")[:1] or [0]
        window.pane.remember(Place(current, selected=array("q", session.numbers("selected"))) if again else Place())
        if state == window.filters.state:
            window.pane.refresh()
        window.filters.restore(state)
        if library is not None:
            self.recalled = True
            session.set("filters_of", "")
            if not again:
                session.set("current", [])
                session.set("selected", [])

    def keep(self) -> None:
        """Keep all that for the next session."""
        window = self._window
        session, table = window.session, window.pane.table
        session.set("geometry", window.saveGeometry())
        session.set("splitter", window.splitter.saveState())
        session.set("columns", table.save_columns())
        session.set("sort", [f"{name} {'down' if down else 'up'}" for name, down in table.sort])
        session.set("closed_facets", window.facets.closed_facets())
        session.set("timeline", "hidden" if window.pane.timeline.isHidden() else "shown")
        if window.filled:
            session.set("recent_searches", window.suggestions.recent)
        if window.pane.answered:  # else what is remembered was not selected again yet
            session.set("current", [str(table.current_id())])
            session.set("selected", [str(number) for number in table.selected_ids()[:MOST_SELECTED]])
        if window.workspace.library is not None:
            state = window.filters.state
            choices = [[choice.facet, choice.name, excluded] for choice, excluded in state.choices]
            kept = {"place": state.place, "text": state.text, "choices": choices, "worldwide": state.worldwide}
            session.set("filters", json.dumps(kept))
            session.set("filters_of", str(window.workspace.library.path))
        session.save()


def _state(kept: str, facets: Sequence[str]) -> State:
    with contextlib.suppress(ValueError, TypeError, KeyError):
        read = json.loads(kept)
        choices = tuple(
            (Choice(str(facet), str(name)), bool(excluded))
            for facet, name, excluded in read["choices"]
            if facet in facets and name in CONDITIONS.get(facet, (name,))
        )
        return State(str(read["place"]), str(read["text"]), choices, read.get("worldwide") is True)
    return State()
