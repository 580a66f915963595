"""The members of a CSL-JSON item as a Publication (CSL 1.0.2, its input schema, and what services make of it)."""

import html
import json
import re
from collections.abc import Sequence
from typing import Any

from tipdesk.domain import types, vocabularies
from tipdesk.domain.fields import FIELDS, FieldKind
from tipdesk.domain.names import ROLES, Contributor
from tipdesk.domain.other_fields import BY_CSL, GOES_ON, canonical
from tipdesk.domain.publication import Note, Publication, Source
from tipdesk.formats import csljson_crossref, csljson_dates, csljson_names, written_dates
from tipdesk.formats.carried import Carried, value
from tipdesk.formats.clean import bare_doi
from tipdesk.formats.csljson_syntax import Member, members

TIPDESK = "tipdesk"  # the member of `custom` that carries what CSL has no variable for
BOOKS = frozenset(("book", "handbook / manual", "chapter"))  # their number is that in the series
PARTS = frozenset(("chapter", "journal article"))
# What `type` says in biblatex (section 4.9.2.13), and what the styles of English print for it.
_PATENTS = {"": "", "de": "German ", "eu": "European ", "fr": "French ", "uk": "British ", "us": "U.S. "}
GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    **{f"patent{code}": f"{whose}patent" for code, whose in _PATENTS.items()},
    **{f"patreq{code}": f"{whose}patent request" for code, whose in _PATENTS.items()},
}
# The same for `pubstate`.
STATES = {"inpreparation": "in preparation", "inpress": "in press"}
_KEYS = {text.lower().replace("’", "'"): key for key, text in (GENRES | STATES).items()}
_TEXTS = {field.name: field.csl for field in FIELDS if field.csl and field.kind in (FieldKind.TEXT, FieldKind.LONG, FieldKind.VERBATIM)}
_MARKED_UP = frozenset(("title", "container-title", "collection-title", "title-short", "container-title-short"))
_SPAN = re.compile(r"<span\b([^<>]*)>|</span>", re.IGNORECASE)
_NOCASE = re.compile(r"""\s*class\s*=\s*(["']?)nocase\1\s*""", re.IGNORECASE)


class Reading:
    """An item's members while they are read: `ours` says which field of ours each gave, `odd` which were not what they should be."""

    def __init__(self, found: Sequence[Member]) -> None:
        self.members = found
        self.ours = [""] * len(found)
        self.values: dict[str, Any] = {}
        self.extra: list[tuple[int, str, str]] = []  # with the number of the member
        self.own: frozenset[str] = frozenset()  # the fields of ours that `custom` holds something for
        self.carried: dict[str, Any] = {}
        self.carried_extra: list[tuple[str, str | None]] = []
        self.odd: list[str] = []
        self._by_name: dict[str, int] = {}
        for number, member in enumerate(found):
            self._by_name.setdefault(member.name, number)

    def take(self, ours: str, name: str) -> tuple[int, Any] | None:
        """A member that was not taken yet, by its number and value; none where it is empty."""
        number = self._by_name.get(name)
        if number is None or self.ours[number]:
            return None
        self.ours[number] = ours
        found = self.members[number].value
        return None if found in (None, "", [], {}) else (number, found)

    def text(self, ours: str, name: str) -> str:
        """The text of a member. Of a list of texts it is the first, and the others are kept."""
        taken = self.take(ours, name)
        if taken is None:
            return ""
        number, found = taken
        if isinstance(found, list) and found and all(isinstance(item, str) for item in found):
            first, *others = (html.unescape(item).strip() if name in _MARKED_UP else item.strip() for item in found)  # Crossref's
            if ours in ("isbn", "issn"):
                first, others = ", ".join(filter(None, (first, *others))), []
            self.extra += [(number, ours, item) for item in others if item]
            found = first
        if not isinstance(found, str):
            self.put_back(number, name)
            return ""
        text = str(found).strip()
        return without_nocase(text) if name in _MARKED_UP else text

    def put_back(self, number: int, name: str) -> None:
        """A member that is not what it should be: it is kept as another field, and reported."""
        self.odd.append(name)
        self.keep(number, name, self.members[number].json)

    def keep(self, number: int, name: str, text: str) -> None:
        """Another field."""
        self.ours[number] = f"extra:{canonical(name)}"
        self.extra.append((number, name, text))


def without_nocase(text: str) -> str:
    """A title without the marks that only keep the case of what is in them."""
    if "<span" not in text.lower():
        return text
    pieces: list[str] = []
    stack: list[bool] = []
    at = 0
    for mark in _SPAN.finditer(text):
        opening = mark[1] is not None
        if opening:
            stack.append(_NOCASE.fullmatch(mark[1]) is not None)
        dropped = stack[-1] if stack else False
        if not opening and stack:
            stack.pop()
        pieces.append(text[at : mark.start() if dropped else mark.end()])
        at = mark.end()
    return "".join((*pieces, text[at:]))


def read(found: Sequence[Member], source: Source | None = None) -> tuple[Publication, Carried, Reading]:
    """What an item says by itself, what `custom` carries for tipdesk, and how it was read."""
    reading = Reading(found)
    values = reading.values
    _kind(reading)
    for name, variable in _TEXTS.items():
        if name != "number":
            values[name] = reading.text(name, variable)
    values["key"] = values["key"] or reading.text("key", "citation-key")
    values["doi"] = bare_doi(values["doi"])
    values["abstract"] = csljson_crossref.abstract(values["abstract"])
    values["number"] = reading.text("number", "number")
    if values["kind"] in BOOKS and not values["number"]:
        values["number"] = reading.text("number", "collection-number")
    _institution(reading)
    _parts_of_sets(reading)
    _subtitle(reading)
    _contributors(reading)
    _dates(reading)
    _terms(reading)
    _custom(reading)
    _others(reading)
    extra = tuple((name, text) for _, name, text in sorted(reading.extra, key=lambda kept: kept[0]))
    return Publication(**values, extra=extra, source=source), Carried(reading.carried, reading.carried_extra), reading


def _kind(reading: Reading) -> None:
    taken = reading.take("kind", "type")
    csl_type = str(taken[1]) if taken and isinstance(taken[1], str) else ""
    csl_type = csljson_crossref.TYPES.get(csl_type, csl_type)
    kind, kept = types.from_csl(csl_type)
    if taken and not csl_type:
        reading.put_back(taken[0], "type")
    elif kept and taken:
        reading.extra.append((taken[0], types.ENTRY_TYPE, kept))
    number = next((number for number, member in enumerate(reading.members) if member.name == "genre"), -1)
    genre = reading.members[number].value if number >= 0 else ""
    if isinstance(genre, str) and genre:
        key = _KEYS.get(genre.strip().lower().replace("’", "'"), "")
        named = types.with_genre(csl_type, genre)
        if named or (kind == "thesis" and key == "phdthesis"):
            kind = named or kind
            reading.ours[number] = "kind"
        elif key:
            reading.keep(number, "type", key)
    reading.values["kind"] = kind


def _institution(reading: Reading) -> None:
    """Who publishes a report or thesis, as Crossref has it."""
    values = reading.values
    if values["publisher"] or not (taken := reading.take("publisher", "institution")):
        return
    number, value = taken
    if (found := csljson_crossref.institution(value)) and not (values["place"] and found[1]):
        values["publisher"], values["place"] = found[0], found[1] or values["place"]
    else:
        reading.ours[number] = ""


def _parts_of_sets(reading: Reading) -> None:
    """A volume of a work with a title of its own: CSL's title is the work's, ours the volume's."""
    values = reading.values
    of_part = values["kind"] in PARTS
    whole = "container" if of_part else "title"
    if not values[whole] or not (volume := reading.text(whole, "volume-title")):
        return
    number = next(number for number, member in enumerate(reading.members) if member.name == "volume-title")
    reading.extra.append((number, "maintitle", values[whole]))
    values[whole] = volume


def _subtitle(reading: Reading) -> None:
    """What follows the short title and a colon is the subtitle; services have a member for it."""
    number = next((number for number, member in enumerate(reading.members) if member.name == "title-short"), -1)
    short = reading.members[number].value if number >= 0 else ""
    title = reading.values["title"]
    short = without_nocase(short.strip()) if isinstance(short, str) else ""
    if short and title.startswith(f"{short}: ") and title[len(short) + 2 :].strip():
        reading.ours[number] = "title"
        reading.values["title"], reading.values["subtitle"] = short, title[len(short) + 2 :]
    elif title and (subtitle := reading.text("subtitle", "subtitle")):
        reading.ours = ["title" if ours == "subtitle" else ours for ours in reading.ours]
        reading.values["title"], reading.values["subtitle"] = title.removesuffix(f": {subtitle}"), subtitle


def _contributors(reading: Reading) -> None:
    found: list[Contributor] = []
    goes_on: list[str] = []
    options: dict[str, Any] = {}
    at = 0
    for number, member in enumerate(reading.members):
        if member.name not in ROLES or reading.take("contributors", member.name) is None:
            continue
        people = csljson_names.read(member.value)
        if people is None:
            reading.put_back(number, member.name)
            continue
        found += [Contributor(name, member.name) for name in people[0]]
        goes_on += [member.name] if people[1] else []
        options |= people[2]
        at = number
    reading.values["contributors"] = tuple(found)
    if goes_on:
        reading.extra.append((at, GOES_ON, ", ".join(goes_on)))
    if options:
        reading.extra.append((at, csljson_names.OPTIONS, json.dumps(options, ensure_ascii=False)))


def _dates(reading: Reading) -> None:
    for ours, name, other in (("date", "issued", "year"), ("accessed", "accessed", "urldate")):
        reading.values[ours] = ""
        taken = reading.take(ours, name)
        if taken is None:
            continue
        number, found = taken
        date = csljson_dates.from_csl(found)
        if csljson_dates.leaves_out(found, date):
            if literal := csljson_dates.literal(found):
                reading.extra.append((number, other, literal))
            elif date and csljson_dates.is_sound(found):
                reading.extra.append((number, name, reading.members[number].json))
            else:
                reading.put_back(number, name)
            if not date and ours == "date":
                date = written_dates.year_in(csljson_dates.text(found))
        reading.values[ours] = date


def _terms(reading: Reading) -> None:
    language = reading.text("languages", "language")
    names = (part.strip() for part in re.split(r"[,;]", language))
    reading.values["languages"] = tuple(dict.fromkeys(vocabularies.language(name) for name in names if name))
    taken = reading.take("tags", "keyword")
    words: list[str] = []
    if taken and isinstance(taken[1], str):
        words = str(taken[1]).split(";" if ";" in taken[1] else ",")
    elif taken and isinstance(taken[1], list) and all(isinstance(word, str) for word in taken[1]):
        words = [str(word) for word in taken[1]]
    elif taken:
        reading.put_back(taken[0], "keyword")
    reading.values["tags"] = tuple(dict.fromkeys(word for word in (word.strip() for word in words) if word))
    note = reading.text("notes", "annote")
    reading.values["notes"] = (Note(note, public=True),) if note else ()


def _custom(reading: Reading) -> None:
    number = next((number for number, member in enumerate(reading.members) if member.name == "custom"), -1)
    inner = members(reading.members[number].json) if number >= 0 else ()
    if not inner:
        return
    reading.ours[number] = "custom"
    rest: list[Member] = []
    for member in inner:
        if member.name == TIPDESK and isinstance(member.value, dict):
            _carried(reading, member.value)
        else:
            rest.append(member)
    if rest:
        reading.extra.append((number, "custom", object_of(rest)))
    if (types.ENTRY_TYPE, "mastersthesis") in reading.carried_extra:  # says what the genre does
        reading.extra = [kept for kept in reading.extra if kept[1:] != ("type", "mathesis")]


def object_of(found: Sequence[Member]) -> str:
    """The JSON of an object, in one line."""
    return f"{{{', '.join(f'{json.dumps(member.name, ensure_ascii=False)}: {member.json}' for member in found)}}}"


def _carried(reading: Reading, own: dict[str, Any]) -> None:
    reading.own = frozenset(own)
    for name, plain in own.items():
        if (exact := value(name, plain)) is not None:
            reading.carried[name] = exact
    entries = own.get("extra")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, list) and len(entry) in (1, 2) and all(isinstance(part, str) for part in entry):
            reading.carried_extra.append((entry[0], entry[1] if len(entry) == 2 else None))


def _others(reading: Reading) -> None:
    """The members that nothing was read from."""
    said = {name for _, name, _ in reading.extra}
    for number, member in enumerate(reading.members):
        if reading.ours[number] or member.value in (None, "", [], {}):
            continue
        field = BY_CSL.get(member.name)
        if field and field.is_date:
            date = csljson_dates.from_csl(member.value)
            if date and csljson_dates.leaves_out(member.value, date):
                reading.extra.append((number, member.name, member.json))
            reading.keep(number, field.name, date or csljson_dates.literal(member.value) or member.json)
        else:
            alone = member.value[0] if field and isinstance(member.value, list) and len(member.value) == 1 else member.value
            text = str(alone) if isinstance(alone, str) else member.json
            text = without_nocase(text) if member.name in _MARKED_UP else text
            text = _KEYS.get(text, text) if member.name == "status" else text
            name = field.name if field and field.name not in said else member.name
            said.add(name)
            reading.keep(number, name, text)
