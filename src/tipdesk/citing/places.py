"""The citations of a document, where they stand in it, and its bibliography."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tipdesk.citing import bibliography, pandoc, runs
from tipdesk.citing.bibliography import Reference
from tipdesk.citing.styles import Style
from tipdesk.domain.rich_text import Runs


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference in a citation, by its place among those given: what stands before and behind it, and whether its author is left out."""

    reference: int
    prefix: str = ""
    suffix: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a document that cites: a note of the author's with all its citations, or one citation in the text.

    `number` is that of the note, or of the one that a style for notes makes of the citation: authors' notes without citations count.
    """

    citations: tuple[tuple[Cited, ...], ...]
    number: int
    in_note: bool = False


def cited_at(references: Sequence[Reference], places: Sequence[Place], style: Style, locale: str) -> tuple[list[Runs], list[Runs]]:
    """The text of each citation of a document in order, and of each entry of its bibliography; one run, so that all know each other."""
    if not references:
        return [], []
    told = [
        {
            "number": place.number,
            "is_note": place.in_note,
            "citations": [
                [{"id": str(one.reference + 1), "prefix": one.prefix, "suffix": one.suffix, "suppressed": one.suppressed} for one in cited]
                for cited in place.citations
            ],
        }
        for place in places
    ]
    items, text = bibliography.described(references, style)
    with TemporaryDirectory(prefix="tipdesk-") as folder:
        file = Path(folder) / "places.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        said = [("places", str(file)), *([("lang", locale)] if locale else [])]
        written = pandoc.run(items, len(references) + len(places), "json", style=text, script="places.lua", metadata=said)
    blocks = json.loads(written)["blocks"]
    return list(runs.cited(blocks[: len(places)])), runs.entries(blocks[len(places) :])
