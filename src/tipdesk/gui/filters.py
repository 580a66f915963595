"""What the user has narrowed the library down to: a place in the sidebar, facet values, and search text."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from tipdesk.domain import vocabularies
from tipdesk.domain.list_titles import numbered
from tipdesk.domain.passages import sought
from tipdesk.domain.query import (
    READ,
    STARRED,
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
    Parsed,
    Query,
    conjunction,
    parse,
)
from tipdesk.domain.query_text import text_of
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.domain.vocabularies import Vocabulary

ALL, UNFILED, ATTENTION, DUPLICATES, RECENT, TRASH = "all", "unfiled", "attention", "duplicates", "recent", "trash"
PLACES: dict[str, Query] = {
    ALL: Everything(),
    UNFILED: And((Not(Has("tag")), Not(Has("category")))),
    ATTENTION: Or((Not(Has("year")), Not(Has("author")), Not(Has("abstract")))),
    DUPLICATES: Duplicate(),
    RECENT: Between("added", "7d"),
    TRASH: InTrash(),
}
WITH, WITHOUT, UNREAD = "with", "without", "unread"
CONDITIONS: dict[str, dict[str, Query]] = {  # facets whose values are no terms, and what each value means
    "is": {STARRED: Marked(STARRED), UNREAD: Not(Marked(READ)), READ: Marked(READ)},
    "notes": {WITH: Has("notes"), WITHOUT: Not(Has("notes"))},
    "file": {WITH: Has("file"), WITHOUT: Not(Has("file"))},
}
FACETS = ("region", "country", "year", "category", "theme", "tag", "kind", "language", "contributor", *CONDITIONS)
PLACE_FACETS = ("region", "country")  # for whose values what is marked Worldwide can be counted in
WORLDWIDE: Query = Or(tuple(Filed(facet, vocabularies.WORLDWIDE, exact=True) for facet in PLACE_FACETS))


class Choice(NamedTuple):
    """One value of one of FACETS, or of a vocabulary of the user's own; of the years also a range, as `2015..2019`."""

    facet: str
    name: str


class State(NamedTuple):
    """All that the user has narrowed the library down by; the choices in their order, each with whether it is excluded."""

    place: str = ALL
    text: str = ""
    choices: tuple[tuple[Choice, bool], ...] = ()
    worldwide: bool = False  # is what is marked Worldwide counted in where a place is chosen?


def saved_place(number: int) -> str:
    """The place of a saved search."""
    return f"saved:{number}"


def list_place(number: int) -> str:
    """The place of a reading list."""
    return f"list:{number}"


def is_list(place: str) -> bool:
    """Is this the place of a reading list?"""
    return place.startswith("list:")


def query_of(choice: Choice) -> Query:
    """The publications that lie under a value."""
    if choice.facet == "year":
        low, _, high = choice.name.partition("..")
        return Between("year", low, high or low)
    if choice.facet == "contributor":
        return By(choice.name)
    if choice.facet in CONDITIONS:
        return CONDITIONS[choice.facet][choice.name]
    return Filed(choice.facet, choice.name, exact=True)


class Filters(QObject):
    """The state that the sidebar, the chips and the search field share; `changed` is emitted after each change.

    Values of one facet are alternatives, facets narrow each other down, and excluded values are left out one by one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = ALL
        self.text = ""
        self.worldwide = False
        self.problem = ""  # why `text` was read as plain words
        self._parsed: Query = Everything()
        self._said: dict[str, str] = {}  # the same of saved searches, by place
        self._choices: dict[Choice, bool] = {}  # in the order they were made; True: excluded
        self._places: dict[str, Query] = dict(PLACES)
        self.own: tuple[Vocabulary, ...] = ()  # the user's own vocabularies, which are facets too

    @property
    def facets(self) -> tuple[str, ...]:
        """FACETS and the user's own vocabularies."""
        return (*FACETS, *(vocabulary.name for vocabulary in self.own))

    def set_own(self, vocabularies: "Sequence[Vocabulary]") -> None:
        """The user's own vocabularies that are there; choices of one that is gone are let go of."""
        if tuple(vocabularies) != self.own:
            self.own = tuple(vocabularies)
            self._choices = {choice: state for choice, state in self._choices.items() if choice.facet in self.facets}
            self._read(self.text)
            self.changed.emit()

    def _parse(self, text: str, typing: bool = False) -> Parsed:
        return parse(text, typing, [vocabulary.name for vocabulary in self.own])

    @property
    def state(self) -> State:
        """What is chosen now, to come back to."""
        return State(self.place, self.text, tuple(self._choices.items()), self.worldwide)

    def restore(self, state: State) -> None:
        """Choose what was chosen before; a place that is gone is everything."""
        if state != self.state:
            self.place = state.place if state.place in self._places else ALL
            self._choices = dict(state.choices)
            self.worldwide = state.worldwide
            self._read(state.text)
            self.changed.emit()

    def set_kept(self, searches: "Sequence[SavedSearch]", lists: Sequence[tuple[int, str]]) -> None:
        """The saved searches and the reading lists (id, title) that are there; each is a place."""
        alike = numbered(lists)
        listed: dict[str, Query] = {
            list_place(number): Holds("list", f"#{number}" if number in alike else title) for number, title in lists
        }
        parsed = {saved_place(search.id): self._parse(search.query) for search in searches}
        self._said = {place: one.problem for place, one in parsed.items()}
        places = PLACES | listed | {place: one.query for place, one in parsed.items()}
        before, self._places = self._places.get(self.place), places
        if self.place not in places:
            self.place = ALL
        if places[self.place] != before:
            self.changed.emit()

    @property
    def places(self) -> dict[str, Query]:
        """The places and what lies there, the reading lists and saved searches behind the others."""
        return self._places

    @property
    def choices(self) -> dict[Choice, bool]:
        """The chosen values in the order they were chosen, each with whether it is excluded."""
        return dict(self._choices)

    @property
    def narrowed(self) -> bool:
        """Is anything left out by text or choices?"""
        return bool(self.text.strip() or self._choices)

    @property
    def place_problem(self) -> str:
        """Why the saved search that is looked at is read as plain words."""
        return self._said.get(self.place, "")

    def chosen(self, choice: Choice) -> bool | None:
        """None for a value that is not chosen, else whether it is excluded."""
        return self._choices.get(choice)

    def set_text(self, text: str) -> None:
        """What stands in the search field."""
        if text == self.text:
            return
        self._read(text)
        self.changed.emit()

    def _read(self, text: str) -> None:
        parsed = self._parse(text, typing=True)
        self.text, self._parsed, self.problem = text, parsed.query, parsed.problem

    def set_place(self, place: str) -> None:
        """One of `places`."""
        if place != self.place:
            self.place = place
            self.changed.emit()

    def set_worldwide(self, worldwide: bool) -> None:
        """Is what is marked Worldwide counted in where a region or country is chosen?"""
        if worldwide != self.worldwide:
            self.worldwide = worldwide
            self.changed.emit()

    def choose(self, choice: Choice, state: bool | None) -> None:
        """Include (False), exclude (True) or let go of (None) a value."""
        if self._choices.get(choice) is state:
            return
        if state is None:
            del self._choices[choice]
        else:
            self._choices[choice] = state
        self.changed.emit()

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and last year that are chosen; None if all are, or some here and there."""
        chosen = [choice.name for choice, excluded in self._choices.items() if choice.facet == "year" and not excluded]
        if len(chosen) != 1:
            return None
        low, _, high = chosen[0].partition("..")
        return int(low), int(high or low)

    def set_years(self, years: tuple[int, int] | None) -> None:
        """Choose the years from one to another instead of those chosen before; None: all."""
        rest = {choice: excluded for choice, excluded in self._choices.items() if choice.facet != "year" or excluded}
        if years is not None:
            low, high = years
            rest[Choice("year", str(low) if low == high else f"{low}..{high}")] = False
        if rest != self._choices:
            self._choices = rest
            self.changed.emit()

    def rename(self, choice: Choice, name: str) -> None:
        """The value is called otherwise now; a choice of it goes along, and of a tag those of the tags below it."""
        below = f"{choice.name}/"

        def renamed(c: Choice) -> Choice:
            goes_along = c.facet == choice.facet and (c == choice or (c.facet == "tag" and c.name.startswith(below)))
            return Choice(c.facet, name + c.name[len(choice.name) :]) if goes_along else c

        choices = {renamed(c): state for c, state in self._choices.items()}
        if choices != self._choices:
            self._choices = choices
            self.changed.emit()

    def clear(self) -> None:
        """Everything that is not in the trash."""
        self.restore(State())

    def query(self, without: str = "", text: str | None = None) -> Query:
        """What the library is asked, or would be with another text; `without` leaves a facet's choices out, as its counts need it."""
        parts: list[Query] = [self._places[self.place], self._parsed if text is None else self._parse(text, typing=True).query]
        included: dict[str, list[Query]] = {}
        for choice, excluded in self._choices.items():
            if choice.facet == without:
                continue
            if excluded:
                parts.append(Not(query_of(choice)))
            else:
                included.setdefault(choice.facet, []).append(query_of(choice))
        for facet in PLACE_FACETS if self.worldwide else ():
            if facet in included:
                included[facet].append(WORLDWIDE)
        parts += [alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives)) for alternatives in included.values()]
        return conjunction(parts)

    def query_without(self, left_out: Choice | None) -> Query:
        """The query without one choice, or (None) without the search text: what an empty result offers to let go of."""
        other = Filters()
        other.place, other._places, other.worldwide = self.place, self._places, self.worldwide
        other._choices = {choice: state for choice, state in self._choices.items() if choice != left_out}
        if left_out is not None:
            other._parsed = self._parsed
        return other.query()

    @property
    def terms(self) -> tuple[Query, ...]:
        """The parts of the search text, all of which must hold; none of a text that was read as plain words."""
        if self.problem or isinstance(self._parsed, Everything):
            return ()
        return self._parsed.parts if isinstance(self._parsed, And) else (self._parsed,)

    def drop(self, number: int) -> None:
        """Search for all but one of `terms`."""
        rest = conjunction([term for other, term in enumerate(self.terms) if other != number])
        text = text_of(rest)
        shorter = text.removesuffix("*")  # as it was typed
        self.set_text(shorter if self._parse(shorter, typing=True).query == rest else text)

    def narrow(self, term: Query) -> None:
        """Search for what matches this, too."""
        parts = self._parsed.parts if isinstance(self._parsed, And) else (self._parsed,)
        self.set_text(text_of(conjunction((*parts, term))))

    def sought(self) -> tuple[Match, ...]:
        """The words and phrases that rows were found by, those of a saved search too."""
        return tuple(dict.fromkeys(sought(self.query())))
