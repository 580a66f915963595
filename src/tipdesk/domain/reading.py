"""Reading lists: what a trainer hands out, as values."""

from dataclasses import dataclass

ESSENTIAL, RECOMMENDED, FURTHER = "essential", "recommended", "further"


@dataclass(frozen=True, slots=True)
class Item:
    """One reading, by the publication's citation key, or free text between the readings (no key)."""

    key: str = ""
    text: str = ""
    importance: str = ESSENTIAL
    pages: str = ""
    minutes: int | None = None
    task: str = ""
    annotation: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A day or a session: its own items first, then the sections inside it."""

    title: str
    description: str = ""
    items: tuple[Item, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list with ordered sections; `status` is `draft` or `final`."""

    title: str
    description: str = ""
    audience: str = ""
    owner: str = ""
    period: str = ""
    status: str = "draft"
    sections: tuple[Section, ...] = ()
    id: int = 0
