"""Where things are in the window: the toolbar above facets, table and details."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QToolBar, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from tipdesk.gui.main_window import MainWindow


def lay_out(window: "MainWindow") -> tuple[QSplitter, QStackedWidget]:
    """Put the panes into the window; returns the splitter between them, and the stack of the welcome page and that splitter."""
    bar = QToolBar(window.tr("Tools"), window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for name in ("add", "import", "export", "cite_entry", "lists"):
        bar.addAction(window.actions_by_name[name])
    bar.addWidget(window.search)
    for name in ("undo", "redo"):
        bar.addAction(window.actions_by_name[name])
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    window.addToolBar(bar)
    window.pane.chips.set_saving(window.actions_by_name["save_search"])
    splitter = QSplitter(window)
    for pane, width in ((window.facets, 240), (window.pane, 800), (window.details, 360)):
        splitter.addWidget(pane)
        pane.setMinimumWidth(width // 2)
    splitter.setSizes([240, 800, 360])
    splitter.setStretchFactor(1, 1)
    splitter.setChildrenCollapsible(False)
    pages = QStackedWidget(window)
    pages.addWidget(window.welcome)
    pages.addWidget(splitter)
    middle = QWidget(window)
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.messages)
    column.addWidget(pages, 1)
    window.setCentralWidget(middle)
    return splitter, pages
