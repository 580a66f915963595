"""A window that is used by a script, in a process of its own that holds nothing else; it prints what it measured, a line each."""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEAT = 5  # milliseconds
TYPED = ("trami sula", "unit", "author:tra", "country:ken")


def _say(label: str, value: float) -> None:
    print(label, round(value, 4), flush=True)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """The most memory so far (MB); Linux only. What getrusage says may be the parent's."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def _empty() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:
            QTimer.singleShot(0, lambda: (_say("empty", _spent()), os._exit(0)))

    app = QApplication([])
    window = Window()
    window.resize(1380, 840)
    window.show()
    app.exec()


class _Used:
    """The real window, worked by keys and calls; a timer notes how long the GUI thread was away."""

    def __init__(self, path: Path, settings: Path, on_paint: Callable[[], None] = lambda: None) -> None:
        from tipdesk.gui import application  # first, as the command does it
        from tipdesk.gui.main_window import MainWindow
        from tipdesk.gui.session import Session

        self.app = application.make()

        from PySide6.QtCore import QTimer

        self.window = MainWindow(Session(settings))
        self.window.painted.connect(on_paint)
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(interval=BEAT)
        self._timer.timeout.connect(self._beat)
        application.show(self.window, path)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - BEAT / 1000)
        self._last = now

    def settle(self) -> None:
        """Go on until nothing is under way, waiting for events as the application does."""
        from PySide6.QtCore import QEventLoop

        while not (
            self.window.filled and self.window.workspace.library and self.window.workspace.settled and not self.window.search.waiting
        ):
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.app.processEvents()

    def wait(self, seconds: float) -> None:
        """Go on for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.001)

    def phase(self, label: str, work: Callable[[], None]) -> None:
        """Say how long the GUI thread was away at most during this."""
        self._timer.start()
        self.wait(0.1)
        self.longest = 0.0
        work()
        self.wait(0.1)  # some work begins a moment later
        self.settle()
        self.wait(0.1)
        self._beat()
        self._timer.stop()
        _say(label, self.longest * 1000)


def _start(path: Path, settings: Path) -> None:
    """Says what the process has spent until each of these.

    - first paint: the frame is on the screen.
    - usable: the table's first rows and the facets with their counts are painted, and the window answers: a key that is pressed then
      selects another row. Details, timeline, suggestions and what menus do are still to come.
    - complete: all panes are there, and nothing is under way any more.
    """
    used = _Used(path, settings, lambda: _say("first paint", _spent()))
    used.window.usable.connect(lambda: (_say("usable", _spent()), _press(used)))
    used.settle()
    _say("complete", _spent())
    _say("memory", _peak())
    used.window.close()  # what is kept for the next start is written now
    os._exit(0)


def _press(used: _Used) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    table, nodes = used.window.pane.table, used.window.facets.model.nodes
    before, last = table.current_id(), table.currentIndex().row() == table.model().rowCount() - 1
    key = Qt.Key.Key_Up if last else Qt.Key.Key_Down
    used.app.sendEvent(used.app.focusWidget(), QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
    answers = table.current_id() != before and list(table.selected_ids()) == [table.current_id()]
    if not answers or not any(node.count > 0 for node in nodes if node.what == "value"):
        print("It does not answer.", file=sys.stderr, flush=True)
        os._exit(1)


def _use(path: Path, settings: Path, table: Path) -> None:
    used = _Used(path, settings)
    used.settle()
    window = used.window
    used.phase("typing", lambda: _type(used))
    used.phase("scrolling", lambda: _scroll(used))
    used.phase("choosing in facets", lambda: _choose(used))
    used.phase("another order", lambda: _order(used))
    used.phase("selecting all", window.pane.table.selectAll)
    used.phase("importing", lambda: _import(used, table))
    used.phase("taking that back", window.workspace.undo)
    _say("memory", _peak())
    os._exit(0)


def _type(used: _Used) -> None:
    from PySide6.QtTest import QTest

    search = used.window.search
    for text in TYPED:
        search.clear()
        for letter in text:
            QTest.keyClick(search, letter)
            used.wait(0.15)
        used.settle()
    search.clear()


def _scroll(used: _Used) -> None:
    bar = used.window.pane.table.verticalScrollBar()
    for step in range(101):
        bar.setValue(bar.maximum() * step // 100)
        used.wait(0.01)


def _choose(used: _Used) -> None:
    from tipdesk.gui.filters import Choice

    for choice, excluded in ((Choice("country", "Kenya"), False), (Choice("year", "2015"), True)):
        used.window.filters.choose(choice, excluded)
        used.settle()
    used.window.filters.clear()


def _order(used: _Used) -> None:
    for column in ("author", "year", "year", "title", "author"):  # the first two for the first time
        used.window.pane.table.sort_by(column)
        used.wait(0.05)
        used.settle()


def _import(used: _Used, table: Path) -> None:
    """Read in a lane, as the window does it."""
    from tipdesk.app import importing

    workspace = used.window.workspace
    workspace.lane("reading").run(
        lambda _job: importing.read_input(table),
        lambda source: workspace.do(importing.Import([source], importing.Options(), importing.Report())),
    )


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        {"start": _start, "use": _use}[sys.argv[1]](*map(Path, sys.argv[2:]))  # type: ignore[operator]
