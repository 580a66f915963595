"""A Publication as an entry of either dialect, and the fields of an edited one put into the text that it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType

from tipdesk.domain import types, vocabularies
from tipdesk.domain.names import Name
from tipdesk.domain.other_fields import GOES_ON
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.formats import bibtex_addresses, bibtex_dates, bibtex_links, bibtex_names, bibtex_reading, latex
from tipdesk.formats import bibtex_tables as tables
from tipdesk.formats.bibtex_syntax import RawField, place_of_key, scan
from tipdesk.formats.title_case import encode_title

_BAD_IN_KEY = re.compile(r"[^\w:.+/*?!<>|$&;@-]|[^\x00-\x7f]")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:.+/-]*")
_ENTRY_TYPE = re.compile(r"[a-z]+")
_UNSAFE = re.compile(r"[\\\t\r\n]|  |^ | $")
_UNSAFE_RAW = re.compile(r"[\t\r\n]|^ | $|\\$")  # in what is read without taking anything out of it, such as paths of Windows
_IN_LIST = re.compile(r"[,;{}]|\band\b", re.IGNORECASE)

_AND = re.compile(r"(?i)(?:^|\s)and(?:\s|$)")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Written:
    """A field as it is written: the field of ours that it says, its name, and its value with delimiters."""

    ours: str
    name: str
    value: str


def entry(publication: Publication, dialect: str, titles: Mapping[str, str] = _NONE) -> str:
    """The whole entry, without white space after it. `titles` gives the value for a title whose braces are known already."""
    entry_type, key, fields = parts(publication, dialect, titles)
    lines = "".join(f"  {field.name} = {field.value},\n" for field in fields)
    return f"@{entry_type}{{{key},\n{lines}}}"


def parts(publication: Publication, dialect: str, titles: Mapping[str, str] = _NONE) -> tuple[str, str, list[Written]]:
    """Entry type, key and fields. Private notes are never among them."""
    entry_type = _entry_type(publication, dialect)
    key = safe_key(publication)
    fields = list(_fields(publication, dialect, entry_type, key, titles, native=True))
    if publication.extra and any(name.lower() in _KNOWN for name, _ in publication.extra):
        said, _ = bibtex_reading.read(entry_type, key, [RawField(field.name, field.value) for field in fields], {})
        if said != publication.without_private_notes():
            fields = list(_fields(publication, dialect, entry_type, key, titles, native=False))
    return entry_type, key, fields


_KNOWN = frozenset(
    """author editor translator shortauthor shorteditor title subtitle abstract address location journal booktitle journaltitle
    series volume issue number pages edition doi isbn issn url publisher institution school organization howpublished date year
    month day urldate language langid hyphenation country region category theme keywords keyword key type entrytype and-others
    source-country source-region related relatedtype""".split()
).union((name + end for name in tables.TYPED_FIELDS for end in ("", "type")), *tables.WHOLES.values())


def _entry_type(publication: Publication, dialect: str) -> str:
    kept = next((value for name, value in publication.extra if name == types.ENTRY_TYPE), "")
    if _ENTRY_TYPE.fullmatch(kept) and tables.kind_of(kept)[1] and kept not in ("string", "preamble", "comment"):
        return kept
    return tables.entry_type(publication.kind, dialect)


def safe_key(publication: Publication) -> str:
    """The citation key, or the nearest that BibTeX can read; one made up from the title for a publication without."""
    return _BAD_IN_KEY.sub("-", publication.key) or _BAD_IN_KEY.sub("", bibtex_reading.sort_key(publication.title).lower()) or "untitled"


def _fields(
    publication: Publication, dialect: str, entry_type: str, key: str, titles: Mapping[str, str], *, native: bool
) -> Iterator[Written]:
    yield from _contributors(publication, dialect == tables.BIBLATEX)
    yield from _titles(publication, dialect, entry_type, titles)
    yield from _main(publication, dialect, entry_type)
    yield from _rest(publication, dialect)
    if publication.kind != tables.kind_of(entry_type)[0]:
        yield Written("kind", tables.KIND_FIELD, _prose(publication.kind))
    if key != publication.key:
        yield Written("key", tables.KEY_FIELD, _prose(publication.key))
    yield from _extras(bibtex_links.as_related(publication.extra) if native else publication.extra, native, entry_type)


def _prose(text: str) -> str:
    return f"{{{latex.encode(text)}}}"


def _marked(text: str) -> str:
    return f"{{{latex.encode(text, markup=True)}}}"


def _contributors(publication: Publication, extended: bool) -> Iterator[Written]:
    groups: dict[str, list[Name]] = {}
    for contributor in publication.contributors:
        groups.setdefault(contributor.role, []).append(contributor.name)
    goes_on = next((value.split(", ") for name, value in publication.extra if name == GOES_ON), [])
    free = iter(tables.TYPED_FIELDS[1:])
    for role, people in groups.items():
        field = tables.FIELD_OF_ROLE.get(role)
        if field is None and (field := next(free, None)) is not None:
            yield Written("contributors", f"{field}type", _prose(role))
        if field is not None:
            yield from _names(field, tuple(people), role in goes_on, extended)


def _names(field: str, people: tuple[Name, ...], others: bool, extended: bool) -> Iterator[Written]:
    letters = str if extended else latex.with_accents
    short = bibtex_reading.short_names(people) if field in tables.SHORT_FIELDS else ()
    yield Written("contributors", field, f"{{{letters(bibtex_names.write_list(people, others, extended, acronyms=not short))}}}")
    if short:
        yield Written("contributors", f"short{field}", f"{{{letters(bibtex_names.write_list(short, extended=extended))}}}")
    if not all(bibtex_names.says_all(name, extended, acronyms=not short) for name in people):
        yield Written("contributors", tables.EXACT + field, _prose(bibtex_reading.exact_names(people)))


def _titles(publication: Publication, dialect: str, entry_type: str, titles: Mapping[str, str]) -> Iterator[Written]:
    in_field = tables.container_field(publication.kind, entry_type, dialect)
    english = not publication.languages or any(tag.split("-")[0] == "en" for tag in publication.languages)
    whole = publication.kind in tables.NAMED_AS_A_WHOLE or not english

    def value(text: str) -> str:
        return titles.get(text) or encode_title(text, whole=whole)

    title, subtitle, container = publication.title, publication.subtitle, publication.container
    if dialect == tables.BIBTEX and title and subtitle:
        yield Written("title", "title", f"{{{value(title)}: {value(subtitle)}}}")
        yield Written("subtitle", tables.SUBTITLE_FIELD, f"{{{value(subtitle)}}}")
    else:
        if title:
            yield Written("title", "title", f"{{{value(title)}}}")
        if subtitle:
            yield Written("subtitle", "subtitle", f"{{{value(subtitle)}}}")
    if container:
        yield Written("container", in_field, f"{{{titles.get(container) or encode_title(container)}}}")


def _main(publication: Publication, dialect: str, entry_type: str) -> Iterator[Written]:
    if (said := tables.type_text(publication.kind, entry_type)) and not any(name == "type" for name, _ in publication.extra):
        yield Written("kind", "type", f"{{{said}}}")
    if publication.publisher:
        yield Written("publisher", tables.publisher_field(entry_type, dialect), _literals(publication.publisher, dialect))
    if publication.place:
        yield Written("place", "location" if dialect == tables.BIBLATEX else "address", _literals(publication.place, dialect))
    yield from _date(publication, dialect)
    if dialect == tables.BIBTEX and not any(c.role in ("author", "editor") for c in publication.contributors):
        first = bibtex_reading.sort_key(publication.title)
        if first and not any(name.lower() == "key" for name, _ in publication.extra):
            yield Written("title", "key", f"{{{first}}}")
    yield from _numbers(publication, dialect, entry_type)


def _literals(text: str, dialect: str) -> str:
    """A publisher or place. BibLaTeX takes it for a list, parted by "and": braces keep an item whole.

    They also keep an address from being read as the URL.
    """
    encoded = latex.encode(text)
    if dialect == tables.BIBLATEX:
        written = " and ".join(_literal(item) for item in text.split("; "))
        if "; ".join(bibtex_names.read_literals(written)) == text:
            return f"{{{{{written}}}}}" if bibtex_names.is_braced(written) or bibtex_addresses.is_web(text) else f"{{{written}}}"
    whole = dialect == tables.BIBLATEX or _AND.search(text) or bibtex_names.is_braced(encoded) or bibtex_addresses.is_web(text)
    return f"{{{{{encoded}}}}}" if whole else f"{{{encoded}}}"


def _literal(text: str) -> str:
    encoded = latex.encode(text)
    return f"{{{encoded}}}" if _AND.search(text) else encoded


def _date(publication: Publication, dialect: str) -> Iterator[Written]:
    if not publication.date:
        return
    if dialect == tables.BIBLATEX:
        yield Written("date", "date", bibtex_dates.in_braces(publication.date))
    else:
        yield from (Written("date", name, value) for name, value in bibtex_dates.to_parts(publication.date))


def _numbers(publication: Publication, dialect: str, entry_type: str) -> Iterator[Written]:
    if publication.series:
        key = next((key for key, name in tables.SERIES.items() if name == publication.series and dialect == tables.BIBLATEX), "")
        yield Written("series", "series", f"{{{key}}}" if key else _marked(publication.series))
    if publication.volume:
        yield Written("volume", "volume", _prose(publication.volume))
    article = entry_type in tables.ARTICLES
    if publication.issue:
        yield Written("issue", "number" if article and not publication.number else "issue", _prose(publication.issue))
    elif article and publication.number:
        yield Written("issue", "issue", "{}")  # or the number would be read as the issue's
    if publication.number:
        yield Written("number", "number", _prose(publication.number))
    if publication.pages:
        yield Written(
            "pages", "pages", f"{{{latex.encode(publication.pages).replace('-{}-', _HIDDEN).replace('-', '--').replace(_HIDDEN, '-{}-')}}}"
        )
    if publication.edition:
        yield Written("edition", "edition", _prose(publication.edition))


_HIDDEN = "\0"


def _rest(publication: Publication, dialect: str) -> Iterator[Written]:
    yield from _languages(publication, dialect)
    for ours in ("doi", "isbn", "issn"):
        yield from _verbatim(ours, getattr(publication, ours))
    if publication.url != bibtex_addresses.of_archive({name.lower(): value for name, value in publication.extra}):
        yield from _verbatim("url", publication.url)
    if publication.accessed:
        yield Written("accessed", "urldate", bibtex_dates.in_braces(publication.accessed))
    for ours, name in (("countries", "country"), ("regions", "region"), ("category", "category"), ("themes", "theme")):
        if values := getattr(publication, ours):
            yield Written(ours, name, f"{{{'; '.join(_item(value) for value in values)}}}")
    if publication.tags:
        yield Written("tags", "keywords", f"{{{', '.join(_item(tag) for tag in publication.tags)}}}")
    if publication.abstract:
        yield Written("abstract", "abstract", _marked(publication.abstract))
    name = "annotation" if dialect == tables.BIBLATEX else "annote"
    public = [note.text for note in publication.notes if note.public and note.text]
    for index, text in enumerate(public, 1):
        yield Written("notes", f"{name}-{index}" if index > 1 else name, _marked(text))


def _item(text: str) -> str:
    """One item of a list; in braces if it holds what parts the list."""
    encoded = latex.encode(text)
    return f"{{{encoded}}}" if _IN_LIST.search(text) else encoded


def _languages(publication: Publication, dialect: str) -> Iterator[Written]:
    tags = publication.languages
    if dialect == tables.BIBLATEX and tags:
        yield Written("languages", "langid", f"{{{_language(tags[0], vocabularies.babel_name(tags[0]))}}}")
    if tags and (dialect == tables.BIBTEX or len(tags) > 1):
        names = " and ".join(_language(tag, vocabularies.english_language_name(tag).lower()) for tag in tags)
        yield Written("languages", "language", f"{{{names}}}")


def _language(tag: str, name: str) -> str:
    return _item(name if vocabularies.language(name) == tag else tag)


def _verbatim(ours: str, value: str) -> Iterator[Written]:
    if not value:
        return
    if is_safe(value, _UNSAFE):
        yield Written(ours, ours, f"{{{value}}}")
    else:
        yield Written(ours, ours, f"{{{bibtex_addresses.safe(value)}}}")
        yield Written(ours, tables.EXACT + ours, _prose(value))


def is_safe(value: str, unsafe: re.Pattern[str]) -> bool:
    """Can this stand between braces as it is, and come back?"""
    return latex.is_balanced(value) and not unsafe.search(value)


def _extras(extra: Pairs, native: bool, entry_type: str) -> Iterator[Written]:
    """The other fields under their own names; under a numbered name of ours where BibTeX could not read them back."""
    seen: set[str] = set()
    count = 0
    for name, value in extra:
        lower = name.lower()
        if (name, value) == (types.ENTRY_TYPE, entry_type) or (native and name == GOES_ON):
            continue
        raw = tables.is_raw(lower)
        plain = (
            _FIELD_NAME.fullmatch(name)
            and lower not in seen
            and not lower.startswith(tables.EXACT)
            and not bibtex_reading.is_annotation(lower)
            and (native or lower not in _KNOWN)
        )
        if plain and (not raw or is_safe(value, _UNSAFE_RAW)):
            seen.add(lower)
            yield Written("extra", name, f"{{{value}}}" if raw else _marked(value))
        else:
            count += 1
            escaped = re.sub(r"[\\=]", r"\\\g<0>", name)
            yield Written("extra", f"{tables.EXTRA_FIELD}-{count}", _prose(f"{escaped}={value}"))


def patched(text: str, old: Publication, new: Publication, used: dict[str, str], dialect: str, titles: Mapping[str, str] = _NONE) -> str:
    """An entry's text with only those fields changed in which two publications differ.

    `titles` is as for `entry`; `used` says which fields of the text gave which of ours. The caller must check that the result
    says what it should.
    """
    _, _, raw, _ = scan(text)
    old_type, old_key, before = parts(old, dialect, titles)
    new_type, new_key, after = parts(replace(new, source=None), dialect, titles)
    values, added = {field.start: field.value for field in raw}, []
    for ours in sorted({field.ours for field in set(before) ^ set(after)}):
        there = [field for field in raw if used.get(field.name.lower(), "extra") == ours]
        there, wanted = _changed(values, there, [field for field in after if field.ours == ours], before)
        for field in there:
            del values[field.start]
        added += [f"{field.name} = {field.value}" for field in wanted]
    text = _assembled(text, raw, values, sorted(added))
    return _head(text, old_type != new_type and new_type, old_key != new_key and new_key)


def _changed(
    values: dict[int, str], there: list[RawField], wanted: list[Written], before: list[Written]
) -> tuple[list[RawField], list[Written]]:
    """Puts new values, by the places of their fields, where a field stays; gives those to take out and those to add."""
    pairs = [(field, new) for field in there for new in wanted if field.name.lower() == new.name]
    there = [field for field in there if all(field is not old for old, _ in pairs)]
    wanted = [new for new in wanted if all(new is not taken for _, taken in pairs) and new.name != "key"]
    if len(there) == len(wanted) == 1:
        pairs.append((there.pop(), wanted.pop()))
    values.update((field.start, new.value) for field, new in pairs if new not in before)
    return there, wanted


def _assembled(text: str, raw: list[RawField], values: dict[int, str], added: list[str]) -> str:
    """An entry with these values; a field without one goes, and with it one of the commas around it. Further fields come last.

    A field that stays keeps its name, its place and its white space; so does all else that stands between fields.
    """
    first = raw[0].start if raw else len(text) - 1
    _, start = place_of_key(text)
    indent = text[len(text[:first].rstrip()) : first] if raw else ""
    pieces = [(text[:start], text[start : first if raw else -1])]  # the key or a field, and what stands behind it
    for field, following in zip_longest(raw, raw[1:]):
        gap = text[field.end : following.start if following else -1]
        if field.start in values:
            pieces.append((text[field.start : field.end - len(field.value)] + values[field.start], gap))
        else:
            kept, before = pieces.pop()
            pieces.append((kept, _one_comma(before, gap, at_end=following is None)))
    last, end = pieces.pop()
    pieces.append((f",{indent or _INDENT}".join([last, *added]), end))
    return "".join(map("".join, pieces)) + text[-1]


def _one_comma(before: str, behind: str, *, at_end: bool) -> str:
    """What stands between two fields, if what stood between them goes: of what was before and behind that, less one comma."""
    if not before.strip() or (before.strip() == "," and at_end and not behind.strip()):
        return behind
    if before.strip() == "," and behind.lstrip().startswith(","):
        return before[: before.index(",")] + behind[behind.index(",") :]
    return before + _FIRST_COMMA.sub(r"\1", behind)


_FIRST_COMMA = re.compile(r"\A((?:[^%,]|%.*+)*+),")  # the first that is not in a comment
_INDENT = "\n  "


def _head(text: str, entry_type: str | bool, key: str | bool) -> str:
    if entry_type:
        text = re.sub(r"@[ \t]*[A-Za-z][\w:.+/-]*", lambda _: f"@{entry_type}", text, count=1)
    if key:
        start, end = place_of_key(text)
        text = f"{text[:start]}{key}{text[end:]}" if re.match(r"\s*[,})%]", text[end:]) else text
    return text
