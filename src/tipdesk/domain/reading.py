"""Reading lists: what a trainer hands out, as values. Their texts hold no control characters: these are left out as a value is made."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tipdesk.domain.text import leave_out_controls

ESSENTIAL, RECOMMENDED, FURTHER = IMPORTANCES = ("essential", "recommended", "further")
DRAFT, FINAL = STATUSES = ("draft", "final")
DEEPEST = 5  # sections in sections: below a title, documents have headings for as many


@dataclass(frozen=True, slots=True)
class Item:
    """One reading, by the publication's citation key, or free text between the readings (no key).

    `importance` is any text; the three of IMPORTANCES are known in several languages. `trashed` says that the publication lies in
    the trash: such an item leaves in no export.
    """

    key: str = ""
    text: str = ""
    importance: str = ESSENTIAL
    pages: str = ""
    minutes: int | None = None
    task: str = ""
    annotation: str = ""
    private_note: str = ""
    trashed: bool = field(default=False, compare=False)
    id: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        leave_out_controls(self)


@dataclass(frozen=True, slots=True)
class Section:
    """A day or a session: its own items first, then the sections inside it. One without a title has no heading."""

    title: str
    description: str = ""
    items: tuple[Item, ...] = ()
    sections: tuple["Section", ...] = ()
    id: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        leave_out_controls(self)


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list with ordered sections; `status` is one of STATUSES."""

    title: str
    description: str = ""
    audience: str = ""
    owner: str = ""
    period: str = ""
    status: str = DRAFT
    sections: tuple[Section, ...] = ()
    id: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        leave_out_controls(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section stands: its number as people count (`2.1`), and how many sections it lies in."""

    number: str
    depth: int
    section: Section


def places(whole: ReadingList | Section) -> Iterator[Place]:
    """All sections inside a list or a section, in the order in which they are read."""
    waiting = [Place(str(number), 0, section) for number, section in reversed(list(enumerate(whole.sections, 1)))]
    while waiting:
        place = waiting.pop()
        yield place
        inner = list(enumerate(place.section.sections, 1))
        waiting += (Place(f"{place.number}.{number}", place.depth + 1, section) for number, section in reversed(inner))


def items(whole: ReadingList | Section) -> Iterator[Item]:
    """All items in a list or a section, those of the sections inside it too, in the order in which they are read."""
    if isinstance(whole, Section):
        yield from whole.items
    for place in places(whole):
        yield from place.section.items


@dataclass(frozen=True, slots=True)
class Totals:
    """How many readings there are, how many minutes all items take, and how many readings say no minutes."""

    readings: int = 0
    minutes: int = 0
    untimed: int = 0


def totals(whole: ReadingList | Section) -> Totals:
    """What a list or a section comes to, the sections inside it too; what lies in the trash does not count."""
    standing = [item for item in items(whole) if not item.trashed]
    readings = [item for item in standing if item.key]
    untimed = sum(item.minutes is None for item in readings)
    return Totals(len(readings), sum(item.minutes or 0 for item in standing), untimed)


def importances(whole: ReadingList) -> tuple[str, ...]:
    """The names of importance that the readings of a list use, the highest first.

    They stand in the order in which the list first uses them, but for the three known ones among themselves: whoever has
    renamed them has the most important readings first.
    """
    used = tuple(dict.fromkeys(item.importance for item in items(whole) if item.key and item.importance))
    known = iter([name for name in IMPORTANCES if name in used])
    return tuple(next(known) if name in IMPORTANCES else name for name in used)


def highest(whole: ReadingList) -> str:
    """The importance that each section should have a reading of: `essential`, or what a list calls it."""
    used = importances(whole)
    return ESSENTIAL if ESSENTIAL in used or set(used) <= set(IMPORTANCES) else used[0]
