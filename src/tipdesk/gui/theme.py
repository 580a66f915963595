"""How tipdesk looks: Fusion with palettes of its own for light, dark and high contrast, and icons that match."""

from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from tipdesk import resources

SYSTEM, LIGHT, DARK, CONTRAST = "system", "light", "dark", "contrast"
CHOICES = (SYSTEM, LIGHT, DARK, CONTRAST)

_R = QPalette.ColorRole
_ROLES = {
    "window": (_R.Window,),
    "text": (_R.WindowText, _R.Text, _R.ButtonText, _R.ToolTipText),
    "base": (_R.Base,),
    "alternate": (_R.AlternateBase,),
    "button": (_R.Button,),
    "tip": (_R.ToolTipBase,),
    "faint": (_R.PlaceholderText,),
    "accent": (_R.Highlight, _R.Accent),
    "on_accent": (_R.HighlightedText,),
    "link": (_R.Link, _R.LinkVisited),
    "light": (_R.Light, _R.BrightText),
    "midlight": (_R.Midlight,),
    "mid": (_R.Mid,),
    "dark": (_R.Dark,),
    "shadow": (_R.Shadow,),
}
_COLOURS = {
    LIGHT: """window #f4f6f8  text #16202a  base #ffffff  alternate #f6f8fa  button #f4f6f8  tip #ffffff  faint #5d6b78
        accent #0e6d99  on_accent #ffffff  link #0b5f88  light #ffffff  midlight #e6eaee  mid #c2cad2  dark #9aa5b0  shadow #6c7782""",
    DARK: """window #1d2125  text #e6eaee  base #14171a  alternate #1a1e22  button #2a2f35  tip #2a2f35  faint #9aa6b2
        accent #2c6f92  on_accent #ffffff  link #74c0e8  light #3d444c  midlight #343a41  mid #30363c  dark #0e1113  shadow #000000""",
    CONTRAST: """window #000000  text #ffffff  base #262626  alternate #1a1a1a  button #404040  tip #262626  faint #ffffff
        accent #ffff00  on_accent #000000  link #00ffff  light #ffffff  midlight #ffffff  mid #ffffff  dark #ffffff  shadow #ffffff""",
}
_FADED = {LIGHT: "#8a949e", DARK: "#6c7782", CONTRAST: "#00ff00"}


def _palette(scheme: str) -> QPalette:
    palette = QPalette()
    written = _COLOURS[scheme].split()
    for name, colour in zip(written[::2], written[1::2], strict=True):
        for role in _ROLES[name]:
            palette.setColor(role, QColor(colour))
    faded = QColor(_FADED[scheme])
    for role in (*_ROLES["text"], *_ROLES["faint"]):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return palette


def _of_the_system() -> str:
    from PySide6.QtCore import Qt  # not before the first paint: its enumerations take a tenth of the time to there

    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def find_icons() -> None:
    """Have Qt look among our icons first; once for each application."""
    QIcon.setThemeSearchPaths([str(resources.path("icons")), *QIcon.themeSearchPaths()])


def apply(app: QApplication, choice: str) -> str:
    """Show the chosen colours, or those that the system asks for; returns which they are (never SYSTEM)."""
    scheme = choice if choice in _COLOURS else _of_the_system()
    dark = scheme != LIGHT
    ours = "tipdesk-dark" if dark else "tipdesk"
    QIcon.setFallbackThemeName(ours)
    if choice in _COLOURS or scheme == CONTRAST:
        QIcon.setThemeName(ours)  # a system theme's icons are drawn for the system's colours
    palette = _palette(scheme)
    app.setPalette(palette)
    # Fusion draws the outline of what can be ticked in a darker shade of the window's colour, which on a dark one nobody sees.
    palette.setColor(_R.Window, palette.color(_R.PlaceholderText).lighter(150))
    for ticked in ("QRadioButton", "QCheckBox"):
        app.setPalette(palette, ticked)  # type: ignore[arg-type]  # takes text, whatever its stub says
    for widget in app.allWidgets():
        if sheet := widget.styleSheet():  # what has one keeps the palette that it was made with
            widget.setStyleSheet("")
            widget.setStyleSheet(sheet)
    return scheme


def is_dark(palette: QPalette) -> bool:
    """Is text lighter than what it stands on?"""
    return palette.color(_R.WindowText).lightness() > palette.color(_R.Window).lightness()


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two; `share` of the first. Not to be changed."""
    return _mixed(one.rgb(), other.rgb(), share)


@lru_cache(256)
def _mixed(one: int, other: int, share: float) -> QColor:
    return QColor(*(round((one >> bits & 255) * share + (other >> bits & 255) * (1 - share)) for bits in (16, 8, 0)))


def row_icon(name: str, palette: QPalette, size: int = 16) -> QIcon:
    """A theme's icon for a row that can be selected, where it has the colour of the text: Qt would tint it with the ground's."""
    from tipdesk.gui.painting import fill  # not before the first paint either

    plain = QIcon.fromTheme(name).pixmap(QSize(size, size), QGuiApplication.primaryScreen().devicePixelRatio())
    if plain.isNull():
        return QIcon()
    selected = plain.copy()
    painter = QPainter(selected)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    fill(painter, selected.rect(), palette.color(_R.HighlightedText))
    painter.end()
    icon = QIcon(plain)
    icon.addPixmap(selected, QIcon.Mode.Selected)
    return icon
