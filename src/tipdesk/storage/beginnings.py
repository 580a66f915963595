"""What many publications hold: the words and beginnings of words for which the full-text index takes longest, 6 ms of 100,000 ids.

They are found by a sample, for every script alike, and their sets are kept in memory and from one session to the next; typing then
finds the first letters of nearly everything answered.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial

from pyroaring import BitMap

from tipdesk.domain.query import Match, Query
from tipdesk.domain.text import phrase
from tipdesk.storage.connection import Connection
from tipdesk.storage.full_text import INDEXED_TEXT
from tipdesk.storage.ids import AMONG, listed
from tipdesk.storage.kept_index import Makers, Parts, of_set
from tipdesk.storage.search import Asked

SHARE = 4  # one in so many publications holds what is kept here
MOST = 320  # sets; 40 MB of a million publications
AHEAD = 240  # of them are read ahead; the rest is room for what is typed
SAMPLE = 200  # publications
READ = 2000  # characters of each: names, a title and most of an abstract
LONGEST = 12  # letters of a beginning
SET = "begins "  # before the names of parts


def likely(conn: Connection, everything: BitMap) -> list[Match]:
    """The beginnings of words that probably so many publications hold, the shortest first."""
    some = everything.to_array()[:: max(1, len(everything) // SAMPLE)]
    whole = " || ' ' || ".join(INDEXED_TEXT)
    texts = f"SELECT substr({whole}, 1, {READ}) FROM publication WHERE id {AMONG}"
    held: Counter[str] = Counter()
    for text in conn.execute(texts, (listed(some),)).scalars():
        tokens = set(phrase(text).tokens)
        held.update({token[:end] for token in tokens for end in range(1, min(len(token), LONGEST) + 1)})
    enough = len(some) * 0.8 / SHARE  # those that are short of it by chance are looked at, too
    found = sorted((text for text, count in held.items() if count >= enough), key=lambda text: (len(text), text))
    return [Match(text, (), True) for text in found[:AHEAD]]


def parts(large: Mapping[Asked, BitMap], stale: Collection[Asked]) -> Makers:
    """What another session finds by `part_of`: the sets of beginnings, but for those that are stale."""
    return {name: partial(of_set, ids) for asked, ids in large.items() if asked not in stale and (name := part_of(asked))}


def part_of(asked: Query) -> str:
    """The name of the part that is the set of a beginning; empty for what is none."""
    if isinstance(asked, Match) and asked.prefix and not asked.columns and len(asked.text) <= LONGEST:
        return f"{SET}{asked.text}"
    return ""


def kept(parts: Parts) -> list[Match]:
    """The beginnings of which these parts have sets."""
    return [Match(name.removeprefix(SET), (), True) for name in parts if name.startswith(SET)]
