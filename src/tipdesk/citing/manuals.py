"""What citation manuals ask for that CSL's styles leave to the record: a publication as its manual wants it described.

Each rule names the manual that it comes from. Titles go to the styles in sentence case, as CSL wants them (`domain/capitals.py`).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from tipdesk.citing.styles import Style
from tipdesk.domain import capitals, types
from tipdesk.domain.names import AUTHOR, Contributor, Organisation, known_organisations
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import squeeze

TREATY, LAW, CASE, UN_DOCUMENT = "legal instrument / treaty", "legislation", "case law", "UN resolution / document"


@dataclass(frozen=True, slots=True)
class Manual:
    """What a family of styles does otherwise than others; its styles' names begin with one of `styles`."""

    styles: tuple[str, ...] = ()
    publisher_again: bool = False  # a publisher is named though it is the author
    author_again: bool = True  # an author is named though it is the publisher
    acronyms: bool = False  # bodies go by their acronyms
    lower_subtitles: bool = False
    as_written: tuple[str, ...] = ()  # kinds whose titles are in headline case, which the style does not see to; `container` for those
    by_title: str = ""  # the kind that a report without an author is treated as
    locale: str = ""  # where neither the user nor the style says one


OSCOLA = Manual(("oscola",), as_written=("container",))
UN = Manual(("un-editorial",), acronyms=True, lower_subtitles=True)
MANUALS = (
    OSCOLA,
    UN,
    # APA 7, 8.14: the title of a report is italic in the text too, where it stands for the author.
    Manual(("apa",), by_title="book"),
    # MLA Handbook 9, 5.19: a work by its publisher is listed by its title.
    Manual(("modern-language-association",), author_again=False),
    # Citing Medicine, chapter 2: a publisher is named though it is the author; a subtitle begins with a small letter.
    Manual(("nlm-",), publisher_again=True, lower_subtitles=True),
    Manual(("ieee",), as_written=("book", "handbook / manual", "container")),
    Manual(("harvard-cite-them-right",), locale="en-GB"),
)
_GREY = frozenset(("other", "factsheet / leaflet", UN_DOCUMENT))
_SERIES = {
    "united nations treaty series": "UNTS",
    "league of nations treaty series": "LNTS",
    "council of europe treaty series": "CETS",
    "european treaty series": "ETS",
}
_EDITION = re.compile(r"(?i)(\d{1,3}|[^\W\d]{4,12})(?:st|nd|rd|th|e|è?me|re|er|[.ºª])*(?:\s+(?:ed|edn|edition|éd|édition|edici[óo]n)\.?)?")
_ORDINALS = {
    word: number
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "première deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
    )
    for number, word in enumerate(words.split(), 1)
}
_SALES = re.compile(r"(?:(?:United Nations publication, )?Sales No\.:?\s*)?([A-Z]{1,2}(?:/[A-Z])*\.\d{2}\.[IVX]+\.(?:[A-Z]\.)?\d+)")
_SYMBOL = re.compile(r"(?:UN Doc\.? )?((?:A|S|E|T|ST|CTOC|CAT|CEDAW|CRC|CCPR|HRI|DP|JIU|UNODC|TD)/[\w/.()\- ]+)")
_APPLICATION = re.compile(r"(?i)appl?(?:ication|\.)?\s+nos?\.?\s*")
_MONTHS = "January February March April May June July August September October November December".split()


def of(style: Style) -> Manual:
    """The manual that a style follows, as far as one is known here."""
    return next((manual for manual in MANUALS if style.parent.startswith(manual.styles)), Manual())


def as_cited(publication: Publication, manual: Manual, names: Collection[str] = ()) -> Publication:
    """A publication as a manual describes it; `names` are words of its titles that are known to keep their capitals."""
    publication = _titles(publication, manual, names)
    for rule in (_editions, _articles, _numbers, _laws, _cases, _treaties, _kinds, _publishers, _bodies):
        publication = rule(publication, manual)
    return publication


def _titles(publication: Publication, manual: Manual, names: Collection[str]) -> Publication:
    """Titles in sentence case where they are English; laws, treaties, cases and other languages stay as they are."""
    whole = capitals.with_colon(publication.title) if not publication.subtitle else publication.title
    legal = publication.kind in (TREATY, LAW, CASE)
    english = capitals.is_english(f"{whole} {publication.subtitle}", publication.languages)
    languages = ("en", *publication.languages) if english else publication.languages  # CSL knows one: the title's

    def cased(title: str, part: str) -> str:
        if part in manual.as_written:
            return title
        return capitals.sentence_case(title, names, lower_subtitle=manual.lower_subtitles) if english else capitals.nocase(title)

    if legal:
        title, subtitle = capitals.nocase(publication.title), capitals.nocase(publication.subtitle)
    else:
        title, subtitle = cased(whole, publication.kind), cased(publication.subtitle, publication.kind)
        if manual.lower_subtitles and english and subtitle:
            subtitle = cased(f"x: {publication.subtitle}", publication.kind).removeprefix("X: ")
    container = cased(publication.container, "container") if publication.kind == "chapter" else publication.container
    return replace(publication, title=title, subtitle=subtitle, container=container, languages=languages)


def _editions(publication: Publication, manual: Manual) -> Publication:
    """Numbers, so that the style can count: “2nd edition”, “second” and “2e éd.” are 2."""
    if not (found := _EDITION.fullmatch(publication.edition.strip())):
        return publication
    number = found[1] if found[1].isdecimal() else str(_ORDINALS.get(publication.edition.split()[0].lower(), publication.edition))
    return replace(publication, edition=number)


def _articles(publication: Publication, manual: Manual) -> Publication:
    """An article that has pages is cited without its address (OSCOLA 4, 3.3.1)."""
    printed = manual is OSCOLA and publication.kind == "journal article" and publication.pages
    return replace(publication, doi="", url="", accessed="") if printed else publication


def _numbers(publication: Publication, manual: Manual) -> Publication:
    """Sales numbers and document symbols of the United Nations; a dash for the hyphen of a double issue (APA 7, 9.25; Chicago 17, 6.78)."""
    publication = replace(publication, issue=re.sub(r"(?<=\d)-(?=\d)", "–", publication.issue))
    number = publication.number.strip()
    if found := _SALES.fullmatch(number):
        return replace(publication, number=f"United Nations publication, Sales No. {found[1]}") if manual is UN else publication
    if (found := _SYMBOL.fullmatch(number)) and publication.kind not in (TREATY, LAW, CASE):
        return replace(publication, number=f"UN Doc {found[1]}" if manual is OSCOLA else found[1])  # OSCOLA 4, appendix on the UN
    if manual is UN and number and publication.kind not in (TREATY, LAW, CASE):
        series = f"{publication.series}, No. {number}" if publication.series else ""
        return replace(publication, number="", series=series)
    return publication


def _laws(publication: Publication, manual: Manual) -> Publication:
    """A law goes by its title, not by its country, with its chapter behind it (APA 7, 11.5); OSCOLA 2.4.1 wants none, and the year once."""
    if publication.kind != LAW:
        return publication
    changed = replace(publication, contributors=_without_bodies(publication), number="")
    if manual is OSCOLA:
        said = publication.year is not None and str(publication.year) in publication.title
        return replace(changed, date="" if said else publication.date)
    chapter = f", {publication.number}" if publication.number else ""
    return replace(changed, title=f"{publication.title}{capitals.nocase(chapter)}")


def _cases(publication: Publication, manual: Manual) -> Publication:
    """The court is no author; the European Court's judgments go by application number and date (OSCOLA 2.6.3)."""
    if publication.kind != CASE:
        return publication
    court = next((c.name for c in publication.contributors if c.role == AUTHOR and isinstance(c.name, Organisation)), None)
    known = dict(publication.extra)
    authority = known.get("authority") or (court.name if court else "")
    if manual is OSCOLA and court and court.acronym:
        authority = court.acronym
    changed = replace(publication, contributors=_without_bodies(publication))
    if manual is OSCOLA and publication.number and not publication.container and not publication.volume:
        decided = ", ".join(filter(None, (authority, _in_words(publication.date))))
        number = _APPLICATION.sub("App no ", publication.number)
        return replace(changed, container=number, number="", date="", extra=_with(publication, "authority", decided))
    return replace(changed, extra=_with(publication, "authority", authority))


def _treaties(publication: Publication, manual: Manual) -> Publication:
    """A treaty goes by its title and its place in a treaty series (APA 7, 11.9; OSCOLA 4, appendix; UN Editorial Manual)."""
    if publication.kind != TREATY:
        return publication
    series = publication.container or _SERIES.get(publication.series.lower(), publication.series)
    if series and publication.number.startswith(series):  # CETS No. 197
        series = ""
    if manual is UN:
        series = "United Nations, <i>Treaty Series</i>" if series == "UNTS" else series
    series_left = publication.series if publication.container else ""
    changed = replace(publication, contributors=_without_bodies(publication), container=series, series=series_left)
    if manual is OSCOLA and publication.volume and series:
        where = " ".join(filter(None, (publication.volume, series, publication.pages.partition("-")[0])))
        return replace(changed, container="", pages="", extra=_with(publication, "type", where))
    return changed


def _kinds(publication: Publication, manual: Manual) -> Publication:
    """Grey literature is a report, whose title is italic: those of CSL's `document` and `pamphlet` many styles put in quotation marks."""
    grey = publication.kind in _GREY and not any(name == types.ENTRY_TYPE for name, _ in publication.extra)
    if (grey and not publication.container) or (manual is OSCOLA and publication.kind == "dataset"):
        publication = replace(publication, kind="report")
    if publication.kind == "report" and manual.by_title and not (publication.contributors or publication.number):
        return replace(publication, kind=manual.by_title)
    genre = types.genre(publication.kind)
    said = genre and squeeze(genre) in squeeze(f"{publication.title} {publication.subtitle}")
    return replace(publication, kind="report") if said else publication  # a guidance note that is called so


def _publishers(publication: Publication, manual: Manual) -> Publication:
    """A publisher, website or journal that is the author is not named twice (APA 7, 9.29)."""
    authors = [c.name for c in publication.contributors if c.role == AUTHOR]
    bodies = [name for name in authors if isinstance(name, Organisation)]
    if any(_is(name, publication.container) for name in bodies) and publication.kind == "web page":
        publication = replace(publication, container="")
    if not any(_is(name, publication.publisher) for name in bodies) or publication.kind == "thesis":
        return publication
    if not manual.author_again and len(authors) == 1:
        return replace(publication, contributors=_without_bodies(publication))
    return publication if manual.publisher_again else replace(publication, publisher="")


def _bodies(publication: Publication, manual: Manual) -> Publication:
    """Bodies by their acronyms, but for the United Nations itself (UN Editorial Manual)."""
    if not manual.acronyms:
        return publication
    shortened = (replace(c, name=_short(c.name)) if isinstance(c.name, Organisation) else c for c in publication.contributors)
    return replace(publication, contributors=tuple(shortened))


def _short(body: Organisation) -> Organisation:
    known = known_organisations().get(squeeze(body.name))
    acronym = body.acronym or (known.acronym if known else "")
    return Organisation(acronym) if len(acronym) > 2 else body


def _is(body: Organisation, name: str) -> bool:
    """Is this the body's name, its acronym or another of its names?"""
    if not name:
        return False
    wanted, known = squeeze(name), known_organisations()
    if wanted in (squeeze(body.name), squeeze(body.acronym)):
        return True
    return (found := known.get(wanted)) is not None and found == known.get(squeeze(body.name))


def _without_bodies(publication: Publication) -> tuple[Contributor, ...]:
    return tuple(c for c in publication.contributors if not (c.role == AUTHOR and isinstance(c.name, Organisation)))


def _with(publication: Publication, name: str, value: str) -> tuple[tuple[str, str], ...]:
    return (*(pair for pair in publication.extra if pair[0] != name), *([(name, value)] if value else []))


def _in_words(date: str) -> str:
    """`7 January 2010`; a date that is no day as it is."""
    if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)", date):
        return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"
    return date
