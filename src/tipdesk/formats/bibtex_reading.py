"""An entry as a Publication: both dialects are read by one reader."""

import re
from functools import lru_cache
from typing import Any

from tipdesk.domain import dates, types, vocabularies
from tipdesk.domain.editions import TRANSLATION_OF
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.names import Contributor, Name, Organisation
from tipdesk.domain.other_fields import GOES_ON
from tipdesk.domain.publication import Note, Publication, Source
from tipdesk.domain.text import plain, squeeze
from tipdesk.domain.written_names import format_name, parse_name
from tipdesk.formats import bibtex_addresses, bibtex_dates, bibtex_links, bibtex_names, latex, written_dates
from tipdesk.formats import bibtex_tables as tables
from tipdesk.formats.bibtex_inheritance import Inherited
from tipdesk.formats.bibtex_syntax import Lookup, RawField, evaluate, split_list
from tipdesk.formats.clean import bare_doi

_SEMICOLON, _COMMA = re.compile(";"), re.compile(",")
_LANGUAGES = re.compile(r"[,;]|[ \t\r\n]and(?=[ \t\r\n])", re.IGNORECASE)
_LANGUAGE_KEY = re.compile(r"\Alang(?=[a-z]{4})")  # biblatex's localisation keys: langgerman
_ANNOTATION = re.compile(r"annot(?:e|ation)(?:-([1-9]\d{0,3}))?")
_PAGE_DASH = re.compile(r"(?<!-)-{2,3}(?!-)")
_EXTRA_PART = re.compile(r"((?:[^=\\]|\\.)*)=(.*)", re.DOTALL)
_EXTRA_FIELD = re.compile(rf"{tables.EXTRA_FIELD}-\d+")


class _Entry:
    """The fields of an entry while they are read: which there are, and which were taken for which field of ours."""

    def __init__(self, fields: list[RawField], macros: Lookup) -> None:
        self.values: dict[str, str] = {}
        self.rest: list[tuple[str, str]] = []  # of fields given twice, the later ones
        self.used: dict[str, str] = {}
        self.order: list[tuple[str, str]] = []  # name as written, name in lower case
        for field in fields:
            name = field.name.lower()
            value = evaluate(field.value, macros)
            if name in self.values:
                if value != self.values[name]:
                    self.rest.append((field.name, value))
                continue
            self.values[name] = value
            self.order.append((field.name, name))

    @property
    def is_biblatex(self) -> bool:
        """Does it hold what only BibLaTeX knows?"""
        only_date = "date" in self.values and "year" not in self.values
        return not tables.ONLY_BIBLATEX_FIELDS.isdisjoint(self.values) or (only_date and tables.ONLY_BIBTEX_FIELDS.isdisjoint(self.values))

    def take(self, ours: str, *theirs: str) -> str:
        """The raw value of the first of these fields that there is; it counts as read."""
        for name in theirs:
            if name in self.values and name not in self.used:
                self.used[name] = ours
                if self.values[name]:
                    return self.values[name]
        return ""

    def prose(self, ours: str, *theirs: str) -> str:
        """The same as plain text."""
        value = self.take(ours, *theirs)
        return latex.decode(latex.unwrap(value)) if value else ""

    def marked(self, ours: str, *theirs: str) -> str:
        """The same with CSL's markup."""
        value = self.take(ours, *theirs)
        return _marked(value) if value else ""

    def exact(self, ours: str, written: str) -> str | None:
        """The exact value beside a verbatim field that cannot say it, if that field still says what goes with it."""
        exact = latex.decode(latex.unwrap(self.values.get(tables.EXACT + ours, "")))
        if not exact or bibtex_addresses.safe(exact) != written:
            return None
        self.used[tables.EXACT + ours] = ours
        return exact


def read(
    entry_type: str,
    key: str,
    fields: list[RawField],
    macros: Lookup,
    source: Source | None = None,
    inherited: Inherited | None = None,
) -> tuple[Publication, dict[str, str]]:
    """The publication that an entry says, and which of its fields (in lower case) gave which of ours.

    The references that it inherits something by are no fields of the publication.
    """
    entry = _Entry([*fields, *(inherited.fields if inherited else ())], macros)
    entry.used.update((name, "inheritance") for name in (inherited.links if inherited else ()))
    values: dict[str, Any] = {"key": key}
    if tables.KEY_FIELD in entry.values:
        values["key"] = entry.prose("key", tables.KEY_FIELD)
    extra: list[tuple[str, str]] = []
    values["kind"] = _kind(entry, entry_type, extra)
    values["contributors"] = _contributors(entry, extra)
    _texts(entry, entry_type, values)
    _dates(entry, values)
    _terms(entry, values, extra)
    values["notes"] = _notes(entry)
    anonymous = not any(c.role in ("author", "editor") for c in values["contributors"])
    if anonymous and entry.values.get("key") == sort_key(values["title"]) != "":
        entry.used["key"] = "title"
    extra += _extras(entry)
    return Publication(**values, extra=tuple(extra), source=source), entry.used


def _marked(value: str) -> str:
    return latex.decode(latex.unwrap(value), markup=True)


def sort_key(title: str) -> str:
    """What BibTeX's styles sort and label a work without author by: the first word of its title."""
    found = re.search(r"[^\W_]+", plain(title))
    return found[0] if found else ""


def _kind(entry: _Entry, entry_type: str, extra: list[tuple[str, str]]) -> str:
    kind, more = tables.kind_of(entry_type)
    if more:
        extra.append((types.ENTRY_TYPE, entry_type))
    written = latex.decode(entry.values.get("type", ""))
    if entry_type in ("report", "techreport") and written:
        kind = next((name for name in tables.REPORT_KINDS if squeeze(tables.type_text(name, "report")) == squeeze(written)), kind)
    kind = entry.prose("kind", tables.KIND_FIELD) or kind
    if written and written == tables.type_text(kind, entry_type):
        entry.used["type"] = "kind"
    return kind


def _contributors(entry: _Entry, extra: list[tuple[str, str]]) -> tuple[Contributor, ...]:
    found: list[Contributor] = []
    others: list[str] = []
    for name, role in _role_fields(entry):
        raw = entry.take("contributors", name)
        people, more = _people(entry, name, raw)
        found += [Contributor(person, role) for person in people]
        if more:
            others.append(role)
    if others:
        extra.append((GOES_ON, ", ".join(others)))
    return tuple(found)


def _role_fields(entry: _Entry) -> list[tuple[str, str]]:
    """The fields that hold names, in their order, with the role of each."""
    fields = []
    for _, name in entry.order:
        if name in tables.TYPED_FIELDS:
            fields.append((name, entry.prose("contributors", f"{name}type") or "editor"))
        elif name in tables.ROLE_FIELDS:
            fields.append((name, tables.ROLE_FIELDS[name]))
    return fields


def _people(entry: _Entry, name: str, raw: str) -> tuple[tuple[Name, ...], bool]:
    people, more = bibtex_names.read_list(raw)
    short, exact = f"short{name}", tables.EXACT + name
    if exact in entry.values:
        precise = tuple(parse_name(part) for part in latex.decode(latex.unwrap(entry.values[exact])).split("\n"))
        brief = short_names(precise) if short in entry.values else ()
        said = (bibtex_names.write_list(precise, more, extended, acronyms=not brief) for extended in (False, True))
        if any(_alike(raw, written) for written in said):
            entry.used[exact] = "contributors"
            if brief and _alike(bibtex_names.write_list(brief), entry.values[short]):
                entry.used[short] = "contributors"
            return precise, more
    if short in entry.values and (named := _with_acronyms(people, entry.values[short])):
        entry.used[short] = "contributors"
        people = named
    return people, more


def _alike(one: str, other: str) -> bool:
    """Are these the same but for line breaks and the way of writing accents?"""
    return latex.with_accents(latex.unwrap(one)) == latex.with_accents(latex.unwrap(other))


def _with_acronyms(people: tuple[Name, ...], raw: str) -> tuple[Name, ...]:
    """The names with the acronyms that a list of short names gives; empty if that list says anything else."""
    short, more = bibtex_names.read_list(raw)
    if more or len(short) != len(people):
        return ()
    named: list[Name] = []
    for person, brief in zip(people, short, strict=True):
        if isinstance(person, Organisation) and isinstance(brief, Organisation):
            named.append(Organisation(person.name, brief.name) if brief.name != person.name else person)
        elif person == brief:
            named.append(person)
        else:
            return ()
    return tuple(named) if named != list(people) else ()


def short_names(people: tuple[Name, ...]) -> tuple[Name, ...]:
    """The list of short names that gives these names their acronyms; empty if they have none."""
    if not any(isinstance(name, Organisation) and name.acronym for name in people):
        return ()
    return tuple(Organisation(name.acronym or name.name) if isinstance(name, Organisation) else name for name in people)


def _theirs(*ours: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(dict.fromkeys(BY_NAME[name].bibtex + BY_NAME[name].biblatex))) for name in ours)


_MARKED = _theirs("title", "subtitle", "abstract", "series")
_PROSE = _theirs("volume", "edition")


def _texts(entry: _Entry, entry_type: str, values: dict[str, Any]) -> None:
    for name, theirs in _MARKED:
        values[name] = entry.marked(name, *theirs)
    for name, theirs in _PROSE:
        values[name] = entry.prose(name, *theirs)
    _split_title(entry, values)
    values["container"] = (
        _whole(entry, "container", "journal") or entry.marked("container", "journal") or _whole(entry, "container", "book")
    )
    values["place"] = _literals(entry, entry.take("place", "location", "address"))
    if values["series"] in tables.SERIES:
        values["series"] = tables.SERIES[values["series"]]
    in_number = entry_type in tables.ARTICLES and "issue" not in entry.values
    values["issue"] = entry.prose("issue", "number" if in_number else "issue")
    values["number"] = entry.prose("number", "number")
    raw_pages = latex.unwrap(entry.take("pages", "pages"))
    values["pages"] = latex.decode(_PAGE_DASH.sub("-", raw_pages))
    for name in ("doi", "isbn", "issn", "url"):
        values[name] = _verbatim(entry, name)
    _publisher(entry, entry_type, values)


def _whole(entry: _Entry, ours: str, name: str) -> str:
    """A title with the subtitle and the addition that go with it."""
    title, subtitle, addon = (entry.marked(ours, part) for part in tables.WHOLES[name])
    if not (subtitle or addon):
        return title
    return ". ".join(filter(None, (": ".join(filter(None, (title, subtitle))), addon)))


def _literals(entry: _Entry, raw: str) -> str:
    """A publisher or place; in BibLaTeX it is a list."""
    value = raw.strip()
    if bibtex_names.is_braced(value):
        return latex.decode(latex.unwrap(value[1:-1]))
    if entry.is_biblatex and "and" in value.lower():
        return "; ".join(bibtex_names.read_literals(latex.unwrap(value)))
    return latex.decode(latex.unwrap(value))


def _split_title(entry: _Entry, values: dict[str, Any]) -> None:
    """Take the subtitle off a title that holds both, if they still go together."""
    subtitle = _marked(entry.values.get(tables.SUBTITLE_FIELD, ""))
    title, joint, rest = values["title"].rpartition(f": {subtitle}")
    if subtitle and title and joint and not rest and not values["subtitle"]:
        values["title"], values["subtitle"] = title, subtitle
        entry.used[tables.SUBTITLE_FIELD] = "subtitle"


def _verbatim(entry: _Entry, name: str) -> str:
    raw = entry.take(name, name).strip(" \t\r\n")
    if not raw:
        return ""
    exact = entry.exact(name, raw)
    if exact is not None:
        return exact
    value = bibtex_addresses.unescaped(latex.unwrap(raw))
    if name == "url":
        value, *others = bibtex_addresses.apart(value)
        entry.rest += [(name, other) for other in others]
    return bare_doi(value) if name == "doi" else value


def _publisher(entry: _Entry, entry_type: str, values: dict[str, Any]) -> None:
    names = tables.publisher_fields(entry_type)
    how = entry.values.get("howpublished", "")
    if "howpublished" in names and bibtex_addresses.is_web(how):
        names = tuple(name for name in names if name != "howpublished")
        if not values["url"]:
            values["url"] = bibtex_addresses.unescaped(entry.take("url", "howpublished").strip())
    values["publisher"] = _literals(entry, entry.take("publisher", *names))
    values["url"] = values["url"] or bibtex_addresses.of_archive(entry.values)


def _dates(entry: _Entry, values: dict[str, Any]) -> None:
    def take(name: str) -> str:
        return entry.values.get(name, "")

    def drop(name: str) -> None:
        entry.used[name] = "date"

    parts = bibtex_dates.from_parts(take, drop)
    written = written_dates.edtf(take("date")) or written_dates.edtf(latex.decode(take("date")))
    if written:
        if ":" not in take("date"):  # a time of day stays as another field
            drop("date")
        if dates.year_of(written) != dates.year_of(parts):
            for name in ("year", "month", "day"):
                entry.used.pop(name, None)
    values["date"] = written or parts or written_dates.year(latex.decode(take("date")))[0]
    values["accessed"] = ""
    for name in BY_NAME["accessed"].bibtex:
        if name in entry.values and (found := written_dates.edtf(latex.decode(take(name)))):
            values["accessed"], entry.used[name] = found, "accessed"
            break


def _terms(entry: _Entry, values: dict[str, Any], extra: list[tuple[str, str]]) -> None:
    values["languages"] = _languages(entry.take("languages", "langid", "hyphenation"), entry.take("languages", "language"))
    values["countries"], countries = _countries(entry.take("countries", "country"))
    values["regions"], regions = _regions(entry.take("regions", "region"))
    for name, written in ((vocabularies.SOURCE_COUNTRY, countries), (vocabularies.SOURCE_REGION, regions)):
        if written and name not in entry.values:
            extra.append((name, written))
    values["category"] = _list(entry.take("category", "category"))
    values["themes"] = _list(entry.take("themes", "theme"))
    raw = entry.take("tags", "keywords", "keyword")
    values["tags"] = _list(raw, _COMMA if "," in raw else _SEMICOLON)


def _list(raw: str, separator: re.Pattern[str] = _SEMICOLON) -> tuple[str, ...]:
    if not raw:
        return ()
    found = (latex.decode(latex.unwrap(part)) for part in split_list(raw, separator))
    return tuple(dict.fromkeys(part for part in found if part))


@lru_cache(maxsize=1024)
def _countries(raw: str) -> tuple[tuple[str, ...], str]:
    return vocabularies.countries(_list(raw))


@lru_cache(maxsize=1024)
def _regions(raw: str) -> tuple[tuple[str, ...], str]:
    return vocabularies.regions(_list(raw))


@lru_cache(maxsize=1024)
def _languages(main: str, others: str) -> tuple[str, ...]:
    names = (*_list(main, _LANGUAGES), *_list(others, _LANGUAGES))
    return tuple(dict.fromkeys(vocabularies.language(_LANGUAGE_KEY.sub("", name)) for name in names))


def is_annotation(name: str) -> bool:
    """Is this, in lower case, a field of public notes?"""
    return _ANNOTATION.fullmatch(name) is not None


def _notes(entry: _Entry) -> tuple[Note, ...]:
    found = sorted(
        (int(match[1] or 1), name) for name in entry.values if name.startswith("annot") and (match := _ANNOTATION.fullmatch(name))
    )
    texts = [entry.marked("notes", name) for _, name in found]
    texts += [_marked(value) for name, value in entry.rest if is_annotation(name.lower())]  # Zotero writes one field a note
    return tuple(Note(text, public=True) for text in texts if text)


def _extras(entry: _Entry) -> list[tuple[str, str]]:
    """The fields that nothing was read from, in their order."""
    found: list[tuple[str, str]] = []
    original = bibtex_links.original(entry.values)
    for written, name in entry.order:
        if name in entry.used or (original and name == bibtex_links.TYPE):
            continue
        value = entry.values[name]
        if original and name == bibtex_links.KEY:
            found.append((TRANSLATION_OF, original))
        elif _EXTRA_FIELD.fullmatch(name) and (parts := _EXTRA_PART.fullmatch(latex.decode(latex.unwrap(value)))):
            found.append((re.sub(r"\\(.)", r"\1", parts[1], flags=re.DOTALL), parts[2]))
        else:
            found.append((written, _other(name, value)))
    return found + [(name, _other(name.lower(), value)) for name, value in entry.rest if not is_annotation(name.lower())]


def _other(name: str, value: str) -> str:
    if name in tables.NAME_LISTS:
        return latex.unwrap(value)
    return value.strip(" \t\r\n") if tables.is_raw(name) or name in tables.VERBATIM else _marked(value)


def exact_names(people: tuple[Name, ...]) -> str:
    """The text that brings names back which BibTeX's own form cannot say."""
    return "\n".join(format_name(name) for name in people)
