"""CSL-JSON, the citation processors' input (schema of CSL 1.0.2): a list of items, an object that holds one, or a single item.

What was read and not edited is written back to the character; of what was edited, only the members that say it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tipdesk.domain import citekey
from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.formats import csljson_names, csljson_reading, csljson_syntax, csljson_writing
from tipdesk.formats.base import Format
from tipdesk.formats.carried import restored
from tipdesk.formats.clean import clean, line_end, over_limit
from tipdesk.formats.csljson_reading import Reading
from tipdesk.formats.csljson_syntax import Item, Member

_SIGNS = frozenset("id type title author editor issued container-title DOI ISBN URL citation-key".split())


def read(text: str) -> Iterator[Publication | Problem]:
    """The publications and problems of a text, in order; a text without any item gives nothing."""
    text, problems = clean(text)
    yield from problems
    for item in csljson_syntax.items(text):
        if item.reason:
            yield Problem(item.line, item.reason, item.text)
        else:
            yield from _publication(item)


def _publication(item: Item) -> Iterator[Publication | Problem]:
    if not any(member.value for member in item.members if member.name not in ("id", "type")):
        yield Problem(item.line, "This item holds nothing but its type.", item.text)
        return
    if not any(member.name in _SIGNS for member in item.members):
        yield Problem(item.line, "This object is no item of CSL-JSON: it has none of its main members.", item.text[:1000])
        return
    found, dirty = _cleaned(item.members, item.text)
    if dirty:
        yield Problem(item.line, "Control characters were left out.")
    publication, reading = _said(found, Source("csljson", item.text, line=item.line))
    if reason := over_limit(publication.key, [member.json for member in found]):
        yield Problem(item.line, reason, item.text[:1000])
        return
    for name in reading.odd:
        yield Problem(item.line, f"The member {name} is not what it should be; it is kept as another field.", item.text[:1000])
    yield publication


def _cleaned(members: tuple[Member, ...], text: str) -> tuple[tuple[Member, ...], bool]:
    """The members of a text without control characters and lone surrogates, which escapes smuggle in; were there some?"""
    if "\\u" not in text:
        return members, False
    found: list[Member] = []
    for member in members:
        (name, value), dirty = csljson_syntax.cleaned([member.name, member.value])
        found.append(csljson_syntax.member(name, value) if dirty else member)
    return tuple(found), tuple(found) != members


def _said(members: tuple[Member, ...], source: Source | None = None) -> tuple[Publication, Reading]:
    native, carried, reading = csljson_reading.read(members, source)
    return restored(native, carried, csljson_writing.say), reading


def write(publications: Iterable[Publication]) -> Iterator[str]:
    """A list of items; the line ends are the items' own."""
    mark, end = "[", ""
    for publication in publications:
        text = _written(publication.without_private_notes())
        end = line_end(text)
        yield f"{mark}{end}  {text}"
        mark = ","
    yield f"{end}]{end}" if end else "[]\n"


def _written(publication: Publication) -> str:
    """The text that an item came from, with what was edited put in, or else one made anew."""
    source = publication.source
    if source is not None and source.format == "csljson" and (members := csljson_syntax.members(source.text)):
        old, reading = _said(_cleaned(members, source.text)[0])
        if not old.key and citekey.is_made(publication.key, old):
            publication = replace(publication, key="")
        if old == publication:
            return source.text
        text = csljson_writing.patched(source.text, reading, old, publication)
        if _as_far_as_named(_said(_cleaned(csljson_syntax.members(text), text)[0])[0]) == _as_far_as_named(publication):
            return text
    return csljson_writing.text(publication)


def _as_far_as_named(publication: Publication) -> Publication:
    """Without what was said of names beside their parts: it goes with names that were edited."""
    return replace(publication, extra=tuple(pair for pair in publication.extra if pair[0] != csljson_names.OPTIONS))


def _recognises(text: str) -> bool:
    return (
        re.match(r"\s*(?:\[\s*(?:\{|\]\s*\Z)|\{)\s*(?:\"|\Z)?", text) is not None
        and re.search(r'"(?:type|title|DOI|issued|author|container-title|id)"\s*:', text) is not None
    )


CSLJSON = Format("csljson", "CSL-JSON", (".json",), read, write, _recognises)
