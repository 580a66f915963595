"""What facets, their values and places are called on screen."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from tipdesk.domain.own_vocabularies import Vocabulary
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.filters import ALL, ATTENTION, TRASH, UNFILED, Choice
from tipdesk.gui.text import native_language

_FACETS = {
    "saved": QT_TRANSLATE_NOOP("Facets", "Saved searches"),
    "region": QT_TRANSLATE_NOOP("Facets", "Region"),
    "country": QT_TRANSLATE_NOOP("Facets", "Country"),
    "year": QT_TRANSLATE_NOOP("Facets", "Year"),
    "category": QT_TRANSLATE_NOOP("Facets", "Category"),
    "theme": QT_TRANSLATE_NOOP("Facets", "Theme"),
    "tag": QT_TRANSLATE_NOOP("Facets", "Tag"),
    "kind": QT_TRANSLATE_NOOP("Facets", "Kind"),
    "language": QT_TRANSLATE_NOOP("Facets", "Language"),
    "contributor": QT_TRANSLATE_NOOP("Facets", "Author"),
}
_PLACES = {
    ALL: QT_TRANSLATE_NOOP("Facets", "All publications"),
    UNFILED: QT_TRANSLATE_NOOP("Facets", "Unfiled"),
    ATTENTION: QT_TRANSLATE_NOOP("Facets", "Needs attention"),
    TRASH: QT_TRANSLATE_NOOP("Facets", "Trash"),
}


def facet_label(facet: str, own: Sequence[Vocabulary] = ()) -> str:
    """The name of a facet, which may be one of the user's own vocabularies."""
    if facet in _FACETS:
        return QCoreApplication.translate("Facets", _FACETS[facet])
    return next((vocabulary.label for vocabulary in own if vocabulary.name == facet), facet)


def place_label(place: str) -> str:
    """The name of a place."""
    return QCoreApplication.translate("Facets", _PLACES[place])


def value_label(choice: Choice) -> str:
    """The whole name of a value: a language by its own name."""
    return native_language(choice.name) if choice.facet == "language" else choice.name
