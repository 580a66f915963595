"""How importances, minutes and totals of reading lists are said in the window."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import ESSENTIAL, FURTHER, RECOMMENDED, ReadingList, totals
from tipdesk.gui.actions import QT_TRANSLATE_NOOP
from tipdesk.gui.text import isolated, native_language

_IMPORTANCES = {
    ESSENTIAL: QT_TRANSLATE_NOOP("Reading", "essential"),
    RECOMMENDED: QT_TRANSLATE_NOOP("Reading", "recommended"),
    FURTHER: QT_TRANSLATE_NOOP("Reading", "further"),
}


def importance_label(importance: str) -> str:
    """The name of an importance; those that the user made are shown as they are."""
    known = _IMPORTANCES.get(importance)
    return QCoreApplication.translate("Reading", known) if known else importance


def minutes_label(minutes: int | None) -> str:
    """`45 min` or `1 h 30 min`; empty for none."""
    hours, rest = divmod(minutes or 0, 60)
    said = [QCoreApplication.translate("Reading", "{} h").format(hours)] if hours else []
    if rest:
        said.append(QCoreApplication.translate("Reading", "{} min").format(rest))
    return " ".join(said)


def summary_label(whole: ReadingList, warnings: int) -> str:
    """What a list comes to, in a line."""
    found, translate = totals(whole), QCoreApplication.translate
    readings = translate("Reading", "1 reading") if found.readings == 1 else translate("Reading", "{} readings")
    said = [readings.format(found.readings)]
    if found.minutes:
        said.append(translate("Reading", "{} to read").format(minutes_label(found.minutes)))
    if found.untimed:
        said.append(translate("Reading", "{} without minutes").format(found.untimed))
    if warnings:
        warned = translate("Reading", "1 warning") if warnings == 1 else translate("Reading", "{} warnings")
        said.append(warned.format(warnings))
    return " · ".join(said)


def invitation_label(whole: ReadingList | None) -> str:
    """What to do where there is no list, or nothing in it; empty for others."""
    if whole is None:
        return QCoreApplication.translate(
            "Reading", "No reading list yet. Make one with New; then drag publications from the table into it."
        )
    return "" if whole.sections else QCoreApplication.translate("Reading", "Drag publications from the table here, or add a section first.")


def versions_label(versions: Sequence[Publication]) -> str:
    """Which languages else there are; empty for none."""
    languages = [isolated(native_language(tag)) for other in versions for tag in other.languages]
    said = QCoreApplication.translate("Reading", "In the library in other languages: {}.")
    return said.format(", ".join(languages)) if languages else ""
