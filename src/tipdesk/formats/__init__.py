"""The file formats: one module each, listed here."""

from pathlib import Path

from tipdesk.formats.base import Format
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX
from tipdesk.formats.catalogue import CATALOGUE
from tipdesk.formats.csljson import CSLJSON
from tipdesk.formats.csv_ import CSV
from tipdesk.formats.ris import RIS

FORMATS: tuple[Format, ...] = (BIBTEX, BIBLATEX, RIS, CSLJSON, CSV, CATALOGUE)
_HEAD = 64 * 1024  # characters by which a format is recognised


def by_name(name: str) -> Format:
    """The format of a name; ValueError, in one sentence that lists them, for none."""
    for found in FORMATS:
        if found.name == name.lower():
            return found
    raise ValueError(f"There is no format {name!r}; the formats are {', '.join(found.name for found in FORMATS)}.")


def by_suffix(path: str | Path) -> Format | None:
    """The format that a file's suffix stands for; of the two dialects of .bib it is BibTeX."""
    suffix = Path(path).suffix.lower()
    return next((found for found in FORMATS if suffix in found.suffixes), None)


def of_file(path: str | Path, text: str) -> Format | None:
    """The format of a file that holds this text: by its suffix, else by its content.

    Many programs save as .txt: what is that by its suffix is a catalogue page only where its content is nothing else.
    """
    found = by_suffix(path)
    if found is CATALOGUE and not CATALOGUE.recognises(text[:_HEAD]):
        return recognise(text) or CATALOGUE
    return found or recognise(text)


def recognise(text: str) -> Format | None:
    """The format that a text is in, by its beginning."""
    head = text[:_HEAD].removeprefix("\ufeff")
    return next((found for found in FORMATS if found.recognises(head)), None)
