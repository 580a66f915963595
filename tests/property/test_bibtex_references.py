"""Entries that refer to each other, in circles too: whatever is edited or left out, what is written says what the rest say."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tipdesk.domain.publication import Publication
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX, read

TYPES = "book inbook collection incollection proceedings inproceedings mvbook article periodical misc report phdthesis online".split()
VALUES = {
    "title": ("{T one}", "{{Title} Two}", "tip # { x}", '"Q"'),
    "subtitle": ("{Sub}",),
    "booktitle": ("{Book}",),
    "journal": ("{Journal}",),
    "journaltitle": ("{Journal}",),
    "year": ("1999", "{2001}"),
    "date": ("{2005-03}", "{2006}"),
    "month": ("apr",),
    "publisher": ("{House}", "house"),
    "address": ("{Oslo}",),
    "location": ("{Rome}",),
    "editor": ("{Ada Obi and {UN Women}}",),
    "author": ("{Li, Wei}",),
    "annote": ("{Ours alone}",),
    "abstract": ("{Long}",),
    "keywords": ("{one, two}",),
    "note": ("{nn}",),
    "number": ("{4}",),
    "url": ("{http://example.org/z}",),
    "xdata": ("{X1}", "{X2,X1}"),
    "two words": ("{and a value}",),
}
AROUND = (
    '@string{tip = "Trafficking"}',
    "@string{house = {Ibis House}}",
    "@xdata{X1, publisher={X House}, annotation={x}}",
    "@xdata{X2, location={Lima}, xdata={X1}}",
    "@comment{c}",
    "% remark",
)
EDITS = (
    {"title": "New"}, {"publisher": "Other House"}, {"publisher": ""}, {"notes": ()}, {"key": "renamed"}, {"date": "2020"},
    {"contributors": ()}, {"extra": ()}, {"tags": ("a", "b")},
)  # fmt: skip


def _text(pick: random.Random) -> str:
    count = pick.randint(1, 5)
    parts = list(AROUND)
    for number in range(count):
        fields = [f"  {name} = {pick.choice(VALUES[name])}" for name in pick.sample(sorted(VALUES), pick.randint(1, 8))]
        if pick.random() < 0.8:
            fields.append(f"  crossref = {{K{pick.randrange(count)}}}")
        parts.append(f"@{pick.choice(TYPES)}{{k{number},\n" + ",\n".join(fields) + "\n}")
    pick.shuffle(parts)
    return "\n\n".join(parts) + "\n\n"


def _records(text: str) -> list[Publication]:
    return [item for item in read(text) if isinstance(item, Publication)]


def _hangs(record: Publication) -> bool:
    """Does it refer to what gave it nothing? Among other records the same reference may give something."""
    return any(name.lower() == "crossref" for name, _ in record.extra)


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32))
def test_references_hold_whatever_is_edited_or_left_out(seed: int) -> None:
    pick = random.Random(seed)
    kept = [replace(record, **pick.choice(EDITS)) if pick.random() < 0.3 else record for record in _records(_text(pick))]
    kept = [record for record in kept if pick.random() < 0.85 and not _hangs(record)]
    for dialect in (BIBTEX, BIBLATEX):
        assert dialect.write is not None
        assert _records("".join(dialect.write(kept))) == kept
