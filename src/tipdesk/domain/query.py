"""The query language: search text to a value that the library can answer.

human trafficking        both words            "forced labour"       the phrase
trafficking OR smuggling either                -smuggling / NOT x    without
word*                    a prefix              (a OR b) c            groups; AND binds tighter than OR
title:conflict author:bird country:"Viet Nam" tag:training/exercise key:bird2020 list:"Five days" list:#3
country:="Viet Nam"      just this term        author:="Bird, Lucia"   just this name
year:2018 year:2015..2019 year:>=2018 added:>7d modified:2024-03..
has:notes no:year is:duplicate is:unread is:starred in:trash
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, dataclass_transform

from tipdesk.domain.half_typed import whole_date, whole_year
from tipdesk.domain.query_tokens import Malformed, Unfinished, is_operator, token_at, value
from tipdesk.domain.ranges import bounds
from tipdesk.domain.text import fold, words

MAX_NESTING = 50
LIST_NUMBER = re.compile("#([0-9]{1,18})")  # a reading list by its number, after `list:`
MAX_DEPTH = 18  # of what is left of the brackets in simplest form; SQLite's own parser gives up at 24
MAX_TERMS = 500
MAX_PLAIN_WORDS = 100  # of a text that is not understood
VOCABULARY_FIELDS = {
    "country": "country", "region": "region", "category": "category", "theme": "theme", "tag": "tag", "kind": "kind",
    "type": "kind", "lang": "language", "language": "language",
}  # fmt: skip
TEXT_FIELDS = {
    "title": ("title", "subtitle"), "author": ("names",), "contributor": ("names",), "abstract": ("abstract",),
    "note": ("notes",), "notes": ("notes",),
}  # fmt: skip
COLUMN_FIELDS = {
    "publisher": "publisher", "place": "place", "container": "container", "journal": "container", "series": "series",
    "number": "number", "doi": "doi", "isbn": "isbn", "issn": "issn", "url": "url", "key": "key", "list": "list",
}  # fmt: skip
RANGE_FIELDS = ("year", "added", "modified")
PRESENCES = (
    "notes", "url", "year", "abstract", "tag", "author", "country", "region", "category", "theme", "language", "doi",
    "isbn", "publisher", "file",
)  # fmt: skip
FIELDS = (*TEXT_FIELDS, *VOCABULARY_FIELDS, *COLUMN_FIELDS, *RANGE_FIELDS, "has", "no", "is", "in")
NO_FIELDS = ("http", "https", "urn")  # what stands before a colon, and can be no vocabulary
STARRED, READ = "starred", "read"
MARKS = (STARRED, READ)  # what users mark publications as
STATES = {"has": PRESENCES, "no": PRESENCES, "is": ("duplicate", "unread", *MARKS), "in": ("trash",)}
_SAME_STATE = {
    "note": "notes", "date": "year", "lang": "language", "tags": "tag", "authors": "author", "themes": "theme", "files": "file",
    "duplicates": "duplicate",
}  # fmt: skip


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _value(made: type[_T]) -> type[_T]:
    """A frozen dataclass, as far as the type checker sees. To have it refuse changes itself would take nearly as long to define as all
    else."""
    return dataclass(slots=True, unsafe_hash=True)(made)


@_value
class Everything:
    """Every publication that is not in the trash."""


@_value
class Match:
    """Words that stand next to each other in the indexed text (one word: anywhere); no columns: in any of them."""

    text: str
    columns: tuple[str, ...] = ()
    prefix: bool = False


@_value
class Holds:
    """A plain column that holds the text in any case; `key`, or a `list` it stands in (or its number, `#3`), must be equal to it, or
    begin so if `prefix`."""

    column: str
    text: str
    prefix: bool = False


@_value
class Filed:
    """Filed under a term, or under one that lies below it; `exact`: the term of just this name."""

    vocabulary: str
    name: str
    prefix: bool = False
    exact: bool = False


@_value
class By:
    """Made by the contributor whose displayed name is this one."""

    name: str


@_value
class Between:
    """A year, or a moment as the beginning of an ISO 8601 text or an age such as `7d`; "" is open. Both ends belong to it unless it
    is `exclusive`."""

    field: str
    low: str = ""
    high: str = ""
    exclusive: bool = False


@_value
class Has:
    """Something is there: one of PRESENCES."""

    what: str


@_value
class Duplicate:
    """Likely the same work as another publication that is not in the trash."""


@_value
class Marked:
    """Marked by the user, as one of MARKS."""

    mark: str


@_value
class InTrash:
    """In the trash; a query that asks for this, and not for all but it, asks the trash instead of the library."""


@_value
class Not:
    """All but."""

    part: "Query"


@_value
class And:
    """All of the parts."""

    parts: tuple["Query", ...]


@_value
class Or:
    """Any of the parts; none of no parts."""

    parts: tuple["Query", ...]


Query = Everything | Match | Holds | Filed | By | Between | Has | Duplicate | Marked | InTrash | Not | And | Or


class Parsed(NamedTuple):
    """A query, and why the text was read as plain words only, if it was."""

    query: Query
    problem: str = ""


_UNSEARCHABLE = "[\0\ud800-\udfff]"  # SQLite takes neither


def parse(text: str, typing: bool = False, own: Collection[str] = ()) -> Parsed:
    """Read search text; never raises. `own` are the names of the user's own vocabularies, which are fields too.

    `typing`: the text may be half typed. Its last word counts as a prefix unless it is excluded; a last term that means
    nothing yet is left out, and what is open is closed. A malformed text falls back to its plain words, and `problem` says
    why in one sentence.
    """
    text = re.sub(_UNSEARCHABLE, " ", text)
    try:
        return Parsed(_read(text, typing, VOCABULARY_FIELDS | {name: name for name in own}))
    except Malformed as problem:
        found = [word for word in re.findall(r"\w+", text) if word not in ("AND", "OR", "NOT")][:MAX_PLAIN_WORDS]
        matches = tuple(Match(word, prefix=typing and i == len(found) - 1) for i, word in enumerate(found))
        return Parsed(conjunction(matches) if matches else Or(()), str(problem))


def conjunction(parts: Sequence[Query]) -> Query:
    """All of these, in the simplest form; none at all is everything."""
    wanted = tuple(part for part in parts if not isinstance(part, Everything))
    if len(wanted) == 1:
        return wanted[0]
    return And(wanted) if wanted else Everything()


class _Group:
    """An open bracket's alternatives so far; `negate` marks what a `-` or NOT waits for."""

    def __init__(self, negate_whole: bool = False) -> None:
        self.alternatives: list[list[Query]] = [[]]
        self.negate_whole = negate_whole
        self.negate_next = False
        self.wants_more = ""

    def add(self, part: Query) -> None:
        self.alternatives[-1].append(Not(part) if self.negate_next else part)
        self.negate_next, self.wants_more = False, ""

    def close(self, typing: bool = False) -> Query:
        if (self.wants_more or self.negate_next) and not typing:
            raise Malformed(f"Nothing follows {self.wants_more or 'the minus sign'}.")
        alternatives = [parts for parts in self.alternatives if parts]
        if len(alternatives) <= 1:
            return conjunction(alternatives[0] if alternatives else ())
        return Or(tuple(conjunction(parts) for parts in alternatives))


def _read(text: str, typing: bool, vocabularies: Mapping[str, str]) -> Query:
    stack = [_Group()]
    position, end, terms = 0, len(text.rstrip()), 0
    while position < end:
        token = token_at(text, position)
        if token is None:
            raise Malformed(f"“{text[position:].strip()[:20]}” cannot be understood here.")
        position = token.end()
        terms += not (token["open"] or token["close"] or token["minus"] or is_operator(token))
        if terms > MAX_TERMS:
            raise Malformed(f"The search has more than {MAX_TERMS} terms.")
        _take(token, stack, typing and position >= len(text), vocabularies)
    if len(stack) > 1 and not typing:
        raise Malformed("A bracket is not closed.")
    while len(stack) > 1:
        _close(stack, typing)
    query = stack[0].close(typing)
    if _depth(query) > MAX_DEPTH:
        raise Malformed("Brackets are nested too deep.")
    return query


def _depth(query: Query) -> int:
    if isinstance(query, And | Or):
        return 1 + max(map(_depth, query.parts), default=0)
    return 1 + _depth(query.part) if isinstance(query, Not) else 0


def _take(token: re.Match[str], stack: list[_Group], half_typed: bool, vocabularies: Mapping[str, str]) -> None:
    group = stack[-1]
    if token["open"]:
        if len(stack) > MAX_NESTING:
            raise Malformed(f"Brackets are nested more than {MAX_NESTING} deep.")
        stack.append(_Group(negate_whole=group.negate_next))
        group.negate_next = False
    elif token["close"]:
        if len(stack) == 1:
            raise Malformed("A bracket is closed that was not opened.")
        _close(stack)
    elif token["minus"]:
        group.negate_next = not group.negate_next
    elif is_operator(token):
        if not half_typed or (group.alternatives[-1] and not group.wants_more and not group.negate_next):  # OR may become ORGANISED
            _take_operator(token["word"], group)
    else:
        _take_term(token, stack, half_typed, vocabularies)


def _close(stack: list[_Group], typing: bool = False) -> None:
    inner = stack.pop()
    part = inner.close(typing)
    if not isinstance(part, Everything):
        stack[-1].add(Not(part) if inner.negate_whole else part)
    elif not typing:
        raise Malformed("A pair of brackets is empty.")


def _take_term(token: re.Match[str], stack: list[_Group], half_typed: bool, vocabularies: Mapping[str, str]) -> None:
    excluded = sum(group.negate_whole + group.negate_next for group in stack) % 2
    try:
        stack[-1].add(_term(token, half_typed, half_typed and not excluded, vocabularies))
    except Unfinished:
        if not half_typed or token["shut"]:
            raise
        stack[-1].negate_next = False


def _take_operator(word: str, group: _Group) -> None:
    if word == "NOT":
        group.negate_next, group.wants_more = not group.negate_next, word
        return
    if not group.alternatives[-1]:
        raise Malformed(f"Nothing stands before {word}.")
    if group.wants_more or group.negate_next:
        raise Malformed(f"Nothing stands between {group.wants_more or 'the minus sign'} and {word}.")
    group.wants_more = word
    if word == "OR":
        group.alternatives.append([])


def _term(token: re.Match[str], half_typed: bool, may_go_on: bool, vocabularies: Mapping[str, str]) -> Query:
    if token["phrase"] is not None and not token["shut"] and not half_typed:
        raise Malformed("A quotation mark is not closed.")
    field = fold(token["field"] or "")
    text, star = value(token)
    prefix = star or (may_go_on and not token["shut"])
    if not field and token["word"] and text.endswith(":") and fold(text[:-1]) in (*FIELDS, *vocabularies):
        raise Unfinished(f"“{text}” needs a word or a phrase in quotes right behind it.")
    if not field and not words(text):
        raise Unfinished(f"“{token[0].strip()}” holds no word that could be searched for.")
    if not field or field in NO_FIELDS or not (field.isascii() or field in vocabularies):
        return Match(f"{field}:{text}" if field else text, prefix=prefix)
    if field in vocabularies:
        return _filed(vocabularies[field], field, text, prefix, exact=bool(token["exact"]) and not prefix)
    if star and field in RANGE_FIELDS:
        text += "*"  # which is no range, and is said to be none
    elif half_typed and field in RANGE_FIELDS:
        text = _as_far_as_typed(field, text)
    return _exact(field, text, prefix) if token["exact"] else _fielded(field, text, prefix)


def _filed(vocabulary: str, field: str, text: str, prefix: bool, exact: bool) -> Filed:
    if not words(text):
        raise Unfinished(f"No word follows “{field}:”.")
    return Filed(vocabulary, text, prefix, exact)


def _as_far_as_typed(field: str, text: str) -> str:
    text = whole_year(text) if field == "year" else whole_date(text)
    if not text:
        raise Unfinished(f"No {'year' if field == 'year' else 'date'} follows “{field}:”.")
    return text


def _exact(field: str, text: str, prefix: bool) -> Query:
    if field in ("author", "contributor") and not prefix:
        _check_value(field, text)
        return By(text)
    return _fielded(field, f"={text}" if field in COLUMN_FIELDS else text, prefix)


def _fielded(field: str, text: str, prefix: bool) -> Query:
    _check_value(field, text)
    if field in TEXT_FIELDS:
        return Match(text, TEXT_FIELDS[field], prefix)
    if field in COLUMN_FIELDS:
        return Holds(COLUMN_FIELDS[field], text, prefix)
    if field in RANGE_FIELDS:
        try:
            return Between(field, *bounds(field, text))
        except ValueError as problem:
            raise Malformed(str(problem)) from None
    if field in STATES:
        return _state(field, text.lower())
    raise Malformed(f"“{field}:” is not a field that can be searched.")


def _state(field: str, text: str) -> Query:
    what = _SAME_STATE.get(text, text)
    if what not in STATES[field]:
        kind = Unfinished if any(known.startswith(text) for known in (*STATES[field], *_SAME_STATE)) else Malformed
        raise kind(f"“{field}:{text}” is not known; {field}: takes {', '.join(STATES[field])}.")
    if field == "in":
        return InTrash()
    if field == "no":
        return Not(_state("has", what))
    if field == "has":
        return Has(what)
    if what == "duplicate":
        return Duplicate()
    return Marked(what) if what in MARKS else Not(Marked(READ))


def _check_value(field: str, text: str) -> None:
    """A value that holds nothing would be found in every publication."""
    if field in (*TEXT_FIELDS, "isbn", "issn") and not words(text):
        raise Unfinished(f"No word follows “{field}:”.")
    if field in COLUMN_FIELDS and not fold(text).strip():
        raise Unfinished(f"Nothing follows “{field}:”.")
