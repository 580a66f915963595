"""The facets as a tree of nodes, made from counts: what is shown, in what order, under what."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tipdesk.domain.list_titles import shown
from tipdesk.domain.text import fold
from tipdesk.domain.vocabularies import Vocabulary
from tipdesk.gui.filters import FACETS, PLACES, Choice, list_place, saved_place
from tipdesk.gui.labels import facet_label, place_label, value_label

if TYPE_CHECKING:
    from tipdesk.app.library import Count, Top
    from tipdesk.domain.saved_search import SavedSearch

PLACE, FACET, VALUE, MORE, SWITCH = "place", "facet", "value", "more", "switch"
SAVED, LISTS = "saved", "lists"  # the sections of the saved searches and of the reading lists
NESTED = ("region", "theme", "tag")
TOP = 8  # values of a facet that are shown before "Show all"
MOST = 500  # values that are ever shown of one facet; the filter box finds the rest

Key = tuple[str, str, str]  # what a node is, across rebuilds: section, facet, name


@dataclass(slots=True, eq=False)
class Node:
    """One line of the sidebar. `share` is its count against the largest of its facet, 0 to 1."""

    what: str
    label: str
    section: str = ""
    choice: Choice | None = None
    count: int = -1  # not known
    share: float = 0.0
    term_id: int = 0
    colour: str = ""
    search: "SavedSearch | None" = None
    list_id: int = 0  # of a reading list
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    row: int = 0
    number: int = 0

    @property
    def key(self) -> Key:
        """The same line has the same key in the next tree."""
        if self.choice is None:
            return (self.what, self.section, "")
        return (self.section, self.choice.facet, self.choice.name)

    def add(self, child: "Node") -> None:
        """Put a node below this one."""
        child.parent, child.row = self, len(self.children)
        self.children.append(child)


Counts = Mapping[str, "Top"]


class View(NamedTuple):
    """What the user sees of the facets: which are shown whole, which values are chosen, what the filter box says.

    `kept`: the lines that were there when the user began to press some; no others come and none goes until the pointer leaves.
    """

    chosen: AbstractSet[Choice] = frozenset()
    whole: AbstractSet[str] = frozenset()
    sought: str = ""
    searches: "tuple[SavedSearch, ...]" = ()
    lists: tuple[tuple[int, str], ...] = ()
    own: "tuple[Vocabulary, ...]" = ()
    kept: AbstractSet[Key] = frozenset()

    def shows(self, section: str, choice: Choice) -> bool:
        """May a line for this be there?"""
        return not self.kept or (section, choice.facet, choice.name) in self.kept or choice in self.chosen


def build(places: Mapping[str, int], counts: Counts, view: View, called: AbstractSet[int] = frozenset()) -> Node:
    """The tree: places, reading lists and saved searches, then a node for each facet; one that was not counted has no values yet.

    `called`: the ids of the terms that go by what the filter box says.
    """
    root = Node("root", "")
    sought = fold(view.sought.strip())
    if not sought:
        for place in PLACES:
            root.add(Node(PLACE, place_label(place), place, count=places.get(place, -1)))
    _add_lists(root, places, view, sought)
    _add_searches(root, places, view, sought)
    for facet in (*FACETS, *(vocabulary.name for vocabulary in view.own)):
        node = Node(FACET, facet_label(facet, view.own), facet)
        if sought:
            _add_found(node, facet, counts, view, called)
        elif facet in counts:
            _add_values(node, facet, counts, view)
        if node.children or not sought:
            root.add(node)
    return root


def _add_lists(root: Node, places: Mapping[str, int], view: View, sought: str) -> None:
    node = Node(FACET, facet_label(LISTS), LISTS)
    for number, title in shown(view.lists):
        if sought in fold(title):
            place = list_place(number)
            node.add(Node(PLACE, title, place, count=places.get(place, -1), list_id=number))
    if node.children:
        root.add(node)


def _add_searches(root: Node, places: Mapping[str, int], view: View, sought: str) -> None:
    node = Node(FACET, facet_label(SAVED), SAVED)
    for search in view.searches:
        if sought in fold(search.name):
            place = saved_place(search.id)
            node.add(Node(PLACE, search.name, place, count=places.get(place, -1), search=search))
    if node.children:
        root.add(node)


def _value(section: str, facet: str, count: "Count", largest: int, label: str = "") -> Node:
    choice = Choice(facet, count.value)
    share = min(1.0, count.count / largest) if largest else 0.0
    return Node(VALUE, label or value_label(choice), section, choice, count.count, share, count.term_id, count.colour)


def _counts(facet: str, counts: Counts) -> "Sequence[Count]":
    return counts[facet].counts if facet in counts else ()


def _with_chosen(facet: str, counts: "Sequence[Count]", view: View) -> "list[Count]":
    """The counts, and the chosen values that have none."""
    from tipdesk.app.library import Count

    there = {count.value for count in counts}
    kept = {name for section, of, name in view.kept if section == of == facet}
    absent = sorted((kept | {choice.name for choice in view.chosen if choice.facet == facet}) - there)
    return [*counts, *(Count(name, _in_range(name, counts) if ".." in name and facet == "year" else 0) for name in absent)]


def _in_range(years: str, counts: "Sequence[Count]") -> int:
    low, _, high = years.partition("..")
    return sum(count.count for count in counts if int(low) <= int(count.value) <= int(high))


def _ordered(facet: str, counts: "Sequence[Count]") -> "list[Count]":
    """Years backwards, a range of them before its last one; other values by their counts."""
    return sorted(counts, key=lambda c: (-int(c.value.rpartition("..")[2]), ".." not in c.value)) if facet == "year" else list(counts)


def _largest(counts: "Iterable[Count]") -> int:
    return max((count.count for count in counts if ".." not in count.value), default=0)


def _add_found(node: Node, facet: str, counts: Counts, view: View, called: AbstractSet[int]) -> None:
    values = _ordered(facet, _with_chosen(facet, _counts(facet, counts), view))
    sought = fold(view.sought.strip())
    found = [c for c in values if c.term_id in called or sought in fold(value_label(Choice(facet, c.value))) or sought in fold(c.value)]
    largest = _largest(values)
    for count in found[:MOST]:
        node.add(_value(facet, facet, count, largest))


def _add_values(node: Node, facet: str, counts: Counts, view: View) -> None:
    values = _ordered(facet, _with_chosen(facet, _counts(facet, counts), view))
    largest = _largest(values)
    ids = {count.term_id for count in values if count.term_id}
    nested = facet in NESTED or facet not in FACETS
    below = _below(facet, values, counts, ids) if nested else {}
    roots = [count for count in values if not (nested and count.parent_id in ids)]
    shown = roots[:MOST] if facet in view.whole else _first(roots, facet, view)
    if facet == "region" and roots:
        node.add(Node(SWITCH, "", facet))
    for count in shown:
        if view.shows(facet, Choice(facet, count.value)):
            child = _value(facet, facet, count, largest)
            node.add(child)
            _add_below(child, below, largest, view)
    if (MORE, facet, "") in view.kept if view.kept else len(roots) > TOP + 1:
        node.add(Node(MORE, str(len(roots) if facet in NESTED else max(len(roots), counts[facet].whole)), facet))


def _below(facet: str, values: "Sequence[Count]", counts: Counts, ids: AbstractSet[int]) -> "dict[int, list[tuple[str, Count]]]":
    """What lies under each term: terms of the same facet, and under regions their countries too."""
    below: dict[int, list[tuple[str, Count]]] = {}
    for of, these in ((facet, values), ("country", _counts("country", counts) if facet == "region" else ())):
        for count in these:
            if count.parent_id in ids:
                below.setdefault(count.parent_id, []).append((of, count))
    return below


def _first(roots: "Sequence[Count]", facet: str, view: View) -> "list[Count]":
    """The top values, and those further down that are chosen."""
    if len(roots) <= TOP + 1 or view.kept:
        return list(roots)
    return [c for number, c in enumerate(roots) if number < TOP or Choice(facet, c.value) in view.chosen]


def _add_below(node: Node, below: "Mapping[int, Sequence[tuple[str, Count]]]", largest: int, view: View) -> None:
    for facet, count in below.get(node.term_id, ()) if node.term_id else ():
        if not view.shows(node.section, Choice(facet, count.value)):
            continue
        label = count.value.rpartition("/")[2] if facet == "tag" else ""
        child = _value(node.section, facet, count, largest, label)
        node.add(child)
        if child.parent is not None and facet == node.section:
            _add_below(child, below, largest, view)
