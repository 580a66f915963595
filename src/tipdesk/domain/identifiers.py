"""Identifiers of publications: cleaned to one form, so that equal ones compare equal."""

import re

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
_LOWER = str.maketrans({chr(letter): chr(letter + 32) for letter in range(ord("A"), ord("Z") + 1)})


def doi(text: str) -> str:
    """The bare DOI in a text such as `https://doi.org/10.1000/182` or `doi: 10.1000/182`; the text itself if none is there."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;") if found else text.strip()


def fold_key(key: str) -> str:
    """What citation keys are compared by: A to Z in lower case and all else as it is, which is what SQLite's lower() does."""
    return key.translate(_LOWER)
