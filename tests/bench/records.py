"""Generated records for measuring: seeded, with words as uneven as real ones (Zipf)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

COUNTRIES = ("Kenya", "Lebanon", "Nepal", "Peru", "Moldova", "Nigeria", "Thailand", "Albania", "Haiti", "Worldwide")
REGIONS = ("Africa", "Europe", "South America", "Western Asia", "Southern Asia", "Worldwide")
BODIES = (
    "United Nations Office on Drugs and Crime",
    "International Organization for Migration",
    "Walk Free Foundation",
    "La Strada International",
)
SYLLABLES = ("tra", "mi", "la", "ne", "ko", "su", "ver", "po", "rid", "en", "sha", "tol")


@dataclass(frozen=True, slots=True)
class Record:
    """A report as strings; an author is a family and a given name, or an organisation's name alone."""

    key: str
    authors: tuple[tuple[str, ...], ...]
    title: str
    institution: str
    year: str
    abstract: str
    url: str
    country: str
    region: str
    keywords: tuple[str, ...]


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """`size` different made-up words."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))] = None
    return list(words)


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Plain records: a title, an abstract of 1,200 characters, one to three authors of which some are bodies, and what else there is."""
    rng = random.Random(seed)
    words = vocabulary(rng, 8000)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    stock = rng.choices(words, weights, k=200_000)
    family = [word.capitalize() for word in vocabulary(rng, 3000)]

    def text(length: int) -> str:
        start = rng.randrange(len(stock) - length)
        return " ".join(stock[start : start + length])

    for number in range(count):
        authors: list[tuple[str, ...]] = [(rng.choice(family), rng.choice(family)) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.4:
            authors[rng.randrange(len(authors))] = (rng.choice(BODIES),)
        yield Record(
            key=f"key{number}",
            authors=tuple(authors),
            title=text(9).capitalize(),
            institution=rng.choice(BODIES),
            year=str(rng.randint(1990, 2026)),
            abstract=text(190)[:1200].strip(),
            url=f"https://example.org/documents/{number}",
            country=rng.choice(COUNTRIES),
            region=rng.choice(REGIONS),
            keywords=tuple(dict.fromkeys(rng.choices(words[:300], weights[:300], k=3))),
        )


def entries(count: int, seed: int = 1) -> Iterator[str]:
    """The records as BibTeX entries."""
    return map(entry, records(count, seed))


def entry(record: Record) -> str:
    """A record as a BibTeX entry, with an empty line behind it."""
    people = (", ".join(name) if len(name) > 1 else f"{{{name[0]}}}" for name in record.authors)
    return (
        f"@techreport{{{record.key},\n"
        f"  author = {{{' and '.join(people)}}},\n"
        f"  title = {{{record.title}}},\n"
        f"  institution = {{{record.institution}}},\n"
        f"  year = {{{record.year}}},\n"
        f"  abstract = {{{record.abstract}}},\n"
        f"  url = {{{record.url}}},\n"
        f"  country = {{{record.country}}},\n"
        f"  region = {{{record.region}}},\n"
        f"  keywords = {{{', '.join(record.keywords)}}},\n"
        "}\n\n"
    )
