"""Identifiers of publications: cleaned to one form, so that equal ones compare equal."""

import re

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)


def doi(text: str) -> str:
    """The bare DOI in a text such as `https://doi.org/10.1000/182` or `doi: 10.1000/182`; the text itself if none is there."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;") if found else text.strip()
