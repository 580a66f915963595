"""What a query finds, what a facet counts and how results are sorted, in plain Python: the slow truth to test by."""

import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from tipdesk.app.library import Library, Sort
from tipdesk.domain import identifiers, linked_files, vocabularies
from tipdesk.domain.duplicates import alike
from tipdesk.domain.fields import TERM_FIELDS
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.names import Organisation
from tipdesk.domain.own_vocabularies import taken_out
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
    Marked,
    Match,
    Not,
    Or,
    Query,
)
from tipdesk.domain.reading import items
from tipdesk.domain.text import fold, squeeze, words
from tipdesk.domain.vocabularies import Term

FIELD_OF = {field.vocabulary: field.name for field in TERM_FIELDS if field.vocabulary}


class Plain:
    """All records of a library and its terms, read once."""

    def __init__(self, library: Library) -> None:
        records = library.get([*library.find(Everything()), *library.find(InTrash())])
        self.records = sorted(records, key=lambda p: (squeeze(p.title), p.id))
        self.terms = {(term.vocabulary, term.name): term for term in library.terms()}
        self.own = [vocabulary.name for vocabulary in library.vocabularies()]
        self.lists = [
            ((fold(each.title), f"#{each.id}"), {item.key for item in items(each) if item.key}) for each in library.reading_lists()
        ]
        with closing(sqlite3.connect(library.path)) as conn:
            self.marks = set(conn.execute("SELECT publication_id, name FROM publication_mark"))
            files = dict(conn.execute("SELECT publication_id, text FROM file_text"))
        self.texts = {p.id: searched(p, files.get(p.id, "")) for p in self.records}
        self.filed = {p.id: self.above(self.terms_of(p)) for p in self.records}
        self.alike = defaultdict(list)
        for p in self.records:
            for shared in {("title", squeeze(p.title)), ("doi", identifiers.doi(p.doi).lower())}:
                self.alike[shared].append(p)

    def find(self, query: Query, sort: Sequence[Sort] = ()) -> list[int]:
        """The ids that match, in display order."""
        found = self.found(query)
        if Sort("title", True) in sort:
            found.reverse()
        for by in reversed(sort):
            found.sort(key=lambda p, by=by: sort_key(by.column, p), reverse=by.descending)
        return [p.id for p in found]

    def found(self, query: Query) -> list[Publication]:
        """The records that match, by title."""
        trashed, test = asks_for_trash(query), self.test(query)
        return [p for p in self.records if p.trashed == trashed and test(p)]

    def facet(self, facet: str, query: Query) -> dict[str, int]:
        """How many of the matches lie under each value."""
        found = self.found(query)
        if facet == "year":
            return dict(Counter(str(p.year) for p in found if p.year is not None))
        if facet == "contributor":
            return dict(Counter(name for p in found for name in {c.name.sorted_name for c in p.contributors} if name))
        return dict(Counter(name for p in found for vocabulary, name in self.filed[p.id] if vocabulary == facet))

    def terms_of(self, p: Publication) -> list[tuple[str, str]]:
        """The terms of a publication; those of the user's own vocabularies stand among its other fields."""
        held = [(vocabulary, as_names(getattr(p, field))) for vocabulary, field in FIELD_OF.items()]
        own = taken_out(p.extra, self.own)[1]
        return [("kind", p.kind), *((vocabulary, name) for vocabulary, names in (*held, *own.items()) for name in names)]

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

    def test(self, query: Query) -> Callable[[Publication], bool]:
        """What tells whether a publication matches, wherever it is."""
        match query:
            case And(parts):
                tests = [self.test(part) for part in parts]
                return lambda p: all(test(p) for test in tests)
            case Or(parts):
                tests = [self.test(part) for part in parts]
                return lambda p: any(test(p) for test in tests)
            case Not(part):
                test = self.test(part)
                return lambda p: not test(p)
            case Duplicate():
                return self.has_likeness
            case Filed():
                terms = named(query, self.terms)
                return lambda p: not self.filed[p.id].isdisjoint(terms)
            case Holds("list", title, prefix):
                wanted = fold(title)
                numbered = re.fullmatch("#[0-9]+", title)
                held = [
                    keys
                    for (of, number), keys in self.lists
                    if (number == title if numbered else of == wanted or (prefix and of.startswith(wanted)))
                ]
                return lambda p: any(p.key in keys for keys in held)
            case Marked(mark):
                return lambda p: (p.id, mark) in self.marks
            case Match(columns=columns):
                search = pattern(query).search
                return lambda p: any(search(self.texts[p.id][column]) for column in columns or ("all",))
        return leaf(query)

    def has_likeness(self, p: Publication) -> bool:
        """Is another record likely the same work?"""
        others = self.alike["title", squeeze(p.title)] + (self.alike["doi", identifiers.doi(p.doi).lower()] if p.doi else [])
        return any(other.id != p.id and not other.trashed and alike(p, other) for other in others)


def leaf(query: Query) -> Callable[[Publication], bool]:
    match query:
        case Everything():
            return lambda p: True
        case InTrash():
            return lambda p: p.trashed
        case Holds():
            return lambda p: holds(query, p)
        case By(name):
            return lambda p: name in {c.name.sorted_name for c in p.contributors}
        case Between():
            return lambda p: between(query, p)
        case Has(what):
            return lambda p: has(what, p)
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


def searched(p: Publication, file: str) -> dict[str, str]:
    """The texts of a publication in which words are sought, that of its files among all."""
    texts = {
        "title": p.title,
        "subtitle": p.subtitle,
        "names": "\n".join(part for c in p.contributors for part in (c.name.sorted_name, acronym(c.name)) if part),
        "abstract": p.abstract,
        "notes": "\n".join(note.text for note in p.notes),
        "tags": "\n".join(p.tags),
    }
    squeezed = {column: f" {squeeze(text)} " for column, text in texts.items()}
    return squeezed | {"all": "\n".join((*squeezed.values(), f" {squeeze(file)} "))}


def acronym(name: object) -> str:
    return name.acronym if isinstance(name, Organisation) else ""


def pattern(query: Match) -> re.Pattern[str]:
    """What finds a query's words in squeezed texts that have a blank at either end; what has no words is found nowhere."""
    wanted = words(query.text)
    ways = [written(wanted, len(wanted) - 1 if query.prefix else None)] if wanted else ["(?!)"]
    if query.columns == ("names",) and 1 < len(wanted) <= 8 and not any(map(is_run, wanted)):
        turns = range(1, len(wanted))  # names are kept family name first, and may be sought given name first
        ways += [written(wanted[at:] + wanted[:at], len(wanted) - at - 1 if query.prefix else None) for at in turns]
    return re.compile("|".join(ways))


def written(wanted: list[str], prefix: int | None) -> str:
    """Words next to each other; one of them may only begin a word, and what is written without blanks is any part of a run."""
    inside = " ".join(word + ("[^ ]*" if at == prefix and not is_run(word) else "") for at, word in enumerate(wanted))
    return ("" if is_run(wanted[0]) else " ") + inside + ("" if is_run(wanted[-1]) else " ")


def is_run(word: str) -> bool:
    """Is it of a script that is written without blanks between words, or of Korean?"""
    scripts = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "IDEOGRAPHIC")
    return unicodedata.name(word[0], "").startswith(scripts)


def holds(query: Holds, p: Publication) -> bool:
    held = getattr(p, query.column)
    if query.column == "key":
        wanted = fold_key(query.text)
        return any(key.startswith(wanted) if query.prefix else key == wanted for key in map(fold_key, (held, *p.aliases)))
    if query.column in ("isbn", "issn"):
        return fold(re.sub("[- ]", "", query.text)) in fold(held.replace("-", ""))
    return fold(identifiers.doi(query.text) if query.column == "doi" else query.text) in fold(held)


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
    held = {"author": p.contributors, "year": p.year is not None, "notes": p.notes, "file": linked_files.of(p.extra)}
    return bool(held[what] if what in held else getattr(p, what))


def as_names(held: str | Sequence[str]) -> Sequence[str]:
    return (held,) if isinstance(held, str) else held


def named(query: Filed, terms: dict[tuple[str, str], Term]) -> set[tuple[str, str]]:
    """The terms that a name means: those of the name, else of an alias, else those that hold its words, else an alias that does."""
    of_vocabulary = [term for term in terms.values() if term.vocabulary == query.vocabulary]
    if query.exact:
        return {(t.vocabulary, t.name) for t in of_vocabulary if t.name == query.name}
    if query.vocabulary == "region" and (wider := vocabularies.wider_region(query.name)):
        return {(t.vocabulary, t.name) for t in of_vocabulary if t.name in wider}
    folded, wanted = squeeze(query.name), words(query.name)
    by_name = {t for t in of_vocabulary if squeeze(t.name) == folded}
    by_alias = {t for t in of_vocabulary if folded in map(squeeze, t.aliases)}
    holding = {t for t in of_vocabulary if holds_words(wanted, words(t.name), query.prefix)}
    distant = {t for t in of_vocabulary if any(holds_words(wanted, words(name), query.prefix) for name in t.aliases)}
    ways = [holding | by_alias, distant] if query.prefix else [by_name, by_alias, holding, distant]
    return {(t.vocabulary, t.name) for t in next(filter(None, ways), ())}


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
        case "place" | "language" | "kind" | "tags":
            terms = {"place": p.countries or p.regions, "language": p.languages, "kind": (p.kind,), "tags": p.tags}[column]
            return (bool(terms), "; ".join(fold(name) for name in terms))
    return getattr(p, column)
