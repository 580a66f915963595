"""What many publications hold: the words and beginnings of words for which the full-text index takes longest, 6 ms of 100,000 ids.

They are found by a sample, for every script alike, and their sets are kept in memory and from one session to the next; typing then
finds the first letters of nearly everything answered.
"""

import json
from array import array
from collections import Counter, OrderedDict

from pyroaring import BitMap
from sqlalchemy import Connection

from tipdesk.domain.query import Match
from tipdesk.domain.text import phrase
from tipdesk.storage.ids import listed
from tipdesk.storage.kept_index import Parts
from tipdesk.storage.schema import INDEXED_TEXT
from tipdesk.storage.search import Asked

SHARE = 4  # one in so many publications holds what is kept here
MOST = 256  # sets; 32 MB of a million publications
SAMPLE = 200  # publications
LONGEST = 12  # letters of a beginning
_NAMES, _SET = "beginnings", "begins "  # parts: the texts of all, and before the name of each one's set


class Large(OrderedDict[Asked, BitMap]):
    """Answers that hold a good share of all publications; those asked for last stay."""

    def __init__(self, kept: Parts) -> None:
        """Of what `parts` made; it is taken out."""
        super().__init__()
        names = kept.pop(_NAMES, None)
        self.known: list[str] | None = json.loads(names.tobytes()) if names is not None else None  # beginnings, once they were looked for
        for text in self.known or ():
            if (held := kept.pop(f"{_SET}{text}", None)) is not None:
                self[Match(text, (), True)] = BitMap.deserialize(held.tobytes())

    def put(self, asked: Asked, ids: BitMap) -> None:
        """Hold one more; the one that was asked for first gives way if they are too many."""
        ids.run_optimize()
        self[asked] = ids
        if len(self) > MOST:
            self.popitem(last=False)

    def parts(self, stale: set[Asked]) -> Parts:
        """What another session reads; of those that are stale only which they are."""
        if self.known is None:
            return {}
        begun = [asked for asked in self if isinstance(asked, Match) and asked.prefix and not asked.columns and len(asked.text) <= LONGEST]
        sets = {f"{_SET}{asked.text}": array("B", self[asked].serialize()) for asked in begun if asked not in stale}
        return {_NAMES: array("B", json.dumps([asked.text for asked in begun]).encode())} | sets


def likely(conn: Connection, everything: BitMap) -> list[str]:
    """The beginnings of words that probably so many publications hold, the shortest first."""
    step = max(1, len(everything) // SAMPLE)
    some = everything.to_array()[::step]
    rows = conn.exec_driver_sql(
        f"SELECT {', '.join(INDEXED_TEXT)} FROM publication WHERE id IN (SELECT value FROM json_each(?))", (listed(some),)
    )
    held: Counter[str] = Counter()
    for row in rows:
        tokens = set(phrase(" ".join(row)).tokens)
        held.update({token[:end] for token in tokens for end in range(1, min(len(token), LONGEST) + 1)})
    enough = len(some) * 0.8 / SHARE  # those that are short of it by chance are looked at, too
    return sorted((text for text, count in held.items() if count >= enough), key=lambda text: (len(text), text))[:MOST]
