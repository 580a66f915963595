"""The tagged lines of a RIS record as a Publication (tags: the specification of 2012, and the older one where that is silent)."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tipdesk.domain import bylines, dates, types, vocabularies
from tipdesk.domain.fields import BY_NAME, FieldKind
from tipdesk.domain.names import AUTHOR, Contributor, Name
from tipdesk.domain.other_fields import BY_RIS, GOES_ON, canonical
from tipdesk.domain.publication import Note, Publication, Source
from tipdesk.domain.written_lists import split_list
from tipdesk.domain.written_names import is_organisation, parse_name
from tipdesk.formats import ris_dates
from tipdesk.formats.carried import GROUP, Carried, value
from tipdesk.formats.clean import bare_doi
from tipdesk.formats.ris_syntax import Line

ROLES = {"AU": AUTHOR, "A1": AUTHOR, "A2": "editor", "ED": "editor", "A3": "collection-editor", "A4": "translator"}
# Of these T2 is the series; of the others it is what they are a part of.
WHOLE = frozenset("BOOK EDBOOK EBOOK RPRT GOVDOC PAMP THES MAP COMP MANSCPT UNPB SER STAND CLSWK ANCIENT DATA".split())
CONFERENCES = frozenset(("CONF", "CPAPER"))  # with a title of the proceedings in C3, their T2 is the conference
COUNTED = frozenset("BOOK EDBOOK EBOOK THES".split())  # their SP is the number of pages, when it stands alone
CARRIED = "tipdesk-"
OTHER = "ris-"  # before a tag: the name in `extra` of what no field says
REST_OF_DATE = "ris-date-info"
_CARRIED = re.compile(rf"{CARRIED}([a-z]+):(?: (.*))?", re.DOTALL)
_PAIR = re.compile(r"((?:[^=\\]|\\.)*)(?:=(.*))?", re.DOTALL)
_ISSN = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\d-])")
_NUMBER = re.compile(r"(\d+)(?: ?(?:p|pp|pages)\.?)?")
_DOI = re.compile(r"(?i)\s*(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?10\.\d{4,9}/\S+\s*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WRAPPED = re.compile(r"(?:[^\n]*)(?:\n {6}[^\n]*)+")

# Fields of one line, each with the tags that give it.
_PLAIN = (
    ("key", ("ID",)), ("title", ("TI", "T1", "CT")), ("publisher", ("PB",)), ("place", ("CY", "PP")), ("number", ("M1",)),
    ("volume", ("VL",)), ("issue", ("IS",)), ("edition", ("ET",)),
)  # fmt: skip


class _Reading:
    """A record's lines while they are read: what was taken for which field of ours."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.values: dict[str, Any] = {}
        self.extra: list[tuple[int, str, str]] = []  # with the number of the line
        self.carried: dict[str, Any] = {}
        self.carried_extra: list[tuple[str, str | None]] = []
        self._by_tag: dict[str, list[int]] = {}
        for number, line in enumerate(lines):
            line.ours = ""
            self._by_tag.setdefault(line.tag, []).append(number)

    def find(self, *tags: str) -> list[tuple[int, Line]]:
        """The lines with these tags that were not taken and hold something, tag by tag."""
        found = []
        for tag in tags:
            for number in self._by_tag.get(tag, ()):
                line = self.lines[number]
                if line.value and not line.ours:
                    found.append((number, line))
        return found

    def has(self, tag: str) -> bool:
        return tag in self._by_tag

    def one(self, ours: str, *tags: str) -> str:
        """The first value of these tags in one line; where it is said again, that is taken too."""
        found = ""
        for _, line in self.find(*tags):
            said = one_line(line.value)
            if found in ("", said):
                found, line.ours = said, ours
        return found

    def keep(self, number: int, name: str, text: str) -> None:
        """Another field."""
        self.lines[number].ours = self.lines[number].ours or f"extra:{canonical(name)}"
        self.extra.append((number, name, text))


def one_line(text: str) -> str:
    """A value that went on over several lines as one."""
    return " ".join(filter(None, (part.strip() for part in text.split("\n")))) if "\n" in text else text


def read(lines: Sequence[Line], source: Source | None = None) -> tuple[Publication, Carried]:
    """What a record's lines say by themselves, and what tipdesk's notes carry beside. Each line's `ours` is set."""
    reading = _Reading(lines)
    values = reading.values
    ris_type = reading.one("kind", "TY").upper()
    _kind(reading, ris_type)
    for name, tags in _PLAIN:
        values[name] = reading.one(name, *tags)
    _titles(reading, ris_type)
    _contributors(reading, ris_type)
    _dates(reading)
    _pages(reading, ris_type)
    _identifiers(reading)
    _terms_and_texts(reading)
    if ris_type == "JOUR":
        for number, line in reading.find("C7"):
            reading.keep(number, "eid", one_line(line.value))
    _others(reading)
    extra = tuple((name, text) for _, name, text in sorted(reading.extra, key=lambda kept: kept[0]))
    return Publication(**values, extra=extra, source=source), Carried(reading.carried, reading.carried_extra)


def _kind(reading: _Reading, ris_type: str) -> None:
    kind, kept = types.from_ris(ris_type)
    if kept:
        reading.keep(0, types.ENTRY_TYPE, kept)
    for _, line in reading.find("M3"):
        if named := types.with_genre(ris_type, line.value):
            kind, line.ours = named, "kind"
    reading.values["kind"] = kind


def _titles(reading: _Reading, ris_type: str) -> None:
    values = reading.values
    whole = ris_type in WHOLE
    if whole and not values["title"]:
        values["title"] = reading.one("title", "BT")
    values["series"] = reading.one("series", "T3")
    if whole and not values["series"] and not reading.has("JO") and not reading.has("JF"):
        values["series"] = reading.one("series", "T2", "BT")
    if ris_type in CONFERENCES and reading.has("C3"):
        for number, line in reading.find("T2")[:1]:
            reading.keep(number, "eventtitle", one_line(line.value))
    container = reading.one("container", *(("C3",) if ris_type in CONFERENCES else ()), "T2", "BT", "JF")
    values["container"] = container or reading.one("container", "JO", "JA", "J1", "J2")
    for _, line in reading.find("JO", "JA", "J1", "J2"):
        if one_line(line.value) == container:
            line.ours = "container"
    for number, line in reading.find("J2", "JO", "JA", "J1")[:1]:
        reading.keep(number, "shortjournal", one_line(line.value))


def _contributors(reading: _Reading, ris_type: str) -> None:
    roles = ROLES
    if ris_type == "EDBOOK" and not reading.has("ED") and not reading.has("A2"):
        roles = ROLES | {"AU": "editor", "A1": "editor"}
    found: list[Contributor] = []
    more: dict[str, int] = {}
    for number, line in enumerate(reading.lines):
        role = roles.get(line.tag)
        if role is None or not line.value:
            continue
        line.ours = "contributors"
        written, others = bylines.apart(one_line(line.value))
        if others:
            more.setdefault(role, number)
        found += [Contributor(_name(name), role) for name in written]
    reading.values["contributors"] = tuple(found)
    if more:
        reading.extra.append((min(more.values()), GOES_ON, ", ".join(more)))


@lru_cache(maxsize=8192)
def _name(written: str) -> Name:
    """`Family, Given, Suffix`; a suffix stands last here. EndNote ends the name of every organisation with a comma."""
    if written.endswith(","):
        bare = written.rstrip(", ")
        return parse_name(bare if "," in bare else f"{{{bare}}}")
    parts = [part.strip() for part in written.split(",")]
    suffixed = len(parts) == 3 and all(parts) and not is_organisation(written)
    return parse_name(f"{parts[0]}, {parts[2]}, {parts[1]}" if suffixed else written)


def _dates(reading: _Reading) -> None:
    years = [(number, line, *ris_dates.from_ris(line.value)) for number, line in reading.find("PY", "Y1", "DA")]
    dated = [found for found in years if found[2]]
    year = dates.year_of(dated[0][2]) if dated else None
    best = ""
    for number, line, date, rest in years:
        if date and dates.year_of(date) != year:
            continue
        if not date and dated and (date := ris_dates.within(dated[0][2], rest)):
            rest = ""
        best, line.ours = max(best, date, key=len), "date"
        if rest:
            reading.extra.append((number, "year" if year is None else REST_OF_DATE, rest))
    reading.values["date"] = best
    reading.values["accessed"] = ""
    for _, line in reading.find("Y2"):
        date, rest = ris_dates.from_ris(line.value)
        if date and not rest and not reading.values["accessed"]:
            reading.values["accessed"], line.ours = date, "accessed"


def _pages(reading: _Reading, ris_type: str) -> None:
    first, last = reading.find("SP"), reading.one("pages", "EP")
    start = reading.one("pages", "SP")
    if start and not last and ris_type in COUNTED and (count := _NUMBER.fullmatch(start)):
        reading.values["pages"] = ""
        number = first[0][0]
        reading.lines[number].ours = "extra:pagetotal"
        reading.keep(number, "pagetotal", count[1])
        return
    both = start and last and start != last and not re.search(rf"[-–—]\s*{re.escape(last)}$", start)
    reading.values["pages"] = f"{start}-{last}" if both else start or last


def _identifiers(reading: _Reading) -> None:
    values = reading.values
    doi = next((line for _, line in [*reading.find("DO"), *((n, m) for n, m in reading.find("M3") if _DOI.fullmatch(m.value))]), None)
    values["doi"] = bare_doi(one_line(doi.value)) if doi else ""
    if doi:
        doi.ours = "doi"
    numbers: dict[str, dict[str, None]] = {"isbn": {}, "issn": {}}
    for number, line in reading.find("SN"):
        _serial_number(reading, number, one_line(line.value), numbers)
    values |= {name: ", ".join(found) for name, found in numbers.items()}
    addresses = [(number, line.tag, address) for number, line in reading.find("UR") for address in _addresses(line.value)]
    addresses = addresses or [(number, line.tag, one_line(line.value)) for number, line in reading.find("LK", "L2")[:1]]
    values["url"] = addresses[0][2] if addresses else ""
    for place, (number, _, address) in enumerate(addresses):
        reading.lines[number].ours = reading.lines[number].ours or ("extra:url" if place else "url")
        if place:
            reading.extra.append((number, "url", address))


def _serial_number(reading: _Reading, number: int, text: str, said: dict[str, dict[str, None]]) -> None:
    values = reading.values
    for name, pattern in (("isbn", _ISBN), ("issn", _ISSN)):
        if (found := pattern.findall(text)) and not (name == "issn" and _ISBN.search(text)):
            reading.lines[number].ours = "isbn"
            said[name] |= dict.fromkeys(found)
            return
    if reading.values["kind"] in ("report", "UN resolution / document") and not values["number"]:
        values["number"], reading.lines[number].ours = text, "number"


def serial_number(text: str) -> str:
    """What serial numbers are read as: `isbn`, `issn` or nothing."""
    parts = text.split(", ")
    for name, pattern in (("isbn", _ISBN), ("issn", _ISSN)):
        if all(map(pattern.fullmatch, parts)) and len({*parts}) == len(parts):
            return name
    return ""


def is_doi(text: str) -> bool:
    """Is this a DOI and nothing else?"""
    return _DOI.fullmatch(text) is not None


def _addresses(text: str) -> list[str]:
    """The addresses of a value: each begins a line, and may go on in the next."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in text.split("\n"))):
        if found and not _ADDRESS.match(part):
            found[-1] += part
        else:
            found += re.split(r"\s*;\s*(?=https?://)", part)
    return found


def _terms_and_texts(reading: _Reading) -> None:
    values = reading.values
    values["languages"] = tuple(dict.fromkeys(tag for text in _taken(reading, "languages", "LA") for tag in _languages(text)))
    words = (word for text in _taken(reading, "tags", "KW") for line in text.split("\n") for word in line.split(";"))
    values["tags"] = tuple(dict.fromkeys(word for word in (word.strip() for word in words) if word))
    values["abstract"] = ""
    for _, line in reading.find("AB", "N2"):
        said = one_line(line.value) if "\n" in line.value and _WRAPPED.fullmatch(line.value) else line.value
        if values["abstract"] in ("", said):
            values["abstract"], line.ours = said, "abstract"
    notes: list[Note] = []
    for number, line in reading.find("N1"):
        if not _carry(reading, number, line):
            line.ours = "notes"
            notes.append(Note(line.value, public=True))
    values["notes"] = tuple(notes)


def _taken(reading: _Reading, ours: str, tag: str) -> list[str]:
    found = [line for _, line in reading.find(tag)]
    for line in found:
        line.ours = ours
    return [line.value for line in found]


@lru_cache(maxsize=1024)
def _languages(text: str) -> tuple[str, ...]:
    return tuple(vocabularies.language(name) for name in re.split(r"[,;\n]", text) if name.strip())


def _carry(reading: _Reading, number: int, line: Line) -> bool:
    """Is this note one of tipdesk's own, with the exact value of a field?"""
    found = _CARRIED.fullmatch(line.value)
    if not found or (found[1] not in BY_NAME and found[1] != "extra"):
        return False
    name, text = found[1], found[2] or ""
    if name == "extra":
        pair = _PAIR.fullmatch(_text(text)) if isinstance(_text(text), str) else None
        if pair is None:
            return False
        called = re.sub(r"\\(.)", r"\1", pair[1], flags=re.DOTALL)
        reading.carried_extra.append((called, pair[2]))
        line.ours = f"extra:{canonical(called)}"
        return True
    exact = value(name, _listed(name, _text(text)))
    if exact is None:
        return False
    reading.carried[name] = exact
    line.ours = GROUP.get(name, name)
    return True


def _text(text: str) -> Any:
    """Carried text is JSON where it begins like a text, list or object of JSON."""
    if text[:1] in ("[", '"'):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _listed(name: str, plain: Any) -> Any:
    return list(split_list(plain)) if BY_NAME[name].kind is FieldKind.TERMS and isinstance(plain, str) else plain


def _others(reading: _Reading) -> None:
    """What nothing was read from, under the name that its tag has."""
    said = {name for _, name, _ in reading.extra}
    for number, line in enumerate(reading.lines):
        if line.ours or not line.value:
            continue
        field = BY_RIS.get(line.tag)
        if field and field.name not in said:
            said.add(field.name)
            reading.keep(number, field.name, one_line(line.value))
        else:
            reading.keep(number, f"{OTHER}{line.tag.lower()}", line.value)
