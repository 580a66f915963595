"""Which way text runs: letters of Arabic, Hebrew and their like from the right, all others from the left."""

import unicodedata
from dataclasses import replace
from itertools import groupby

from tipdesk.domain.rich_text import RIGHT_TO_LEFT, Runs, joined

_LETTERS = {"L": False, "R": True, "AL": True}  # Unicode's classes: do they run from the right?


def from_right(text: str) -> bool:
    """Does its first letter run from the right?"""
    return next((found for letter in text if (found := _way(letter)) is not None), False)


def has_letters(text: str) -> bool:
    """Is there anything in it that has a direction?"""
    return any(_way(letter) is not None for letter in text)


def directed(text: Runs) -> Runs:
    """The same text with a look for what of it runs from the right. Signs go with the letters around them, or as the text begins.

    An address, which is a link, runs from the left with all its signs.
    """
    whole = "".join(run.text for run in text)
    base = from_right(whole)
    if not base and not any(_way(letter) for letter in whole):
        return text
    ways = [False if run.link else _way(letter) for run in text for letter in run.text]
    done = 0
    last = base
    for place, way in enumerate([*ways, base]):
        if way is not None:
            ways[done:place] = [last if last == way else base] * (place - done)
            done, last = place + 1, way
    made, place = [], 0
    for run in text:
        for way, letters in groupby(zip(ways[place : place + len(run.text)], run.text, strict=True), lambda pair: pair[0]):
            piece = "".join(letter for _, letter in letters)
            made.append(replace(run, text=piece, looks=run.looks | {RIGHT_TO_LEFT} if way else run.looks))
        place += len(run.text)
    return joined(made)


def _way(letter: str) -> bool | None:
    return _LETTERS.get(unicodedata.bidirectional(letter))
