"""Several names written as one text, as in "Smith, J.; Doe, A. et al.", taken apart."""

import re

from tipdesk.domain.names import known_organisations
from tipdesk.domain.text import squeeze
from tipdesk.domain.written_names import INITIALS, family_and_initials, is_organisation

# What stands for the names that a list leaves out. German's "u.a." in small letters alone: U. A. are initials.
_GOES_ON = re.compile(
    r"(?:\A|[\s,;]+)(?:(?i:(?:and|\\?&|und|et|y|e)\s+(?:others|andere|autres|otr[ao]s|outr[ao]s)|et\.?\s?al\.?)"
    r"|u\.\s?a\.|и др\.?|وآخرون|等)\Z|\Aothers\Z"
)
_LONGEST_GOES_ON = 30  # characters
_SEMICOLON = re.compile(r"(?<!&amp);(?=\s|\Z)")
_AND = re.compile(r",?\s(?:and|\\?&)\s")
_COMMA_OR_AND = re.compile(r",\s?(?:(?:and|\\?&)\s)?|\s(?:and|\\?&)\s")

_INITIALS_BEFORE = re.compile(r"(?:[A-Z]{1,3} |(?:[A-Z]\.[ -]?){1,4})[^,.\s\d]{2,}(?: [^,.\s\d]{2,}){0,3}")  # as Google Scholar has names


def goes_on(text: str) -> tuple[str, bool]:
    """A list without the "et al." at its end, and whether there is one."""
    start = max(0, len(text) - _LONGEST_GOES_ON)
    found = _GOES_ON.search(text[start:])
    # A text cut off in the middle has no beginning where it was cut.
    return (text[: start + found.start()], True) if found and (found.start() or not start) else (text, False)


def apart(text: str) -> tuple[list[str], bool]:
    """The names in a text, each as it is written, and whether the list goes on behind them.

    Semicolons part names; "and", "&" and commas do only between whole names of persons and known organisations.
    """
    text, more = goes_on(" ".join(text.split()).removeprefix("and ").removeprefix("& "))
    return [name for part in _SEMICOLON.split(text) if part.strip(" ,") for name in _joined(part.strip())], more


def _joined(text: str) -> list[str]:
    parts = _COMMA_OR_AND.split(text)
    if len(parts) < 2 or _is_known(text):
        return [text]
    if all(map(family_and_initials, parts)):
        return parts
    whole = _AND.split(text)
    if len(whole) > 1 and all(map(_is_known, parts)):
        return parts
    if is_organisation(text):
        return [text]
    if all(map(_INITIALS_BEFORE.fullmatch, parts)) and not any(map(is_organisation, parts)):
        return parts
    if len(whole) > 1 and all(map(_is_whole, whole)):
        return whole
    families, initials = parts[::2], parts[1::2]
    if len(parts) > 2 and len(families) == len(initials) and all(map(INITIALS.fullmatch, initials)) and all(map(_is_family, families)):
        return [", ".join(pair) for pair in zip(families, initials, strict=True)]
    return [text]


def _is_known(text: str) -> bool:
    return squeeze(text) in known_organisations()


def _is_whole(text: str) -> bool:
    """Is this a known organisation, or a person's family and given name in either order?"""
    if _is_known(text):
        return True
    family, comma, given = text.partition(",")
    if comma:
        return bool(family.strip() and given.strip()) and "," not in given
    return 2 <= len(text.split()) <= 4 and all(word[0].isupper() for word in (text.split()[0], text.split()[-1]))


def _is_family(text: str) -> bool:
    return bool(text) and not INITIALS.fullmatch(text)
