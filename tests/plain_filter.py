"""What a query finds, what a facet counts and how results are sorted, in plain Python: the slow truth to test by."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tipdesk.app.library import Library, Sort
from tipdesk.domain import vocabularies
from tipdesk.domain.citekey import fold_key
from tipdesk.domain.duplicates import alike
from tipdesk.domain.fields import TERM_FIELDS
from tipdesk.domain.names import Organisation
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import (
    And,
    Between,
    By,
    Duplicate,
    Everything,
    Filed,
    Has,
    Holds,
    InTrash,
    Match,
    Not,
    Or,
    Query,
    Unkept,
)
from tipdesk.domain.text import fold, squeeze, words
from tipdesk.domain.vocabularies import Term

FIELD_OF = {field.vocabulary: field.name for field in TERM_FIELDS if field.vocabulary}


class Plain:
    """All records of a library and its terms, read once."""

    def __init__(self, library: Library) -> None:
        self.records = library.get([*library.find(Everything()), *library.find(InTrash())])
        self.terms = {(term.vocabulary, term.name): term for term in library.terms()}

    def find(self, query: Query, sort: Sequence[Sort] = ()) -> list[int]:
        """The ids that match, in display order."""
        found = [p for p in self.records if p.trashed == asks_for_trash(query) and self.matches(query, p)]
        upside_down = Sort("title", True) in sort
        found.sort(key=lambda p: (squeeze(p.title), p.id), reverse=upside_down)
        for by in reversed(sort):
            found.sort(key=lambda p, by=by: sort_key(by.column, p), reverse=by.descending)
        return [p.id for p in found]

    def facet(self, facet: str, query: Query) -> dict[str, int]:
        """How many of the matches lie under each value."""
        found = [p for p in self.records if p.trashed == asks_for_trash(query) and self.matches(query, p)]
        if facet == "year":
            return dict(Counter(str(p.year) for p in found if p.year is not None))
        if facet == "contributor":
            return dict(Counter(name for p in found for name in {c.name.sorted_name for c in p.contributors} if name))
        return dict(Counter(name for p in found for vocabulary, name in self.above(filed(p)) if vocabulary == facet))

    def above(self, names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """The terms and all above them."""
        whole: set[tuple[str, str]] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in whole:
                whole.add(name)
                parent = self.terms[name].parent
                waiting += [parent] if parent else []
        return whole

    def matches(self, query: Query, p: Publication) -> bool:
        """Does a query match a publication, wherever that is?"""
        match query:
            case And(parts):
                return all(self.matches(part, p) for part in parts)
            case Or(parts):
                return any(self.matches(part, p) for part in parts)
            case Not(part):
                return not self.matches(part, p)
            case Duplicate():
                return any(other.id != p.id and not other.trashed and alike(p, other) for other in self.records)
            case Filed():
                return not self.above(filed(p)).isdisjoint(named(query, self.terms))
        return leaf(query, p)


def leaf(query: Query, p: Publication) -> bool:
    match query:
        case Everything():
            return True
        case InTrash():
            return p.trashed
        case Match():
            return matches_words(query, p)
        case Holds():
            return holds(query, p)
        case By(name):
            return name in {c.name.sorted_name for c in p.contributors}
        case Between():
            return between(query, p)
        case Has(what):
            return has(what, p)
        case Unkept():
            return False
    raise AssertionError(f"No rule for {query}.")


def asks_for_trash(query: Query, wanted: bool = True) -> bool:
    match query:
        case InTrash():
            return wanted
        case And(parts) | Or(parts):
            return any(asks_for_trash(part, wanted) for part in parts)
        case Not(part):
            return asks_for_trash(part, not wanted)
    return False


def matches_words(query: Match, p: Publication) -> bool:
    texts = {
        "title": p.title,
        "subtitle": p.subtitle,
        "names": "\n".join(part for c in p.contributors for part in (c.name.sorted_name, acronym(c.name)) if part),
        "abstract": p.abstract,
        "notes": "\n".join(note.text for note in p.notes),
        "tags": "\n".join(p.tags),
    }
    wanted = words(query.text)
    ways = [Sought(wanted, len(wanted) - 1 if query.prefix else None)] if wanted else []
    if query.columns == ("names",) and 1 < len(wanted) <= 8 and not any(map(is_run, wanted)):
        ways += [Sought(wanted[at:] + wanted[:at], len(wanted) - at - 1 if query.prefix else None) for at in range(1, len(wanted))]
    return any(stands_in(way, words(texts[column])) for column in query.columns or texts for way in ways)


def acronym(name: object) -> str:
    return name.acronym if isinstance(name, Organisation) else ""


@dataclass
class Sought:
    """Words next to each other; one of them may only begin a word."""

    words: list[str]
    prefix: int | None


def stands_in(sought: Sought, text: list[str]) -> bool:
    size = len(sought.words)
    return any(all(fits(sought, at, text[start + at]) for at in range(size)) for start in range(len(text) - size + 1))


def fits(sought: Sought, at: int, word: str) -> bool:
    wanted, first, last = sought.words[at], at == 0, at == len(sought.words) - 1
    if is_run(wanted):  # what is written without blanks may begin and end within a run
        return wanted in word and (first or word.startswith(wanted)) and (last or word.endswith(wanted))
    return word == wanted or (at == sought.prefix and word.startswith(wanted) and not is_run(word))


def is_run(word: str) -> bool:
    """Is it of a script that is written without blanks between words, or of Korean?"""
    scripts = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "IDEOGRAPHIC")
    return unicodedata.name(word[0], "").startswith(scripts)


def holds(query: Holds, p: Publication) -> bool:
    held = getattr(p, query.column)
    if query.column == "key":
        key, wanted = fold_key(held), fold_key(query.text)
        return key.startswith(wanted) if query.prefix else key == wanted
    return fold(query.text) in fold(held)


def between(query: Between, p: Publication) -> bool:
    low: Any
    if query.field == "year":
        low, high = (int(end) if end else None for end in (query.low, query.high))
        if p.year is None:
            return False
        if query.exclusive:
            return (low is None or p.year > low) and (high is None or p.year < high)
        return (low is None or p.year >= low) and (high is None or p.year <= high)
    low, high, at = moment(query.low), moment(query.high), getattr(p, query.field)
    if query.exclusive:
        return (not low or at > f"{low}~") and (not high or at < high)
    return (not low or at >= low) and (not high or at <= f"{high}~")


def moment(written: str) -> str:
    if not written or written[-1].isdigit():
        return written
    days = int(written[:-1]) * {"d": 1, "w": 7, "m": 30, "y": 365}[written[-1]]
    return (datetime.now(UTC) - timedelta(days=min(days, 365_000))).strftime("%Y-%m-%dT%H:%M")


def has(what: str, p: Publication) -> bool:
    if what in FIELD_OF:
        return bool(getattr(p, FIELD_OF[what]))
    held = {"author": p.contributors, "year": p.year is not None, "notes": p.notes}
    return bool(held[what] if what in held else getattr(p, what))


def filed(p: Publication) -> list[tuple[str, str]]:
    return [("kind", p.kind), *((vocabulary, name) for vocabulary, field in FIELD_OF.items() for name in as_names(getattr(p, field)))]


def as_names(held: str | Sequence[str]) -> Sequence[str]:
    return (held,) if isinstance(held, str) else held


def named(query: Filed, terms: dict[tuple[str, str], Term]) -> set[tuple[str, str]]:
    """The terms that a name means: those of the name, else of an alias, else those that hold its words."""
    of_vocabulary = [term for term in terms.values() if term.vocabulary == query.vocabulary]
    if query.exact:
        return {(t.vocabulary, t.name) for t in of_vocabulary if t.name == query.name}
    if query.vocabulary == "region" and (wider := vocabularies.wider_region(query.name)):
        return {(t.vocabulary, t.name) for t in of_vocabulary if t.name in wider}
    folded, wanted = squeeze(query.name), words(query.name)
    ways = [] if query.prefix else [lambda t: squeeze(t.name) == folded, lambda t: folded in map(squeeze, t.aliases)]
    for way in [*ways, lambda t: holds_words(wanted, words(t.name), query.prefix)]:
        if found := {(t.vocabulary, t.name) for t in of_vocabulary if way(t)}:
            return found
    return set()


def holds_words(wanted: list[str], present: list[str], prefix: bool) -> bool:
    if not wanted or not set(wanted[:-1]) <= set(present):
        return False
    return wanted[-1] in present or (prefix and any(word.startswith(wanted[-1]) for word in present))


def sort_key(column: str, p: Publication) -> Any:
    match column:
        case "title":
            return (squeeze(p.title), p.id)
        case "author":
            return p.byline
        case "year":
            return (p.year is not None, p.year)
    return getattr(p, column)
