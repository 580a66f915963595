"""Ids fetched by the hundred thousand: joined by SQL into one text of eight digits each, which numpy takes apart.

Python makes an object of each row that it fetches and of each number that it parses: 100,000 ids take it 60 ms as rows, 13 to 25 ms
as one text with commas, and half a millisecond like this.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from sqlite3 import DatabaseError

from tipdesk.storage.connection import Connection, Values

MOST = 89_999_999  # the largest id: with OFFSET added each one has eight digits
MANY = 4096  # ids; for fewer numpy is not worth loading
_OFFSET = 10_000_000
AMONG = "IN (SELECT value FROM json_each(?))"  # ids, which go in as `listed`
_PIECE = 4096  # values, some tenths of a millisecond


def joined(number: str) -> str:
    """The SQL of an aggregate of ids, or of other numbers from 0 to MOST, that `numbers` takes apart."""
    return f"group_concat({number} + {_OFFSET}, '')"


def numbers(text: str | None) -> "array[int]":
    """What `joined` put together, in the order of the rows; None for no rows. Raises DatabaseError for others than 0 to MOST."""
    text = text or ""
    if len(text) % 8:
        raise DatabaseError("malformed: an id is no such number")
    if len(text) < 8 * MANY:
        return array("I", [int(text[at : at + 8]) - _OFFSET for at in range(0, len(text), 8)])
    from tipdesk.storage import vectors

    return vectors.parsed(text, _OFFSET)


def in_pieces(values: "array[int]") -> Iterator[int]:
    """The values, for a loop that runs in C: it would hold up all other threads to its end, the window's too; between pieces they go on."""
    return chain.from_iterable(values[start : start + _PIECE] for start in range(0, len(values), _PIECE))


def inserted(conn: Connection, statement: str, values: Values) -> int:
    """Carry out a statement that inserts one row; returns the row's id."""
    number = conn.execute(statement, values).lastrowid
    assert number is not None
    return number


def listed(ids: Iterable[int]) -> str:
    """The ids as the value of AMONG."""
    return f"[{','.join(map(str, ids))}]"
