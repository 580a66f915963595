"""Reading lists told apart where their titles do not do it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tipdesk.domain.query import LIST_NUMBER
from tipdesk.domain.text import fold


def numbered(lists: Iterable[tuple[int, str]]) -> frozenset[int]:
    """Of lists by id and title those that a search for their title would not find alone: another's is the same, or it is a number."""
    titles = {number: fold(title) for number, title in lists}
    count = Counter(titles.values())
    return frozenset(number for number, title in titles.items() if count[title] > 1 or LIST_NUMBER.fullmatch(title))


def shown(lists: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lists by id and title, with the number behind the title where that does not tell them apart."""
    alike = numbered(lists)
    return [(number, f"{title} #{number}" if number in alike else title) for number, title in lists]
