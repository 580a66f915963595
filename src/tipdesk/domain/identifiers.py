"""Identifiers of publications: cleaned to one form, so that equal ones compare equal."""

import re

_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)


def doi(text: str) -> str:
    """The bare DOI in a text such as `https://doi.org/10.1000/182` or `doi: 10.1000/182`; the text itself if none is there."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;") if found else text.strip()


def isbn_digits(text: str) -> str:
    """An ISBN without its hyphens, ISBN-10 turned into ISBN-13 (ISO 2108); empty where the check digit is wrong."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        weights = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if weights % 11:
            return ""
        core = "978" + digits[:9]
        return core + str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(core)) % 10)
    if re.fullmatch(r"\d{13}", digits) and sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(digits)) % 10 == 0:
        return digits
    return ""
