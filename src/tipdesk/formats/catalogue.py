"""The text of a catalogue's web page, as a browser copies it (read only).

    page   = [boilerplate topic] record+
    record = title abstract block
    block  = "Country" value+  "Region" value+  ["Authors" value+]  "Year" YYYY  ["Category" [value]]

A label stands alone on its line. Blank lines part the pieces, or there are none at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tipdesk.domain import bylines, vocabularies, written_names
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import AUTHOR, Contributor
from tipdesk.domain.other_fields import GOES_ON
from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.domain.text import squeeze
from tipdesk.formats.base import Format
from tipdesk.formats.clean import clean, over_limit

_COUNTRY, _REGION, _AUTHORS, _YEAR, _CATEGORY = "country", "region", "authors", "year", "category"
_LABELS = {
    squeeze(name): label
    for label, written in {
        _COUNTRY: "Country|Countries|Country(s)|Country(ies)|Country/Countries|Country or territory|Pays|País|Países",
        _REGION: "Region|Regions|Region(s)|Région|Régions|Région(s)|Región|Regiones|Región(es)",
        _AUTHORS: "Author|Authors|Author(s)|Author/Organization|Authors/Organizations|Organization|Organizations|Organization(s)"
        "|Organisation|Organisations|Organisation(s)|Auteur|Auteurs|Auteur(s)|Auteur/Organisation|Autor|Autora|Autores|Autor(es)"
        "|Organización|Organizaciones|Autor/Organización",
        _YEAR: "Year|Years|Year of publication|Publication year|Année|Année de publication|Año|Año de publicación",
        _CATEGORY: "Category|Categories|Category(ies)|Type|Types|Type of document|Document type|Catégorie|Catégories|Type de document"
        "|Categoría|Categorías|Tipo|Tipos|Tipo de documento",
    }.items()
    for name in written.split("|")
}
_BOILERPLATE = frozenset(
    squeeze(line)
    for line in (
        "Skip to main content",
        "Skip to content",
        "Jump to main content",
        "Aller au contenu principal",
        "Passer au contenu principal",
        "Aller au contenu",
        "Pasar al contenido principal",
        "Saltar al contenido principal",
        "Ir al contenido principal",
        "Ir al contenido",
    )
)
_MAX_LABEL = 40  # characters of the longest label, with its colon
_LONG = 160  # characters from which on a line is a paragraph and no value
_MAX_TITLE = 500
_YEAR_VALUE = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    label: str


@dataclass(slots=True)
class _Block:
    """The labelled lines under an abstract; `start` and `end` are the indices of the first one and of the one behind them."""

    start: int
    end: int = 0
    values: dict[str, list[str]] = field(default_factory=dict)
    labelled: bool = False  # is there a label for the category?


def _lines(text: str) -> list[_Line]:
    found = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [_Line(number, line, _label(line)) for number, line in enumerate(found, 1)]


def _label(line: str) -> str:
    return _LABELS.get(squeeze(line), "") if 0 < len(line) <= _MAX_LABEL else ""


def _blanks(text: str) -> str:
    """No-break spaces as plain ones."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def read(text: str) -> Iterator[Publication | Problem]:
    """The records of a page in order, and one Problem for what is left behind the last whole one."""
    text, problems = clean(text)
    yield from problems
    lines = _lines(text)
    end = 0
    above: list[_Line] = []
    block: _Block | None = None
    for start, found in _blocks(lines):
        between = lines[end:start]
        if block is not None:
            count = _category_lines(between, block)
            yield _record(lines, above, block, between[:count])
            between = between[count:]
        above, block, end = between, found, found.end
    rest = lines[end:]
    if block is not None:
        count = _last_category_lines(rest, block, any(not line.text for line in lines[:end]))
        yield _record(lines, above, block, rest[:count])
        rest = rest[count:]
    rest = _texts(_without_boilerplate(rest)[0])
    if rest:
        text = _text(lines[rest[0].number - 1 : rest[-1].number])
        yield Problem(rest[0].number, "This record is incomplete: no country, region and year with four digits follow its text.", text)


def _text(lines: Sequence[_Line]) -> str:
    return "\n".join(line.text for line in lines)


def _texts(lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if line.text]


def _blocks(lines: Sequence[_Line]) -> Iterator[tuple[int, _Block]]:
    """The blocks of a page, each with the index of its first line."""
    index = 0
    while index < len(lines):
        found = _block(lines, index) if lines[index].label in (_COUNTRY, _REGION) else None
        if found is None:
            index += 1
        else:
            yield index, found
            index = found.end


def _block(lines: Sequence[_Line], start: int) -> _Block | None:
    """The block that a label opens, or None if no year with four digits follows before the next paragraph or the same label."""
    block = _Block(start)
    label = ""
    for index in range(start, len(lines)):
        line = lines[index]
        if line.label:
            label = line.label
            if label in block.values or label == _CATEGORY:
                return None
            block.values[label] = []
        elif line.text:
            if len(line.text) > _LONG:
                return None
            block.values[label].append(_blanks(line.text))
            if label == _YEAR:
                return _closed(lines, block, index + 1) if _YEAR_VALUE.fullmatch(line.text) else None
    return None


def _closed(lines: Sequence[_Line], block: _Block, index: int) -> _Block | None:
    """The block with its label for the category, if that is what comes next."""
    if not all(block.values.values()):
        return None
    block.end = index
    after = next((i for i in range(index, min(index + 5, len(lines))) if lines[i].text), -1)
    if after >= 0 and lines[after].label == _CATEGORY:
        block.labelled = True
        block.end = after + 1
    return block


def _known_category(line: _Line) -> bool:
    return squeeze(line.text) in _KINDS or vocabularies.canonical("category", line.text) is not None


_KINDS = frozenset(squeeze(name) for kind in KINDS for name in (kind.name, f"{kind.name}s", *kind.name.split(" / ")))


def _category_lines(between: Sequence[_Line], block: _Block) -> int:
    """How many of the lines between a block and the next belong to the first one's category: a title and a text must remain."""
    if not block.labelled or not between or not between[0].text:
        return 0
    run = next((index for index, line in enumerate(between) if not line.text), len(between))
    rest = len(_texts(between[run:]))
    if rest >= 2 and all(len(line.text) <= _LONG for line in between[:run]):
        return run
    known = next((index for index, line in enumerate(between[:run]) if not _known_category(line)), run)
    texts = _texts(between)
    if known:
        return min(known, max(0, len(texts) - 2))
    looks = len(texts) > 2 and len(texts[0].text) <= _MAX_LABEL and len(texts[1].text) <= _LONG < len(texts[2].text)
    return 1 if looks and len(texts[0].text.split()) <= 3 else 0


def _last_category_lines(rest: Sequence[_Line], block: _Block, spaced: bool) -> int:
    """The same behind the last block: a line right under the label is its value on a page whose pieces blank lines part."""
    if not block.labelled or not rest or not rest[0].text:
        return 0
    run = next((index for index, line in enumerate(rest) if not line.text), len(rest))
    if spaced and all(len(line.text) <= _LONG for line in rest[:run]):
        return run
    return next((index for index, line in enumerate(rest[:run]) if not _known_category(line)), run)


def _without_boilerplate(lines: Sequence[_Line]) -> tuple[list[_Line], bool]:
    """The lines without what a page puts above its records, and whether there was some."""
    texts = _texts(lines)
    count = next((index for index, line in enumerate(texts) if squeeze(line.text[:100]) not in _BOILERPLATE), len(texts))
    return texts[count:], count > 0


def _topic(lines: Sequence[_Line], first: bool) -> tuple[str, list[_Line]]:
    """The page's topic, where a short line stands above the title, and the lines below it."""
    texts, skipped = _without_boilerplate(lines)
    if (
        not (first or skipped)
        or len(texts) < 3
        or len(texts[0].text) > 60
        or len(texts[0].text.split()) > 4
        or len(texts[1].text) > _MAX_TITLE
    ):
        return "", texts
    if skipped or len(texts[2].text) > max(_LONG, len(texts[1].text)):
        return _blanks(texts[0].text), texts[1:]
    return "", texts


def topic(text: str) -> str:
    """The topic of a page, such as "Trafficking", that stands above its records; empty if there is none."""
    lines = _lines(clean(text)[0])
    start = next((start for start, _ in _blocks(lines)), 0)
    return _topic(lines[:start], first=True)[0]


def _record(lines: Sequence[_Line], above: Sequence[_Line], block: _Block, category: Sequence[_Line]) -> Publication | Problem:
    first = not above or above[0].number == 1
    _, texts = _topic(above, first)
    values = block.values
    if not texts or len(texts[0].text) > _MAX_TITLE:
        line = texts[0].number if texts else block.start + 1
        return Problem(line, "This record has no title above its text.", _text(lines[line - 1 : block.end]))
    abstract = "\n\n".join(_abstract(line.text) for line in texts[1:])
    if reason := over_limit("", [abstract]):
        return Problem(texts[0].number, reason, texts[0].text)
    countries, their_countries = vocabularies.countries(values.get(_COUNTRY, []))
    regions, their_regions = vocabularies.regions(values.get(_REGION, []))
    authors, more = bylines.apart("; ".join(values.get(_AUTHORS, [])))
    others = (
        (vocabularies.SOURCE_COUNTRY, their_countries),
        (vocabularies.SOURCE_REGION, their_regions),
        (GOES_ON, AUTHOR if more else ""),
    )
    return Publication(
        kind="report",
        title=_blanks(texts[0].text),
        contributors=tuple(Contributor(written_names.parse_name(name)) for name in authors),
        date=values[_YEAR][0],
        abstract=abstract,
        countries=countries,
        regions=regions,
        category=tuple(
            dict.fromkeys(vocabularies.canonical("category", line.text) or _blanks(line.text) for line in category if line.text)
        ),
        extra=tuple((name, text) for name, text in others if text),
        source=Source("catalogue", _text(lines[texts[0].number - 1 : block.end + len(category)]), "", texts[0].number),
    )


def _abstract(text: str) -> str:
    """A paragraph to the character; where most blanks are no-break ones, they are the browser's and no author's."""
    return _blanks(text) if text.count("\xa0") > text.count(" ") else text


def _recognises(text: str) -> bool:
    return next(_blocks(_lines(text)), None) is not None


CATALOGUE = Format("catalogue", "Catalogue page", (".txt",), read, None, _recognises)
