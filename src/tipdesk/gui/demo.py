"""The main job, done in the real window off the screen: `python -m tipdesk.gui.demo [--to DIR]`.

For machines without a display. A temporary copy of the sample library is opened, searched, narrowed down, tagged,
annotated and cited by real key and mouse events; each step leaves a picture, and the paths of all are printed.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tipdesk.gui.main_window import MainWindow


def main() -> int:
    """Run the tour; the exit status is 1 if a step did not do what it should."""
    parser = argparse.ArgumentParser(prog="python -m tipdesk.gui.demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("build/tour"), metavar="DIR", help="where the pictures go (build/tour)")
    target = parser.parse_args().to
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        return _tour(Path(folder), target)


def _tour(folder: Path, target: Path) -> int:
    from tipdesk.app import sample
    from tipdesk.gui import application
    from tipdesk.gui.main_window import MainWindow
    from tipdesk.gui.session import Session
    from tipdesk.gui.workspace import Workspace

    app = application.make()
    sample.create(folder / "sample.tipdesk").close()
    window = MainWindow(Session(folder / "window.ini"))
    window.fill(Workspace())
    window.resize(1380, 840)  # the screen that is not there has 800 pixels
    window.show()
    tour = _Tour(window, target)
    try:
        tour.run(folder / "sample.tipdesk")
    except TimeoutError as missing:
        tour.picture("what-was-seen-instead")
        print(f"The tour stopped: {missing}")
        return 1
    finally:
        QGuiApplication.clipboard().clear()  # off the screen it is let go of after Python has ended, which what is on it does not survive
        window.close()
        app.processEvents()
    return 0


class _Tour:
    """Steps on one window. Waits for what a step should lead to, and raises TimeoutError where that does not come."""

    def __init__(self, window: "MainWindow", target: Path) -> None:
        self._window = window
        self._target = target
        self._number = 0

    def run(self, library: Path) -> None:
        """All steps in order."""
        window, table, workspace = self._window, self._window.pane.table, self._window.workspace
        self.picture("welcome")
        window.start(library)
        self._until("the library is shown", lambda: table.model().rowCount() > 50 and window.facets.model.find(_COUNTRY).isValid())
        everything = table.model().rowCount()
        self.picture("library")

        self._type(window.search, "trafficking child")
        self._until("the search narrows the table down", lambda: 0 < table.model().rowCount() < everything)
        self.picture("search")

        self._press_facet(_COUNTRY)
        self._until("a chip shows the choice", lambda: len(window.filters.choices) == 1 and not self._busy())
        self.picture("facet")

        self._click_row(0)
        self._click_row(1, shift=True)
        self._until("two rows are selected", lambda: len(table.selected_ids()) == 2 and not self._busy())
        self.picture("selection")

        self._key("T", control=True)
        self._type_into_focus("tour/first day")
        self._until("the tag is an undo step", lambda: workspace.undo_label != "" and not self._busy())
        self._until("the tag is counted", lambda: window.facets.model.find(("tag", "tag", "tour")).isValid())
        self.picture("tag")

        table.setFocus()
        self._key("Z", control=True)
        self._until("the tag is taken back", lambda: workspace.redo_label != "" and not self._busy())
        self.picture("undo")

        self._click_row(0)
        self._until("one row is selected", lambda: len(table.selected_ids()) == 1 and not self._busy())
        self._key("O", control=True, shift=True)
        self._type_into_focus("Chapter 3 for the **second** day.", enter=False)
        window.details.commit()
        self._until("the note is kept", lambda: workspace.undo_label == "Edit notes" and not self._busy())
        self.picture("note")

        table.setFocus()
        QGuiApplication.clipboard().clear()
        self._key("C", control=True, shift=True)
        self._until("the entry of the bibliography is copied", lambda: QGuiApplication.clipboard().text() != "")
        self.picture("cite")

        self._key("L", control=True)
        builder = window.commands.reading_lists()
        self._until("the course is shown", lambda: builder.isVisible() and len(builder.model.nodes) > 50)
        self.picture("reading-list", builder)
        builder.close()
        window.activateWindow()
        self._until("the window is in front again", window.isActiveWindow)

        table.setFocus()
        self._key("Escape")
        self._until("everything is shown again", lambda: table.model().rowCount() == everything)
        window.set_theme("dark")
        self.picture("dark")

    # -- hands

    def _type(self, widget: "QWidget", text: str) -> None:
        widget.setFocus()
        QTest.keyClicks(widget, text)

    def _type_into_focus(self, text: str, enter: bool = True) -> None:
        QTest.qWait(50)
        widget = self._window.focusWidget()
        QTest.keyClicks(widget, text)
        if enter:
            QTest.keyClick(widget, Qt.Key.Key_Return)

    def _key(self, name: str, control: bool = False, shift: bool = False) -> None:
        modifiers = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        if shift:
            modifiers |= Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(self._window.focusWidget() or self._window, Qt.Key[f"Key_{name}"], modifiers)

    def _click_row(self, row: int, shift: bool = False) -> None:
        table = self._window.pane.table
        rect = table.visualRect(table.model().index(row, 1))
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, rect.center())

    def _press_facet(self, key: tuple[str, str, str]) -> None:
        tree = self._window.facets.tree
        self._until(f"{key[2]} stands in the facets", lambda: self._window.facets.model.find(key).isValid())
        index = self._window.facets.model.find(key)
        tree.scrollTo(index)
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, tree.visualRect(index).center())

    # -- eyes

    def _busy(self) -> bool:
        return not self._window.workspace.settled

    def _until(self, what: str, holds: Callable[[], bool], seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"it was waited in vain until {what}")
            QTest.qWait(10)

    def picture(self, name: str, shown: "QWidget | None" = None) -> None:
        """Save what the window shows, or another one, once it has settled."""
        QTest.qWait(200)
        self._until("all is counted", lambda: not self._busy())
        self._number += 1
        file = self._target / f"{self._number:02}-{name}.png"
        (shown or self._window).grab().save(str(file))
        print(file)


_COUNTRY = ("country", "country", "Worldwide")

if __name__ == "__main__":
    raise SystemExit(main())
