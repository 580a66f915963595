"""Citations and a bibliography put into a document where its marks ask for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tipdesk.app import citing, exporting, manuscripts
from tipdesk.app.citing import Look
from tipdesk.app.importing import FileProblem
from tipdesk.app.library import Library
from tipdesk.citing import places as citing_places
from tipdesk.citing.places import Cited
from tipdesk.domain.errors import NothingUsable, SystemRefused, quoted
from tipdesk.domain.publication import Problem
from tipdesk.domain.query import Everything
from tipdesk.domain.rich_text import Run, Runs, joined
from tipdesk.formats import citation_marks, documents
from tipdesk.formats.base import MAX_FILE
from tipdesk.formats.citation_marks import Citation
from tipdesk.formats.office import ENDNOTE, FOOTNOTE, PLACEHOLDER, BrokenDocument, Document, Place

Mark = tuple[Citation, ...]  # as it was read


@dataclass(frozen=True, slots=True)
class Done:
    """A document with citations: its bytes, how many citations and entries are in it, and the marks that were left as they are.

    `outside_notes` counts the citations that stand in the text although the style puts them into footnotes, because there can be none;
    `changed` tells of what was changed by hand; `gone` are the marks that were cited once and are not any more: taken out, or made plain
    text by another program.
    """

    data: bytes
    citations: int
    entries: int
    problems: tuple[FileProblem, ...]
    outside_notes: int = 0
    changed: tuple[FileProblem, ...] = ()
    gone: tuple[str, ...] = ()


def cite(library: Library, source: Path, look: Look) -> Done:
    """The document in a file with citations for its marks, in a style, and with the bibliography of what it cites.

    A mark with a key that no publication has, or had once, stays as it is. Raises NothingUsable for what is no document or has no marks,
    SystemRefused where the file cannot be read.
    """
    document = _read(source)
    written = [mark for place in document.places for mark in place.marks]
    spoilt = tuple(_spoilt(library, source.name, document))
    changed = tuple(_changed(source.name, document))
    if not written:
        raise NothingUsable(_nothing(source, spoilt, document.has_bibliography))
    marks = [citation_marks.parse(mark.text.strip()[1:-1]) for mark in written]
    numbers = _numbers(library, marks)
    missing = [one.key for mark in marks for one in mark if one.key not in numbers]
    order = list(dict.fromkeys(numbers[one.key] for mark in marks for one in mark if one.key in numbers and _whole(mark, numbers)))
    citing.check_number(len(order))
    references = list(citing.references(exporting.publications(library, order), look.style))
    at = {number: place for place, number in enumerate(order)}
    places = list(_places(document.places, marks, numbers, at, look.style.note))
    texts, entries = citing_places.cited_at(references, places, look.style, look.locale)
    made = iter(texts)
    citations = [next(made) if _whole(mark, numbers) else None for mark in marks]
    outside = 0
    if look.style.note:
        stands = [place for place in document.places for _ in place.marks]
        ends = [place.movable or mark.ends for place, mark in zip(stands, written, strict=True)]
        small = [bool(mark) and mark[0].suppressed and not mark[0].prefix for mark in marks]
        citations = [text and _in_sentence(text, *how) for text, *how in zip(citations, ends, small, strict=True)]
        outside = sum(not place.movable and not place.note and bool(text) for place, text in zip(stands, citations, strict=True))
    citations = [None if mark.changed else text for mark, text in zip(written, citations, strict=True)]
    problems = tuple(
        FileProblem(source.name, Problem(0, f"It cites {key}, which is no publication's citation key; the mark was left as it is.", key))
        for key in map(quoted, dict.fromkeys(missing))
    )
    try:
        data = document.written(citations, entries, in_notes=look.style.note)
        return Done(data, len(texts), len(entries), problems + spoilt, outside, changed, tuple(document.gone))
    except BrokenDocument as error:
        raise NothingUsable(f"{source} cannot be read: {error}.") from error


def _spoilt(library: Library, name: str, document: Document) -> Iterator[FileProblem]:
    """Marks that cannot be read or stand where nothing is cited, and places for a bibliography that are not used; each once."""
    yield from manuscripts.spoilt(library, name, document.spoilt)
    for mark in map(quoted, dict.fromkeys(document.outside)):
        reason = f"{mark} stands in a header or footer, where nothing is cited; move it into the text."
        yield FileProblem(name, Problem(0, reason, mark))
    if PLACEHOLDER in document.spoilt:
        reason = f"A second {PLACEHOLDER}, or one in a text box or without a paragraph of its own, was left as it is; take it out."
        yield FileProblem(name, Problem(0, reason, PLACEHOLDER))


def _changed(name: str, document: Document) -> Iterator[FileProblem]:
    """Citations with words of the author's in them, which stay, and entries of the bibliography, which do not."""
    for mark in (mark for place in document.places for mark in place.marks if mark.changed):
        said, text = quoted(mark.text), quoted(mark.changed)
        reason = f"The citation of {said} was changed by hand to {text}, so it stays as it is; to have it renewed, write the mark instead."
        yield FileProblem(name, Problem(0, reason, said))
    for text in map(quoted, document.corrected):
        reason = f"The bibliography was changed by hand and is written anew; correct the publication instead. It said: {text}"
        yield FileProblem(name, Problem(0, reason, text))


def _nothing(source: Path, spoilt: Sequence[FileProblem], was_cited: bool) -> str:
    """Why nothing can be cited in a document without marks: those that cannot be read come first."""
    if was_cited and not spoilt:
        return (
            f"{source} holds a bibliography, but its citations are plain text since another program saved it, so nothing was written; "
            "cite the file that it was made from, or write the marks such as [@bird2020, p. 4] anew."
        )
    if not spoilt:
        return f"{source} holds no citation such as [@bird2020, p. 4], so nothing was written."
    more = f" So it is with {len(spoilt) - 1} more." if len(spoilt) > 1 else ""
    return f"{source} holds no citation that can be read, so nothing was written. {spoilt[0].problem.reason}{more}"


def _read(source: Path) -> Document:
    try:
        with source.open("rb") as opened:
            data = opened.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise SystemRefused(f"{source} is larger than {MAX_FILE // 2**20} MB; take pictures out of it.")
        return documents.read(source.name, data)
    except OSError as error:
        raise SystemRefused(f"{source} cannot be read: {error.strerror or error}.") from error
    except BrokenDocument as error:
        raise NothingUsable(f"{source} cannot be read: {error}.") from error


def _in_sentence(text: Runs, ends: bool, small: bool) -> Runs:
    """A citation of a style for notes, as it stands in a sentence: without brackets, and with a full stop only if it `ends` the note.

    One whose author is left out goes on with the sentence: it begins `small` behind a bracket, as in OSCOLA's "(n 1) 4".
    """
    first, last = text[0], text[-1]
    if first.text.startswith("(") and last.text.endswith(")"):
        text = (replace(first, text=first.text[1:]), *text[1:])
        text = (*text[:-1], replace(text[-1], text=text[-1].text[:-1]))
    elif last.text.endswith("."):
        text = (*text[:-1], replace(last, text=last.text[:-1]))
    if small and text[0].text.startswith("("):
        text = (replace(text[0], text=text[0].text[:2].lower() + text[0].text[2:]), *text[1:])
    stopped = "".join(run.text for run in text).rstrip('”’"»').endswith((".", "?", "!"))
    return joined([*text, *([Run(".")] if ends and not stopped else [])])


def _numbers(library: Library, marks: Sequence[Mark]) -> dict[str, int]:
    """The publications by the keys that marks give them; not those in the trash."""
    there = set(library.find(Everything()))
    found = library.ids_by_key([one.key for mark in marks for one in mark])
    return {key: number for key, number in found.items() if number in there}


def _whole(mark: Mark, numbers: dict[str, int]) -> bool:
    return bool(mark) and all(one.key in numbers for one in mark)


def _places(
    places: Sequence[Place], marks: Sequence[Mark], numbers: dict[str, int], at: dict[int, int], in_notes: bool
) -> Iterator[citing_places.Place]:
    """The places that cite with what they cite of the references, and with the numbers that their notes have once it is done."""
    count = {FOOTNOTE: 0, ENDNOTE: 0}
    waiting = iter(marks)
    for place in places:
        here = [mark for mark in (next(waiting) for _ in place.marks) if _whole(mark, numbers)]
        moves = place.movable and bool(here)
        kind = (FOOTNOTE if in_notes else "") if moves else place.note
        if kind:
            count[kind] += 1
        if here:
            cited = tuple(tuple(Cited(at[numbers[one.key]], one.prefix, one.suffix, one.suppressed) for one in mark) for mark in here)
            yield citing_places.Place(cited, count[kind] if kind else count[FOOTNOTE] + 1, bool(kind) and not moves)
