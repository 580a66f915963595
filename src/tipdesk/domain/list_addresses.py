"""How people name a reading list and what is in it: by title, or by the numbers that `tipdesk list show` prints."""

from collections.abc import Iterable, Sequence

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.reading import Item, Place, ReadingList, Section, places
from tipdesk.domain.text import squeeze


def find_list(lists: Sequence[ReadingList], name: str) -> ReadingList:
    """The list with this title, in any case, or else with this id. Raises BadRequest for none, or several."""
    found = [one for one in lists if one.title == name] or [one for one in lists if squeeze(one.title) == squeeze(name)]
    found = found or [one for one in lists if str(one.id) == name.strip()]
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise BadRequest(f"Several reading lists are called {name}; name one by its number: {numbers}.")
    if not found:
        raise BadRequest(f"There is no reading list {name}; there are: {'; '.join(one.title for one in lists) or 'none'}.")
    return found[0]


def find_section(whole: ReadingList, address: str) -> Section:
    """The section with this number (`2.1`) or, in any case, title. Raises BadRequest for none, or several."""
    found = _sections(whole, address)
    if len(found) > 1:
        numbers = ", ".join(place.number for place in found)
        raise BadRequest(f"Several sections are called {address}; name one by its number: {numbers}.")
    if not found:
        raise BadRequest(f"{whole.title} has no section {address}; tipdesk list show prints their numbers.")
    return found[0].section


def _sections(whole: ReadingList, address: str) -> list[Place]:
    there = list(places(whole))
    numbered = [place for place in there if place.number == address.strip().rstrip(".")]
    return numbered or [place for place in there if squeeze(place.section.title) == squeeze(address)]


def find_item(whole: ReadingList, address: str) -> tuple[Section, Item]:
    """The item with this address (`2.1#3`: the third in section 2.1) or citation key, and its section.

    Raises BadRequest for none, or for a key that stands in several places.
    """
    section, sign, number = address.rpartition("#")
    if sign and number.strip().isascii() and number.strip().isdecimal():
        inside = find_section(whole, section)
        place = int(number[:9])
        if not 1 <= place <= len(inside.items):
            raise BadRequest(f"Section {section.strip()} has no item {number.strip()}; it has {len(inside.items)}.")
        return inside, inside.items[place - 1]
    found = [(p.section, item, f"{p.number}#{n}") for p in places(whole) for n, item in enumerate(p.section.items, 1) if _is(item, address)]
    if len(found) > 1:
        raise BadRequest(f"{address} stands in several places; name one: {', '.join(where for _, _, where in found)}.")
    if not found:
        raise BadRequest(f"{whole.title} has no item {address}; tipdesk list show prints their addresses, such as 2.1#3.")
    return found[0][0], found[0][1]


def _is(item: Item, key: str) -> bool:
    return bool(item.key) and item.key.lower() == key.strip().lower()


def find_parts(whole: ReadingList, addresses: Iterable[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids of the sections and of the items with these addresses, in the order given. Raises BadRequest for none of either."""
    sections: list[int] = []
    items: list[int] = []
    for address in addresses:
        if _sections(whole, address):
            sections.append(find_section(whole, address).id)
        else:
            items.append(find_item(whole, address)[1].id)
    return tuple(sections), tuple(items)
