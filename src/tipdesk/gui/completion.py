"""What may stand where one types in the search field: the names of fields, and behind them the values that there are."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tipdesk.domain.query import RANGE_FIELDS, STATES, VOCABULARY_FIELDS, Query
from tipdesk.domain.query_text import written
from tipdesk.domain.text import fold
from tipdesk.domain.vocabularies import Vocabulary
from tipdesk.gui.filters import Choice
from tipdesk.gui.labels import FIELD_NAMES, SAME_FIELD, field_meaning, value_label
from tipdesk.gui.tasks import Job

if TYPE_CHECKING:
    from tipdesk.app.library import Count, Library

LEAST = 2  # letters of a field's name before it is suggested
MOST = 50
MOST_CONTRIBUTORS = 500  # whose names hold what is typed, the most frequent: looked through for those that begin so
FACET_OF = VOCABULARY_FIELDS | {"author": "contributor", "contributor": "contributor", "year": "year"}
_FIXED = STATES | dict.fromkeys(RANGE_FIELDS[1:], (">1d", ">7d", ">4w", ">12m"))
_PIECE = re.compile(
    r"""[\s()]+ | (?P<minus>-)(?=[^\s-]|$) |
    (?:(?P<field>[^\W\d_]+):(?P<exact>=?))? (?P<value>"(?:\\["\\]|[^"])*"?\*? | [^\s()"]+ | (?<=[:=]))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """The term that is being typed: where it stands, a minus included, and what is typed of it up to the cursor."""

    start: int
    end: int
    minus: str = ""
    field: str = ""
    exact: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would stand in the place of a word, what is shown of that, and beside it a remark or how many there are."""

    text: str
    label: str
    remark: str = ""
    count: int = -1


def word_at(text: str, cursor: int) -> Word:
    """The term that ends at the cursor or has it inside; an empty one between terms."""
    position, minus = 0, -1
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            break
        if piece["value"] is not None and piece.start() < cursor <= piece.end():
            start = minus if minus == piece.start() - 1 and minus >= 0 else piece.start()
            typed = text[piece.start("value") : cursor].strip('"')
            field = fold(piece["field"] or "")
            return Word(start, piece.end(), text[start : piece.start()], field, bool(piece["exact"]), typed)
        minus = piece.start() if piece["minus"] else -1
        position = max(piece.end(), position + 1)
    return Word(cursor, cursor)


def fields(beginning: str, word: Word, own: Sequence[Vocabulary] = ()) -> list[Suggestion]:
    """The fields whose names begin so, and those of the user's own vocabularies; other names of a field only if they are typed."""
    names = [*FIELD_NAMES, *(SAME_FIELD if beginning else ())]
    meanings = {name: field_meaning(name) for name in names} | {vocabulary.name: vocabulary.label for vocabulary in own}
    begun = [name for name in meanings if name.startswith(fold(beginning))]
    return [Suggestion(f"{word.minus}{name}:", f"{name}:", meanings[name]) for name in begun]


def values(library: "Library", word: Word, query: Query, job: Job, own: Sequence[Vocabulary] = ()) -> list[Suggestion]:
    """The values behind a field that begin as is typed, have a word that does or another name, with how many matches of the query have
    them."""
    from tipdesk.app.library import Count

    if word.field in _FIXED:
        counted: Sequence[Count] = [Count(value, -1) for value in _FIXED[word.field]]
    elif word.field == "list":
        counted = [Count(title, -1) for title in dict.fromkeys(title for _, title in library.list_titles())]
    elif facet := FACET_OF.get(word.field) or next((v.name for v in own if v.name == word.field), ""):
        counted = _counted(library, facet, word, query, job)
    else:
        return []
    if word.field == "year":
        counted = sorted(counted, key=lambda count: -int(count.value))
    found = list(_fitting(word, counted, library.called(word.typed)))
    return [suggestion for first in (True, False) for at_start, suggestion in found if at_start is first][:MOST]


def _counted(library: "Library", facet: str, word: Word, query: Query, job: Job) -> "Sequence[Count]":
    from tipdesk.app.library import Wanted

    wanted = Wanted(MOST_CONTRIBUTORS, fold(word.typed))  # there may be as many as publications
    return library.facets({facet: query}, wanted, job)[facet].counts


def _fitting(word: Word, counted: "Sequence[Count]", called: AbstractSet[int]) -> Iterator[tuple[bool, Suggestion]]:
    """With each whether it begins with what is typed; `called` are the terms that go by it."""
    sought = fold(word.typed)
    for count in counted:
        value = count.value
        label = value_label(Choice(FACET_OF.get(word.field, ""), value))
        names = {fold(label), fold(value)} - {sought}
        otherwise = count.term_id in called and fold(label) != sought != fold(value)
        at_start = any(name.startswith(sought) for name in names)
        if at_start or otherwise or any(f" {sought}" in name or f"/{sought}" in name for name in names):
            text = f"{word.field}:{value}" if word.field in _FIXED else written(word.field, value, exact=word.exact)
            yield at_start, Suggestion(f"{word.minus}{text} ", label, "", count.count)
