"""Which words of a title keep their capitals, and a title in sentence case, as CSL wants English titles.

CSL's styles put titles into headline case where their manual asks for that, and print them as they are where it asks for sentence
case. So a title that comes in headline case is given to them in sentence case, with what is no common word marked `nocase`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from tipdesk import resources
from tipdesk.domain import vocabularies
from tipdesk.domain.names import known_organisations
from tipdesk.domain.text import plain, squeeze, words

_WORD = re.compile(r"(?P<other>\$[^$\s][^$]{0,500}\$|</?\w[^<>]{0,80}>)|[^\W_](?:[^\s\\{}<>$]*[^\W_])?")
_HYPHEN = re.compile("[-/‐-―]")
_LONG = 4  # letters from which on the words of a headline have a capital
_HEADLINE = 0.75  # so many of them, for one may be missed
_SMALL = frozenset(
    """about across after against along amid among around before behind below beside between beyond concerning during from
    inside into near onto over regarding since than that through throughout toward towards under until upon versus when where which while
    with within without""".split()
)
_ENDS = re.compile(r"[:?!.…—–]\W{0,8}?\s|—")
_ABBREVIATION = re.compile(r"(?i)(?:\b(?:v|vs|no|nos|art|para|dr|mr|ms|st|vol|ed|eds|ch|sec|c)|\b\w)$")
# Of these at least one is in nearly every title of more than two words in its language, and none in others'.
_ENGLISH = frozenset("the of and in for to on with from against by as an is are at".split())
_OTHERS = frozenset(
    """le la les des du de et en aux pour sur dans une un el los las y del para por con una der die das und des im zur zum von für
    dos das do da em uma e o os het een van voor di il della delle dei och av för og i""".split()
)
Span = tuple[int, int]


def protected(text: str, names: Iterable[str] = ()) -> Iterator[Span]:
    """Where the words stand that keep their capitals: acronyms, words of mixed case, known names, and the `names` given."""
    beginnings = _by_first_word(names)
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done or word["other"]:
            continue  # a word inside a name, a formula, a tag
        end = max(_name_end(text, word, beginnings), _name_end(text, word, _names()))
        if end or _keeps_case(word[0]):
            done = max(end, word.end())
            yield word.start(), done


def _keeps_case(word: str) -> bool:
    """Has one of its hyphenated parts a capital behind its first letter (UNODC, SDGs, sub-Saharan), or a capital and a digit (G20)?"""
    if word == word.lower():
        return False
    if word[0].islower():  # sub-Saharan
        return True
    return any(part[1:] != part[1:].lower() or (part[:1].isupper() and part[-1].isdigit()) for part in _HYPHEN.split(word) if part)


def _name_end(text: str, word: re.Match[str], names: dict[str, list[str]]) -> int:
    """Where the longest known name ends that begins with this word; 0 if none does."""
    beginning = re.split(r"\W", word[0], maxsplit=1)[0]
    for name in names.get(beginning, ()):
        end = word.start() + len(name)
        if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
            return end
    return 0


@cache
def _names() -> dict[str, list[str]]:
    """The names of countries, regions, organisations and what else is proper to the field, by their first word."""
    names = {name for term in vocabularies.seed() if term.vocabulary in ("country", "region") for name in (term.name, *term.aliases)}
    names |= {organisation.name for organisation in known_organisations().values()}
    names -= {name for term in vocabularies.seed() if term.name == vocabularies.WORLDWIDE for name in (term.name, *term.aliases)}
    known = {name for name in names if len(name) > 3 and name != name.upper() and "(" not in name}
    return _by_first_word(known | set(_proper_nouns()))


def _proper_nouns() -> list[str]:
    lines = resources.path("vocabularies", "proper_nouns.txt").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if not line.startswith("#") for part in line.split(",") if (name := part.strip())]


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Names that begin with a capital, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if name[:1].isupper():
            found.setdefault(re.split(r"\W", name, maxsplit=1)[0], []).append(name)
    return found


def is_english(title: str, languages: Sequence[str]) -> bool:
    """Is a title in English: by the language said of it; of several that hold English, or of none, by its words?"""
    said = [language.lower().partition("-")[0] for language in languages]
    if said and ("en" not in said or len(said) == 1):
        return said == ["en"]
    found = frozenset(words(title))
    if found & _ENGLISH:
        return True
    return plain(title).replace("’", "").replace("–", "").isascii() and not found & _OTHERS


def is_headline(title: str, names: Collection[str] = ()) -> bool:
    """Is a title in headline case: have nearly all of its longer words a capital, but for the first and those that keep theirs?"""
    kept = iter((*protected(title, names), (len(title), len(title))))
    start, end = next(kept)
    long: list[str] = []
    for number, word in enumerate(word for word in _WORD.finditer(title) if not word["other"]):
        while word.start() >= end:
            start, end = next(kept)
        common = word.start() < start and len(word[0]) >= _LONG and word[0].lower() not in _SMALL and word[0][0].isalpha()
        long += [word[0]] if number and common else []
    return bool(long) and sum(word[0].isupper() for word in long) >= _HEADLINE * len(long)


def sentence_case(title: str, names: Collection[str] = (), *, lower_subtitle: bool = False) -> str:
    """An English title in sentence case, with `nocase` around what keeps its capitals; the tags of CSL's rich text stay.

    The first word of the title has a capital, and that behind a colon too unless `lower_subtitle`.
    """
    if len(words(title)) > 2 and title == title.upper():
        title = _out_of_capitals(title)
    headline = is_headline(title, names)
    spans = dict(protected(title, names))
    pieces: list[str] = []
    done = 0
    for word in _WORD.finditer(title):
        if word.start() < done or word["other"]:
            continue
        end = spans.get(word.start(), word.end())
        text = title[word.start() : end]
        if word.start() in spans:
            text = nocase(text)
        elif begins := _beginning(title, word.start(), done) if pieces else ".":
            text = _first_word(text, headline, lower=lower_subtitle and begins == ":")
        elif headline:
            text = text if len(text) == 1 and text != "A" else text.lower()
        elif text != text.lower():
            text = nocase(text)
        pieces += (title[done : word.start()], text)
        done = end
    return "".join((*pieces, title[done:]))


def _beginning(title: str, start: int, before: int) -> str:
    """What the word at `start`, behind the one that ends at `before`, begins: `:` a subtitle, `.` a sentence, empty for none."""
    between = plain(title[before:start])
    if not _ENDS.search(between) or (between.startswith(".") and _ABBREVIATION.search(title[max(0, before - 12) : before])):
        return ""
    return ":" if between.startswith(":") else "."


def _first_word(text: str, headline: bool, lower: bool) -> str:
    head = re.match(r"\w+", text)
    end = head.end() if head else 1
    rest = text[end:].lower() if headline else text[end:]
    return (text[:end].lower() if lower else text[:1].upper() + text[1:end]) + rest


def _out_of_capitals(title: str) -> str:
    """A title that is all capitals as a headline; acronyms of known organisations stay."""
    known = known_organisations()
    return _WORD.sub(lambda word: word[0] if word["other"] or squeeze(word[0]) in known else word[0].capitalize(), title)


def nocase(text: str) -> str:
    """A text that CSL leaves in its case."""
    return f'<span class="nocase">{text}</span>' if text else ""


def with_colon(title: str) -> str:
    """A title whose subtitle stands behind a full stop, with a colon instead, as manuals have it: at the first such place."""
    for found in re.finditer(r"\. (?=\W*[^\W\d_])", title):
        before, behind = title[max(0, found.start() - 12) : found.start()], title[found.end() : found.end() + 3].lstrip("“\"'‘«")
        if behind[:1].isupper() and not _ABBREVIATION.search(before):
            return f"{title[: found.start()]}: {title[found.end() :]}"
    return title
