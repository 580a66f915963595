"""A BibTeX text's entries with their fields, by bibtexparser where they are not plain, by our own scanner where it loses some."""

import itertools
import logging
import re
from collections.abc import Iterable, Iterator

from tipdesk.formats import bibtex_syntax as syntax
from tipdesk.formats.bibtex_syntax import Block, RawField

_BATCH = 500  # blocks that bibtexparser is given at a time
_SOUND_NAME = re.compile(r"[^\s=,{}\"#%()]+")
_SOUND_KEY = re.compile(r"[^\s=,{}\"#%()]+")
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it tells the terminal what it lost; we read that ourselves


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in order; every entry among them has its type, key and fields."""
    cut = syntax.cut(text)
    while batch := list(itertools.islice(cut, _BATCH)):
        complete([block for block in batch if block.kind == syntax.ENTRY and block.fields is None])
        yield from batch


def complete(awkward: list[Block]) -> None:
    """Fill in type, key and fields of entries that were only cut."""
    if not awkward:
        return
    parsed = _by_bibtexparser(awkward)
    for block in awkward:
        if found := parsed.get(block.text):
            block.type, block.key, block.fields = found
        else:
            block.type, block.key, block.fields, rest = syntax.scan(block.text)
            if any(letter.isalnum() for letter in rest):
                block.reason = f"This is no field, so it went in without it: {' '.join(rest[:200].split())[:60].rstrip(' ,.')}."


def _by_bibtexparser(awkward: Iterable[Block]) -> dict[str, tuple[str, str, list[RawField]]]:
    """What bibtexparser makes of the entries, by their text; those that it loses, merges or splits are not among them."""
    from bibtexparser.entrypoint import parse_string  # slow to import, seldom needed
    from bibtexparser.exceptions import ParserStateException
    from bibtexparser.model import Entry

    try:
        library = parse_string("\n".join(block.text for block in awkward), parse_stack=[])
    except ParserStateException:
        return {}
    found: dict[str, tuple[str, str, list[RawField]]] = {}
    for entry in library.blocks:
        if isinstance(entry, Entry) and entry.raw is not None:
            fields = [RawField(field.key, field.value) for field in entry.fields]
            if _SOUND_KEY.fullmatch(entry.key) and all(_sound(field) for field in fields):
                found[entry.raw] = (entry.entry_type, entry.key, fields)
    return found


def _sound(field: RawField) -> bool:
    return bool(_SOUND_NAME.fullmatch(field.name)) and syntax.value_end(field.value, 0, len(field.value)) == len(field.value)
