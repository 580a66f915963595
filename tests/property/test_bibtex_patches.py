"""An edited entry of BibTeX is one that BibTeX itself can read, however its fields were set out."""

import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tipdesk.domain.publication import Publication
from tipdesk.formats import BIBTEX

# BibTeX reads a comma and a field, again and again, and one comma more if it likes (bibtex.web, part 29). A "%" is no comment to it
# but biber lets one stand for the rest of its line.
STRICT = re.compile(r"@\w+\{\w+((?:\s|%.*\n)*,(?:\s|%.*\n)*\w+\s*=\s*(?:\{[^{}]*\}|\d+))*(?:\s|%.*\n)*,?(?:\s|%.*\n)*\}\s*")
FIELDS = {"title": "{Title}", "publisher": "{Somebody}", "year": "2001", "volume": "{3}", "edition": "{2}"}
LAYOUTS = {
    "commas behind": ("\n  ", ",\n  ", ",\n"),
    "no last comma": ("\n  ", ",\n  ", "\n"),
    "one line": (" ", ", ", ""),
    "commas in front": ("\n ", "\n , ", "\n"),
    "comments": ("\n  % one, two\n  ", ",\n  % one, two\n  ", ", % one, two\n"),
    "comments right behind": ("% one, two\n  ", "% one, two\n , ", "% one, two\n"),
    "comments in front": ("\n  ", " % one, two\n , ", " % one, two\n"),
}
EDITS = {"publisher": "Another", "volume": "4", "edition": "5", "doi": "10.1000/x", "url": "https://example.org"}


@given(
    st.sampled_from(sorted(LAYOUTS)),
    st.lists(st.sampled_from(sorted(FIELDS)), unique=True),
    st.dictionaries(st.sampled_from(sorted(EDITS)), st.booleans()),
)
@example("no last comma", ["title", "volume"], {"volume": False, "doi": True})
@example("commas in front", ["title", "publisher", "year"], {"publisher": False})
def test_edited_entries_have_one_comma_between_fields(layout: str, names: list[str], edits: dict[str, bool]) -> None:
    first, between, last = LAYOUTS[layout]
    text = f"@book{{key,{first}" + between.join(f"{name} = {FIELDS[name]}" for name in names) + f"{last if names else ''}}}"
    read = next(iter(BIBTEX.read(text)))
    assert isinstance(read, Publication)
    edited = replace(read, **{name: EDITS[name] if kept else "" for name, kept in edits.items()})
    written = "".join(BIBTEX.write([edited]))
    assert STRICT.fullmatch(written), written
    again = next(iter(BIBTEX.read(written)))
    assert isinstance(again, Publication)
    assert replace(again, source=None) == replace(edited, source=None)
    assert written.count("one, two") == text.count("one, two")
