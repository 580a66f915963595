"""BibTeX and BibLaTeX: one reader for both dialects, a writer for each.

What was read and not edited is written back to the character; of what was edited, only the fields that were.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.formats import bibtex_entries, bibtex_reading, bibtex_writing, latex
from tipdesk.formats import bibtex_syntax as syntax
from tipdesk.formats import bibtex_tables as tables
from tipdesk.formats.base import Format
from tipdesk.formats.bibtex_inheritance import MAX_CHAIN, XDATA, Parents, references
from tipdesk.formats.bibtex_macros import Macros, used
from tipdesk.formats.bibtex_syntax import Block, RawField
from tipdesk.formats.clean import clean, over_limit

AFTER = "\f"  # in a context, before what stood behind the last entry of a text: no text that was read holds one
_MAX_KEPT = 64 * 1024  # characters of definitions that one entry keeps; all entries of a text keep no more than
_MAX_KEPT_TOGETHER = 64 * 1024 * 1024  # these, or four times the text
_WINDOW = 16 * 1024 * 1024  # characters that are held back to see which entries refer to each other; ...
_SMALL_WINDOW = 1024 * 1024  # ... while none does


class _Context:
    """What the entries of a text lean on: its @strings and @preambles so far, the entries that others refer to, its comments."""

    def __init__(self, text: str) -> None:
        self.macros = Macros(text)
        self.parents = Parents(text)
        self._preambles: list[str] = []
        self._before: list[str] = []  # definitions and comments since the last entry
        self._left = max(_MAX_KEPT_TOGETHER, 4 * len(text))

    def add(self, block: Block) -> None:
        """Take in a block that is no record."""
        self._before.append(block.text)
        if block.kind == syntax.PREAMBLE:
            self._preambles.append(block.text)
        if block.kind == syntax.STRING:
            self.macros.define(block)

    def of(self, fields: list[RawField], xdata: list[str]) -> str:
        """The texts that an entry with these fields and data entries leans on, and what stands right before it."""
        needed = [text for field in fields for name in used(field) for text in self.macros.needed(name)]
        here = set(self._before)  # in its own order, so that a comment stays above what it speaks of
        found = dict.fromkeys((*(text for text in (*self._preambles, *needed) if text not in here), *self._before, *xdata))
        size = sum(map(len, found))
        if size <= min(_MAX_KEPT, self._left):
            self._left -= size
        else:
            found = dict.fromkeys(self._before)
        self._before = []
        return "\n".join(found)

    def rest(self) -> list[str]:
        """What stands behind the last entry."""
        return self._before


def read(text: str) -> Iterator[Publication | Problem]:
    """The publications and problems of a text, in order. A text without any entry gives nothing."""
    text, problems = clean(text)
    yield from problems
    context = _Context(text)
    held: list[Publication | Problem] = []  # the last publication and what came after it: what stands at the end goes with it
    for block in bibtex_entries.blocks(text):
        if _is_definition(block):
            context.add(block)
            continue
        items = _items(block, context)
        if held and isinstance(items[0], Problem):
            held += items
        else:
            yield from held
            held = items
    if held and isinstance(held[0], Publication) and held[0].source is not None and context.rest():
        texts = "\n".join(context.rest())
        held[0] = replace(held[0], source=replace(held[0].source, context=f"{held[0].source.context}{AFTER}{texts}"))
    yield from held


def _items(block: Block, context: _Context) -> list[Publication | Problem]:
    unread = [Problem(block.line, block.reason, block.text)] if block.reason else []
    if block.kind == syntax.BROKEN:
        return [*unread]
    found, _ = _publication(block, context)
    return [found, *unread] if isinstance(found, Publication) else [found]


def _is_definition(block: Block) -> bool:
    return block.kind not in (syntax.ENTRY, syntax.BROKEN) or (block.type == XDATA and block.kind == syntax.ENTRY)


def _publication(block: Block, context: _Context) -> tuple[Publication | Problem, dict[str, str]]:
    fields = block.fields or []
    if not fields and not block.key:
        return Problem(block.line, f"This @{block.type or 'entry'} holds no field that can be read.", block.text), {}
    if reason := over_limit(block.key, [field.value for field in fields]):
        return Problem(block.line, reason, block.text[:1000]), {}
    inherited = context.parents.of(block)
    if reason := context.macros.too_much(fields, inherited.fields):
        return Problem(block.line, reason, block.text[:1000]), {}
    source = Source("bibtex", block.text, context.of([*fields, *inherited.fields], inherited.texts), block.line)
    return bibtex_reading.read(block.type, block.key, fields, context.macros, source, inherited)


def _reread(source: Source, above: str = "") -> tuple[Publication, dict[str, str], Block] | None:
    """What the text that a record came from says, where the entries above it are written too."""
    context = _Context(f"{source.context}\n{source.text}\n{above}")
    for block in (*_blocks(above), *_blocks(source.context)):
        if _is_definition(block):
            context.add(block)
    found = [block for block in bibtex_entries.blocks(source.text) if block.kind != syntax.BROKEN]
    if len(found) != 1 or found[0].kind != syntax.ENTRY:
        return None
    publication, taken = _publication(found[0], context)
    return None if isinstance(publication, Problem) else (publication, taken, found[0])


def write(dialect: str, publications: Iterable[Publication]) -> Iterator[str]:
    """Each publication's entry; before it, once, the definitions that its text leans on.

    An entry that refers to another keeps the reference as far as the other, as it is written here, hands down what the
    publication says; all else becomes a field of its own. Entries over 16 Mi characters apart do not see each other.
    """
    defined: dict[str, str] = {}
    end = "\n"
    for window in _windows(publications):
        settled = list(_settled(window, dialect))
        withheld = _of_notes_that_left(window, settled)
        for context, text in settled:
            end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else end
            before, _, after = context.partition(AFTER)
            yield from _definitions(before, defined, withheld, end)
            yield text + end * 2
            yield from _definitions(after, defined, withheld, end)


def _definitions(context: str, defined: dict[str, str], withheld: set[str], end: str) -> Iterator[str]:
    for block in _blocks(context):
        name = _name(block)
        if _is_definition(block) and defined.get(name) != block.text and block.text not in withheld:
            defined[name] = block.text
            yield block.text + end * 2


def _of_notes_that_left(window: Sequence[Publication], settled: Sequence[tuple[str, str]]) -> set[str]:
    """The @strings that stood for notes which do not go out any more, and that nothing else leans on: they hold the notes' text."""
    gone: set[str] = set()
    for publication in window:
        source = publication.source
        if source is None or source.format != "bibtex" or "@" not in source.context or "annot" not in source.text.lower():
            continue
        if (found := _reread(source)) is None:
            continue
        old, taken, block = found
        if old.notes != publication.without_private_notes().notes:
            notes = [field for field in block.fields or () if taken.get(field.name.lower()) == "notes"]
            gone |= _leant_on(source.context, notes)
    if gone:
        for context, text in settled:
            gone -= _leant_on(context, [field for block in _blocks(text) for field in block.fields or ()])
    return gone


def _leant_on(context: str, fields: Sequence[RawField]) -> set[str]:
    macros = Macros(context)
    for block in _blocks(context):
        if block.kind == syntax.STRING:
            macros.define(block)
    return {text for field in fields for name in used(field) for text in macros.needed(name)}


def _windows(publications: Iterable[Publication]) -> Iterator[list[Publication]]:
    window: list[Publication] = []
    size, limit = 0, _SMALL_WINDOW
    for publication in publications:
        window.append(publication)
        size += len(publication.source.text if publication.source else publication.abstract)
        if _inherits(publication):
            limit = _WINDOW
        if size > limit:
            yield window
            window, size, limit = [], 0, _SMALL_WINDOW
    yield window


def _settled(window: Sequence[Publication], dialect: str) -> Iterator[tuple[str, str]]:
    """For each publication what its entry leans on and the entry, such that those which refer to others agree with them."""
    children = {index for index, publication in enumerate(window) if _inherits(publication)}
    if not children:
        return (_written(publication, dialect) for publication in window)
    entries = [
        (publication.source.context, publication.source.text)
        if index in children and publication.source
        else _written(publication, dialect)
        for index, publication in enumerate(window)
    ]
    places: dict[str, int] = {}
    for index, (_, text) in enumerate(entries):
        places.setdefault(syntax.key_of(text).lower(), index)
    changed = children
    for _ in range(MAX_CHAIN):
        before, changed = changed, set()
        for index in children:
            above = _above(index, entries, places)
            if before is children or not before.isdisjoint(above):
                seen = all(_stays(window[place], dialect) for place in above)
                entry = _written(window[index], dialect, "\n".join(text for place in above for text in entries[place]) if seen else "")
                if entry != entries[index]:
                    entries[index] = entry
                    changed.add(index)
        if not changed:
            break
    for index in changed:  # they chase each other in a circle
        entries[index] = "", bibtex_writing.entry(window[index], dialect)
    return iter(entries)


def _inherits(publication: Publication) -> bool:
    """Was something of this publication said by an entry that its own refers to?"""
    source = publication.source
    if source is None or source.format != "bibtex" or "crossref" not in source.text.lower():
        return False
    return not any(name.lower() == "crossref" for name, _ in publication.extra)


def _stays(publication: Publication, dialect: str) -> bool:
    """Is this publication written in the words that it came in? BibTeX's styles expect of an entry made anew less than BibLaTeX's."""
    source = publication.source
    return source is not None and source.format == "bibtex" and not any(_is_other_dialect(b, dialect) for b in _blocks(source.text))


def _above(index: int, entries: Sequence[tuple[str, str]], places: dict[str, int]) -> list[int]:
    """The places of the entries that one refers to, and that those refer to."""
    found = {index: None}
    waiting = [index]
    while waiting and len(found) <= MAX_CHAIN:
        for key in references(entries[waiting.pop()][1]):
            place = places.get(key)
            if place is not None and place not in found:
                found[place] = None
                waiting.append(place)
    return list(found)[1:]


def _written(publication: Publication, dialect: str, above: str = "") -> tuple[str, str]:
    """What an entry leans on, and the entry: the text that it came from, with what was edited put in, or else made anew."""
    source = publication.source
    if source is None or source.format != "bibtex" or (found := _reread(source, above)) is None:
        return "", bibtex_writing.entry(publication, dialect)
    old, taken, block = found
    new = publication.without_private_notes()
    leant_on = [piece for piece in _blocks(source.context) if piece.kind == syntax.ENTRY]
    if not any(_is_other_dialect(entry, dialect) for entry in (block, *leant_on)):
        if old == new:
            return source.context, source.text
        text = bibtex_writing.patched(source.text, old, new, taken, dialect, _titles(source, block))
        again = _reread(Source("bibtex", text, source.context), above)
        if again is not None and again[0] == new:
            return source.context, text
        if above:
            return _written(publication, dialect)
    return _without_xdata(source.context), bibtex_writing.entry(publication, dialect, _titles(source, block))


def _without_xdata(context: str) -> str:
    """What stood around an entry that refers to nothing any more."""
    return AFTER.join("\n".join(block.text for block in _blocks(part) if block.kind != syntax.ENTRY) for part in context.split(AFTER))


# What only packages define, or LaTeX takes for something else.
_UNSOUND = re.compile(r"\\(?:mkbib|enquote|hyphen|autocap|bibstring|textquote)|(?<!\\)[&%#_]")


def _titles(source: Source, block: Block) -> dict[str, str]:
    """The titles of an entry as they are written, by their text: braces that somebody set are kept where all else is made anew."""
    context = _Context(source.context)
    for piece in _blocks(source.context):
        if piece.kind == syntax.STRING:
            context.add(piece)
    raw = (
        latex.unwrap(syntax.evaluate(field.value, context.macros))
        for field in block.fields or ()
        if field.name.lower() in ("title", "subtitle", "booktitle", "journal", "journaltitle")
    )
    return {latex.decode(value, markup=True): value for value in raw if latex.is_balanced(value) and not _UNSOUND.search(value)}


def _is_other_dialect(block: Block, dialect: str) -> bool:
    """Is this entry clearly of the other dialect, so that the one asked for could not use it?"""
    names = {field.name.lower() for field in block.fields or ()}
    only_date = "date" in names and "year" not in names
    if dialect == tables.BIBTEX:
        foreign = only_date or "xdata" in names or block.type in tables.ONLY_BIBLATEX_TYPES
        return foreign or ("journaltitle" in names and "journal" not in names)
    foreign = block.type in tables.ONLY_BIBTEX_TYPES or bool(names & tables.ONLY_BIBTEX_FIELDS)
    return foreign and not only_date and not names & tables.BIBLATEX_SIGNS


def _blocks(context: str) -> list[Block]:
    return list(bibtex_entries.blocks(context)) if context else []


def _name(block: Block) -> str:
    """What a definition defines; a preamble, comment or xdata is itself."""
    found = syntax.definition(block.text) if block.kind == syntax.STRING else None
    return found[0] if found else block.text


def _recognises(text: str) -> bool:
    return re.search(r"(?m)^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]\s*[^\s,={}]*\s*[,=\"{]", text) is not None


_write_bibtex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBTEX)
_write_biblatex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBLATEX)
BIBTEX = Format("bibtex", "BibTeX", (".bib",), read, _write_bibtex, _recognises)
BIBLATEX = Format("biblatex", "BibLaTeX", (".biblatex",), read, _write_biblatex, _recognises)
