"""Differences in which the other side is wrong, or says the same in words of its own: each with its reason, as data.

A judgement holds for a field when its test does; it sees the field's name, then what is expected and what tipdesk says, each as
`compare.fields` gives it. Whatever no judgement speaks of counts as wrong.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """Why a difference in these fields is no fault of tipdesk's, and when it is that difference."""

    fields: frozenset[str]
    reason: str
    holds: Callable[[str, Fields, Fields], bool]
    entries: str = ""  # a regular expression that the entry's id must match, where the fields alone do not tell


_LOGO = re.compile(r"\\?(?:bibtex|latex|arara|emdash|mf\b|postscript)(?:\{\})?", re.IGNORECASE)


def _more_exact(name: str, theirs: Fields, ours: Fields) -> bool:
    """Ours begins as theirs does and goes on with a month, a season or a day."""
    return re.match(re.escape(theirs[name]) + r"(?:-\d| s\d)", ours.get(name, "")) is not None


def _made_up_short_title(name: str, theirs: Fields, ours: Fields) -> bool:
    return name not in ours and str(theirs.get("title", "")).startswith(theirs[name] + ":")


def _volume_title(name: str, theirs: Fields, ours: Fields) -> bool:
    return str(ours.get("volume-title", "?")).startswith(theirs[name])


def _organisation_kept_whole(name: str, theirs: Fields, ours: Fields) -> bool:
    split, whole = theirs[name], ours.get(name, [])
    return (
        split != whole
        and sorted(re.findall(r"\w+", " ".join(split))) == sorted(re.findall(r"\w+", " ".join(whole)))
        and any(" / " in one and two == " ".join(reversed(one.split(" / "))) for one, two in zip(split, whole, strict=False))
    )


def _percent_sign(name: str, theirs: Fields, ours: Fields) -> bool:
    return isinstance(theirs[name], str) and re.match(re.escape(theirs[name]) + r"\s*%", str(ours.get(name, ""))) is not None


def _dropped_command(name: str, theirs: Fields, ours: Fields) -> bool:
    said = ours.get(name, "")
    if not isinstance(said, str) or not _LOGO.search(said):
        return False
    return re.findall(r"\w", _LOGO.sub("", said)) == re.findall(r"\w", _LOGO.sub("", theirs[name]))


def _subtitle_of_the_whole(name: str, theirs: Fields, ours: Fields) -> bool:
    title, colon, rest = theirs[name].rpartition(": ")
    return bool(colon) and ours.get(name) == title and rest in str(ours.get("container-title", ""))


def _more_editors(name: str, theirs: Fields, ours: Fields) -> bool:
    return bool(theirs[name]) and ours.get(name, [])[: len(theirs[name])] == theirs[name]


def _one_firm(name: str, theirs: Fields, ours: Fields) -> bool:
    return bool(re.sub(r"[,;]? and ", "; ", ours.get(name, ""), count=1) == theirs[name].replace("; ; ", "; "))


def _title_addition(name: str, theirs: Fields, ours: Fields) -> bool:
    return str(ours.get(name, "")).startswith(theirs[name] + ". ")


def _number_of_the_work(name: str, theirs: Fields, ours: Fields) -> bool:
    return bool(ours.get("number") == theirs[name]) and "collection-title" not in ours


def _another_role(name: str, theirs: Fields, ours: Fields) -> bool:
    return theirs[name] in (ours.get(role) for role in ("organizer", "compiler"))


def _word_of_biblatex(name: str, theirs: Fields, ours: Fields) -> bool:
    return (theirs[name], ours.get(name)) == ("newseries", "new series")


def _type_they_lack(name: str, theirs: Fields, ours: Fields) -> bool:
    return theirs[name] == "" and ours.get(name) in ("chapter", "periodical", "song")


def _letter_after_year(name: str, theirs: Fields, ours: Fields) -> bool:
    return re.fullmatch(re.escape(ours.get(name, "?")) + "[a-z]", theirs[name]) is not None


def _no_issn(name: str, theirs: Fields, ours: Fields) -> bool:
    return name not in ours and not re.search(r"\b\d{7}[\dx]\b", theirs[name])


def _pages_of_the_whole(name: str, theirs: Fields, ours: Fields) -> bool:
    return ours.get("type") in ("book", "thesis", "report") and ours.get("number-of-pages") == theirs[name]


def _first_of_several(name: str, theirs: Fields, ours: Fields) -> bool:
    return theirs[name].count("://") > 1 and re.match(re.escape(ours.get(name, "?")) + r"[,;]?\s", theirs[name]) is not None


def _always(_name: str, _theirs: Fields, _ours: Fields) -> bool:
    return True


JUDGEMENTS = (
    Judgement(frozenset(("URL",)), "The field holds several addresses: they give them as one with blanks in it.", _first_of_several),
    Judgement(frozenset(("issued",)), "The file gives a month or season that they leave out.", _more_exact),
    Judgement(frozenset(("title-short",)), "The file gives no short title: theirs is the title up to its colon.", _made_up_short_title),
    Judgement(
        frozenset(("title", "container-title")),
        "CSL 1.0.2 has volume-title for the volume's own title, so that title is the whole set's; they leave the set's out.",
        _volume_title,
    ),
    Judgement(
        frozenset(("author", "editor", "translator")),
        "An organisation whose braces the file forgot: they make its last word a family name, tipdesk knows the organisation.",
        _organisation_kept_whole,
    ),
    Judgement(
        frozenset(("title", "note", "abstract", "author")),
        "A percent sign begins no comment inside a value of BibTeX: they cut the rest of the value off.",
        _percent_sign,
    ),
    Judgement(
        frozenset(("title", "note", "container-title", "publisher")),
        "They lose the word that a command such as \\BibTeX stands for.",
        _dropped_command,
    ),
    Judgement(
        frozenset(("title",)),
        "The whole's subtitle is the part's booksubtitle (BibLaTeX's manual, appendix B), not its own subtitle.",
        _subtitle_of_the_whole,
    ),
    Judgement(frozenset(("editor",)), "The editors in editora to editorc are editors too; they leave them out.", _more_editors),
    Judgement(
        frozenset(("publisher", "publisher-place")),
        "Chapman and Hall is one firm in BibTeX, and in BibLaTeX two that are printed the same way.",
        _one_firm,
    ),
    Judgement(frozenset(("title", "container-title")), "BibLaTeX prints a title's addition after it; they leave it out.", _title_addition),
    Judgement(frozenset(("collection-number",)), "There is no series that the number could count in.", _number_of_the_work),
    Judgement(frozenset(("editor",)), "By its editortype the editor is an organizer or compiler, for which CSL has a role.", _another_role),
    Judgement(frozenset(("collection-title",)), "newseries is BibLaTeX's word for a new series.", _word_of_biblatex),
    Judgement(frozenset(("type",)), "CSL 1.0.2 has types for @bookinbook, @periodical and @music; they give none.", _type_they_lack),
    Judgement(frozenset(("issued",)), "The letter after a year tells two citations apart and is no part of the date.", _letter_after_year),
    Judgement(frozenset(("ISSN",)), "An ISSN has eight digits; what else stands in RIS's SN is an ISBN or another number.", _no_issn),
    Judgement(frozenset(("page",)), "Where the work is a whole, a single SP of RIS says how many pages it has.", _pages_of_the_whole),
    Judgement(
        frozenset(("container-title", "publisher")),
        "A whole that gives a booktitle means it for its parts, and a part that leaves organization empty inherits none.",
        _always,
        entries="inproceedings-crossref|author:06",
    ),
)


def reason(entry: str, name: str, theirs: Fields, ours: Fields) -> str:
    """Why a difference in this field of an entry is no fault of tipdesk's; empty if it is one."""
    for one in JUDGEMENTS:
        if name in one.fields and re.search(one.entries, entry) and one.holds(name, theirs, ours):
            return one.reason
    return ""
