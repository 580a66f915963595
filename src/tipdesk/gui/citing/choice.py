"""How the user cites: the style, the language of citations, the styles in the menu, and how keys are written."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.session import Session
from tipdesk.gui.text import native_language

# The styles in most use, as people call them.
_LABELS = {
    "apa": QT_TRANSLATE_NOOP("Styles", "APA 7"),
    "chicago-author-date": QT_TRANSLATE_NOOP("Styles", "Chicago author-date"),
    "harvard-cite-them-right": QT_TRANSLATE_NOOP("Styles", "Harvard"),
    "oscola": QT_TRANSLATE_NOOP("Styles", "OSCOLA"),
    "nlm-citation-sequence": QT_TRANSLATE_NOOP("Styles", "Vancouver"),
    "ieee": QT_TRANSLATE_NOOP("Styles", "IEEE"),
    "modern-language-association": QT_TRANSLATE_NOOP("Styles", "MLA"),
    "un-editorial": QT_TRANSLATE_NOOP("Styles", "United Nations"),
}
KEY_FORM = r"\cite{}"


class CitationChoice(QObject):
    """What was chosen, remembered in the session; a style goes by its name or the path of its file, and has a title."""

    changed = Signal()  # style or locale
    asked = Signal()  # the user wants to choose among all styles

    def __init__(self, session: Session | None, parent: QObject | None = None) -> None:
        """Without a session nothing is remembered."""
        super().__init__(parent)
        self._session = session
        self.style = session.text("cite_style", "apa") if session else "apa"
        self.title = session.text("cite_title") if session else ""
        self.locale = session.text("cite_locale") if session else ""  # empty: the style's own
        self.key_form = session.text("cite_key_form", KEY_FORM) if session else KEY_FORM
        first = [f"{name}\t" for name in _LABELS]
        kept = [text.split("\t", 1) for text in (session.texts("cite_favourites", first) if session else first) if "\t" in text]
        self.favourites: dict[str, str] = {name: title for name, title in kept}

    @property
    def label(self) -> str:
        """What the chosen style is called."""
        return style_label(self.style, self.title)

    def choose(self, style: str, title: str = "", locale: str | None = None) -> None:
        """Cite in this style from now on, and in this language if one is given."""
        self.style, self.title = style, title
        self.locale = self.locale if locale is None else locale
        self._remember()
        self.changed.emit()

    def set_favourite(self, style: str, title: str, favourite: bool) -> None:
        """Put a style into the menu, or take it out."""
        if favourite:
            self.favourites[style] = title
        else:
            self.favourites.pop(style, None)
        self._remember()

    def set_key_form(self, form: str) -> None:
        """Write keys like this from now on."""
        self.key_form = form
        self._remember()

    def _remember(self) -> None:
        if self._session is not None:
            self._session.set("cite_style", self.style)
            self._session.set("cite_title", self.title)
            self._session.set("cite_locale", self.locale)
            self._session.set("cite_key_form", self.key_form)
            self._session.set("cite_favourites", [f"{name}\t{title}" for name, title in self.favourites.items()])

    def fill_menu(self, menu: QMenu) -> None:
        """The styles of the user, the chosen one marked, and a way to all others."""
        group = QActionGroup(menu)
        for name, title in {**self.favourites, self.style: self.title or self.favourites.get(self.style, "")}.items():
            action = menu.addAction(style_label(name, title).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self.style)
            action.triggered.connect(lambda _checked=False, name=name, title=title: self.choose(name, title))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(QCoreApplication.translate("Styles", "Choose style…"), self.asked.emit)


def style_label(name: str, title: str = "") -> str:
    """What a style is called: as people call it, else by its title, else by its name."""
    if name in _LABELS:
        return QCoreApplication.translate("Styles", _LABELS[name])
    return title or Path(name).stem


def locale_label(locale: str) -> str:
    """The name of a locale in its own language, with the country where several speak it."""
    language, _, rest = locale.partition("-")
    name = native_language(language)
    if not rest:
        return name
    place = "" if "-" in rest else QLocale(locale.replace("-", "_")).nativeTerritoryName()
    return f"{name} ({place})" if place else f"{name} ({rest})"
