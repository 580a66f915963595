"""A Publication as the tagged lines of a RIS record, and the lines of an edited one put into the text that it came from."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tipdesk.domain import bylines, types
from tipdesk.domain.fields import BY_NAME, FieldKind
from tipdesk.domain.names import Name, Organisation
from tipdesk.domain.other_fields import BY_NAME as OTHER_FIELDS
from tipdesk.domain.other_fields import GOES_ON, canonical
from tipdesk.domain.publication import Publication
from tipdesk.domain.written_lists import join_list, split_list
from tipdesk.formats import ris_dates, ris_reading
from tipdesk.formats.carried import GROUP, beside, plain
from tipdesk.formats.ris_syntax import Line, line_of, reread

_TAGS = {"author": "AU", "editor": "ED", "collection-editor": "A3", "translator": "A4"}
_OTHER = re.compile(rf"{ris_reading.OTHER}([a-z][a-z0-9])")
_READ = frozenset(
    "TY ER ID TI T1 CT BT T2 T3 AU A1 A2 A3 A4 ED PY Y1 DA JO JF J1 JA SP EP M1 VL IS SN UR KW AB N1 DO LA ET CY PP PB".split()
)
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\r]|\A[\[\"]|\A\s|\s\Z")


def lines(publication: Publication) -> list[Line]:
    """All lines of a record but ER; what RIS has no tag for is in notes of tipdesk's own."""
    made = list(_lines(publication))
    return [*made, *_carried(publication, _said(made))]


def say(publication: Publication) -> Publication:
    """What is read back of a publication without those notes."""
    return _said(list(_lines(publication)))


def _said(made: Sequence[Line]) -> Publication:
    return ris_reading.read(reread(made))[0]


def text(publication: Publication) -> str:
    """The whole record, without a line end behind it."""
    return "".join(line.text for line in lines(publication)) + "ER  - "


def lost(publication: Publication) -> tuple[str, ...]:
    """The fields for which RIS has no tag: only tipdesk itself finds them again, in a note."""
    found = [name for name in ("countries", "regions", "category", "themes") if getattr(publication, name)]
    kept = dict(publication.extra).get(types.ENTRY_TYPE, "")
    ris_type = types.to_ris(publication.kind, kept)
    if types.from_ris(ris_type)[0] != publication.kind and types.with_genre(ris_type, types.genre(publication.kind)) != publication.kind:
        found.append("kind")
    if any(c.role not in _TAGS or (isinstance(c.name, Organisation) and c.name.acronym) for c in publication.contributors):
        found.append("contributors")
    found += [name for name in ("date", "accessed") if not ris_dates.says(getattr(publication, name))]
    if publication.source is None or publication.source.format != "ris":
        found += dict.fromkeys(name for name, value in publication.extra if _extra_tag(publication, ris_type, canonical(name), value) == "")
    return tuple(found)


def _line(ours: str, tag: str, value: str) -> Line:
    return Line(tag, value, line_of(tag, value), ours)


def _lines(publication: Publication) -> Iterator[Line]:
    ris_type = types.to_ris(publication.kind, dict(publication.extra).get(types.ENTRY_TYPE, ""))
    yield _line("kind", "TY", ris_type)
    for ours, tag, value in _values(publication, ris_type):
        if value:
            yield _line(ours, tag, value)
    yield from _extras(publication, ris_type)


def _values(publication: Publication, ris_type: str) -> Iterator[tuple[str, str, str]]:
    yield "key", "ID", publication.key
    title = ": ".join(filter(None, (publication.title, publication.subtitle)))
    yield "title", "TI", title
    yield from _contributors(publication)
    conference = ris_type in ris_reading.CONFERENCES and any(canonical(name) == "eventtitle" for name, _ in publication.extra)
    yield "container", "C3" if conference else "T2", publication.container
    yield "series", "T3", publication.series
    rest = dict(publication.extra).get(ris_reading.REST_OF_DATE, "")
    year, date = ris_dates.to_ris(publication.date, rest)
    yield "date", "PY", year
    yield "date", "DA", date
    for ours, tag in (("publisher", "PB"), ("place", "CY"), ("volume", "VL"), ("issue", "IS"), ("number", "M1"), ("edition", "ET")):
        yield ours, tag, getattr(publication, ours)
    yield from _pages(publication, ris_type)
    yield "doi", "DO", publication.doi
    for ours in ("isbn", "issn"):
        number = getattr(publication, ours)
        yield "isbn", "SN", number if ris_reading.serial_number(number) == ours else ""
    yield "url", "UR", publication.url
    year, date = ris_dates.to_ris(publication.accessed)
    yield "accessed", "Y2", date or (f"{year}///" if year else "")
    yield "languages", "LA", "; ".join(publication.languages)
    for tag in publication.tags:
        yield "tags", "KW", tag
    yield "abstract", "AB", publication.abstract
    for note in publication.notes:
        yield "notes", "N1", note.text if note.public and not note.text.startswith(ris_reading.CARRIED) else ""
    if (genre := types.genre(publication.kind)) and not any(canonical(name) == "type" for name, _ in publication.extra):
        yield "kind", "M3", genre


def _contributors(publication: Publication) -> Iterator[tuple[str, str, str]]:
    goes_on = dict(publication.extra).get(GOES_ON, "").split(", ")
    last = {c.role: number for number, c in enumerate(publication.contributors)}
    for number, contributor in enumerate(publication.contributors):
        if tag := _TAGS.get(contributor.role):
            written = _name(contributor.name)
            yield "contributors", tag, "" if bylines.goes_on(written)[1] else written
            if contributor.role in goes_on and last[contributor.role] == number:
                yield "contributors", tag, "et al."


def _name(name: Name) -> str:
    if isinstance(name, Organisation):
        return name.name
    return ", ".join(filter(None, (f"{name.prefix} {name.family}".strip(), name.given, name.suffix)))


def _pages(publication: Publication, ris_type: str) -> Iterator[tuple[str, str, str]]:
    first, dash, last = publication.pages.partition("-")
    if dash and first and last and "-" not in last:
        yield "pages", "SP", first
        yield "pages", "EP", last
    else:
        yield "pages", "SP", publication.pages
        yield "pages", "EP", publication.pages if ris_type in ris_reading.COUNTED else ""


def _extras(publication: Publication, ris_type: str) -> Iterator[Line]:
    seen: set[str] = set()
    for name, value in publication.extra:
        called = canonical(name)
        tag = _extra_tag(publication, ris_type, called, value)
        if tag and (tag not in seen or tag == "UR" or called.startswith(ris_reading.OTHER)) and value:
            seen.add(tag)
            yield _line(f"extra:{called}", tag, value)


def _extra_tag(publication: Publication, ris_type: str, name: str, value: str) -> str | None:
    """The tag of another field; empty for one that has none, None for one that other lines say."""
    if name in (types.ENTRY_TYPE, GOES_ON, ris_reading.REST_OF_DATE):
        return None
    if name == "pagetotal":
        alone = ris_type in ris_reading.COUNTED and not publication.pages and value.isascii() and value.isdigit()
        return "SP" if alone else ""
    if name == "eid":
        return "C7" if ris_type == "JOUR" else ""
    if name == "url":  # further addresses
        return "UR" if publication.url else ""
    if name == "eventtitle":
        return "T2" if ris_type in ris_reading.CONFERENCES and publication.container else ""
    if name == "shortjournal":
        return "J2" if publication.container else ""
    if name == "type" and (types.with_genre(ris_type, value) or ris_reading.is_doi(value)):
        return ""
    if found := _OTHER.fullmatch(name):
        return found[1].upper() if found[1].upper() not in _READ else ""
    return next(iter(OTHER_FIELDS[name].ris), "") if name in OTHER_FIELDS else ""


def _carried(publication: Publication, said: Publication) -> Iterator[Line]:
    exact = beside(publication, said)
    for name, value in exact.fields.items():
        yield _line(GROUP.get(name, name), "N1", f"{ris_reading.CARRIED}{name}: {_carried_text(name, value)}")
    for name, other in exact.extra:
        escaped = re.sub(r"[\\=]", r"\\\g<0>", name)
        pair = escaped if other is None else f"{escaped}={other}"
        yield _line(f"extra:{canonical(name)}", "N1", f"{ris_reading.CARRIED}extra: {_safe(pair)}")


def _carried_text(name: str, value: Any) -> str:
    kind = BY_NAME[name].kind
    if kind is FieldKind.TERMS and split_list(joined := join_list(value)) == value and (value and not _UNSAFE.search(joined)):
        return joined
    written = plain(name, value)
    return _safe(written) if isinstance(written, str) else json.dumps(written, ensure_ascii=False)


def _safe(written: str) -> str:
    return json.dumps(written, ensure_ascii=False) if _UNSAFE.search(written) else written


def patched(old_lines: Sequence[Line], old: Publication, new: Publication, end: str) -> str:
    """A record's text with only those lines changed that say what two publications differ in; `end` is its line end.

    The caller must check that the result says what it should.
    """
    before, after = _grouped(lines(old)), _grouped(lines(new))
    changed = {ours for ours in {*before, *after} if before.get(ours) != after.get(ours)}
    put = {ours: "".join(text.replace("\n", end) for text in after.get(ours, ())) for ours in changed}
    pieces: list[str] = []
    closing = ""
    for line in old_lines:
        if line.tag == "ER":
            closing = line.text
        elif line.ours in changed:
            pieces.append(put.pop(line.ours, ""))
        else:
            pieces.append(line.text if line.text.endswith(("\r", "\n")) else line.text + end)
    return "".join((*pieces, *put.values(), closing)).rstrip("\r\n")


def _grouped(made: Sequence[Line]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in made:
        found.setdefault(line.ours, []).append(line.text)
    return found
