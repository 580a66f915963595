"""Where searched words stand in a text, and the passage of a long text that shows them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from tipdesk.domain.query import And, Match, Or, Query
from tipdesk.domain.text import Phrase, fold, is_run, of_word, plain

LONGEST = 120  # characters of a passage
BEFORE = 16  # of them before the first match, so that it is seen where there is little room

Span = tuple[int, int]  # start, length


class Passage(NamedTuple):
    """A piece of a text on one line, what searches call the field that it comes from, and where in it stands what was searched."""

    field: str
    text: str
    marks: tuple[Span, ...]

    def from_the_match(self) -> "Passage":
        """The same without what stands before the first match, for where there is little room."""
        cut = self.marks[0][0]
        if cut <= 1:
            return self
        return Passage(self.field, f"…{self.text[cut:]}", tuple((start - cut + 1, length) for start, length in self.marks))


def sought(query: Query) -> Iterator[Match]:
    """The words and phrases that publications are found by, without those that are excluded."""
    if isinstance(query, Match):
        yield query
    elif isinstance(query, And | Or):
        for part in query.parts:
            yield from sought(part)


def stands_in(text: str, phrases: Sequence[Phrase]) -> bool:
    """Does any of the phrases stand in the text?"""
    folded = fold(plain(text))
    return any(True for phrase in phrases for _ in _found(folded, phrase))


def spans(text: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Where the phrases stand in a text, compared as the search does."""
    if not phrases or not text:
        return []
    folded, origin = _folded(text)
    found = {span for phrase in phrases for span in _found(folded, phrase)}
    return [(origin[start], origin[end - 1] + 1 - origin[start]) for start, end in sorted(found)]


def passage(field: str, text: str, phrases: Sequence[Phrase]) -> Passage | None:
    """The piece of a text around the first of the phrases that stands in it."""
    if not stands_in(text, phrases):
        return None
    text = " ".join(unicodedata.normalize("NFC", plain(text)).split())
    folded, origin = _folded(text)
    first = min((span for one in phrases for span in islice(_found(folded, one), 1)), default=None)
    if first is None:
        return None
    match, after = origin[first[0]], origin[first[1] - 1] + 1
    start = _beginning(text, match)
    end = start + LONGEST
    if end < len(text):
        end = max(text.rfind(" ", start, end), min(after, end))
    piece = text[start:end]
    lead, rest = ("…" if start else ""), ("…" if end < len(text) else "")
    return Passage(field, f"{lead}{piece}{rest}", tuple((at + len(lead), length) for at, length in spans(piece, phrases)))


def _beginning(text: str, match: int) -> int:
    """A little before the match, where a word begins."""
    start = max(0, match - BEFORE)
    blank = text.find(" ", start, match)
    return blank + 1 if start and blank >= 0 else start


def _found(folded: str, phrase: Phrase) -> Iterator[tuple[int, int]]:
    """Where a phrase begins and ends in folded text. The ends of words are looked at here: in a pattern they make it slow to search."""
    if not phrase.words:
        return
    open_before, open_after = is_run(phrase.words[0]), phrase.part or phrase.begins
    for found in _pattern(phrase.words).finditer(folded):
        start, end = found.span()
        if (open_before or not of_word().match(folded[start - 1 : start])) and (open_after or not of_word().match(folded, end)):
            yield start, end


@lru_cache(500)
def _pattern(found: tuple[str, ...]) -> re.Pattern[str]:
    joints = (r"[\W_]*" if is_run(one) or is_run(other) else r"[\W_]+" for one, other in pairwise(found))
    return re.compile(found[0] + "".join(f"{joint}{word}" for joint, word in zip(joints, found[1:], strict=True)))


_folded_character = cache(fold)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text folded, and which of its characters each of the folded ones comes from."""
    if text.isascii():
        return fold(text), range(len(text))
    parts = [_folded_character(character) for character in text]
    return "".join(parts), [position for position, part in enumerate(parts) for _ in part]
