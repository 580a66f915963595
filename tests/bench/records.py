"""Generated records for measuring: seeded, with words as uneven as real ones (Zipf), as BibTeX text."""

import random
from collections.abc import Iterator

COUNTRIES = ("Kenya", "Lebanon", "Nepal", "Peru", "Moldova", "Nigeria", "Thailand", "Albania", "Haiti", "Worldwide")
REGIONS = ("Africa", "Europe", "South America", "Western Asia", "Southern Asia", "Worldwide")
BODIES = (
    "United Nations Office on Drugs and Crime",
    "International Organization for Migration",
    "Walk Free Foundation",
    "La Strada International",
)
SYLLABLES = ("tra", "mi", "la", "ne", "ko", "su", "ver", "po", "rid", "en", "sha", "tol")


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """`size` different made-up words."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))] = None
    return list(words)


def entries(count: int, seed: int = 1) -> Iterator[str]:
    """BibTeX entries of plain records: a title, an abstract of 1,200 characters, one to four contributors and what else there is."""
    rng = random.Random(seed)
    words = vocabulary(rng, 8000)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    stock = rng.choices(words, weights, k=200_000)
    family = [word.capitalize() for word in vocabulary(rng, 3000)]

    def text(length: int) -> str:
        start = rng.randrange(len(stock) - length)
        return " ".join(stock[start : start + length])

    for number in range(count):
        people = [f"{rng.choice(family)}, {rng.choice(family)}" for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.4:
            people[rng.randrange(len(people))] = f"{{{rng.choice(BODIES)}}}"
        yield (
            f"@techreport{{key{number},\n"
            f"  author = {{{' and '.join(people)}}},\n"
            f"  title = {{{text(9).capitalize()}}},\n"
            f"  institution = {{{rng.choice(BODIES)}}},\n"
            f"  year = {{{rng.randint(1990, 2026)}}},\n"
            f"  abstract = {{{text(190)[:1200]}}},\n"
            f"  url = {{https://example.org/documents/{number}}},\n"
            f"  country = {{{rng.choice(COUNTRIES)}}},\n"
            f"  region = {{{rng.choice(REGIONS)}}},\n"
            f"  keywords = {{{', '.join(dict.fromkeys(rng.choices(words[:300], weights[:300], k=3)))}}},\n"
            "}\n\n"
        )
