"""The documents of word processors in which citations can be put."""

from pathlib import PurePath

from tipdesk.formats.office import BrokenDocument, Document
from tipdesk.formats.opendocument import OpenDocument
from tipdesk.formats.word import Word

SUFFIXES = (".docx", ".odt")


def read(name: str, data: bytes) -> Document:
    """The document in a file of this name. Raises BrokenDocument for what is none, or cannot be worked on."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise BrokenDocument("it is no document that tipdesk can put citations in; those are called *.docx and *.odt")
    return Word(data) if suffix == ".docx" else OpenDocument(data)
