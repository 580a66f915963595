"""The one table of actions that menus, toolbar and context menus are built from.

To add an action: a line in TABLE, and `actions.add(name, slot)` where its slot is at home. An action without a slot is shown nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks a text for lupdate, which knows this name; Qt's own is typed as returning any object."""
    return text


# What must be there for an action to make sense.
LIBRARY, EDITABLE, SELECTION, CHANGEABLE, UNDO, REDO = "library", "editable", "selection", "changeable", "undo", "redo"
RECEPTIVE = "receptive"  # a library that may be changed, or none: then one is begun


@dataclass(frozen=True, slots=True)
class Spec:
    """One action; `keys` are portable key sequences, the first is shown; `needs` is one of the states above or ""."""

    name: str
    text: str
    menu: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    checkable: bool = False
    short: str = ""  # on the toolbar, where the text is too long


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
    Spec("recent", QT_TRANSLATE_NOOP("Actions", "Open &recent"), "file"),
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
    Spec("search", QT_TRANSLATE_NOOP("Actions", "&Search"), "edit", ("Ctrl+F", "Ctrl+K", "/"), "edit-find", LIBRARY),
    Spec("save_search", QT_TRANSLATE_NOOP("Actions", "Sa&ve search…"), "edit", ("Ctrl+Shift+D",), "bookmark-new", EDITABLE),
    Spec("back", QT_TRANSLATE_NOOP("Actions", "&Back"), "edit", ("Alt+Left",), "go-previous", LIBRARY),
    Spec("forward", QT_TRANSLATE_NOOP("Actions", "&Forward"), "edit", ("Alt+Right",), "go-next", LIBRARY),
    Spec("clear", QT_TRANSLATE_NOOP("Actions", "&Clear search and filters"), "edit", ("Esc",), "edit-clear", LIBRARY),
    Spec("table", QT_TRANSLATE_NOOP("Actions", "Go to the &table"), "view", ("Alt+1",), "", LIBRARY),
    Spec("details", QT_TRANSLATE_NOOP("Actions", "Go to the &details"), "view", ("Alt+2",), "", LIBRARY),
    Spec("facets", QT_TRANSLATE_NOOP("Actions", "Go to the &facets"), "view", ("Alt+3",), "", LIBRARY),
    Spec("timeline", QT_TRANSLATE_NOOP("Actions", "T&imeline"), "view", ("Alt+4",), "", LIBRARY, checkable=True),
    Spec("-", "", "view"),
    Spec("columns", QT_TRANSLATE_NOOP("Actions", "&Columns"), "view", needs=LIBRARY),
    Spec("sort_by", QT_TRANSLATE_NOOP("Actions", "&Sort by"), "view", needs=LIBRARY),
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
    Spec("key_form", QT_TRANSLATE_NOOP("Actions", "Key in a &manuscript"), "cite"),
    Spec("-", "", "cite"),
    Spec("cite_document", QT_TRANSLATE_NOOP("Actions", "Cite in a &document…"), "cite", ("Ctrl+Shift+W",), "document-export", LIBRARY),
    Spec("-", "", "cite"),
    Spec("cite_style", QT_TRANSLATE_NOOP("Actions", "&Style"), "cite"),
    Spec("choose_style", QT_TRANSLATE_NOOP("Actions", "&Choose style…"), "cite", ("Ctrl+Shift+Y",)),
    Spec("copy_citation", QT_TRANSLATE_NOOP("Actions", "Copy &citation"), needs=SELECTION),  # in a row's menu
    Spec("vocabularies", QT_TRANSLATE_NOOP("Actions", "&Vocabularies…"), "tools", ("Ctrl+Shift+V",), "view-list-tree", LIBRARY),
    Spec("read_files", QT_TRANSLATE_NOOP("Actions", "Read the text of linked &files"), "tools", (), "mail-attachment", EDITABLE),
    Spec("about", QT_TRANSLATE_NOOP("Actions", "&About tipdesk"), "help", (), "help-about"),
)


class Actions(QObject):
    """The QActions of one window, by name."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._specs = {spec.name: spec for spec in TABLE}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __contains__(self, name: str) -> bool:
        return name in self._actions

    def add(self, name: str, slot: Callable[[], object]) -> QAction:
        """Give the action of this name in TABLE what it does; only then is it shown."""
        spec = self._specs[name]
        action = QAction(QCoreApplication.translate("Actions", spec.text), self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in spec.keys])
        action.setCheckable(spec.checkable)
        if spec.icon:
            action.setIcon(QIcon.fromTheme(spec.icon))
        plain = action.text().replace("&", "").rstrip("…")
        action.setIconText(QCoreApplication.translate("Actions", spec.short) if spec.short else plain)
        if spec.keys:
            action.setToolTip(f"{plain} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        action.triggered.connect(lambda _checked=False: slot())
        self._window.addAction(action)
        self._actions[name] = action
        return action

    def add_shown(self, name: str, pane: QWidget) -> None:
        """Make the action of this name in TABLE show and hide a pane; one that comes into sight gets the keyboard's focus."""

        def show() -> None:
            pane.setVisible(action.isChecked())
            if action.isChecked():
                pane.setFocus()

        action = self.add(name, show)
        action.setChecked(not pane.isHidden())

    def add_choices(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Actions of which one is checked."""
        group = QActionGroup(self._window)
        for name, slot in slots.items():
            group.addAction(self.add(name, slot))

    def add_menu(self, name: str, fill: Callable[[QMenu], None]) -> None:
        """Make the action of this name in TABLE a menu that is filled anew each time it is shown."""
        spec = self._specs[name]
        menu = QMenu(QCoreApplication.translate("Actions", spec.text), self._window)

        def show() -> None:
            menu.clear()
            fill(menu)

        menu.aboutToShow.connect(show)
        self._actions[name] = menu.menuAction()
        self._actions[name].setObjectName(name)

    def set_state(self, state: frozenset[str]) -> None:
        """Enable the actions whose needs are among these."""
        for name, action in self._actions.items():
            needs = self._specs[name].needs
            action.setEnabled(not needs or needs in state)

    def fill(self, menu: QMenu, names: Iterable[str]) -> None:
        """Put the actions that are there into a menu, "-" for a separator, with none at the ends or doubled."""
        pending = False
        for name in names:
            if name == "-":
                pending = bool(menu.actions())
            elif name in self._actions:
                if pending:
                    menu.addSeparator()
                    pending = False
                menu.addAction(self._actions[name])

    def build(self, bar: QMenuBar) -> None:
        """Fill the menu bar; menus without any action are left out."""
        bar.clear()
        for key, title in MENUS.items():
            names = [spec.name for spec in TABLE if spec.menu == key]
            if any(name in self._actions for name in names):
                self.fill(bar.addMenu(QCoreApplication.translate("Actions", title)), names)

    def set_icons(self) -> None:
        """Take the icons anew, after the theme has changed."""
        for name, action in self._actions.items():
            if icon := self._specs[name].icon:
                action.setIcon(QIcon.fromTheme(icon))
