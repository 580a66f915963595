"""The one table of actions that menus, toolbar and context menus are built from.

To add an action: a line in TABLE, and `actions.add(name, slot)` where its slot is at home; of a submenu `actions.add_menu(name, fill)`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks a text for lupdate, which knows this name; Qt's own is typed as returning any object."""
    return text


# What must be there for an action to make sense.
LIBRARY, EDITABLE, SELECTION, CHANGEABLE, UNDO, REDO = "library", "editable", "selection", "changeable", "undo", "redo"
RECEPTIVE = "receptive"  # a library that may be changed, or none: then one is begun
COMING = "coming"  # a library, or one that is being opened


class Spec(NamedTuple):
    """One action; `keys` are portable key sequences, the first is shown; `needs` is one of the states above or ""."""

    name: str
    text: str
    menu: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    checkable: bool = False
    short: str = ""  # on the toolbar, where the text is too long
    submenu: bool = False  # filled anew each time it is shown


MENUS = {
    "file": QT_TRANSLATE_NOOP("Actions", "&File"),
    "edit": QT_TRANSLATE_NOOP("Actions", "&Edit"),
    "view": QT_TRANSLATE_NOOP("Actions", "&View"),
    "library": QT_TRANSLATE_NOOP("Actions", "&Library"),
    "cite": QT_TRANSLATE_NOOP("Actions", "&Cite"),
    "tools": QT_TRANSLATE_NOOP("Actions", "&Tools"),
    "help": QT_TRANSLATE_NOOP("Actions", "&Help"),
}

_CITE = QT_TRANSLATE_NOOP("Actions", "Cite")
_LISTS = QT_TRANSLATE_NOOP("Actions", "Lists")
_ADD = QT_TRANSLATE_NOOP("Actions", "Add")
TABLE: tuple[Spec, ...] = (
    Spec("new", QT_TRANSLATE_NOOP("Actions", "&New library…"), "file", ("Ctrl+N",), "document-new"),
    Spec("open", QT_TRANSLATE_NOOP("Actions", "&Open library…"), "file", ("Ctrl+O",), "document-open"),
    Spec("recent", QT_TRANSLATE_NOOP("Actions", "Open &recent"), "file", submenu=True),
    Spec("-", "", "file"),
    Spec("import", QT_TRANSLATE_NOOP("Actions", "&Import"), "file", ("Ctrl+I",), "document-import", RECEPTIVE),
    Spec("export", QT_TRANSLATE_NOOP("Actions", "&Export"), "file", ("Ctrl+Shift+E",), "document-export", LIBRARY),
    Spec("in_step", QT_TRANSLATE_NOOP("Actions", "Files kept in &step…"), "file", (), "view-refresh", LIBRARY),
    Spec("-", "", "file"),
    Spec("close", QT_TRANSLATE_NOOP("Actions", "&Close library"), "file", ("Ctrl+W",), "", LIBRARY),
    Spec("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "file", ("Ctrl+Q",), "application-exit"),
    Spec("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "edit", ("Ctrl+Z",), "edit-undo", UNDO),
    Spec("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "edit-redo", REDO),
    Spec("-", "", "edit"),
    Spec("paste", QT_TRANSLATE_NOOP("Actions", "&Paste records"), "edit", ("Ctrl+V",), "edit-paste", RECEPTIVE),
    Spec("select_all", QT_TRANSLATE_NOOP("Actions", "Select &all"), "edit", ("Ctrl+A",), "edit-select-all", LIBRARY),
    Spec("-", "", "edit"),
    Spec("search", QT_TRANSLATE_NOOP("Actions", "&Search"), "edit", ("Ctrl+F", "Ctrl+K", "/"), "edit-find", COMING),
    Spec("save_search", QT_TRANSLATE_NOOP("Actions", "Sa&ve search…"), "edit", ("Ctrl+Shift+D",), "bookmark-new", EDITABLE),
    Spec("back", QT_TRANSLATE_NOOP("Actions", "&Back"), "edit", ("Alt+Left",), "go-previous", LIBRARY),
    Spec("forward", QT_TRANSLATE_NOOP("Actions", "&Forward"), "edit", ("Alt+Right",), "go-next", LIBRARY),
    Spec("clear", QT_TRANSLATE_NOOP("Actions", "&Clear search and filters"), "edit", ("Esc",), "edit-clear", LIBRARY),
    Spec("table", QT_TRANSLATE_NOOP("Actions", "Go to the &table"), "view", ("Alt+1",), "", LIBRARY),
    Spec("details", QT_TRANSLATE_NOOP("Actions", "Go to the &details"), "view", ("Alt+2",), "", LIBRARY),
    Spec("facets", QT_TRANSLATE_NOOP("Actions", "Go to the &facets"), "view", ("Alt+3",), "", LIBRARY),
    Spec("timeline", QT_TRANSLATE_NOOP("Actions", "T&imeline"), "view", ("Alt+4",), "", LIBRARY, checkable=True),
    Spec("-", "", "view"),
    Spec("columns", QT_TRANSLATE_NOOP("Actions", "&Columns"), "view", needs=LIBRARY, submenu=True),
    Spec("sort_by", QT_TRANSLATE_NOOP("Actions", "&Sort by"), "view", needs=LIBRARY, submenu=True),
    Spec("-", "", "view"),
    Spec("theme_system", QT_TRANSLATE_NOOP("Actions", "Colours of the s&ystem"), "view", checkable=True),
    Spec("theme_light", QT_TRANSLATE_NOOP("Actions", "&Light colours"), "view", checkable=True),
    Spec("theme_dark", QT_TRANSLATE_NOOP("Actions", "Dar&k colours"), "view", checkable=True),
    Spec("theme_contrast", QT_TRANSLATE_NOOP("Actions", "&High contrast"), "view", checkable=True),
    Spec("add", QT_TRANSLATE_NOOP("Actions", "&Add publication"), "library", ("Ctrl+Shift+N",), "list-add", EDITABLE, short=_ADD),
    Spec("edit", QT_TRANSLATE_NOOP("Actions", "&Edit details"), "library", ("F2", "Ctrl+E"), "edit-rename", CHANGEABLE),
    Spec("note", QT_TRANSLATE_NOOP("Actions", "New &note"), "library", ("Ctrl+Shift+O",), "text-x-note", CHANGEABLE),
    Spec("-", "", "library"),
    Spec("star", QT_TRANSLATE_NOOP("Actions", "&Star, or take the star"), "library", ("Ctrl+D",), "starred", CHANGEABLE),
    Spec("read", QT_TRANSLATE_NOOP("Actions", "Mark as read, or &unread"), "library", ("Ctrl+M",), "dialog-ok-apply", CHANGEABLE),
    Spec("tag", QT_TRANSLATE_NOOP("Actions", "Add &tag"), "library", ("Ctrl+T",), "tag-new", CHANGEABLE),
    Spec("link", QT_TRANSLATE_NOOP("Actions", "Link t&o translation or edition…"), "library", ("Ctrl+Shift+X",), "", CHANGEABLE),
    Spec("link_file", QT_TRANSLATE_NOOP("Actions", "Lin&k to a file…"), "library", ("Ctrl+Shift+F",), "mail-attachment", CHANGEABLE),
    Spec("file", QT_TRANSLATE_NOOP("Actions", "Open &file"), "library", ("F4",), "document-open", SELECTION),
    Spec("url", QT_TRANSLATE_NOOP("Actions", "Open &web address"), "library", ("F3",), "applications-internet", SELECTION),
    Spec("-", "", "library"),
    Spec("lists", QT_TRANSLATE_NOOP("Actions", "Reading &lists"), "library", ("Ctrl+L",), "view-list-tree", LIBRARY, short=_LISTS),
    Spec("add_to_list", QT_TRANSLATE_NOOP("Actions", "Add to reading l&ist"), "library", ("Ctrl+Shift+L",), "list-add", CHANGEABLE),
    Spec("-", "", "library"),
    Spec("keys", QT_TRANSLATE_NOOP("Actions", "Citation ke&ys…"), "library", (), "edit-rename", LIBRARY),
    Spec("-", "", "library"),
    Spec("trash", QT_TRANSLATE_NOOP("Actions", "&Move to trash"), "library", ("Del",), "user-trash", CHANGEABLE),
    Spec("restore", QT_TRANSLATE_NOOP("Actions", "&Restore from trash"), "library", (), "edit-undo", CHANGEABLE),
    Spec("remove", QT_TRANSLATE_NOOP("Actions", "&Delete from the library"), "library", (), "edit-delete", CHANGEABLE),
    Spec(
        "cite_entry",
        QT_TRANSLATE_NOOP("Actions", "Copy &bibliography entry"),
        "cite",
        ("Ctrl+Shift+C",),
        "edit-copy",
        SELECTION,
        short=_CITE,
    ),
    Spec("cite_in_text", QT_TRANSLATE_NOOP("Actions", "Copy citation for the &text"), "cite", ("Ctrl+Shift+A",), "edit-copy", SELECTION),
    Spec("cite_place", QT_TRANSLATE_NOOP("Actions", "Copy citation of a &page…"), "cite", ("Ctrl+Shift+G",), "edit-copy", SELECTION),
    Spec("-", "", "cite"),
    Spec("copy_key", QT_TRANSLATE_NOOP("Actions", "Copy citation &key"), "cite", ("Ctrl+Shift+K",), "edit-copy", SELECTION),
    Spec(
        "cite_key", QT_TRANSLATE_NOOP("Actions", "Copy key as &written in a manuscript"), "cite", ("Ctrl+Shift+M",), "edit-copy", SELECTION
    ),
    Spec("key_form", QT_TRANSLATE_NOOP("Actions", "Key in a &manuscript"), "cite", submenu=True),
    Spec("-", "", "cite"),
    Spec("cite_document", QT_TRANSLATE_NOOP("Actions", "Cite in a &document…"), "cite", ("Ctrl+Shift+W",), "document-export", LIBRARY),
    Spec("-", "", "cite"),
    Spec("cite_style", QT_TRANSLATE_NOOP("Actions", "&Style"), "cite", submenu=True),
    Spec("choose_style", QT_TRANSLATE_NOOP("Actions", "&Choose style…"), "cite", ("Ctrl+Shift+Y",)),
    Spec("copy_citation", QT_TRANSLATE_NOOP("Actions", "Copy &citation"), needs=SELECTION, submenu=True),  # in a row's menu
    Spec("vocabularies", QT_TRANSLATE_NOOP("Actions", "&Vocabularies…"), "tools", ("Ctrl+Shift+V",), "view-list-tree", LIBRARY),
    Spec("read_files", QT_TRANSLATE_NOOP("Actions", "Read the text of linked &files"), "tools", (), "mail-attachment", EDITABLE),
    Spec("about", QT_TRANSLATE_NOOP("Actions", "&About tipdesk"), "help", (), "help-about"),
)


class Actions(QObject):
    """The QActions of one window, by name; all are there from the beginning, with menus, keys and icons."""

    missed = Signal()  # one was chosen that nothing was added to yet: whoever takes this sees to it that all are added at once

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._slots: dict[str, Callable[[], object]] = {}
        self._fillers: dict[str, Callable[[QMenu], None]] = {}
        self._specs = {spec.name: spec for spec in TABLE if spec.name != "-"}
        for name, spec in self._specs.items():
            self._actions[name] = self._make_menu(spec) if spec.submenu else self._make(spec)
            self._actions[name].setObjectName(name)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def add(self, name: str, slot: Callable[[], object]) -> None:
        """Give the action of this name in TABLE what it does."""
        self._slots[name] = slot

    def add_menu(self, name: str, fill: Callable[[QMenu], None]) -> None:
        """Give the submenu of this name in TABLE what it shows."""
        self._fillers[name] = fill

    def add_shown(self, name: str, pane: Callable[[], QWidget]) -> None:
        """Make the action of this name in TABLE show and hide a pane; one that comes into sight gets the keyboard's focus."""
        action = self._actions[name]

        def show() -> None:
            pane().setVisible(action.isChecked())
            if action.isChecked():
                pane().setFocus()

        self.add(name, show)
        action.setChecked(not pane().isHidden())

    def add_choices(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Actions of which one is checked."""
        group = QActionGroup(self._window)
        for name, slot in slots.items():
            self.add(name, slot)
            group.addAction(self._actions[name])

    def _make(self, spec: Spec) -> QAction:
        action = QAction(QCoreApplication.translate("Actions", spec.text), self._window)
        action.setShortcuts([QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in spec.keys])
        action.setCheckable(spec.checkable)
        if spec.icon:
            action.setIcon(QIcon.fromTheme(spec.icon))
        plain = action.text().replace("&", "").rstrip("…")
        action.setIconText(QCoreApplication.translate("Actions", spec.short) if spec.short else plain)
        if spec.keys:
            action.setToolTip(f"{plain} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        action.triggered.connect(lambda _checked=False: self._do(spec.name))
        self._window.addAction(action)
        return action

    def _make_menu(self, spec: Spec) -> QAction:
        menu = QMenu(QCoreApplication.translate("Actions", spec.text), self._window)
        menu.aboutToShow.connect(lambda: self._fill_anew(spec.name, menu))
        return menu.menuAction()

    def _do(self, name: str) -> None:
        if name not in self._slots:
            self.missed.emit()
        self._slots[name]()

    def _fill_anew(self, name: str, menu: QMenu) -> None:
        if name not in self._fillers:
            self.missed.emit()
        menu.clear()
        self._fillers[name](menu)

    def set_state(self, state: frozenset[str]) -> None:
        """Enable the actions whose needs are among these."""
        for name, action in self._actions.items():
            needs = self._specs[name].needs
            action.setEnabled(not needs or needs in state)

    def fill(self, menu: QMenu, names: Iterable[str]) -> None:
        """Put actions into a menu, "-" for a separator, with none at the ends or doubled."""
        pending = False
        for name in names:
            if name == "-":
                pending = bool(menu.actions())
            else:
                if pending:
                    menu.addSeparator()
                    pending = False
                menu.addAction(self._actions[name])

    def build(self, bar: QMenuBar) -> None:
        """Fill the menu bar."""
        for key, title in MENUS.items():
            self.fill(bar.addMenu(QCoreApplication.translate("Actions", title)), [spec.name for spec in TABLE if spec.menu == key])

    def set_icons(self) -> None:
        """Take the icons anew, after the theme has changed."""
        for name, action in self._actions.items():
            if icon := self._specs[name].icon:
                action.setIcon(QIcon.fromTheme(icon))
