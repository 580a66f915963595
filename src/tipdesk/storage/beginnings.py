"""What many publications hold: the words and beginnings of words for which the full-text index takes longest, 6 ms of 100,000 ids.

They are found by a sample, for every script alike, and their sets are kept in memory and from one session to the next; typing then
finds the first letters of nearly everything answered.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection

from pyroaring import BitMap

from tipdesk.domain.query import Match
from tipdesk.domain.text import phrase
from tipdesk.storage.connection import Connection
from tipdesk.storage.full_text import INDEXED_TEXT
from tipdesk.storage.ids import listed
from tipdesk.storage.kept_index import Parts
from tipdesk.storage.search import Asked

SHARE = 4  # one in so many publications holds what is kept here
MOST = 256  # sets; 32 MB of a million publications
AHEAD = 192  # of them are read ahead; the rest is room for what is typed
SAMPLE = 200  # publications
READ = 2000  # characters of each: names, a title and most of an abstract
LONGEST = 12  # letters of a beginning
_SET = "begins "  # before the names of parts


def likely(conn: Connection, everything: BitMap) -> list[Match]:
    """The beginnings of words that probably so many publications hold, the shortest first."""
    some = everything.to_array()[:: max(1, len(everything) // SAMPLE)]
    whole = " || ' ' || ".join(INDEXED_TEXT)
    texts = f"SELECT substr({whole}, 1, {READ}) FROM publication WHERE id IN (SELECT value FROM json_each(?))"
    held: Counter[str] = Counter()
    for text in conn.execute(texts, (listed(some),)).scalars():
        tokens = set(phrase(text).tokens)
        held.update({token[:end] for token in tokens for end in range(1, min(len(token), LONGEST) + 1)})
    enough = len(some) * 0.8 / SHARE  # those that are short of it by chance are looked at, too
    found = sorted((text for text, count in held.items() if count >= enough), key=lambda text: (len(text), text))
    return [Match(text, (), True) for text in found[:AHEAD]]


def parts(large: OrderedDict[Asked, BitMap], stale: Collection[Asked]) -> Parts:
    """What another session reads with `kept`: the sets of beginnings, but for those that are stale."""
    begun = [asked for asked in large if isinstance(asked, Match) and asked.prefix and not asked.columns and len(asked.text) <= LONGEST]
    return {f"{_SET}{asked.text}": array("B", large[asked].serialize()) for asked in begun if asked not in stale}


def kept(found: Parts) -> OrderedDict[Asked, BitMap]:
    """The sets that `parts` made these parts of, which are taken out."""
    names = [name for name in found if name.startswith(_SET)]
    return OrderedDict((Match(name.removeprefix(_SET), (), True), BitMap.deserialize(found.pop(name).tobytes())) for name in names)
