"""Names in BibTeX and BibLaTeX: lists joined by "and", `von Last, Jr, First`, braced organisations, `family=..., given=...`."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from tipdesk.domain import bylines, written_names
from tipdesk.domain.names import Name, Organisation, Person, known_organisations
from tipdesk.domain.text import squeeze
from tipdesk.formats import latex
from tipdesk.formats.bibtex_syntax import split_list

_SPACES = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_AND = re.compile(r" and(?= )|\Aand(?= )|(?<= )and\Z", re.IGNORECASE)
_COMMA = re.compile(",")
_SEMICOLON = re.compile(r"(?<!\\)(?<!&amp);(?= |\Z)")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(\n\s*)?")
_GROUP = re.compile(r"\{[^{}]*\}")
_BLANK = re.compile(r"[ \t\r\n~]+")
_EXTENDED = re.compile(r"[ \t]*\"?(?:family|given|prefix|suffix)(?:-i)?[ \t]*=", re.IGNORECASE)
_PART = re.compile(r"\"?[ \t]*(family|given|prefix|suffix)[ \t]*=[ \t]*(.*?)\"?", re.IGNORECASE | re.DOTALL)
_MAX_JOINED = 4  # parts that "and" may have split a known organisation's name into


def read_list(raw: str) -> tuple[tuple[Name, ...], bool]:
    """The names of a raw value, and whether it goes on, "and others". What follows a `%` on a line is a comment."""
    raw = _COMMENT.sub(lambda found: "" if found[1] else found[0], raw) if "%" in raw else raw
    raw = _SPACES.sub(" ", raw).strip(" ")
    if "{" not in raw and "," not in raw and (known := _known(raw)):
        return (known,), False
    parts = split_list(raw, _AND) if "and" in raw.lower() else [raw] if raw else []
    parts = [part for part in parts if part.lower() != "and"]
    whole = [part for part in parts if part.lower() != "others"]
    others = len(whole) < len(parts)
    if len(whole) > 1:
        whole = _rejoined(whole)
    if whole:
        whole[-1], more = bylines.goes_on(whole[-1])
        others = others or more
    return tuple(read_name(name) for part in whole if part for name in _apart(part)), others


def _apart(raw: str) -> list[str]:
    """The names in a part of a list that other programs' semicolons, commas or `&` part, as in `Smith, J.; Doe, A.`"""
    found = split_list(raw, _SEMICOLON) if ";" in raw else [raw]
    return [name for part in found for name in (bylines.apart(part)[0] if _is_crowded(part) else [part])]


def _is_crowded(raw: str) -> bool:
    return "{" not in raw and ("&" in raw or raw.count(",") > 2)


def read_literals(raw: str) -> list[str]:
    """The items of one of BibLaTeX's lists that hold no names of persons (its manual, "Literal lists"), as text."""
    parts = split_list(_SPACES.sub(" ", raw).strip(" "), _AND)
    return [_text(part[1:-1] if is_braced(part) else part) for part in (_rejoined(parts) if len(parts) > 1 else parts)]


def _known(raw: str) -> Organisation | None:
    text = latex.decode(latex.unwrap(raw))
    return written_names.organisation(text) if squeeze(text) in known_organisations() else None


def _rejoined(parts: list[str]) -> list[str]:
    """The parts with known organisations that "and" split put together again, in braces."""
    whole: list[str] = []
    start = 0
    while start < len(parts):
        end = start + 1
        while end < min(len(parts), start + _MAX_JOINED) and _around(parts[end - 1], parts[end]) in _around_and():
            end += 1
        while end > start + 1 and not _is_one(" and ".join(parts[start:end])):
            end -= 1
        whole.append(f"{{{' and '.join(parts[start:end])}}}" if end > start + 1 else parts[start])
        start = end
    return whole


@cache
def _around_and() -> frozenset[tuple[str, str]]:
    """The words around each "and" in the names of the known organisations."""
    return frozenset(_around(*pair) for name in known_organisations() for pair in pairwise(name.split(" and ")))


def _around(before: str, after: str) -> tuple[str, str]:
    return before.rpartition(" ")[2].lower(), after.partition(" ")[0].rstrip(",").lower()


def _is_one(joined: str) -> bool:
    """Is this a known organisation, or several words parted by commas of which those that hold an "and" are known ones?"""
    if "{" in joined:
        return False
    return _known(joined) is not None or all(_known(part) for part in joined.split(",") if " and " in part)


@lru_cache(maxsize=8192)
def read_name(raw: str) -> Name:
    """One name from its raw text."""
    if is_braced(raw):
        return written_names.organisation(_text(raw[1:-1]))
    if _EXTENDED.match(raw):
        return _extended(raw)
    parts = [part.strip(" \t\r\n") for part in _split(raw, _COMMA)]
    if len(parts) == 1:
        return _direct(raw)
    if parts[2:] == ["{}"] and written_names.INITIALS.fullmatch(parts[1]):
        parts.pop()  # a comma before the next "and"
    if ("{" not in raw or not any(map(is_braced, parts))) and written_names.is_organisation(text := _text(raw)):
        return written_names.organisation(text)
    prefix, family = _von(_words(parts[0]))
    given = _joined(_words(", ".join(parts[2:] if len(parts) > 2 else parts[1:])))
    return Person(family, given, prefix, _joined(_words(parts[1])) if len(parts) > 2 else "")


def is_braced(raw: str) -> bool:
    """Is this one group in braces from end to end?"""
    if not (raw.startswith("{") and raw.endswith("}")):
        return False
    depth = 0
    for found in re.finditer(r"\\?[{}]", raw[:-1]):
        if len(found[0]) == 1:
            depth += 1 if found[0] == "{" else -1
            if depth == 0:
                return False
    return not raw.startswith("{\\")


def _text(raw: str) -> str:
    return latex.decode(latex.unwrap(raw))


def _split(raw: str, separator: re.Pattern[str]) -> list[str]:
    """Like `split_list`, but empty parts stay, for `Family, , Given` and `Family,`."""
    return split_list(re.sub(r",(?=[ \t\r\n]*(?:,|$))", ", {}", raw), separator)


def _words(raw: str) -> list[str]:
    return split_list(raw, _BLANK)


def _joined(raw_words: Sequence[str]) -> str:
    return _text(" ".join(raw_words))


def _is_lower(word: str) -> bool:
    """BibTeX's rule for particles: the first letter outside braces, or of a special character, is a small one."""
    while (group := _GROUP.match(word)) and not word.startswith("{\\"):
        word = word[group.end() :]
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letter = next((c for c in latex.decode(word) if c.isalpha()), "")
    return letter.islower()


def _von(raw_words: list[str]) -> tuple[str, str]:
    """`von Last` as prefix and family: the last word is never a particle."""
    count = 0
    for index, word in enumerate(raw_words[:-1]):
        if _is_lower(word):
            count = index + 1
    return _joined(raw_words[:count]), _joined(raw_words[count:])


def _direct(raw: str) -> Name:
    """`First von Last`, or an organisation that stands without braces."""
    text = _text(raw)
    if written_names.is_organisation(text):
        return written_names.organisation(text)
    found = _words(raw)
    start = next((index for index, word in enumerate(found[:-1]) if _is_lower(word)), len(found) - 1)
    prefix, family = _von(found[start:])
    return Person(family, _joined(found[:start]), prefix)


def _extended(raw: str) -> Name:
    parts = {found[1].lower(): _text(found[2]) for part in split_list(raw, _COMMA) if (found := _PART.fullmatch(part))}
    return Person(parts.get("family", ""), parts.get("given", ""), parts.get("prefix", ""), parts.get("suffix", ""))


def write_list(people: Sequence[Name], others: bool = False, extended: bool = False, acronyms: bool = False) -> str:
    """Names as a value; `extended` allows BibLaTeX's form for those that BibTeX's own cannot say, `acronyms` puts `(ABC)` behind."""
    written = [write_name(_with_acronym(name) if acronyms else name, extended) for name in people]
    return " and ".join([*written, "others"] if others else written)


def _with_acronym(name: Name) -> Name:
    return Organisation(f"{name.name} ({name.acronym})") if isinstance(name, Organisation) and name.acronym else name


@lru_cache(maxsize=8192)
def write_name(name: Name, extended: bool = False) -> str:
    """One name; the acronym of an organisation is not in it."""
    if isinstance(name, Organisation):
        encoded = latex.encode(name.name)
        # BibTeX takes a brace followed by a backslash for a single letter, not for a group.
        return f"{{{{{encoded}}}}}" if encoded.startswith("\\") else f"{{{encoded}}}"
    forms: list[str] = []
    for braced in (False, True):
        family, given, prefix, suffix = (_part(part, braced) for part in (name.family, name.given, name.prefix, name.suffix))
        last = f"{prefix} {family}".strip(" ")
        plain = f"{last}, {suffix}, {given}" if suffix else f"{last}, {given}" if given else last
        forms += (plain, f"{last},")
        for written in forms[-2:]:
            if read_list(written) == ((name,), False):
                return written
    if extended:
        parts = {"family": name.family, "given": name.given, "prefix": name.prefix, "suffix": name.suffix}
        return ", ".join(f"{part}={_part(value, True)}" for part, value in parts.items() if value)
    return forms[2] if read_list(forms[0])[1] else forms[0]  # its "et al." belongs to the name


def _part(text: str, braced: bool) -> str:
    encoded = latex.encode(text)
    return f"{{{encoded}}}" if text and (braced or "," in text or re.search(r"(?i)(^|\s)and(\s|$)", text)) else encoded


@lru_cache(maxsize=8192)
def says_all(name: Name, extended: bool, acronyms: bool = False) -> bool:
    """Does the written form bring this name back as it is? Without `acronyms` (see `write_list`), its acronym aside."""
    plain = Organisation(name.name) if isinstance(name, Organisation) and not acronyms else name
    written = write_name(_with_acronym(name) if acronyms else name, extended)
    return read_list(written) == ((plain,), False)
