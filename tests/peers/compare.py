"""How two CSL items are compared, field by field.

What is a matter of taste is made alike first, and nothing else:

- the case of letters in titles, tags in any text (`<i>`, `<span class="nocase">`), raised and lowered letters: `marked` tells tags apart;
- straight and curly quotation marks, kinds of dashes and blanks, soft hyphens, a dotless i under an accent;
- the dash of a page range, with or without blanks; a range of one page;
- a name in one piece: `literal`, or `family` or `given` alone; particles, whether `dropping` or `non-dropping`, or written in
  `family`; `others` as a last name;
- a date's shape: numbers or digits, `1965-1981`, `raw` or `literal` EDTF or `date-parts`, seasons as 1 to 4, 13 to 16 or 21 to 24, and
  EDTF's "?", for which CSL has no word;
- types that styles print alike (`ALIKE`); the order of keywords and what parts them;
- the shape of an identifier's address, and an identifier that is given twice;
- a language's English name or three letters for its two, and after it the country that most speak it in (`DEFAULTS`);
- what parts two places or publishers, if not "and"; whether a remark is CSL's `note` or `annote`, and what else the note holds.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]

DATES = frozenset(("issued", "accessed", "original-date", "event-date", "submitted", "available-date"))
NAMES = frozenset(
    """author editor translator container-author collection-editor editorial-director director recipient interviewer illustrator
    composer reviewed-author original-author compiler contributor guest host chair performer producer narrator curator organizer
    executive-producer series-creator script-writer""".split()
)
TITLES = frozenset(
    "title title-short container-title container-title-short collection-title volume-title original-title reviewed-title part-title event "
    "event-title genre".split()
)
UNSEEN = frozenset(("id", "citation-key", "citation-label", "journalAbbreviation", "shortTitle"))  # the same thing under another name
REMARKS = ("note", "annote")
SYNONYMS = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short", "event": "event-title"}
ALIKE = (
    {"", "document", "article", "misc"},
    {"entry", "entry-encyclopedia", "entry-dictionary"},
)
DEFAULTS = frozenset(
    "de-de fr-fr es-es it-it nl-nl ru-ru pt-pt pl-pl en-us sv-se da-dk nb-no la-la tr-tr el-gr ar-sa fi-fi cs-cz hu-hu".split()
)
LANGUAGES = dict(english="en", eng="en", german="de", ger="de", deu="de", french="fr", fre="fr", fra="fr", spanish="es", spa="es")
_TYPE = {name: min(group) for group in ALIKE for name in group}
_TAG = re.compile(r"</?(?:i|b|em|strong|sc|sup|sub|span|scp|code|u|q|a)\b[^<>]*>", re.IGNORECASE)
_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-", "‐": "-", "\u00ad": None}
)
_RAISED = ("<super>", "<sub>")
_PART = re.compile(r"(-?\d{1,9}|y-?\d+)(?:-(\d{2}))?(?:-(\d{2}))?([?~%]?)")


def fields(item: Item) -> dict[str, Any]:
    """The fields of an item that say something, each in the shape in which it is compared."""
    found = {}
    for name, value in item.items():
        name = SYNONYMS.get(name, name)
        if name in UNSEEN or name.startswith("_") or (value in ("", None, [], {}) and name != "type"):
            continue
        found[name] = alike(name, value)
    return found


def silent(item: Item) -> bool:
    """Does an item say nothing but its type?"""
    return not fields(item).keys() - {"type"}


def alike_in_part(expected: Item, got: Item) -> bool:
    """Is there a title, name, note or abstract that two items share?"""
    theirs, ours = fields(expected), fields(got)
    return any(same(name, theirs[name], ours.get(name), ours) for name in theirs if name in TITLES | NAMES | {"abstract", *REMARKS})


def same(name: str, expected: Any, theirs: Any, ours: Mapping[str, Any]) -> bool:
    """Do our fields say what is expected of this one?"""
    if name in REMARKS:
        return any(expected in ours.get(one, "") for one in REMARKS)
    return bool(theirs == expected)


def alike(name: str, value: Any) -> Any:
    """A field's value without what is a matter of taste."""
    if name in DATES:
        return date(value)
    if name in NAMES:
        people = [person(one) for one in value] if isinstance(value, list) else value
        return people[:-1] if people and people[-1] == "others" else people
    text = plain(value)
    if name == "type":
        return _TYPE.get(text, text)
    if name in ("page", "page-first", "number-of-pages", "volume", "issue", "number"):
        return re.sub(r"^(\w+)-\1$", r"\1", re.sub(r"\s*[-–—]+\s*", "-", text))
    if name == "keyword":
        return sorted(part.strip().casefold() for part in re.split("[,;]", text))
    if name == "DOI":
        return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE).casefold()
    if name in ("ISBN", "ISSN"):
        return " ".join(dict.fromkeys(re.split(r"[\s,;]+", text.replace("-", "").casefold())))
    if name == "language":
        tag = text.casefold().replace("_", "-")
        return tag[:2] if tag in DEFAULTS else LANGUAGES.get(tag, tag)
    if name in ("publisher", "publisher-place"):
        return re.sub(r"\s*[;,]\s*", "; ", text)
    return text.casefold() if name in TITLES or name == "edition" else text


def plain(value: Any) -> str:
    """A text without tags, entities, curly quotes and runs of blanks."""
    text = html.unescape(_TAG.sub("", str(value))).translate(_MARKS)
    text = unicodedata.normalize("NFC", re.sub("ı(?=[\u0300-\u036f])", "i", text))
    text = "".join(unicodedata.normalize("NFKC", one) if unicodedata.decomposition(one).startswith(_RAISED) else one for one in text)
    text = text.replace("–", "-").replace("—", "-").replace("---", "-").replace("--", "-")
    return " ".join(text.split())


def marked(expected: Any, got: Any) -> bool:
    """Do two texts that are otherwise alike differ in their italics, bold, small capitals, raised or lowered letters?"""
    return isinstance(expected, str) and isinstance(got, str) and _markup(expected) != _markup(got)


def _markup(text: str) -> str:
    """The text with its tags by one name each, and without those that only protect capitals."""
    for written, name in (("em", "i"), ("strong", "b")):
        text = re.sub(rf"(</?){written}\b", rf"\1{name}", text)
    text = re.sub(r'<span style="font-variant: ?small-caps;?">(.*?)</span>', r"<sc>\1</sc>", text)
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹ᵉ]+", lambda found: f"<sup>{unicodedata.normalize('NFKC', found[0])}</sup>", text)
    text = re.sub("[₀₁₂₃₄₅₆₇₈₉]+", lambda found: f"<sub>{unicodedata.normalize('NFKC', found[0])}</sub>", text)
    return "".join(re.findall(r"</?(?:i|b|sc|sup|sub)>", text))


def person(name: Any) -> str:
    """A name as `family / given / suffix`, its particles before the family."""
    if not isinstance(name, Mapping):
        return plain(name)
    if literal := name.get("literal") or name.get("name"):
        return plain(literal)
    family = " ".join(filter(None, (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))))
    parts = [plain(family), plain(name.get("given") or ""), plain(name.get("suffix") or "")]
    return " / ".join(parts).strip(" /")


def date(value: Any) -> str:
    """A date as `2020-04-15`, `2020/2021`, `2020~` or `2020 s1`, whatever its shape."""
    if isinstance(value, (str, int)):
        return _edtf(str(value))
    if not isinstance(value, Mapping):
        return str(value)
    if parts := value.get("date-parts"):
        ends = [_joined(end) for end in parts if isinstance(end, list)]
        text = "/".join(ends)
        season = value.get("season")
        text += f" s{_season(season)}" if season and " s" not in text else ""
        return text + ("~" if value.get("circa") else "")
    return _edtf(str(value.get("raw") or value.get("edtf") or value.get("literal") or ""))


def _season(value: Any) -> str:
    names = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
    text = str(value).casefold()
    return str(names.get(text) or (int(text) if text.isdigit() else text))


def _joined(parts: list[Any]) -> str:
    numbers = [int(part) for part in parts if str(part).lstrip("-").isdigit()]
    if not numbers or numbers == [0]:
        return ""
    if len(numbers) > 1 and numbers[1] > 12:
        return f"{numbers[0]} s{(numbers[1] - 1) % 4 + 1 if numbers[1] > 20 else numbers[1] - 12}"
    return "-".join(str(number) for number in numbers)


def _historic(year: str) -> str:
    """EDTF counts a year 0, CSL does not: -0876 is 877 BC."""
    number = int(year.lstrip("y"))
    return str(number - 1 if number <= 0 else number)


def _edtf(text: str) -> str:
    text = re.sub(r"(\d{4})\s*-+\s*(\d{4})", r"\1/\2", plain(text))
    found = [_PART.fullmatch(end.strip()) for end in text.split("/")]
    ends = text.split("/")
    if any(one is None and end not in ("", "..", "open", "unknown") for one, end in zip(found, ends, strict=True)):
        return text
    joined = "/".join(_joined([_historic(one[1]), one[2] or "", one[3] or ""]) if one else "" for one in found)
    return joined + ("~" if any(one and one[4] in ("~", "%") for one in found) else "")
