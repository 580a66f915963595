"""The vocabularies that publications are filed under, what a new library begins with, and how written values find their term."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from tipdesk import resources
from tipdesk.domain.text import squeeze, words

WORLDWIDE = "Worldwide"
VOCABULARIES = ("country", "region", "category", "theme", "tag", "kind", "language")
OWN = "own"  # the code of a country or region that no standard knows and that the library keeps as its own
SOURCE_COUNTRY, SOURCE_REGION = "source-country", "source-region"
SOURCES = {"countries": SOURCE_COUNTRY, "regions": SOURCE_REGION}  # by field, the name in `extra` for what the source wrote


class Vocabulary(NamedTuple):
    """A vocabulary that the user made, such as `audience`.

    `name` never changes: searches (`audience:judges`), terms and the fields of files call it so. `label` is what is shown.
    """

    name: str
    label: str
    id: int = 0


class Term(NamedTuple):
    """One value of a vocabulary.

    `parent` is the (vocabulary, name) that it lies under: a country lies under a region, a tag `a/b` under the tag `a`, British English
    under English.
    `code` is ISO 3166-1 alpha-3 for countries, M49 for regions, OWN for places that are in neither. `colour` is `#rrggbb` or empty.
    """

    vocabulary: str
    name: str
    parent: tuple[str, str] | None = None
    code: str = ""
    colour: str = ""
    aliases: tuple[str, ...] = ()
    id: int = 0


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(resources.path("vocabularies", "terms.json").read_text(encoding="utf-8"))
    return data


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    return tuple(resources.rows("vocabularies", f"{name}.csv"))


@cache
def seed() -> tuple[Term, ...]:
    """The terms of a new library, parents before children."""
    from tipdesk.domain.kinds import KINDS  # with all that formats call them, which a library that is there does without

    region_name = {region["code"]: region["name"] for region in _data()["regions"]}
    terms = [
        Term("region", r["name"], ("region", region_name[r["parent"]]) if r["parent"] else None, r["code"], "", (r["code"], *r["also"]))
        for r in _data()["regions"]
    ]
    terms.append(Term("country", WORLDWIDE, code="001", aliases=("Global", "World", "Mundial", "Monde", "Mondial", "عالمي", "全球")))
    for row in _rows("countries"):
        parent = ("region", region_name[row["region"]]) if row["region"] else None
        spoken = [row[language] for language in ("fr", "es", "ru", "zh", "ar")]
        aliases = dict.fromkeys(filter(None, [row["iso3"], row["iso2"], row["m49"], *spoken, *row["also"].split("|")]))
        aliases.pop(row["name"], None)
        terms.append(Term("country", row["name"], parent, row["iso3"], aliases=tuple(aliases)))
    for group, names in _data()["themes"].items():
        terms.append(Term("theme", group))
        terms += [Term("theme", name, ("theme", group)) for name in names]
    terms += [Term("category", name) for name in _data()["category"]]
    terms += [Term("kind", kind.name) for kind in KINDS]
    for row in _rows("languages"):
        language, region, _ = row["tag"].partition("-")
        aliases = dict.fromkeys(filter(None, (row["english"], row["native"], *row["also"].split("|"))))
        terms.append(Term("language", row["tag"], ("language", language) if region else None, aliases=tuple(aliases)))
    return tuple(terms)


_JOINTS = frozenset(("and", "the", "et", "y", "of"))


def _joint_key(text: str) -> str:
    """A name without what a page loses when it splits the name at commas and "and"."""
    return " ".join(word for word in words(text) if word not in _JOINTS)


@cache
def _by_alias(vocabulary: str) -> dict[str, str]:
    known: dict[str, str] = {}
    terms = [term for term in seed() if term.vocabulary == vocabulary]
    for term in terms:
        known[squeeze(term.name)] = term.name
    for term in terms:
        for alias in term.aliases:
            known.setdefault(squeeze(alias), term.name)
    return known


@cache
def _split_names(vocabulary: str) -> dict[str, str]:
    """The names that a page may have split, by their joint key."""
    terms = [term for term in seed() if term.vocabulary == vocabulary]
    names = {name: term.name for term in terms for name in (term.name, *term.aliases)}
    if vocabulary == "region":
        names |= {name: name for name in _data()["region_groups"]}
    return {_joint_key(written): name for written, name in names.items() if " " in written}


def canonical(vocabulary: str, written: str) -> str | None:
    """The name of the seeded term that a written value means, or None.

    It is written by name, code or alias, in any case, or turned round as in `Korea, Republic of`.
    """
    known = _by_alias(vocabulary)
    head, comma, tail = written.partition(",")
    return known.get(squeeze(written)) or (known.get(squeeze(f"{tail} {head}")) if comma and squeeze(tail) else None)


def is_known(vocabulary: str, written: str) -> bool:
    """Is this the name of a seeded term, or of an agency's region that stands for some?"""
    return canonical(vocabulary, written) is not None or (vocabulary == "region" and bool(region_group(written)))


def rejoin(vocabulary: str, values: Sequence[str]) -> list[str]:
    """The values with those put together again that were one name, split at commas and "and".

    `["Central", "North America", "Caribbean"]` becomes `["Central and North America and the Caribbean"]`.
    """
    whole: list[str] = []
    start = 0
    while start < len(values):
        for end in range(min(len(values), start + 5), start + 1, -1):
            if name := _split_names(vocabulary).get(_joint_key(" ".join(values[start:end]))):
                whole.append(name)
                start = end
                break
        else:
            whole.append(values[start])
            start += 1
    return whole


def countries(values: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Written countries as terms, and the source's own string where it calls them otherwise than in case, accents and signs.

    Split names are rejoined, aliases and codes resolved, unknown ones kept as they are.
    """
    whole = rejoin("country", values)
    found = tuple(dict.fromkeys(canonical("country", name) or name for name in whole))
    alike = dict.fromkeys(map(squeeze, whole)) == dict.fromkeys(map(squeeze, found))
    return found, "" if alike else "; ".join(whole)


def regions(values: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Written regions as M49 terms, and the source's own string where it says something else.

    Agencies group countries in their own ways: one of their regions may be several of M49's. Unknown ones are kept.
    """
    whole = rejoin("region", values)
    found: dict[str, None] = {}
    for name in whole:
        found |= dict.fromkeys(region_group(name) or (canonical("region", name) or name,))
    written = "; ".join(whole)
    return tuple(found), "" if written == "; ".join(found) else written


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    by_code = {region["code"]: region["name"] for region in _data()["regions"]}
    return {squeeze(name): tuple(by_code[code] for code in codes) for name, codes in _data()["region_groups"].items()}


def region_group(name: str) -> tuple[str, ...]:
    """The M49 regions that an agency's name for a region stands for; empty for a name that is none of theirs."""
    return _groups().get(squeeze(name), ())


@cache
def _wider() -> dict[str, tuple[str, ...]]:
    by_code = {region["code"]: region["name"] for region in _data()["regions"]}
    return {squeeze(wide): tuple(by_code[code] for code in codes) for wide, codes in _data()["wider_regions"].items()}


def wider_region(name: str) -> tuple[str, ...]:
    """The M49 regions that a search for a name or code means: M49's own 003 "North America" holds more than the agencies' one."""
    return _wider().get(squeeze(name)) or region_group(name)


@cache
def _babel_names() -> dict[str, str]:
    return {row["tag"]: row["babel"] for row in _rows("languages")}


def language(written: str) -> str:
    """The BCP 47 tag of a language written by its name in English or its own, by babel's name or by its tag.

    What is not known is kept as it was written.
    """
    return canonical("language", written) or written.strip()


def babel_name(tag: str) -> str:
    """The name of a language in LaTeX's babel and biblatex's `langid`, or the tag itself where there is none."""
    return _babel_names().get(tag) or tag


def english_language_name(tag: str) -> str:
    """The name of a language in English, or its tag."""
    return next((row["english"] for row in _rows("languages") if row["tag"] == tag), tag)


def native_language_name(tag: str) -> str:
    """The name of a language in that language, or its tag."""
    return next((row["native"] for row in _rows("languages") if row["tag"] == tag and row["native"]), tag)
